"""Saving as a file, the same for everything that the window saves.

It asks for a name, tells the file what is supposed and what is missing, writes on the worker
so that a slow disk holds no window up, and says how it went.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from geo.progress import Progress
from geo.study.edited_facilities import what_if_notes
from geo.words.missing_files import missing_notes
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import save_dialog, with_ending

Result = TypeVar("Result")


class Saver(QObject):
    """Asks where to save, and writes; what is written is of the moment it was asked for.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._settings = settings
        self._window = window

    def notes(self) -> list[str]:
        """Return what any file has to say: what is supposed, and which files are missing."""
        project, language = self._document.project, self._settings.language
        missing = missing_notes(project, self._session.missing, language)
        return [*what_if_notes(project.edits, language), *missing]

    def named(self, *parts: str) -> str:
        """Return a name for a file, without its ending, that tells what is supposed."""
        supposed = ["what-if"] if self._document.project.edits else []
        return "-".join(["yiquan", *parts, *supposed])

    @property
    def place(self) -> str:
        """The province, as names of files say it."""
        province = self._document.project.province
        return province.value if province else "all"

    def offer(
        self, title: str, kinds: Mapping[str, str], name: str, chosen: Callable[[Path], None]
    ) -> None:
        """Let the user choose where and in which format.

        Parameters
        ----------
        kinds
            What the user reads of each format, by its ending, the first one chosen.
        chosen
            Called with the path, which has one of the endings.
        """
        dialog = save_dialog(self._window, title, self._settings.folder, kinds, name)
        dialog.fileSelected.connect(
            lambda path: chosen(with_ending(Path(path), dialog.defaultSuffix(), kinds))
        )
        dialog.open()

    def write(
        self,
        path: Path,
        work: Callable[[Path, Progress], Result],
        done: Callable[[Result], None] | None = None,
    ) -> None:
        """Have `work` write a file on the worker; the old file stays if that fails."""
        self._settings.folder = path.parent
        self._tasks.run(
            f"save {path}",
            QCoreApplication.translate("Saver", "Saving {file}").format(file=path.name),
            partial(work, path),
            partial(self._on_written, path, done),
            self.failed.emit,
        )

    def _on_written(
        self, path: Path, done: Callable[[Result], None] | None, result: Result
    ) -> None:
        text = QCoreApplication.translate("Saver", "Saved {file}")
        self.saved.emit(text.format(file=path.name))
        if done is not None:
            done(result)
