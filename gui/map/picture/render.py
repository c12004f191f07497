"""A map page as a picture, without a window."""

from functools import cache
from typing import Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QEventLoop,
    QIODevice,
)
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from data.errors import DataError
from gui.desktop.qt_log import route_messages
from gui.map.picture.off_screen import OffScreen
from gui.map.scheme import register
from gui.map.view import DRAW_SECONDS

MIN_SIZE_PX: Final = 100
MAX_SIZE_PX: Final = 8000


@cache
def application() -> QCoreApplication:
    """Return the application, made if need be; gui.desktop.environment.prepare comes first."""
    existing = QApplication.instance()
    if existing is not None:
        return existing
    register()
    route_messages()
    return QApplication(["yiquan"])


def draw_image(
    html: str, width: int, height: int, *, tile_url: str = "", seconds: float = DRAW_SECONDS
) -> QImage:
    """Draw a page of geo.page.page at exactly `width` x `height` pixels.

    Raises
    ------
    DataError
        `picture_size` for a size that cannot be drawn, `map_not_drawn` with `seconds` and
        `reason` when the page did not come to be painted.
    """
    if not all(MIN_SIZE_PX <= side <= MAX_SIZE_PX for side in (width, height)):
        raise DataError(
            "picture_size", width=width, height=height, least=MIN_SIZE_PX, most=MAX_SIZE_PX
        )
    application()
    drawing = OffScreen((width, height), seconds=seconds)
    try:
        return _drawn(drawing, html, tile_url, seconds)
    finally:
        drawing.end()


def draw_png(
    html: str, width: int, height: int, *, tile_url: str = "", seconds: float = DRAW_SECONDS
) -> bytes:
    """Return what `draw_image` draws as a PNG file's bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = draw_image(html, width, height, tile_url=tile_url, seconds=seconds)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _drawn(drawing: OffScreen, html: str, tile_url: str, seconds: float) -> QImage:
    images: list[QImage] = []
    failures: list[str] = []
    # TRAP one-exec
    loop = QEventLoop()
    for told, kept in ((drawing.drawn, images.append), (drawing.failed, failures.append)):
        told.connect(kept)
        told.connect(lambda _: loop.quit())
    drawing.view.show_page(html, tile_url)
    loop.exec()
    if failures:
        raise DataError("map_not_drawn", seconds=f"{seconds:g}", reason=failures[0])
    return images[0]
