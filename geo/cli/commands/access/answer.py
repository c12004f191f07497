"""The command access: supply within reach per 1,000 people, by unit, in every form."""

from collections.abc import Sequence

from data.schema import Language, Method, PeopleGroup, Status, Tier
from geo.access.figures import AccessReport, PlaceAccess, access_report, place_access
from geo.access.people_groups import group_population
from geo.access.words import AccessAnswer
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.values import ALL, SUPPLY_NAMES
from geo.cli.worlds.world import World
from geo.study.study import count_by_status, facilities_by_tier
from geo.tables.access import access_table as access_units
from geo.tables.files.forms import Row, json_text, plain, plain_km
from geo.tables.files.written import console_of, json_rows


def measured_access(request: Request, world: World) -> PlaceAccess:
    """Return the access of each place by the method asked for."""
    project = world.project
    facilities = facilities_by_tier(project, world.frames, request.criterion.tiers)
    radii_m = {tier: project.radius_m(tier) for tier in Tier}
    return place_access(world.study, facilities, request.access, radii_m)


def known_by_status(measured: PlaceAccess) -> dict[Status, int]:
    """Return the number of facilities that count, by how they are known."""
    return count_by_status(measured.facilities[measured.known])


def access_answer(request: Request, world: World, measured: PlaceAccess) -> AccessAnswer:
    """Return the access of the people asked about, with what was asked.

    Raises
    ------
    DataError
        If the people are the user's own, of whom no group is known.
    """
    group_of = group_population(world.study.demand, request.group, world.study.province)
    report = access_report(measured, group_of, request.level)
    return answer_of(request, measured, report, request.group)


def answer_of(
    request: Request,
    measured: PlaceAccess,
    report: AccessReport,
    group: PeopleGroup = PeopleGroup.TOTAL,
) -> AccessAnswer:
    """Return a report with what was asked for."""
    by_status, own_zones = known_by_status(measured), bool(request.access.zones)
    return AccessAnswer(report, request.criterion, by_status, own_zones, group)


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
