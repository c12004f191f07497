"""A table of rows to choose from: sortable, one row at a time, chosen again by a second click."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from gui.widgets.copy_rows import CopyRows

SORT_ROLE: Final = Qt.ItemDataRole.UserRole
ROW_PADDING_PX: Final = 8
CELL_PADDING_PX: Final = 12
MIN_SECTION_PX: Final = 32
LEAST_STRETCHED_PX: Final = 96
CHOOSING_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
OTHER_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
SORT_MARK: Final = " ▼"


class RowTable(QTableView):
    """Shows `model`, whose SORT_ROLE gives the value a cell sorts by.

    `chosen` carries a cell (an index of `model`) of the row that was chosen by hand, and
    whether it was the chosen one already: the view may have moved away from it since. By keys
    a row is chosen with Return or Space; those passed on the way are not.
    """

    chosen = Signal(QModelIndex, bool)

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._stretched = 0
        self._quiet = False
        self._just_clicked = False
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(SORT_ROLE)
        self._sorted.setSortLocaleAware(True)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING_PX)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(MIN_SECTION_PX)
        self.setMinimumHeight(220)
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.clicked.connect(self._on_clicked)
        CopyRows(self)

    def set_widths(self, widest: list[str], stretched: int) -> None:
        """Fix each column's width by its heading and its widest text; one takes what is left.

        To measure every row at every step of a slider would hold it up.
        """
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        for column, text in enumerate(widest):
            heading = f"{self._rows.headerData(column, Qt.Orientation.Horizontal)}{SORT_MARK}"
            width = max(metrics.horizontalAdvance(each) for each in (heading, text))
            header.resizeSection(column, width + CELL_PADDING_PX)
        self._stretched = stretched
        self.stretch()

    def stretch(self) -> None:
        """Give the stretched column what the others leave, and never too little to read."""
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(self._stretched)
        room = self.viewport().width() - others
        header.resizeSection(self._stretched, max(LEAST_STRETCHED_PX, room))

    # TRAP raise-in-resize
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share out the new width."""
        super().resizeEvent(event)
        self.stretch()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the row come to, or go on to another without a word of it."""
        if event.key() in CHOOSING_KEYS and not event.modifiers() & OTHER_MODIFIERS:
            if self.currentIndex().isValid():
                self.chosen.emit(self._sorted.mapToSource(self.currentIndex()), True)  # noqa: FBT003
            event.accept()
            return
        with self._quietly():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys: Qt makes the first row the current one, which nobody chose."""
        with self._quietly():
            super().focusInEvent(event)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def show_chosen(self, row: int | None) -> None:
        """Mark a row of the model, or none, without a word of it being chosen."""
        with self._quietly():
            if row is None:
                self.selectionModel().clear()
                return
            at = self._sorted.mapFromSource(self._rows.index(row, 0))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(at, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(at)

    def _on_row(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self._just_clicked = QApplication.mouseButtons() != Qt.MouseButton.NoButton
            self.chosen.emit(self._sorted.mapToSource(current), False)  # noqa: FBT003

    def _on_clicked(self, at: QModelIndex) -> None:
        if not self._just_clicked:
            self.chosen.emit(self._sorted.mapToSource(at), True)  # noqa: FBT003
        self._just_clicked = False
