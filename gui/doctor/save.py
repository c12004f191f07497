"""Saving what the data doctor found as a table."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from data.schema import Language
from data.write.output_file import write_file
from geo.intake.case import Case
from geo.intake.doctor import Finding, row_sentence, sentence
from geo.progress import Progress
from geo.tables.forms import csv_text
from gui.doctor.analysis import DoctorAnalysis
from gui.document import Document
from gui.follow.saver import Saver
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

ENDING: Final = ".csv"
COLUMNS: Final = ("record", "finding", "what", "lon", "lat", "mended")


class SaveFindings(Saver):
    """Asks for a name and writes the findings of one file."""

    def __init__(
        self,
        document: Document,
        session: Session,
        doctor: DoctorAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(document, session, tasks, settings, window)
        self._doctor = doctor

    def ask(self, case: Case) -> None:
        """Let the user choose where, and save."""
        title, kinds = self.tr("Save the findings as a file"), {ENDING: self.tr("Table (*.csv)")}
        name = f"{case.loaded.path.stem}-doctor{ENDING}"
        self.offer(title, kinds, name, partial(self.save, case))

    def save(self, case: Case, path: Path) -> None:
        """Write the findings of a file to `path`; the old file stays if that fails."""
        findings = self._doctor.findings(case) or ()
        self.write(path, partial(_write, findings, self._settings.language))


def _write(findings: Sequence[Finding], language: Language, path: Path, progress: Progress) -> None:
    progress(0.0)
    write_file(path, findings_csv(findings, language).encode())


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
