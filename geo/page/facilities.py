"""The facilities of a layer as the map page takes them: with its page, or told later."""

from typing import Final

import geopandas as gpd
import numpy as np

from data.schema import FacilityColumn, Status
from geo.page.layers import script_json
from geo.study.study import takes_everybody

STATUSES: Final = tuple(Status)
_POSITION_DECIMALS: Final = 5


def facility_data(frame: gpd.GeoDataFrame, *, all_hospitals: bool) -> dict[str, object]:
    """Return names, positions and how each is known; a place by its row in `frame`.

    Parameters
    ----------
    frame
        Facilities (data.schema.FacilityColumn).
    all_hospitals
        Whether hospitals for some patients alone count.

    Returns
    -------
    names, lon, lat (degrees, None for no position), status, an index into `STATUSES`, and
    apart, the rows of those that are shown and do not count.
    """
    apart = [] if all_hospitals else np.flatnonzero(~takes_everybody(frame)).tolist()
    codes = {status.value: code for code, status in enumerate(STATUSES)}
    return {
        "status": [codes[str(value)] for value in frame[FacilityColumn.STATUS].to_list()],
        "apart": apart,
        "names": frame[FacilityColumn.NAME].fillna("").astype(str).to_list(),
        "lon": _positions(frame, FacilityColumn.LON),
        "lat": _positions(frame, FacilityColumn.LAT),
    }


def facility_json(frame: gpd.GeoDataFrame, *, all_hospitals: bool = False) -> str:
    """Return facilities as the page's `set_facilities` takes them."""
    return script_json(facility_data(frame, all_hospitals=all_hospitals))


def _positions(frame: gpd.GeoDataFrame, column: FacilityColumn) -> list[float | None]:
    degrees = np.round(frame[column].to_numpy(dtype=np.float64), _POSITION_DECIMALS)
    values: list[float | None] = degrees.tolist()
    for row in np.flatnonzero(~np.isfinite(degrees)).tolist():
        values[row] = None
    return values
