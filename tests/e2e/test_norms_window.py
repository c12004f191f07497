"""The real window: a speed is typed, counties are judged, and the radius is taken over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from data.project.norm_edits import norm_of
from data.project.project import Criterion, new_project
from data.schema import Language, Province, Scope, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.norms.verdict import Verdict
from geo.study.study import all_facilities, load_study
from gui.app import App
from gui.norms.model import SPEED
from gui.settings import Settings

WAIT_MS = 60_000
CIRCLE = "circle_15_minutes"


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    """Return the program with its window open on Qinghai."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(1440, 900)
    app.start()
    qtbot.waitUntil(lambda: not app.tasks.busy and app.map_view.is_painted, timeout=WAIT_MS)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def dock(app: App) -> QDockWidget:
    found = app.window.findChild(QDockWidget, "norms")
    assert isinstance(found, QDockWidget)
    return found


def text_of(app: App, name: str) -> str:
    label = dock(app).findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def judged(app: App, qtbot: QtBot) -> dict[int, float]:
    qtbot.waitUntil(lambda: app.norms.judgement is not None, timeout=WAIT_MS)
    assert app.norms.judgement is not None
    return {unit.adcode: unit.value for unit in app.norms.judgement.units}


def test_counties_are_judged_by_what_was_typed(app: App, qtbot: QtBot) -> None:
    app.window.bring_up("norms")
    judged(app, qtbot)
    assert text_of(app, "norm_counts").endswith("Not judged 45")

    table = dock(app).findChildren(QTableView)[0]
    cell = table.model().index(0, SPEED)
    table.setCurrentIndex(cell)
    table.edit(cell)
    (line,) = table.findChildren(QLineEdit)
    QTest.keyClicks(line, "20")
    QTest.keyClick(line, Qt.Key.Key_Return)
    # Qt hands over what was typed once the key has run its course.
    qtbot.waitUntil(lambda: bool(app.document.project.norms), timeout=WAIT_MS)
    norm = norm_of(app.document.project.norms, CIRCLE)
    assert norm is not None
    assert norm.reach_m == 5_000.0

    study = load_study(Province.QINGHAI)
    every = all_facilities(study.facilities[tier.value] for tier in Tier)
    oracle = tier_coverage(study, every, Criterion(Tier.TOWNSHIP, Scope.ANY))
    units = coverage_report(oracle, 5_000.0).units
    assert judged(app, qtbot) == dict(zip(units["adcode"], units["ratio"], strict=True))
    found = app.norms.judgement
    assert found is not None
    passed = int((units["ratio"] > 0.9).sum())
    assert found.counts[Verdict.PASSED] == passed > 0
    assert f"Reaches the assumed value {passed}," in text_of(app, "norm_counts")

    take = next(b for b in dock(app).findChildren(QPushButton) if b.text() == "Set this radius")
    take.click()
    assert app.document.project.radius_m(Tier.COUNTY) == 5_000.0
    app.document.undo_stack.undo()
    assert app.document.project.radius_m(Tier.COUNTY) == Tier.COUNTY.default_radius_m
    app.document.undo_stack.undo()
    assert app.document.project.norms == ()


def test_a_language_keeps_the_table_and_its_verdicts(app: App, qtbot: QtBot) -> None:
    app.window.bring_up("norms")
    app.norms.choose("care_in_county")
    judged(app, qtbot)
    app.set_language(Language.ZH)
    qtbot.waitUntil(app.window.isVisible)
    app.window.bring_up("norms")
    assert "县域内就诊率" in text_of(app, "headline")
    assert "未判定 45" in text_of(app, "norm_counts")
    table = dock(app).findChildren(QTableView)[0]
    assert table.currentIndex().row() == 4
