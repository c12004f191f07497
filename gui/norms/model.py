"""The table of norms as Qt sees it: what each cell shows, and what may be typed into it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont

from data.errors import DataError
from data.project.norm_edits import checked, table_of, with_norm
from data.project.project import Project
from data.reference.norms import Comparator, Norm, NormStatus, NormUnit
from data.schema import ANY_TIER_TITLE, Language, Tier, Title
from geo.norms.missing import Lack, lacks_of
from geo.norms.words import reach_text, source_note
from geo.words.numbers import number_of
from gui.document import Document

Index = QModelIndex | QPersistentModelIndex
CHOICES_ROLE: Final = Qt.ItemDataRole.UserRole + 1
NOWHERE: Final = QModelIndex()
# What a row needs before it judges anything stands where it is seen without scrolling.
TITLE, COMPARATOR, NUMBER, UNIT, MINUTES, SPEED, RADIUS, STATUS, TIER, SOURCE, ARTICLE, DATE = (
    range(12)
)
RADIUS_COLUMNS: Final = frozenset({TIER, MINUTES, SPEED, RADIUS})
TEXT_COLUMNS: Final = frozenset({TITLE, UNIT, TIER, STATUS, SOURCE, ARTICLE, DATE})
STATUS_COLOURS: Final = {
    NormStatus.BINDING: "#117733",
    NormStatus.GUIDANCE: "#0072b2",
    NormStatus.LITERATURE: "#882255",
    NormStatus.ASSUMPTION: "#d55e00",
    NormStatus.UNKNOWN: "#888888",
}
CHOSEN_FIELDS: Final = {
    COMPARATOR: "comparator",
    UNIT: "unit",
    TIER: "tier",
    STATUS: "status",
}
CHANGED_MARK: Final = " *"
LACKS: Final = {
    NUMBER: Lack.NUMBER,
    SPEED: Lack.SPEED,
    RADIUS: Lack.RADIUS,
    SOURCE: Lack.SOURCE,
}
Choice = tuple[str, object]
Typed = Callable[[Norm, str], Norm]


def _as_it_is(norm: Norm, _text: str) -> Norm:
    """Return the row: a cell with a list of choices takes no text."""
    return norm


@dataclass(frozen=True, slots=True)
class NormColumn:
    """A column: its heading, what it means, its widest text, and how it is read and written."""

    heading: str
    tip: str
    widest: str
    shown: Callable[[Norm], str]
    typed: Typed = _as_it_is


class NormsModel(QAbstractTableModel):
    """Rows are the norms of the document, every cell of which may be edited.

    `refused` carries why what was typed will not do, and nothing once something did.
    """

    refused = Signal(object)

    def __init__(
        self, document: Document, language: Language, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._language = language
        self._norms = table_of(document.project.norms)
        self._columns = [
            *self._asked_columns(),
            *self._reach_columns(),
            *self._source_columns(),
        ]
        document.changed.connect(self._on_changed)

    def _asked_columns(self) -> list[NormColumn]:
        say = self._in_language
        return [
            NormColumn(
                self.tr("Norm"),
                self.tr("What is asked for"),
                "",
                lambda norm: say(norm.title) + (CHANGED_MARK if norm.is_changed else ""),
                lambda norm, text: replace(norm, title=_title(text.removesuffix(CHANGED_MARK))),
            ),
            NormColumn("", self.tr("Comparison"), "≥", lambda n: n.comparator.sign),
            NormColumn(
                self.tr("Number"),
                self.tr("Empty where no source says any: then nothing is judged"),
                "88.8",
                lambda norm: _shown(norm.number),
                _figure("number"),
            ),
            NormColumn(
                self.tr("Unit"),
                "",
                "所/乡镇" if self._language is Language.ZH else "per township",
                lambda n: say(n.unit.label),
            ),
        ]

    def _reach_columns(self) -> list[NormColumn]:
        say = self._in_language
        return [
            NormColumn(
                self.tr("Minutes"),
                self.tr("Time within which a facility is to be reached"),
                "888",
                lambda norm: _shown(norm.minutes),
                _figure("minutes"),
            ),
            NormColumn(
                self.tr("km/h"),
                self.tr("Speed in a straight line, your assumption: it makes a radius of the time"),
                Lack.SPEED.hint(self._language),
                lambda norm: _shown(norm.speed_kmh),
                _figure("speed_kmh"),
            ),
            NormColumn(
                self.tr("Radius km"),
                self.tr("Typed, or made from minutes and speed: then it is in italics"),
                "88.88",
                lambda norm: _shown(norm.reach_m, 1000.0),
                _figure("radius_m", 1000.0),
            ),
            NormColumn(
                self.tr("Status"),
                self.tr("How far the number can be relied on; unknown without a source"),
                "mm 指导性" if self._language is Language.ZH else "mm Assumption",
                lambda norm: say(norm.standing.label),
            ),
            NormColumn(
                self.tr("Tier"),
                self.tr("The facilities that are to be within reach"),
                max((self._in_language(tier.label) for tier in Tier), key=len),
                self._tier_name,
            ),
        ]

    def _source_columns(self) -> list[NormColumn]:
        say = self._in_language
        return [
            NormColumn(
                self.tr("Source"),
                self.tr("Where the number stands"),
                "某某某某某某某某某某",
                lambda norm: say(norm.source),
                lambda norm, text: replace(norm, source=_title(text)),
            ),
            NormColumn(
                self.tr("Article"),
                self.tr("Chapter or article in the source"),
                "第八十八条",
                lambda norm: norm.article,
                _text("article"),
            ),
            NormColumn(
                self.tr("Date"),
                self.tr("Year, year-month or year-month-day"),
                "2025-88-88",
                lambda norm: norm.date,
                _text("date"),
            ),
        ]

    @property
    def widest(self) -> list[str]:
        """The widest text of each column."""
        return [column.widest for column in self._columns]

    def norm_at(self, row: int) -> Norm | None:
        """Return the norm in a row, or None."""
        return self._norms[row] if 0 <= row < len(self._norms) else None

    def row_of(self, norm_id: str) -> int | None:
        """Return the row of a norm, or None."""
        return next((row for row, norm in enumerate(self._norms) if norm.id == norm_id), None)

    def _in_language(self, title: Title) -> str:
        return title.in_language(self._language)

    def _tier_name(self, norm: Norm) -> str:
        if not norm.measure.has_radius:
            return ""
        return self._in_language(norm.tier.label if norm.tier else ANY_TIER_TITLE)

    def _on_changed(self, names: frozenset[str]) -> None:
        if "norms" not in names:
            return
        norms = table_of(self._document.project.norms)
        if [norm.id for norm in norms] == [norm.id for norm in self._norms]:
            self._norms = norms
            last = self.index(len(norms) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._norms = norms
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of norms."""
        return 0 if parent.isValid() else len(self._norms)

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
            return self._columns[section].heading
        return self._columns[section].tip if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a cell may be edited where it means something for its norm."""
        flags = super().flags(index)
        norm = self._norms[index.row()]
        unused = index.column() in RADIUS_COLUMNS and not norm.measure.has_radius
        return flags if unused else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, colour, what it says on hovering, or what may be chosen."""
        norm, column = self._norms[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(norm, column, edited=role == Qt.ItemDataRole.EditRole)
            case Qt.ItemDataRole.ForegroundRole | Qt.ItemDataRole.DecorationRole:
                return _colour(norm, column, role)
            case Qt.ItemDataRole.FontRole:
                return _font(norm, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(norm)
            case Qt.ItemDataRole.TextAlignmentRole if column not in TEXT_COLUMNS:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._choices(column) if role == CHOICES_ROLE else None

    def _text(self, norm: Norm, column: int, *, edited: bool) -> str:
        """Return what a cell shows, or what is edited in it: no hint of what it lacks."""
        shown = self._columns[column].shown(norm)
        if edited:
            return shown.removesuffix(CHANGED_MARK)
        lack = _lack(norm, column)
        return lack.hint(self._language) if lack is not None else shown

    def _choices(self, column: int) -> list[Choice] | None:
        """Return what a cell of a column can be, in words and as a value; None for any text."""
        say = self._in_language
        match column:
            case _ if column == COMPARATOR:
                return [(each.sign, each) for each in Comparator]
            case _ if column == UNIT:
                return [(say(each.label), each) for each in NormUnit]
            case _ if column == STATUS:
                return [(say(each.label), each) for each in NormStatus]
            case _ if column == TIER:
                tiers: list[Choice] = [(say(each.label), each) for each in Tier]
                return [(say(ANY_TIER_TITLE), None), *tiers]
        return None

    def _tip(self, norm: Norm) -> str:
        """Return what is known of a norm."""
        language = self._language
        said = [
            self._in_language(norm.title),
            *(lack.why(language) for lack in lacks_of(norm)),
            source_note(norm, language),
            reach_text(norm, language) if norm.measure.has_radius else "",
            self._in_language(norm.note),
            self.tr("Changed from the bundled row.") if norm.is_changed else "",
        ]
        return plain_tip(said)

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Put what was typed or chosen into the document, or say why it will not do."""
        norm = self.norm_at(index.row())
        if role != Qt.ItemDataRole.EditRole or norm is None:
            return False
        try:
            changed = self._edited(norm, index.column(), value)
        except DataError as error:
            self.refused.emit(error)
            return False
        self.refused.emit(None)
        self._document.apply(self.tr("Change norm"), partial(_put, changed))
        return True

    def _edited(self, norm: Norm, column: int, value: object) -> Norm:
        chosen = self._choices(column)
        if chosen is None:
            text, cell = str(value), self._columns[column]
            # Left as it was shown, a radius made from a speed stays made from it.
            same = text.strip() == str(cell.shown(norm)).strip()
            return norm if same else _checked_as_typed(cell.typed(norm, text), text)
        # A QVariant keeps of a StrEnum only its text, so what is kept is the choice itself.
        meant = [each for _, each in chosen if each == value]
        if not meant:
            return norm
        if column == STATUS and meant[0] is not NormStatus.UNKNOWN and not norm.has_source:
            raise DataError("norm_bad_status")
        return checked(_with(norm, CHOSEN_FIELDS[column], meant[0]))


def _lack(norm: Norm, column: int) -> Lack | None:
    lack = LACKS.get(column)
    return lack if lack in lacks_of(norm) else None


def _colour(norm: Norm, column: int, role: int) -> QColor | None:
    """Return the colour of a status, and of a hint of what a cell lacks."""
    if role == Qt.ItemDataRole.DecorationRole:
        return QColor(STATUS_COLOURS[norm.standing]) if column == STATUS else None
    lacks = _lack(norm, column) is not None
    return QColor(STATUS_COLOURS[NormStatus.ASSUMPTION]) if lacks else None


def plain_tip(lines: Sequence[str]) -> str:
    """Return lines as a tip that wraps, nothing in them taken for markup."""
    return "<p>" + "<br>".join(escape(line) for line in lines if line) + "</p>"


def _checked_as_typed(norm: Norm, text: str) -> Norm:
    """Return a row that will do; what is said of one that will not quotes what was typed."""
    try:
        return checked(norm)
    except DataError as error:
        if "found" not in error.facts:
            raise
        facts = {**error.facts, "found": text.strip()}
        raise DataError(error.code, **facts) from None


def _put(norm: Norm, project: Project) -> Project:
    return replace(project, norms=with_norm(project.norms, norm))


def _with(norm: Norm, key: str, value: object) -> Norm:
    return replace(norm, **{key: value})  # type: ignore[arg-type]


def _text(key: str) -> Typed:
    return lambda norm, text: _with(norm, key, text.strip())


def _figure(key: str, scale: float = 1.0) -> Typed:
    return lambda norm, text: _with(norm, key, _typed_number(text, scale))


def _title(text: str) -> Title:
    return Title(text.strip(), text.strip())


def _typed_number(text: str, scale: float) -> float | None:
    """Return a number as typed, None for nothing, NaN for what is none."""
    # A Chinese keyboard's comma and percent sign are no reason to refuse a number.
    plain = text.strip().rstrip("%％").replace(",", "").replace("，", "")
    return number_of(plain) * scale if plain else None


def _shown(value: float | None, scale: float = 1.0) -> str:
    return "" if value is None else f"{value / scale:.10g}"


def _font(norm: Norm, column: int) -> QFont | None:
    font = QFont()
    font.setBold(norm.is_changed and column == TITLE)
    font.setItalic(column == RADIUS and norm.radius_m is None)
    return font if font.bold() or font.italic() else None
