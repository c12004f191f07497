"""The map as a picture in which every panel stands in full, whatever is folded on the screen."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from gui.map.stable_frame import when_still
from gui.map.view import MapView

LONGEST_MS: Final = 10_000


class WholePicture(QObject):
    """Has the page unfold its panels, takes the picture, and has them as they were."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._waiting: list[Callable[[QImage], None]] = []
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(LONGEST_MS)
        self._patience.timeout.connect(lambda: self._end(QImage()))
        view.whole_shown.connect(self._on_shown)
        view.failed.connect(lambda _reason: self._end(QImage()))

    def take(self, done: Callable[[QImage], None]) -> None:
        """Call `done` with the picture in device pixels; with an empty one when there is none."""
        if not self._view.is_painted:
            done(QImage())
            return
        self._waiting.append(done)
        self._patience.start()
        self._view.show_whole(whole=True)

    def _on_shown(self, whole: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        if whole and self._waiting:
            when_still(self, self._grab, self._end)

    def _grab(self) -> QImage | None:
        return self._view.grab_image() if self._waiting else None

    def _end(self, image: QImage) -> None:
        waiting, self._waiting = self._waiting, []
        self._patience.stop()
        if waiting:
            self._view.show_whole(whole=False)
        for done in waiting:
            done(image)
