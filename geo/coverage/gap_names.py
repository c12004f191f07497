"""What a gap in coverage is called: its county, and a township near by."""

from collections.abc import Hashable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from data.reference.catalog import read_townships
from data.schema import Language, UnitColumn
from geo.distance.nearest import ecef_m
from geo.words.wording import say

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_APART_M: Final = 1e8


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
    county = townships["adcode"].map(row_of).to_numpy(dtype=np.float64, na_value=np.nan)
    spots = _spots(townships["lon"].to_numpy(), townships["lat"].to_numpy(), county)
    known = np.flatnonzero(np.isfinite(spots).all(axis=1))
    places = _spots(lon, lat, np.where(unit < 0, np.nan, unit))
    asked = np.flatnonzero(np.isfinite(places).all(axis=1))
    names = [""] * len(lon)
    if not known.size:
        return names
    _, found = cKDTree(spots[known]).query(places[asked])
    township = known[found]
    same = county[township] == unit[asked]
    name = townships["name"].tolist()
    for place, row in zip(asked[same].tolist(), township[same].tolist(), strict=True):
        names[place] = name[row]
    return names


def _spots(lon: Floats, lat: Floats, county: Floats) -> Floats:
    """Return points in four dimensions: the county is the fourth.

    Counties stand farther apart in it than any two points of the earth, so the nearest
    point is one of the same county where it has any.
    """
    return np.column_stack([ecef_m(lon, lat), county * _APART_M])
