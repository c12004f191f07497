"""Garbage, collected on the window's thread alone."""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 500


class Collector(QObject):
    """Takes garbage collection over from the interpreter, which has any thread do it.

    A window's objects hold each other in circles. Where a worker deletes one, Qt may keep its
    lock of connections while it waits for the interpreter's, and the window has that one and
    waits for Qt's: both for ever.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # TRAP collector-on-worker
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(EVERY_MS)
        timer.timeout.connect(collect_due)
        timer.start()


def collect_due() -> None:
    """Collect the oldest generation that is due, by the interpreter's own thresholds."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
