"""Facilities counted against the townships, subdistricts and counties that should have them.

Only facilities that are known count. Those that are assumed were assumed because the norm
says that they should exist: they prove nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.project.project import Project
from data.reference.catalog import Level, read_boundaries, read_townships
from data.reference.counties import county_rows
from data.reference.norms import Comparator, Norm
from data.schema import FacilityColumn, Province, Status, Tier, UnitColumn
from geo.study.study import Study, counted_facilities, positions

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

COUNTED_TIERS: Final = (Tier.SUBCENTRE, Tier.TOWNSHIP)
CENTRAL_WORDS: Final = "中心卫生院"
_POLICY: Final = re.compile(r"policy(;|$)")
_TOWNSHIP_CODE: Final = re.compile(r"township-(\d{9})")
_GENERIC: Final = frozenset({"中心", "社区", "卫生", "医院", "服务", "人民", "街道"})
_LEAST_NAME: Final = 2


class TownshipKind(StrEnum):
    """What a unit of the township level is; the value ends its name."""

    STREET = "街道"
    TOWN = "镇"
    TOWNSHIP = "乡"

    @classmethod
    def of_name(cls, name: str) -> "TownshipKind | None":
        """Return the kind that a name ends in; None for a zone, a farm or the like.

        The codes agree (GB/T 10114: 001 to 099 subdistricts, 100 to 199 towns, 200 to 399
        townships); from 400 on only the name tells.
        """
        return next((kind for kind in cls if name.endswith(kind.value)), None)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The facilities of a study's lower tiers, which of them are known, and where all are.

    Attributes
    ----------
    facilities
        All that count.
    county : int64[n]
        Row of the study's counties that each lies in, -1 in none.
    assumed : bool[n]
        Whether it is merely assumed: no source, no map and no list of the user names it.
    listed : bool[m]
        Whether a list of the user stands for all facilities of the county.
    """

    facilities: gpd.GeoDataFrame
    county: Integers
    assumed: Booleans
    listed: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Known facilities against the places that should have them, for each county.

    Attributes
    ----------
    places : int64[m]
        Places that should have one: townships, subdistricts, or the county itself.
    needed : int64
        How many each should have.
    served : int64[m]
        Known facilities, no place counted beyond what it needs.
    known : int64[m]
        Known facilities of those places, all of them.
    loose : int64[m]
        Known facilities of which the township is not told.
    assumed : int64[m]
        Facilities of those places that are merely assumed.
    """

    places: Integers
    needed: int
    served: Integers
    known: Integers
    loose: Integers
    assumed: Integers


def known_facilities(
    study: Study, project: Project, frames: Mapping[str, gpd.GeoDataFrame]
) -> Known:
    """Return the facilities of the lower tiers that count, as far as they are known."""
    facilities = counted_facilities(project, frames, COUNTED_TIERS)
    county = counties_of(facilities, study)
    status = facilities[FacilityColumn.STATUS].to_numpy(dtype=object)
    source = facilities[FacilityColumn.SOURCE].fillna("").astype(str)
    # One that an edit has moved or raised was assumed before, and still is.
    policy = source.str.match(_POLICY).to_numpy(dtype=bool)
    assumed = (status == Status.ASSUMED.value) | policy
    own = (status == Status.USER.value) & (county >= 0)
    number = len(study.demand.units)
    in_county = np.bincount(county[own], minlength=number) > 0
    return Known(
        facilities=facilities,
        county=county,
        assumed=assumed,
        listed=in_county & _is_own_list(project),
    )


def _is_own_list(project: Project) -> bool:
    """Return whether lists of the user stand in place of the bundled township hospitals."""
    layers = project.counted_layers((Tier.TOWNSHIP,))
    return bool(layers) and all(layer.path is not None for layer in layers)


def counties_of(facilities: gpd.GeoDataFrame, study: Study) -> Integers:
    """Return the row of the study's counties that each facility lies in, -1 in none.

    By its code, and where that is none of theirs, by its position.
    """
    codes = pd.Index(study.demand.units[UnitColumn.ADCODE])
    adcode = facilities[FacilityColumn.ADCODE].to_numpy(dtype=np.float64, na_value=np.nan)
    row: Integers = codes.get_indexer(np.nan_to_num(adcode, nan=0.0)).astype(np.int64)
    lost = np.flatnonzero((row < 0) & ~(adcode > 0))
    if lost.size:
        lon, lat = positions(facilities.iloc[lost])
        row[lost] = county_rows(lon, lat, _polygons(study.province, codes))
    return row


def _polygons(province: Province | None, codes: "pd.Index[int]") -> npt.NDArray[np.object_]:
    frame = read_boundaries(Level.COUNTY, province)
    polygon_of = dict(zip(frame[UnitColumn.ADCODE], frame.geometry, strict=True))
    return np.array([polygon_of.get(code) for code in codes], dtype=object)


def needed_of(norm: Norm) -> int | None:
    """Return how many a place has to have at least; None where the row asks something else.

    What is known is a part of what there is: it can show that there are enough, never that
    there are not too many.
    """
    if norm.number is None:
        return None
    if norm.comparator is Comparator.MORE:
        return floor(norm.number) + 1
    return ceil(norm.number) if norm.comparator is Comparator.AT_LEAST else None


def by_township(study: Study, known: Known, kinds: Sequence[TownshipKind], needed: int) -> Counted:
    """Return the known facilities against the townships of some kinds, county by county."""
    units = study.demand.units
    townships = _townships(study)
    found: list[Counter[str]] = [Counter() for _ in townships]
    guessed: list[Counter[str]] = [Counter() for _ in townships]
    loose = np.zeros(len(townships), dtype=np.int64)
    names = units[UnitColumn.NAME].tolist()
    rows = zip(known.county, known.assumed, _told(known.facilities), strict=True)
    for row, assumed, (name, source) in rows:
        if row < 0:
            continue
        told = _TOWNSHIP_CODE.search(source)
        code = told[1] if told and told[1] in townships[row] else None
        code = code or township_in(name, townships[row], names[row])
        if code is not None:
            (guessed if assumed else found)[row][code] += 1
        elif not assumed:
            loose[row] += 1
    asked = [
        [code for code, name in each.items() if TownshipKind.of_name(name) in kinds]
        for each in townships
    ]
    pairs = list(zip(asked, found, strict=True))
    return Counted(
        places=_each(len(wanted) for wanted in asked),
        needed=needed,
        served=_each(sum(min(has[code], needed) for code in codes) for codes, has in pairs),
        known=_each(sum(has[code] for code in codes) for codes, has in pairs),
        loose=loose,
        assumed=_each(
            sum(has[code] for code in codes) for codes, has in zip(asked, guessed, strict=True)
        ),
    )


def _each(numbers: Iterable[int]) -> Integers:
    return np.fromiter(numbers, dtype=np.int64)


def _townships(study: Study) -> list[dict[str, str]]:
    """Return the names of each county's townships by code."""
    table = read_townships(study.province)
    in_county: dict[int, dict[str, str]] = {}
    for code, name, adcode in zip(table["code"], table["name"], table["adcode"], strict=True):
        in_county.setdefault(int(adcode), {})[str(code)] = str(name)
    return [in_county.get(int(code), {}) for code in study.demand.units[UnitColumn.ADCODE]]


def _told(facilities: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    columns = (FacilityColumn.NAME, FacilityColumn.SOURCE)
    names, sources = (facilities[each].fillna("").astype(str).tolist() for each in columns)
    return list(zip(names, sources, strict=True))


def township_in(name: str, townships: Mapping[str, str], county: str) -> str | None:
    """Return the code of the township that a facility's name tells; None without just one.

    Parameters
    ----------
    name
        Such as 洪合镇卫生院 or 洪合中心卫生院.
    townships
        Names of the county's townships, by code.
    county
        Its name, which a facility may bear in front.
    """
    rest = name.replace(county, "")
    for words in (townships, {code: bare_township(each) for code, each in townships.items()}):
        told = {code: word for code, word in words.items() if word and word in rest}
        longest = max(map(len, told.values()), default=0)
        codes = [code for code, word in told.items() if len(word) == longest]
        if len(codes) == 1:
            return codes[0]
        if codes:
            return None
    return None


def bare_township(name: str) -> str:
    """Return a township's name without its kind; empty where too little would be left."""
    kind = TownshipKind.of_name(name)
    bare = name.removesuffix(kind.value) if kind else ""
    return "" if len(bare) < _LEAST_NAME or bare in _GENERIC else bare


def by_county(study: Study, known: Known, needed: int) -> Counted:
    """Return the known central township hospitals of each county, sub-centres among them."""
    number = len(study.demand.units)
    tier = known.facilities[FacilityColumn.TIER].to_numpy(dtype=object)
    name = known.facilities[FacilityColumn.NAME].fillna("").astype(str)
    central = name.str.contains(CENTRAL_WORDS, regex=False).to_numpy(dtype=bool)
    central = (central | (tier == Tier.SUBCENTRE.value)) & (known.county >= 0)
    counted = np.bincount(known.county[central & ~known.assumed], minlength=number)
    return Counted(
        places=np.ones(number, dtype=np.int64),
        needed=needed,
        served=np.minimum(counted, needed).astype(np.int64),
        known=counted.astype(np.int64),
        loose=np.zeros(number, dtype=np.int64),
        assumed=np.bincount(known.county[central & known.assumed], minlength=number).astype(
            np.int64
        ),
    )
