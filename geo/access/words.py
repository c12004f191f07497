"""What is told of access in sentences: what was asked, the answer, and how it was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.project.project import Criterion
from data.schema import Language, Method, PeopleGroup, Status, SupplyKind
from geo.access.figures import AccessReport
from geo.words.numbers import people, percent, radius_text, rate
from geo.words.places import place_name
from geo.words.statuses import facilities_line
from geo.words.wording import say


@dataclass(frozen=True, slots=True, eq=False)
class AccessAnswer:
    """Access as it was asked for.

    Attributes
    ----------
    criterion
        Which facilities count.
    by_status
        How many do, by how they are known.
    own_zones
        Whether the zones are chosen, not those of the enhanced method.
    group
        Whose access it is.
    """

    report: AccessReport
    criterion: Criterion
    by_status: Mapping[Status, int]
    own_zones: bool = False
    group: PeopleGroup = PeopleGroup.TOTAL


def access_headline(answer: AccessAnswer, language: Language) -> list[str]:
    """Return what was asked and the answer for all people of the group, in sentences."""
    report = answer.report
    return [
        *shared_headline(answer, language),
        say(
            "cli_access",
            language,
            group=answer.group.label.in_language(language),
            population=people(report.population),
            rate=rate(report.access_per_1000),
            supply=say(f"cli_supplied_{report.supply}", language),
            without=percent(report.share_without),
            lacking=say(f"cli_lacking_{report.supply}", language),
        ),
    ]


def shared_headline(answer: AccessAnswer, language: Language) -> list[str]:
    """Return how access was measured, and what is shared out, in sentences."""
    report = answer.report
    lines = [
        say(
            "cli_access_headline",
            language,
            place=place_name(report.province, language),
            tier=answer.criterion.label.in_language(language),
            method=report.method.label.in_language(language),
            catchment=_catchment(report, language),
            supply=report.supply.label.in_language(language),
        ),
        facilities_line(answer.by_status, language),
        say("cli_supply_reached", language, supply=f"{round(report.supply_reached, 1):,.12g}"),
    ]
    if report.facilities_unreached:
        lines.append(
            say("cli_facilities_unreached", language, count=f"{report.facilities_unreached:,}")
        )
    if report.facilities_unknown:
        count = f"{report.facilities_unknown:,}"
        supply = report.supply.label.in_language(language)
        lines.append(say("cli_supply_unknown", language, count=count, supply=supply))
    return lines


def _catchment(report: AccessReport, language: Language) -> str:
    comma = say("cli_comma", language)
    if report.method is Method.HIERARCHICAL:
        radii = comma.join(
            f"{tier.label.in_language(language)} {radius_text(radius_m)}"
            for tier, radius_m in report.radii_m.items()
        )
        return say("cli_catchments", language, radii=radii)
    if report.zones:
        zones = comma.join(
            say(
                "with_note",
                language,
                text=f"{zone.radius_m / 1000:.4g}",
                note=f"{zone.weight:g}",
            )
            for zone in report.zones
        )
        return say("cli_zones", language, zones=zones)
    radius = f"{max(report.radii_m.values()) / 1000:g}"
    return say("cli_catchment", language, radius=radius)


def method_notes(answer: AccessAnswer, language: Language) -> list[str]:
    """Return the formula of the method, what is assumed, and who counts as without access."""
    report = answer.report
    notes = [say(f"cli_method_{report.method}", language)]
    if report.method is Method.ENHANCED and not answer.own_zones:
        notes.append(say("cli_note_zones_assumed", language))
    if report.supply is SupplyKind.ONE:
        notes.append(say("cli_note_supply_one", language))
    lacking = say(f"cli_lacking_{report.supply}", language)
    return [*notes, say("cli_note_without", language, lacking=lacking)]


def group_notes(groups: Sequence[PeopleGroup], language: Language) -> list[str]:
    """Return how the people of a group are placed, and who shares the supply."""
    notes = []
    if PeopleGroup.OVER_65 in groups:
        notes.append(say("cli_note_65plus", language))
    if {PeopleGroup.URBAN, PeopleGroup.RURAL} & {*groups}:
        notes.append(say("cli_note_urban", language))
    if notes:
        notes.append(say("cli_note_shared", language))
    return notes


def outside_notes(report: AccessReport, language: Language) -> list[str]:
    """Return how many people are in the whole but in no row."""
    outside = report.population - report.units["population"].sum()
    return [say("cli_note_outside", language, people=people(outside))] if outside > 0 else []
