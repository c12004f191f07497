"""Saving what the data doctor found as a table."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.errors import DataError
from data.schema import Language
from data.write.output_file import write_file
from geo.intake.case import Case
from geo.intake.doctor import Finding, row_sentence, sentence
from geo.tables.forms import csv_text
from gui.doctor.analysis import DoctorAnalysis
from gui.settings import Settings
from gui.widgets.file_dialog import save_dialog

ENDING: Final = ".csv"
COLUMNS: Final = ("record", "finding", "what", "lon", "lat", "mended")


class SaveFindings(QObject):
    """Asks for a name and writes the findings of one file.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, doctor: DoctorAnalysis, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._doctor = doctor
        self._settings = settings
        self._window = window

    def ask(self, case: Case) -> None:
        """Let the user choose where, and save."""
        title, kinds = self.tr("Save the findings as a file"), {ENDING: self.tr("Table (*.csv)")}
        name = f"{case.loaded.path.stem}-doctor{ENDING}"
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, name)
        dialog.fileSelected.connect(lambda chosen: self.save(case, Path(chosen)))
        dialog.open()

    def save(self, case: Case, path: Path) -> None:
        """Write the findings of a file to `path`; the old file stays if that fails."""
        self._settings.folder = path.parent
        text = findings_csv(self._doctor.findings(case) or (), self._settings.language)
        try:
            write_file(path, text.encode())
        except DataError as error:
            self.failed.emit(error)
            return
        self.saved.emit(self.tr("Saved {file}").format(file=path.name))


def findings_csv(findings: Sequence[Finding], language: Language) -> str:
    """Return a row for each doubtful record: its number, the doubt, what it is, and where."""
    rows: list[dict[str, object]] = [
        {
            "record": int(record),
            "finding": finding.code.removeprefix("doctor_").removeprefix("problem_"),
            "what": row_sentence(finding, index, language) or sentence(finding, language),
            "lon": _degrees(finding.lon[index]),
            "lat": _degrees(finding.lat[index]),
            "mended": "yes" if finding.mended else "",
        }
        for finding in findings
        for index, record in enumerate(finding.rows)
    ]
    return csv_text(COLUMNS, rows)


def _degrees(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6f}"
