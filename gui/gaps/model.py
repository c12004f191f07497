"""The table of gaps as Qt sees it: each cell's text, and the value it sorts by."""

from typing import Final

from PySide6.QtCore import QObject

from data.schema import Language, bare_name
from geo.coverage.gap_names import gap_title
from geo.coverage.gaps import Gaps
from gui.widgets.table_model import Column, TableModel

RANK, PLACE, PEOPLE = range(3)
WIDEST: Final = ("8,888", "", "8,888,888", "88,888", "888.8", "888.8")


class GapsModel(TableModel):
    """Rows are gaps, the most people first; columns rank, place, people, area, distances."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._gaps: Gaps | None = None
        place = self.tr("The county, and the township whose known position is nearest")
        people = self.tr("People out of reach (modelled cells)")
        land = self.tr("Land of the gap's cells, inhabited or not")
        mean = self.tr("Mean distance of its people to the facility that decides")
        self.columns = (
            Column("rank", "#", self.tr("Rank by people")),
            Column("place", self.tr("Place"), place, is_text=True),
            Column("population", self.tr("People"), people),
            Column("area_km2", self.tr("km²"), land),
            Column("mean_m", self.tr("Mean km"), mean),
            Column(
                "farthest_m",
                self.tr("Max km"),
                self.tr("Distance of the person who lives farthest from it"),
            ),
        )

    def set_gaps(self, gaps: Gaps | None, listed: int) -> None:
        """Show the first `listed` gaps, or none."""
        if gaps is self._gaps and listed == self._rows:
            return
        values = self._values
        if gaps is not self._gaps:
            values = self._values_of(gaps) if gaps is not None else {}
        self._gaps = gaps
        self.fill(values, listed)

    def _values_of(self, gaps: Gaps) -> dict[str, list[object]]:
        table = gaps.table
        keys = (column.key for column in self.columns)
        values = {key: table[key].tolist() for key in keys if key != "place"}
        # As on the map, the kind of county goes without saying.
        short = table.assign(county_pinyin=table["county_pinyin"].map(bare_name))
        records = short.to_dict("records")
        return values | {"place": [gap_title(record, self._language) for record in records]}

    def tip(self, row: int, column: int) -> str | None:
        """Return a place in full: the column may be too narrow for it."""
        return str(self.value(row, column)) if column == PLACE else None
