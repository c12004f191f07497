"""Rows are copied by key and by menu, as a spreadsheet takes them."""

import csv
import io
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QTreeView
from pytestqt.qtbot import QtBot

from gui.widgets.copy_rows import CopyRows

GUI = Path(__file__).parents[3] / "gui"
BUILDS = re.compile(r"Q(Table|Tree)(View|Widget)\(\)|\(Q(Table|Tree)(View|Widget)\):")
HEADS = ["County", "People", "Note"]
ROWS = [["甲县", "1,200", "=1+1"], ["乙县", "80", 'two\nlines "so"'], ["丙县", "7", "@a\tb"]]
GUARDED = [["甲县", "1,200", "'=1+1"], ROWS[1], ["丙县", "7", "'@a\tb"]]


def a_model() -> QStandardItemModel:
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(HEADS)
    for row in ROWS:
        model.appendRow([QStandardItem(cell) for cell in row])
    return model


class Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "br":
            self.rows[-1][-1] += "\n"

    def handle_data(self, data: str) -> None:
        self.rows[-1][-1] += data


def copied() -> list[list[str]]:
    """Return what is on the clipboard, the same as text and as a table."""
    data = QGuiApplication.clipboard().mimeData()
    assert data is not None
    page = Cells()
    page.feed(data.html())
    rows = list(csv.reader(io.StringIO(data.text(), newline=""), delimiter="\t"))
    assert page.rows == rows
    return rows


def focus(view: QTableView | QTreeView, qtbot: QtBot) -> None:
    view.show()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)


@pytest.fixture
def table(qtbot: QtBot) -> QTableView:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(a_model())
    table.model().setParent(table)
    table.verticalHeader().hide()
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    CopyRows(table)
    focus(table, qtbot)
    return table


def press(view: QTableView | QTreeView) -> None:
    QGuiApplication.clipboard().clear()
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))


def test_without_a_selection_all_rows_are_copied(table: QTableView) -> None:
    press(table)
    assert copied() == [HEADS, *GUARDED]


def test_the_selected_rows_are_copied_in_the_order_of_the_screen(table: QTableView) -> None:
    flags = QItemSelectionModel.SelectionFlag
    for row in (2, 0):
        at = table.model().index(row, 1)
        table.selectionModel().select(at, flags.Select | flags.Rows)
    press(table)
    assert copied() == [HEADS, GUARDED[0], GUARDED[2]]


def test_hidden_columns_are_left_out_and_moved_ones_stand_where_they_are(
    table: QTableView,
) -> None:
    table.hideColumn(2)
    table.horizontalHeader().moveSection(0, 1)
    press(table)
    assert copied() == [["People", "County"], ["1,200", "甲县"], ["80", "乙县"], ["7", "丙县"]]


def test_headings_of_rows_stand_before_them(table: QTableView) -> None:
    table.verticalHeader().show()
    table.hideColumn(2)
    press(table)
    assert copied()[:2] == [["", "County", "People"], ["1", "甲县", "1,200"]]


def test_the_menu_copies(table: QTableView) -> None:
    assert table.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    (action,) = table.actions()
    QGuiApplication.clipboard().clear()
    action.trigger()
    assert copied()[0] == HEADS


def test_a_tree_gives_the_rows_below_others_too(qtbot: QtBot) -> None:
    tree, model = QTreeView(), a_model()
    qtbot.addWidget(tree)
    model.setParent(tree)
    model.item(0).appendRow([QStandardItem(cell) for cell in ("镇", "3", "")])
    tree.setModel(model)
    CopyRows(tree)
    focus(tree, qtbot)
    press(tree)
    assert [row[0] for row in copied()] == ["County", "甲县", "镇", "乙县", "丙县"]
    tree.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    press(tree)
    assert copied() == [HEADS, ["镇", "3", ""]]


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(GUI.rglob("*.py")) if BUILDS.search(path.read_text("utf-8"))],
    ids=lambda path: path.relative_to(GUI).as_posix(),
)
def test_every_table_and_tree_of_the_window_can_be_copied_from(path: Path) -> None:
    # The layers are a list of switches, with a menu of their own.
    if path.parent.name != "layers":
        assert "CopyRows(" in path.read_text("utf-8")


def test_a_program_that_ends_with_rows_on_the_clipboard_ends_well() -> None:
    code = (
        "from PySide6.QtGui import QStandardItemModel\n"
        "from PySide6.QtWidgets import QApplication, QTableView\n"
        "from gui.widgets.copy_rows import CopyRows\n"
        "application, table, model = QApplication([]), QTableView(), QStandardItemModel(2, 2)\n"
        "table.setModel(model)\n"
        "CopyRows(table).copy()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=GUI.parent, check=False)
    assert done.returncode == 0
