"""The model of every table of figures: columns, values by column, and what Qt asks of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from data.schema import bare_name
from geo.words.numbers import percent
from gui.widgets.row_table import SORT_ROLE

Index = QModelIndex | QPersistentModelIndex
ADCODE_ROLE: Final = SORT_ROLE + 1
NAME_COLUMN: Final = 0
SHARES: Final = frozenset({"ratio", "low", "high", "area_ratio", "share_without"})
# Farther than any two places of the four provinces are from each other.
BEYOND_M: Final = 3_000_000.0
BEYOND_KM: Final = f"{BEYOND_M / 1000:,.0f}"
NOWHERE: Final = QModelIndex()
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key
        Under which its values are.
    tip
        What it means.
    widest
        Its widest text; empty for the one that takes what others leave.
    is_text
        Whether it is set to the left, as words are.
    """

    key: str
    heading: str
    tip: str = ""
    widest: str = "8,888.8"
    is_text: bool = False


class TableModel(QAbstractTableModel):
    """Values in columns; each kind of table puts its own into `columns`.

    What a cell says, what it sorts by and what it tells on hovering can be told apart.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self._rows = 0
        self._values: Mapping[str, Sequence[object]] = {}

    def fill(self, values: Mapping[str, Sequence[object]], rows: int) -> None:
        """Show the first `rows` of other values, by the keys of the columns."""
        self.beginResetModel()
        self._values, self._rows = values, rows
        self.endResetModel()

    def clear(self) -> None:
        """Show no rows."""
        self.fill({}, 0)

    def row_of(self, adcode: int) -> int | None:
        """Return the row of the unit `adcode`, or None."""
        codes = self._values.get("adcode", ())
        return codes.index(adcode) if adcode in codes else None

    def value(self, row: int, column: int) -> object:
        """Return what a cell holds."""
        return self._values[self.columns[column].key][row]

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        return cell_text(self.columns[column].key, self.value(row, column))

    def sorted_by(self, row: int, column: int) -> object:
        """Return what a cell sorts by."""
        return sort_value(self.value(row, column))

    def tip(self, row: int, column: int) -> str | None:
        """Return what a cell tells on hovering: of a unit, all its names and its code."""
        if column != NAME_COLUMN or "adcode" not in self._values:
            return None
        told = dict.fromkeys([self.columns[column].key, "name", "adcode"])
        return " ".join(str(self._values[each][row]) for each in told)

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        # A view asks for it thousands of times; a DataFrame is slow to tell.
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's heading, or what it means."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        return self.columns[section].tip or None if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, alignment or sort value, what it tells, or its unit's adcode."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == SORT_ROLE:
            return self.sorted_by(row, column)
        if role == ADCODE_ROLE:
            return self._values["adcode"][row] if "adcode" in self._values else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and not self.columns[column].is_text:
            return _RIGHT
        return None


def cell_text(column: str, value: object) -> str:
    """Return a figure as a planner reads it: people whole, shares in per cent, distances in km."""
    if not isinstance(value, int | float):
        return bare_name(str(value)) if column == "pinyin" else str(value)
    if not math.isfinite(value):
        return "–"
    if column in SHARES:
        return percent(value)
    if not column.endswith("_m"):
        return f"{value:,.0f}"
    return f"{value / 1000:.1f}" if value <= BEYOND_M else f">{BEYOND_KM}"


def sort_value(value: object) -> object:
    """Return what a figure sorts by."""
    # Not a number would sort anywhere; it belongs after every number.
    return math.inf if isinstance(value, float) and math.isnan(value) else value
