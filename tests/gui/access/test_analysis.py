"""Access is worked out while its panel is looked at, from the newest choice, and only then."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from threading import Event

import geopandas as gpd
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import AccessChoice, Project, Zone, new_project
from data.schema import Method, Province, Scope, SupplyKind, Tier
from geo.access.state import AccessFigures, AccessState, access_figures
from geo.progress import Progress
from geo.study.study import Study
from gui.access import analysis as equity_analysis
from gui.access.analysis import EquityAnalysis
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks


class World:
    def __init__(self, qtbot: QtBot, study: Study) -> None:
        self.qtbot = qtbot
        self.study = study
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.tasks = Tasks()
        self.viewer = QObject()
        self.analysis = EquityAnalysis(self.document, self.session, self.tasks)
        self.failures: list[object] = []
        self.analysis.failed.connect(self.failures.append)
        self.computed: list[AccessFigures] = []
        self.session.access_changed.connect(self.note)

    def note(self) -> None:
        if figures := self.session.access.figures:
            self.computed.append(figures)

    def show(self) -> None:
        self.analysis.set_seen(self.viewer, True)

    def choose(self, access: AccessChoice) -> None:
        self.document.apply("", lambda project: replace(project, access=access))

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.session.access != AccessState())

    def rate(self) -> float:
        self.settle()
        figures = self.session.access.figures
        assert figures is not None
        return figures.report.access_per_1000


@pytest.fixture
def world(qtbot: QtBot, paper_study: Study) -> Iterator[World]:
    world = World(qtbot, paper_study)
    yield world
    world.tasks.shut_down()


@pytest.fixture
def shown(world: World) -> World:
    world.show()
    world.session.set_study(world.study)
    world.settle()
    return world


def test_nobody_works_for_a_panel_that_is_not_seen(world: World, qtbot: QtBot) -> None:
    world.session.set_study(world.study)
    assert world.analysis.rests
    qtbot.waitUntil(lambda: not world.analysis.rests)
    assert not world.tasks.busy
    assert world.session.access == AccessState()
    world.show()
    assert world.rate() == pytest.approx(2 / 2000 * 1000)


def test_what_is_shown_is_the_projects_choice(shown: World) -> None:
    assert shown.rate() == pytest.approx(1.0)
    shown.choose(AccessChoice(supply=SupplyKind.BEDS))
    assert shown.rate() == pytest.approx(15.0)
    shown.document.undo_stack.undo()
    assert shown.rate() == pytest.approx(1.0)
    # Within 2 km of the first hospital only A lives; of the second nobody.
    shown.choose(AccessChoice(radius_m=2_000.0))
    assert shown.rate() == pytest.approx(0.5)


def test_the_hierarchical_method_counts_every_tier(shown: World) -> None:
    shown.choose(AccessChoice(method=Method.HIERARCHICAL))
    assert shown.rate() == pytest.approx(3 / 2000 * 1000)
    figures = shown.session.access.figures
    assert figures is not None
    assert dict(figures.report.radii_m) == {tier: tier.default_radius_m for tier in Tier}


def test_figures_that_no_longer_fit_are_dropped_at_once(shown: World) -> None:
    shown.document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, 2_000.0))
    assert shown.session.access == AccessState()
    assert shown.rate() == pytest.approx(0.5)


def test_many_changes_are_one_computation(shown: World) -> None:
    shown.computed.clear()
    for radius_m in (1_500.0, 2_500.0, 2_000.0):
        shown.choose(AccessChoice(radius_m=radius_m))
    assert shown.rate() == pytest.approx(0.5)
    shown.qtbot.waitUntil(lambda: not shown.tasks.busy)
    assert len(shown.computed) == 1


@pytest.mark.parametrize(
    "change",
    [
        partial(replace, show_demand=False),
        partial(replace, at_least=3),
        partial(replace, access=AccessChoice(zones=(Zone(9_000.0, 1.0),))),
        lambda project: project.with_radius(Tier.VILLAGE, 3_000.0),
        lambda project: project.with_layer(replace(project.layer("county"), colour="#000000")),
    ],
    ids=["population", "at least", "zones of another method", "another tier", "colour"],
)
def test_what_access_does_not_depend_on_leaves_it(shown: World, change: object) -> None:
    assert callable(change)
    before = shown.session.access.figures
    shown.document.apply("", change)
    assert shown.session.access.figures is before
    assert not shown.analysis.rests


@pytest.mark.parametrize(
    "change",
    [
        partial(replace, tier=Tier.COUNTY),
        partial(replace, scope=Scope.OR_HIGHER),
        partial(replace, access=AccessChoice(Method.ENHANCED)),
        partial(replace, access=AccessChoice(Method.ENHANCED, zones=(Zone(9_000.0, 1.0),))),
        lambda project: project.with_layer(replace(project.layer("township"), counted=False)),
    ],
    ids=["tier", "scope", "method", "zones", "layers"],
)
def test_what_access_depends_on_computes_it_again(shown: World, change: object) -> None:
    assert callable(change)
    before = shown.session.access.figures
    shown.document.apply("", change)
    shown.rate()
    assert shown.session.access.figures is not before


def test_another_province_drops_the_figures(shown: World) -> None:
    shown.session.set_study(None)
    assert shown.session.access == AccessState()
    assert not shown.analysis.rests
    shown.analysis.resume()
    assert not shown.tasks.busy


def test_changes_while_hidden_are_worked_out_when_it_comes_up(shown: World) -> None:
    shown.analysis.set_seen(shown.viewer, False)
    shown.choose(AccessChoice(radius_m=2_000.0))
    shown.qtbot.waitUntil(lambda: not shown.analysis.rests)
    assert not shown.tasks.busy
    shown.show()
    assert shown.rate() == pytest.approx(0.5)


def test_a_supply_that_nobody_knows_is_for_the_panel_to_say(shown: World) -> None:
    shown.choose(AccessChoice(supply=SupplyKind.STAFF))
    shown.settle()
    problem = shown.session.access.problem
    assert isinstance(problem, DataError)
    assert problem.code == "access_no_supply"
    assert not shown.session.access.stopped
    assert shown.failures == []


def test_a_fault_is_told_and_can_be_tried_again(
    shown: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> AccessFigures:
        raise ZeroDivisionError

    monkeypatch.setattr(equity_analysis, "access_figures", fails)
    shown.choose(AccessChoice(radius_m=2_000.0))
    shown.settle()
    assert shown.session.access == AccessState(stopped=True)
    assert [type(failure) for failure in shown.failures] == [ZeroDivisionError]
    monkeypatch.undo()
    shown.analysis.resume()
    assert shown.rate() == pytest.approx(0.5)


def test_what_was_cancelled_stands_still_until_asked(
    shown: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def endless(
        _study: Study,
        _project: Project,
        _frames: Mapping[str, gpd.GeoDataFrame],
        progress: Progress,
    ) -> AccessFigures:
        begun.set()
        while True:
            progress(0.5)

    monkeypatch.setattr(equity_analysis, "access_figures", endless)
    shown.choose(AccessChoice(radius_m=2_000.0))
    shown.qtbot.waitUntil(begun.is_set)
    shown.tasks.cancel()
    shown.settle()
    assert shown.session.access == AccessState(stopped=True)
    monkeypatch.undo()
    shown.show()
    assert not shown.tasks.busy
    shown.analysis.resume()
    assert shown.rate() == pytest.approx(0.5)


def test_the_newest_choice_wins_over_one_that_runs(
    shown: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, release = Event(), Event()

    def held(
        study: Study, project: Project, frames: Mapping[str, gpd.GeoDataFrame], progress: Progress
    ) -> AccessFigures:
        if project.access.radius_m == 9_000.0:
            begun.set()
            release.wait(10)
        # Told to nobody: as if the result had been ready when it was cancelled.
        return access_figures(study, project, frames)

    monkeypatch.setattr(equity_analysis, "access_figures", held)
    shown.computed.clear()
    shown.choose(AccessChoice(radius_m=9_000.0))
    shown.qtbot.waitUntil(begun.is_set)
    shown.choose(AccessChoice(radius_m=2_000.0))
    release.set()
    assert shown.rate() == pytest.approx(0.5)
    shown.qtbot.waitUntil(lambda: not shown.tasks.busy)
    assert len(shown.computed) == 1
