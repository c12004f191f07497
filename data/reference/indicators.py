"""What five published reports say in figures: of which place, from which report, how comparable.

The figures are in published_indicators.csv. Which of different places are of one theme, and
which have a counterpart that can be computed, stands in indicator_themes.csv and
indicator_links.csv: judgements of this project, not of the reports.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import starmap
from typing import Final

import numpy as np
import numpy.typing as npt

from data.errors import DataError
from data.reference.catalog import BUNDLED, Level, read_pinyin, read_units
from data.reference.indicator_words import scope_title, unit_title
from data.schema import Province, Title, UnitColumn

PERCENT: Final = "%"
PEOPLE: Final = "people"
PEOPLE_PER_TEAM: Final = "people per team"

PERIOD_UNKNOWN: Final = Title("报道未说明时间", "period not stated")

_Link = Mapping[str, str]
_CODES_INSIDE: Final = {Level.PROVINCE: 10_000, Level.PREFECTURE: 100, Level.COUNTY: 1}
_KEY: Final = ("source_id", "adcode", "scope", "indicator_zh")


class Comparator(StrEnum):
    """How a published value bounds the figure it stands for."""

    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"


class Likeness(StrEnum):
    """How far the figures of one theme can be compared."""

    SAME = "same"
    KIND = "kind"


class Counterpart(StrEnum):
    """What can be computed to stand beside a published figure."""

    GRADE_A = "grade_a"
    COUNTY_HOSPITALS = "county_hospitals"
    SUBCENTRES = "subcentres"
    PRIMARY = "primary"
    VILLAGE = "village"
    PROVINCIAL_CENTRES = "provincial_centres"
    TERTIARY_REGIONAL = "tertiary_regional"
    BEDS = "beds"
    STAFF = "staff"
    NETWORKS = "networks"
    URBAN_NETWORKS = "urban_networks"
    LEADS = "leads"
    MEMBERS = "members"
    SIGNED_SHARE = "signed_share"
    PEOPLE_PER_TEAM = "people_per_team"
    SHARE_65 = "share_65"


@dataclass(frozen=True, slots=True)
class Place:
    """A county, prefecture or province that a report gives figures of."""

    adcode: int
    name: Title
    level: Level

    def holds(self, adcode: int) -> bool:
        """Return whether the place called `adcode` is this one or lies inside it."""
        return bool(self.holds_each(np.array([adcode]))[0])

    def holds_each(self, adcodes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return the same of many codes: bool[n]."""
        parts = _CODES_INSIDE[self.level]
        return np.asarray(adcodes // parts == self.adcode // parts, dtype=bool)


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A report that was published: what it is called, by whom, and when (ISO 8601).

    Attributes
    ----------
    published
        Empty where the day of publication is not known.
    dated
        What is known of its day.
    """

    id: str
    title: str
    publisher: str
    published: str
    dated: Title


@dataclass(frozen=True, slots=True)
class Theme:
    """What figures of different places have in common.

    Attributes
    ----------
    likeness
        Whether the reports give the same figure, or figures comparable only in kind.
    note
        How the definitions differ, or what none of the reports defines.
    """

    id: str
    title: Title
    likeness: Likeness
    note: Title


@dataclass(frozen=True, slots=True)
class Indicator:
    """One published figure.

    Attributes
    ----------
    scope
        What in the place it is of: an institution, the county, its primary care.
    value, unit, comparator
        The figure; of a unit `%` from 0 to 100. The unit is the word of the file.
    period
        A year, or the first and last year; empty where the report does not state it.
    theme
        What it shares with figures of other places; None where nothing.
    counterpart, differs
        What is computed to stand beside it, None where nothing can be, and the code of what
        sets the two apart by definition, empty where the same is counted.
    """

    place: Place
    scope: Title
    title: Title
    value: float
    unit: str
    comparator: Comparator
    period: str
    source: PublishedReport
    theme: Theme | None
    counterpart: Counterpart | None
    differs: str

    @property
    def unit_title(self) -> Title:
        """The unit in words."""
        return unit_title(self.unit)

    @property
    def period_title(self) -> Title:
        """The period in words."""
        return Title(self.period, self.period) if self.period else PERIOD_UNKNOWN


@dataclass(frozen=True, slots=True)
class ThemeTarget:
    """A norm that figures of a theme are held against, and what it is called.

    Attributes
    ----------
    theme
        Id of the theme.
    value, unit
        The norm; the unit is a word of the published figures.
    """

    theme: str
    value: float
    unit: str
    label: Title


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return every published figure, in the order of the reports."""
    units = read_units(None)
    pinyin = read_pinyin(Level.PREFECTURE, None)
    counties = zip(units[UnitColumn.NAME], units[UnitColumn.PINYIN], strict=True)
    names = dict(zip(units[UnitColumn.ADCODE], starmap(Title, counties), strict=True))
    above = zip(units[UnitColumn.PREFECTURE_ADCODE], units[UnitColumn.PREFECTURE], strict=True)
    names |= {code: Title(name, pinyin[code]) for code, name in above}
    names |= {province.adcode: province.label for province in Province}
    reports = {
        row["source_id"]: _report(row) for row in _rows("sources.csv") if row["kind"] == "report"
    }
    themes_by_id = {theme.id: theme for theme in themes()}
    links = {_key(row): row for row in _rows("indicator_links.csv")}
    return tuple(
        _indicator(row, names, reports, themes_by_id, links.get(_key(row), {}))
        for row in _rows("published_indicators.csv")
    )


@cache
def themes() -> tuple[Theme, ...]:
    """Return what figures of two or more places have in common."""
    return tuple(
        Theme(
            row["theme"],
            Title(row["title_zh"], row["title_en"]),
            Likeness(row["likeness"]),
            Title(row["note_zh"], row["note_en"]),
        )
        for row in _rows("indicator_themes.csv")
    )


def places() -> tuple[Place, ...]:
    """Return the places that have figures, in the order of the reports."""
    return tuple(dict.fromkeys(indicator.place for indicator in indicators()))


def _rows(file: str) -> Iterator[dict[str, str]]:
    path = BUNDLED / file
    if not path.is_file():
        raise DataError("bundled_file_missing", file=file)
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in _KEY)


def _report(row: Mapping[str, str]) -> PublishedReport:
    published = row["published"]
    dated = Title(row["dated_zh"] or published, row["dated_en"] or published)
    return PublishedReport(row["source_id"], row["title_zh"], row["publisher"], published, dated)


def _indicator(
    row: Mapping[str, str],
    names: Mapping[int, Title],
    reports: Mapping[str, PublishedReport],
    themes_by_id: Mapping[str, Theme],
    link: _Link,
) -> Indicator:
    adcode = int(row["adcode"])
    theme, counterpart = link.get("theme"), link.get("counterpart")
    return Indicator(
        place=Place(adcode, names[adcode], level_of(adcode)),
        scope=scope_title(row["scope"]),
        title=Title(row["indicator_zh"], row["indicator_en"]),
        value=float(row["value"]),
        unit=row["unit"],
        comparator=Comparator(row["comparator"]),
        period=row["period"],
        source=reports[row["source_id"]],
        theme=themes_by_id[theme] if theme else None,
        counterpart=Counterpart(counterpart) if counterpart else None,
        differs=link.get("differs", ""),
    )


def level_of(adcode: int) -> Level:
    """Return the level of the place that a six-digit code stands for (GB/T 2260)."""
    if adcode % 10_000 == 0:
        return Level.PROVINCE
    return Level.COUNTY if adcode % 100 else Level.PREFECTURE
