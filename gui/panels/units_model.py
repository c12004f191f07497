"""The table of counties as Qt sees it: each cell's text, and the value it sorts by."""

import math
from typing import Final

import pandas as pd
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from data.schema import Language, bare_name

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE: Final = Qt.ItemDataRole.UserRole
ADCODE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
NAME_COLUMN: Final = 0
LEAST_SHARE: Final = 0.001
NOWHERE: Final = QModelIndex()


class UnitsModel(QAbstractTableModel):
    """Rows are counties; columns name, population, covered, share, mean and 90th percentile."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = ["pinyin" if language is Language.EN else "name"]
        self._columns += ["population", "covered", "ratio", "mean_m", "p90_m"]
        self._headings = [
            self.tr("County"),
            self.tr("Population"),
            self.tr("Covered"),
            self.tr("Share"),
            self.tr("Mean km"),
            self.tr("P90 km"),
        ]
        self._tips = [
            "",
            self.tr("Census of 2020"),
            self.tr("People within the service radius of a facility (modelled cells)"),
            self.tr("Covered people over all people"),
            self.tr("Distance to the nearest facility, weighted by people"),
            self.tr("Nine people in ten live within this distance of a facility"),
        ]
        self._units = pd.DataFrame(columns=["adcode", "name", *self._columns])
        self._rows = 0
        self._values: dict[str, list[object]] = {}

    def set_units(self, units: pd.DataFrame) -> None:
        """Show other figures; rows keep their places when the counties are the same."""
        same = (
            len(units) == len(self._units)
            and (units["adcode"].to_numpy() == self._units["adcode"].to_numpy()).all()
        )
        if not same:
            self.beginResetModel()
        self._units, self._rows = units, len(units)
        self._values = {name: units[name].tolist() for name in ["adcode", "name", *self._columns]}
        if same:
            last = self.index(len(units) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 1), last)
        else:
            self.endResetModel()

    def clear(self) -> None:
        """Show no rows."""
        self.beginResetModel()
        self._units, self._rows = self._units.iloc[:0], 0
        self._values = {}
        self.endResetModel()

    def adcode(self, row: int) -> int:
        """Return the adcode of the county in `row`."""
        return int(self._units["adcode"].iloc[row])

    def row_of(self, adcode: int) -> int | None:
        """Return the row of the county `adcode`, or None."""
        codes = self._values.get("adcode", [])
        return codes.index(adcode) if adcode in codes else None

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of counties."""
        # A view asks for it thousands of times; a DataFrame is slow to tell.
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

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
            return self._headings[section]
        return self._tips[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, alignment or sort value, or its county's adcode."""
        column = self._columns[index.column()]
        value = self._values[column][index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return bare_name(str(value)) if column == "pinyin" else cell_text(column, value)
        if role == SORT_ROLE:
            return _sort_value(value)
        if role == ADCODE_ROLE:
            return self._values["adcode"][index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == NAME_COLUMN:
            told = dict.fromkeys([column, "name", "adcode"])
            return " ".join(str(self._values[each][index.row()]) for each in told)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != NAME_COLUMN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def cell_text(column: str, value: object) -> str:
    """Return a figure as a planner reads it: people whole, shares in per cent, distances in km."""
    if not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return "–"
    if column == "ratio":
        return _share_text(value)
    return f"{value / 1000:.1f}" if column.endswith("_m") else f"{value:,.0f}"


def _share_text(share: float) -> str:
    """Return a share in per cent; all and nobody only where it is exactly so."""
    if 0.0 < share < LEAST_SHARE:
        return f"<{LEAST_SHARE:.1%}"
    if 1.0 - LEAST_SHARE < share < 1.0:
        return f">{1.0 - LEAST_SHARE:.1%}"
    return f"{share:.1%}"


def _sort_value(value: object) -> object:
    # Not a number would sort anywhere; it belongs after every number.
    return math.inf if isinstance(value, float) and math.isnan(value) else value
