"""A column of controls that scrolls up and down and is never cut off at its side."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class SteadyArea(QScrollArea):
    """Gives its contents the same width with a bar at the side and without."""

    def __init__(self, contents: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        see_through(self)
        self.bar_px: Final = self.verticalScrollBar().sizeHint().width()
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width(0, 0)

    def _keep_width(self, _least: int, most: int) -> None:
        self.setViewportMargins(0, 0, 0 if most > 0 else self.bar_px, 0)


def see_through(area: QScrollArea) -> None:
    """Have what an area stands on be seen behind its contents."""
    for widget in (area.viewport(), area.widget()):
        if widget is not None:
            widget.setAutoFillBackground(False)


class SideArea(SteadyArea):
    """As wide as its controls need, also when others of them are shown later."""

    def __init__(self, controls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(controls, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the width that the controls ask for after they have changed."""
        handled = super().eventFilter(watched, event)
        controls = self.widget()
        if watched is controls and event.type() == QEvent.Type.LayoutRequest:
            self.setMinimumWidth(controls.minimumSizeHint().width() + self.bar_px)
        return handled
