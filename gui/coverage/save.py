"""Saving the table of coverage: the bytes of the command line's."""

from functools import partial
from pathlib import Path
from typing import Final

from geo.coverage.answer import CoverageAnswer, without_error
from geo.tables.coverage import told_coverage
from geo.tables.notes import Basis, is_assumed
from geo.tables.written import CSV, XLSX
from gui.follow.saver import Saver
from gui.map.picture.save import SUFFIX, suggested_name

BOUNDS: Final = frozenset({"low", "high"})


class SaveCoverage(Saver):
    """Asks for a name and writes the units of the session's report."""

    def ask(self) -> None:
        """Let the user choose where, and save what is known at that moment."""
        answer = self._answer()
        if answer is None:
            return
        report = answer.report
        assumed = is_assumed(report.radius_m, report.criterion)
        basis = self.basis(report.criterion.tiers, radius_assumed=assumed)
        name = suggested_name(self._document.project).removesuffix(SUFFIX)
        self.offer(
            self.tr("Save the table of coverage as a file"),
            {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")},
            f"{name}-coverage{CSV}",
            lambda path: self.save(path, answer, basis),
        )

    def _answer(self) -> CoverageAnswer | None:
        """Return the figures shown, with their intervals where those are shown, too."""
        report, coverage = self._session.report, self._session.coverage
        if report is None or coverage is None:
            return None
        if not BOUNDS & set(self._settings.columns or ()):
            return CoverageAnswer(report)
        intervals, exact = self._session.intervals, without_error(coverage)
        return CoverageAnswer(report, exact=exact, intervals=intervals)

    def save(self, path: Path, answer: CoverageAnswer, basis: Basis) -> None:
        """Write the units of an answer to `path`; the old file stays if that fails."""
        self.write_table(path, partial(told_coverage, answer, basis, self._settings.language))
