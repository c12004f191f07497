"""Joins what a planner supposes to the map: the click that names a place, the key that ends it."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from gui.map.clicks import MapClicks
from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.what_if.edits import WhatIf


class WhatIfSync(QObject):
    """Tells the map when a click is a place, and takes the place."""

    def __init__(self, what_if: WhatIf, clicks: MapClicks, sync: MapSync, view: MapView) -> None:
        super().__init__(view)
        self._what_if = what_if
        self._clicks = clicks
        self._view = view
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), view)
        self._escape.activated.connect(what_if.cancel)
        view.place_clicked.connect(what_if.place)
        what_if.placing_changed.connect(self._tell)
        clicks.taken.connect(self._on_taken)
        sync.page_shown.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        placing = self._what_if.placing is not None
        self._escape.setEnabled(placing)
        self._view.set_placing("facility", placing=placing)
        if placing:
            self._clicks.take(self)

    def _on_taken(self, taker: QObject) -> None:
        if taker is not self:
            self._what_if.cancel()
