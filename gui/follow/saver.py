"""Saving as a file, the same for everything that the window saves.

It asks for a name, tells the file what is supposed and what is missing, writes on the worker
so that a slow disk holds no window up, and says how it went.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from data.schema import Tier
from data.write.output_file import write_file
from geo.progress import Progress
from geo.study.world import World
from geo.tables.files.written import file_of
from geo.tables.notes import Basis, basis_of, world_notes
from geo.tables.table import Table
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
        return world_notes(self._world(), self._settings.language)

    def basis(self, tiers: Collection[Tier] = (), *, radius_assumed: bool = False) -> Basis:
        """Return what figures rest on for which facilities of some tiers count."""
        language = self._settings.language
        return basis_of(self._world(), tiers, language, radius_assumed=radius_assumed)

    def _world(self) -> World:
        # The session follows the document, but not at once.
        return replace(self._session.world, project=self._document.project)

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

    def write_table(self, path: Path, make: Callable[[], Table]) -> None:
        """Have a table made and written as the ending of `path` says, on the worker."""
        self.write(path, partial(_write_table, make))

    def _on_written(
        self, path: Path, done: Callable[[Result], None] | None, result: Result
    ) -> None:
        text = QCoreApplication.translate("Saver", "Saved {file}")
        self.saved.emit(text.format(file=path.name))
        if done is not None:
            done(result)


def _write_table(make: Callable[[], Table], path: Path, progress: Progress) -> None:
    progress(0.0)
    write_file(path, file_of(make(), path.suffix.lower()))
