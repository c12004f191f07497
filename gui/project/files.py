"""All that has to do with the project's file, built once and joined to whatever window there is."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.project.project import MapView as Look
from gui.desktop.main_window import MainWindow
from gui.document import Document
from gui.project.actions import ProjectActions
from gui.project.opening import ProjectOpening
from gui.project.recovery import Recovery, name_of
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

# What a slow disk may take for what is being saved.
WRITING_S: Final = 30.0


class ProjectFiles(QObject):
    """New, open, save and recover.

    `failed` carries why something did not work, `said` a message for the status bar.

    Parameters
    ----------
    queues
        The one that files are read in, and those whose work ends with the last project.

    Attributes
    ----------
    disk
        A queue of its own, so that saving never waits for figures.
    recovery
        None where no copies of unsaved changes are kept.
    """

    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        queues: Sequence[Tasks],
        settings: Settings,
        window: Callable[[], MainWindow],
        look: Callable[[], Look | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self._window = window
        self.disk = Tasks(self)
        self.opening = ProjectOpening(document, session, queues, settings, window, self)
        self.actions = ProjectActions(
            document, self.opening, self.disk, settings, window, look, self
        )
        self.actions.failed.connect(self.failed)
        self.actions.said.connect(self.said)
        self.recovery: Recovery | None = None

    def connect_window(self, window: MainWindow) -> None:
        """Do what is asked for in a window."""
        window.new_requested.connect(self.actions.new)
        window.open_project_requested.connect(self.actions.ask_open)
        window.save_project_requested.connect(self.actions.save)
        window.save_project_as_requested.connect(self.actions.ask_save_as)
        window.recent.use(self._settings)
        window.recent.chosen.connect(self.actions.open)
        window.may_close = self.actions.may_close

    def keep_copies(self, folder: Path) -> None:
        """Keep copies of unsaved changes in `folder`, and offer what was left there."""
        self.recovery = Recovery(self._document, folder, self.actions.current, self._window, self)
        self.recovery.failed.connect(self.failed)
        self.recovery.chosen.connect(self._open_copy)
        self.recovery.begin()

    def end(self) -> None:
        """Finish what is being written; keep no copy unless something would be lost."""
        self.disk.shut_down(WRITING_S)
        self.actions.end()
        if self.recovery is not None:
            self.recovery.end(given_up=self.actions.is_given_up)

    def _open_copy(self, copy: Path) -> None:
        if self.recovery is not None:
            adopted = partial(self.recovery.adopt, copy)
            self.actions.open_copy(copy, name_of(copy), adopted)
