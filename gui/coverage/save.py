"""Saving the table of coverage and its curve: the bytes of the command line's."""

from collections.abc import Callable
from functools import partial
from typing import Final

from data.schema import Language
from geo.coverage.answer import CoverageAnswer, without_error
from geo.coverage.curves import curve_radii_m, curves
from geo.coverage.figures import CoverageReport
from geo.coverage.tier_coverage import TierCoverage
from geo.tables.coverage import told_coverage
from geo.tables.curve import told_curve
from geo.tables.files.written import CSV, XLSX
from geo.tables.notes import Basis, is_assumed
from geo.tables.table import Table
from gui.follow.saver import Saver
from gui.map.picture.save import SUFFIX, suggested_name

BOUNDS: Final = frozenset({"low", "high"})


class SaveCoverage(Saver):
    """Asks for a name and writes the units of the session's report, or its curve."""

    def ask(self) -> None:
        """Let the user choose where, and save the table that is known at that moment."""
        answer = self._answer()
        if answer is not None:
            title = self.tr("Save the table of coverage as a file")
            make = partial(told_coverage, answer, self._basis(answer.report))
            self._offer(title, "coverage", make)

    def ask_curve(self) -> None:
        """Let the user choose where, and save the curve about the radius of that moment."""
        report, coverage = self._session.report, self._session.coverage
        if report is not None and coverage is not None:
            title = self.tr("Save the coverage curve as a file")
            make = partial(_told_curve, coverage, report, self._basis(report))
            self._offer(title, "curve", make)

    def _offer(self, title: str, name: str, make: Callable[[Language], Table]) -> None:
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        named = suggested_name(self._document.project).removesuffix(SUFFIX)
        told = partial(make, self._settings.language)
        self.offer(title, kinds, f"{named}-{name}{CSV}", lambda path: self.write_table(path, told))

    def _basis(self, report: CoverageReport) -> Basis:
        assumed = is_assumed(report.radius_m, report.criterion)
        return self.basis(report.criterion.tiers, radius_assumed=assumed)

    def _answer(self) -> CoverageAnswer | None:
        """Return the figures shown, with their intervals where those are shown, too."""
        report, coverage = self._session.report, self._session.coverage
        if report is None or coverage is None:
            return None
        if not BOUNDS & set(self._settings.columns or ()):
            return CoverageAnswer(report)
        intervals, exact = self._session.intervals, without_error(coverage)
        return CoverageAnswer(report, exact=exact, intervals=intervals)


def _told_curve(
    coverage: TierCoverage, report: CoverageReport, basis: Basis, language: Language
) -> Table:
    # The panel draws its curve on an axis of its own; a file has the steps of the console.
    found = curves(coverage, curve_radii_m(report.radius_m), report.level)
    return told_curve(CoverageAnswer(report, curves=found), found, basis, language)
