"""What stands in the map's place when there is none."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

LOAD_FAILED: Final = "load"
RENDERER_DIED: Final = "renderer"
NOT_PAINTED: Final = "timeout"


class MapNotice(QWidget):
    """Why there is no map, what to do, and a button that does it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reload = QPushButton(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 48, 48, 48)
        layout.addStretch()
        layout.addWidget(self._text)
        layout.addSpacing(12)
        layout.addWidget(self.reload, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()

    def explain(self, reason: str) -> None:
        """Say what `reason` means to the user."""
        self.reload.setText(self.tr("Draw the map again"))
        self._text.setText(
            {
                LOAD_FAILED: self.tr("The map page could not be loaded."),
                RENDERER_DIED: self.tr("The process that draws the map has stopped."),
                NOT_PAINTED: self.tr("The map has not been drawn in time."),
            }[reason]
            + "\n"
            + self.tr(
                "The figures in the panels are not affected. Draw the map again; if that does "
                "not help, set QTWEBENGINE_CHROMIUM_FLAGS=--disable-gpu and restart the program."
            )
        )
