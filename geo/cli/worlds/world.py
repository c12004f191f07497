"""What a command line works on: people, facilities and layers, bundled or the user's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd

from data.project.project import Project, bundled_layer, new_project, with_subcentres
from data.reference.demand import Demand
from data.schema import Language, Tier
from geo.cli.parsing.arguments import Request
from geo.cli.worlds.own_files import USER_LAYER, OwnFacilities, own_facilities, own_people
from geo.cli.worlds.projects import project_world
from geo.study.study import Study, load_study
from geo.tables.notes import Basis, basis_of


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """People, choices and facilities of one command line.

    Attributes
    ----------
    project
        The layers that count, and the radius for every tier.
    frames
        The facilities of each layer.
    basis
        What figures rest on.
    """

    study: Study
    project: Project
    frames: dict[str, gpd.GeoDataFrame]
    basis: Basis


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
        opened, study = project_world(request.project, language)
        tiers, assumed = request.criterion.tiers, request.radius_assumed
        basis = basis_of(opened, tiers, language, radius_assumed=assumed)
        return World(study, opened.project, dict(opened.frames), basis)
    own, demand, read = own_inputs(request, language)
    study = load_study(request.province, demand=demand)
    criterion = request.criterion
    if own is None:
        layers = tuple(bundled_layer(each) for each in with_subcentres(criterion.tiers))
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
        all_hospitals=request.all_hospitals,
    )
    if request.radius_m is not None:
        for each in Tier:
            project = project.with_radius(each, request.radius_m)
    return World(study, project, frames, _line_basis(request, read))


def own_inputs(
    request: Request, language: Language
) -> tuple[OwnFacilities | None, Demand | None, list[str]]:
    """Return the facilities and people of the user's files, None without, and how they were read.

    Raises
    ------
    DataError
        If a file cannot be used.
    """
    own, demand, read = None, None, []
    if request.facilities is not None:
        own = own_facilities(request.facilities, request.criterion.tier, language)
        read.append(own.note)
    if request.population is not None:
        demand, note = own_people(request.population, request.province, language)
        read.append(note)
    return own, demand, read


def _line_basis(request: Request, read: Sequence[str]) -> Basis:
    """Return what figures of files named on the command line, or of none, rest on."""
    lists = (request.facilities.name,) if request.facilities is not None else ()
    people = (request.population.name,) if request.population is not None else ()
    return Basis(
        request.province,
        request.criterion.tiers,
        read=tuple(read),
        lists=lists,
        people=people,
        bundled=not lists,
        modelled=not people,
        radius_assumed=request.radius_assumed,
        all_hospitals=request.all_hospitals,
    )
