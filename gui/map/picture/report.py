"""The map as a picture for a report: at a size of its own, whatever the window's is."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from data.errors import DataError
from gui.map.picture.off_screen import OffScreen
from gui.map.view import DRAW_SECONDS, MapView

# What the page shows at its own size, the legend and the caption beside it.
# TRAP lost-arrays
_SEEN: Final = "JSON.stringify(yiquan.page.seen())"
_SIDES: Final = 4


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A size in pixels; `scale` of them to each of the page's, for print."""

    width: int
    height: int
    scale: float = 1.0


SIZES: Final = (
    PictureSize(1600, 1000),
    PictureSize(3200, 2000, 2.0),
    PictureSize(2480, 3508, 2.0),
)


class ReportPicture(QObject):
    """Draws what a view shows once more, where nobody sees it; the window goes on."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._drawings: set[OffScreen] = set()
        view.destroyed.connect(self._drawings.clear)

    def take(
        self,
        size: PictureSize,
        done: Callable[[QImage], None],
        failed: Callable[[DataError], None],
    ) -> None:
        """Call `done` with the picture, or `failed` with why there is none."""
        if not self._view.is_painted:
            failed(DataError("map_not_ready"))
            return
        self._view.page.runJavaScript(
            _SEEN, 0, lambda told: self._draw(size, _box(told), done, failed)
        )

    def _draw(
        self,
        size: PictureSize,
        box: list[float],
        done: Callable[[QImage], None],
        failed: Callable[[DataError], None],
    ) -> None:
        drawing = OffScreen((size.width, size.height), scale=size.scale, parent=self)
        self._drawings.add(drawing)

        def end(tell: Callable[[], None]) -> None:
            self._drawings.discard(drawing)
            drawing.end()
            drawing.deleteLater()
            tell()

        def fail(reason: str) -> None:
            facts = {"seconds": f"{DRAW_SECONDS:g}", "reason": reason}
            end(lambda: failed(DataError("map_not_drawn", **facts)))

        drawing.drawn.connect(lambda image: end(lambda: done(image)))
        drawing.failed.connect(fail)
        drawing.view.show_as(self._view)
        if box:
            drawing.view.frame(*box)


def _box(told: object) -> list[float]:
    """Return the sides of a box as the page told them; none when it told no such thing."""
    try:
        sides = json.loads(str(told))
    except ValueError:
        return []
    if not isinstance(sides, list) or len(sides) != _SIDES:
        return []
    return [float(side) for side in sides if isinstance(side, int | float)]
