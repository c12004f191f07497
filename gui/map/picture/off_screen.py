"""A map page drawn at a size of its own, beside whatever stands on the screen."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage

from gui.map.picture.full import WholePicture
from gui.map.view import DRAW_SECONDS, MapView


class OffScreen(QObject):
    """A view that nobody sees; what it is to show is said to `view`.

    `drawn` carries the picture, `failed` why there is none.

    Parameters
    ----------
    size
        Width and height of the picture in pixels.
    scale
        Pixels to each of the page's: letters and lines grow with it.
    seconds
        How long the page may take.
    """

    drawn = Signal(QImage)
    failed = Signal(str)

    def __init__(
        self,
        size: tuple[int, int],
        *,
        scale: float = 1.0,
        seconds: float = DRAW_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self.view = MapView()
        self.view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.view.fit_to_pixels(*size, scale)
        self.view.draw_seconds = seconds
        self._whole = WholePicture(self.view)
        self.view.painted.connect(self._on_painted)
        self.view.failed.connect(self.failed)
        self.view.show()

    def end(self) -> None:
        """Take the view apart now: later, Qt does it in the wrong order."""
        self.view.close()
        self.view.deleteLater()
        QCoreApplication.sendPostedEvents(self.view, QEvent.Type.DeferredDelete.value)

    def _on_painted(self) -> None:
        if self.view.is_told:
            # The page says that it is drawn before it has heard all that it is told.
            self._whole.take(self._deliver)
        else:
            self._deliver(self.view.grab_image())

    def _deliver(self, image: QImage) -> None:
        image.setDevicePixelRatio(1.0)
        self.drawn.emit(image.copy(0, 0, *self._size))
