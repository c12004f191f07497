"""The counties held against a norm as Qt sees them: verdict, value, and why on hovering."""

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from data.schema import Language, bare_name
from geo.norms.verdict import Judgement, UnitVerdict, Verdict, value_title
from gui.coverage.units_model import ADCODE_ROLE, NAME_COLUMN, sort_value
from gui.norms.model import plain_tip
from gui.widgets.row_table import SORT_ROLE

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
VERDICT, VALUE = 1, 2
WIDEST: Final = {
    Language.ZH: ("", "mm未达到设定值", "8.88 所/乡镇"),
    Language.EN: ("", "mm Reaches the assumed value", "8.88 per 1,000 people"),
}
ORDER: Final = (Verdict.MISSED, Verdict.PASSED, Verdict.NOT_JUDGED)
COLOURS: Final = {
    Verdict.PASSED: "#0072b2",
    Verdict.MISSED: "#d55e00",
    Verdict.NOT_JUDGED: "#aaaaaa",
}


class NormUnitsModel(QAbstractTableModel):
    """Rows are counties: name, verdict, value."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._judgement: Judgement | None = None
        self._units: tuple[UnitVerdict, ...] = ()
        self._headings = [
            self.tr("County"),
            self.tr("Verdict"),
            self.tr("Value"),
        ]

    def set_judgement(self, judgement: Judgement | None) -> None:
        """Show other verdicts, or none."""
        if judgement is self._judgement:
            return
        self.beginResetModel()
        self._judgement = judgement
        self._units = judgement.units if judgement else ()
        self.endResetModel()

    def reason_of(self, adcode: int) -> str:
        """Return the name of the county `adcode` and why its verdict is what it is."""
        row = self.row_of(adcode)
        if row is None:
            return ""
        unit = self._units[row]
        name = self._text(unit, NAME_COLUMN)
        return self.tr("{county}: {why}").format(county=name, why=unit.reason.text(self._language))

    def row_of(self, adcode: int) -> int | None:
        """Return the row of the county `adcode`, or None."""
        codes = [unit.adcode for unit in self._units]
        return codes.index(adcode) if adcode in codes else None

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of counties."""
        return 0 if parent.isValid() else len(self._units)

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, colour or sort value, the reason, or the county's adcode."""
        unit, column = self._units[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(unit, column)
            case Qt.ItemDataRole.DecorationRole if column == VERDICT:
                return QColor(COLOURS[unit.verdict])
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip([f"{unit.name} {unit.adcode}", unit.reason.text(self._language)])
            case Qt.ItemDataRole.TextAlignmentRole if column == VALUE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == SORT_ROLE:
            return self._sorted_by(unit, column)
        return unit.adcode if role == ADCODE_ROLE else None

    def _text(self, unit: UnitVerdict, column: int) -> str:
        if self._judgement is None:
            return ""
        norm, language = self._judgement.norm, self._language
        match column:
            case _ if column == NAME_COLUMN:
                latin = bare_name(unit.pinyin) if language is Language.EN else ""
                return latin or unit.name
            case _ if column == VERDICT:
                return unit.verdict.label(norm.footing).in_language(language)
        return value_title(norm, unit.value).in_language(language)

    def _sorted_by(self, unit: UnitVerdict, column: int) -> object:
        if column == VERDICT:
            return ORDER.index(unit.verdict)
        return sort_value(unit.value) if column == VALUE else self._text(unit, column)
