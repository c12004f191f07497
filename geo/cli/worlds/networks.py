"""What the commands of networks work on: all facilities, the networks, and some people."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from data.errors import DataError
from data.project.project import Project, new_project
from data.read.network_table import read_network_table
from data.reference.catalog import Level, read_boundaries, read_units
from data.reference.demand import Demand, read_demand
from data.reference.network_model import Network, NetworkEdit
from data.reference.networks import published_networks, published_supports
from data.schema import Language, Province, Tier, UnitColumn
from geo.cli.parsing.arguments import Request
from geo.cli.worlds.own_files import own_facilities
from geo.cli.worlds.projects import project_world
from geo.network_table.plan import plan_of
from geo.network_table.rows import problem_text
from geo.networks.assemble import networks_of
from geo.networks.catchments import demand_of_counties
from geo.networks.facilities import Places, places_of
from geo.study.edited_facilities import EditedFrames
from geo.study.study import bundled_facilities
from geo.study.units import unit_name
from geo.tables.notes import Basis, basis_of
from geo.words.wording import say

_MOST_TOLD: Final = 50


@dataclass(frozen=True, slots=True, eq=False)
class NetworkWorld:
    """The networks of a project, or of all four provinces, as one may lie across a border.

    Attributes
    ----------
    units
        The counties (data.schema.UnitColumn).
    demand
        The people of a project; None for the bundled ones of whatever is asked for.
    basis
        What it rests on.
    """

    project: Project
    places: Places
    networks: tuple[Network, ...]
    units: pd.DataFrame
    basis: Basis
    demand: Demand | None = None

    def unit(self, adcode: int) -> Mapping[Hashable, object]:
        """Return the row of a county."""
        found = self.units[self.units[UnitColumn.ADCODE] == adcode]
        return dict(found.iloc[0].to_dict())

    def county_name(self, adcode: int, language: Language) -> str:
        """Return a county's name, in pinyin for English; empty for none."""
        if adcode not in set(self.units[UnitColumn.ADCODE]):
            return ""
        return unit_name(self.unit(adcode), language)

    def row_of_id(self, facility: str) -> int:
        """Return the row of the facility with an id.

        Raises
        ------
        DataError
            If there is none.
        """
        for row, key in enumerate(self.places.keys):
            if key.id == facility:
                return row
        raise DataError("what_if_unknown_facility", option="--facility", found=facility)


def network_world(request: Request, language: Language, adcode: int | None = None) -> NetworkWorld:
    """Return the networks of a project, or of the bundled facilities.

    Beside the bundled ones a list of the user's takes the place of a tier.

    Parameters
    ----------
    adcode
        The county asked for: a project is looked at in its province.

    Raises
    ------
    DataError
        If a file of the user cannot be used.
    """
    if request.project is not None:
        project = _in_province_of(request.project, adcode)
        return _project_networks(project, request.table, language)
    project, units = new_project(None), read_units(None)
    project = replace(project, all_hospitals=request.all_hospitals)
    frames, read = bundled_facilities(None), []
    if request.facilities is not None:
        tier = request.criterion.tier
        counties = read_boundaries(Level.COUNTY, None)
        own = own_facilities(request.facilities, tier, language, counties)
        project = project.without_layer(tier.value).with_layer(own.layer)
        frames = {**frames, own.layer.id: own.frame}
        read.append(own.note)
    places = places_of(project, EditedFrames(frames))
    networks, told = _networks(request.table, places, units, (), language)
    lists = (request.facilities.name,) if request.facilities is not None else ()
    basis = Basis(None, tuple(Tier), read=(*read, *told), lists=lists)
    return NetworkWorld(project, places, networks, units, basis)


def _in_province_of(project: Project, adcode: int | None) -> Project:
    """Return a project that shows one province as one that shows that of a county."""
    if project.province is None or adcode is None:
        return project
    return replace(project, province=Province.of_adcode(adcode))


def _project_networks(project: Project, table: Path | None, language: Language) -> NetworkWorld:
    """Return the networks of a project; what a table says goes before what the project does."""
    world, study = project_world(project, language)
    places = places_of(project, world.edited)
    units = study.demand.units
    networks, told = _networks(table, places, units, project.networks, language)
    basis = replace(basis_of(world, tuple(Tier), language), read=tuple(told))
    return NetworkWorld(project, places, networks, units, basis, study.demand)


def _networks(
    path: Path | None,
    places: Places,
    units: pd.DataFrame,
    edits: tuple[NetworkEdit, ...],
    language: Language,
) -> tuple[tuple[Network, ...], list[str]]:
    """Return the networks, with what a table of the user says, and what is to be told of it."""
    known = (places, units, published_networks(), published_supports(), edits)
    if path is None:
        return networks_of(*known), []
    plan = plan_of(read_network_table(path), *known)
    told = [problem_text(each, language) for each in plan.problems[:_MOST_TOLD]]
    facts = {"file": plan.file, "rows": plan.rows, "count": len(plan.added)}
    told.insert(0, say("cli_networks_table", language, **facts))
    if len(plan.problems) > _MOST_TOLD:
        count = len(plan.problems) - _MOST_TOLD
        told.append(say("cli_networks_table_more", language, count=count))
    return plan.after, told


def people_of_counties(world: NetworkWorld, adcodes: Collection[int]) -> Demand:
    """Return the people of some counties."""
    if world.demand is not None:
        return demand_of_counties(world.demand, adcodes)
    provinces = {Province.of_adcode(adcode) for adcode in adcodes}
    demand = read_demand(provinces.pop() if len(provinces) == 1 else None)
    return demand_of_counties(demand, adcodes)
