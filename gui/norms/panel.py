"""Norms: the table a planner may edit, and the counties held against the chosen row."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from data.errors import DataError
from data.project.norm_edits import own_norm, with_norm, with_reset, without_norm
from data.project.project import Project
from data.reference.norms import Measure, Norm
from data.schema import ALL_PROVINCES_TITLE, Language, Tier
from geo.norms.verdict import Judgement, counts_text, joined
from geo.norms.words import judgement_notes
from geo.words.numbers import radius_text
from geo.words.wording import explain
from gui.document import Document
from gui.norms.analysis import NormAnalysis
from gui.norms.delegate import NormDelegate
from gui.norms.model import TITLE, NormsModel
from gui.norms.units_model import VERDICT, WIDEST, NormUnitsModel
from gui.session import Session
from gui.widgets.copy_rows import CopyRows
from gui.widgets.row_table import ROW_PADDING_PX, RowTable
from gui.widgets.strip import Strip, one_below_another
from gui.widgets.table_model import ADCODE_ROLE, NAME_COLUMN
from gui.widgets.when_seen import WhenSeen

TITLE_PX: Final = 132
NARROW_PADDING_PX: Final = 12
ROWS_SHOWN: Final = 7
# Of the height of a larger window.
NORMS_SHARE: Final = 0.3
WORDS_LINES: Final = 6
NOTE_LINES: Final = 4


class NormsPanel(QWidget):
    """The norms of the document, and the verdicts by the one that is chosen.

    `unit_activated` carries the adcode of a county that was chosen in the table;
    `norms_export_requested` asks for the table of norms as a file,
    `judgement_export_requested` for the verdicts;
    `resume_requested` asks for figures that were stopped.
    """

    unit_activated = Signal(int)
    norms_export_requested = Signal()
    judgement_export_requested = Signal()
    resume_requested = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        analysis: NormAnalysis,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._analysis = analysis
        self._language = language
        self._when_seen = WhenSeen()
        self._model = NormsModel(document, language, self)
        self._norms = self._norm_table()
        self._refusal, self._headline = _label("norm_refusal"), _label("headline")
        self._counts, self._why = _label("norm_counts"), _label("norm_why")
        self._note = _label("note")
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(self._on_resume)
        self._units = NormUnitsModel(language, self)
        self._table = self._unit_table()
        self._set_radius = self._button(self.tr("Set this radius"), self._on_set_radius)
        self._delete = self._button(self.tr("Delete row"), self._on_delete)
        self._reset = self._button(self.tr("Reset row"), self._on_reset)
        self._reset_all = self._button(self.tr("Reset all"), self._on_reset_all)
        self._lay_out()
        self._model.refused.connect(self._on_refused)
        self._model.modelReset.connect(self._show_choice)
        document.changed.connect(self._on_changed)
        analysis.changed.connect(self._show)
        session.report_changed.connect(self._show)
        session.unit_changed.connect(self._show_selected)
        self._on_refused(None)
        self._show_choice()
        self._show()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Have the counties judged when somebody looks, and not for nobody."""
        with self._when_seen.told(seen=seen):
            self._analysis.set_seen(self, seen)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the norms their share of the window's height: of that, not of the texts'."""
        super().resizeEvent(event)
        window = self.parentWidget() or self
        row_px = self._norms.verticalHeader().defaultSectionSize()
        self._norms.setFixedHeight(
            max(ROWS_SHOWN * row_px, round(NORMS_SHARE * window.height() / row_px) * row_px)
        )

    def _norm_table(self) -> QTableView:
        table = QTableView()
        CopyRows(table)
        table.setModel(self._model)
        table.setItemDelegate(NormDelegate(table))
        table.setAccessibleName(self.tr("Planning norms"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        row_px = table.fontMetrics().height() + ROW_PADDING_PX
        table.verticalHeader().setDefaultSectionSize(row_px)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        metrics, header = table.fontMetrics(), table.horizontalHeader()
        header.setHighlightSections(False)
        for column, text in enumerate(self._model.widest):
            heading = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            width = max(metrics.horizontalAdvance(each) for each in (heading, text))
            header.resizeSection(column, width + NARROW_PADDING_PX)
        header.resizeSection(TITLE, TITLE_PX)
        table.setFixedHeight(ROWS_SHOWN * row_px)
        table.selectionModel().currentRowChanged.connect(self._on_norm)
        return table

    def _unit_table(self) -> RowTable:
        table = RowTable(self._units)
        table.setAccessibleName(self.tr("Counties held against the norm"))
        table.set_widths(list(WIDEST[self._language]), NAME_COLUMN)
        table.sortByColumn(VERDICT, Qt.SortOrder.AscendingOrder)
        table.chosen.connect(self._on_chosen)
        return table

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked: act())
        return button

    def _lay_out(self) -> None:
        buttons = QGridLayout()
        placed = (
            (self._set_radius, self._add_button(), self._save_button()),
            (self._reset, self._reset_all, self._delete),
        )
        for row, line in enumerate(placed):
            for column, button in enumerate(line):
                buttons.addWidget(button, row, column)
        layout = QVBoxLayout(self)
        layout.addWidget(self._norms)
        layout.addLayout(buttons)
        words = one_below_another(self._refusal, self._headline, self._counts)
        layout.addWidget(Strip(words, WORDS_LINES))
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._table, 1)
        layout.addWidget(Strip(one_below_another(self._why, self._note), NOTE_LINES))

    def _add_button(self) -> QPushButton:
        button = QPushButton(self.tr("Add row"))
        menu = QMenu(button)
        for measure in Measure:
            title = measure.label.in_language(self._language)
            menu.addAction(title, partial(self._on_add, measure))
        button.setMenu(menu)
        return button

    def _save_button(self) -> QPushButton:
        button = QPushButton(self.tr("Save as a file"))
        menu = QMenu(button)
        menu.addAction(self.tr("Table of norms…"), self.norms_export_requested.emit)
        self._save_judgement = menu.addAction(
            self.tr("Verdicts by county…"), self.judgement_export_requested.emit
        )
        button.setMenu(menu)
        return button

    def _on_norm(self, current: QModelIndex) -> None:
        norm = self._model.norm_at(current.row())
        if norm is not None:
            self._analysis.choose(norm.id)
            self._show_buttons(norm)
            self._on_refused(None)

    def _on_add(self, measure: Measure) -> None:
        name = measure.label.in_language(self._language)
        norm = own_norm(self._document.project.norms, name, measure)

        def change(project: Project) -> Project:
            return replace(project, norms=with_norm(project.norms, norm))

        self._document.apply(self.tr("Add norm"), change)
        self._analysis.choose(norm.id)
        self._show_choice()

    def _on_delete(self) -> None:
        norm_id = self._analysis.norm.id
        self._document.apply(
            self.tr("Delete norm"),
            lambda project: replace(project, norms=without_norm(project.norms, norm_id)),
        )

    def _on_reset(self) -> None:
        norm_id = self._analysis.norm.id
        self._document.apply(
            self.tr("Reset norm"),
            lambda project: replace(project, norms=with_reset(project.norms, norm_id)),
        )

    def _on_reset_all(self) -> None:
        self._document.apply(self.tr("Reset all norms"), lambda project: replace(project, norms=()))

    def _on_set_radius(self) -> None:
        norm = self._analysis.norm
        if norm.reach_m is not None and norm.measure.has_radius:
            change = partial(_with_radius, norm.tier, norm.reach_m)
            self._document.apply(self.tr("Set radius"), change)

    def _on_refused(self, problem: DataError | None) -> None:
        self._refusal.setVisible(problem is not None)
        self._refusal.setText(explain(problem, self._language) if problem else "")

    def _on_changed(self, names: frozenset[str]) -> None:
        if "norms" in names:
            self._on_refused(None)
        if names & {"norms", "radii"}:
            self._show_buttons(self._analysis.norm)
        if "province" in names:
            self._show()

    def _on_resume(self) -> None:
        if self._session.study is None:
            self.resume_requested.emit()
        else:
            self._analysis.resume()

    def _on_chosen(self, at: QModelIndex, again: bool) -> None:  # noqa: FBT001 - Qt's signal
        # A row that follows a click on the map is no wish to fly there again.
        adcode = at.data(ADCODE_ROLE)
        if again or adcode != self._session.unit:
            self.unit_activated.emit(adcode)

    def _show_choice(self) -> None:
        """Mark the row of the chosen norm."""
        row = self._model.row_of(self._analysis.norm.id)
        if row is not None:
            column = max(0, self._norms.currentIndex().column())
            self._norms.setCurrentIndex(self._model.index(row, column))
            self._show_buttons(self._analysis.norm)

    def _show_buttons(self, norm: Norm) -> None:
        reach_m = norm.reach_m if norm.measure.has_radius else None
        project = self._document.project
        self._set_radius.setEnabled(
            reach_m is not None and _with_radius(norm.tier, reach_m, project) != project
        )
        tip = self.tr("Needs a radius: type one, or minutes and a speed")
        if reach_m is not None:
            tip = self.tr("Sets the service radius of {tier} to {radius} km").format(
                tier=self._tier_name(norm.tier), radius=radius_text(reach_m)
            )
        elif not norm.measure.has_radius:
            tip = self.tr("This norm has no radius")
        self._set_radius.setToolTip(tip)
        self._reset.setEnabled(norm.is_changed)
        self._reset_all.setEnabled(bool(project.norms))

    def _tier_name(self, tier: Tier | None) -> str:
        return tier.label.in_language(self._language) if tier else self.tr("every tier")

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        judgement, problem = self._analysis.judgement, self._analysis.problem
        place = self._document.project.province
        name = (place.label if place else ALL_PROVINCES_TITLE).in_language(self._language)
        title = self._analysis.norm.title.in_language(self._language)
        self._headline.setText(self.tr("{place}: {norm}").format(place=name, norm=title))
        stopped = self._analysis.stopped or (self._session.study is None and self._session.stopped)
        self._resume.setVisible(stopped)
        self._table.setEnabled(judgement is not None)
        self._save_judgement.setEnabled(judgement is not None)
        self._units.set_judgement(judgement)
        if judgement is not None:
            self._show_judgement(judgement)
            return
        self._note.clear()
        self._why.hide()
        waiting = self.tr("No verdicts: stopped") if stopped else self.tr("Working out verdicts…")
        self._counts.setText(explain(problem, self._language) if problem else waiting)

    def _show_judgement(self, judgement: Judgement) -> None:
        self._counts.setText(counts_text(judgement, self._language))
        self._note.setText(joined(judgement_notes(judgement, self._language), self._language))
        self._show_selected()

    def _show_selected(self) -> None:
        if self._when_seen.puts_off(self._show_selected):
            return
        adcode = self._session.unit
        self._table.show_chosen(None if adcode is None else self._units.row_of(adcode))
        self._why.setText("" if adcode is None else self._units.reason_of(adcode))
        self._why.setVisible(bool(self._why.text()))


def _with_radius(tier: Tier | None, radius_m: float, project: Project) -> Project:
    """Return a project with the service radius of a tier set, or of every tier."""
    if tier is not None:
        return replace(project.with_radius(tier, radius_m), tier=tier)
    for each in Tier:
        project = project.with_radius(each, radius_m)
    return project


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    # Titles and sources may come from a file, and are no markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
