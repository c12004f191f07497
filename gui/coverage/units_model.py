"""The table of counties as Qt sees it: each cell's text, and the value it sorts by."""

import math
from typing import Final

import pandas as pd
from PySide6.QtCore import QObject, Qt

from data.reference.catalog import Level
from data.schema import Language
from gui.widgets.table_model import NAME_COLUMN, Column, TableModel

DEFAULT_COLUMNS: Final = ("population", "covered", "ratio", "mean_m", "p90_m")


class UnitsModel(TableModel):
    """Rows are the units of a level; the first column is their name, the others figures."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(self._all_columns("pinyin" if language is Language.EN else "name"))
        self._level = Level.COUNTY
        self._kinds = {
            Level.COUNTY: self.tr("County"),
            Level.PREFECTURE: self.tr("Prefecture"),
            Level.PROVINCE: self.tr("Province"),
        }

    def _all_columns(self, name: str) -> list[Column]:
        bound = self.tr(
            "Where the share may lie as positions are not exact: 95 of 100 draws, and the share "
            "itself"
        )
        nearest = self.tr("Distance to the nearest facility, weighted by people")
        return [
            Column(name, "", widest="", is_text=True),
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
            for key in dict.fromkeys(["adcode", "name", *(each.key for each in self.columns)])
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
        self._values = {**self._values, "low": list(low), "high": list(high)}
        self._tell()

    def _tell(self) -> None:
        if self._rows:
            last = self.index(self._rows - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, NAME_COLUMN + 1), last)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's heading, or what it means; of the names, what they are of."""
        across = orientation is Qt.Orientation.Horizontal
        if across and section == NAME_COLUMN and role == Qt.ItemDataRole.DisplayRole:
            return self._kinds[self._level]
        return super().headerData(section, orientation, role)
