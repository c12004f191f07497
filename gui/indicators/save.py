"""Saving published indicators as files: every figure shown, with its report and its reason."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from geo.indicators.computed import Comparison
from geo.tables.files.written import CSV, XLSX
from geo.tables.indicators import told_indicators
from geo.tables.notes import Basis
from gui.follow.saver import Saver
from gui.widgets.file_dialog import with_ending


class SaveIndicators(Saver):
    """Asks for a name and writes the figures that the panel shows."""

    def ask(self, figures: Sequence[Comparison]) -> None:
        """Let the user choose where, and save what is known at that moment."""
        basis = self.basis()
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        self.offer(
            self.tr("Save published indicators as a file"),
            kinds,
            f"{self.named('indicators')}{CSV}",
            lambda path: self.save(path, figures, basis),
        )

    def save(self, path: Path, figures: Sequence[Comparison], basis: Basis) -> None:
        """Write the figures to `path`, as its ending says; the old file stays if that fails."""
        path = with_ending(path, CSV, (CSV, XLSX))
        language = self._settings.language
        self.write_table(path, partial(told_indicators, figures, basis, language))
