"""The units of a study at each level: counties, prefectures, provinces."""

from collections.abc import Hashable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.reference.catalog import Level
from data.schema import Language, Province, UnitColumn
from geo.study.study import Study

Integers = npt.NDArray[np.int64]


def units_of(study: Study, level: Level) -> tuple[Integers, pd.DataFrame]:
    """Return the unit each county belongs to, and the units' codes and names.

    Returns
    -------
    group : int64[counties]
        Row of `units` of each county.
    units
        adcode, name, pinyin, by adcode.
    """
    counties = study.demand.units
    code = counties[UnitColumn.ADCODE].to_numpy(dtype=np.int64)
    name = counties[UnitColumn.NAME].to_numpy(dtype=object)
    pinyin = counties[UnitColumn.PINYIN].to_numpy(dtype=object)
    if level is Level.PREFECTURE:
        code = counties[UnitColumn.PREFECTURE_ADCODE].to_numpy(dtype=np.int64)
        name = counties[UnitColumn.PREFECTURE].to_numpy(dtype=object)
        pinyin = np.array([study.prefecture_pinyin.get(each, "") for each in code], dtype=object)
    if level is Level.PROVINCE:
        provinces = [Province(value) for value in counties[UnitColumn.PROVINCE]]
        code = np.array([province.adcode for province in provinces], dtype=np.int64)
        name = np.array([province.label.zh for province in provinces], dtype=object)
        pinyin = np.array([province.label.en for province in provinces], dtype=object)
    adcode, first, group = np.unique(code, return_index=True, return_inverse=True)
    units = pd.DataFrame({"adcode": adcode, "name": name[first], "pinyin": pinyin[first]})
    return group.astype(np.int64), units


def unit_name(unit: Mapping[Hashable, object], language: Language) -> str:
    """Return a unit's name, in pinyin for English where there is any."""
    latin = str(unit["pinyin"]) if language is Language.EN else ""
    return latin or str(unit["name"])
