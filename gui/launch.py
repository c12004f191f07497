"""From the start of the process to the program at work: the window first, all else beside it.

What reads tables and computes takes seconds to be loaded. A thread of its own does that while
the window is on the screen, and writes the first page of the map as soon as it can.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from data.project.project import Project
from data.schema import Language
from gui.desktop import crash, interpreter, qt_log
from gui.desktop.environment import Environment
from gui.desktop.languages import Translators
from gui.desktop.style import STYLE
from gui.map import scheme
from gui.map.first_page import FirstPage, first_page, kept_page
from gui.map.first_window import first_window
from gui.messages import show_failure
from gui.settings import Settings

if TYPE_CHECKING:
    # Imported by the thread: with it comes all that takes seconds.
    from gui.app import App

NOT_LOADED: Final = 1
ON_SCREEN_MS: Final = 20
log = logging.getLogger(__name__)


class Launch(QObject):
    """Shows the window, loads the program beside it, and has it move in."""

    _page_written = Signal(object)
    _loaded = Signal()
    _failed = Signal(object)

    def __init__(
        self, project: Project, files: Sequence[Path], settings: Settings, application: QApplication
    ) -> None:
        super().__init__(application)
        self._application = application
        self._project, self._files, self._settings = project, files, settings
        self._app: App | None = None
        self._kept = ""
        self._translators = Translators(self)
        self._translators.speak(settings.language)
        self._first = first_window()
        queued = Qt.ConnectionType.QueuedConnection
        self._page_written.connect(self._show_page, queued)
        self._loaded.connect(self._move_in, queued)
        self._failed.connect(self._give_up, queued)

    def begin(self) -> None:
        """Show the window where it was last, and load what it needs."""
        window = self._first.window
        window.setWindowTitle(self.tr("Yiquan"))
        if kept := self._settings.window():
            window.restoreGeometry(kept[0])
        window.statusBar().showMessage(self.tr("Reading the maps and the facilities…"))
        window.show()
        # When it is on the screen: nothing of what follows may hold it up.
        QTimer.singleShot(ON_SCREEN_MS, self, self._begin_loading)

    def _begin_loading(self) -> None:
        # Which files bring a province of their own is found out beside the window.
        if not self._files and (kept := kept_page(self._project, self._settings.language)):
            self._kept = kept
            self._first.view.show_ahead(kept)
        Thread(target=self._load, name="loading", daemon=True).start()

    def show_failure(self, error: Exception) -> None:
        """Tell the user what failed and what to do next."""
        window = self._first.window if self._app is None else self._app.window
        show_failure(window, error, self._settings.language)

    def end(self) -> None:
        """End the program, or the window where there is no more of it yet."""
        if self._app is not None:
            self._app.end()
            return
        self._translators.fall_silent()
        # Later, Qt takes the map's parts apart in the wrong order.
        window = self._first.window
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)

    def _load(self) -> None:
        """Load the program; on a thread of its own."""
        from data.project.project_file import is_project_file  # noqa: PLC0415 - for the same reason

        try:
            from data.project.project_file import is_project_file  # noqa: PLC0415 - takes its time

            # A project brings its own province.
            if not any(map(is_project_file, self._files)):
                self._write_page(self._settings.language)
            from gui import app  # noqa: F401, PLC0415 - loaded here, used by the window's thread
        except Exception as error:  # noqa: BLE001 - told to the user, whatever it is
            self._failed.emit(error)
        else:
            self._loaded.emit()

    def _write_page(self, language: Language) -> None:
        try:
            page = first_page(self._project, language, self._kept)
        except Exception:
            # The program reads the province again, and says what is the matter.
            log.exception("no first page")
        else:
            self._page_written.emit(page)

    def _show_page(self, page: FirstPage) -> None:
        self._first = replace(self._first, page=page)
        if not self._kept:
            self._first.view.show_ahead(page.html)
        self._first.window.statusBar().showMessage(self.tr("Preparing the figures…"))

    def _move_in(self) -> None:
        window = self._first.window
        if not window.isVisible():
            return
        from gui.app import App  # noqa: PLC0415 - loaded by the thread

        interpreter.favour_window()
        self._translators.fall_silent()
        window.statusBar().clearMessage()
        self._app = App(self._project, self._settings, self._application, self._first)
        self._app.start(self._files, crash.recovery_folder())

    def _give_up(self, error: Exception) -> None:
        self.show_failure(error)
        for box in self._first.window.findChildren(QMessageBox):
            box.finished.connect(lambda _: self._application.exit(NOT_LOADED))


def run(argv: Sequence[str], project: Project, environment: Environment) -> int:
    """Open the window on `project`, and on the files named in `argv`."""
    interpreter.load_undisturbed()
    scheme.register()
    application = QApplication(["yiquan", *argv])
    application.setApplicationName("Yiquan")
    application.setOrganizationName("Yiquan")
    application.setStyleSheet(STYLE)
    stop_log = _start_log()
    uncaught = crash.Uncaught(application)
    uncaught.install()
    qt_log.route_messages()
    log.info("started: %s", environment)
    files = [Path(name) for name in application.arguments()[1:]]
    launch = Launch(project, files, Settings(QSettings()), application)
    uncaught.happened.connect(launch.show_failure)
    launch.begin()
    code = application.exec()
    launch.end()
    stop_log()
    return code


def _start_log() -> Callable[[], None]:
    try:
        return crash.start_log(crash.log_folder())
    except OSError as error:
        # A full or locked disk is no reason not to start.
        log.warning("no log file: %s", error)
        return lambda: None
