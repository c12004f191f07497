"""Saving networks as a file: the chosen one, or all of the province."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from data.schema import Tier
from geo.progress import Progress
from geo.tables.files.network_file import write_networks
from geo.tables.networks import NetworkTables, told_networks
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
        study = self._session.study
        if study is None:
            return
        networks = found.networks if chosen is None else (chosen,)
        basis, language = self.basis(tuple(Tier)), self._settings.language
        units = study.demand.units
        make = partial(told_networks, networks, found.places, units, basis, language)
        self.write(path, partial(_write, make))


def _write(make: Callable[[], NetworkTables], path: Path, progress: Progress) -> None:
    tables = make()
    progress(0.5)
    write_networks(path, tables)
