"""The county medical networks on the command line: as JSON, CSV or text."""

from collections.abc import Sequence
from typing import Final

from data.reference.network_model import Link, Network, Part, PublishedNetwork
from data.schema import Language, Status, Tier
from geo.cli.commands.networks.answer import NetworksAnswer, networks_answer
from geo.cli.commands.networks.text import networks_table
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Form
from geo.cli.worlds.networks import NetworkWorld
from geo.networks.against_reports import PatternCheck, check_reasons, counties_of, is_area
from geo.networks.catchments import NetworkPeople
from geo.networks.facilities import Places
from geo.networks.outside_support import ApartSupport
from geo.tables.files.forms import Row, json_text, plain, plain_km
from geo.tables.files.network_file import networks_csv
from geo.tables.networks import position_of, told_networks
from geo.tables.notes import network_notes

_MEMBER_TIERS: Final = (Tier.COUNTY, Tier.SUBCENTRE, Tier.TOWNSHIP, Tier.VILLAGE)


def networks_text(request: Request, language: Language) -> str:
    """Return the networks asked for as JSON, CSV or a table for the console."""
    answer = networks_answer(request, language)
    world = answer.world
    if request.form is Form.CSV:
        told = told_networks(answer.networks, world.places, world.units, world.basis, language)
        return networks_csv(told)
    notes = network_notes(world.basis, language)
    if request.form is Form.JSON:
        return json_text(networks_document(answer, notes, language))
    return networks_table(answer, notes, language)


def networks_document(answer: NetworksAnswer, notes: Sequence[str], language: Language) -> Row:
    """Return the networks as JSON takes them."""
    areas = [check for check in answer.checks if is_area(check.published)]
    return {
        "networks": [_network_row(each, answer, language) for each in answer.networks],
        "areas": [_area_row(check, answer, language) for check in areas],
        "apart": _apart_rows(answer.apart),
        "notes": list(notes),
    }


def _network_row(network: Network, answer: NetworksAnswer, language: Language) -> Row:
    told, people = network.published, answer.people.get(network.id, NetworkPeople(0.0, 0.0))
    own = [check for check in answer.checks if network.id in check.networks]
    check = next((each for each in own if not is_area(each.published)), None)
    names, places = {part.facility: part.name for part in network.parts}, answer.world.places
    return {
        "id": network.id,
        "name": network.name.zh,
        "name_en": network.name.en,
        "adcode": network.adcode,
        "county": answer.world.county_name(network.adcode, Language.ZH),
        "county_en": answer.world.county_name(network.adcode, Language.EN),
        "status": network.status.value,
        "source": told.source_id if told else "",
        "pattern": told.pattern if told else "",
        "published": _published_row(told) if told else None,
        "missing_leads": list(network.missing_leads),
        "leads": [_part_row(part, places) for part in network.leads],
        "members": {
            tier.value: [_part_row(part, places) for part in network.members_of(tier)]
            for tier in _MEMBER_TIERS
        },
        "supporters": [_part_row(part, places) for part in network.supporters],
        "links": [
            _link_row(link, names[link.lower], names.get(link.upper, ""))
            | {"distance_km": _apart_km(link, answer.world)}
            for link in network.links
        ],
        "people": plain(people.people),
        "people_nearer_other_lead": plain(people.nearer_other_lead),
        "share_nearer_other_lead": plain(people.share),
        "check": check_row(check, language) if check else None,
    }


def _published_row(told: PublishedNetwork) -> Row:
    return {
        "name": told.name,
        "adcode": told.adcode,
        "pattern": told.pattern,
        "area": is_area(told),
        "leads": list(told.leads),
        "township_members": told.townships,
        "village_members": told.villages,
        "county_networks": told.county_networks,
        "urban_networks": told.urban_networks,
        "county_hospitals": told.county_hospitals,
        "links": [kind.value for kind in told.kinds],
        "source": told.source_id,
    }


def _part_row(part: Part, places: Places) -> Row:
    source, error_m = position_of(part, places)
    return {
        "id": part.facility.id,
        "name": part.name,
        "tier": part.tier.value,
        "adcode": part.adcode,
        "lon": plain(part.lon),
        "lat": plain(part.lat),
        "position_source": source,
        "position_error_m": error_m,
        "status": part.status.value,
        "membership": part.membership.value,
        "source": part.source,
        "parent": part.parent.id if part.parent else None,
    }


def _link_row(link: Link, lower: str, upper: str) -> Row:
    return {
        "lower": link.lower.id,
        "upper": link.upper.id,
        "lower_name": lower,
        "upper_name": upper,
        "kind": link.kind.value,
        "status": link.status.value,
        "source": link.source,
    }


def _apart_km(link: Link, world: NetworkWorld) -> float | int | None:
    places = world.places
    lower, upper = places.row_of(link.lower), places.row_of(link.upper)
    return plain_km(places.distance_m(lower, upper))


def check_row(check: PatternCheck, language: Language) -> Row:
    """Return a check as JSON takes it: figures, facts, and why they may differ in sentences."""
    return {
        "figures": {
            what.value: {
                "published": figure.published,
                "on_map": figure.on_map,
                "difference": figure.difference,
            }
            for what, figure in check.figures.items()
        },
        "assumed_members": check.assumed_members,
        "assumed_facilities": check.assumed_facilities,
        "counties": check.counties,
        "counties_without_network": check.counties_without,
        "townships": check.townships,
        "unplaced_townships": check.unplaced,
        "missing_leads": list(check.missing_leads),
        "why": check_reasons(check, language),
    }


def _area_row(check: PatternCheck, answer: NetworksAnswer, language: Language) -> Row:
    return {
        **_published_row(check.published),
        "counties": sorted(counties_of(check.published, answer.world.units)),
        "networks": list(check.networks),
        "check": check_row(check, language),
    }


def _apart_rows(apart: Sequence[ApartSupport]) -> list[Row]:
    """Return hospitals in no network, each with its published supporters."""
    supporters: dict[tuple[str, int], list[Row]] = {}
    ids: dict[tuple[str, int], str | None] = {}
    for each in apart:
        told = each.support
        key = (told.facility, told.adcode)
        ids[key] = each.facility.id if each.facility else None
        supporters.setdefault(key, []).append(
            {
                "id": each.supporter.id if each.supporter else None,
                "name": told.supporter,
                "adcode": told.supporter_adcode,
                "outside_the_map": told.outside is not None,
                "kind": told.kind.value,
                "status": Status.REPORTED.value,
                "source": told.source_id,
            }
        )
    return [
        {"id": ids[name, adcode], "name": name, "adcode": adcode, "supporters": rows}
        for (name, adcode), rows in supporters.items()
    ]
