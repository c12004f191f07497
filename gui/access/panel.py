"""Access and equity: how much care people have within reach, and how evenly."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from data.schema import (
    ALL_PROVINCES_TITLE,
    ANY_TIER_TITLE,
    Language,
    Method,
    PeopleGroup,
    Status,
    SupplyKind,
)
from geo.access.figures import AccessReport
from geo.access.state import AccessFigures, AccessState, AccessTable
from geo.study.study import Study
from geo.words.numbers import radius_text, rate
from geo.words.wording import explain
from gui.access.controls import AccessControls
from gui.access.group_table import GroupTable
from gui.access.lorenz import LorenzCurves, LorenzLine
from gui.access.model import AccessModel
from gui.document import Document
from gui.session import Session
from gui.widgets.row_table import RowTable
from gui.widgets.strip import Strip, one_below_another
from gui.widgets.table_model import ADCODE_ROLE, NAME_COLUMN, cell_text
from gui.widgets.when_seen import WhenSeen

WORDS_LINES: Final = 6


class EquityPanel(QWidget):
    """Access as the project chooses to measure it, its equity, and a table of counties.

    `unit_activated` carries the adcode of a county that was chosen in the table;
    `export_requested` a table to be saved; `resume_requested` asks for figures that were
    stopped; `seen` says whether somebody looks.
    """

    seen = Signal(bool)
    unit_activated = Signal(int)
    export_requested = Signal(object)
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
        self._study: Study | None = None
        self._when_seen = WhenSeen()
        self._headline = QLabel()
        self._headline.setObjectName("headline")
        self._problem = QLabel()
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(self.resume_requested)
        self._groups = GroupTable(language)
        self._lorenz = LorenzCurves()
        self._note = QLabel()
        self._note.setObjectName("note")
        self._model = AccessModel(language, self)
        self._table = self._county_table()
        self._export = self._export_button()
        layout = QVBoxLayout(self)
        layout.addWidget(AccessControls(document, language))
        words = one_below_another(self._headline, self._problem)
        layout.addWidget(Strip(words, WORDS_LINES))
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        for widget in (self._groups, self._lorenz, self._note):
            layout.addWidget(widget)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._export, alignment=Qt.AlignmentFlag.AlignLeft)
        for label in (self._headline, self._problem, self._note):
            label.setWordWrap(True)
        session.access_changed.connect(self._show)
        session.world_changed.connect(self._show)
        # Without a province there is nothing to measure; why is told by its report.
        session.report_changed.connect(self._show_waiting)
        session.unit_changed.connect(self._show_selected)
        self._show()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Say whether somebody looks, and catch up for who does."""
        with self._when_seen.told(seen=seen):
            self.seen.emit(seen)

    def _county_table(self) -> RowTable:
        table = RowTable(self._model)
        table.setAccessibleName(self.tr("Access by county"))
        table.set_widths([column.widest for column in self._model.columns], NAME_COLUMN)
        table.sortByColumn(NAME_COLUMN, Qt.SortOrder.AscendingOrder)
        table.chosen.connect(self._on_chosen)
        return table

    def _export_button(self) -> QPushButton:
        button = QPushButton(self.tr("Save as a file"))
        menu = QMenu(button)
        for title, table in (
            (self.tr("Table of counties…"), AccessTable.COUNTIES),
            (self.tr("Table of groups…"), AccessTable.GROUPS),
        ):
            menu.addAction(title, partial(self._ask_export, table))
        button.setMenu(menu)
        return button

    def _ask_export(self, table: AccessTable) -> None:
        self.export_requested.emit(table)

    def _on_chosen(self, at: QModelIndex, again: bool) -> None:  # noqa: FBT001 - Qt's signal
        # A row that follows a click on the map is no wish to fly there again.
        adcode = at.data(ADCODE_ROLE)
        if again or adcode != self._session.unit:
            self.unit_activated.emit(adcode)

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        state = self._session.access
        for widget in (self._groups, self._lorenz, self._note, self._table, self._export):
            widget.setEnabled(state.figures is not None)
        self._show_waiting()
        if state.figures is not None:
            self._study = self._session.study
            self._show_figures(state.figures)
        # Figures of the same people may stand, greyed, for a moment; others' may not.
        elif state.problem is not None or self._session.study is not self._study:
            self._clear()

    def _show_waiting(self) -> None:
        if self._when_seen.puts_off(self._show_waiting):
            return
        state = self._session.access
        stopped = self._is_stopped(state)
        self._resume.setVisible(stopped)
        problem = state.problem
        self._problem.setVisible(problem is not None)
        self._problem.setText(explain(problem, self._language) if problem else "")
        if stopped:
            self._headline.setText(self.tr("No figures: stopped"))
        elif state.problem is not None:
            self._headline.setText(self.tr("Access is not known"))
        elif state.figures is None:
            self._headline.setText(self.tr("Working out access…"))

    def _is_stopped(self, state: AccessState) -> bool:
        return state.stopped or (self._session.study is None and self._session.stopped)

    def _clear(self) -> None:
        self._groups.clear_groups()
        self._lorenz.clear()
        self._note.clear()
        self._model.clear()

    def _show_figures(self, figures: AccessFigures) -> None:
        report = figures.report
        self._headline.setText(self._headline_text(report))
        self._groups.set_groups(figures.groups)
        # Where nobody has access there is nothing to share out, and no curve.
        self._lorenz.set_lines(
            [
                LorenzLine(
                    group.label.in_language(self._language),
                    equity.lorenz_people,
                    equity.lorenz_access,
                )
                for group, equity in figures.groups.items()
                if equity.access_per_1000 > 0
            ]
        )
        self._note.setText(self._note_text(figures))
        self._model.set_units(report.units)
        self._show_selected()

    def _show_selected(self) -> None:
        if self._when_seen.puts_off(self._show_selected):
            return
        adcode = self._session.unit
        self._table.show_chosen(None if adcode is None else self._model.row_of(adcode))

    def _headline_text(self, report: AccessReport) -> str:
        place = report.province.label if report.province else ALL_PROVINCES_TITLE
        where = f"{place.in_language(self._language)} · {self._what(report)}"
        if not report.facilities:
            return self.tr("{where}: no facility is counted, so nobody has access.").format(
                where=where
            )
        return self._shared_text(report.supply).format(
            where=where,
            rate=rate(report.access_per_1000),
            supply=self._supply_name(report.supply),
            share=cell_text("ratio", report.share_without),
        )

    def _shared_text(self, supply: SupplyKind) -> str:
        """Return the sentence of who shares what, and who has none of it."""
        return {
            SupplyKind.ONE: self.tr(
                "{where}: {rate} {supply} per 1,000 people; {share} have none within reach"
            ),
            SupplyKind.BEDS: self.tr(
                "{where}: {rate} {supply} per 1,000 people; {share} reach no facility known to "
                "have beds"
            ),
            SupplyKind.STAFF: self.tr(
                "{where}: {rate} {supply} per 1,000 people; {share} reach no facility known to "
                "have staff"
            ),
        }[supply]

    def _what(self, report: AccessReport) -> str:
        """Return what people have access to, and within how far."""
        project = self._document.project
        if report.method is Method.HIERARCHICAL:
            return ANY_TIER_TITLE.in_language(self._language)
        # How many are near is a question of coverage.
        criterion = replace(project.criterion, at_least=1)
        radius_m = report.zones[-1].radius_m if report.zones else project.catchment_m
        tier = criterion.label.in_language(self._language)
        return self.tr("{tier} · {radius} km").format(tier=tier, radius=radius_text(radius_m))

    def _supply_name(self, supply: SupplyKind) -> str:
        return {
            SupplyKind.ONE: self.tr("facilities"),
            SupplyKind.BEDS: self.tr("beds"),
            SupplyKind.STAFF: self.tr("staff"),
        }[supply]

    def _note_text(self, figures: AccessFigures) -> str:
        return " ".join([*self._counts(figures), *self._assumptions(figures)])

    def _counts(self, figures: AccessFigures) -> list[str]:
        """Return which facilities the figures rest on."""
        report, told = figures.report, []
        if assumed := figures.by_status.get(Status.ASSUMED, 0):
            text = self.tr("{assumed} of {count} facilities are only assumed to exist.")
            count = f"{sum(figures.by_status.values()):,}"
            told.append(text.format(assumed=f"{assumed:,}", count=count))
        if report.facilities_unknown:
            told.append(self._left_out(report))
        if report.facilities_unreached:
            text = self.tr("With nobody in their catchment: {count}.")
            told.append(text.format(count=f"{report.facilities_unreached:,}"))
        return told

    def _left_out(self, report: AccessReport) -> str:
        text = self.tr("Left out for lack of figures on beds: {count}.")
        if report.supply is SupplyKind.STAFF:
            text = self.tr("Left out for lack of figures on staff: {count}.")
        return text.format(count=f"{report.facilities_unknown:,}")

    def _assumptions(self, figures: AccessFigures) -> list[str]:
        """Return what is assumed and what is modelled."""
        told = []
        if figures.report.supply is SupplyKind.ONE:
            told.append(self.tr("Assumed: each facility offers as much as any other."))
        if figures.report.zones:
            told.append(self.tr("Assumed: the zones and their weights."))
        else:
            told.append(self.tr("Assumed: the catchment radii."))
        told.append(self.tr("Distances are straight lines."))
        if figures.groups.keys() == {PeopleGroup.TOTAL}:
            told.append(self.tr("Of these people no groups are known."))
        else:
            told.append(
                self.tr(
                    "Modelled: people per cell from the census of 2020; those of 65 and more by "
                    "the share of their county; urban people where a county is densest."
                )
            )
        return told
