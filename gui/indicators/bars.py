"""Bars of the figures that places share, with the targets of planning norms."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from data.reference.indicators import ThemeTarget
from data.schema import Language
from geo.indicators.lines import Bar, BarGroup
from geo.indicators.words import value_text
from geo.words.wording import say

# Told apart under the common colour blindnesses; a computed bar is hollow as well.
COLOUR: Final = "#0072b2"
TARGET_COLOUR: Final = "#d55e00"
TARGET_PX: Final = 2.0
MARGIN_PX: Final = 4.0
GAP_PX: Final = 6.0
BAR_PADDING_PX: Final = 4.0
GROUP_GAP_PX: Final = 10.0
MOST_NAME_SHARE: Final = 0.42


class IndicatorBars(QWidget):
    """Draws a bar for each figure, those of one unit on one scale, computed ones hollow."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._groups: tuple[BarGroup, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Published figures of several places"))

    @property
    def groups(self) -> tuple[BarGroup, ...]:
        """The bars shown."""
        return self._groups

    def set_groups(self, groups: Sequence[BarGroup]) -> None:
        """Show other bars."""
        self._groups = tuple(groups)
        told = [f"{bar.name}: {self._value_text(bar)}" for group in groups for bar in group.bars]
        self.setAccessibleDescription("\n".join(told))
        self.setToolTip("\n".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size asked for: a line for each bar and each target."""
        heights = [self._group_height(group) for group in self._groups]
        gaps = GROUP_GAP_PX * max(0, len(heights) - 1)
        return QSize(300, round(sum(heights) + gaps + 2 * MARGIN_PX) if heights else 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size: all bars, in any width."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Draw group after group."""
        # As a context the painter ends even when a drawing fails; Qt aborts on one that does not.
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            top = MARGIN_PX
            for group in self._groups:
                self._draw_group(painter, group, top)
                top += self._group_height(group) + GROUP_GAP_PX

    def _row_px(self) -> float:
        return self.fontMetrics().height() + BAR_PADDING_PX

    def _group_height(self, group: BarGroup) -> float:
        return self._row_px() * (len(group.bars) + len(group.targets))

    def _scale(self, group: BarGroup) -> QRectF:
        """Return where the bars of a group lie: between the names and the values."""
        metrics = self.fontMetrics()
        names = max(metrics.horizontalAdvance(bar.name) for bar in group.bars)
        left = MARGIN_PX + min(names, MOST_NAME_SHARE * self.width()) + GAP_PX
        values = max(metrics.horizontalAdvance(self._value_text(bar)) for bar in group.bars)
        width = max(1.0, self.width() - left - values - GAP_PX - MARGIN_PX)
        return QRectF(left, 0.0, width, 0.0)

    def _value_text(self, bar: Bar) -> str:
        return (
            say("indicator_computed", self._language, value=bar.text) if bar.computed else bar.text
        )

    def _draw_group(self, painter: QPainter, group: BarGroup, top: float) -> None:
        scale = self._scale(group)
        name = ""
        for bar in group.bars:
            row = QRectF(scale.left(), top, scale.width(), self._row_px())
            # The name of a place stands once above its computed value.
            self._draw_name(painter, "" if bar.computed and bar.name == name else bar.name, row)
            self._draw_bar(painter, bar, row, group.end)
            name = bar.name
            top += self._row_px()
        bottom = top
        top -= self._row_px() * len(group.bars)
        for place, target in enumerate(group.targets):
            line = QRectF(scale.left(), top, scale.width(), bottom - top)
            self._draw_target(painter, target, line, group.end, place)

    def _draw_name(self, painter: QPainter, name: str, row: QRectF) -> None:
        # What measures a text rounds; the gap behind it has room for that.
        metrics, room = self.fontMetrics(), round(row.left() - MARGIN_PX - GAP_PX / 2)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QPointF(MARGIN_PX, self._baseline(row)), shown)

    def _baseline(self, row: QRectF) -> float:
        return row.top() + BAR_PADDING_PX / 2 + self.fontMetrics().ascent()

    def _draw_bar(self, painter: QPainter, bar: Bar, row: QRectF, end: float) -> None:
        length = row.width() * bar.value / end if end else 0.0
        drawn = row.adjusted(0, BAR_PADDING_PX, length - row.width(), -BAR_PADDING_PX)
        colour, style = QColor(COLOUR), Qt.PenStyle
        painter.setPen(QPen(colour, 1, style.DashLine if bar.computed else style.SolidLine))
        painter.setBrush(Qt.BrushStyle.NoBrush if bar.computed else colour)
        painter.drawRect(drawn)
        # In a column of their own, where no target's line crosses them.
        value = self._value_text(bar)
        right = self.width() - MARGIN_PX - self.fontMetrics().horizontalAdvance(value)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(QPointF(right, self._baseline(row)), value)

    def _draw_target(
        self, painter: QPainter, target: ThemeTarget, rows: QRectF, end: float, place: int
    ) -> None:
        """Draw a target as a line through the bars, its name below them."""
        metrics = self.fontMetrics()
        x = round(rows.left() + (rows.width() * target.value / end if end else 0.0))
        foot = rows.bottom() + place * self._row_px()
        painter.setPen(QPen(QColor(TARGET_COLOUR), TARGET_PX, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, rows.top()), QPointF(x, foot + BAR_PADDING_PX))
        value = value_text(target.value, target.unit, self._language)
        told = f"{target.label.in_language(self._language)}: {value}"
        shown = metrics.elidedText(told, Qt.TextElideMode.ElideRight, self.width())
        left = min(x, self.width() - metrics.horizontalAdvance(shown) - MARGIN_PX)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        at = QPointF(max(MARGIN_PX, left), foot + BAR_PADDING_PX + metrics.ascent())
        painter.drawText(at, shown)
