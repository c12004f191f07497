"""The table of published figures: titles that stay in sight, rows as high as their texts."""

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from geo.indicators.lines import Line
from gui.indicators.model import HEADING_FLAGS, IndicatorModel
from gui.widgets.copy_rows import CopyRows
from gui.widgets.row_table import CHOOSING_KEYS, OTHER_MODIFIERS

TITLE_SHARE: Final = 0.34
LEAST_TITLE_PX: Final = 120
MOST_TITLE_PX: Final = 260
PADDING_PX: Final = 8
_HIGHEST_PX: Final = 10_000


class IndicatorTable(QTableView):
    """Shows an `IndicatorModel`.

    `chosen` carries the cell that was clicked, `place_chosen` the code of a place whose
    heading was; `line_chosen` says that another line is chosen, by whatever way.
    """

    chosen = Signal(QModelIndex)
    line_chosen = Signal()
    place_chosen = Signal(int)

    def __init__(self, model: IndicatorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._quiet = False
        self._cell_heights: list[int] = []
        self._fitted_px = 0
        # Other rows are not as high as these; a view that is resized meanwhile must not ask.
        model.modelAboutToBeReset.connect(self._cell_heights.clear)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(220)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.sectionClicked.connect(self._on_place)
        down.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(self.fontMetrics().height() + PADDING_PX)
        self.clicked.connect(self.chosen)
        CopyRows(self)
        self.activated.connect(self.chosen)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def fit(self) -> None:
        """Fit columns and rows to what they hold.

        Qt would ask every cell several times, and most of them are empty.
        """
        model, across = self._lines, Qt.Orientation.Horizontal
        names = [str(model.headerData(each, across)) for each in range(model.columnCount())]
        widths = [self._box(name).width() for name in names]
        self._cell_heights.clear()
        for row in range(model.rowCount()):
            boxes = {
                column: self._box(text)
                for column in range(model.columnCount())
                if (text := str(model.index(row, column).data()))
            }
            self._cell_heights.append(max(box.height() for box in boxes.values()))
            for column, box in boxes.items():
                widths[column] = max(widths[column], box.width())
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width + 2 * PADDING_PX)
        self._fitted_px = 0
        self._fit_titles()

    def _box(self, text: str, width: int = _HIGHEST_PX) -> QRect:
        """Return the room that a text takes when it is broken at a width."""
        return self.fontMetrics().boundingRect(0, 0, width, _HIGHEST_PX, HEADING_FLAGS, text)

    def chosen_line(self) -> Line | None:
        """Return the line chosen, or None."""
        row = self.currentIndex().row()
        return self._lines.lines[row] if 0 <= row < len(self._lines.lines) else None

    def chosen_title(self) -> object:
        """Return what tells the chosen line from others when all are replaced."""
        line = self.chosen_line()
        return None if line is None else _identity(line)

    def choose_title(self, wanted: object) -> None:
        """Choose the line that `chosen_title` told of, without a word; none when it is gone."""
        rows = [row for row, line in enumerate(self._lines.lines) if _identity(line) == wanted]
        if not rows:
            return
        flags = QItemSelectionModel.SelectionFlag
        self._quiet = True
        try:
            at = self._lines.index(rows[0], 0)
            self.selectionModel().setCurrentIndex(at, flags.ClearAndSelect | flags.Rows)
        finally:
            self._quiet = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the cell come to, or go on to another without a word of it."""
        if event.key() in CHOOSING_KEYS and not event.modifiers() & OTHER_MODIFIERS:
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the titles their share of the new width."""
        super().resizeEvent(event)
        self._fit_titles()

    def _fit_titles(self) -> None:
        width = round(min(max(TITLE_SHARE * self.width(), LEAST_TITLE_PX), MOST_TITLE_PX))
        if width == self._fitted_px:
            return
        self._fitted_px = width
        down = self.verticalHeader()
        if down.width() != width:
            down.setFixedWidth(width)
        # Before `fit` the rows are not measured yet.
        for row, cells_px in enumerate(self._cell_heights):
            title = str(self._lines.headerData(row, Qt.Orientation.Vertical))
            title_px = self._box(title, width - 2 * PADDING_PX).height()
            self.setRowHeight(row, max(cells_px, title_px) + PADDING_PX)

    def _on_place(self, column: int) -> None:
        self.place_chosen.emit(self._lines.places[column].adcode)

    def _on_row(self) -> None:
        if not self._quiet:
            self.line_chosen.emit()


def _identity(line: Line) -> object:
    return line.theme or line.figures[0].indicator
