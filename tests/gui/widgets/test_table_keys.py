"""Tables by keys: Tab goes on to the next control, and a row is chosen by Return or Space alone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.schema import Language
from gui.access.group_table import GroupTable
from gui.indicators.model import IndicatorModel
from gui.indicators.table import IndicatorTable
from gui.networks.table.dialog import _names
from gui.opening.import_preview import Preview
from gui.widgets.row_table import RowTable

ROWS = 5


def model() -> QStandardItemModel:
    made = QStandardItemModel(0, 3)
    for row in range(ROWS):
        made.appendRow([QStandardItem(f"{row}-{column}") for column in range(3)])
    return made


def row_table() -> RowTable:
    return RowTable(model())


def filled(table: Preview | GroupTable) -> Preview | GroupTable:
    table.setRowCount(ROWS)
    table.setColumnCount(3)
    for row in range(ROWS):
        for column in range(3):
            table.setItem(row, column, QTableWidgetItem("-"))
    return table


TABLES: dict[str, Callable[[], QAbstractItemView]] = {
    "rows": row_table,
    "preview": lambda: filled(Preview(Language.EN)),
    "groups": lambda: filled(GroupTable(Language.EN)),
    "indicators": lambda: IndicatorTable(IndicatorModel(Language.EN)),
    "names": lambda: _names(model(), "names"),
}


class Desk:
    """A table between two lines to type in."""

    def __init__(self, qtbot: QtBot, table: QAbstractItemView) -> None:
        self.table, self.before, self.after = table, QLineEdit(), QLineEdit()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        layout = QVBoxLayout(self.window)
        for widget in (self.before, table, self.after):
            layout.addWidget(widget)
        self.window.resize(500, 500)
        with qtbot.waitActive(self.window):
            self.window.show()
        self.before.setFocus()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, key)


@pytest.mark.parametrize("name", TABLES)
def test_tab_comes_into_a_table_and_out_again_both_ways(qtbot: QtBot, name: str) -> None:
    desk = Desk(qtbot, TABLES[name]())
    desk.press(Qt.Key.Key_Tab)
    assert desk.table.hasFocus()
    desk.press(Qt.Key.Key_Tab)
    assert desk.after.hasFocus()
    desk.press(Qt.Key.Key_Backtab)
    assert desk.table.hasFocus()
    desk.press(Qt.Key.Key_Backtab)
    assert desk.before.hasFocus()


def chosen_rows(table: RowTable) -> list[int]:
    rows: list[int] = []

    def note(at: QModelIndex, _again: bool) -> None:
        rows.append(at.row())

    table.chosen.connect(note)
    return rows


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_pass_rows_and_choose_one_when_told(qtbot: QtBot, key: Qt.Key) -> None:
    table = row_table()
    desk = Desk(qtbot, table)
    rows = chosen_rows(table)
    desk.press(Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up)
    assert rows == []
    at = table.currentIndex().row()
    assert at > 0
    desk.press(key)
    assert rows == [at]
    # Again, for the map may have moved away from it.
    desk.press(key)
    assert rows == [at, at]


def test_a_click_chooses_at_once(qtbot: QtBot) -> None:
    table = row_table()
    desk = Desk(qtbot, table)
    rows = chosen_rows(table)
    assert desk.window.isVisible()
    spot = table.visualRect(table.model().index(2, 1)).center()
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
    )
    assert set(rows) == {2}


def test_return_without_a_row_chooses_nothing(qtbot: QtBot) -> None:
    table = RowTable(QStandardItemModel(0, 3))
    desk = Desk(qtbot, table)
    rows = chosen_rows(table)
    desk.press(Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space)
    assert rows == []
