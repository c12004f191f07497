"""Coverage: what counts, the figures, the curve, and a sortable table of counties."""

from typing import Final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from data.project.project import Project
from data.schema import ALL_PROVINCES_TITLE, Language
from geo.study.study import Study
from gui.coverage.criterion_row import CriterionRow
from gui.coverage.curve import CoverageCurve
from gui.coverage.figures import CoverageFigures
from gui.coverage.note import CoverageNote
from gui.coverage.units_table import UnitsTable
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.widgets.strip import Strip
from gui.widgets.when_seen import WhenSeen

NOTE_LINES: Final = 4


class CoveragePanel(QWidget):
    """Figures of the chosen facilities at their radius.

    `unit_activated` carries the adcode of a unit that was chosen in the table;
    `resume_requested` asks for figures that were stopped, `export_requested` for the table
    as a file, `curve_export_requested` for the curve.
    """

    unit_activated = Signal(int)
    resume_requested = Signal()
    export_requested = Signal()
    curve_export_requested = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        settings: Settings,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._language = language
        self._study: Study | None = None
        self._gesture = 0
        self._when_seen = WhenSeen()
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(self.resume_requested)
        self._figures = CoverageFigures(session, language)
        self._note = CoverageNote(document, session, language)
        self._curve = CoverageCurve()
        self._curve.radius_pulled.connect(self._on_pulled)
        self._curve.save_requested.connect(self.curve_export_requested)
        self._table = UnitsTable(session, settings, language)
        self._table.unit_activated.connect(self.unit_activated)
        self._table.save_requested.connect(self.export_requested)
        layout = QVBoxLayout(self)
        layout.addWidget(CriterionRow(document, language))
        layout.addWidget(self._figures)
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._curve)
        layout.addWidget(Strip(self._note, NOTE_LINES))
        layout.addWidget(self._table, 1)
        session.report_changed.connect(self._show)
        session.curves_changed.connect(self._show_curves)
        session.unit_changed.connect(self._show_unit_curve)
        self._show()
        self._show_curves()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Catch up with the figures when somebody looks."""
        self._when_seen.set_seen(seen=seen)

    def _on_pulled(self, radius_m: float, begins: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._gesture += begins
        tier = self._document.project.tier

        def change(project: Project) -> Project:
            return project.with_radius(tier, radius_m)

        self._document.apply(self.tr("Set radius"), change, f"curve-{tier}-{self._gesture}")

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        report, coverage = self._session.report, self._session.coverage
        self._note.setEnabled(report is not None)
        self._table.setEnabled(report is not None)
        self._curve.setEnabled(report is not None and self._session.curves is not None)
        self._resume.setVisible(report is None and self._session.stopped)
        if report is None or coverage is None:
            self._figures.show_waiting()
            # Figures of the same people may stand, greyed, for a moment; others' may not.
            if self._session.study is not self._study:
                self._clear()
            return
        self._study = self._session.study
        self._figures.show_report(report, coverage)
        self._note.show_report(report)
        self._table.show_report()
        self._curve.set_radius(report.radius_m, report.ratio)

    def _clear(self) -> None:
        self._figures.clear()
        self._note.clear()
        self._curve.clear()
        self._table.clear()

    def _show_curves(self) -> None:
        """Show the curve of the report, once it is known; that of before is greyed."""
        if self._when_seen.puts_off(self._show_curves):
            return
        report, curves = self._session.report, self._session.curves
        self._curve.setEnabled(curves is not None and report is not None)
        if curves is None or report is None:
            return
        place = report.province.label if report.province else ALL_PROVINCES_TITLE
        self._curve.set_curve(
            curves.radii_m,
            curves.ratio,
            place.in_language(self._language),
            report.criterion.tier.colour,
        )
        self._curve.set_radius(report.radius_m, report.ratio)
        self._show_unit_curve()

    def _show_unit_curve(self) -> None:
        """Show the curve of the selected unit beside that of all, where it is in the table."""
        if self._when_seen.puts_off(self._show_unit_curve):
            return
        curves = self._session.curves
        if curves is None:
            return
        row = np.flatnonzero(curves.units["adcode"].to_numpy() == self._session.unit)
        if not row.size:
            self._curve.set_unit_curve(np.zeros(0), "")
            return
        name = "pinyin" if self._language is Language.EN else "name"
        self._curve.set_unit_curve(curves.unit_ratio[row[0]], str(curves.units[name].iloc[row[0]]))
