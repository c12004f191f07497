"""What can be computed beside each published indicator, and why the two differ.

Facilities are those that count in the project, a list of the user among them; people are
those of the 2020 census. What a report counts is seldom what a map holds: every comparison
says what was counted, how it is known, and what sets it apart from the published figure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from data.reference.catalog import read_units
from data.reference.indicators import (
    PEOPLE_PER_TEAM,
    PERCENT,
    Comparator,
    Counterpart,
    Indicator,
    Place,
)
from data.reference.network_model import LeadRule
from data.reference.networks import published_networks
from data.schema import FacilityColumn, Status, Tier, Title, UnitColumn
from geo.indicators.ground import Ground
from geo.networks.counts import NetworkCounts

Mask = npt.NDArray[np.bool_]
Fact = int | float | Title | Mapping[Status, int]

# 三甲 as bundled; a user may write 三级甲等 or 三级甲等综合医院.
_GRADE_A: Final = "三级?甲"
_GRADED_SOURCE: Final = "tertiary-2024"
_BY_GRADE: Final = frozenset(
    {Counterpart.GRADE_A, Counterpart.LEADS, Counterpart.TERTIARY_REGIONAL}
)
_TOWNSHIP_WORDS: Final = "卫生院|社区卫生服务中心"
_CITY: Final = r"(?:^|;)city(?:;|$)"
_PROVINCIAL_CENTRE: Final = "省级区域医疗中心"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that has to be said of a comparison: the key of a sentence, and its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published figure with what is computed beside it.

    Attributes
    ----------
    computed, unit
        The figure and its unit, a word of data.reference.indicators; None where there is none.
    statements
        What was counted, and what sets the two apart; the first says what it comes to.
    difference
        Computed less published where the same thing is counted in the same unit and the
        report gives a number, not a bound; None otherwise.
    """

    indicator: Indicator
    computed: float | None
    unit: str
    statements: tuple[Statement, ...]
    difference: float | None = None

    @property
    def code(self) -> str:
        """The code of the reason."""
        return self.statements[0].code


def comparisons(indicators: Iterable[Indicator], ground: Ground) -> tuple[Comparison, ...]:
    """Return each published figure with what is computed beside it, in the order given."""
    return tuple(_comparison(indicator, ground) for indicator in indicators)


def not_yet_compared(indicators: Iterable[Indicator]) -> tuple[Comparison, ...]:
    """Return published figures while what is computed is on its way."""
    waiting = (Statement("check_waiting"),)
    return tuple(Comparison(each, None, each.unit, waiting) for each in indicators)


def _comparison(indicator: Indicator, ground: Ground) -> Comparison:
    counterpart = indicator.counterpart
    if counterpart is None:
        nothing = Statement("check_nothing")
        return Comparison(indicator, None, indicator.unit, (nothing,))
    if counterpart in _PICKED:
        return _counted(indicator, ground, counterpart)
    if counterpart in _OF_NETWORKS:
        return _of_networks(indicator, ground, counterpart)
    if counterpart in _OF_CENSUS:
        return _of_census(indicator, ground, counterpart)
    return _of_facility(indicator, ground, counterpart)


def _tier(frame: gpd.GeoDataFrame, tier: Tier) -> Mask:
    return np.asarray(frame[FacilityColumn.TIER] == tier.value, dtype=bool)


def _named(frame: gpd.GeoDataFrame, words: str) -> Mask:
    names = frame[FacilityColumn.NAME].fillna("").astype(str)
    return np.asarray(names.str.contains(words), dtype=bool)


def _grade_a(frame: gpd.GeoDataFrame) -> Mask:
    grades = frame[FacilityColumn.GRADE].fillna("").astype(str)
    return np.asarray(grades.str.contains(_GRADE_A), dtype=bool)


def _of_city(frame: gpd.GeoDataFrame) -> Mask:
    """Return hospitals of a city that stand in the county tier for lack of a grade."""
    remarks = frame[FacilityColumn.REMARK].fillna("").astype(str)
    return np.asarray(remarks.str.contains(_CITY), dtype=bool)


def _of_prefecture(frame: gpd.GeoDataFrame) -> Mask:
    """Return hospitals that bear the name of a prefecture: they are none of the province."""
    names = frame[FacilityColumn.NAME].fillna("").astype(str)
    prefectures = tuple(read_units(None)[UnitColumn.PREFECTURE].unique())
    return np.asarray(names.str.startswith(prefectures), dtype=bool)


def _primary(frame: gpd.GeoDataFrame) -> Mask:
    """Return township hospitals, those that serve as sub-centres among them.

    A sub-centre may be a small county hospital instead: its name tells.
    """
    raised = _tier(frame, Tier.SUBCENTRE) & _named(frame, _TOWNSHIP_WORDS)
    return _tier(frame, Tier.TOWNSHIP) | raised


_PICKED: Final[Mapping[Counterpart, Callable[[gpd.GeoDataFrame], Mask]]] = {
    Counterpart.GRADE_A: lambda frame: _tier(frame, Tier.COUNTY) & _grade_a(frame),
    Counterpart.COUNTY_HOSPITALS: lambda frame: _tier(frame, Tier.COUNTY) & ~_of_city(frame),
    Counterpart.SUBCENTRES: lambda frame: _tier(frame, Tier.SUBCENTRE),
    Counterpart.PRIMARY: _primary,
    Counterpart.VILLAGE: lambda frame: _tier(frame, Tier.VILLAGE),
    Counterpart.PROVINCIAL_CENTRES: lambda frame: (
        _tier(frame, Tier.REGIONAL) & _named(frame, _PROVINCIAL_CENTRE)
    ),
    Counterpart.TERTIARY_REGIONAL: lambda frame: (
        _tier(frame, Tier.REGIONAL) & _grade_a(frame) & ~_of_prefecture(frame)
    ),
}
# What stands on the map for a figure of networks while these are not known.
_OF_NETWORKS: Final[Mapping[Counterpart, Counterpart | None]] = {
    Counterpart.NETWORKS: None,
    Counterpart.URBAN_NETWORKS: None,
    Counterpart.LEADS: Counterpart.GRADE_A,
    Counterpart.MEMBERS: Counterpart.PRIMARY,
}
_OF_CENSUS: Final = frozenset(
    {Counterpart.SIGNED_SHARE, Counterpart.PEOPLE_PER_TEAM, Counterpart.SHARE_65}
)


def _inside(frame: gpd.GeoDataFrame, place: Place) -> Mask:
    return place.holds_each(frame[FacilityColumn.ADCODE].fillna(0).to_numpy(dtype=np.int64))


def _units_inside(ground: Ground, place: Place) -> Mask:
    return place.holds_each(ground.units[UnitColumn.ADCODE].to_numpy(dtype=np.int64))


def _counted(indicator: Indicator, ground: Ground, what: Counterpart) -> Comparison:
    """Return the comparison with a number of facilities on the map."""
    frame = ground.facilities[_inside(ground.facilities, indicator.place)]
    found = frame[_PICKED[what](frame)]
    facts: dict[str, Fact] = {
        "place": indicator.place.name,
        "computed": len(found),
        "by_status": _by_status(found),
    }
    statements = [Statement(f"check_{what}", facts)]
    raised = int(_tier(found, Tier.SUBCENTRE).sum())
    if what is Counterpart.PRIMARY and raised:
        statements.append(Statement("check_raised", {"count": raised}))
    statements += _same_source(indicator, found)
    if what is Counterpart.PRIMARY:
        statements += _unplaced(indicator.place, ground)
    if what is Counterpart.VILLAGE and Tier.VILLAGE in ground.bundled:
        statements.append(Statement("check_village_incomplete"))
    return _concluded(indicator, float(len(found)), indicator.unit, statements)


def _by_status(frame: gpd.GeoDataFrame) -> dict[Status, int]:
    counts = frame[FacilityColumn.STATUS].value_counts().to_dict()
    return {status: counts[status.value] for status in Status if status.value in counts}


def _same_source(indicator: Indicator, found: gpd.GeoDataFrame) -> list[Statement]:
    """Return how many, or the grades of how many, nothing but this very report tells."""
    graded = indicator.counterpart in _BY_GRADE
    report = indicator.source.id
    count = sum(
        report in ids and not any(_is_evidence(each, graded=graded) for each in ids - {report})
        for ids in _sources(found)
    )
    code = "check_same_grade" if graded else "check_same_source"
    return [Statement(code, {"count": count})] if count else []


def _sources(found: gpd.GeoDataFrame) -> list[set[str]]:
    sources = found[FacilityColumn.SOURCE].fillna("").astype(str)
    return [set(each.split(";")) for each in sources]


def _is_evidence(source: str, *, graded: bool) -> bool:
    """Return whether a source tells by itself that a facility exists, or its grade."""
    # OpenStreetMap knows no grades.
    return source == _GRADED_SOURCE if graded else source != ""


def _unplaced(place: Place, ground: Ground) -> list[Statement]:
    count = int(place.holds_each(ground.unplaced["adcode"].to_numpy(dtype=np.int64)).sum())
    return [Statement("check_unplaced", {"count": count})] if count else []


def _concluded(
    indicator: Indicator, computed: float, unit: str, statements: list[Statement]
) -> Comparison:
    """Return a comparison that ends with what sets the figures apart, or with their difference."""
    if indicator.differs:
        apart = Statement(f"differs_{indicator.differs}")
        return Comparison(indicator, computed, unit, (*statements, apart))
    if indicator.comparator is not Comparator.EQUAL or unit != indicator.unit:
        return Comparison(indicator, computed, unit, tuple(statements))
    difference = computed - indicator.value
    facts: dict[str, Fact] = {"difference": abs(difference)}
    code = "more" if difference > 0 else "fewer" if difference < 0 else "equal"
    statements = [*statements, Statement(f"check_{code}", facts if difference else {})]
    return Comparison(indicator, computed, unit, tuple(statements), difference)


def _of_networks(indicator: Indicator, ground: Ground, what: Counterpart) -> Comparison:
    """Return the comparison with networks, or with the map while these are not known."""
    place = indicator.place
    facts: dict[str, Fact]
    if what is Counterpart.URBAN_NETWORKS:
        facts = {"place": place.name}
        return Comparison(indicator, None, indicator.unit, (Statement("check_no_urban", facts),))
    if ground.networks is None:
        return _without_networks(indicator, ground, what)
    inside = [counts for code, counts in ground.networks.items() if place.holds(code)]
    number = sum(_NETWORK_NUMBERS[what](counts) for counts in inside)
    assumed = sum(counts.assumed for counts in inside)
    facts = {"place": place.name, "computed": number}
    statements = [Statement(f"check_{what}", facts)]
    if assumed and what is Counterpart.NETWORKS:
        statements.append(Statement("check_networks_assumed", {"count": assumed}))
        statements += _lead_rule(place)
    if what is Counterpart.MEMBERS:
        statements += _members_on_map(indicator, ground)
    return _concluded(indicator, float(number), indicator.unit, statements)


def _lead_rule(place: Place) -> list[Statement]:
    """Return how leads that the report does not name are assumed, where it names none."""
    told = (each for each in published_networks() if each.adcode == place.adcode)
    rules = [each.lead_rule for each in told if each.lead_rule is not LeadRule.NAMED]
    return [Statement(f"check_{rule.name.lower()}") for rule in rules]


def _members_on_map(indicator: Indicator, ground: Ground) -> list[Statement]:
    """Return how the institutions that may be members are known, and which are on no map."""
    frame = ground.facilities[_inside(ground.facilities, indicator.place)]
    found = frame[_primary(frame)]
    assumed = _by_status(found).get(Status.ASSUMED, 0)
    told = [Statement("check_members_assumed", {"count": assumed})] if assumed else []
    return [*told, *_unplaced(indicator.place, ground)]


_NETWORK_NUMBERS: Final[Mapping[Counterpart, Callable[[NetworkCounts], int]]] = {
    Counterpart.NETWORKS: lambda counts: counts.networks,
    Counterpart.LEADS: lambda counts: counts.tertiary_leads,
    # Villages are the N of a pattern, which its number of members leaves out.
    Counterpart.MEMBERS: lambda counts: counts.township_level,
}


def _without_networks(indicator: Indicator, ground: Ground, what: Counterpart) -> Comparison:
    if instead := _OF_NETWORKS[what]:
        on_map = _counted(indicator, ground, instead)
        unknown = Statement("check_networks_unknown")
        *counted, apart = on_map.statements
        return Comparison(indicator, on_map.computed, on_map.unit, (*counted, unknown, apart))
    counties = int(_units_inside(ground, indicator.place).sum())
    facts: dict[str, Fact] = {"place": indicator.place.name, "counties": counties}
    statement = Statement("check_counties_only", facts)
    return Comparison(indicator, None, indicator.unit, (statement,))


def _of_census(indicator: Indicator, ground: Ground, what: Counterpart) -> Comparison:
    """Return the comparison with a figure that the census gives, or gives a share of."""
    place = indicator.place
    units = ground.units[_units_inside(ground, place)]
    people = int(units[UnitColumn.POPULATION].sum())
    facts: dict[str, Fact] = {"place": place.name, "people": people}
    if what is Counterpart.SIGNED_SHARE:
        computed, unit = 100 * indicator.value / people, PERCENT
    elif what is Counterpart.PEOPLE_PER_TEAM:
        computed, unit = people / indicator.value, PEOPLE_PER_TEAM
    else:
        older = units[UnitColumn.POPULATION] * units[UnitColumn.SHARE_65_PLUS]
        computed, unit = 100 * float(older.sum()) / people, PERCENT
    statements = [Statement(f"check_{what}", facts | {"computed": computed})]
    if units[UnitColumn.METHOD].str.contains("apportioned").any():
        statements.append(Statement("check_apportioned"))
    return _concluded(indicator, computed, unit, statements)


def _of_facility(indicator: Indicator, ground: Ground, what: Counterpart) -> Comparison:
    """Return the comparison with the beds or staff that the map has of one facility."""
    frame = ground.facilities[_inside(ground.facilities, indicator.place)]
    found = frame[np.asarray(frame[FacilityColumn.NAME] == indicator.scope.zh, dtype=bool)]
    column = FacilityColumn.BEDS if what is Counterpart.BEDS else FacilityColumn.STAFF
    known = found[found[column].notna()]
    facts: dict[str, Fact] = {"place": indicator.place.name, "name": indicator.scope}
    if not len(known):
        code = "check_figure_unknown" if len(found) else "check_facility_unknown"
        return Comparison(indicator, None, indicator.unit, (Statement(code, facts),))
    computed = float(known[column].iloc[0])
    statement = Statement(f"check_{what}", facts | {"computed": computed})
    statements = [statement]
    if indicator.source.id in _sources(known)[0]:
        statements.append(Statement("check_figure_same_source"))
    return _concluded(indicator, computed, indicator.unit, statements)
