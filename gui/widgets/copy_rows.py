"""Copying from any table or tree: rows with their headings, as a spreadsheet takes them."""

from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTableView, QTreeView

from data.text.formulas import guarded

Rows = list[list[str]]
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class CopyRows(QObject):
    """Gives a view "Copy", by its key and in its context menu.

    What is copied are the rows selected, or all where none is: of a tree those below others,
    too. Hidden columns are left out, the order is that of the screen.

    Parameters
    ----------
    view
        Its own context menu stays where it has one; `action` is then for that menu.
    """

    def __init__(self, view: QTableView | QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self.action = QAction(self.tr("Copy"), view)
        self.action.setShortcut(QKeySequence.StandardKey.Copy)
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.action.triggered.connect(self.copy)
        view.addAction(self.action)
        if view.contextMenuPolicy() is Qt.ContextMenuPolicy.DefaultContextMenu:
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def copy(self) -> None:
        """Put the rows on the clipboard, as text with tabs and as a table of a page."""
        rows = [[guarded(cell) for cell in row] for row in copied_rows(self._view)]
        data = _empty_data()
        data.setText("\n".join("\t".join(map(_tabbed, row)) for row in rows) + "\n")
        data.setHtml(_page(rows))
        QGuiApplication.clipboard().setMimeData(data)


def copied_rows(view: QTableView | QTreeView) -> Rows:
    """Return the headings of a view, and its selected rows, or all of them without any."""
    model, columns = view.model(), _shown_columns(view)
    named = isinstance(view, QTableView) and view.verticalHeader().isVisible()
    head = [_text(model.headerData(each, _ACROSS)) for each in columns]
    rows = [["", *head] if named else head]
    chosen = _selected(view)
    for first in _every_row(model):
        if chosen and first not in chosen:
            continue
        cells = [_text(first.siblingAtColumn(each).data()) for each in columns]
        name = _text(model.headerData(first.row(), _DOWN))
        rows.append([name, *cells] if named else cells)
    return rows


def _empty_data() -> QMimeData:
    """Return what holds no more than Qt itself has made.

    The clipboard is emptied after the interpreter has ended: what Python made is gone then.
    """
    model = QStandardItemModel(1, 1)
    data = model.mimeData([model.index(0, 0)])
    for name in data.formats():
        data.removeFormat(name)
    return data


def _shown_columns(view: QTableView | QTreeView) -> list[int]:
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    every = [header.logicalIndex(at) for at in range(header.count())]
    return [column for column in every if not view.isColumnHidden(column)]


def _selected(view: QAbstractItemView) -> set[QModelIndex]:
    """Return the first cell of each selected row."""
    return {index.siblingAtColumn(0) for index in view.selectionModel().selectedIndexes()}


def _every_row(model: QAbstractItemModel, over: QModelIndex | None = None) -> Iterator[QModelIndex]:
    over = QModelIndex() if over is None else over
    for row in range(model.rowCount(over)):
        first = model.index(row, 0, over)
        yield first
        yield from _every_row(model, first)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _tabbed(cell: str) -> str:
    """Return a cell in quotes where a tab, a line or a quote in it would end it."""
    quoted = cell.replace('"', '""')
    return f'"{quoted}"' if any(each in cell for each in '\t\r\n"') else cell


def _page(rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        texts = (escape(cell).replace("\n", "<br>") for cell in cells)
        return f"<tr>{''.join(f'<{tag}>{text}</{tag}>' for text in texts)}</tr>"

    body = "".join(line(row, "td") for row in rows[1:])
    return f"<table>{line(rows[0], 'th')}{body}</table>"
