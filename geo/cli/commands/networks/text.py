"""The county medical networks as tables and sentences for the console."""

from collections.abc import Sequence
from typing import Final

from data.reference.network_model import Network, Part
from data.schema import Language, Tier
from geo.cli.commands.networks.answer import NetworksAnswer
from geo.cli.reports import heads
from geo.cli.worlds.networks import NetworkWorld
from geo.networks.against_reports import PatternCheck, check_sentences
from geo.networks.assemble import TOWNSHIP_LEVEL
from geo.networks.catchments import NetworkPeople
from geo.networks.outside_support import ApartSupport, supported_text, supporter_text
from geo.tables.files.forms import table_text
from geo.words.numbers import NO_PEOPLE, kilometres, people, percent
from geo.words.wording import say

_HEAD: Final = (
    *("network", "name", "county", "status", "leads", "township_level", "villages"),
    *("people", "nearer_other", "nearer_share"),
)
_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 3})
_PART_HEAD: Final = ("facility", "name", "tier", "role", "membership", "parent", "parent_km")
_PART_TEXT: Final = frozenset(range(6))


def networks_table(answer: NetworksAnswer, notes: Sequence[str], language: Language) -> str:
    """Return the networks, their parts where one county is asked for, checks and notes."""
    lines = [say("cli_networks_count", language, count=f"{len(answer.networks):,}"), ""]
    rows = [_cells(each, answer, language) for each in answer.networks]
    lines.append(table_text(heads(_HEAD, language), rows, _TEXT_COLUMNS))
    if answer.in_one_county:
        for network in answer.networks:
            lines += _parts(network, answer.world, language)
    for check in answer.checks:
        lines += _check(check, language)
    lines += _apart(answer.apart, language)
    return "\n".join([*lines, *notes, ""])


def _cells(network: Network, answer: NetworksAnswer, language: Language) -> list[str]:
    served = answer.people.get(network.id, NetworkPeople(0.0, 0.0))
    return [
        network.id,
        network.name.in_language(language),
        answer.world.county_name(network.adcode, language),
        network.status.label.in_language(language),
        str(len(network.leads)),
        str(len(network.members_of(*TOWNSHIP_LEVEL))),
        str(len(network.members_of(Tier.VILLAGE))),
        people(served.people),
        people(served.nearer_other_lead),
        percent(served.share),
    ]


def _parts(network: Network, world: NetworkWorld, language: Language) -> list[str]:
    rows = [_part_cells(part, world, language) for part in network.parts]
    title = say("cli_networks_parts", language, name=network.name.in_language(language))
    return [title, table_text(heads(_PART_HEAD, language), rows, _PART_TEXT)]


def _part_cells(part: Part, world: NetworkWorld, language: Language) -> list[str]:
    row = world.places.row_of(part.facility)
    over = world.places.row_of(part.parent) if part.parent else None
    return [
        part.facility.id,
        part.name,
        part.tier.label.in_language(language),
        part.role.label.in_language(language),
        part.membership.label.in_language(language),
        str(world.places.name[over]) if over is not None else NO_PEOPLE,
        kilometres(world.places.distance_m(row, over)) if over is not None else NO_PEOPLE,
    ]


def _check(check: PatternCheck, language: Language) -> list[str]:
    title = say("cli_networks_check", language, name=check.published.name)
    return [title, *(f"  {each}" for each in check_sentences(check, language)), ""]


def _apart(apart: Sequence[ApartSupport], language: Language) -> list[str]:
    """Return hospitals in no network and who supports them, in sentences."""
    supporters: dict[str, list[str]] = {}
    for each in apart:
        told = supporter_text(each.support, language)
        supporters.setdefault(supported_text(each.support, language), []).append(told)
    comma = say("cli_comma", language)
    said = [
        say("cli_networks_apart", language, name=name, supporters=comma.join(names))
        for name, names in supporters.items()
    ]
    return [*said, ""] if said else []
