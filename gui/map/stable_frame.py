"""Waiting for a picture that stands still: what a page has drawn is on its way to the widget."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QImage

# The map's own ground, so that nothing flashes before the first frame.
BACKGROUND: Final = QColor("#e8edf0")
_STEP_MS: Final = 50
_SHORTEST_MS: Final = 100
_LONGEST_MS: Final = 3000
_SAMPLES: Final = 12


def when_still(
    owner: QObject, grab: Callable[[], QImage | None], done: Callable[[QImage], None]
) -> None:
    """Call `done` with the first picture that is like the one before it.

    Frames before that may hold half the page. After three seconds the picture is taken as it is.

    Parameters
    ----------
    owner
        Nothing is called when it is gone.
    grab
        Returns the picture of now, or None to give up without a word.
    """
    _step(owner, grab, done, QImage(), 0)


def _step(
    owner: QObject,
    grab: Callable[[], QImage | None],
    done: Callable[[QImage], None],
    before: QImage,
    waited_ms: int,
) -> None:
    now = grab()
    if now is None:
        return
    still = waited_ms >= _SHORTEST_MS and now == before and not _is_blank(now)
    if still or waited_ms >= _LONGEST_MS:
        done(now)
        return
    QTimer.singleShot(_STEP_MS, owner, lambda: _step(owner, grab, done, now, waited_ms + _STEP_MS))


def _is_blank(image: QImage) -> bool:
    """Return whether no page is in the picture: it is all white or all background."""
    steps = range(1, 2 * _SAMPLES, 2)
    colours = {
        image.pixel(image.width() * x // (2 * _SAMPLES), image.height() * y // (2 * _SAMPLES))
        for x in steps
        for y in steps
    }
    return colours <= {QColor("white").rgba(), BACKGROUND.rgba()}
