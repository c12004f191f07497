"""Opening what a user has: look into it off the GUI thread, ask, and hand on what to add."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from data.project.project_file import is_project_file
from data.read.contents import Contents
from data.read.reader import READABLE_SUFFIXES
from geo.intake.plan import Choices, Outcome, Source, look, read
from geo.progress import Progress
from gui.opening.add_layer import AddLayer
from gui.opening.database_dialog import DatabaseDialog
from gui.opening.hosts import remember_typed
from gui.opening.import_dialog import ImportDialog
from gui.opening.layer_choice import LayerChoice
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import file_dialog

PATTERNS: Final = " ".join(f"*{suffix}" for suffix in READABLE_SUFFIXES)
# Where a file system tells letters apart, files of old programs would not be listed.
ALL_PATTERNS: Final = f"{PATTERNS} {PATTERNS.upper()}"


class OpenFile(QObject):
    """Asks about files one after another; what is planned goes to `adding`.

    Lives as long as the program: a file may be on its way while the window is replaced.
    `failed` carries why a file could not be opened, `project_chosen` the path of a project
    and what is to be called once it is open.
    """

    failed = Signal(object)
    project_chosen = Signal(object, object)

    def __init__(
        self,
        tasks: Tasks,
        settings: Settings,
        adding: AddLayer,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._settings = settings
        self._adding = adding
        self._window = window
        self._unasked: deque[Callable[[], QDialog]] = deque()
        self._asking = False

    def ask(self) -> None:
        """Let the user choose files in a dialog, and open them."""
        known, everything = self.tr("Map files and tables"), self.tr("All files")
        filters = [f"{known} ({ALL_PATTERNS})", f"{everything} (*)"]
        folder, title = self._settings.folder, self.tr("Open a file")
        dialog = file_dialog(self._window(), title, folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def ask_folder(self) -> None:
        """Let the user choose a folder of files, and open it."""
        title = self.tr("Open a folder of files")
        dialog = file_dialog(self._window(), title, self._settings.folder, [])
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def ask_database(self) -> None:
        """Let the user name a table of a database, and open it."""
        dialog = DatabaseDialog(self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(self._on_named)
        dialog.open()

    def _on_named(self, source: Source) -> None:
        remember_typed(self._settings, str(source.path))
        self.open_source(source)

    def _on_chosen(self, names: list[str]) -> None:
        self._settings.folder = Path(names[0]).parent
        self.open([Path(name) for name in names])

    def open(self, paths: Sequence[Path]) -> None:
        """Look into `paths` one after another; each ends in a dialog or in `failed`.

        A project comes first, the files join it.
        """
        projects = [path for path in paths if is_project_file(path)]
        files = [path for path in paths if not is_project_file(path)]
        if projects:
            self.project_chosen.emit(projects[0], partial(self.open, files))
            return
        for path in files:
            self.open_source(Source(path))

    def open_source(self, source: Source) -> None:
        """Look into a file or a database, and ask which of its layers and how to add it."""
        known = source.layer is not None
        work = partial(_read if known else look, source)
        self._tasks.run(
            f"open-{source.path}-{source.layer}",
            self.tr("Reading {file}").format(file=source.name),
            work,
            partial(self._on_looked, source),
            self.failed.emit,
        )

    def _on_looked(self, source: Source, found: Contents | Outcome) -> None:
        if isinstance(found, Contents):
            self._unasked.append(partial(self._choice, source, found))
        else:
            self._unasked.append(partial(self._import, source, found))
        if not self._asking:
            self._ask_next()

    def _ask_next(self) -> None:
        """Ask about the next file: one dialog at a time, in the order of the files."""
        self._asking = bool(self._unasked)
        if not self._asking:
            return
        dialog = self._unasked.popleft()()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._ask_next)
        # Not exec: a nested event loop would hold up the next file's result.
        dialog.open()

    def _choice(self, source: Source, contents: Contents) -> QDialog:
        dialog = LayerChoice(source, contents, self._window())
        dialog.chosen.connect(self._on_layers)
        return dialog

    def _on_layers(self, sources: Sequence[Source]) -> None:
        for source in sources:
            self.open_source(source)

    def _import(self, source: Source, outcome: Outcome) -> QDialog:
        language = self._settings.language
        dialog = ImportDialog(source, outcome, self._tasks, language, self._window())
        dialog.province = self._adding.province
        dialog.planned.connect(self._adding.add)
        dialog.broken.connect(self.failed)
        return dialog


def _read(source: Source, progress: Progress) -> Contents | Outcome:
    return read(source, Choices(), progress)
