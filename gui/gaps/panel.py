"""Gaps: where people out of reach live together, ranked, on the map, and as a file."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from data.schema import Language
from geo.coverage.figures import CoverageReport
from geo.coverage.gaps import Gaps
from geo.tables.gaps import gap_notes
from geo.words.numbers import radius_text
from gui.gaps.analysis import MOST_OUTLINED, GapAnalysis
from gui.gaps.model import PLACE, RANK, WIDEST, GapsModel
from gui.session import Session
from gui.widgets.input_guard import InputGuard
from gui.widgets.row_table import RowTable
from gui.widgets.strip import Strip
from gui.widgets.when_seen import WhenSeen

LEAST_PEOPLE: Final = (0, 100, 1_000, 10_000)
WORDS_LINES: Final = 3


class GapsPanel(QWidget):
    """The gaps of the session's report, found while the panel is seen or asked to.

    `gap_activated` carries the row, in the table of gaps, of the one that was chosen;
    `export_requested` asks for the listed ones as a file; `resume_requested` asks for
    figures that were stopped.
    """

    gap_activated = Signal(int)
    export_requested = Signal()
    resume_requested = Signal()

    def __init__(
        self,
        session: Session,
        analysis: GapAnalysis,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._analysis = analysis
        self._language = language
        self._guard = InputGuard(self)
        self._when_seen = WhenSeen()
        self._summary = _wrapped("summary")
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(self._on_resume)
        self._least = self._least_box()
        self._keep = QCheckBox(self.tr("Keep on the map"))
        self._keep.setToolTip(self.tr("Outline the gaps also while this panel is not seen"))
        self._keep.setChecked(analysis.kept)
        self._keep.toggled.connect(lambda kept: analysis.set_kept(kept=kept))
        self._export = QPushButton(self.tr("Save as a file…"))
        self._export.clicked.connect(self.export_requested)
        self._model = GapsModel(language, self)
        self._table = RowTable(self._model)
        self._table.setAccessibleName(self.tr("Gaps in coverage"))
        self._table.set_widths(list(WIDEST), PLACE)
        self._table.sortByColumn(RANK, Qt.SortOrder.AscendingOrder)
        self._table.chosen.connect(self._on_chosen)
        self._note = _wrapped("note")
        self._lay_out()
        session.report_changed.connect(self._show)
        analysis.changed.connect(self._show)
        analysis.selection_changed.connect(self._show_chosen)
        self._show()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Have the gaps found when somebody looks, and none for nobody."""
        with self._when_seen.told(seen=seen):
            self._analysis.set_seen(self, seen=seen)

    def _least_box(self) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("All gaps"), LEAST_PEOPLE[0])
        for people in LEAST_PEOPLE[1:]:
            text = self.tr("Gaps of {people} people or more").format(people=f"{people:,}")
            box.addItem(text, people)
        box.setAccessibleName(self.tr("Gaps listed"))
        box.setCurrentIndex(max(0, box.findData(round(self._analysis.least_people))))
        box.currentIndexChanged.connect(
            lambda: self._analysis.set_least_people(float(box.currentData()))
        )
        self._guard.watch(box)
        return box

    def _lay_out(self) -> None:
        controls = QGridLayout()
        controls.addWidget(self._least, 0, 0)
        controls.addWidget(self._export, 0, 1)
        controls.addWidget(self._keep, 1, 0, 1, 2)
        controls.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(Strip(self._summary, WORDS_LINES))
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(controls)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._note)

    def _on_resume(self) -> None:
        if self._session.report is None:
            self.resume_requested.emit()
        else:
            self._analysis.resume()

    def _on_chosen(self, at: QModelIndex, again: bool) -> None:  # noqa: FBT001 - Qt's signal
        chosen = self._analysis.chosen
        if again or chosen is None or chosen.row != at.row():
            self.gap_activated.emit(at.row())

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        gaps, report = self._analysis.gaps, self._session.report
        self._model.set_gaps(gaps, self._analysis.listed)
        self._export.setEnabled(self._analysis.listed > 0)
        self._table.setEnabled(gaps is not None)
        stopped = self._session.stopped if report is None else self._analysis.stopped
        self._resume.setVisible(stopped)
        if gaps is None or report is None:
            going_on = self.tr("Looking for gaps…")
            self._summary.setText(self.tr("No gaps found: stopped") if stopped else going_on)
            self._note.clear()
            return
        self._summary.setText(self._summary_text(gaps, report))
        self._note.setText(self._note_text(gaps, report))
        self._show_chosen()

    def _show_chosen(self) -> None:
        if self._when_seen.puts_off(self._show_chosen):
            return
        chosen = self._analysis.chosen
        self._table.show_chosen(None if chosen is None else chosen.row)

    def _summary_text(self, gaps: Gaps, report: CoverageReport) -> str:
        count, people = len(gaps.table), f"{gaps.population:,.0f}"
        if not count:
            return self.tr("No gaps: everybody lives within {radius} km.").format(
                radius=radius_text(gaps.radius_m)
            )
        if not report.facilities:
            text = self.tr(
                "No facility is counted, so all {people} people are out of reach, county by county."
            )
            return text.format(people=people)
        told = self.tr("{count} gaps, {people} people out of reach")
        summary = told.format(count=f"{count:,}", people=people)
        if self._analysis.listed == count:
            return summary
        listed = gaps.table["population"].iloc[: self._analysis.listed].sum()
        more = self.tr("listed: {count} gaps, {people} people").format(
            count=f"{self._analysis.listed:,}", people=f"{listed:,.0f}"
        )
        return f"{summary}\n{more}"

    def _note_text(self, gaps: Gaps, report: CoverageReport) -> str:
        study = self._session.study
        modelled = study is not None and study.modelled
        notes = gap_notes(report.by_status, self._language, modelled=modelled)
        if len(gaps.table) > MOST_OUTLINED:
            text = self.tr("On the map: the {count} gaps with the most people.")
            notes.append(text.format(count=MOST_OUTLINED))
        return " ".join(notes)


def _wrapped(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
