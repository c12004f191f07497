"""The window: menus, docks and the status bar; it asks, others do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
    QUndoStack,
)
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenu,
    QProgressBar,
    QPushButton,
    QTabBar,
    QTabWidget,
    QWidget,
)

from data.schema import Language
from gui.desktop.recent import RecentMenu
from gui.widgets.side_area import SteadyArea
from resources import FOLDER

STATE_VERSION: Final = 3
MESSAGE_MS: Final = 8000
LEAST_MAP_PX: Final = 224
SPARE_PX: Final = 20
SIDE_WIDTH_PX: Final = {
    Qt.DockWidgetArea.LeftDockWidgetArea: 380,
    Qt.DockWidgetArea.RightDockWidgetArea: 500,
}


@dataclass(frozen=True, slots=True)
class Dock:
    """A panel, where it starts and how high it asks to be.

    Attributes
    ----------
    behind
        Name of the panel that it shares its place with as a tab; empty for a place of its own.
    on_seen
        Told whether the panel is seen: a panel behind another tab counts as shown to Qt.
    """

    name: str
    title: str
    widget: QWidget
    area: Qt.DockWidgetArea
    height_px: int
    behind: str = ""
    on_seen: Callable[[bool], None] | None = None


class MainWindow(QMainWindow):
    """The map in the centre, panels in docks around it.

    It can be seen with nothing but its centre, while what the panels need is being loaded, and
    is furnished then. Each signal is something the user asked for.

    Attributes
    ----------
    may_close
        Asked before the window goes; one that says no may close it later.
    """

    new_requested = Signal()
    open_project_requested = Signal()
    save_project_requested = Signal()
    save_project_as_requested = Signal()
    open_requested = Signal()
    open_folder_requested = Signal()
    open_database_requested = Signal()
    files_dropped = Signal(object)
    save_picture_requested = Signal()
    save_layer_requested = Signal()
    zoom_out_requested = Signal()
    language_requested = Signal(object)
    cancel_requested = Signal()
    sources_requested = Signal()
    log_folder_requested = Signal()
    about_requested = Signal()
    closing = Signal()

    def __init__(self, centre: QWidget) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowIcon(QIcon(str(FOLDER / "icons" / "yiquan.svg")))
        # On a small screen the docks give way, not the map.
        centre.setMinimumWidth(LEAST_MAP_PX)
        self.setCentralWidget(centre)
        self._map_area = centre
        self.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.may_close: Callable[[], bool] = lambda: True
        self._withheld: set[str] = set()
        self._docks: list[QDockWidget] = []
        self._heights: list[int] = []
        self._has_layout = False
        self._side_widths = dict(SIDE_WIDTH_PX)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))

    def furnish(self, docks: list[Dock], undo_stack: QUndoStack, language: Language) -> None:
        """Add the panels, the menus and the progress bar, and take files that are dropped."""
        self.setUpdatesEnabled(False)
        self.setAcceptDrops(True)
        self._docks = [self._add_dock(dock) for dock in docks]
        self._stack_tabs(docks)
        self._heights = [dock.height_px for dock in docks]
        self._add_file_menu()
        self._add_edit_menu(undo_stack)
        self._add_view_menu()
        self._add_language_menu(language)
        self._add_help_menu()
        self._add_progress()
        self._first_state = self.saveState(STATE_VERSION)
        if self.isVisible():
            self._share_out_space_once()
        self.setUpdatesEnabled(True)

    def restore(self, geometry: QByteArray, state: QByteArray) -> None:
        """Take the size, place and dock layout of an earlier run.

        A window that is seen stays where it is: it may have been moved meanwhile.
        """
        self._has_layout = True
        if not self.isVisible():
            self.restoreGeometry(geometry)
        self.restoreState(state, STATE_VERSION)
        self._withhold()

    def layout_state(self) -> tuple[QByteArray, QByteArray]:
        """Return size, place and dock layout for `restore`."""
        return self.saveGeometry(), self.saveState(STATE_VERSION)

    def show_progress(self, title: str, fraction: float) -> None:
        """Show what runs and how far it is, with a button to cancel it."""
        # A per cent sign of a file's name would be taken for Qt's own.
        self._progress.setFormat(f"{title.replace('%', '％')}  %p%")
        self._progress.setValue(round(100 * fraction))
        self._progress.show()
        self._cancel.show()

    def hide_progress(self) -> None:
        """Show that nothing runs."""
        self._progress.hide()
        self._cancel.hide()

    def say(self, text: str) -> None:
        """Show a passing message in the status bar."""
        self.statusBar().showMessage(text, MESSAGE_MS)

    def advise(self, text: str) -> None:
        """Show what to do next in the status bar until it is done; nothing takes it away."""
        if text:
            self.statusBar().showMessage(text)
        else:
            self.statusBar().clearMessage()

    def childEvent(self, event: QChildEvent) -> None:  # noqa: N802 - Qt's name
        """Have the tabs of panels say their titles in full, whatever the width."""
        super().childEvent(event)
        tabs = event.child()
        if event.type() == QEvent.Type.ChildPolished and isinstance(tabs, QTabBar):
            tabs.setUsesScrollButtons(False)
            tabs.setElideMode(Qt.TextElideMode.ElideNone)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files from the desktop, nothing else."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            _accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the dropped files to be opened."""
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        _accept_copy(event)
        self.files_dropped.emit(paths)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Share out the space once it is known how much there is."""
        super().showEvent(event)
        if not self._docks:
            return
        if self._has_layout:
            self._note_widths()
        else:
            self._share_out_space_once()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give panels that a small window made narrow their width back in a larger one."""
        super().resizeEvent(event)
        if self._has_layout and event.size().width() > event.oldSize().width():
            for dock in self._docks:
                wanted = self._side_widths[self.dockWidgetArea(dock)]
                if _is_seen(dock) and dock.width() < wanted:
                    self.resizeDocks([dock], [wanted], Qt.Orientation.Horizontal)

    def event(self, event: QEvent) -> bool:
        """Remember the widths of panels after each drag of what parts them from the map."""
        handled = super().event(event)
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._note_widths()
        return handled

    def _note_widths(self) -> None:
        # Where the map is as narrow as it gets, the window has chosen and not its user.
        if self._map_area.width() <= LEAST_MAP_PX + SPARE_PX:
            return
        for dock in self._docks:
            if _is_seen(dock):
                self._side_widths[self.dockWidgetArea(dock)] = dock.width()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask whether the window may go, and tell the others before it is gone."""
        # Until the answer is there the window stays: where the asking fails, too.
        event.ignore()
        if not self.may_close():
            return
        event.accept()
        self.closing.emit()
        super().closeEvent(event)

    def offer(self, name: str, *, offered: bool) -> None:
        """Have a panel at hand, or keep it out of sight while there is nothing in it."""
        if offered != (name not in self._withheld):
            (self._withheld.discard if offered else self._withheld.add)(name)
            self._withhold()
            if offered:
                self._dock(name).show()

    def bring_up(self, name: str) -> None:
        """Show a panel in front of those that share its place."""
        self._dock(name).show()
        self._dock(name).raise_()

    def _dock(self, name: str) -> QDockWidget:
        return next(dock for dock in self._docks if dock.objectName() == name)

    def _withhold(self) -> None:
        for dock in self._docks:
            withheld = dock.objectName() in self._withheld
            dock.toggleViewAction().setEnabled(not withheld)
            if withheld:
                dock.hide()

    def _add_dock(self, dock: Dock) -> QDockWidget:
        area = SteadyArea(dock.widget)
        area.setMinimumWidth(dock.widget.minimumSizeHint().width() + area.bar_px)
        widget = QDockWidget(dock.title, self)
        widget.setObjectName(dock.name)
        widget.setWidget(area)
        self.addDockWidget(dock.area, widget)
        if dock.on_seen is not None:
            widget.visibilityChanged.connect(dock.on_seen)
        return widget

    def _stack_tabs(self, docks: list[Dock]) -> None:
        by_name = {dock.objectName(): dock for dock in self._docks}
        for dock in docks:
            if dock.behind:
                front = by_name[dock.behind]
                self.tabifyDockWidget(front, by_name[dock.name])
                front.raise_()

    def _add_file_menu(self) -> None:
        menu, keys = self._menu(self.tr("&File")), QKeySequence.StandardKey
        self._action(menu, self.tr("&New project"), self.new_requested.emit, keys.New)
        ask = self.open_project_requested.emit
        self._action(menu, self.tr("Open &project…"), ask, "Ctrl+Shift+O")
        self.recent = RecentMenu(self.tr("Open &recent project"), self)
        menu.addMenu(self.recent)
        self._action(menu, self.tr("&Save project"), self.save_project_requested.emit, keys.Save)
        ask = self.save_project_as_requested.emit
        self._action(menu, self.tr("Save project &as…"), ask, "Ctrl+Shift+S")
        menu.addSeparator()
        self._action(menu, self.tr("&Open a file…"), self.open_requested.emit, keys.Open)
        self._action(menu, self.tr("Open a &folder of files…"), self.open_folder_requested.emit)
        self._action(menu, self.tr("Open a &database table…"), self.open_database_requested.emit)
        menu.addSeparator()
        self._action(menu, self.tr("Save the chosen &layer as…"), self.save_layer_requested.emit)
        ask = self.save_picture_requested.emit
        self._action(menu, self.tr("Save the &map as a picture…"), ask, "Ctrl+E")
        menu.addSeparator()
        quit_action = self._action(menu, self.tr("&Quit"), self.close, keys.Quit)
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _add_edit_menu(self, undo_stack: QUndoStack) -> None:
        menu = self._menu(self.tr("&Edit"))
        undo = undo_stack.createUndoAction(self, self.tr("Undo"))
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo = undo_stack.createRedoAction(self, self.tr("Redo"))
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        menu.addActions([undo, redo])

    def _add_view_menu(self) -> None:
        menu = self._menu(self.tr("&View"))
        self._action(menu, self.tr("&Whole province"), self.zoom_out_requested.emit, "Ctrl+0")
        menu.addSeparator()
        menu.addActions([dock.toggleViewAction() for dock in self._docks])
        menu.addSeparator()
        self._action(menu, self.tr("&Reset the panels"), self._reset_layout)

    def _add_language_menu(self, current: Language) -> None:
        menu = self._menu(self.tr("&Language"))
        group = QActionGroup(self)
        # Each language in its own words, so that nobody is locked out by a wrong choice.
        for language, name in ((Language.ZH, "中文"), (Language.EN, "English")):
            action = QAction(name, group, checkable=True, checked=language is current)
            action.setData(language)
            menu.addAction(action)
        # TRAP choice-through-qt
        # A QVariant keeps of a StrEnum only its text.
        group.triggered.connect(
            lambda action: self.language_requested.emit(Language(action.data()))
        )

    def _add_help_menu(self) -> None:
        menu = self._menu(self.tr("&Help"))
        self._action(menu, self.tr("&Data sources and licences"), self.sources_requested.emit)
        self._action(menu, self.tr("Open &log folder"), self.log_folder_requested.emit)
        self._action(menu, self.tr("&About Yiquan"), self.about_requested.emit)

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self)
        self.menuBar().addMenu(menu)
        return menu

    def _action(
        self,
        menu: QMenu,
        text: str,
        act: Callable[[], object],
        shortcut: QKeySequence.StandardKey | str | None = None,
    ) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked: act())
        if isinstance(shortcut, QKeySequence.StandardKey):
            action.setShortcuts(shortcut)
        elif shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        menu.addAction(action)
        return action

    def _add_progress(self) -> None:
        self._progress = QProgressBar()
        self._progress.setRange(0, 100)
        self._progress.setMaximumWidth(360)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self.cancel_requested)
        self.statusBar().addPermanentWidget(self._progress)
        self.statusBar().addPermanentWidget(self._cancel)
        self.hide_progress()

    def _share_out_space_once(self) -> None:
        if not self._has_layout:
            self._has_layout = True
            self._share_out_space()

    def _share_out_space(self) -> None:
        widths = [SIDE_WIDTH_PX[self.dockWidgetArea(dock)] for dock in self._docks]
        self.resizeDocks(self._docks, widths, Qt.Orientation.Horizontal)
        self.resizeDocks(self._docks, self._heights, Qt.Orientation.Vertical)

    def _reset_layout(self) -> None:
        self.restoreState(self._first_state, STATE_VERSION)
        self._withhold()
        self._side_widths = dict(SIDE_WIDTH_PX)
        self._share_out_space()


def _is_seen(dock: QDockWidget) -> bool:
    """Whether a panel stands at a side of the map, and in front there."""
    return not dock.isFloating() and not dock.visibleRegion().isEmpty()


def _accept_copy(event: QDropEvent) -> None:
    """Accept files to be read; to accept a move would let the desktop delete them."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
