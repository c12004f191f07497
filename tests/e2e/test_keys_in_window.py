"""The window by keys alone: from control to control with Tab, and the map stays until told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QTableView
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.schema import Language, Province
from gui.app import App
from gui.settings import Settings

WAIT_MS = 60_000


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(1366, 768)
    app.start()

    def done() -> bool:
        return not app.tasks.busy and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def is_chosen(app: App) -> bool:
    """Return whether a county is selected."""
    return app.session.unit is not None


def test_no_table_keeps_the_tab_key(app: App) -> None:
    views = app.window.findChildren(QAbstractItemView)
    kept = [each.accessibleName() for each in views if each.tabKeyNavigation()]
    assert len(views) > 5
    assert kept == []


def test_through_the_table_of_counties_the_map_stays_until_return(app: App) -> None:
    flown: list[tuple[float, ...]] = []
    app.map_view._bridge.fly_to.connect(lambda *box: flown.append(box))
    boxes = app.window.findChildren(QComboBox)
    [level] = [each for each in boxes if each.accessibleName() == "Rows of the table"]
    tables = app.window.findChildren(QTableView)
    [table] = [each for each in tables if each.accessibleName() == "Coverage by county"]
    level.setFocus()

    def press(key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    for _ in range(4):
        if not table.hasFocus():
            press(Qt.Key.Key_Tab)
    assert table.hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert not is_chosen(app)
    assert flown == []
    press(Qt.Key.Key_Return)
    assert is_chosen(app)
    assert len(flown) == 1
    press(Qt.Key.Key_Tab)
    assert not table.hasFocus()
    assert len(flown) == 1
