"""One project at a time, every edit undoable, and news of just what differs."""

from dataclasses import replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from data.project.project import Project, new_project
from data.schema import Province, Tier
from gui.document import Document


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(new_project(Province.QINGHAI))


def set_radius(radius_m: float, project: Project) -> Project:
    return project.with_radius(Tier.COUNTY, radius_m)


def test_an_edit_replaces_the_project_and_names_what_differs(document: Document) -> None:
    told: list[frozenset[str]] = []
    document.changed.connect(told.append)
    before = document.project
    document.apply("Set radius", partial(set_radius, 12_000.0))
    assert document.project.radius_m(Tier.COUNTY) == 12_000.0
    assert before.radius_m(Tier.COUNTY) == Tier.COUNTY.default_radius_m
    assert told == [frozenset({"radii"})]


def test_undo_and_redo_walk_back_and_forth(document: Document) -> None:
    first = document.project
    document.apply("Set radius", partial(set_radius, 12_000.0))
    document.apply("Choose tier", partial(replace, tier=Tier.COUNTY))
    last = document.project
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project == first
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert document.project == last


def test_an_edit_that_changes_nothing_is_none(document: Document) -> None:
    document.apply("Choose tier", partial(replace, tier=document.project.tier))
    assert document.undo_stack.count() == 0


def test_one_pull_at_a_slider_is_undone_at_once(document: Document) -> None:
    first = document.project
    for km in range(10, 20):
        document.apply("Set radius", partial(set_radius, km * 1000.0), "pull-1")
    document.apply("Set radius", partial(set_radius, 50_000.0), "pull-2")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.project.radius_m(Tier.COUNTY) == 19_000.0
    document.undo_stack.undo()
    assert document.project == first
