"""Saving the table of coverage: the bytes of the command line's, with what the panel says."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from data.schema import Language
from data.write.output_file import write_file
from geo.coverage.figures import CoverageReport
from geo.coverage.position_errors import Intervals
from geo.progress import Progress
from geo.tables.coverage import coverage_table, outside_row
from geo.tables.written import CSV, XLSX, csv_of, xlsx_of
from gui.follow.saver import Saver
from gui.map.picture.save import SUFFIX, suggested_name

BOUNDS: Final = frozenset({"low", "high"})


class SaveCoverage(Saver):
    """Asks for a name and writes the units of the session's report."""

    def ask(self, said: Sequence[str]) -> None:
        """Let the user choose where, and save what is known at that moment.

        Parameters
        ----------
        said
            What the panel says of the figures: it goes into the file with them.
        """
        report = self._session.report
        if report is None:
            return
        told = " ".join(said)
        notes = [*said, *(each for each in self.notes() if each not in told)]
        intervals = self._session.intervals if BOUNDS & set(self._settings.columns or ()) else None
        name = suggested_name(self._document.project).removesuffix(SUFFIX)
        self.offer(
            self.tr("Save the table of coverage as a file"),
            {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")},
            f"{name}-coverage{CSV}",
            lambda path: self.save(path, report, intervals, notes),
        )

    def save(
        self, path: Path, report: CoverageReport, intervals: Intervals | None, notes: Sequence[str]
    ) -> None:
        """Write the units of a report, with their intervals where they are asked for."""
        self.write(path, partial(_write, report, intervals, notes, self._settings.language))


def coverage_file(
    ending: str,
    report: CoverageReport,
    intervals: Intervals | None,
    notes: Sequence[str],
    language: Language,
) -> bytes:
    """Return the units as a CSV file (UTF-8 with its mark) or as a workbook."""
    units = report.units
    if intervals is not None:
        low, high, mean = intervals.low, intervals.high, intervals.mean
        units = units.assign(ratio_low=low, ratio_high=high, ratio_mean=mean)
    table = coverage_table(units, notes, outside_row(report.outside, language))
    return xlsx_of(table) if ending == XLSX else csv_of(table).encode()


def _write(
    report: CoverageReport,
    intervals: Intervals | None,
    notes: Sequence[str],
    language: Language,
    path: Path,
    progress: Progress,
) -> None:
    progress(0.0)
    write_file(path, coverage_file(path.suffix.lower(), report, intervals, notes, language))
