"""Saving the gaps in coverage as a file."""

from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.schema import Language
from geo.coverage.gaps import Gaps, gap_polygons
from geo.progress import Report
from geo.study.edited_facilities import what_if_notes
from geo.tables.gaps import gap_column_note, gap_notes, write_gaps
from geo.words.missing_files import missing_notes
from gui.document import Document
from gui.gaps.analysis import GapAnalysis
from gui.map.save_picture import SUFFIX, suggested_name
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import save_dialog, with_ending

EXPORT_KEY: Final = "gap-export"
# So many at a time, that the writing can be stopped between them.
BATCH: Final = 100


class SaveGaps(QObject):
    """Asks for a name and writes the listed gaps.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        gaps: GapAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._session = session
        self._gaps = gaps
        self._tasks = tasks
        self._settings = settings
        self._window = window

    def ask(self) -> None:
        """Let the user choose where and in which format, and save."""
        kinds = {
            ".gpkg": self.tr("GeoPackage, for GIS programs (*.gpkg)"),
            ".geojson": self.tr("GeoJSON, for GIS programs (*.geojson)"),
            ".csv": self.tr("Table without outlines (*.csv)"),
        }
        title = self.tr("Save the gaps as a file")
        name = f"{suggested_name(self._document.project).removesuffix(SUFFIX)}-gaps"
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, name)
        dialog.fileSelected.connect(
            lambda chosen: self.save(with_ending(Path(chosen), dialog.defaultSuffix(), kinds))
        )
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the listed gaps to `path`, in the format of its ending."""
        self._settings.folder = path.parent
        gaps, report, study = self._gaps.gaps, self._session.report, self._session.study
        if gaps is None or report is None or study is None:
            return
        language = self._settings.language
        notes = [
            *what_if_notes(self._document.project.edits, language),
            *missing_notes(self._document.project, self._session.missing, language),
            *gap_notes(report.by_status, language, modelled=study.modelled),
            gap_column_note(language),
        ]
        self._tasks.run(
            EXPORT_KEY,
            self.tr("Saving the gaps"),
            partial(_write, gaps, self._gaps.listed, path, notes, language),
            lambda _nothing: self.saved.emit(self.tr("Saved {file}").format(file=path.name)),
            self.failed.emit,
        )


def _write(
    gaps: Gaps, listed: int, path: Path, notes: list[str], language: Language, report: Report
) -> None:
    frames: list[gpd.GeoDataFrame] = []
    for start in range(0, listed, BATCH):
        frames.append(gap_polygons(gaps, range(start, min(start + BATCH, listed))))
        report(min(0.9, (start + BATCH) / listed))
    write_gaps(path, gpd.GeoDataFrame(pd.concat(frames, ignore_index=True)), notes, language)
