"""What a command line works on: people, facilities and layers, bundled or the user's own."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd

from data.catalog import Kind, attributions, entries, unplaced_townships
from data.errors import DataError
from data.project import Layer, LayerKind, Project, bundled_layer, new_project
from data.reader import Loaded, as_facilities, as_population, read_file
from data.schema import ANY_TIER_TITLE, Language, Status, Tier
from geo.cli_arguments import DEFAULT_TIER, Request
from geo.cli_output import ConsoleClosed, people, write_console
from geo.cli_reports import place_name
from geo.page_content import page_content
from geo.study import (
    CoverageReport,
    Study,
    counted_facilities,
    coverage_report,
    load_study,
    tier_coverage,
)
from geo.web_map import PageContent, service_caption
from geo.within import demand_of_points, inside_counties
from geo.wording import say

USER_LAYER: Final = "user"


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """People, choices and facilities of one command line.

    Attributes
    ----------
    project
        The layers that count, and the radius for every tier.
    frames
        The facilities of each layer.
    """

    study: Study
    project: Project
    frames: dict[str, gpd.GeoDataFrame]


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
    tier = request.tier or DEFAULT_TIER
    own = _own_facilities(request.facilities, tier, language) if request.facilities else None
    study = _study(request, language)
    if own is None:
        layers = tuple(bundled_layer(each) for each in Tier if request.tier in (None, each))
        frames = {layer.id: study.facilities[layer.id] for layer in layers}
    else:
        layers, frames = (own[0],), {USER_LAYER: own[1]}
    project = replace(new_project(request.province), tier=tier, layers=layers)
    for each in Tier:
        project = project.with_radius(each, request.radius_m)
    return World(study, project, frames)


def report_of(request: Request, world: World) -> CoverageReport:
    """Return the coverage asked for."""
    facilities = counted_facilities(world.project, world.frames, request.tier)
    coverage = tier_coverage(world.study, facilities, request.tier)
    return coverage_report(coverage, request.radius_m, request.level)


def notes_of(request: Request, report: CoverageReport, language: Language) -> list[str]:
    """Return what has to be known before the figures are used, and whose data they rest on."""
    notes = _assumed_note(report.by_status, language)
    if request.facilities is None:
        notes += _facility_notes(request, language)
        if request.province is not None:
            place = place_name(request.province, language)
            notes.append(say("cli_note_border", language, place=place))
    notes.append(say("cli_note_straight_line", language))
    if request.population is None:
        notes.append(say("cli_note_modelled", language))
    return [*notes, _sources_note(request, _kinds_used(request), language)]


def table_notes(request: Request, by_status: Mapping[Status, int], language: Language) -> list[str]:
    """Return what has to be known of a table of bundled facilities, and whose data it is."""
    return [
        *_assumed_note(by_status, language),
        *_facility_notes(request, language),
        # The county of a facility is that of the boundary it lies in.
        _sources_note(request, {Kind.BOUNDARIES, Kind.FACILITIES}, language),
    ]


def map_content(
    request: Request, world: World, report: CoverageReport, language: Language
) -> PageContent:
    """Return the page of the map asked for."""
    content = page_content(world.project, world.study, world.frames, report, language)
    if request.tier is not None:
        return content
    caption = service_caption(
        language,
        province=place_name(request.province, language),
        tier=ANY_TIER_TITLE.in_language(language),
        radius_m=report.radius_m,
        facilities=report.facilities,
        population=report.population,
        covered=report.covered,
    )
    layers = tuple(replace(layer, show_circles=True) for layer in content.facilities)
    return replace(content, caption=caption, facilities=layers)


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
        if entry.kind is Kind.FACILITIES and request.tier in (None, entry.tier)
    ]
    if request.tier in (None, Tier.TOWNSHIP) and (
        unplaced := len(unplaced_townships(request.province))
    ):
        notes.append(say("cli_note_unplaced", language, count=f"{unplaced:,}"))
    return notes


def _kinds_used(request: Request) -> set[Kind]:
    """Return the kinds of bundled layers that figures of coverage rest on."""
    kinds = {Kind.BOUNDARIES}
    kinds |= {Kind.UNITS, Kind.DEMAND} if request.population is None else set()
    kinds |= {Kind.FACILITIES} if request.facilities is None else set()
    return kinds


def _sources_note(request: Request, kinds: set[Kind], language: Language) -> str:
    """Return whose data a result rests on, each named once."""
    used = tuple(
        entry
        for entry in entries()
        if entry.kind in kinds and (entry.tier is None or request.tier in (None, entry.tier))
    )
    # One layer's credit repeats much of another's: they are told apart by semicolons.
    semicolon = say("cli_semicolon", language)
    own = [path.name for path in (request.facilities, request.population) if path is not None]
    credit = semicolon.join(title.in_language(language) for title in attributions(used))
    sources = semicolon.join(dict.fromkeys([*own, *credit.split(semicolon)]))
    return say("cli_note_sources", language, sources=sources)


def _study(request: Request, language: Language) -> Study:
    if request.population is None:
        return load_study(request.province)
    loaded = read_file(request.population)
    lon, lat, population = as_population(loaded)
    _tell_problems(loaded, language)
    demand = demand_of_points(lon, lat, population, request.province)
    if request.province is not None:
        demand, left_out = inside_counties(demand)
        if left_out:
            place = place_name(request.province, language)
            _tell(say("cli_left_out", language, people=people(left_out), place=place))
    return load_study(request.province, demand=demand)


def _own_facilities(path: Path, tier: Tier, language: Language) -> tuple[Layer, gpd.GeoDataFrame]:
    loaded = read_file(path)
    frame = as_facilities(loaded, tier)
    _tell_problems(loaded, language)
    layer = Layer(USER_LAYER, LayerKind.FACILITIES, tier.colour, path.stem, path, tier)
    return layer, frame


def _tell_problems(loaded: Loaded, language: Language) -> None:
    """Say what was mended in a file that can be used; one that cannot has its own sentence."""
    for problem in loaded.problems:
        _tell(f"{loaded.path.name}: {say(problem.code, language, **problem.facts)}")


def _tell(sentence: str) -> None:
    """Say something on stderr; a result does not fail because nobody hears it."""
    with suppress(ConsoleClosed, DataError):
        write_console(sentence + "\n", sys.stderr)
