"""Saving what the data doctor found as a table."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from geo.intake.case import Case
from geo.tables.files.written import CSV
from geo.tables.findings import told_findings
from gui.doctor.analysis import DoctorAnalysis
from gui.document import Document
from gui.follow.saver import Saver
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks


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
        title, kinds = self.tr("Save the findings as a file"), {CSV: self.tr("Table (*.csv)")}
        name = f"{case.loaded.path.stem}-doctor{CSV}"
        self.offer(title, kinds, name, partial(self.save, case))

    def save(self, case: Case, path: Path) -> None:
        """Write the findings of a file to `path`; the old file stays if that fails."""
        findings, language = self._doctor.findings(case) or (), self._settings.language
        self.write_table(path, partial(told_findings, findings, case.loaded, language))
