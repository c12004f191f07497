"""Saving the table of norms, and the verdicts by one of them, as files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.errors import DataError
from data.project.norm_edits import table_of
from geo.tables.norms import CSV, XLSX, write_judgement, write_norms
from geo.words.missing_files import missing_notes
from gui.document import Document
from gui.norms.analysis import NormAnalysis
from gui.session import Session
from gui.settings import Settings
from gui.widgets.file_dialog import save_dialog, with_ending

Write = Callable[[Path], None]


class SaveNorms(QObject):
    """Asks for a name and writes a table.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        analysis: NormAnalysis,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._session = session
        self._analysis = analysis
        self._settings = settings
        self._window = window

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
        project = self._document.project
        place = project.province.value if project.province else "all"
        supposed = "-what-if" if project.edits else ""
        gone = missing_notes(project, self._session.missing, language)
        self._ask(
            self.tr("Save the verdicts as a file"),
            f"yiquan-{place}-{judgement.norm.id}{supposed}",
            lambda path: write_judgement(path, judgement, head, language, gone),
        )

    def _ask(self, title: str, name: str, write: Write) -> None:
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, name)
        dialog.fileSelected.connect(
            lambda chosen: self.save(
                with_ending(Path(chosen), dialog.defaultSuffix(), kinds), write
            )
        )
        dialog.open()

    def save(self, path: Path, write: Write) -> None:
        """Write a table to `path`; the old file stays if that fails."""
        self._settings.folder = path.parent
        try:
            write(path)
        except DataError as error:
            self.failed.emit(error)
            return
        self.saved.emit(self.tr("Saved {file}").format(file=path.name))
