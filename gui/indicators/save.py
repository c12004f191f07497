"""Saving published indicators as files: every figure shown, with its report and its reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.errors import DataError
from data.schema import Language
from data.write.output_file import write_file
from data.write.xlsx import xlsx_bytes
from geo.indicators.computed import Comparison
from geo.study.edited_facilities import what_if_notes
from geo.tables.indicators import COLUMNS, indicator_rows, indicators_csv
from geo.words.missing_files import missing_notes
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.widgets.file_dialog import save_dialog, with_ending

CSV: Final = ".csv"
XLSX: Final = ".xlsx"
NAME: Final = "yiquan-indicators"


class SaveIndicators(QObject):
    """Asks for a name and writes the figures that the panel shows.

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

    def ask(self, figures: Sequence[Comparison], notes: Sequence[str]) -> None:
        """Let the user choose where, and save what is known at that moment."""
        edits = self._document.project.edits
        project, language = self._document.project, self._settings.language
        gone = missing_notes(project, self._session.missing, language)
        notes = [*what_if_notes(edits, language), *gone, *notes]
        title = self.tr("Save published indicators as a file")
        kinds = {CSV: self.tr("Table (*.csv)"), XLSX: self.tr("Workbook (*.xlsx)")}
        supposed = "-what-if" if edits else ""
        name = f"{NAME}{supposed}{CSV}"
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, name)
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen), figures, notes))
        dialog.open()

    def save(self, path: Path, figures: Sequence[Comparison], notes: Sequence[str]) -> None:
        """Write the figures to `path`, as its ending says; the old file stays if that fails."""
        path = with_ending(path, CSV, (CSV, XLSX))
        self._settings.folder = path.parent
        try:
            content = indicators_file(path.suffix.lower(), figures, notes, self._settings.language)
            write_file(path, content)
        except DataError as error:
            self.failed.emit(error)
            return
        self.saved.emit(self.tr("Saved {file}").format(file=path.name))


def indicators_file(
    ending: str, figures: Sequence[Comparison], notes: Sequence[str], language: Language
) -> bytes:
    """Return the figures as a CSV file (UTF-8 with its mark) or as a workbook."""
    if ending == XLSX:
        return xlsx_bytes("indicators", COLUMNS, indicator_rows(figures, notes, language))
    return indicators_csv(figures, notes, language).encode()
