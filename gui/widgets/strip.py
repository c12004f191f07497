"""Room for words that come and go: what stands around them stays where it is."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.widgets.side_area import see_through

_WIDEST_PX = 10_000


class Strip(QScrollArea):
    """As high as so many lines, whatever its words are; more of them are scrolled."""

    def __init__(self, words: QWidget, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._lines = words, lines
        self.setWidget(words)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        see_through(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if isinstance(words, QLabel):
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Fit the height to the words' own letters, which a style may change."""
        handled = super().eventFilter(watched, event)
        if watched is self._words and event.type() in {QEvent.Type.FontChange, QEvent.Type.Polish}:
            self._fit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the words as wide as there is room, for a long one without a gap to break at."""
        super().resizeEvent(event)
        self._words.setMaximumWidth(max(1, self.viewport().width()))

    def _fit(self) -> None:
        self.setFixedHeight(lines_px(self._words.fontMetrics(), self._lines))


def lines_px(metrics: QFontMetrics, lines: int) -> int:
    """Return the height of so many lines of Latin and Chinese letters."""
    text = "\n".join(["国Ág"] * lines)
    return metrics.boundingRect(0, 0, _WIDEST_PX, _WIDEST_PX, 0, text).height()


def one_below_another(*words: QWidget) -> QWidget:
    """Return words that share a strip: what one does not need is the others'."""
    together = QWidget()
    layout = QVBoxLayout(together)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    for each in words:
        layout.addWidget(each)
    layout.addStretch(1)
    return together


def keep_room(widget: QWidget) -> None:
    """Have a widget's place kept while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
