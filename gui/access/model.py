"""Access by county as Qt sees it: each cell's text, and the value it sorts by."""

import pandas as pd
from PySide6.QtCore import QObject

from data.schema import Language
from geo.words.numbers import rate
from gui.widgets.table_model import Column, TableModel


class AccessModel(TableModel):
    """Rows are counties: name, population, access per 1,000 people, share without."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = (
            Column(
                "pinyin" if language is Language.EN else "name",
                self.tr("County"),
                widest="",
                is_text=True,
            ),
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

    def set_units(self, units: pd.DataFrame) -> None:
        """Show other figures."""
        keys = dict.fromkeys(["adcode", "name", *(column.key for column in self.columns)])
        self.fill({key: units[key].tolist() for key in keys}, len(units))

    def text(self, row: int, column: int) -> str:
        """Return what a cell says: access has digits of its own."""
        value = self.value(row, column)
        is_access = self.columns[column].key == "access_per_1000"
        return rate(value) if is_access and isinstance(value, float) else super().text(row, column)
