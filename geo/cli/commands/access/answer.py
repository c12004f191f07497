"""The command access: supply within reach per 1,000 people, by unit, in every form."""

from collections.abc import Sequence

from data.schema import Language, Method, PeopleGroup, Status, SupplyKind, Tier
from geo.access.figures import AccessReport, PlaceAccess, access_report, place_access
from geo.access.people_groups import group_population
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.values import ALL, SUPPLY_NAMES
from geo.cli.reports import facilities_line, place_name
from geo.cli.worlds.world import World
from geo.study.study import count_by_status, counted_facilities
from geo.tables.access import access_table as access_units
from geo.tables.forms import METRES_PER_KM, Row, json_text, plain, plain_km
from geo.tables.written import console_of, json_rows
from geo.words.numbers import people, percent, radius_text, rate
from geo.words.wording import say


def measured_access(request: Request, world: World) -> PlaceAccess:
    """Return the access of each place by the method asked for."""
    project = world.project
    facilities = {
        tier: counted_facilities(project, world.frames, (tier,)) for tier in request.criterion.tiers
    }
    radii_m = {tier: project.radius_m(tier) for tier in Tier}
    return place_access(world.study, facilities, request.access, radii_m)


def access_of_group(request: Request, world: World, measured: PlaceAccess) -> AccessReport:
    """Return the access of the people asked about.

    Raises
    ------
    DataError
        If the people are the user's own, of whom no group is known.
    """
    demand = world.study.demand
    of_group = group_population(demand, request.group, world.study.province)
    return access_report(measured, of_group, request.level)


def known_by_status(measured: PlaceAccess) -> dict[Status, int]:
    """Return the number of facilities that count, by how they are known."""
    return count_by_status(measured.facilities[measured.known])


def access_document(request: Request, measured: PlaceAccess, report: AccessReport) -> Row:
    """Return how access was measured, and what is shared out, for JSON."""
    document: Row = {
        "province": report.province.value if report.province else ALL,
        "tier": request.tier.value if request.tier else "any",
        "method": report.method.value,
        "supply": SUPPLY_NAMES[report.supply],
    }
    if report.method is Method.HIERARCHICAL:
        document["radii_km"] = {
            tier.value: plain_km(radius_m) for tier, radius_m in report.radii_m.items()
        }
    else:
        document["radius_km"] = plain_km(max(report.radii_m.values()))
    if report.zones:
        document["zones"] = [
            {"radius_km": plain_km(zone.radius_m), "weight": zone.weight} for zone in report.zones
        ]
    by_status = known_by_status(measured)
    return document | {
        "facilities": report.facilities,
        "by_status": {status.value: count for status, count in by_status.items()},
        "facilities_unknown": report.facilities_unknown,
        "facilities_unreached": report.facilities_unreached,
        "supply_reached": plain(report.supply_reached),
    }


def access_json(
    request: Request, measured: PlaceAccess, report: AccessReport, notes: list[str]
) -> str:
    """Return access as JSON, the units by code."""
    return json_text(
        access_document(request, measured, report)
        | {
            "group": request.group.value,
            "population": plain(report.population),
            "access_per_1000": plain(report.access_per_1000),
            "share_without": plain(report.share_without),
            "units": json_rows(access_units(report, [])),
            "notes": notes,
        }
    )


def access_table(
    report: AccessReport, head: Sequence[str], notes: Sequence[str], language: Language
) -> str:
    """Return the headline, the units and the notes for the console."""
    table = console_of(access_units(report, [], language), language)
    return "\n".join([*head, "", table, *notes, ""])


def access_headline(
    request: Request, measured: PlaceAccess, report: AccessReport, language: Language
) -> list[str]:
    """Return what was asked and the answer for all people of the group, in sentences."""
    return [
        *shared_headline(request, measured, report, language),
        say(
            "cli_access",
            language,
            group=request.group.label.in_language(language),
            population=people(report.population),
            rate=rate(report.access_per_1000),
            without=percent(report.share_without),
            lacking=say(f"cli_lacking_{report.supply}", language),
        ),
    ]


def shared_headline(
    request: Request, measured: PlaceAccess, report: AccessReport, language: Language
) -> list[str]:
    """Return how access was measured, and what is shared out, in sentences."""
    lines = [
        say(
            "cli_access_headline",
            language,
            place=place_name(report.province, language),
            tier=request.criterion.label.in_language(language),
            method=report.method.label.in_language(language),
            catchment=_catchment(report, language),
            supply=report.supply.label.in_language(language),
        ),
        facilities_line(known_by_status(measured), language),
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
                text=f"{zone.radius_m / METRES_PER_KM:.4g}",
                note=f"{zone.weight:g}",
            )
            for zone in report.zones
        )
        return say("cli_zones", language, zones=zones)
    radius = f"{max(report.radii_m.values()) / METRES_PER_KM:g}"
    return say("cli_catchment", language, radius=radius)


def method_notes(request: Request, report: AccessReport, language: Language) -> list[str]:
    """Return the formula of the method, what is assumed, and who counts as without access."""
    notes = [say(f"cli_method_{report.method}", language)]
    if report.method is Method.ENHANCED and not request.access.zones:
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
