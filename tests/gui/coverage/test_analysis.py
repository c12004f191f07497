"""The session follows the document: province, tier, radius and the layers that count."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, Layer, LayerKind, Project, new_project
from data.reference.catalog import Level
from data.schema import Province, Scope, Tier
from geo.coverage.figures import coverage_report
from geo.study.study import all_facilities
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

WAIT_MS = 60_000


class World:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.tasks = Tasks()
        self.analysis = Analysis(self.document, self.session, self.tasks)
        self.analysis.failed.connect(self.fail)

    def fail(self, error: Exception) -> None:
        raise AssertionError(error)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def has_report(self) -> bool:
        return self.session.report is not None

    def facilities(self) -> int:
        assert self.session.report is not None
        return self.session.report.facilities


@pytest.fixture
def world(qtbot: QtBot) -> Iterator[World]:
    world = World(qtbot)
    world.analysis.start()
    world.settle()
    yield world
    world.tasks.shut_down()


def test_a_radius_is_answered_at_once(world: World) -> None:
    before = world.session.report
    world.document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, 20_000.0))
    after = world.session.report
    assert before is not None
    assert after is not None
    assert not world.tasks.busy
    assert after.radius_m == 20_000.0
    assert after.covered > before.covered


def test_every_tier_is_ready_after_the_first(world: World) -> None:
    for tier in Tier:
        world.document.apply("", partial(replace, tier=tier))
        assert world.session.report is not None
        assert world.session.report.criterion.tier is tier


def test_scope_and_number_make_another_coverage(world: World) -> None:
    one = world.facilities()
    world.document.apply("", partial(replace, scope=Scope.ANY))
    assert not world.has_report()
    world.settle()
    assert world.facilities() > one
    assert world.session.report is not None
    covered = world.session.report.covered
    world.document.apply("", partial(replace, at_least=2))
    world.settle()
    assert world.session.report is not None
    assert world.session.report.criterion == Criterion(Tier.TOWNSHIP, Scope.ANY, 2)
    assert world.session.report.covered < covered


def test_figures_follow_a_slider_while_units_are_added_up(world: World) -> None:
    world.session.set_level(Level.PREFECTURE)
    for radius_m in (6_000.0, 7_000.0, 8_000.0):
        world.document.apply(
            "", partial(Project.with_radius, tier=Tier.TOWNSHIP, radius_m=radius_m)
        )
        assert world.session.report is not None
        assert world.session.report.radius_m == radius_m
    world.settle()
    assert world.session.report is not None
    assert world.session.report.level is Level.PREFECTURE
    assert world.session.report.radius_m == 8_000.0


def test_rows_of_other_facilities_do_not_stand_meanwhile(world: World) -> None:
    world.session.set_level(Level.PREFECTURE)
    assert world.has_report()
    world.settle()
    world.document.apply("", partial(replace, tier=Tier.COUNTY))
    assert not world.has_report()
    world.settle()
    assert world.session.report is not None
    assert world.session.report.criterion.tier is Tier.COUNTY
    assert len(world.session.report.units) == 8


def test_what_was_tried_long_ago_is_forgotten(world: World) -> None:
    for number in range(2, 7):
        world.document.apply("", partial(replace, at_least=number))
        world.settle()
    known = [world.analysis.coverage_of(Criterion(Tier.TOWNSHIP, at_least=n)) for n in range(2, 7)]
    assert [each is not None for each in known] == [False, False, True, True, True]
    assert all(world.analysis.coverage_of(Criterion(tier)) for tier in Tier)


@pytest.mark.parametrize("level", list(Level))
def test_rows_are_of_the_level_at_every_radius(world: World, level: Level) -> None:
    world.session.set_level(level)
    world.settle()
    for radius_m in (5_000.0, 12_000.0):
        world.document.apply(
            "", partial(Project.with_radius, tier=Tier.TOWNSHIP, radius_m=radius_m)
        )
        coverage, report = world.session.coverage, world.session.report
        assert coverage is not None
        assert report is not None
        expected = coverage_report(coverage, radius_m, level)
        assert report.level is level
        pd.testing.assert_frame_equal(report.units, expected.units)
        assert report.covered == expected.covered
    assert not world.tasks.busy


def test_a_layer_that_no_longer_counts_leaves_nobody_covered(world: World) -> None:
    bundled = replace(world.document.project.layer("township"), counted=False)
    world.document.apply("", lambda project: project.with_layer(bundled))
    world.settle()
    assert world.session.report is not None
    assert world.session.report.covered == 0
    assert world.facilities() == 0
    world.document.undo_stack.undo()
    assert world.facilities() > 300


def test_a_users_list_joins_the_bundled_tier(world: World) -> None:
    before = world.facilities()
    mine = all_facilities([world.session.frames["county"].iloc[:3]])
    world.session.add_user_frame("user_1", mine)
    layer = Layer("user_1", LayerKind.FACILITIES, "#000000", "mine", tier=Tier.TOWNSHIP)
    world.document.apply("", lambda project: project.with_layer(layer))
    world.settle()
    assert world.facilities() == before + 3


def test_the_last_province_asked_for_wins(world: World) -> None:
    for province in (Province.SHANXI, Province.ZHEJIANG, Province.SHANXI):
        world.document.apply("", partial(replace, province=province))
    world.settle()
    assert world.session.report is not None
    assert world.session.report.province is Province.SHANXI
    assert world.session.report.population == 34_915_616


def test_another_province_forgets_the_selection(world: World) -> None:
    world.session.select_facility(("county", 1))
    world.session.select_unit(630102)
    world.document.apply("", partial(replace, province=Province.SHANXI))
    assert world.session.facility is None
    assert world.session.unit is None
    world.settle()


def test_what_was_cancelled_can_be_taken_up_again(world: World) -> None:
    world.document.apply("", partial(replace, province=Province.SHANXI))
    world.tasks.cancel()
    world.settle()
    stopped = [world.session.stopped]
    world.analysis.resume()
    stopped.append(world.session.stopped)
    world.settle()
    assert stopped == [True, False]
    assert world.session.report is not None
    assert world.session.report.province is Province.SHANXI


def test_a_removed_layer_takes_its_selection_along(world: World) -> None:
    world.session.add_user_frame("user_1", all_facilities([world.session.frames["county"]]))
    layer = Layer("user_1", LayerKind.FACILITIES, "#000000", "mine", tier=Tier.TOWNSHIP)
    world.document.apply("", lambda project: project.with_layer(layer))
    world.session.select_facility(("user_1", 0))
    world.document.undo_stack.undo()
    assert world.session.facility is None
    world.settle()
