"""Lorenz curves: what share of all access the people with the least of it have together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

TICK_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
# Told apart under the common colour blindnesses, and by their dashes on a grey print.
# The first, of all people, is in the colour of the text.
COLOURS: Final = ("", "#d55e00", "#0072b2", "#009e73")
DASHES: Final = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DotLine,
)
LINE_PX: Final = 2.0
SAMPLE_PX: Final = 26.0
GAP_PX: Final = 6.0
LEGEND_INSET_PX: Final = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class LorenzLine:
    """A Lorenz curve with its name.

    Attributes
    ----------
    people, access : float64[n]
        Running shares, 0 to 1, of people in order of their access and of what they have.
    """

    name: str
    people: npt.NDArray[np.float64]
    access: npt.NDArray[np.float64]


class LorenzCurves(QWidget):
    """Draws the curve of each group of people below the diagonal of perfect equality."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[LorenzLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Lorenz curves of access"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size asked for: wide enough for the names above the diagonal."""
        return QSize(320, 230)

    def set_lines(self, lines: Sequence[LorenzLine]) -> None:
        """Show other curves, at most four; the first is that of all people."""
        self._lines = tuple(lines)
        self.update()

    def clear(self) -> None:
        """Show no curve."""
        self.set_lines(())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Draw the frame, the diagonal, the curves and their names."""
        # As a context the painter ends even when a drawing fails; Qt aborts on one that does not.
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_grid(painter)
            self._draw_titles(painter)
            for place, line in enumerate(self._lines):
                painter.setPen(self._pen(place))
                painter.drawPolyline(self._polygon(line))
            self._draw_names(painter)

    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(_percent(1.0)) + GAP_PX
        # Above the frame one line of text, below it two.
        line = metrics.height()
        return QRectF(self.rect()).adjusted(left, line + GAP_PX, -14, -2 * line - 6)

    def _point(self, people: float, access: float) -> QPointF:
        frame = self._frame()
        return QPointF(
            frame.left() + frame.width() * people, frame.bottom() - frame.height() * access
        )

    def _polygon(self, line: LorenzLine) -> QPolygonF:
        frame = self._frame()
        x = frame.left() + frame.width() * line.people
        y = frame.bottom() - frame.height() * line.access
        return QPolygonF([QPointF(*at) for at in zip(x.tolist(), y.tolist(), strict=True)])

    def _pen(self, place: int) -> QPen:
        colour = QColor(COLOURS[place]) if COLOURS[place] else self._text_colour()
        return QPen(colour, LINE_PX, DASHES[place])

    def _text_colour(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Text)

    def _draw_grid(self, painter: QPainter) -> None:
        metrics, text = self.fontMetrics(), self._text_colour()
        faint = QColor(text)
        faint.setAlphaF(0.18)
        for share in TICK_SHARES:
            painter.setPen(QPen(faint, 1))
            painter.drawLine(self._point(0, share), self._point(1, share))
            painter.drawLine(self._point(share, 0), self._point(share, 1))
            painter.setPen(text)
            label = _percent(share)
            width = metrics.horizontalAdvance(label)
            at = self._point(0, share)
            painter.drawText(at + QPointF(-GAP_PX - width, metrics.ascent() / 2 - 1), label)
            at = self._point(share, 0)
            # The last one is as wide as the margin beside the frame is not.
            x = min(at.x() - width / 2, self.width() - width - 1.0)
            painter.drawText(QPointF(x, at.y() + 4 + metrics.ascent()), label)
        faint.setAlphaF(0.5)
        painter.setPen(QPen(faint, 1))
        painter.drawLine(self._point(0, 0), self._point(1, 1))

    def _draw_titles(self, painter: QPainter) -> None:
        metrics, frame = self.fontMetrics(), self._frame()
        painter.setPen(self._text_colour())
        painter.drawText(QPointF(0, metrics.ascent()), self.tr("Share of all access"))
        title = self.tr("Share of people, those with the least access first")
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, self.width())
        x = min(frame.left(), self.width() - metrics.horizontalAdvance(shown))
        painter.drawText(
            QPointF(x, frame.bottom() + 5 + metrics.height() + metrics.ascent()), shown
        )

    def _draw_names(self, painter: QPainter) -> None:
        """Draw the names in the corner above the diagonal, where no curve ever runs."""
        metrics, frame = self.fontMetrics(), self._frame()
        left = frame.left() + LEGEND_INSET_PX
        for place, line in enumerate(self._lines):
            top = frame.top() + LEGEND_INSET_PX + place * metrics.height()
            middle = top + metrics.height() / 2
            painter.setPen(self._pen(place))
            painter.drawLine(QPointF(left, middle), QPointF(left + SAMPLE_PX, middle))
            painter.setPen(self._text_colour())
            at = QPointF(left + SAMPLE_PX + GAP_PX, top + metrics.ascent())
            painter.drawText(at, line.name)


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
