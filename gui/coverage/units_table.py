"""The table of counties, prefectures or provinces, and the choice of its columns."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from data.reference.catalog import Level
from data.schema import Language
from gui.coverage.units_model import DEFAULT_COLUMNS, UnitsModel
from gui.session import Session
from gui.settings import Settings
from gui.widgets.input_guard import InputGuard
from gui.widgets.row_table import RowTable
from gui.widgets.table_model import ADCODE_ROLE, NAME_COLUMN

LEVELS: Final = (Level.COUNTY, Level.PREFECTURE, Level.PROVINCE)


class UnitsTable(QWidget):
    """A row for each unit of the session's level, with its figures in the session's report.

    `unit_activated` carries the adcode of a unit that was chosen in the table;
    `save_requested` asks for the table as a file.
    """

    unit_activated = Signal(int)
    save_requested = Signal()

    def __init__(
        self,
        session: Session,
        settings: Settings,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._guard = InputGuard(self)
        self._model = UnitsModel(language, self)
        self._table = RowTable(self._model)
        self._table.setAccessibleName(self.tr("Coverage by county"))
        self._table.set_widths([each.widest for each in self._model.columns], NAME_COLUMN)
        self._table.sortByColumn(NAME_COLUMN, Qt.SortOrder.AscendingOrder)
        self._table.chosen.connect(self._on_chosen)
        self._level = self._level_box()
        self._menu = QMenu(self)
        self._add_column_actions()
        top = QHBoxLayout()
        top.addWidget(self._level)
        top.addStretch(1)
        top.addWidget(self._save_button())
        top.addWidget(self._column_button())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._table, 1)
        self._show_columns(settings.columns or DEFAULT_COLUMNS)
        session.intervals_changed.connect(self._show_bounds)
        session.unit_changed.connect(self._show_selected)

    def show_report(self) -> None:
        """Show the figures of the session's report."""
        report = self._session.report
        if report is not None:
            self._level.setCurrentIndex(LEVELS.index(report.level))
            self._show_bounds_of(fresh=self._model.set_units(report.units, report.level))

    def clear(self) -> None:
        """Show no rows."""
        self._model.clear()

    def _show_bounds_of(self, *, fresh: bool) -> None:
        self._show_bounds()
        if fresh:
            self._show_selected()

    def _show_bounds(self) -> None:
        intervals = self._session.intervals
        if intervals is not None and len(intervals.low) == self._model.rowCount():
            self._model.set_bounds(intervals.low.tolist(), intervals.high.tolist())

    def _show_selected(self) -> None:
        adcode = self._session.unit
        self._table.show_chosen(None if adcode is None else self._model.row_of(adcode))

    def _on_chosen(self, at: QModelIndex, again: bool) -> None:  # noqa: FBT001 - Qt's signal
        # A row that follows a click on the map is no wish to fly there again.
        adcode = at.data(ADCODE_ROLE)
        if again or adcode != self._session.unit:
            self.unit_activated.emit(adcode)

    def _level_box(self) -> QComboBox:
        box = QComboBox()
        box.addItems([self.tr("Counties"), self.tr("Prefectures"), self.tr("Provinces")])
        box.setAccessibleName(self.tr("Rows of the table"))
        box.activated.connect(lambda index: self._session.set_level(LEVELS[index]))
        self._guard.watch(box)
        return box

    def _save_button(self) -> QPushButton:
        button = QPushButton(self.tr("Save the table…"))
        button.clicked.connect(self.save_requested)
        return button

    def _column_button(self) -> QPushButton:
        button = QPushButton(self.tr("Columns"))
        button.setMenu(self._menu)
        header = self._table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)
        return button

    def _open_menu(self, at: QPoint) -> None:
        self._menu.popup(self._table.horizontalHeader().mapToGlobal(at))

    def _add_column_actions(self) -> None:
        for column in self._model.columns[NAME_COLUMN + 1 :]:
            action = QAction(column.heading, self._menu, checkable=True)
            action.setData(column.key)
            action.setToolTip(column.tip)
            self._menu.addAction(action)
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._on_columns_chosen)

    def _on_columns_chosen(self) -> None:
        chosen = tuple(a.data() for a in self._menu.actions() if a.isChecked())
        self._settings.columns = chosen
        self._show_columns(chosen)

    def _show_columns(self, shown: tuple[str, ...]) -> None:
        for number, action in enumerate(self._menu.actions(), start=NAME_COLUMN + 1):
            action.setChecked(action.data() in shown)
            self._table.setColumnHidden(number, action.data() not in shown)
        self._table.stretch()
