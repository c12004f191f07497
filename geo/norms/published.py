"""Figures that norms are held against and nothing here can work out: published, or the user's."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import DataError
from data.lists import several
from data.project.project import LayerKind, Project
from data.reference.catalog import BUNDLED
from data.reference.norms import Measure
from data.schema import Title
from geo.norms.counts import counties_of
from geo.study.study import Study

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FILE: Final = "published_indicators.csv"
CARE_IN_COUNTY: Final = "县域内就诊率"
INPATIENTS_IN_COUNTY: Final = "县域内住院量占比"
_EXACTLY: Final = "="
_HEADINGS: Final = {
    Measure.PHYSICIANS_PER_1000: re.compile(r"医师|医生|physician|doctor", re.IGNORECASE),
    Measure.NURSES_PER_1000: re.compile(r"护士|nurse", re.IGNORECASE),
}
# A share, a ratio, or people who are not of the kind that the norm counts.
_OTHER: Final = re.compile(r"率|比|占|乡村医生|team|团队|per |每|ratio|share|%", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Published:
    """A share that a report gives for a place, from 0 to 1."""

    title: Title
    share: float
    period: str


@cache
def published(indicator_zh: str) -> Mapping[int, Published]:
    """Return the exact shares that reports give of an indicator, by adcode."""
    path = BUNDLED / FILE
    if not path.is_file():
        raise DataError("bundled_file_missing", file=FILE)
    with path.open(encoding="utf-8", newline="") as file:
        return {
            int(row["adcode"]): Published(
                Title(row["indicator_zh"], row["indicator_en"]),
                float(row["value"]) / 100,
                row["period"],
            )
            for row in csv.DictReader(file)
            if row["indicator_zh"] == indicator_zh and row["comparator"] == _EXACTLY
        }


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """People of one profession by county, from columns of the user's lists.

    Attributes
    ----------
    number : float64[m]
        Of each county; NaN where no list has a facility with a figure.
    without : int64[m]
        Facilities of each county that count and have no figure.
    columns
        The headings they stand under.
    """

    number: Floats
    without: Integers
    columns: tuple[str, ...]


def own_staff(
    measure: Measure,
    study: Study,
    project: Project,
    frames: Mapping[str, gpd.GeoDataFrame],
    attributes: Mapping[str, pd.DataFrame],
) -> Staff:
    """Return the physicians or nurses in the user's lists that count.

    Parameters
    ----------
    attributes
        The columns of the user's files by layer id, in the rows of `frames`.

    Raises
    ------
    DataError
        `norm_several_columns` where two headings of one list may be meant.
    """
    number = len(study.demand.units)
    total, headings = np.zeros(number), []
    told, without = np.zeros((2, number), dtype=np.int64)
    for layer in project.layers:
        if layer.kind is not LayerKind.FACILITIES or not layer.counted:
            continue
        frame = frames[layer.id]
        people = np.full(len(frame), np.nan)
        table = attributes.get(layer.id)
        heading = None if table is None else _heading(measure, table, layer.title)
        if table is not None and heading is not None:
            headings.append(heading)
            people = pd.to_numeric(table[heading], errors="coerce").to_numpy(dtype=np.float64)
        county = counties_of(frame, study)
        has = np.isfinite(people) & (people >= 0)
        inside, missing = has & (county >= 0), ~has & (county >= 0)
        total += np.bincount(county[inside], weights=people[inside], minlength=number)
        told += np.bincount(county[inside], minlength=number)
        without += np.bincount(county[missing], minlength=number)
    return Staff(np.where(told > 0, total, np.nan), without, tuple(dict.fromkeys(headings)))


def _heading(measure: Measure, table: pd.DataFrame, title: str) -> str | None:
    found = [
        name
        for name in map(str, table.columns)
        if _HEADINGS[measure].search(name) and not _OTHER.search(name)
    ]
    if len(found) > 1:
        raise DataError("norm_several_columns", file=title, found=several(found))
    return found[0] if found else None
