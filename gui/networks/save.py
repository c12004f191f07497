"""Saving networks as a file: the chosen one, or all of the province."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.reference.network_model import Network
from data.schema import Language
from geo.networks.facilities import Places
from geo.progress import Report
from geo.study.edited_facilities import what_if_notes
from geo.tables.networks import WRITERS, network_frames, write_networks
from geo.words.missing_files import missing_notes
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import save_dialog, with_ending

EXPORT_KEY: Final = "network-export"


class SaveNetworks(QObject):
    """Asks for a name and writes the networks shown.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        networks: NetworkAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._session = session
        self._networks = networks
        self._tasks = tasks
        self._settings = settings
        self._window = window

    def ask(self) -> None:
        """Let the user choose where and in which format, and save."""
        kinds = {
            ".gpkg": self.tr("GeoPackage, for GIS programs (*.gpkg)"),
            ".geojson": self.tr("GeoJSON, for GIS programs (*.geojson)"),
            ".csv": self.tr("Table (*.csv)"),
            ".xlsx": self.tr("Excel workbook (*.xlsx)"),
        }
        title = self.tr("Save the networks as a file")
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, self._name())
        dialog.fileSelected.connect(
            lambda chosen: self.save(with_ending(Path(chosen), dialog.defaultSuffix(), WRITERS))
        )
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the chosen network, or all without one, in the format of the path's ending."""
        self._settings.folder = path.parent
        found = self._networks.found
        if found is None:
            return
        chosen, language = self._networks.network, self._settings.language
        project = self._document.project
        notes = [
            *what_if_notes(project.edits, language),
            *missing_notes(project, self._session.missing, language),
        ]
        networks = found.networks if chosen is None else (chosen,)
        self._tasks.run(
            EXPORT_KEY,
            self.tr("Saving {file}").format(file=path.name),
            partial(_write, path, networks, found.places, notes, language),
            lambda _nothing: self.saved.emit(self.tr("Saved {file}").format(file=path.name)),
            self.failed.emit,
        )

    def _name(self) -> str:
        province = self._document.project.province
        place = self._networks.chosen or (province.value if province else "all")
        supposed = "-what-if" if self._document.project.edits else ""
        return f"yiquan-networks-{place}{supposed}"


def _write(
    path: Path,
    networks: Sequence[Network],
    places: Places,
    notes: Sequence[str],
    language: Language,
    report: Report,
) -> None:
    frames = network_frames(networks, places, language, notes)
    report(0.5)
    write_networks(path, frames)
