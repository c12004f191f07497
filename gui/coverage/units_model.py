"""The table of counties as Qt sees it: each cell's text, and the value it sorts by."""

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from data.reference.catalog import Level
from data.schema import Language, bare_name
from geo.words.numbers import percent
from gui.widgets.row_table import SORT_ROLE

Index = QModelIndex | QPersistentModelIndex
ADCODE_ROLE: Final = SORT_ROLE + 1
NAME_COLUMN: Final = 0
SHARES: Final = frozenset({"ratio", "low", "high", "area_ratio"})
DEFAULT_COLUMNS: Final = ("population", "covered", "ratio", "mean_m", "p90_m")
# Farther than any two places of the four provinces are from each other.
BEYOND_M: Final = 3_000_000.0
BEYOND_KM: Final = f"{BEYOND_M / 1000:,.0f}"
NOWHERE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: the figure, its heading, what it means, its widest text."""

    key: str
    heading: str
    tip: str = ""
    widest: str = "8,888.8"


class UnitsModel(QAbstractTableModel):
    """Rows are the units of a level; the first column is their name, the others figures."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = self._all_columns("pinyin" if language is Language.EN else "name")
        self._level = Level.COUNTY
        self._kinds = {
            Level.COUNTY: self.tr("County"),
            Level.PREFECTURE: self.tr("Prefecture"),
            Level.PROVINCE: self.tr("Province"),
        }
        self._rows = 0
        self._values: dict[str, list[object]] = {}

    def _all_columns(self, name: str) -> list[Column]:
        bound = self.tr(
            "Where the share may lie as positions are not exact: 95 of 100 draws, and the share "
            "itself"
        )
        nearest = self.tr("Distance to the nearest facility, weighted by people")
        return [
            Column(name, "", widest=""),
            Column("population", self.tr("Population"), self.tr("Census of 2020"), "8,888,888"),
            Column(
                "covered",
                self.tr("Covered"),
                self.tr("People within the service radius of a facility (modelled cells)"),
                "8,888,888",
            ),
            Column("ratio", self.tr("Share"), self.tr("Covered people over all people"), "100.0%"),
            Column("low", self.tr("Share from"), bound, "100.0%"),
            Column("high", self.tr("Share to"), bound, "100.0%"),
            Column("area_km2", self.tr("Area km²"), self.tr("Land by its cells"), "888,888"),
            Column(
                "covered_area_km2",
                self.tr("Covered km²"),
                self.tr("Land within the service radius, inhabited or not"),
                "888,888",
            ),
            Column(
                "area_ratio",
                self.tr("Area share"),
                self.tr("Covered land over all land"),
                "100.0%",
            ),
            Column("mean_m", self.tr("Mean km"), nearest),
            Column(
                "median_m",
                self.tr("Median km"),
                self.tr("Half of the people live within this distance of a facility"),
            ),
            Column(
                "p90_m",
                self.tr("P90 km"),
                self.tr("Nine people in ten live within this distance of a facility"),
            ),
            Column(
                "farthest_m",
                self.tr("Farthest km"),
                self.tr("Distance of the person who lives farthest from a facility"),
            ),
        ]

    @property
    def columns(self) -> list[Column]:
        """The columns, the name first."""
        return list(self._columns)

    def set_units(self, units: pd.DataFrame, level: Level = Level.COUNTY) -> bool:
        """Show other figures, those of intervals left empty.

        Rows keep their places when the units are the same. Returns whether they are not.
        """
        same = units["adcode"].tolist() == self._values.get("adcode")
        if not same:
            self.beginResetModel()
        unknown: list[object] = [math.nan] * len(units)
        self._values = {
            key: units[key].tolist() if key in units.columns else unknown
            for key in dict.fromkeys(["adcode", "name", *(each.key for each in self._columns)])
        }
        self._rows, self._level = len(units), level
        if same:
            self._tell()
        else:
            self.endResetModel()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME_COLUMN, NAME_COLUMN)
        return not same

    def set_bounds(self, low: list[float], high: list[float]) -> None:
        """Show the intervals of the shares, in the order of the units."""
        self._values |= {"low": list(low), "high": list(high)}
        self._tell()

    def _tell(self) -> None:
        if self._rows:
            last = self.index(self._rows - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, NAME_COLUMN + 1), last)

    def clear(self) -> None:
        """Show no rows."""
        self.beginResetModel()
        self._rows, self._values = 0, {}
        self.endResetModel()

    def row_of(self, adcode: int) -> int | None:
        """Return the row of the unit `adcode`, or None."""
        codes = self._values.get("adcode", [])
        return codes.index(adcode) if adcode in codes else None

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of units."""
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
            name = section == NAME_COLUMN
            return self._kinds[self._level] if name else self._columns[section].heading
        return self._columns[section].tip if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, alignment or sort value, or its county's adcode."""
        column = self._columns[index.column()].key
        value = self._values[column][index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return bare_name(str(value)) if column == "pinyin" else cell_text(column, value)
        if role == SORT_ROLE:
            return sort_value(value)
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
    if column in SHARES:
        return percent(value)
    if not column.endswith("_m"):
        return f"{value:,.0f}"
    return f"{value / 1000:.1f}" if value <= BEYOND_M else f">{BEYOND_KM}"


def sort_value(value: object) -> object:
    """Return what a figure sorts by."""
    # Not a number would sort anywhere; it belongs after every number.
    return math.inf if isinstance(value, float) and math.isnan(value) else value
