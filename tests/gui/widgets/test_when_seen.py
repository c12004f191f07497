"""Panels that nobody sees are not filled, and catch up when somebody looks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QLabel, QTableView, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, new_project
from data.reference.catalog import Level
from data.schema import Language, Province, Tier
from geo.coverage.curves import curves
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.study.study import Study
from gui.coverage.panel import CoveragePanel
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.networks.figures import NetworkFigures
from gui.networks.panel import NetworksPanel
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.when_seen import WhenSeen


class Asked:
    """Two things that fill a panel, and in what order they did."""

    def __init__(self) -> None:
        self.filled: list[str] = []
        self.when = WhenSeen()

    def table(self) -> None:
        if not self.when.puts_off(self.table):
            self.filled.append("table")

    def note(self) -> None:
        if not self.when.puts_off(self.note):
            self.filled.append("note")


def test_nobody_sees_a_new_panel() -> None:
    asked = Asked()
    asked.table()
    assert asked.filled == []


def test_what_was_missed_is_done_once_in_the_order_it_was_asked_for() -> None:
    asked = Asked()
    for fill in (asked.note, asked.table, asked.note, asked.table):
        fill()
    asked.when.set_seen(seen=True)
    assert asked.filled == ["note", "table"]
    asked.when.set_seen(seen=True)
    assert asked.filled == ["note", "table"]


def test_a_panel_that_is_seen_is_filled_at_once() -> None:
    asked = Asked()
    asked.when.set_seen(seen=True)
    asked.table()
    asked.table()
    assert asked.filled == ["table", "table"]
    asked.when.set_seen(seen=False)
    asked.table()
    assert asked.filled == ["table", "table"]


@pytest.mark.parametrize("before", [True, False])
def test_what_others_answer_to_being_seen_fills_once_and_to_being_hidden_never(
    before: bool,
) -> None:
    asked = Asked()
    asked.when.set_seen(seen=before)
    with asked.when.told(seen=True):
        asked.table()
        asked.table()
        assert asked.filled == []
    assert asked.filled == ["table"]
    with asked.when.told(seen=False):
        asked.table()
    assert asked.filled == ["table"]


@pytest.fixture
def session(qtbot: QtBot, paper_study: Study) -> Session:
    session = Session()
    session.set_study(paper_study)
    return session


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(new_project(Province.QINGHAI))


def put(session: Session, study: Study, radius_m: float) -> None:
    coverage = tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))
    session.set_report(coverage, coverage_report(coverage, radius_m, Level.COUNTY))
    session.set_curves(curves(coverage, np.linspace(0.0, 10_000.0, 11), Level.COUNTY))


def shares(panel: QWidget) -> list[str]:
    model = panel.findChildren(QTableView)[0].model()
    return [str(model.index(row, 3).data()) for row in range(model.rowCount())]


def test_coverage_is_filled_when_it_is_seen(
    document: Document, session: Session, paper_study: Study, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    panel = CoveragePanel(document, session, settings, Language.EN)
    qtbot.addWidget(panel)
    headline = panel.findChildren(QLabel, "headline")[0]
    put(session, paper_study, 1500.0)
    assert headline.text() == ""
    assert shares(panel) == []
    panel.set_seen(True)
    assert "1.5 km" in headline.text()
    # A of the first county; nobody of the second within 1.5 km.
    assert shares(panel) == ["25.0%", "0.0%"]
    panel.set_seen(False)
    put(session, paper_study, 4000.0)
    assert "1.5 km" in headline.text()
    panel.set_seen(True)
    assert "4 km" in headline.text()
    # Both of the first; C of the second, 600 of 1,600.
    assert shares(panel) == ["100.0%", "37.5%"]


class Networks:
    """The panel of networks of the paper province, with an editor that only listens."""

    def __init__(self, document: Document, session: Session, qtbot: QtBot) -> None:
        self.session = session
        self.tasks = Tasks()
        self.networks = NetworkAnalysis(document, session, self.tasks)
        figures = NetworkFigures(document, session, self.networks, self.tasks)
        self.panel = NetworksPanel(
            session, self.networks, figures, QWidget(), QWidget(), Language.EN
        )
        qtbot.addWidget(self.panel)
        self.told: list[bool] = []
        self.panel.editor_seen.connect(self.told.append)


def test_the_editor_is_seen_under_its_tab_alone(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    world = Networks(document, session, qtbot)
    tabs = world.panel.findChildren(QTabWidget)[0]
    world.panel.set_seen(True)
    tabs.setCurrentIndex(2)
    tabs.setCurrentIndex(0)
    tabs.setCurrentIndex(2)
    world.panel.set_seen(False)
    assert world.told == [False, True, False, True, False]
    world.tasks.shut_down()


def test_networks_found_for_another_view_are_listed_when_their_panel_is_seen(
    document: Document, session: Session, qtbot: QtBot
) -> None:
    world = Networks(document, session, qtbot)
    world.networks.set_seen(QObject(world.tasks), seen=True)
    found: Callable[[], bool] = lambda: world.networks.found is not None  # noqa: E731
    qtbot.waitUntil(found, timeout=60_000)
    summary = world.panel.findChildren(QLabel, "network_summary")[0]
    assert summary.text() == ""
    world.panel.set_seen(True)
    assert "networks" in summary.text()
    world.tasks.shut_down()
