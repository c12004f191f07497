"""What a gap in coverage is called: its county, and a township near by."""

from collections.abc import Hashable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.reference.catalog import read_townships
from data.schema import Language, UnitColumn
from geo.distance.distances import Points
from geo.distance.straight_line import StraightLine
from geo.words.wording import say

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def gap_title(gap: Mapping[Hashable, object], language: Language) -> str:
    """Return what a row of `Gaps.table` is called: its county and a township near by.

    The names of townships are known in Chinese only, and stand so in English too.
    """
    if not gap["county"]:
        return say("gap_in_no_county", language)
    latin = str(gap["county_pinyin"]) if language is Language.EN else ""
    county, township = latin or str(gap["county"]), gap["near_township"]
    if not township:
        return county
    return say("gap_near", language, county=county, township=township)


def nearest_townships(units: pd.DataFrame, unit: Integers, lon: Floats, lat: Floats) -> list[str]:
    """Return the township of its county whose known point is nearest to each place.

    Boundaries of townships are not known, so the place may lie in another one.

    Parameters
    ----------
    units
        The counties (data.schema.UnitColumn).
    unit : int64[n]
        Row of `units` of each place, -1 in no county.
    lon, lat : float64[n]
        Degrees (EPSG:4326).

    Returns
    -------
    list of str
        Names in Chinese; empty in no county, in a county none of whose townships has a
        known position, and for a place without a position.
    """
    townships = read_townships(None)
    row_of = {adcode: row for row, adcode in enumerate(units[UnitColumn.ADCODE])}
    county = townships["adcode"].map(row_of).fillna(-1).to_numpy(dtype=np.int64)
    spots = Points(townships["lon"].to_numpy(), townships["lat"].to_numpy())
    # What is near by on the map, however people travel.
    found = StraightLine().nearest_in_group(Points(lon, lat), unit, spots, county)
    # The last stands for those that have no township, whose row is -1.
    name = [*townships["name"].tolist(), ""]
    return [name[row] for row in found.facility.tolist()]
