"""The window itself: what is dropped on it, its size, what it remembers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from data.schema import Language
from gui.desktop.main_window import Dock, MainWindow

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


def new_window(stack: QUndoStack) -> MainWindow:
    docks = [Dock("one", "One", QWidget(), LEFT, 100), Dock("two", "Two", QWidget(), RIGHT, 100)]
    window = MainWindow(QWidget())
    window.furnish(docks, stack, Language.EN)
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    stack = QUndoStack()
    window = new_window(stack)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def test_a_dropped_file_is_copied_whatever_the_desktop_offers(window: MainWindow) -> None:
    dropped: list[list[Path]] = []
    window.files_dropped.connect(dropped.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a.shp"), QUrl("https://example.org/b.shp")])
    offered = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    enter = QDragEnterEvent(QPoint(5, 5), offered, mime, button, keys)
    QApplication.sendEvent(window, enter)
    drop = QDropEvent(QPointF(5, 5), offered, mime, button, keys)
    QApplication.sendEvent(window, drop)
    assert enter.isAccepted()
    assert drop.dropAction() is Qt.DropAction.CopyAction
    assert dropped == [[Path("/tmp/a.shp")]]


def test_it_is_no_larger_than_the_screen(window: MainWindow) -> None:
    screen = window.screen().availableSize()
    assert window.width() <= screen.width()
    assert window.height() <= screen.height()


def test_the_layout_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.findChildren(QDockWidget, "one")[0]
    dock.hide()
    stack = QUndoStack()
    other = new_window(stack)
    qtbot.addWidget(other)
    other.restore(*window.layout_state())
    other.show()
    assert other.findChildren(QDockWidget, "one")[0].isHidden()
    reset = next(
        a for a in other.findChildren(type(dock.toggleViewAction())) if "Reset" in a.text()
    )
    reset.trigger()
    assert not other.findChildren(QDockWidget, "one")[0].isHidden()


def widths(window: MainWindow) -> list[int]:
    QApplication.processEvents()
    return [dock.width() for dock in window.findChildren(QDockWidget)]


def test_panels_that_a_small_window_made_narrow_are_wide_again_in_a_large_one(
    window: MainWindow,
) -> None:
    window.resize(900, 700)
    assert sum(widths(window)) < 380 + 500
    window.resize(1900, 1000)
    assert widths(window) == [380, 500]


def drag_edge(window: MainWindow, by_px: int) -> None:
    """Drag what parts the left panel from the map."""
    left = window.findChildren(QDockWidget, "one")[0].geometry()
    at = QPoint(left.right() + 2, left.center().y())
    QTest.mouseMove(window, at)
    QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=at)
    for step in (by_px // 2, by_px):
        QTest.mouseMove(window, at + QPoint(step, 0))
        # Qt moves the edge when nothing else is to be done.
        QTest.qWait(20)
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=at + QPoint(by_px, 0))


@pytest.mark.parametrize("by_px", [-60, 90])
def test_a_width_chosen_by_hand_comes_back_after_a_small_window(
    window: MainWindow, by_px: int
) -> None:
    window.resize(1900, 1000)
    assert widths(window) == [380, 500]
    drag_edge(window, by_px)
    left, right = widths(window)
    assert abs(left - (380 + by_px)) < 8
    window.resize(900, 700)
    assert sum(widths(window)) < left + right
    window.resize(1900, 1000)
    assert widths(window) == [left, right]


def test_a_panel_behind_another_is_told_when_it_is_seen(qtbot: QtBot) -> None:
    told: list[bool] = []
    docks = [
        Dock("one", "One", QWidget(), RIGHT, 100),
        Dock("two", "Two", QWidget(), RIGHT, 100, "one", told.append),
    ]
    window = MainWindow(QWidget())
    window.furnish(docks, QUndoStack(), Language.EN)
    qtbot.addWidget(window)
    window.show()
    qtbot.wait(50)
    two = window.findChildren(QDockWidget, "two")[0]
    assert told[-1:] in ([], [False])
    two.raise_()
    qtbot.waitUntil(lambda: told[-1:] == [True])
    window.findChildren(QDockWidget, "one")[0].raise_()
    qtbot.waitUntil(lambda: told[-1:] == [False])


def test_a_file_name_with_a_per_cent_sign_is_shown(window: MainWindow) -> None:
    window.show_progress("Reading 50%p.csv", 0.25)
    assert "50%p" not in window.findChildren(QProgressBar)[0].text()
    assert window.findChildren(QProgressBar)[0].text().endswith("25%")
