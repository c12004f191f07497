"""Saving networks as a file: the chosen one, or all of the province."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from data.reference.network_model import Network
from data.schema import Language
from geo.networks.facilities import Places
from geo.progress import Progress
from geo.tables.networks import network_frames, write_networks
from gui.document import Document
from gui.follow.saver import Saver
from gui.networks.analysis import NetworkAnalysis
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks


class SaveNetworks(Saver):
    """Asks for a name and writes the networks shown."""

    def __init__(
        self,
        document: Document,
        session: Session,
        networks: NetworkAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(document, session, tasks, settings, window)
        self._networks = networks

    def ask(self) -> None:
        """Let the user choose where and in which format, and save."""
        kinds = {
            ".gpkg": self.tr("GeoPackage, for GIS programs (*.gpkg)"),
            ".geojson": self.tr("GeoJSON, for GIS programs (*.geojson)"),
            ".csv": self.tr("Table (*.csv)"),
            ".xlsx": self.tr("Excel workbook (*.xlsx)"),
        }
        name = self.named("networks", self._networks.chosen or self.place)
        self.offer(self.tr("Save the networks as a file"), kinds, name, self.save)

    def save(self, path: Path) -> None:
        """Write the chosen network, or all without one, in the format of the path's ending."""
        found, chosen = self._networks.found, self._networks.network
        if found is None:
            return
        networks = found.networks if chosen is None else (chosen,)
        told = self.notes(), self._settings.language
        self.write(path, partial(_write, networks, found.places, *told))


def _write(
    networks: Sequence[Network],
    places: Places,
    notes: Sequence[str],
    language: Language,
    path: Path,
    progress: Progress,
) -> None:
    frames = network_frames(networks, places, language, notes)
    progress(0.5)
    write_networks(path, frames)
