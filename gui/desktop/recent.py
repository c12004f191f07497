"""The menu of the projects opened or saved last."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from gui.settings import Settings


class RecentMenu(QMenu):
    """Filled anew whenever it is opened; `chosen` carries the path of a project."""

    chosen = Signal(object)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._settings: Settings | None = None
        self.aboutToShow.connect(self._fill)

    def use(self, settings: Settings) -> None:
        """Offer the projects that these settings remember."""
        self._settings = settings

    def _fill(self) -> None:
        self.clear()
        paths: Sequence[Path] = self._settings.recent if self._settings else ()
        for path in paths:
            # An ampersand of a name would be taken for the mark of a key.
            text = f"{path.stem}  ({path.parent})".replace("&", "&&")
            self.addAction(text, partial(self.chosen.emit, path))
        if paths:
            self.addSeparator()
            self.addAction(self.tr("Clear this list"), self._clear)
        else:
            self.addAction(self.tr("None yet")).setEnabled(False)

    def _clear(self) -> None:
        if self._settings is not None:
            self._settings.recent = ()
