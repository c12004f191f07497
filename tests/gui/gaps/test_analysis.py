"""Gaps are found for whoever looks, and for nobody else."""

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from data.project.project import Criterion
from data.schema import Province, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.gaps import find_gaps
from geo.coverage.tier_coverage import TierCoverage, tier_coverage
from geo.study.study import Study, load_study
from gui.gaps.analysis import GAPS_KEY, GapAnalysis
from gui.session import Session
from gui.tasks import Tasks

WAIT_MS = 60_000


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.QINGHAI)


@pytest.fixture(scope="module")
def coverage(study: Study) -> TierCoverage:
    return tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))


class World:
    def __init__(self, qtbot: QtBot, coverage: TierCoverage) -> None:
        self.qtbot = qtbot
        self.coverage = coverage
        self.session = Session()
        self.session.set_study(coverage.study)
        self.tasks = Tasks()
        self.gaps = GapAnalysis(self.session, self.tasks)
        self.gaps.failed.connect(self.fail)
        self.viewer = QObject()

    def fail(self, error: Exception) -> None:
        raise AssertionError(error)

    def put(self, radius_m: float) -> None:
        self.session.set_report(self.coverage, coverage_report(self.coverage, radius_m))

    def found(self) -> bool:
        return self.gaps.gaps is not None

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.gaps.gaps is not None and not self.tasks.busy, timeout=WAIT_MS
        )


@pytest.fixture
def world(qtbot: QtBot, coverage: TierCoverage) -> Iterator[World]:
    world = World(qtbot, coverage)
    yield world
    world.tasks.shut_down()


def test_nothing_is_done_for_nobody(world: World, qtbot: QtBot) -> None:
    world.put(5_000.0)
    qtbot.wait(400)
    assert not world.tasks.busy
    assert not world.found()
    world.gaps.set_seen(world.viewer, seen=True)
    world.settle()
    assert world.gaps.outlines


def test_they_are_those_of_the_report(world: World) -> None:
    world.gaps.set_seen(world.viewer, seen=True)
    for radius_m in (5_000.0, 20_000.0):
        world.put(radius_m)
        assert not world.found()
        assert world.gaps.outlines == []
        world.settle()
        expected = find_gaps(world.coverage.study.demand, world.coverage.distance_m, radius_m)
        assert world.gaps.gaps is not None
        pd.testing.assert_frame_equal(world.gaps.gaps.table, expected.table)
        assert len(world.gaps.outlines) == min(200, len(expected.table))


def test_the_same_report_again_finds_nothing_anew(world: World) -> None:
    world.gaps.set_seen(world.viewer, seen=True)
    world.put(5_000.0)
    world.settle()
    found = world.gaps.gaps
    world.put(5_000.0)
    assert world.gaps.gaps is found


def test_a_filter_lists_the_first_of_them(world: World) -> None:
    world.gaps.set_seen(world.viewer, seen=True)
    world.put(5_000.0)
    world.settle()
    assert world.gaps.gaps is not None
    people = world.gaps.gaps.table["population"].to_numpy()
    world.gaps.select(len(people) - 1)
    world.gaps.set_least_people(1_000.0)
    assert world.gaps.listed == np.count_nonzero(people >= 1_000.0) < len(people)
    assert len(world.gaps.outlines) == min(world.gaps.listed, 200)
    assert world.gaps.chosen is None


def test_a_selected_gap_has_its_outline(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.gaps.analysis.MOST_OUTLINED", 2)
    world.gaps.set_seen(world.viewer, seen=True)
    world.put(5_000.0)
    world.settle()
    assert len(world.gaps.outlines) == 2
    for row in (0, 5):
        world.gaps.select(row)
        world.settle()
        chosen, found = world.gaps.chosen, world.gaps.gaps
        assert chosen is not None
        assert found is not None
        west = min(min(ring[::2]) for ring in json.loads(chosen.outline))
        assert west == pytest.approx(found.table["west"].iloc[row], abs=1e-6)
    world.gaps.select(None)
    assert world.gaps.chosen is None


def test_kept_ones_stay_when_nobody_looks(world: World) -> None:
    world.gaps.set_seen(world.viewer, seen=True)
    world.put(5_000.0)
    world.settle()
    world.gaps.select(0)
    world.gaps.set_seen(world.viewer, seen=False)
    assert (world.gaps.outlines, world.gaps.chosen) == ([], None)
    world.gaps.set_kept(kept=True)
    assert world.gaps.outlines
    assert world.gaps.chosen is not None
    world.put(9_000.0)
    world.settle()
    assert world.gaps.outlines


def test_stopped_ones_can_be_asked_for_again(world: World, qtbot: QtBot) -> None:
    world.gaps.set_seen(world.viewer, seen=True)
    world.put(5_000.0)
    qtbot.waitUntil(lambda: world.tasks.busy, timeout=WAIT_MS)
    world.tasks.cancel()
    qtbot.waitUntil(lambda: world.gaps.stopped, timeout=WAIT_MS)
    world.gaps.resume()
    assert world.tasks.awaits(GAPS_KEY)
    world.settle()
    assert not world.gaps.stopped


def test_nobody_uncovered_is_no_gap(world: World) -> None:
    world.gaps.set_seen(world.viewer, seen=True)
    world.put(2_000_000.0)
    world.settle()
    assert world.gaps.listed == 0
    assert world.gaps.outlines == []
