"""A column of controls that scrolls up and down and is never cut off at its side."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class SideArea(QScrollArea):
    """As wide as its controls need, also when others of them are shown later."""

    def __init__(self, controls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls = controls
        self.setWidget(controls)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the width that the controls ask for after they have changed."""
        handled = super().eventFilter(watched, event)
        if watched is self._controls and event.type() == QEvent.Type.LayoutRequest:
            bar_px = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(self._controls.minimumSizeHint().width() + bar_px)
        return handled
