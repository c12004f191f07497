"""What a command line works on: people, facilities and layers, bundled or the user's own."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd

from data.project.project import Project, bundled_layer, new_project
from data.reference.catalog import Kind, attributions, entries, unplaced_townships
from data.schema import Language, Status, Tier
from geo.cli.parsing.arguments import Request
from geo.cli.reports import place_name
from geo.cli.worlds.own_files import USER_LAYER, own_facilities, own_people
from geo.cli.worlds.projects import own_lists, own_names, project_world
from geo.study.study import Study, load_study
from geo.words.wording import say

_TABLE_KINDS: Final = frozenset({Kind.BOUNDARIES, Kind.FACILITIES})


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """People, choices and facilities of one command line.

    Attributes
    ----------
    project
        The layers that count, and the radius for every tier.
    frames
        The facilities of each layer.
    read
        How files of the user were read, in sentences.
    """

    study: Study
    project: Project
    frames: dict[str, gpd.GeoDataFrame]
    read: tuple[str, ...] = ()


def world_of(request: Request, language: Language) -> World:
    """Return what `request` works on; what was mended in a file is told on stderr.

    A list of facilities from the user is used whole, wherever its places lie. People
    from the user are used whole for all four provinces; for one, those in none of its
    counties are left out and their number told on stderr.

    Raises
    ------
    DataError
        If a file cannot be used.
    """
    if request.project is not None:
        opened, study, told = project_world(request.project, language)
        return World(study, opened.project, dict(opened.frames), told)
    tier = request.criterion.tier
    own = own_facilities(request.facilities, tier, language) if request.facilities else None
    read = [own.note] if own is not None else []
    demand = None
    if request.population is not None:
        demand, note = own_people(request.population, request.province, language)
        read.append(note)
    study = load_study(request.province, demand=demand)
    criterion = request.criterion
    if own is None:
        layers = tuple(bundled_layer(each) for each in criterion.tiers)
        frames = {layer.id: study.facilities[layer.id] for layer in layers}
    else:
        layers, frames = (own.layer,), {USER_LAYER: own.frame}
    project = replace(
        new_project(request.province),
        tier=criterion.tier,
        scope=criterion.scope,
        at_least=criterion.at_least,
        layers=layers,
        access=request.access,
    )
    if request.radius_m is not None:
        for each in Tier:
            project = project.with_radius(each, request.radius_m)
    return World(study, project, frames, tuple(read))


def notes_of(
    request: Request,
    by_status: Mapping[Status, int],
    language: Language,
    read: Sequence[str] = (),
) -> list[str]:
    """Return what has to be known before the figures are used, and whose data they rest on.

    Parameters
    ----------
    read
        How files of the user were read, in sentences.
    """
    notes = [*_assumed_note(by_status, language), *read]
    if request.radius_assumed:
        notes.append(say("cli_note_radius_assumed", language))
    if _uses_bundled(request):
        notes += _facility_notes(request, language)
        if request.province is not None:
            place = place_name(request.province, language)
            notes.append(say("cli_note_border", language, place=place))
    notes.append(say("cli_note_straight_line", language))
    if _uses_modelled(request):
        notes.append(say("cli_note_modelled", language))
    return [*notes, _sources_note(request, _kinds_used(request), language)]


def table_notes(
    request: Request,
    by_status: Mapping[Status, int],
    language: Language,
    read: Sequence[str] = (),
) -> list[str]:
    """Return what has to be known of a table of facilities, and whose data it is.

    Parameters
    ----------
    read
        What is to be known of a project, in sentences.
    """
    return [
        *_assumed_note(by_status, language),
        *read,
        *(_facility_notes(request, language) if _uses_bundled(request) else ()),
        # The county of a facility is that of the boundary it lies in.
        _sources_note(request, _TABLE_KINDS, language),
    ]


def _assumed_note(by_status: Mapping[Status, int], language: Language) -> list[str]:
    assumed = by_status.get(Status.ASSUMED)
    return [say("cli_note_assumed", language, count=f"{assumed:,}")] if assumed else []


def _facility_notes(request: Request, language: Language) -> list[str]:
    """Return how exact the bundled facilities are, and what they leave out."""
    notes = [
        say(
            "cli_note_accuracy",
            language,
            title=entry.title.in_language(language),
            accuracy=entry.accuracy.in_language(language),
        )
        for entry in entries()
        if entry.kind is Kind.FACILITIES and entry.tier in request.criterion.tiers
    ]
    if Tier.TOWNSHIP in request.criterion.tiers and (
        unplaced := len(unplaced_townships(request.province))
    ):
        notes.append(say("cli_note_unplaced", language, count=f"{unplaced:,}"))
    return notes


def _uses_bundled(request: Request) -> bool:
    """Return whether bundled facilities are among those that count."""
    if request.project is None:
        return request.facilities is None
    counted = request.project.counted_layers(request.criterion.tiers)
    return any(layer.path is None and layer.id == layer.tier for layer in counted)


def _uses_modelled(request: Request) -> bool:
    """Return whether the people are the bundled ones."""
    own = request.project.people if request.project is not None else request.population
    return own is None


def _kinds_used(request: Request) -> set[Kind]:
    """Return the kinds of bundled layers that figures of coverage rest on."""
    kinds = {Kind.BOUNDARIES}
    kinds |= {Kind.UNITS, Kind.DEMAND} if _uses_modelled(request) else set()
    kinds |= {Kind.FACILITIES} if _uses_bundled(request) else set()
    return kinds


def _sources_note(request: Request, kinds: AbstractSet[Kind], language: Language) -> str:
    """Return whose data a result rests on, each named once."""
    used = tuple(
        entry
        for entry in entries()
        if entry.kind in kinds and entry.tier in (None, *request.criterion.tiers)
    )
    # One layer's credit repeats much of another's: they are told apart by semicolons.
    semicolon = say("cli_semicolon", language)
    own = [each.name for each in (request.facilities, request.population) if each is not None]
    if request.project is not None:
        names = own_lists if kinds == _TABLE_KINDS else own_names
        own += names(request.project, request.criterion.tiers)
    credit = semicolon.join(title.in_language(language) for title in attributions(used))
    sources = semicolon.join(dict.fromkeys([*own, *credit.split(semicolon)]))
    return say("cli_note_sources", language, sources=sources)
