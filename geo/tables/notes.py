"""What has to be known of figures, in sentences, made in one place from what they rest on.

Console and window say the same of the same question: both make a `Basis`, the window and the
projects of the console from their World, and none has to remember a note.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from data.project.project import Criterion, Layer, OwnPeople
from data.reference.catalog import (
    Kind,
    attributions,
    entries,
    read_facilities,
    unplaced_townships,
)
from data.reference.sources import HIGHEST_OF_PREFECTURE
from data.schema import FacilityColumn, Language, Province, Scope, Status, Tier
from geo.study.edited_facilities import what_if_notes
from geo.study.world import World
from geo.words.missing_files import missing_notes
from geo.words.places import place_name
from geo.words.wording import say

# Beside the layers, networks rest on what is published of them.
_NETWORK_TABLES: Final = ("networks", "network_patterns", "network_supports")
_NETWORK_KINDS: Final = frozenset({Kind.BOUNDARIES, Kind.UNITS, Kind.FACILITIES})


@dataclass(frozen=True, slots=True)
class Basis:
    """What figures rest on, beside the facilities that were found.

    Attributes
    ----------
    province
        None for all four.
    tiers
        The tiers whose facilities count.
    told
        What is supposed and what is missing, in sentences.
    read
        How files named on a command line were read, in sentences.
    lists, people
        Names of the user's files that the facilities, and the people, come from.
    bundled
        Whether bundled facilities are among those that count.
    modelled
        Whether the people are the bundled cells.
    radius_assumed
        Whether the radius is one that nobody has chosen.
    all_hospitals
        Whether hospitals for some patients alone count.
    """

    province: Province | None
    tiers: tuple[Tier, ...]
    told: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    bundled: bool = True
    modelled: bool = True
    radius_assumed: bool = False
    all_hospitals: bool = False


def basis_of(
    world: World, tiers: Collection[Tier], language: Language, *, radius_assumed: bool = False
) -> Basis:
    """Return what the figures of a world rest on, where facilities of some tiers count."""
    project, gone = world.project, world.missing
    counted, own = project.counted_layers(tiers), world.people is not None and project.people
    return Basis(
        project.province,
        tuple(tiers),
        told=tuple(world_notes(world, language)),
        lists=_names(layer for layer in counted if layer.id not in gone),
        people=_names([own] if own else []),
        bundled=any(layer.is_bundled for layer in counted),
        modelled=world.people is None,
        radius_assumed=radius_assumed,
        all_hospitals=project.all_hospitals,
    )


def world_notes(world: World, language: Language) -> list[str]:
    """Return what is supposed in a world, and which of its files are missing."""
    project = world.project
    return [
        *what_if_notes(project.edits, language),
        *missing_notes(project, world.missing | _lost_people(world), language),
    ]


def is_assumed(radius_m: float, criterion: Criterion) -> bool:
    """Return whether a radius in metres is the one that a tier has until somebody chooses."""
    return criterion.scope is not Scope.ANY and radius_m == criterion.tier.default_radius_m


def figure_notes(basis: Basis, by_status: Mapping[Status, int], language: Language) -> list[str]:
    """Return what has to be known before figures are used, and whose data they rest on."""
    notes = [*basis.told, *assumed_notes(by_status, language), *basis.read]
    if basis.radius_assumed:
        notes.append(say("cli_note_radius_assumed", language))
    if basis.bundled:
        notes += [*facility_notes(basis, language), *counting_notes(basis, language)]
        if basis.province is not None:
            place = place_name(basis.province, language)
            notes.append(say("cli_note_border", language, place=place))
    notes.append(say("cli_note_straight_line", language))
    if basis.modelled:
        notes.append(say("cli_note_modelled", language))
    return [*notes, sources_note(basis, _kinds_used(basis), language)]


def network_notes(basis: Basis, language: Language) -> list[str]:
    """Return what has to be known of networks, and whose data they rest on."""
    kinds = _NETWORK_KINDS | ({Kind.DEMAND} if basis.modelled else set())
    used = tuple(each for each in entries() if each.kind in kinds or each.id in _NETWORK_TABLES)
    credit = [title.in_language(language) for title in attributions(used)]
    named = dict.fromkeys([*basis.lists, *basis.people, *credit])
    sources = say("cli_semicolon", language).join(named)
    modelled = [say("cli_note_modelled", language)] if basis.modelled else []
    return [
        *basis.told,
        *basis.read,
        say("cli_networks_note_assumed", language),
        say("cli_networks_note_catchment", language),
        say("cli_note_straight_line", language),
        *modelled,
        say("cli_note_sources", language, sources=sources),
    ]


def list_notes(basis: Basis, by_status: Mapping[Status, int], language: Language) -> list[str]:
    """Return what has to be known of a table of facilities, and whose data it is."""
    lists = replace(basis, people=())
    return [
        *basis.told,
        *assumed_notes(by_status, language),
        *basis.read,
        *(facility_notes(basis, language) if basis.bundled else ()),
        # The county of a facility is that of the boundary it lies in.
        sources_note(lists, {Kind.BOUNDARIES, Kind.FACILITIES}, language),
    ]


def assumed_notes(by_status: Mapping[Status, int], language: Language) -> list[str]:
    """Return how many facilities are only assumed to exist; nothing without one."""
    assumed = by_status.get(Status.ASSUMED)
    return [say("cli_note_assumed", language, count=f"{assumed:,}")] if assumed else []


def facility_notes(basis: Basis, language: Language) -> list[str]:
    """Return how exact the bundled facilities are, and what they leave out."""
    notes = [
        say(
            "cli_note_accuracy",
            language,
            title=entry.title.in_language(language),
            accuracy=entry.accuracy.in_language(language),
        )
        for entry in entries()
        if entry.kind is Kind.FACILITIES and entry.tier in basis.tiers
    ]
    if Tier.TOWNSHIP in basis.tiers and (unplaced := len(unplaced_townships(basis.province))):
        notes.append(say("cli_note_unplaced", language, count=f"{unplaced:,}"))
    return notes


def counting_notes(basis: Basis, language: Language) -> list[str]:
    """Return which bundled facilities count where one might not look for them, or do not."""
    tiers, notes = basis.tiers, []
    if Tier.TOWNSHIP in tiers and Tier.SUBCENTRE not in tiers:
        notes.append(say("cli_note_subcentres", language))
    if {Tier.REGIONAL, Tier.COUNTY} & set(tiers) and not basis.all_hospitals:
        notes.append(say("cli_note_specialities", language))
    if Tier.REGIONAL in tiers:
        notes += _highest_note(basis.province, language)
    return notes


def _highest_note(province: Province | None, language: Language) -> list[str]:
    """Return how many of the regional tier are there for want of a listed one, if any."""
    count = _highest_count(province)
    return [say("cli_note_highest", language, count=f"{count:,}")] if count else []


@cache
def _highest_count(province: Province | None) -> int:
    # Asked at every step of a slider; the table is a file.
    remarks = read_facilities(province, Tier.REGIONAL)[FacilityColumn.REMARK]
    return int(remarks.str.contains(HIGHEST_OF_PREFECTURE, regex=False).sum())


def sources_note(basis: Basis, kinds: Collection[Kind], language: Language) -> str:
    """Return whose data a result rests on, each named once."""
    used = tuple(
        entry for entry in entries() if entry.kind in kinds and entry.tier in (None, *basis.tiers)
    )
    # One layer's credit repeats much of another's: they are told apart by semicolons.
    semicolon = say("cli_semicolon", language)
    credit = semicolon.join(title.in_language(language) for title in attributions(used))
    sources = semicolon.join(dict.fromkeys([*basis.lists, *basis.people, *credit.split(semicolon)]))
    return say("cli_note_sources", language, sources=sources)


def _kinds_used(basis: Basis) -> set[Kind]:
    """Return the kinds of bundled layers that figures of coverage rest on."""
    kinds = {Kind.BOUNDARIES}
    kinds |= {Kind.UNITS, Kind.DEMAND} if basis.modelled else set()
    return kinds | ({Kind.FACILITIES} if basis.bundled else set())


def _lost_people(world: World) -> frozenset[str]:
    """Return the id of people whose file was not to be read."""
    own = world.project.people
    return frozenset() if own is None or world.people is not None else frozenset({own.id})


def _names(sources: Iterable[Layer | OwnPeople]) -> tuple[str, ...]:
    paths = [each.path for each in sources if each.path is not None]
    return tuple(dict.fromkeys(path.name for path in paths))
