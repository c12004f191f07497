"""Access by county as Qt sees it: each cell's text, and the value it sorts by."""

import math
from typing import Final

import pandas as pd
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from data.schema import Language, bare_name
from geo.words.numbers import rate
from gui.coverage.units_model import ADCODE_ROLE, NAME_COLUMN, Column, cell_text
from gui.widgets.row_table import SORT_ROLE

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()


class AccessModel(QAbstractTableModel):
    """Rows are counties: name, population, access per 1,000 people, share without."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: Final = (
            Column("pinyin" if language is Language.EN else "name", self.tr("County"), widest=""),
            Column("population", self.tr("Population"), self.tr("Census of 2020"), "8,888,888"),
            Column(
                "access_per_1000",
                self.tr("Access"),
                self.tr("Supply within reach, shared out, per 1,000 people: mean of the county"),
                "0.00888",
            ),
            Column(
                "share_without",
                self.tr("Without"),
                self.tr(
                    "Share of the people who have no facility within reach; of beds or staff, "
                    "none that is known to have any"
                ),
                "100.0%",
            ),
        )
        self._rows = 0
        self._values: dict[str, list[object]] = {}

    def set_units(self, units: pd.DataFrame) -> None:
        """Show other figures."""
        self.beginResetModel()
        keys = dict.fromkeys(["adcode", "name", *(column.key for column in self.columns)])
        self._values = {key: units[key].tolist() for key in keys}
        self._rows = len(units)
        self.endResetModel()

    def clear(self) -> None:
        """Show no rows."""
        self.beginResetModel()
        self._rows, self._values = 0, {}
        self.endResetModel()

    def row_of(self, adcode: int) -> int | None:
        """Return the row of the county `adcode`, or None."""
        codes = self._values.get("adcode", [])
        return codes.index(adcode) if adcode in codes else None

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of counties."""
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
        return self.columns[section].tip if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, alignment or sort value, or its county's adcode."""
        key = self.columns[index.column()].key
        value = self._values[key][index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(key, value)
        if role == SORT_ROLE:
            # Not a number would sort anywhere; it belongs after every number.
            return math.inf if isinstance(value, float) and math.isnan(value) else value
        if role == ADCODE_ROLE:
            return self._values["adcode"][index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == NAME_COLUMN:
            told = dict.fromkeys([key, "name", "adcode"])
            return " ".join(str(self._values[each][index.row()]) for each in told)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != NAME_COLUMN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _text(key: str, value: object) -> str:
    if key == "pinyin":
        return bare_name(str(value))
    if key == "access_per_1000" and isinstance(value, float):
        return rate(value)
    return cell_text("ratio" if key == "share_without" else key, value)
