"""Saving published indicators as files: every figure shown, with its report and its reason."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from data.schema import Language
from data.write.output_file import write_file
from geo.indicators.computed import Comparison
from geo.progress import Progress
from geo.tables.indicators import indicators_table
from geo.tables.written import CSV, XLSX, csv_of, xlsx_of
from gui.follow.saver import Saver
from gui.widgets.file_dialog import with_ending


class SaveIndicators(Saver):
    """Asks for a name and writes the figures that the panel shows."""

    def ask(self, figures: Sequence[Comparison], notes: Sequence[str]) -> None:
        """Let the user choose where, and save what is known at that moment."""
        told = [*self.notes(), *notes]
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        self.offer(
            self.tr("Save published indicators as a file"),
            kinds,
            f"{self.named('indicators')}{CSV}",
            lambda path: self.save(path, figures, told),
        )

    def save(self, path: Path, figures: Sequence[Comparison], notes: Sequence[str]) -> None:
        """Write the figures to `path`, as its ending says; the old file stays if that fails."""
        path = with_ending(path, CSV, (CSV, XLSX))
        self.write(path, partial(_write, figures, notes, self._settings.language))


def _write(
    figures: Sequence[Comparison],
    notes: Sequence[str],
    language: Language,
    path: Path,
    progress: Progress,
) -> None:
    progress(0.0)
    write_file(path, indicators_file(path.suffix.lower(), figures, notes, language))


def indicators_file(
    ending: str, figures: Sequence[Comparison], notes: Sequence[str], language: Language
) -> bytes:
    """Return the figures as a CSV file (UTF-8 with its mark) or as a workbook."""
    table = indicators_table(figures, notes, language)
    return xlsx_of(table) if ending == XLSX else csv_of(table).encode()
