"""Which coverages are the same: those of the same tables, criterion and edits."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data.facility_key import FacilityKey
from data.project.project import Criterion, Project, Site, new_project
from data.reference.demand import Demand
from data.schema import CRS, FacilityColumn, Province, Scope, Tier
from geo.coverage.keys import MOST_EDITS_APART, CoverageKey, coverage_key, nearest_known
from geo.coverage.tier_coverage import TierCoverage
from geo.study.study import Study
from geo.study.world import World

COUNTY, TOWNSHIP, VILLAGE = (tier.value for tier in (Tier.COUNTY, Tier.TOWNSHIP, Tier.VILLAGE))
OF_TOWNSHIPS = Criterion(Tier.TOWNSHIP)
PROJECT = new_project(Province.QINGHAI)
COVERAGE: TierCoverage = object.__new__(TierCoverage)


def table() -> gpd.GeoDataFrame:
    lon, lat = np.array([101.7, 101.8]), np.array([36.6, 36.7])
    columns = {FacilityColumn.ID.value: ["a", "b"], "lon": lon, "lat": lat}
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=gpd.points_from_xy(lon, lat), crs=CRS)


def world(frames: Mapping[str, gpd.GeoDataFrame] | None = None) -> World:
    nobody = np.zeros(0)
    demand = Demand(nobody, nobody, nobody, np.zeros(0, dtype=np.int32), pd.DataFrame(), None)
    tables = {tier.value: table() for tier in Tier} | dict(frames or {})
    return World(PROJECT, Study(Province.QINGHAI, demand, MappingProxyType(tables)))


@pytest.fixture
def here() -> World:
    return world()


def with_table(world: World, layer: str) -> World:
    """The world after the table of a layer was read again, cell by cell as it was."""
    assert world.study is not None
    frames = {**world.study.facilities, layer: table()}
    again = replace(world.tables, frames=MappingProxyType(frames))
    return world.with_tables(again)


def moved(project: Project, layer: str, name: str) -> Project:
    return project.with_moved(FacilityKey(layer, name), "", Site(101.0, 36.0, 630104))


def test_a_key_is_the_same_for_the_same_tables_criterion_and_edits(here: World) -> None:
    key = coverage_key(here, PROJECT, OF_TOWNSHIPS)
    assert coverage_key(here, replace(PROJECT), OF_TOWNSHIPS) == key
    assert hash(coverage_key(here, replace(PROJECT), OF_TOWNSHIPS)) == hash(key)
    assert coverage_key(here, PROJECT, Criterion(Tier.TOWNSHIP, at_least=2)) != key
    assert coverage_key(here, moved(PROJECT, TOWNSHIP, "a"), OF_TOWNSHIPS) != key


def test_a_table_that_was_read_again_is_another_however_alike(here: World) -> None:
    key = coverage_key(here, PROJECT, OF_TOWNSHIPS)
    assert coverage_key(with_table(here, TOWNSHIP), PROJECT, OF_TOWNSHIPS) != key


def test_the_tables_of_tiers_that_do_not_count_are_of_no_account(here: World) -> None:
    key = coverage_key(here, PROJECT, OF_TOWNSHIPS)
    assert coverage_key(with_table(here, VILLAGE), PROJECT, OF_TOWNSHIPS) == key
    higher = Criterion(Tier.TOWNSHIP, Scope.OR_HIGHER)
    assert coverage_key(with_table(here, COUNTY), PROJECT, higher) != coverage_key(
        here, PROJECT, higher
    )


def test_other_people_are_another_coverage(here: World) -> None:
    assert here.study is not None
    others = here.with_study(replace(here.study, demand=replace(here.study.demand)))
    assert coverage_key(others, PROJECT, OF_TOWNSHIPS) != coverage_key(here, PROJECT, OF_TOWNSHIPS)


def test_a_facility_raised_into_a_tier_brings_the_table_that_it_stands_in(here: World) -> None:
    raised = PROJECT.with_raised(FacilityKey(VILLAGE, "a"), "", Tier.TOWNSHIP)
    key = coverage_key(here, raised, OF_TOWNSHIPS)
    assert coverage_key(with_table(here, VILLAGE), raised, OF_TOWNSHIPS) != key
    assert coverage_key(with_table(here, COUNTY), raised, OF_TOWNSHIPS) == key


def test_an_edit_of_another_tier_is_of_no_account(here: World) -> None:
    elsewhere = moved(PROJECT, VILLAGE, "a")
    assert coverage_key(here, elsewhere, OF_TOWNSHIPS) == coverage_key(here, PROJECT, OF_TOWNSHIPS)


def known(world: World, *projects: Project) -> dict[CoverageKey, TierCoverage]:
    """A coverage of its own for each project."""
    return {
        coverage_key(world, project, OF_TOWNSHIPS): object.__new__(TierCoverage)
        for project in projects
    }


def test_the_known_coverage_of_the_fewest_other_edits_is_begun_from(here: World) -> None:
    one = moved(PROJECT, TOWNSHIP, "a")
    two = moved(one, TOWNSHIP, "b")
    raised = two.with_raised(FacilityKey(VILLAGE, "a"), "", Tier.TOWNSHIP)
    coverages = known(here, PROJECT, two, one)
    key = coverage_key(here, raised, OF_TOWNSHIPS)
    assert nearest_known(key, coverages) is coverages[coverage_key(here, two, OF_TOWNSHIPS)]


def test_no_coverage_of_other_tables_or_another_criterion_is_begun_from(here: World) -> None:
    key = coverage_key(here, moved(PROJECT, TOWNSHIP, "a"), OF_TOWNSHIPS)
    assert nearest_known(key, known(with_table(here, TOWNSHIP), PROJECT)) is None
    of_counties = {coverage_key(here, PROJECT, Criterion(Tier.COUNTY)): COVERAGE}
    assert nearest_known(key, of_counties) is None
    assert nearest_known(key, {}) is None


def test_too_many_edits_apart_are_begun_from_nothing(here: World) -> None:
    project = PROJECT
    for number in range(MOST_EDITS_APART + 1):
        assert nearest_known(coverage_key(here, project, OF_TOWNSHIPS), known(here, PROJECT))
        project = moved(project, TOWNSHIP, f"f{number}")
    assert nearest_known(coverage_key(here, project, OF_TOWNSHIPS), known(here, PROJECT)) is None


def test_more_than_one_facility_near_is_begun_from_nothing(here: World) -> None:
    criterion = Criterion(Tier.TOWNSHIP, at_least=2)
    coverages = {coverage_key(here, PROJECT, criterion): COVERAGE}
    edited = coverage_key(here, moved(PROJECT, TOWNSHIP, "a"), criterion)
    assert nearest_known(edited, coverages) is None
