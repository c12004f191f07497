"""The counties held against a norm as Qt sees them: verdict, value, and why on hovering."""

from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from data.schema import Language, bare_name
from geo.norms.verdict import Judgement, UnitVerdict, Verdict, value_title
from gui.norms.model import plain_tip
from gui.widgets.table_model import NAME_COLUMN, Column, Index, TableModel

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


class NormUnitsModel(TableModel):
    """Rows are counties: name, verdict, value."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._judgement: Judgement | None = None
        self._units: tuple[UnitVerdict, ...] = ()
        self.columns = (
            Column("name", self.tr("County"), is_text=True),
            Column("verdict", self.tr("Verdict"), is_text=True),
            Column("value", self.tr("Value")),
        )

    def set_judgement(self, judgement: Judgement | None) -> None:
        """Show other verdicts, or none."""
        if judgement is self._judgement:
            return
        self._judgement = judgement
        self._units = judgement.units if judgement else ()
        codes = [unit.adcode for unit in self._units]
        self.fill({"adcode": codes, "value": [unit.value for unit in self._units]}, len(codes))

    def reason_of(self, adcode: int) -> str:
        """Return the name of the county `adcode` and why its verdict is what it is."""
        row = self.row_of(adcode)
        if row is None:
            return ""
        unit = self._units[row]
        name = self.text(row, NAME_COLUMN)
        return self.tr("{county}: {why}").format(county=name, why=unit.reason.text(self._language))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what any table does, and the colour of a verdict."""
        if role == Qt.ItemDataRole.DecorationRole and index.column() == VERDICT:
            return QColor(COLOURS[self._units[index.row()].verdict])
        return super().data(index, role)

    def tip(self, row: int, _column: int) -> str:
        """Return which county it is, and the reason of its verdict."""
        unit = self._units[row]
        return plain_tip([f"{unit.name} {unit.adcode}", unit.reason.text(self._language)])

    def text(self, row: int, column: int) -> str:
        """Return a name, a verdict, or a value in the unit of the norm."""
        if self._judgement is None:
            return ""
        norm, language = self._judgement.norm, self._language
        unit = self._units[row]
        match column:
            case _ if column == NAME_COLUMN:
                latin = bare_name(unit.pinyin) if language is Language.EN else ""
                return latin or unit.name
            case _ if column == VERDICT:
                return unit.verdict.label(norm.footing).in_language(language)
        return value_title(norm, unit.value).in_language(language)

    def sorted_by(self, row: int, column: int) -> object:
        """Return what a cell sorts by: verdicts by how much there is to do."""
        if column == VERDICT:
            return ORDER.index(self._units[row].verdict)
        return super().sorted_by(row, column) if column == VALUE else self.text(row, column)
