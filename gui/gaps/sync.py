"""Keeps the gaps on the map in step with those found."""

from typing import Final

from PySide6.QtCore import QObject

from geo.page.gaps import joined
from gui.gaps.analysis import GapAnalysis
from gui.map.sync import MapSync
from gui.map.view import MapView

NO_OUTLINE: Final = "[]"


class GapSync(QObject):
    """Tells the map view which gaps to outline, and where to look for the one activated."""

    def __init__(self, gaps: GapAnalysis, sync: MapSync, view: MapView) -> None:
        super().__init__(view)
        self._gaps = gaps
        self._sync = sync
        self._view = view
        gaps.outlines_changed.connect(self._tell_outlines)
        gaps.selection_changed.connect(self._tell_chosen)
        sync.page_shown.connect(self._tell_all)

    def show_gap(self, row: int) -> None:
        """Select a gap and move the map to it."""
        if self._gaps.gaps is None:
            return
        self._gaps.select(row)
        edges = self._gaps.gaps.table.iloc[row]
        box = [float(edges[edge]) for edge in ("west", "south", "east", "north")]
        self._sync.show_box(*box)

    def _tell_all(self) -> None:
        self._tell_outlines()
        self._tell_chosen()

    def _tell_outlines(self) -> None:
        self._view.show_gaps(joined(self._gaps.outlines))

    def _tell_chosen(self) -> None:
        chosen = self._gaps.chosen
        self._view.select_gap((chosen and chosen.outline) or NO_OUTLINE)
