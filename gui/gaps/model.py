"""The table of gaps as Qt sees it: each cell's text, and the value it sorts by."""

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from data.schema import Language, bare_name
from geo.coverage.gap_names import gap_title
from geo.coverage.gaps import Gaps
from gui.coverage.units_model import cell_text, sort_value
from gui.widgets.row_table import SORT_ROLE

Index = QModelIndex | QPersistentModelIndex
RANK, PLACE, PEOPLE = range(3)
KEYS: Final = ("rank", "place", "population", "area_km2", "mean_m", "farthest_m")
WIDEST: Final = ("8,888", "", "8,888,888", "88,888", "888.8", "888.8")
NOWHERE: Final = QModelIndex()


class GapsModel(QAbstractTableModel):
    """Rows are gaps, the most people first; columns rank, place, people, area, distances."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._headings = [
            "#",
            self.tr("Place"),
            self.tr("People"),
            self.tr("km²"),
            self.tr("Mean km"),
            self.tr("Max km"),
        ]
        self._tips = [
            self.tr("Rank by people"),
            self.tr("The county, and the township whose known position is nearest"),
            self.tr("People out of reach (modelled cells)"),
            self.tr("Land of the gap's cells, inhabited or not"),
            self.tr("Mean distance of its people to the facility that decides"),
            self.tr("Distance of the person who lives farthest from it"),
        ]
        self._gaps: Gaps | None = None
        self._rows = 0
        self._values: dict[str, list[object]] = {}

    def set_gaps(self, gaps: Gaps | None, listed: int) -> None:
        """Show the first `listed` gaps, or none."""
        if gaps is self._gaps and listed == self._rows:
            return
        self.beginResetModel()
        if gaps is not self._gaps:
            self._values = self._values_of(gaps) if gaps is not None else {}
        self._gaps, self._rows = gaps, listed
        self.endResetModel()

    def _values_of(self, gaps: Gaps) -> dict[str, list[object]]:
        table = gaps.table
        values = {key: table[key].tolist() for key in KEYS if key != "place"}
        # As on the map, the kind of county goes without saying.
        short = table.assign(county_pinyin=table["county_pinyin"].map(bare_name))
        records = short.to_dict("records")
        return values | {"place": [gap_title(record, self._language) for record in records]}

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of gaps listed."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(KEYS)

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
        """Return a cell's text, alignment or sort value."""
        key = KEYS[index.column()]
        value = self._values[key][index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(key, value)
        if role == SORT_ROLE:
            return sort_value(value)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == PLACE:
            return str(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != PLACE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
