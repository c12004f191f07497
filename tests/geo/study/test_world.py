"""A world keeps the tables that do not differ, and edits each table once."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from data.facility_key import FacilityKey
from data.project.project import Layer, LayerKind, OwnPeople, Project, Site, new_project
from data.schema import FacilityColumn, Province, Tier
from geo.study.study import Study, load_study
from geo.study.user_people import UserPeople
from geo.study.user_tables import UserTables
from geo.study.world import World, world_of

OWN = Layer("user_1", LayerKind.FACILITIES, "#000000", "own", tier=Tier.COUNTY)
COUNTY = Tier.COUNTY.value


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.QINGHAI)


@pytest.fixture
def project() -> Project:
    return new_project(Province.QINGHAI)


def removed(project: Project, study: Study, row: int = 0) -> Project:
    facility = study.facilities[COUNTY].iloc[row]
    key = FacilityKey(COUNTY, str(facility[FacilityColumn.ID]))
    return project.with_removed(key, str(facility[FacilityColumn.NAME]))


def own(study: Study, rows: int = 3) -> Mapping[str, gpd.GeoDataFrame]:
    return {OWN.id: gpd.GeoDataFrame(study.facilities[COUNTY].iloc[:rows].reset_index(drop=True))}


def test_an_equal_project_is_the_same_world(project: Project, study: Study) -> None:
    world = world_of(project, study)
    assert world.with_project(replace(project)) is world
    assert world.with_study(study) is world
    assert world.with_tables(world.tables) is world


def test_another_radius_keeps_every_table(project: Project, study: Study) -> None:
    world = world_of(removed(project, study), study)
    moved = world.with_project(world.project.with_radius(Tier.COUNTY, 9000.0))
    assert moved is not world
    assert moved.edited is world.edited
    assert moved.differing_frames(world) == frozenset()


def test_an_edit_makes_one_table_another(project: Project, study: Study) -> None:
    world = world_of(project, study)
    edited = world.with_project(removed(project, study))
    assert edited.differing_frames(world) == {COUNTY}
    assert len(edited.frames[COUNTY]) == len(world.frames[COUNTY]) - 1
    assert edited.plain[COUNTY] is study.facilities[COUNTY]
    back = edited.with_project(project)
    assert back.frames[COUNTY] is study.facilities[COUNTY]


def test_edits_in_turn_are_those_at_once(project: Project, study: Study) -> None:
    site = Site(101.0, 36.5, 630102)
    one = removed(project, study)
    two = removed(one.with_added(Tier.COUNTY, site, "new"), study, 2)
    in_turn = world_of(project, study).with_project(one).with_project(two)
    at_once = world_of(two, study)
    pd.testing.assert_frame_equal(in_turn.frames[COUNTY], at_once.frames[COUNTY])


def test_a_world_without_its_study_shows_the_own_tables(project: Project, study: Study) -> None:
    frames = own(study)
    world = world_of(project.with_layer(OWN), None, UserTables(frames))
    assert world.frames.keys() == {OWN.id}
    assert world.with_study(study).frames[OWN.id] is frames[OWN.id]


def test_tables_found_again_are_missing_no_more(project: Project, study: Study) -> None:
    missing = UserTables(own(study, 0), missing=frozenset({OWN.id}))
    world = world_of(project.with_layer(OWN), study, missing)
    found = world.with_tables(world.tables.with_frames(own(study), {}))
    assert world.missing == {OWN.id}
    assert found.missing == frozenset()
    assert found.differing_frames(world) == {OWN.id}


def test_columns_of_a_file_stand_in_the_rows_of_the_edited_table(
    project: Project, study: Study
) -> None:
    frames = own(study)
    columns = pd.DataFrame({"beds": ["1", "2", "3"]})
    tables = UserTables(frames, {OWN.id: columns})
    key = FacilityKey(OWN.id, str(frames[OWN.id][FacilityColumn.ID].iloc[0]))
    world = world_of(project.with_layer(OWN), study, tables)
    assert world.attributes(OWN.id) is columns
    edited = world.with_project(world.project.with_removed(key, "x"))
    found = edited.attributes(OWN.id)
    assert found is not None
    assert found["beds"].tolist() == ["2", "3"]


def test_people_are_those_that_the_project_names(project: Project, study: Study) -> None:
    empty = study.demand.lon[:1]
    people = UserPeople("a.csv", empty, empty, empty)
    world: World = world_of(project, study, UserTables(people={"people_1": people}))
    assert world.people is None
    named = world.with_project(replace(project, people=OwnPeople("people_1", "a")))
    assert named.people is people
    assert world.with_project(replace(project, people=OwnPeople("lost", "b"))).people is None
