"""Saving the tables of access and equity as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.errors import DataError
from data.schema import Language
from data.write.output_file import write_file
from geo.access.state import AccessFigures, AccessTable
from geo.study.edited_facilities import what_if_notes
from geo.tables.access import access_csv, equity_csv, equity_notes
from geo.words.missing_files import missing_notes
from geo.words.wording import say
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.widgets.file_dialog import save_dialog

ENDING: Final = ".csv"


class SaveAccess(QObject):
    """Asks for a name and writes a table of the session's access.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self, document: Document, session: Session, settings: Settings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._session = session
        self._settings = settings
        self._window = window

    def ask(self, table: AccessTable, said: Sequence[str]) -> None:
        """Let the user choose where, and save what is known at that moment.

        Parameters
        ----------
        said
            What the panel says of the figures: it goes into the file with them.
        """
        figures, edits = self._session.access.figures, self._document.project.edits
        if figures is None:
            return
        project, language = self._document.project, self._settings.language
        gone = missing_notes(project, self._session.missing, language)
        said = [*what_if_notes(edits, language), *gone, *said]
        title = self.tr("Save access and equity as a file")
        kinds = {ENDING: self.tr("Table (*.csv)")}
        name = self._suggested_name(table)
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, name)
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen), table, figures, said))
        dialog.open()

    def save(
        self, path: Path, table: AccessTable, figures: AccessFigures, said: Sequence[str]
    ) -> None:
        """Write a table of `figures` to `path`; the old file stays if that fails."""
        self._settings.folder = path.parent
        text = table_csv(table, figures, said, self._settings.language)
        try:
            write_file(path, text.encode())
        except DataError as error:
            self.failed.emit(error)
            return
        self.saved.emit(self.tr("Saved {file}").format(file=path.name))

    def _suggested_name(self, table: AccessTable) -> str:
        project = self._document.project
        place = project.province.value if project.province else "all"
        supposed = "-what-if" if project.edits else ""
        return f"yiquan-{place}-{project.access.method.value}-{table.value}{supposed}{ENDING}"


def table_csv(
    table: AccessTable, figures: AccessFigures, said: Sequence[str], language: Language
) -> str:
    """Return a table as CSV, with what it rests on in its `note`."""
    notes = [*said, say(f"cli_method_{figures.report.method}", language)]
    if table is AccessTable.COUNTIES:
        return access_csv(figures.report, notes)
    return equity_csv(figures.groups, [*notes, *equity_notes(language)])
