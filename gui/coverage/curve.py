"""The coverage curve: share of the people within each distance, with the radius on it."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

GRID_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
TICK_LEADS: Final = (1, 2, 5)
LEAST_TICK_KM: Final = 0.5
MOST_TICKS: Final = 7
TICK_GAP_PX: Final = 8
STALE_OPACITY: Final = 0.3
LEGEND_LINE_PX: Final = 18
UNIT_WIDTH_PX: Final = 1.4


class CoverageCurve(QWidget):
    """Draws share against distance; pulling the vertical line asks for another radius.

    One unit (a county, say) may have a second, thinner curve; a legend then names both.

    `radius_pulled` carries the radius asked for, in metres, and whether the pull has
    only just begun; `save_requested` asks for the curve as a file, from its menu.
    """

    radius_pulled = Signal(float, bool)
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._radii_m: npt.NDArray[np.float64] = np.zeros(0)
        self._shares: npt.NDArray[np.float64] = np.zeros(0)
        self._unit_shares: npt.NDArray[np.float64] = np.zeros(0)
        self._name = self._unit_name = ""
        self._radius_m = 0.0
        self._share = 0.0
        self._colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Coverage curve"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        save = QAction(self.tr("Save the curve as a file…"), self)
        save.triggered.connect(self.save_requested)
        self.addAction(save)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size asked for: wide enough for seven ticks."""
        return QSize(320, 150)

    @property
    def radii_m(self) -> npt.NDArray[np.float64]:
        """The radii of both curves, in metres."""
        return self._radii_m

    @property
    def unit_shares(self) -> npt.NDArray[np.float64]:
        """The shares of the one unit, if any."""
        return self._unit_shares

    @property
    def unit_name(self) -> str:
        """What the legend calls the one unit."""
        return self._unit_name

    def set_curve(
        self,
        radii_m: npt.NDArray[np.float64],
        shares: npt.NDArray[np.float64],
        name: str,
        colour: str,
    ) -> None:
        """Show another curve: `shares` (0 to 1) of the people within `radii_m` (metres)."""
        self._radii_m, self._shares = radii_m, shares
        self._name, self._colour = name, QColor(colour)
        self.set_unit_curve(np.zeros(0), "")

    def set_unit_curve(self, shares: npt.NDArray[np.float64], name: str) -> None:
        """Show the curve of one unit at the same radii, too; an empty one shows none."""
        self._unit_shares, self._unit_name = shares, name
        self.update()

    def set_radius(self, radius_m: float, share: float) -> None:
        """Move the vertical line to `radius_m`, where the curve has `share`."""
        self._radius_m, self._share = radius_m, share
        self.update()

    def clear(self) -> None:
        """Show no curve."""
        self._radii_m = self._shares = self._unit_shares = np.zeros(0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Draw the frame, the curve and the radius."""
        # As a context the painter ends even when a drawing fails; Qt aborts on one that does not.
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(1.0 if self.isEnabled() else STALE_OPACITY)
            self._draw_grid(painter)
            if self._radii_m.size:
                self._draw_curve(painter)
                if self._unit_shares.size:
                    self._draw_unit_curve(painter)
                    self._draw_legend(painter)
                if self.isEnabled():
                    self._draw_radius(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a pull; the other button opens the menu."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pull(event, begins=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go on with a pull."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pull(event, begins=False)

    def _pull(self, event: QMouseEvent, *, begins: bool) -> None:
        frame = self._frame()
        if not self._radii_m.size or frame.width() <= 0:
            return
        share_of_axis = (event.position().x() - frame.left()) / frame.width()
        step_m = 100.0
        radius_m = round(share_of_axis * self._radii_m[-1] / step_m) * step_m
        self.radius_pulled.emit(float(np.clip(radius_m, step_m, self._radii_m[-1])), begins)

    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance("100 %") + 6
        top = 8 + (metrics.height() if self._unit_shares.size else 0)
        return QRectF(self.rect()).adjusted(left, top, -14, -metrics.height() - 6)

    def _point(self, radius_m: float, share: float) -> QPointF:
        frame = self._frame()
        x = frame.left() + frame.width() * min(radius_m / self._radii_m[-1], 1.0)
        return QPointF(x, frame.bottom() - frame.height() * share)

    def _draw_grid(self, painter: QPainter) -> None:
        frame, metrics = self._frame(), self.fontMetrics()
        text = self.palette().color(QPalette.ColorRole.Text)
        faint = QColor(text)
        faint.setAlphaF(0.18)
        for share in GRID_SHARES:
            y = frame.bottom() - frame.height() * share
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(text)
            label = f"{share:.0%}".replace("%", " %")
            x = frame.left() - 6 - metrics.horizontalAdvance(label)
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), label)
        if self._radii_m.size:
            self._draw_ticks(painter, float(self._radii_m[-1]) / 1000)

    def _draw_ticks(self, painter: QPainter, end_km: float) -> None:
        metrics, frame = self.fontMetrics(), self._frame()
        bottom = frame.bottom()
        widest_px = metrics.horizontalAdvance(f"{end_km:,.1f}") + TICK_GAP_PX
        step_km = tick_step_km(end_km, min(MOST_TICKS, int(frame.width() // widest_px)))
        for tick in range(int(end_km / step_km) + 1):
            at = self._point(tick * step_km * 1000, 0)
            painter.drawLine(at, at + QPointF(0, 3))
            label = f"{tick * step_km:,g}"
            if (tick + 1) * step_km > end_km:
                label += self.tr(" km")
            x = min(at.x() - metrics.horizontalAdvance(label) / 2, self.width() - 1.0)
            x = min(x, self.width() - metrics.horizontalAdvance(label) - 1.0)
            painter.drawText(QPointF(x, bottom + 4 + metrics.ascent()), label)

    def _draw_curve(self, painter: QPainter) -> None:
        line = self._line(self._shares)
        area = [self._point(0, 0), *line, self._point(float(self._radii_m[-1]), 0)]
        fill = QColor(self._colour)
        fill.setAlphaF(0.15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(area))
        painter.setPen(QPen(self._colour, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))

    def _line(self, shares: npt.NDArray[np.float64]) -> list[QPointF]:
        frame = self._frame()
        x = frame.left() + frame.width() * self._radii_m / self._radii_m[-1]
        y = frame.bottom() - frame.height() * shares
        return [QPointF(*at) for at in zip(x.tolist(), y.tolist(), strict=True)]

    def _unit_pen(self) -> QPen:
        return QPen(self.palette().color(QPalette.ColorRole.Text), UNIT_WIDTH_PX)

    def _draw_unit_curve(self, painter: QPainter) -> None:
        painter.setPen(self._unit_pen())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(self._line(self._unit_shares)))

    def _draw_legend(self, painter: QPainter) -> None:
        """Name both curves above the frame; a long name gives way at its end."""
        frame, metrics = self._frame(), self.fontMetrics()
        middle, half = frame.top() - 4 - metrics.ascent() / 2, frame.width() / 2
        for place, (name, pen) in enumerate(
            [(self._name, QPen(self._colour, 2)), (self._unit_name, self._unit_pen())]
        ):
            x = frame.left() + place * half
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle), QPointF(x + LEGEND_LINE_PX, middle))
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            room = round(half - LEGEND_LINE_PX - 12)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(
                QPointF(x + LEGEND_LINE_PX + 5, middle + metrics.ascent() / 2 - 1), text
            )

    def _draw_radius(self, painter: QPainter) -> None:
        at = self._point(self._radius_m, self._share)
        foot = QPointF(at.x(), self._frame().bottom())
        painter.setPen(QPen(self._colour, 1, Qt.PenStyle.DashLine))
        painter.drawLine(foot, QPointF(at.x(), self._frame().top()))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), 1.5))
        painter.setBrush(self._colour)
        painter.drawEllipse(at, 4.5, 4.5)


def tick_step_km(end_km: float, most: int) -> float:
    """Return a round step that an axis as long as `end_km` holds at most `most` times."""
    least_km = max(end_km / max(most, 1), LEAST_TICK_KM)
    decade = 10.0 ** math.floor(math.log10(least_km))
    return next(
        step_km
        for lead in (*TICK_LEADS, 10 * TICK_LEADS[0])
        if (step_km := lead * decade) >= least_km
    )
