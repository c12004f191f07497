"""Whether something lies in the provinces that are known, or so near that it belongs to them."""

from functools import cache
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from data.reference.catalog import Level, read_boundaries
from data.schema import FacilityColumn, Province
from geo.study.study import positions

Floats = npt.NDArray[np.float64]
Boxes = tuple[Floats, Floats, Floats, Floats]
# A hospital over the border is within reach of those on this side; one in the sea is not.
MARGIN_DEG: Final = 0.5
_COARSE_DEG: Final = 0.05
_AT_ONCE: Final = 1_000


def near_land(lon: Floats, lat: Floats, province: Province | None = None) -> npt.NDArray[np.bool_]:
    """Return which places lie in a province or within `MARGIN_DEG` of it.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees (EPSG:4326); a place with a NaN or infinite coordinate is near nothing.
    province
        The province; None for any of the four.
    """
    return boxes_near_land((lon, lat, lon, lat), province)


def any_near_land(lon: Floats, lat: Floats, province: Province | None = None) -> bool:
    """Return whether any of some places, as `near_land` takes them, is near a province."""
    # Of a list that is where it should be, the first few tell.
    starts = range(0, len(lon), _AT_ONCE)
    return any(
        near_land(lon[at : at + _AT_ONCE], lat[at : at + _AT_ONCE], province).any() for at in starts
    )


def boxes_near_land(boxes: Boxes, province: Province | None = None) -> npt.NDArray[np.bool_]:
    """Return which boxes touch a province, or what lies within `MARGIN_DEG` of it.

    Parameters
    ----------
    boxes : four float64[n]
        West, south, east and north in degrees (EPSG:4326).
    """
    near = np.zeros(len(boxes[0]), dtype=np.bool_)
    known = np.flatnonzero(np.isfinite(np.stack(boxes)).all(axis=0))
    if known.size:
        west, south, east, north = (side[known] for side in boxes)
        # A box of no size is not valid as a polygon, but its outline touches what it is in.
        near[known] = shapely.intersects(_land(province), shapely.box(west, south, east, north))
    return near


def boxes_of(frame: gpd.GeoDataFrame) -> Boxes:
    """Return the box of each row of a layer's table in degrees; NaN for one with no place."""
    if FacilityColumn.LON in frame:
        lon, lat = positions(frame)
        return lon, lat, lon, lat
    west, south, east, north = frame.bounds.to_numpy(dtype=np.float64).T
    return west, south, east, north


@cache
def _land(province: Province | None) -> shapely.Geometry:
    whole = shapely.union_all(read_boundaries(Level.PROVINCE, province).geometry.to_numpy())
    land = shapely.buffer(shapely.simplify(whole, _COARSE_DEG), MARGIN_DEG)
    shapely.prepare(land)
    return land
