"""Which panels over the map are folded: as the planner left them, also on the next page."""

from PySide6.QtCore import QObject

from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.settings import Settings


class MapFolds(QObject):
    """Lets the panels of every page be folded, and remembers what was folded by hand."""

    def __init__(self, sync: MapSync, view: MapView, settings: Settings) -> None:
        super().__init__(view)
        self._view = view
        self._settings = settings
        view.panel_folded.connect(self._remember)
        sync.page_shown.connect(self._tell)

    def _tell(self) -> None:
        self._view.set_foldable(foldable=True)
        for name, folded in self._settings.folds.items():
            self._view.fold_panel(name, folded=folded)

    def _remember(self, name: str, folded: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        self._settings.folds = {**self._settings.folds, name: folded}
