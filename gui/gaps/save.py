"""Saving the gaps in coverage as a file."""

from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from PySide6.QtWidgets import QWidget

from data.schema import Language
from geo.coverage.answer import CoverageAnswer
from geo.coverage.gaps import Gaps, gap_polygons
from geo.progress import Progress
from geo.tables.gaps import gap_file_notes, write_gaps
from geo.tables.notes import is_assumed
from gui.document import Document
from gui.follow.saver import Saver
from gui.gaps.analysis import GapAnalysis
from gui.map.picture.save import SUFFIX, suggested_name
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

# So many at a time, that the writing can be stopped between them.
BATCH: Final = 100


class SaveGaps(Saver):
    """Asks for a name and writes the listed gaps."""

    def __init__(
        self,
        document: Document,
        session: Session,
        gaps: GapAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(document, session, tasks, settings, window)
        self._gaps = gaps

    def ask(self) -> None:
        """Let the user choose where and in which format, and save."""
        kinds = {
            ".gpkg": self.tr("GeoPackage, for GIS programs (*.gpkg)"),
            ".geojson": self.tr("GeoJSON, for GIS programs (*.geojson)"),
            ".csv": self.tr("Table without outlines (*.csv)"),
        }
        name = f"{suggested_name(self._document.project).removesuffix(SUFFIX)}-gaps"
        self.offer(self.tr("Save the gaps as a file"), kinds, name, self.save)

    def save(self, path: Path) -> None:
        """Write the listed gaps to `path`, in the format of its ending."""
        gaps, report = self._gaps.gaps, self._session.report
        if gaps is None or report is None:
            return
        language, criterion = self._settings.language, report.criterion
        assumed = is_assumed(report.radius_m, criterion)
        basis = self.basis(criterion.tiers, radius_assumed=assumed)
        notes = gap_file_notes(CoverageAnswer(report), basis, language)
        self.write(path, partial(_write, gaps, self._gaps.listed, notes, language))


def _write(
    gaps: Gaps, listed: int, notes: list[str], language: Language, path: Path, progress: Progress
) -> None:
    frames: list[gpd.GeoDataFrame] = []
    for start in range(0, listed, BATCH):
        frames.append(gap_polygons(gaps, range(start, min(start + BATCH, listed))))
        progress(min(0.9, (start + BATCH) / listed))
    write_gaps(path, gpd.GeoDataFrame(pd.concat(frames, ignore_index=True)), notes, language)
