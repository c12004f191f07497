"""Which county a record names: by code, in a column for it, in its address or in its name.

The counties are those of the bundled table. A name that several counties bear, or a short
one that may be part of another word, counts only with its prefecture beside it.
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

from data.reference.catalog import read_units
from data.schema import Province, UnitColumn, bare_name
from data.text.fields import Role

Ints = npt.NDArray[np.int64]

UNKNOWN_ADCODE: Final = 0
_ADCODE_DIGITS: Final = r"^\s*(\d{6})(?:\d{3}|\d{6})?(?:\.0*)?\s*$"
_UNIT_ENDS: Final = frozenset("省市州县区会")
_UPPER_ENDS: Final = frozenset("省市州盟")
_TOWNSHIP_STARTS: Final = ("乡", "镇", "村", "街道")
_SHORT: Final = 2
_PEOPLES: Final = re.compile(
    r"(?:藏族|羌族|彝族|回族|土族|撒拉族|蒙古族|畲族|苗族|土家族|哈萨克族|各族|蒙古)"
)
_KIND: Final = re.compile(r"(?:自治县|自治州|行政委员会|省|市|州|县|区)$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A place that a text names: where, and the counties it may be or hold."""

    start: int
    end: int
    is_county: bool
    counties: frozenset[int]


@dataclass(frozen=True, slots=True)
class CountyNames:
    """The names of counties and of what they lie in.

    Attributes
    ----------
    upper
        Name of a province or prefecture -> the counties in it.
    full
        Full Chinese name -> the counties of that name.
    short
        Every other form a column for counties may hold -> the counties.
    longest
        Characters of the longest name in `upper` and `full`.
    """

    upper: Mapping[str, frozenset[int]]
    full: Mapping[str, frozenset[int]]
    short: Mapping[str, frozenset[int]]
    longest: int

    def in_column(self, text: str, above: str = "") -> int:
        """Return the county that a cell of a county column names; 0 when none or several.

        Parameters
        ----------
        above
            Prefecture and province of the same record, where it gives them.
        """
        name, context = _plain(text), _plain(above)
        found = self.full.get(name) or self.short.get(name) or frozenset()
        if len(found) > 1:
            found = _narrowed(found, self._units(context))
        if len(found) == 1:
            return next(iter(found))
        return self.in_text(f"{context}{name}")

    def in_text(self, text: str) -> int:
        """Return the first county that an address or a name names in full; 0 when none."""
        plain = _plain(text)
        units = self._units(plain)
        ends = {unit.end for unit in units}
        for unit in units:
            if unit.is_county and _stands_alone(plain, unit, ends):
                found = _narrowed(unit.counties, units)
                if len(found) == 1:
                    return next(iter(found))
        return UNKNOWN_ADCODE

    def _units(self, plain: str) -> list[_Unit]:
        """Return the provinces, prefectures and counties that `plain` names, in order."""
        units: list[_Unit] = []
        for end in (i + 1 for i, character in enumerate(plain) if character in _UNIT_ENDS):
            for start in range(max(0, end - self.longest), end - 1):
                name = plain[start:end]
                if name in self.full or name in self.upper:
                    is_county = name in self.full
                    codes = self.full[name] if is_county else self.upper[name]
                    units.append(_Unit(start, end, is_county, codes))
                    break
        return units


@cache
def county_names() -> CountyNames:
    """Return the names of the bundled counties."""
    table = read_units(None)
    upper: dict[str, set[int]] = defaultdict(set)
    full: dict[str, set[int]] = defaultdict(set)
    short: dict[str, set[int]] = defaultdict(set)
    columns = [UnitColumn.ADCODE, UnitColumn.NAME, UnitColumn.PREFECTURE, UnitColumn.PINYIN]
    for code, name, prefecture, english in table[columns].itertuples(index=False):
        adcode = int(code)
        province = Province.of_adcode(adcode)
        if province is not None:
            upper[province.label.zh].add(adcode)
        upper[prefecture].add(adcode)
        full[name].add(adcode)
        for form in (*_short_forms(name), _plain(english), _plain(bare_name(english))):
            short[form].add(adcode)
    longest = max(map(len, (*upper, *full)))
    return CountyNames(_frozen(upper), _frozen(full), _frozen(short), longest)


def adcodes_of(values: "pd.Series[str] | pd.Series[float] | pd.Series[int]") -> Ints:
    """Return county codes from a column of codes; 0 where there is none.

    Codes of townships (9 digits) and villages (12) begin with their county's.
    """
    texts = values.map(_code_text)
    found = texts.str.extract(_ADCODE_DIGITS, expand=False)
    return pd.to_numeric(found, errors="coerce").fillna(UNKNOWN_ADCODE).to_numpy(dtype=np.int64)


def named_counties(table: pd.DataFrame, columns: Mapping[Role, str]) -> Ints:
    """Return the code of the county each record names; 0 where it names none that is known.

    A code counts before a county column, that before the address, that before the name.

    Parameters
    ----------
    table
        Attributes of the layer.
    columns
        Which of its columns holds what.
    """
    names = county_names()
    known = np.array(sorted({code for codes in names.full.values() for code in codes}))
    named = np.full(len(table), UNKNOWN_ADCODE, dtype=np.int64)
    if Role.ADCODE in columns:
        codes = adcodes_of(table[columns[Role.ADCODE]])
        named = np.where(np.isin(codes, known), codes, UNKNOWN_ADCODE)
    above = _texts(table, columns.get(Role.PROVINCE)) + _texts(table, columns.get(Role.PREFECTURE))
    for role in (Role.COUNTY, Role.ADDRESS, Role.NAME):
        if role not in columns or named.all():
            continue
        texts = pd.DataFrame({"above": above, "text": _texts(table, columns[role])})
        # Cells repeat each other, of counties above all: each pair is looked up once.
        group, pairs = pd.factorize(pd.MultiIndex.from_frame(texts))
        look_up = names.in_column if role is Role.COUNTY else _in_text
        found = np.array([look_up(text, up) for up, text in pairs], dtype=np.int64)
        named = np.where(named == UNKNOWN_ADCODE, found[group], named)
    return named


def _code_text(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _in_text(text: str, above: str) -> int:
    # A name alone says enough where the columns above it say nothing.
    return county_names().in_text(f"{above}{text}") if text else UNKNOWN_ADCODE


def _texts(table: pd.DataFrame, column: str | None) -> "pd.Series[str]":
    if column is None:
        return pd.Series([""] * len(table))
    return pd.Series(["" if pd.isna(value) else str(value).strip() for value in table[column]])


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _short_forms(name: str) -> set[str]:
    """Return how a county is also written: 北川羌族自治县 is 北川县 and 北川 as well."""
    stem = _PEOPLES.sub("", _KIND.sub("", name))
    forms = {stem} if len(stem) > 1 else set()
    if name.endswith("自治县"):
        forms |= {f"{stem}县", f"{stem}自治县"}
    if name.endswith("行政委员会"):
        forms |= {f"{stem}行委"}
    return forms - {name}


def _stands_alone(plain: str, unit: _Unit, ends: set[int]) -> bool:
    """Return whether a county's name is meant as such, not as a part of another word.

    重庆市江北区 is not the 江北区 of Ningbo, nor 古县乡 the county; 提高县级 names no county,
    and 东区医院 is the hospital of any east side.
    """
    if plain.startswith(_TOWNSHIP_STARTS, unit.end):
        return False
    if unit.start in ends:
        return True
    short = unit.end - unit.start <= _SHORT
    if unit.start == 0:
        return not (short and plain[unit.end - 1] == "区")
    return not short and plain[unit.start - 1] not in _UPPER_ENDS


def _narrowed(counties: frozenset[int], units: list[_Unit]) -> frozenset[int]:
    """Return those of `counties` that lie in every province and prefecture named."""
    for unit in units:
        if not unit.is_county:
            counties &= unit.counties
    return counties


def _frozen(sets: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {name: frozenset(codes) for name, codes in sets.items()}
