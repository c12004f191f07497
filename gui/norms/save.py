"""Saving the table of norms, and the verdicts by one of them, as files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from data.project.norm_edits import table_of
from geo.tables.norms import write_judgement, write_norms
from geo.tables.written import CSV, XLSX
from gui.document import Document
from gui.follow.saver import Saver
from gui.norms.analysis import NormAnalysis
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

Write = Callable[[Path], None]


class SaveNorms(Saver):
    """Asks for a name and writes a table."""

    def __init__(
        self,
        document: Document,
        session: Session,
        analysis: NormAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(document, session, tasks, settings, window)
        self._analysis = analysis

    def ask_norms(self) -> None:
        """Let the user choose where, and save the norms as they are at that moment."""
        norms, language = table_of(self._document.project.norms), self._settings.language
        title = self.tr("Save the norms as a file")
        self._ask(title, "yiquan-norms", lambda path: write_norms(path, norms, language))

    def ask_judgement(self, head: str) -> None:
        """Let the user choose where, and save the verdicts known at that moment.

        Parameters
        ----------
        head
            What the verdicts are of, in a sentence.
        """
        judgement, language = self._analysis.judgement, self._settings.language
        if judgement is None:
            return
        told = self.notes()
        self._ask(
            self.tr("Save the verdicts as a file"),
            self.named(self.place, judgement.norm.id),
            lambda path: write_judgement(path, judgement, head, language, told),
        )

    def _ask(self, title: str, name: str, write: Write) -> None:
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        self.offer(title, kinds, name, lambda path: self.save(path, write))

    def save(self, path: Path, write: Write) -> None:
        """Write a table to `path`; the old file stays if that fails."""
        self.write(path, lambda to, _report: write(to))
