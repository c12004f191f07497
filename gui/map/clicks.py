"""What the next click on the map is for: one thing at a time."""

from PySide6.QtCore import QObject, Signal


class MapClicks(QObject):
    """Tells everybody who waits for a click on the map that somebody else does from now on.

    `taken` carries who waits; all others are to wait no longer.
    """

    taken = Signal(object)

    def take(self, taker: QObject) -> None:
        """Have the next click be for `taker` alone."""
        self.taken.emit(taker)
