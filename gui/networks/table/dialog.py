"""Shows what a network table would change before it does, and what is unclear of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from geo.network_table.plan import TablePlan
from geo.network_table.words import PlanText
from gui.widgets.copy_rows import CopyRows

SIZE: Final = (860, 560)
_PADDING_PX: Final = 12
_HIGHEST_PX: Final = 10_000
_WRITTEN: Final = 1
_FOUND: Final = 2

Index = QModelIndex | QPersistentModelIndex


class NetworkTableDialog(QDialog):
    """Asks whether a network table is to be taken over.

    `accepted` says that it is; nothing is changed before.
    """

    def __init__(self, plan: TablePlan, text: PlanText, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Read a network table"))
        self._plan, self._text = plan, text
        self._summary = QLabel(self._summary_text())
        # The name of a file is text, never markup.
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setWordWrap(True)
        self._tabs = QTabWidget()
        self._add_tabs()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        apply = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        apply.setText(self.tr("Take over"))
        apply.setEnabled(bool(plan.added))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._summary)
        layout.addWidget(self._tabs, 1)
        layout.addWidget(self._notation())
        layout.addWidget(self._buttons)
        room = self.screen().availableSize()
        self.resize(min(SIZE[0], room.width() - 40), min(SIZE[1], room.height() - 80))

    def _notation(self) -> QLabel:
        """Return how a table takes away what is there."""
        note = QLabel(
            self.tr(
                "A link that the table does not name stays. “remove” before a kind of link, as in "
                "“remove trusteeship”, takes that link away; “remove” alone takes away all links "
                "to the upper facility. “none” as the network takes a facility out of its network."
            )
        )
        note.setObjectName("note")
        note.setWordWrap(True)
        return note

    def _summary_text(self) -> str:
        told = self.tr(
            "{file}: {rows} rows read; {changes} changes, {confirmed} confirmed."
        ).format(
            file=self._plan.file,
            rows=f"{self._plan.rows:,}",
            changes=f"{len(self._text.changes):,}",
            confirmed=f"{self._text.confirmed:,}",
        )
        if not self._plan.added:
            told += "\n" + self.tr("Nothing would change. Look at what is unclear below.")
        elif self._plan.problems:
            told += "\n" + self.tr(
                "What is unclear is left out: mend the table and read it again, or take over "
                "what is clear."
            )
        return told

    def _add_tabs(self) -> None:
        text = self._text
        changes = _lines(text.changes, self.tr("What will change"))
        names = _names(_NamesModel(text.names, self), self.tr("Names"))
        problems = _lines(text.problems, self.tr("To be looked at"))
        for widget, title, count in (
            (changes, self.tr("What will change ({count})"), len(text.changes)),
            (names, self.tr("Names ({count})"), len(text.names)),
            (problems, self.tr("To be looked at ({count})"), len(text.problems)),
        ):
            self._tabs.addTab(widget, title.format(count=f"{count:,}"))
        if not text.changes and text.problems:
            self._tabs.setCurrentWidget(problems)


class _NamesModel(QAbstractTableModel):
    """The names of a table and what each was taken for."""

    def __init__(self, rows: Sequence[tuple[str, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self._headings = (
            self.tr("Row"),
            self.tr("Name in the table"),
            self.tr("Taken for"),
            self.tr("County"),
            self.tr("How"),
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return how many names there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return how much is told of each."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self._rows[index.row()][index.column()]

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a heading."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._headings[section]


class _WrappedLines(QStyledItemDelegate):
    """Measures a sentence as it is wrapped at the width of its list."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        """Return the size of a row, all its lines shown."""
        width = self._view.viewport().width()
        flags = Qt.TextFlag.TextWordWrap.value
        room = max(1, width - _PADDING_PX)
        box = option.fontMetrics.boundingRect(0, 0, room, _HIGHEST_PX, flags, str(index.data()))
        return QSize(width, box.height() + _PADDING_PX // 2)


def _lines(lines: Sequence[str], name: str) -> QListView:
    """Return a list of sentences; one that is wrapped takes as many lines as it needs."""
    view = QListView()
    view.setAccessibleName(name)
    view.setModel(QStringListModel(list(lines), view))
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAlternatingRowColors(True)
    view.setWordWrap(True)
    view.setTextElideMode(Qt.TextElideMode.ElideNone)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setItemDelegate(_WrappedLines(view))
    # Row by row in batches, so that a hundred thousand of them do not hold up the window.
    view.setLayoutMode(QListView.LayoutMode.Batched)
    return view


def _names(model: QAbstractItemModel, name: str) -> QTableView:
    view = QTableView()
    CopyRows(view)
    view.setAccessibleName(name)
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setAlternatingRowColors(True)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    header = view.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    # Measured from the rows that are seen, not from all of them.
    header.setResizeContentsPrecision(0)
    for column in (_WRITTEN, _FOUND):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return view
