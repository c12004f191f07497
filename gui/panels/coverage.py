"""Coverage: the headline figures, the curve, and a sortable table of counties."""

from functools import cache
from typing import Final

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from data.catalog import unplaced_townships
from data.project import Project
from data.schema import ALL_PROVINCES_TITLE, Language, Province, Status, Tier
from geo.coverage import coverage_curve
from geo.study import CoverageReport, Study, TierCoverage
from gui.document import Document
from gui.panels.curve import CoverageCurve
from gui.panels.units_model import ADCODE_ROLE, NAME_COLUMN, SORT_ROLE, UnitsModel, cell_text
from gui.session import Session

CURVE_POINTS: Final = 241
ROW_PADDING_PX: Final = 8
MIN_SECTION_PX: Final = 48
CELL_PADDING_PX: Final = 12
SORT_MARK: Final = " ▼"
# By column: nothing for the name, which takes what is left.
WIDEST_FIGURES: Final = ("", "8,888,888", "8,888,888", "100.0%", "8,888.8", "8,888.8")
# Tiers of which the bundled list has only what maps and reports happen to name.
PARTIAL_TIERS: Final = (Tier.REGIONAL, Tier.SUBCENTRE, Tier.VILLAGE)
LEAST_CURVE_END_M: Final = 10_000.0


class CoveragePanel(QWidget):
    """Figures of the chosen tier at its radius.

    `unit_activated` carries the adcode of a county that was clicked in the table;
    `resume_requested` asks for figures that were stopped.
    """

    unit_activated = Signal(int)
    resume_requested = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._language = language
        self._coverage: TierCoverage | None = None
        self._study: Study | None = None
        self._gesture = 0
        self._just_clicked = False
        self._headline = QLabel()
        self._headline.setObjectName("headline")
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(self.resume_requested)
        self._figures = QLabel()
        self._figures.setObjectName("figures")
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = QLabel()
        self._note.setObjectName("note")
        self._curve = CoverageCurve()
        self._curve.radius_pulled.connect(self._on_pulled)
        self._model = UnitsModel(language, self)
        self._table = self._unit_table()
        layout = QVBoxLayout(self)
        layout.addWidget(self._headline)
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        for widget in (self._figures, self._curve, self._note):
            layout.addWidget(widget)
        layout.addWidget(self._table, 1)
        for label in (self._headline, self._figures, self._note):
            label.setWordWrap(True)
        session.report_changed.connect(self._show)
        session.unit_changed.connect(self._show_selected_unit)
        self._show()

    def _unit_table(self) -> QTableView:
        sorted_model = QSortFilterProxyModel(self)
        sorted_model.setSourceModel(self._model)
        sorted_model.setSortRole(SORT_ROLE)
        sorted_model.setSortLocaleAware(True)
        table = QTableView()
        table.setModel(sorted_model)
        table.setSortingEnabled(True)
        table.sortByColumn(NAME_COLUMN, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + ROW_PADDING_PX)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(MIN_SECTION_PX)
        # Fixed by the widest figure there is: to measure every row at every step of the
        # slider would hold it up.
        for column in range(NAME_COLUMN + 1, self._model.columnCount()):
            header.resizeSection(column, self._figure_width(column))
        header.setSectionResizeMode(NAME_COLUMN, QHeaderView.ResizeMode.Stretch)
        table.setMinimumHeight(220)
        table.setAccessibleName(self.tr("Coverage by county"))
        table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        table.clicked.connect(self._on_row_clicked)
        return table

    def _figure_width(self, column: int) -> int:
        heading = self._model.headerData(column, Qt.Orientation.Horizontal)
        texts = (f"{heading}{SORT_MARK}", WIDEST_FIGURES[column])
        return max(self.fontMetrics().horizontalAdvance(text) for text in texts) + CELL_PADDING_PX

    def _on_row_chosen(self, current: QModelIndex) -> None:
        # A row that follows a click on the map is no wish to fly there again.
        adcode = current.data(ADCODE_ROLE)
        if adcode is not None and adcode != self._session.unit:
            self._just_clicked = QApplication.mouseButtons() != Qt.MouseButton.NoButton
            self.unit_activated.emit(adcode)

    def _on_row_clicked(self, at: QModelIndex) -> None:
        """Go back to a county that is chosen already; the map may have been moved away."""
        if not self._just_clicked:
            self.unit_activated.emit(at.data(ADCODE_ROLE))
        self._just_clicked = False

    def _on_pulled(self, radius_m: float, begins: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._gesture += begins
        tier = self._document.project.tier

        def change(project: Project) -> Project:
            return project.with_radius(tier, radius_m)

        self._document.apply(self.tr("Set radius"), change, f"curve-{tier}-{self._gesture}")

    def _show(self) -> None:
        report = self._session.report
        for widget in (self._figures, self._curve, self._note, self._table):
            widget.setEnabled(report is not None)
        self._resume.setVisible(report is None and self._session.stopped)
        if report is None:
            stopped, going_on = self.tr("No figures: stopped"), self.tr("Working out the coverage…")
            self._headline.setText(stopped if self._session.stopped else going_on)
            # Figures of the same people may stand, greyed, for a moment; others' may not.
            if self._session.study is not self._study:
                self._clear()
            return
        self._study = self._session.study
        self._headline.setText(self._headline_text(report))
        self._figures.setText(self._figures_text(report))
        self._note.setText(self._note_text(report))
        self._model.set_units(report.units)
        self._show_curve(report)
        self._show_selected_unit()

    def _clear(self) -> None:
        self._figures.clear()
        self._note.clear()
        self._curve.clear()
        self._model.clear()
        self._coverage = None

    def _show_curve(self, report: CoverageReport) -> None:
        coverage = self._session.coverage
        if coverage is None:
            return
        project = self._document.project
        if coverage is not self._coverage:
            self._coverage = coverage
            end_m = _curve_end_m(coverage, report.radius_m)
            radii_m = np.linspace(0.0, end_m, CURVE_POINTS)
            colour = project.tier.colour
            shares = coverage_curve(coverage.whole, radii_m)[0]
            self._curve.set_curve(radii_m, shares, colour)
        self._curve.set_radius(report.radius_m, report.ratio)

    def _headline_text(self, report: CoverageReport) -> str:
        place = (report.province.label if report.province else ALL_PROVINCES_TITLE).in_language(
            self._language
        )
        tier = self._document.project.tier.label.in_language(self._language)
        return self.tr("{place} · {tier} · {radius} km: {share} covered").format(
            place=place,
            tier=tier,
            radius=f"{report.radius_m / 1000:g}",
            share=cell_text("ratio", report.ratio),
        )

    def _figures_text(self, report: CoverageReport) -> str:
        if not report.facilities:
            return self.tr(
                "{population} people; no facility of this tier is counted, so nobody is covered."
            ).format(population=f"{report.population:,.0f}")
        return self.tr(
            "{covered} of {population} people covered, {uncovered} not.\n"
            "Mean distance {mean} km; nine in ten live within {p90} km."
        ).format(
            covered=f"{report.covered:,.0f}",
            population=f"{report.population:,.0f}",
            uncovered=f"{report.uncovered:,.0f}",
            mean=cell_text("mean_m", report.mean_m),
            p90=cell_text("p90_m", report.p90_m),
        )

    def _note_text(self, report: CoverageReport) -> str:
        modelled = self.tr("People per cell are modelled from the census of 2020.")
        return " ".join([self._count_text(report), *self._caveats(report), modelled])

    def _count_text(self, report: CoverageReport) -> str:
        count = f"{report.facilities:,}"
        if not report.facilities:
            return self.tr("Facilities: {count}.").format(count=count)
        statuses = self.tr(", ").join(
            f"{status.label.in_language(self._language)} {number:,}"
            for status, number in report.by_status.items()
        )
        return self.tr("Facilities: {count} ({statuses}).").format(count=count, statuses=statuses)

    def _caveats(self, report: CoverageReport) -> list[str]:
        """Return what has to be known of the bundled list before its figures are used."""
        project, caveats = self._document.project, []
        if assumed := report.by_status.get(Status.ASSUMED, 0):
            text = self.tr(
                "{share} of them are only assumed to exist, and their positions are approximate: "
                "read the coverage as an estimate."
            )
            caveats.append(text.format(share=f"{assumed / report.facilities:.0%}"))
        if not project.layer(project.tier).counted:
            return caveats
        if project.tier is Tier.TOWNSHIP and (unplaced := _unplaced_count(report.province)):
            text = self.tr("{count} townships without a known position are not on the map.")
            caveats.append(text.format(count=f"{unplaced:,}"))
        if project.tier in PARTIAL_TIERS:
            caveats.append(
                self.tr(
                    "The bundled list of this tier is far from complete: those it lacks are not "
                    "counted, so the true coverage is probably higher."
                )
            )
        return caveats

    def _show_selected_unit(self) -> None:
        adcode = self._session.unit
        row = None if adcode is None else self._model.row_of(adcode)
        selection = self._table.selectionModel()
        if row is None:
            selection.clear()
            return
        sorted_model = self._table.model()
        assert isinstance(sorted_model, QSortFilterProxyModel)
        at = sorted_model.mapFromSource(self._model.index(row, NAME_COLUMN))
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(at, flags.ClearAndSelect | flags.Rows)
        self._table.scrollTo(at)


def _curve_end_m(coverage: TierCoverage, radius_m: float) -> float:
    """Return where the curve's axis ends: past the radius and past nine people in ten."""
    far_m = coverage.p90_m if np.isfinite(coverage.p90_m) else 0.0
    wanted_m = max(LEAST_CURVE_END_M, 2 * radius_m, 1.5 * far_m)
    step_m = 10.0 ** np.floor(np.log10(wanted_m)) / 2
    return float(np.ceil(wanted_m / step_m) * step_m)


@cache
def _unplaced_count(province: Province | None) -> int:
    # Asked at every step of a slider; the table is a file.
    return len(unplaced_townships(province))
