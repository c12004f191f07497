"""Every menu entry and every list of the window, used once by Qt's own events."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QMenu,
    QMessageBox,
    QTabBar,
)
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.schema import Language, Province
from gui.app import App
from gui.settings import Settings

WAIT_MS = 60_000
TITLES = {Language.ZH: "中文", Language.EN: "English"}


@pytest.fixture(params=list(Language))
def app(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[App]:
    """Return the program on Qinghai, in one language after the other."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = request.param
    settings.folder = tmp_path
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(1440, 900)
    app.start()
    settled(qtbot, app)
    yield app
    app.window.may_close = lambda: True
    app.window.close()
    app.end()
    app.deleteLater()


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Turn down whatever asks something; return what message boxes said."""
    said: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    timer = QTimer()
    timer.timeout.connect(lambda: turn_down(said))
    timer.start(20)
    yield said
    timer.stop()


def turn_down(said: list[str]) -> None:
    """Close each dialog that stands open, as Esc does."""
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            if isinstance(dialog, QMessageBox):
                said.append(dialog.text())
            dialog.reject()


def settled(qtbot: QtBot, app: App) -> None:
    """Wait until nothing runs and the map is painted."""

    def done() -> bool:
        working = app.tasks.busy or app.reading.busy
        return not working and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


def is_fault(text: str) -> bool:
    """Return whether a message tells of a fault of the program itself."""
    return "Error" in text or "出错" in text


def entries(menu: QMenu) -> Iterator[QAction]:
    """Yield the entries of a menu and of the menus in it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from entries(inner)
        elif not action.isSeparator():
            yield action


def all_entries(app: App) -> list[QAction]:
    """Return every entry below the menu bar of the window."""
    menus = [top.menu() for top in app.window.menuBar().actions()]
    return [each for menu in menus if isinstance(menu, QMenu) for each in entries(menu)]


def entry(app: App, text: str) -> QAction:
    """Return the entry of the window's menus that is called so."""
    return next(each for each in all_entries(app) if each.text().replace("&", "") == text)


def speaks(app: App, language: Language) -> bool:
    """Return whether the window on the screen is the one of a language."""
    file_menu = app.window.menuBar().actions()[0].text()
    return app.window.isVisible() and ("文件" in file_menu) is (language is Language.ZH)


def test_the_language_menu_speaks_the_other_language_and_back(app: App, qtbot: QtBot) -> None:
    first = app.settings.language
    other = next(language for language in Language if language is not first)
    for language in (other, first):
        entry(app, TITLES[language]).trigger()
        qtbot.waitUntil(partial(speaks, app, language), timeout=WAIT_MS)
        settled(qtbot, app)
        assert app.settings.language is language


def test_every_menu_entry_does_something_without_a_fault(
    app: App, qtbot: QtBot, dialogs: list[str]
) -> None:
    language_menu, leave = set(TITLES.values()), QAction.MenuRole.QuitRole
    for number in range(len(all_entries(app))):
        action = all_entries(app)[number]
        left_out = action.menuRole() is leave or action.text() in language_menu
        if left_out or not action.isEnabled():
            continue
        for _ in range(2 if action.isCheckable() else 1):
            action.trigger()
            qtbot.wait(60)
    settled(qtbot, app)
    assert not [text for text in dialogs if is_fault(text)]


def test_every_list_can_be_chosen_from(app: App, qtbot: QtBot, dialogs: list[str]) -> None:
    used: set[QComboBox] = set()
    app.map_view.facility_clicked.emit("county", 0)
    # Another province has nothing selected, and its list stands among the layers.
    docks = app.window.findChildren(QDockWidget)
    for dock in sorted(docks, key=lambda each: each.objectName() == "layers"):
        dock.show()
        dock.raise_()
        for _ in tabs_of(qtbot, dock):
            settled(qtbot, app)
            for box in set(dock.findChildren(QComboBox)) - used:
                if box.isVisible() and box.isEnabled():
                    used.add(box)
                    choose_each(qtbot, box)
                    settled(qtbot, app)
    assert len(used) > 10, [box.accessibleName() for box in used]
    assert not [text for text in dialogs if is_fault(text)]


def tabs_of(qtbot: QtBot, dock: QDockWidget) -> Iterator[None]:
    """Bring each tab inside a dock to the front, by mouse."""
    qtbot.wait(60)
    yield
    for bar in dock.findChildren(QTabBar):
        for number in range(bar.count()):
            if bar.isVisible():
                QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(number).center())
                qtbot.wait(60)
                yield


def choose_each(qtbot: QtBot, box: QComboBox) -> None:
    """Choose some of what a list offers with the arrow keys."""
    box.setFocus()
    for _ in range(min(box.count() - 1, 3)):
        QTest.keyClick(box, Qt.Key.Key_Down)
        qtbot.wait(20)
    QTest.keyClick(box, Qt.Key.Key_Up)
