"""Finds the facility that a table means by a name: in its county, and never by a guess.

A name is compared letter by letter first, then without the names of province, prefecture
and county before it, then as the other ways a township hospital is written. The first way
that fits any facility decides, and where it fits several the name is ambiguous.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, TypeVar

import pandas as pd

from data.schema import Province, Tier, UnitColumn
from geo.networks.facilities import Places

_SUGGESTED: Final = 3
_ALIKE: Final = 0.55
_SPACES: Final = re.compile(r"\s+")
_KIND: Final = re.compile(r"(?:自治县|自治州|行政委员会|省|市|州|县|区)$")
_PEOPLES: Final = re.compile(
    r"(?:藏族|羌族|彝族|回族|土族|撒拉族|蒙古族|畲族|苗族|土家族|哈萨克族|各族|蒙古)"
)
# A name that goes on like this is that of a township called after its county.
_TOWNSHIP_STARTS: Final = ("乡", "镇", "村", "街道", "城关", "城区")
# What a name begins with that leaves its county unsaid: 县人民医院.
_BARE: Final = re.compile(
    r"([省市州县区旗])(?=人民|中医|中心医院|妇|医院|第[一二三四五六七八九十]|[藏蒙羌彝]医|民族)"
)
_CENTRAL: Final = re.compile(r"中心卫生院$")
_TOWNSHIP_KIND: Final = re.compile(r"(?:民族乡|镇|乡|街道)(?=(?:卫生院|社区卫生服务中心)$)")
_CLINIC: Final = re.compile(r"^.{1,8}?(?:镇|乡|街道)(?=.{2,}(?:卫生室|卫生所|卫生站|服务站)$)")


_T = TypeVar("_T")
# The township that the name of a clinic gives, and the kind of township in that of a hospital.
_Said = tuple[str, str]


class Way(StrEnum):
    """How a name was found."""

    ID = "id"
    EXACT = "exact"
    PLACE = "place"
    VARIANT = "variant"


class _Level(IntEnum):
    """Whose name stands before the name of a facility."""

    NONE = 0
    COUNTY = 1
    PREFECTURE = 2
    PROVINCE = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Which facilities a name may mean, as rows of `Places`; exactly one when it is clear.

    Attributes
    ----------
    near
        Names in the county that are most alike, where none is meant.
    """

    rows: tuple[int, ...] = ()
    way: Way = Way.EXACT
    near: tuple[str, ...] = ()

    @property
    def row(self) -> int | None:
        """The facility meant; None when there is none, or more than one."""
        return self.rows[0] if len(self.rows) == 1 else None


@dataclass(frozen=True, slots=True)
class _County:
    """The facilities of a county by what they are called."""

    rows: tuple[int, ...]
    exact: Mapping[str, tuple[int, ...]]
    bare: Mapping[str, tuple[tuple[_Level, int], ...]]
    varied: Mapping[str, tuple[tuple[_Said, int], ...]]


class NameIndex:
    """The facilities at hand by name and county.

    Parameters
    ----------
    places
        The facilities.
    units
        The counties (data.schema.UnitColumn).
    """

    def __init__(self, places: Places, units: pd.DataFrame) -> None:
        self._places = places
        self._units = {int(row[UnitColumn.ADCODE]): row for row in units.to_dict("records")}
        self._by_county: dict[int, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_id: dict[str, list[int]] = defaultdict(list)
        for row, adcode in enumerate(places.adcode.tolist()):
            self._by_county[adcode].append(row)
            self._by_name[plain_name(str(places.name[row]))].append(row)
            self._by_id[places.keys[row].id].append(row)
        self._known: dict[int, _County] = {}
        self._before: dict[int, list[tuple[_Level, list[str]]]] = {}

    def by_id(self, facility_id: str, name: str) -> Match:
        """Return the facility of an id, as long as it still bears the name."""
        rows = self._by_id.get(facility_id, [])
        wanted = plain_name(name)
        return Match(
            tuple(row for row in rows if plain_name(str(self._places.name[row])) == wanted), Way.ID
        )

    def find(
        self, name: str, adcode: int, tier: Tier | None = None, *, anywhere: bool = False
    ) -> Match:
        """Return which facility of a county a name means.

        Parameters
        ----------
        adcode
            The county; 0 when it is not known, and then only the exact name will do.
        tier
            Tier that it has to be of, None for any.
        anywhere
            Whether one of another county will do that bears exactly this name.
        """
        text = plain_name(name)
        if adcode:
            for way, rows in self._in_county(text, adcode):
                if found := self._of_tier(rows, tier):
                    return Match(found, way)
        if anywhere or not adcode:
            return Match(self._of_tier(self._by_name.get(text, ()), tier))
        return Match()

    def near(self, name: str, adcode: int) -> tuple[str, ...]:
        """Return the names in a county that are most like another one."""
        names = [str(self._places.name[row]) for row in self._by_county.get(adcode, ())]
        return tuple(difflib.get_close_matches(name, names, _SUGGESTED, _ALIKE))

    def _in_county(self, text: str, adcode: int) -> Iterable[tuple[Way, Sequence[int]]]:
        county = self._county(adcode)
        yield Way.EXACT, county.exact.get(text, ())
        level, rest = self._without_place(text, adcode)
        bare = [row for other, row in county.bare.get(rest, ()) if _may_be_one(level, other)]
        yield Way.PLACE, bare
        if level in (_Level.NONE, _Level.COUNTY):
            stem, said = _stem(rest)
            varied = county.varied.get(stem, ())
            yield Way.VARIANT, [row for other, row in varied if _agree(said, other)]

    def _of_tier(self, rows: Iterable[int], tier: Tier | None) -> tuple[int, ...]:
        return tuple(row for row in rows if tier is None or self._places.tier[row] is tier)

    def _county(self, adcode: int) -> _County:
        if adcode in self._known:
            return self._known[adcode]
        exact: dict[str, list[int]] = defaultdict(list)
        bare: dict[str, list[tuple[_Level, int]]] = defaultdict(list)
        varied: dict[str, list[tuple[_Said, int]]] = defaultdict(list)
        rows = self._by_county.get(adcode, [])
        for row in rows:
            text = plain_name(str(self._places.name[row]))
            exact[text].append(row)
            level, rest = self._without_place(text, adcode)
            bare[rest].append((level, row))
            if level in (_Level.NONE, _Level.COUNTY):
                stem, said = _stem(rest)
                varied[stem].append((said, row))
        found = _County(tuple(rows), _fixed(exact), _fixed(bare), _fixed(varied))
        self._known[adcode] = found
        return found

    def _without_place(self, text: str, adcode: int) -> tuple[_Level, str]:
        """Return a name without the places before it, and the smallest of them."""
        level, rest = _Level.NONE, text
        if adcode not in self._before:
            self._before[adcode] = self._prefixes(adcode)
        for at, names in self._before[adcode]:
            name = next((each for each in names if rest.startswith(each)), "")
            after = rest.removeprefix(name)
            if name and after and not after.startswith(_TOWNSHIP_STARTS):
                level, rest = at, after
        if level is _Level.NONE and (found := _BARE.match(rest)):
            level, rest = self._bare_level(found[1], adcode), rest[1:]
        return level, rest

    def _bare_level(self, sign: str, adcode: int) -> _Level:
        if sign == "省":
            return _Level.PROVINCE
        own = str(self._units.get(adcode, {}).get(UnitColumn.NAME, ""))
        if sign == "州" or (sign == "市" and not own.endswith("市")):
            return _Level.PREFECTURE
        return _Level.COUNTY

    def _prefixes(self, adcode: int) -> list[tuple[_Level, list[str]]]:
        """Return the names that may stand before a facility's, from the largest place down."""
        unit = self._units.get(adcode, {})
        province = Province.of_adcode(adcode)
        named = (
            (_Level.PROVINCE, province.label.zh if province else ""),
            (_Level.PREFECTURE, str(unit.get(UnitColumn.PREFECTURE, ""))),
            (_Level.COUNTY, str(unit.get(UnitColumn.NAME, ""))),
        )
        forms = [(level, _forms(name)) for level, name in named]
        every = [form for _, names in forms for form in names]
        # A form that two places share says nothing of which is meant.
        return [(level, [f for f in names if every.count(f) == 1]) for level, names in forms]


def plain_name(name: str) -> str:
    """Return a name without spaces and differences of width and case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _may_be_one(one: _Level, other: _Level) -> bool:
    """Return whether two names with the same rest may mean one facility.

    A people's hospital of no place is its county's, not its prefecture's.
    """
    return one is other or max(one, other) is _Level.COUNTY


def _stem(name: str) -> tuple[str, _Said]:
    """Return a name without what may be left out of it, and that: 东镇卫生院 is 东卫生院 and 镇."""
    usual = _CENTRAL.sub("卫生院", name)
    clinic, kind = _CLINIC.match(usual), _TOWNSHIP_KIND.search(usual)
    if clinic:
        return usual[clinic.end() :], (clinic[0], "")
    return _TOWNSHIP_KIND.sub("", usual), ("", kind[0] if kind else "")


def _agree(one: _Said, other: _Said) -> bool:
    """Return whether what two names leave out or say is not at odds."""
    return all(a == b or not (a and b) for a, b in zip(one, other, strict=True))


def _forms(name: str) -> list[str]:
    """Return the ways to write a place, the longest first: 北川羌族自治县, 北川县, 北川."""
    stem = _PEOPLES.sub("", _KIND.sub("", name))
    forms = {name, stem}
    if name.endswith("自治县"):
        forms |= {f"{stem}县", f"{stem}自治县"}
    if name.endswith("自治州"):
        forms |= {f"{stem}州", f"{stem}自治州"}
    return sorted((each for each in forms if len(each) > 1), key=len, reverse=True)


def _fixed(found: Mapping[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {key: tuple(values) for key, values in found.items()}
