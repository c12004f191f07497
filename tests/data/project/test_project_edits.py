"""Edits of facilities: what is supposed twice is supposed once, and nothing else is touched."""

import pytest

from data.facility_key import ADDED_LAYER, FacilityKey
from data.project.project import EditKind, Project, Site, new_project
from data.schema import Province, Tier

HERE, THERE = Site(101.0, 36.0, 630102), Site(102.0, 36.5, 630103)
CLINIC = FacilityKey("township", "township-630102001")


@pytest.fixture
def project() -> Project:
    return new_project(Province.QINGHAI)


def kinds(project: Project) -> list[EditKind]:
    return [edit.kind for edit in project.edits]


def test_added_ones_are_told_apart(project: Project) -> None:
    for _ in range(3):
        project = project.with_added(Tier.COUNTY, HERE, "新院")
    second = project.edits[1].facility
    project = project.with_removed(second, "新院").with_added(Tier.COUNTY, THERE, "又一院")
    ids = [edit.facility.id for edit in project.edits]
    assert len(set(ids)) == len(ids) == 3
    assert {edit.facility.layer for edit in project.edits} == {ADDED_LAYER}


def test_an_added_one_is_changed_in_place(project: Project) -> None:
    project = project.with_added(Tier.COUNTY, HERE, "新院")
    key = project.edits[0].facility
    project = project.with_moved(key, "新院", THERE).with_raised(key, "新院", Tier.REGIONAL)
    [edit] = project.edits
    assert (edit.kind, edit.site, edit.tier) == (EditKind.ADD, THERE, Tier.REGIONAL)


def test_an_added_one_that_is_removed_leaves_no_trace(project: Project) -> None:
    added = project.with_added(Tier.COUNTY, HERE, "新院")
    assert added.with_removed(added.edits[0].facility, "新院") == project


def test_the_last_move_counts(project: Project) -> None:
    once = project.with_moved(CLINIC, "院", THERE)
    assert project.with_moved(CLINIC, "院", HERE).with_moved(CLINIC, "院", THERE) == once


def test_a_move_and_a_tier_stand_together_until_it_is_removed(project: Project) -> None:
    project = project.with_moved(CLINIC, "院", HERE).with_raised(CLINIC, "院", Tier.COUNTY)
    assert kinds(project) == [EditKind.MOVE, EditKind.RAISE]
    assert kinds(project.with_removed(CLINIC, "院")) == [EditKind.REMOVE]


def test_its_own_tier_is_no_edit(project: Project) -> None:
    raised = project.with_raised(CLINIC, "院", Tier.COUNTY)
    assert raised.with_raised(CLINIC, "院", Tier.TOWNSHIP) == project
    assert project.with_raised(CLINIC, "院", Tier.TOWNSHIP) == project


def test_one_edit_is_taken_back(project: Project) -> None:
    both = project.with_moved(CLINIC, "院", HERE).with_raised(CLINIC, "院", Tier.COUNTY)
    assert both.without_edit(both.edits[0]) == project.with_raised(CLINIC, "院", Tier.COUNTY)


def test_a_facility_joins_the_layer_that_counts(project: Project) -> None:
    layer = project.layer_of_tier(Tier.COUNTY)
    assert layer is not None
    assert layer.id == "county"
    assert project.without_layer("county").layer_of_tier(Tier.COUNTY) is None
