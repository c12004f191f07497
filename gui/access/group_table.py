"""How evenly access is spread over each group of people: a small table of indices."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from data.schema import Language, PeopleGroup
from geo.access.figures import GroupEquity
from geo.words.numbers import index, rate
from gui.widgets.copy_rows import CopyRows
from gui.widgets.row_table import ROW_PADDING_PX
from gui.widgets.table_model import cell_text

# Less than in the other tables, so that the names of the groups have room.
CELL_PADDING_PX: Final = 8
WIDEST: Final = ("0.00888", "0.888", "0.888", "0.888", "0.888", "100.0%")


class GroupTable(QTableWidget):
    """A row for each group, in the order of `PeopleGroup`; figures to the right."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(0, 1 + len(WIDEST), parent)
        self._language = language
        self._set_heads()
        self.setAccessibleName(self.tr("Equity of access by group of people"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING_PX)
        self.setFixedHeight(self.sizeHint().height())
        CopyRows(self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size asked for: all groups without a scroll bar."""
        rows = len(PeopleGroup) * self.verticalHeader().defaultSectionSize()
        height = self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the names what the figures leave, and a scroll bar where that is too little."""
        super().resizeEvent(event)
        self._share_out()

    def set_groups(self, groups: Mapping[PeopleGroup, GroupEquity]) -> None:
        """Show the indices of `groups`."""
        self.setRowCount(len(groups))
        for row, (group, equity) in enumerate(groups.items()):
            name = QTableWidgetItem(group.label.in_language(self._language))
            people = self.tr("{people} people").format(people=f"{equity.population:,.0f}")
            name.setToolTip(f"{name.text()}: {people}")
            self.setItem(row, 0, name)
            texts = (
                rate(equity.access_per_1000),
                index(equity.gini),
                index(equity.theil.total),
                index(equity.theil.between),
                index(equity.theil.within),
                cell_text("ratio", equity.share_without),
            )
            for column, text in enumerate(texts, start=1):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self._share_out()

    def clear_groups(self) -> None:
        """Show no rows."""
        self.setRowCount(0)

    def _set_heads(self) -> None:
        heads = (
            (self.tr("People"), self.tr("Groups are modelled within a county")),
            (self.tr("Access"), self.tr("Mean supply per 1,000 people of the group")),
            (
                self.tr("Gini"),
                self.tr("0 where everybody has the same, towards 1 where few have all"),
            ),
            (
                self.tr("Theil"),
                self.tr(
                    "Theil's T: 0 where everybody has the same; the two parts beside it add up"
                ),
            ),
            (self.tr("Between"), self.tr("Part of Theil's T between prefectures")),
            (self.tr("Within"), self.tr("Part of Theil's T within prefectures")),
            (
                self.tr("Without"),
                self.tr(
                    "Share of the group with no facility within reach; of beds or staff, with "
                    "none that is known to have any"
                ),
            ),
        )
        for column, (head, tip) in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setToolTip(tip)
            self.setHorizontalHeaderItem(column, item)
        metrics = self.fontMetrics()
        for column, widest in enumerate(WIDEST, start=1):
            width = max(metrics.horizontalAdvance(text) for text in (widest, heads[column][0]))
            self.setColumnWidth(column, width + CELL_PADDING_PX)

    def _share_out(self) -> None:
        figures = sum(self.columnWidth(column) for column in range(1, self.columnCount()))
        left, needed = self.viewport().width() - figures, self.sizeHintForColumn(0)
        self.setColumnWidth(0, max(left, needed))
        bar = self.horizontalScrollBar().sizeHint().height() if needed > left else 0
        self.setFixedHeight(self.sizeHint().height() + bar)
