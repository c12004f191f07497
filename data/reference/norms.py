"""Planning norms: what each asks for, from where it is known, and how far that can be trusted.

The bundled rows come from data/bundled/norms.csv; `data.project.norm_edits` edits a planner's own.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from data.errors import DataError
from data.reference.catalog import BUNDLED
from data.schema import Tier, Title

FILE: Final = "norms.csv"
NOTHING: Final = Title("", "")
WHOLE_PERCENT: Final = 100.0


class NormStatus(StrEnum):
    """How far the number of a norm can be relied on."""

    BINDING = "binding"
    GUIDANCE = "guidance"
    LITERATURE = "literature"
    ASSUMPTION = "assumption"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Title:
        """The status in a word."""
        return _STATUS_TITLES[self]


_STATUS_TITLES: Final = {
    NormStatus.BINDING: Title("强制性", "Binding"),
    NormStatus.GUIDANCE: Title("指导性", "Guidance"),
    NormStatus.LITERATURE: Title("文献", "Literature"),
    NormStatus.ASSUMPTION: Title("设定", "Assumption"),
    NormStatus.UNKNOWN: Title("不明", "Unknown"),
}


class NormUnit(StrEnum):
    """What the number of a norm counts."""

    PERCENT = "percent"
    PER_TOWNSHIP = "per_township"
    PER_STREET = "per_street"
    PER_COUNTY = "per_county"
    PER_1000 = "per_1000"

    @property
    def label(self) -> Title:
        """The unit as it stands behind a number."""
        return _UNIT_TITLES[self]


_UNIT_TITLES: Final = {
    NormUnit.PERCENT: Title("%", "%"),
    NormUnit.PER_TOWNSHIP: Title("所/乡镇", "per township"),
    NormUnit.PER_STREET: Title("所/街道", "per subdistrict"),
    NormUnit.PER_COUNTY: Title("所/县", "per county"),
    NormUnit.PER_1000: Title("人/千人", "per 1,000 people"),
}


class Measure(StrEnum):
    """What is measured, to be held against a norm."""

    COVERAGE_SHARE = "coverage_share"
    TRAVEL_TIME = "travel_time"
    TOWNSHIP_HOSPITALS = "township_hospitals"
    CENTRAL_TOWNSHIP_HOSPITALS = "central_township_hospitals"
    COMMUNITY_CENTRES = "community_centres"
    CARE_IN_COUNTY = "care_in_county"
    PHYSICIANS_PER_1000 = "physicians_per_1000"
    NURSES_PER_1000 = "nurses_per_1000"

    @property
    def label(self) -> Title:
        """What is measured, in a few words."""
        return _MEASURES[self][0]

    @property
    def unit(self) -> NormUnit:
        """The unit its value is told in."""
        return _MEASURES[self][1]

    @property
    def has_radius(self) -> bool:
        """Whether it is a share of people within a radius."""
        return self in (Measure.COVERAGE_SHARE, Measure.TRAVEL_TIME)

    @property
    def is_count(self) -> bool:
        """Whether facilities are counted, of which only some may be known."""
        return self in (
            Measure.TOWNSHIP_HOSPITALS,
            Measure.CENTRAL_TOWNSHIP_HOSPITALS,
            Measure.COMMUNITY_CENTRES,
        )


_MEASURES: Final = {
    Measure.COVERAGE_SHARE: (
        Title("圈内人口比例", "Share of people within reach"),
        NormUnit.PERCENT,
    ),
    Measure.TRAVEL_TIME: (
        Title("时限内可达人口比例", "Share of people within a travel time"),
        NormUnit.PERCENT,
    ),
    Measure.TOWNSHIP_HOSPITALS: (
        Title("每个乡镇的卫生院", "Township hospitals of each township"),
        NormUnit.PER_TOWNSHIP,
    ),
    Measure.CENTRAL_TOWNSHIP_HOSPITALS: (
        Title("每个县的中心卫生院", "Central township hospitals of each county"),
        NormUnit.PER_COUNTY,
    ),
    Measure.COMMUNITY_CENTRES: (
        Title("每个街道的社区卫生服务中心", "Community health centres of each subdistrict"),
        NormUnit.PER_STREET,
    ),
    Measure.CARE_IN_COUNTY: (Title("县域内就诊率", "Care inside the county"), NormUnit.PERCENT),
    Measure.PHYSICIANS_PER_1000: (
        Title("每千人口执业（助理）医师", "Physicians per 1,000 people"),
        NormUnit.PER_1000,
    ),
    Measure.NURSES_PER_1000: (
        Title("每千人口注册护士", "Nurses per 1,000 people"),
        NormUnit.PER_1000,
    ),
}


class Comparator(StrEnum):
    """How a value has to stand to the number of a norm."""

    MORE = ">"
    AT_LEAST = ">="
    AT_MOST = "<="
    LESS = "<"

    @property
    def sign(self) -> str:
        """The comparison as a person reads it."""
        return {">=": "≥", "<=": "≤"}.get(self.value, self.value)

    def holds(self, value: float, number: float) -> bool:
        """Return whether `value` stands so to `number`; False for NaN."""
        match self:
            case Comparator.MORE:
                return value > number
            case Comparator.AT_LEAST:
                return value >= number
            case Comparator.AT_MOST:
                return value <= number
            case Comparator.LESS:
                return value < number


@dataclass(frozen=True, slots=True)
class Norm:
    """One row of the table of norms.

    Attributes
    ----------
    number, unit, comparator
        What is asked for, such as more than 90 %; the number None where no source says any.
    tier
        The facilities meant; None for those of any tier.
    minutes
        Time within which a facility is to be reached, None where there is no such limit.
    speed_kmh
        Speed in a straight line that makes a distance of the time, assumed by the planner.
    radius_m
        Distance in metres, None where only the time is said.
    source, article, date
        Where the number stands, and of when that is: a year, month or day.
    secondary
        Whether only a report of the source was read.
    """

    id: str
    title: Title
    measure: Measure
    number: float | None = None
    unit: NormUnit = NormUnit.PERCENT
    comparator: Comparator = Comparator.AT_LEAST
    tier: Tier | None = None
    minutes: float | None = None
    speed_kmh: float | None = None
    radius_m: float | None = None
    source: Title = NOTHING
    article: str = ""
    date: str = ""
    secondary: bool = False
    status: NormStatus = NormStatus.UNKNOWN
    note: Title = NOTHING

    @property
    def reach_m(self) -> float | None:
        """Radius in metres: as set, else minutes / 60 * speed * 1000; None where not known."""
        if self.radius_m is not None:
            return self.radius_m
        if self.minutes is None or self.speed_kmh is None:
            return None
        return self.minutes / 60 * self.speed_kmh * 1000

    @property
    def has_source(self) -> bool:
        """Whether the row says where its number stands."""
        return bool(self.source.zh.strip() or self.source.en.strip())

    @property
    def threshold(self) -> float | None:
        """The number as values are measured: a share from 0 to 1 in place of per cent."""
        if self.number is None or self.unit is not NormUnit.PERCENT:
            return self.number
        return self.number / WHOLE_PERCENT

    @property
    def standing(self) -> NormStatus:
        """How far the row can be relied on, whatever was typed as its status.

        Unknown without a source. Where a bundled row asks for something else than its source
        says, and no other source is named, it is an assumption.
        """
        if not self.has_source or self.status is NormStatus.UNKNOWN:
            return NormStatus.UNKNOWN
        first = bundled_norm(self.id)
        if first is None or _origin(self) != _origin(first) or _demand(self) == _demand(first):
            return self.status
        return NormStatus.ASSUMPTION

    @property
    def footing(self) -> NormStatus:
        """How far a verdict by this row can be relied on: its standing and that of its radius.

        A radius made from a speed is assumed, and so is one given to a bundled row whose
        source has none.
        """
        standing, first = self.standing, bundled_norm(self.id)
        if not self.measure.has_radius or standing is NormStatus.UNKNOWN:
            return standing
        lent = first is not None and _origin(self) == _origin(first)
        if self.radius_m is None or (lent and first is not None and first.radius_m is None):
            return NormStatus.ASSUMPTION
        return standing

    @property
    def is_own(self) -> bool:
        """Whether the row is the planner's own."""
        return bundled_norm(self.id) is None

    @property
    def is_changed(self) -> bool:
        """Whether a bundled row is not as it was."""
        return bundled_norm(self.id) not in (None, self)


def _origin(norm: Norm) -> tuple[object, ...]:
    return norm.source, norm.article, norm.date


def _demand(norm: Norm) -> tuple[object, ...]:
    """Return what of a row its source answers for."""
    asked = norm.measure, norm.number, norm.unit, norm.comparator, norm.tier, norm.minutes
    return (*asked, norm.secondary, norm.status)


@cache
def bundled_norms() -> tuple[Norm, ...]:
    """Return the bundled rows, in the order of their file."""
    path = BUNDLED / FILE
    if not path.is_file():
        raise DataError("bundled_file_missing", file=FILE)
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_norm(row) for row in csv.DictReader(file))


def bundled_norm(norm_id: str) -> Norm | None:
    """Return the bundled row called `norm_id`, as it was; None when there is none."""
    return next((norm for norm in bundled_norms() if norm.id == norm_id), None)


def _norm(row: Mapping[str, str]) -> Norm:
    return Norm(
        id=row["id"],
        title=Title(row["title_zh"], row["title_en"]),
        measure=Measure(row["measure"]),
        number=_number(row["number"]),
        unit=NormUnit(row["unit"]),
        comparator=Comparator(row["comparator"]),
        tier=Tier(row["tier"]) if row["tier"] else None,
        minutes=_number(row["minutes"]),
        speed_kmh=_number(row["speed_kmh"]),
        radius_m=_number(row["radius_m"]),
        source=Title(row["source_zh"], row["source_en"]),
        article=row["article"],
        date=row["date"],
        secondary=row["secondary"] == "yes",
        status=NormStatus(row["status"]),
        note=Title(row["note_zh"], row["note_en"]),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
