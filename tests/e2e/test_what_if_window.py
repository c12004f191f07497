"""The real window: a facility is put on the map by a click, and taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, EditKind, new_project
from data.schema import Language, Province, Status, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.study.study import all_facilities, load_study
from gui.app import App
from gui.settings import Settings
from gui.what_if.panel import WhatIfPanel

WAIT_MS = 60_000


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    """Return the program with its window open on the county hospitals of Qinghai."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    app = App(replace(new_project(Province.QINGHAI), tier=Tier.COUNTY), settings, qapp)
    app.window.resize(1440, 900)
    app.start()
    settled(qtbot, app)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def settled(qtbot: QtBot, app: App) -> None:
    def done() -> bool:
        working = app.tasks.busy or app.reading.busy
        return not working and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


def asked(qtbot: QtBot, app: App, script: str) -> object:
    """Return what the page answers."""
    answers: list[object] = []
    app.map_view.page.runJavaScript(script, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return answers[0]


def wait_for_placing(qtbot: QtBot, app: App, *, on: bool) -> None:
    """Wait until the page has heard whether the next click is a place."""
    placing = "document.querySelector('.leaflet-container').classList.contains('placing')"
    qtbot.waitUntil(lambda: asked(qtbot, app, placing) is on, timeout=WAIT_MS)


def press_add(qtbot: QtBot, app: App) -> None:
    panel = app.window.findChildren(WhatIfPanel)[0]
    panel.findChildren(QToolButton)[0].click()
    wait_for_placing(qtbot, app, on=True)


def click_middle(app: App) -> None:
    inner = app.map_view.input_widget()
    middle = QPoint(inner.width() // 2, inner.height() // 2)
    QTest.mouseClick(inner, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)


def test_a_click_puts_a_hospital_on_the_map(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    before = app.session.report
    assert before is not None
    press_add(qtbot, app)
    assert "Click the map" in app.window.statusBar().currentMessage()
    click_middle(app)
    qtbot.waitUntil(lambda: bool(app.document.project.edits), timeout=WAIT_MS)
    settled(qtbot, app)

    [edit] = app.document.project.edits
    assert edit.kind is EditKind.ADD
    assert edit.site is not None
    study = load_study(Province.QINGHAI)
    real = study.facilities["county"]
    new = real.iloc[[0]].assign(lon=edit.site.lon, lat=edit.site.lat, status=Status.WHAT_IF.value)
    oracle = tier_coverage(study, all_facilities([real, new]), Criterion(Tier.COUNTY))
    expected = coverage_report(oracle, before.radius_m)
    after = app.session.report
    assert after is not None
    assert after.covered == expected.covered
    assert after.by_status == expected.by_status
    assert after.distances.farthest_m == expected.distances.farthest_m
    np.testing.assert_array_equal(
        app.session.coverage.distance_m if app.session.coverage else [], oracle.distance_m
    )

    caption = "document.querySelector('.caption').innerText"
    qtbot.waitUntil(lambda: f"{expected.ratio:.1%}" in str(asked(qtbot, app, caption)))
    assert "not real facilities" in str(asked(qtbot, app, caption))
    # A small window starts with the legend folded.
    asked(qtbot, app, "yiquan.page.foldPanel('legend', false) || true")
    assert "What-if" in str(asked(qtbot, app, "document.querySelector('.legend').innerText"))
    assert any("not real facilities" in each.text() for each in app.window.findChildren(QLabel))
    picture = tmp_path / "map.png"
    with qtbot.waitSignal(app.savings.picture.saved, timeout=WAIT_MS):
        app.savings.picture.save(picture)
    assert "What-if" in QImage(str(picture)).text("Description")

    app.document.undo_stack.undo()
    assert app.session.report is not None
    assert app.session.report.covered == before.covered
    assert "What-if" not in str(asked(qtbot, app, caption))
    count = "yiquan.page.facility('county').points.count"
    qtbot.waitUntil(lambda: asked(qtbot, app, count) == len(real), timeout=WAIT_MS)


def test_escape_ends_the_placing(app: App, qtbot: QtBot) -> None:
    press_add(qtbot, app)
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow, timeout=WAIT_MS)
    QTest.keyClick(app.map_view.input_widget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: app.what_if.placing is None, timeout=WAIT_MS)
    assert app.window.statusBar().currentMessage() == ""
    wait_for_placing(qtbot, app, on=False)
    with qtbot.waitSignal(app.map_view.unit_clicked, timeout=WAIT_MS):
        click_middle(app)
    assert not app.document.project.edits
