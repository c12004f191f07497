"""Saving the table of norms, and the verdicts by one of them, as files."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from data.project.norm_edits import table_of
from geo.tables.files.written import CSV, XLSX
from geo.tables.norms import told_norms, told_verdicts
from geo.tables.table import Table
from gui.document import Document
from gui.follow.saver import Saver
from gui.norms.analysis import NormAnalysis
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks


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
        self._ask(title, "yiquan-norms", partial(told_norms, norms, language))

    def ask_judgement(self) -> None:
        """Let the user choose where, and save the verdicts known at that moment."""
        judgement, language = self._analysis.judgement, self._settings.language
        if judgement is None:
            return
        basis = self.basis()
        self._ask(
            self.tr("Save the verdicts as a file"),
            self.named(self.place, judgement.norm.id),
            partial(told_verdicts, judgement, basis, language),
        )

    def _ask(self, title: str, name: str, make: Callable[[], Table]) -> None:
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        self.offer(title, kinds, name, lambda path: self.write_table(path, make))
