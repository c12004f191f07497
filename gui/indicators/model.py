"""Published figures as Qt sees them: a row for each line, a column for each place."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from data.reference.indicators import Place
from data.schema import Language
from geo.indicators.computed import Comparison
from geo.indicators.lines import Line
from geo.indicators.words import computed_text, figure_text, number_text, published_text
from geo.words.wording import say

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
# As a number: the flag to wrap words belongs to texts, not to alignments.
HEADING_FLAGS: Final = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value | (
    Qt.TextFlag.TextWordWrap.value
)


class IndicatorModel(QAbstractTableModel):
    """Cells hold the published values of a place, and below each the computed one."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._lines: tuple[Line, ...] = ()
        self._places: tuple[Place, ...] = ()
        self._texts: list[list[str]] = []
        self._headings: list[str] = []

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines shown."""
        return self._lines

    @property
    def places(self) -> tuple[Place, ...]:
        """The places shown."""
        return self._places

    def set_lines(self, lines: Sequence[Line], places: Sequence[Place]) -> None:
        """Show other lines, or other places."""
        self.beginResetModel()
        self._lines, self._places = tuple(lines), tuple(places)
        # Asked for many times, and told only once.
        self._texts = [
            ["\n".join(self._cell_lines(line.cells.get(each.adcode, ()))) for each in places]
            for line in lines
        ]
        self._headings = [line.heading(self._language) for line in lines]
        self.endResetModel()

    def figures_at(self, row: int, column: int) -> tuple[Comparison, ...]:
        """Return the figures of a cell; none where the place has none of the line."""
        return self._lines[row].cells.get(self._places[column].adcode, ())

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of places."""
        return 0 if parent.isValid() else len(self._places)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a place, or what a line is called."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Vertical:
            return HEADING_FLAGS
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return self._headings[section]
        place = self._places[section]
        name = place.name.in_language(self._language)
        return name if role == Qt.ItemDataRole.DisplayRole else f"{name} {place.adcode}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, all that is known of its figures, or its alignment."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            figures = self.figures_at(index.row(), index.column())
            return "\n\n".join(figure_text(each, self._language) for each in figures)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _cell_lines(self, figures: Sequence[Comparison]) -> list[str]:
        published = [published_text(each.indicator, self._language) for each in figures]
        # Two figures of a place may stand on the same computed one.
        computed = dict.fromkeys(self._computed(each) for each in figures)
        return [*published, *(text for text in computed if text)]

    def _computed(self, each: Comparison) -> str:
        """Return the computed value, with its unit where that is another than the published."""
        if each.computed is None:
            return ""
        same = each.unit == each.indicator.unit
        value = number_text(each.computed) if same else computed_text(each, self._language)
        return say("indicator_computed", self._language, value=value)
