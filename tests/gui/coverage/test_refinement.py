"""Intervals and the reach of any tier: late, of the figures shown, and never in their way."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, new_project
from data.reference.catalog import Level
from data.schema import Province, Tier
from geo.coverage.curves import curves
from geo.coverage.position_errors import coverage_draws, level_interval
from geo.progress import Progress
from gui.coverage.analysis import Analysis
from gui.coverage.refinement import Refinement
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
        self.quick = Tasks()
        self.background = Tasks()
        self.analysis = Analysis(self.document, self.session, self.tasks)
        self.refinement = Refinement(
            self.document, self.session, self.analysis, self.tasks, self.quick, self.background
        )

    def set_radius(self, radius_m: float) -> None:
        self.document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, radius_m))

    def wait_for_level(self, level: Level) -> None:
        def shown() -> bool:
            return self.session.report is not None and self.session.report.level is level

        self.qtbot.waitUntil(shown, timeout=WAIT_MS)

    def known(self) -> list[bool]:
        """Return whether interval, share of any tier and curves are known."""
        found = (self.session.intervals, self.session.any_tier, self.session.curves)
        return [each is not None for each in found]

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: all(self.known()), timeout=WAIT_MS)


@pytest.fixture
def world(qtbot: QtBot) -> Iterator[World]:
    world = World(qtbot)
    world.analysis.start()
    yield world
    for tasks in (world.background, world.quick, world.tasks):
        tasks.shut_down()


def test_the_interval_is_that_of_the_figures(world: World) -> None:
    world.settle()
    coverage = world.session.coverage
    assert coverage is not None
    draws = coverage_draws(coverage)
    for radius_m, level in ((5_000.0, Level.COUNTY), (8_000.0, Level.PREFECTURE)):
        world.session.set_level(level)
        world.set_radius(radius_m)
        world.wait_for_level(level)
        world.settle()
        expected = level_interval(draws, coverage.study, level, radius_m)
        found = world.session.intervals
        assert found is not None
        assert found.whole == expected.whole
        assert np.array_equal(found.low, expected.low)
        assert np.array_equal(found.high, expected.high)


def test_what_no_longer_fits_is_gone_at_once(world: World) -> None:
    world.settle()
    world.document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, 9_000.0))
    assert world.session.report is not None
    assert world.session.report.radius_m == 9_000.0
    assert world.known() == [False, False, True]


def test_an_edit_that_changes_no_figure_keeps_them(world: World) -> None:
    world.settle()
    before = world.session.intervals
    hidden = replace(world.document.project.layer("county"), visible=False)
    world.document.apply("", lambda project: project.with_layer(hidden))
    assert world.session.intervals is before


def test_any_tier_is_the_union_of_circles(world: World) -> None:
    world.settle()
    project, study = world.document.project, world.session.study
    assert study is not None
    near = np.zeros(len(study.demand.population), dtype=bool)
    for tier in Tier:
        coverage = world.analysis.coverage_of(Criterion(tier))
        assert coverage is not None
        near |= coverage.distance_m <= project.radius_m(tier)
    people = study.demand.population
    assert world.session.any_tier == pytest.approx(people[near].sum() / people.sum(), abs=1e-12)


def test_another_tiers_radius_counts_for_any_tier(world: World) -> None:
    world.settle()
    before = world.session.any_tier
    world.document.apply("", lambda project: project.with_radius(Tier.COUNTY, 150_000.0))
    assert world.known() == [True, False, True]
    world.settle()
    assert before is not None
    assert world.session.any_tier is not None
    assert world.session.any_tier > before


def test_draws_do_not_hold_the_figures_up(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Event()

    def endless(_coverage: object, progress: Progress) -> None:
        going.set()
        while True:
            progress(0.5)

    monkeypatch.setattr("gui.coverage.refinement.coverage_draws", endless)
    qtbot.waitUntil(going.is_set, timeout=WAIT_MS)
    world.document.apply("", partial(replace, at_least=2))
    qtbot.waitUntil(lambda: world.session.report is not None, timeout=WAIT_MS)
    assert world.session.report is not None
    assert world.session.report.criterion.at_least == 2


def test_another_province_forgets_the_draws(world: World, qtbot: QtBot) -> None:
    world.settle()
    world.document.apply("", partial(replace, province=Province.SHANXI))
    assert world.known() == [False, False, False]
    world.settle()
    assert world.session.intervals is not None
    assert world.session.report is not None
    assert len(world.session.intervals.low) == len(world.session.report.units)


def test_curves_are_of_the_report_and_reach_past_its_radius(world: World) -> None:
    world.settle()
    end_m = float(world.session.curves.radii_m[-1]) if world.session.curves else 0.0
    for level, radius_m in ((Level.COUNTY, 5_000.0), (Level.PREFECTURE, end_m + 1_000.0)):
        world.set_radius(radius_m)
        world.session.set_level(level)
        world.wait_for_level(level)
        world.settle()
        found, coverage, report = (
            world.session.curves,
            world.session.coverage,
            world.session.report,
        )
        assert found is not None
        assert coverage is not None
        assert report is not None
        assert found.radii_m[-1] > radius_m
        expected = curves(coverage, found.radii_m, level)
        assert np.array_equal(found.ratio, expected.ratio)
        assert np.array_equal(found.unit_ratio, expected.unit_ratio, equal_nan=True)
        assert found.units["adcode"].tolist() == report.units["adcode"].tolist()


def test_a_radius_within_the_curve_keeps_it(world: World) -> None:
    world.settle()
    before = world.session.curves
    world.document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, 6_000.0))
    assert world.session.curves is before
    world.document.apply("", partial(replace, tier=Tier.COUNTY))
    assert not world.known()[-1]
    world.settle()
