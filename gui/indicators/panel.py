"""Published indicators: figures of reports side by side, what is computed, and from where."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from data.reference.indicators import Place, places, themes
from data.schema import Language, Province
from geo.indicators.lines import Line, bar_groups, lines, matching
from geo.indicators.words import figure_text, indicator_notes, theme_note
from gui.indicators.analysis import IndicatorAnalysis
from gui.indicators.bars import IndicatorBars
from gui.indicators.model import IndicatorModel
from gui.indicators.table import IndicatorTable
from gui.session import Session
from gui.settings import Settings
from gui.widgets.input_guard import InputGuard
from gui.widgets.when_seen import WhenSeen

CODE_ROLE: Final = Qt.ItemDataRole.UserRole
PLACE_ROWS: Final = 2
DETAIL_LINES: Final = 7


class IndicatorsPanel(QWidget):
    """Figures of the places chosen: a line for each, a column for each place.

    `unit_activated` carries the code of a place that was chosen in the table, `said` why the
    map does not show it; `export_requested` the figures shown.
    """

    unit_activated = Signal(int)
    said = Signal(str)
    export_requested = Signal(object)

    def __init__(
        self,
        session: Session,
        analysis: IndicatorAnalysis,
        settings: Settings,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._analysis = analysis
        self._settings = settings
        self._language = language
        self._guard = InputGuard(self)
        self._when_seen = WhenSeen()
        self._places = self._place_list()
        self._text = QLineEdit()
        self._text.setPlaceholderText(self.tr("Search: figure, place, report"))
        self._text.setAccessibleName(self.tr("Search published figures"))
        self._text.setClearButtonEnabled(True)
        self._text.textChanged.connect(self._show)
        self._theme = self._theme_box()
        self._export = QPushButton(self.tr("Save as a file…"))
        self._export.clicked.connect(self._ask_export)
        self._summary = _plain_label("indicators_summary")
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(analysis.resume)
        self._model = IndicatorModel(language, self)
        self._table = IndicatorTable(self._model)
        self._table.setAccessibleName(self.tr("Published figures by place"))
        self._table.line_chosen.connect(self._show_line)
        self._table.chosen.connect(self._on_chosen)
        self._table.place_chosen.connect(self._go_to)
        self._bars = IndicatorBars(language)
        self._theme_note = _plain_label("theme_note")
        self._detail = self._detail_view()
        self._note = _plain_label("note")
        self._lay_out()
        analysis.changed.connect(self._show)
        analysis.stopped_changed.connect(self._show_stopped)
        session.world_changed.connect(self._show_note)
        self._show()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Have the figures compared when somebody looks."""
        with self._when_seen.told(seen=seen):
            self._analysis.set_seen(self, seen=seen)

    def _place_list(self) -> QListWidget:
        box = QListWidget()
        box.setAccessibleName(self.tr("Places shown"))
        box.setToolTip(self.tr("Tick the places to compare; double-click one to go there"))
        box.setFlow(QListView.Flow.LeftToRight)
        box.setWrapping(True)
        box.setResizeMode(QListView.ResizeMode.Adjust)
        box.setSpacing(1)
        box.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        chosen = self._settings.indicator_places
        for place in places():
            item = QListWidgetItem(place.name.in_language(self._language), box)
            item.setData(CODE_ROLE, place.adcode)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            ticked = chosen is None or place.adcode in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        row_px = box.sizeHintForRow(0) + 2 * box.spacing()
        box.setFixedHeight(PLACE_ROWS * row_px + 2 * box.frameWidth() + box.spacing())
        box.itemChanged.connect(self._on_places)
        box.itemDoubleClicked.connect(lambda item: self._go_to(item.data(CODE_ROLE)))
        return box

    def _theme_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Theme"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(self.tr("All themes"), None)
        for theme in themes():
            box.addItem(theme.title.in_language(self._language), theme.id)
        box.currentIndexChanged.connect(self._show)
        self._guard.watch(box)
        return box

    def _detail_view(self) -> QPlainTextEdit:
        view = QPlainTextEdit()
        view.setReadOnly(True)
        view.setAccessibleName(self.tr("The chosen figures, their reasons and reports"))
        view.setPlaceholderText(self.tr("Choose a figure to read where it comes from."))
        view.setFixedHeight(DETAIL_LINES * view.fontMetrics().lineSpacing() + 12)
        return view

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.addWidget(self._text, 1)
        filters.addWidget(self._theme, 1)
        filters.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.addWidget(self._places)
        layout.addLayout(filters)
        layout.addWidget(self._summary)
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._table, 1)
        for widget in (self._bars, self._theme_note, self._detail, self._note):
            layout.addWidget(widget)

    def _chosen_places(self) -> tuple[Place, ...]:
        items = [self._places.item(row) for row in range(self._places.count())]
        ticked = {
            item.data(CODE_ROLE) for item in items if item.checkState() is Qt.CheckState.Checked
        }
        return tuple(place for place in places() if place.adcode in ticked)

    def _on_places(self) -> None:
        chosen = frozenset(place.adcode for place in self._chosen_places())
        self._settings.indicator_places = chosen
        self._show()

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        chosen = self._chosen_places()
        codes = {place.adcode for place in chosen}
        kept = self._table.chosen_title()
        everything = lines(self._analysis.compared, codes)
        found = matching(everything, self._text.text(), self._theme.currentData())
        self._model.set_lines(found, chosen)
        self._table.fit()
        self._table.choose_title(kept)
        self._summary.setText(self._summary_text(chosen, found))
        self._export.setEnabled(bool(found))
        self._show_stopped()
        self._show_line()
        self._show_note()

    def _show_stopped(self) -> None:
        self._resume.setVisible(self._analysis.stopped)

    def _summary_text(self, chosen: Sequence[Place], found: Sequence[Line]) -> str:
        if not chosen:
            return self.tr("No place is ticked: tick one or more to see their figures.")
        if not found:
            return self.tr("No figure of the places ticked fits the search.")
        figures = [each for line in found for each in line.figures]
        text = self.tr("{figures} figures of {places} places; {computed} with a computed one")
        return text.format(
            figures=len(figures),
            places=len({each.indicator.place for each in figures}),
            computed=sum(each.computed is not None for each in figures),
        )

    def _on_chosen(self, at: QModelIndex) -> None:
        figures = self._model.figures_at(at.row(), at.column())
        if figures:
            self._go_to(figures[0].indicator.place.adcode)

    def _go_to(self, adcode: int) -> None:
        """Show a place on the map, where the map shows its province."""
        study, province = self._session.study, Province.of_adcode(adcode)
        if study is None or province is None:
            return
        if study.province in (None, province):
            self.unit_activated.emit(adcode)
            return
        name = province.label.in_language(self._language)
        text = self.tr("Choose {province} or all four provinces to see this place on the map.")
        self.said.emit(text.format(province=name))

    def _show_line(self) -> None:
        line = self._table.chosen_line()
        groups = bar_groups(line, self._analysis.targets, self._language) if line else ()
        self._bars.set_groups(groups)
        self._bars.setVisible(bool(groups))
        theme = line.theme if line else None
        self._theme_note.setVisible(theme is not None)
        told = [theme_note(theme, self._language)] if theme else []
        if theme and not groups:
            told.append(self.tr("No chart: the places give it in different units."))
        self._theme_note.setText("\n".join(told))
        figures = line.figures if line else ()
        self._detail.setPlainText(
            "\n\n".join(figure_text(each, self._language) for each in figures)
        )

    def _show_note(self) -> None:
        study = self._session.study
        within = study is not None and study.province is not None
        self._note.setText(" ".join(indicator_notes((), self._language, of_one_province=within)))

    def _ask_export(self) -> None:
        shown = {id(each) for line in self._model.lines for each in line.figures}
        figures = [each for each in self._analysis.compared if id(each) in shown]
        self.export_requested.emit(figures)


def _plain_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName("note" if name == "theme_note" else name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
