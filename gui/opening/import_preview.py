"""The first rows of a file as a table: plain text, whatever it holds."""

from collections.abc import Sequence
from typing import Final

import shapely
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from data.layer.loaded import Loaded, plain_value
from data.place.township_seats import TOWNSHIP_CODE
from data.place.undecided import UndecidedError
from data.reference.sources import position_source_title
from data.schema import FacilityColumn, Language
from gui.widgets.copy_rows import CopyRows
from gui.widgets.row_table import ROW_PADDING_PX

WIDEST_PX: Final = 220
LONGEST: Final = 200


class Preview(QTableWidget):
    """Ten rows with all columns; where a row lies stands in the first one."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.setAccessibleName(self.tr("First rows"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        CopyRows(self)
        self.setMinimumHeight(160)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING_PX)

    def show_loaded(self, loaded: Loaded) -> None:
        """Show the first rows of a layer, with their positions on WGS 84."""
        rows = loaded.preview()
        centres = shapely.point_on_surface(loaded.records.shapes(len(rows)))
        places = [f"{point.x:.5f}, {point.y:.5f}" for point in centres]
        names = loaded.records.names
        cells = [
            [place, *(row[name] for name in names)] for place, row in zip(places, rows, strict=True)
        ]
        numbers = [str(number) for number in loaded.source_rows[: len(rows)]]
        headings = list(names)
        if loaded.placed_by_name:
            known = self._found_columns()
            headings = [known.get(name, name) for name in names]
            cells = [[place, *self._in_words(names, row)] for place, *row in cells]
        self._fill([self.tr("WGS 84"), *headings], cells, numbers)

    def _found_columns(self) -> dict[str, str]:
        """Return what the columns are called that come of looking the places up."""
        return {
            TOWNSHIP_CODE: self.tr("Code of the township"),
            FacilityColumn.ADCODE.value: self.tr("Code of the county"),
            FacilityColumn.POSITION_SOURCE.value: self.tr("Position from"),
            FacilityColumn.POSITION_ERROR_M.value: self.tr("Position within (m)"),
        }

    def _in_words(self, names: Sequence[str], row: Sequence[object]) -> list[object]:
        """Return a row whose source of the position is said in words."""
        source = FacilityColumn.POSITION_SOURCE.value
        return [
            position_source_title(str(value)).in_language(self._language)
            if name == source and value
            else value
            for name, value in zip(names, row, strict=True)
        ]

    def show_undecided(self, error: UndecidedError) -> None:
        """Show the first rows of a file of which nobody knows where they lie."""
        head = error.head
        cells = [[plain_value(each) for each in row] for row in head.itertuples(index=False)]
        numbers = [str(number) for number in range(1, len(head) + 1)]
        self._fill([str(name) for name in head.columns], cells, numbers)

    def _fill(
        self, names: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[str]
    ) -> None:
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(names))
        self.setHorizontalHeaderLabels([_one_line(name) for name in names])
        self.setVerticalHeaderLabels(list(numbers))
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                text = _one_line(_cell(value))
                self.setItem(row, column, QTableWidgetItem(text))
        self.resizeColumnsToContents()
        for column in range(len(names)):
            self.setColumnWidth(column, min(self.columnWidth(column), WIDEST_PX))


def _cell(value: object) -> str:
    """Return a cell as it would be typed: a whole number without a point."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return "" if value is None else str(value)


def _one_line(text: str) -> str:
    return " ".join(text[:LONGEST].split())
