"""Places records that name a township but have no coordinates: at the township's seat.

The seats are those of the bundled table; each has an error bound, which stays with the
record. A name that fits no township, or several, is listed and not placed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.findings import Problem, RowNumbers
from data.lists import Several, some
from data.place.named_county import UNKNOWN_ADCODE, named_counties
from data.reference.catalog import read_townships, read_units
from data.schema import FacilityColumn, Province, UnitColumn
from data.text.fields import Role

TOWNSHIP_CODE: Final = "township_code"
_NOWHERE: Final = -1
_SEVERAL: Final = -2
_SPACES: Final = re.compile(r"\s+")
_OFFICES: Final = re.compile(r"(?:人民政府|镇政府|乡政府|政府|办事处|便民服务中心|党政办)$")
_KINDS: Final = re.compile(r"(?:街道|地区|镇|乡|苏木|township|town|subdistrict)$")
_PEOPLES: Final = re.compile(
    r"(?:藏族|羌族|彝族|回族|土族|撒拉族|蒙古族|蒙古|畲族|苗族|土家族|满族|傈僳族|纳西族|白族|壮族|布依族|傣族)+(?:民族)?$"
)
_FACILITIES: Final = re.compile(
    r"(?:中心)?(?:卫生院|卫生室|卫生所|医院|社区卫生服务中心|社区卫生服务站|分院).*$"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where records were placed.

    Attributes
    ----------
    lon, lat
        Degrees (WGS 84), NaN where not placed.
    columns
        What is known of each position: township code, county, source and error bound in metres.
    problems
        Records that were placed at a seat, and those that were not, by reason.
    examples
        Some of the names that were not found.
    """

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    columns: pd.DataFrame
    problems: list[Problem]
    examples: Several


@dataclass(frozen=True, slots=True)
class _Townships:
    """The bundled townships by county and by what they are called."""

    table: pd.DataFrame
    names: list[str]
    by_name: Mapping[str, tuple[int, ...]]
    by_stem: Mapping[str, tuple[int, ...]]
    adcode: npt.NDArray[np.int64]
    in_county: Mapping[int, tuple[int, ...]]


def can_place(columns: Mapping[Role, str]) -> bool:
    """Return whether these columns may say which township a record is in."""
    return Role.TOWNSHIP in columns or {Role.COUNTY, Role.NAME} <= columns.keys()


def place(table: pd.DataFrame, columns: Mapping[Role, str], rows: RowNumbers) -> Placed:
    """Return the seat of the township each record names.

    Parameters
    ----------
    table
        Text attributes.
    columns
        Which of its columns holds what.
    rows
        Record numbers for the problems.
    """
    filled = _carried_down(table, columns)
    county = named_counties(filled, columns)
    known = _townships()
    written = _texts(filled, columns.get(Role.COUNTY))
    within = _counties_within(filled, columns)
    names = _texts(filled, columns.get(Role.TOWNSHIP))
    titles = _texts(filled, columns.get(Role.NAME))
    found = np.array(
        [
            # A county that is written but not known must not be overruled by a mere likeness.
            _NOWHERE
            if cell and adcode == UNKNOWN_ADCODE
            else _township(known, name, title, int(adcode), allowed)
            for name, title, adcode, allowed, cell in zip(
                names, titles, county, within, written, strict=True
            )
        ],
        dtype=np.int64,
    )
    return _placed(known, found, names, titles, rows)


def _placed(
    known: _Townships,
    found: npt.NDArray[np.int64],
    names: list[str],
    titles: list[str],
    rows: RowNumbers,
) -> Placed:
    """Return positions and problems for the townships found."""
    is_found = found >= 0
    chosen = known.table.iloc[np.where(is_found, found, 0)].reset_index(drop=True)
    lon = np.where(is_found, chosen["lon"].to_numpy(dtype=float), np.nan)
    lat = np.where(is_found, chosen["lat"].to_numpy(dtype=float), np.nan)
    error_m = np.where(is_found, chosen["position_error_m"].to_numpy(dtype=float), np.nan)
    placed = np.isfinite(lon)
    label = [name or title for name, title in zip(names, titles, strict=True)]
    problems = []
    if placed.any():
        facts = {"median_m": int(np.median(error_m[placed])), "most_m": int(error_m[placed].max())}
        problems.append(Problem.of("problem_placed_at_seat", rows[placed], **facts))
    listed = (
        ("problem_place_unknown", found == _NOWHERE),
        ("problem_place_several", found == _SEVERAL),
        ("problem_place_unplaced", is_found & ~placed),
    )
    for code, which in listed:
        if which.any():
            examples = some(dict.fromkeys(label[i] or "-" for i in np.flatnonzero(which)))
            problems.append(Problem.of(code, rows[which], examples=examples))
    more = pd.DataFrame(
        {
            TOWNSHIP_CODE: np.where(is_found, chosen["code"].astype(str), ""),
            FacilityColumn.ADCODE.value: np.where(is_found, chosen["adcode"], UNKNOWN_ADCODE),
            FacilityColumn.POSITION_SOURCE.value: np.where(placed, chosen["position_source"], ""),
            FacilityColumn.POSITION_ERROR_M.value: error_m,
        }
    )
    unplaced = some(dict.fromkeys(label[i] or "-" for i in np.flatnonzero(~placed)))
    return Placed(lon, lat, more, problems, unplaced)


def _township(
    known: _Townships, name: str, title: str, adcode: int, allowed: frozenset[int] | None
) -> int:
    """Return the row of the township a record names; -1 for none, -2 for several."""
    scope = frozenset({adcode}) if adcode != UNKNOWN_ADCODE else allowed
    if name:
        bare = _bare(name)
        # Without a county above it only a whole name counts: many are alike but for the kind.
        tries = [(known.by_name, name), (known.by_name, bare)]
        if scope is not None:
            tries += [(known.by_stem, name), (known.by_stem, bare), (known.by_stem, _stem(bare))]
        for index, text in tries:
            fits = [r for r in index.get(text, ()) if scope is None or known.adcode[r] in scope]
            if fits:
                return fits[0] if len(fits) == 1 else _SEVERAL
    return _in_title(known, title or name, adcode)


def _in_title(known: _Townships, title: str, adcode: int) -> int:
    """Return the township whose name a facility's name in a known county begins with."""
    if adcode == UNKNOWN_ADCODE or not title:
        return _NOWHERE
    bare = _bare(title)
    head = _FACILITIES.sub("", bare)
    if not head or head == bare:
        return _NOWHERE
    for text in (head, _stem(head)):
        for index in (known.by_name, known.by_stem):
            fits = [r for r in index.get(text, ()) if known.adcode[r] == adcode]
            if fits:
                return fits[0] if len(fits) == 1 else _SEVERAL
    # The county's or the prefecture's name may stand before the township's.
    ends = {
        row: stem
        for row in known.in_county.get(adcode, ())
        if head.endswith((known.names[row], stem := _stem(known.names[row])))
    }
    longest = max(map(len, ends.values()), default=0)
    fits = [row for row, stem in ends.items() if len(stem) == longest]
    if len(fits) > 1:
        return _SEVERAL
    return fits[0] if fits else _NOWHERE


@cache
def _townships() -> _Townships:
    table = read_townships(None).reset_index(drop=True)
    by_name: dict[str, list[int]] = defaultdict(list)
    by_stem: dict[str, list[int]] = defaultdict(list)
    in_county: dict[int, list[int]] = defaultdict(list)
    for column in ("lon", "lat", "position_error_m"):
        table[column] = pd.to_numeric(table[column], errors="coerce")
    for row, (name, adcode) in enumerate(zip(table["name"], table["adcode"], strict=True)):
        by_name[_plain(name)].append(row)
        by_stem[_stem(_plain(name))].append(row)
        in_county[int(adcode)].append(row)
    return _Townships(
        table,
        [_plain(name) for name in table["name"]],
        {name: tuple(found) for name, found in by_name.items()},
        {stem: tuple(found) for stem, found in by_stem.items()},
        table["adcode"].to_numpy(dtype=np.int64),
        {adcode: tuple(found) for adcode, found in in_county.items()},
    )


def _counties_within(
    table: pd.DataFrame, columns: Mapping[Role, str]
) -> list[frozenset[int] | None]:
    """Return the counties in the prefecture or province each record names, None without one."""
    counties = _counties_above()
    prefectures = _texts(table, columns.get(Role.PREFECTURE))
    provinces = _texts(table, columns.get(Role.PROVINCE))
    found = []
    for prefecture, province in zip(prefectures, provinces, strict=True):
        by_prefecture = counties.get(_above_stem(prefecture)) if prefecture else None
        by_province = counties.get(_above_stem(province)) if province else None
        found.append(by_prefecture or by_province)
    return found


@cache
def _counties_above() -> Mapping[str, frozenset[int]]:
    counties: dict[str, set[int]] = defaultdict(set)
    units = read_units(None)
    pairs = zip(units[UnitColumn.ADCODE], units[UnitColumn.PREFECTURE], strict=True)
    for adcode, prefecture in pairs:
        counties[_above_stem(str(prefecture))].add(int(adcode))
        province = Province.of_adcode(int(adcode))
        if province is not None:
            counties[_above_stem(province.label.zh)].add(int(adcode))
    return {name: frozenset(codes) for name, codes in counties.items()}


def _above_stem(name: str) -> str:
    """Return a province's or prefecture's name without what kind it is: 甘孜藏族自治州 is 甘孜."""
    stem = re.sub(r"(?:自治州|地区|省|市|州)$", "", _plain(name))
    return _PEOPLES.sub("", stem) or stem


def _carried_down(table: pd.DataFrame, columns: Mapping[Role, str]) -> pd.DataFrame:
    """Return the table with the county of the record above where cells below it are blank.

    Counties in a list are often written once, or in a cell merged over their townships.
    """
    filled = table.copy()
    for role in (Role.PROVINCE, Role.PREFECTURE, Role.COUNTY):
        if role in columns:
            texts = pd.Series(_texts(table, columns[role]), index=table.index, dtype=object)
            filled[columns[role]] = texts.where(texts != "").ffill().fillna("")
    return filled


def _texts(table: pd.DataFrame, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(table)
    return ["" if pd.isna(value) else _plain(str(value)) for value in table[column]]


def _plain(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _bare(name: str) -> str:
    """Return a township's name without its office, province, prefecture and county before it."""
    bare = _OFFICES.sub("", name)
    for ends in ("省", "自治州", "市", "自治县", "县", "区"):
        head, sign, rest = bare.partition(ends)
        if sign and len(head) > 1 and len(rest) > 1:
            bare = rest
    return bare


def _stem(name: str) -> str:
    """Return a township's name without what kind it is: 泉吉乡 is 泉吉."""
    stem = _KINDS.sub("", name)
    stem = _PEOPLES.sub("", stem) or stem
    return stem if len(stem) > 1 else name
