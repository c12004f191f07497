"""New, open, save: which file the project is in, and no change lost without a question."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from data.errors import DataError
from data.project.project import MapView as Look
from data.project.project import Project, new_project
from data.project.project_file import SUFFIX, mark_of, save_project
from geo.intake.restore import Restored
from geo.progress import Progress
from gui.desktop.main_window import MainWindow
from gui.document import Document
from gui.project.opening import ProjectOpening
from gui.project.questions import changed_box, unsaved_box
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import file_dialog, save_dialog, with_ending
from gui.widgets.spoken_name import spoken

SAVE_KEY: Final = "save-project"
Then = Callable[[], None]


@dataclass(slots=True)
class KnownFile:
    """A file, and the mark of what this window has read from it or written to it last."""

    path: Path
    mark: str = ""


class FileChangedError(Exception):
    """A file is not as this window knows it; `gone` where there is none any more."""

    def __init__(self, *, gone: bool) -> None:
        super().__init__(gone)
        self.gone = gone


class ProjectActions(QObject):
    """Lives as long as the program; the window comes and goes with the language.

    `failed` carries why something did not work, `said` a message for the status bar.
    """

    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        document: Document,
        opening: ProjectOpening,
        disk: Tasks,
        settings: Settings,
        window: Callable[[], MainWindow],
        look: Callable[[], Look | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._opening = opening
        self._disk = disk
        self._settings = settings
        self._window = window
        self._look = look
        self._file: KnownFile | None = None
        self._name = ""
        self._question: QMessageBox | None = None
        self._leaving = False
        document.undo_stack.cleanChanged.connect(self.show_title)
        opening.failed.connect(self.failed)

    @property
    def path(self) -> Path | None:
        """The file that the project was opened from or saved in last; None for none yet."""
        return self._file.path if self._file else None

    @property
    def name(self) -> str:
        """What the user reads for the project."""
        return self._name or self.tr("Untitled project")

    @property
    def is_saved(self) -> bool:
        """Whether nothing would be lost."""
        return self._document.undo_stack.isClean()

    @property
    def is_given_up(self) -> bool:
        """Whether nothing is lost that the user has not said may be."""
        return self._leaving or self.is_saved

    def show_title(self) -> None:
        """Have the window say which project it shows, and whether it has changes."""
        # Qt would take the brackets of a name for its own mark.
        name = spoken(self.name).replace("[*]", "[*][*]")
        self._window().setWindowTitle(self.tr("{project}[*] – Yiquan").format(project=name))
        self._window().setWindowModified(not self.is_saved)

    def new(self) -> None:
        """Begin anew, in the same province."""
        self.when_kept(self._begin)

    def ask_open(self) -> None:
        """Let the user choose a project, and open it."""
        self.when_kept(self._ask_open)

    def open(self, path: Path, then: Then | None = None) -> None:
        """Open a project, once the present one is saved or given up; then go on."""
        self.when_kept(partial(self._open, path, then))

    def save(self, then: Then | None = None) -> None:
        """Save where the project is, or ask where; ask if the file has changed; then go on."""
        if self._file is None:
            self.ask_save_as(then)
        else:
            self._write(self._file, then, checked=True)

    def ask_save_as(self, then: Then | None = None) -> None:
        """Ask where to save; then go on."""
        title, kinds = self.tr("Save the project"), {SUFFIX: self._kind}
        folder = self.path.parent if self.path else self._settings.folder
        name = f"{self.name}{SUFFIX}"
        dialog = save_dialog(self._window(), title, folder, kinds, name)
        dialog.fileSelected.connect(
            lambda chosen: self.save_to(with_ending(Path(chosen), SUFFIX, {SUFFIX}), then)
        )
        dialog.open()

    def save_to(self, path: Path, then: Then | None = None) -> None:
        """Write the project to `path`, over whatever is there; then go on."""
        self._write(KnownFile(path.absolute()), then, checked=False)

    def _write(self, file: KnownFile, then: Then | None, *, checked: bool) -> None:
        project = self._document.project
        self._disk.run(
            SAVE_KEY,
            self.tr("Saving {file}").format(file=file.path.name),
            partial(_save, self.current()[0], file, checked),
            partial(self._on_saved, file, project, then),
            partial(self._on_not_saved, file, then),
        )

    def may_close(self) -> bool:
        """Return whether the window may go; otherwise ask, and close it when that is answered."""
        if self.is_given_up:
            return True
        self.when_kept(self._leave)
        return False

    def end(self) -> None:
        """Follow the document no more: the window is about to go, and its title with it."""
        self._document.undo_stack.cleanChanged.disconnect(self.show_title)

    def when_kept(self, then: Then) -> None:
        """Go on at once if nothing would be lost; otherwise ask, and go on unless cancelled."""
        if self.is_saved:
            then()
        elif self._question is None:
            self._ask(then)

    def open_copy(self, copy: Path, name: str, then: Then) -> None:
        """Open a copy of unsaved changes, which is no file to save in; then go on."""
        self.when_kept(partial(self._read, copy, partial(self._on_copy, name, then)))

    def current(self) -> tuple[Project, str]:
        """Return the project as it would be saved, and its name."""
        return replace(self._document.project, map_view=self._look()), self.name

    @property
    def _kind(self) -> str:
        return self.tr("Project of Yiquan (*{suffix})").format(suffix=SUFFIX)

    def _begin(self) -> None:
        self._opening.take(Restored(new_project(self._document.project.province)))
        self._set_file(None)

    def _ask_open(self) -> None:
        title, folder = self.tr("Open a project"), self._settings.folder
        dialog = file_dialog(self._window(), title, folder, [self._kind])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self._open(Path(chosen)))
        dialog.open()

    def _open(self, path: Path, then: Then | None = None) -> None:
        self._read(path, partial(self._on_opened, path, then))

    def _read(self, path: Path, then: Callable[[Restored], None]) -> None:
        self._opening.read(path, partial(self._on_read, self._document.project, then))

    def _on_read(
        self, before: Project, then: Callable[[Restored], None], restored: Restored
    ) -> None:
        taking = partial(self._take, restored, then)
        if self._document.project is before:
            taking()
        else:
            # It was worked on while the other one was read.
            self.when_kept(taking)

    def _take(self, restored: Restored, then: Callable[[Restored], None]) -> None:
        self._opening.take(restored)
        then(restored)

    def _on_opened(self, path: Path, then: Then | None, restored: Restored) -> None:
        self._set_file(KnownFile(path.absolute(), restored.mark))
        self.said.emit(self.tr("Opened {file}").format(file=path.name))
        if then is not None:
            then()

    def _on_copy(self, name: str, then: Then, _: Restored) -> None:
        self._set_file(None, name)
        self._document.undo_stack.resetClean()
        then()

    def _on_saved(self, file: KnownFile, project: Project, then: Then | None, _: None) -> None:
        if self._document.project is project:
            self._document.undo_stack.setClean()
        self._set_file(file)
        self.said.emit(self.tr("Saved {file}").format(file=file.path.name))
        if then is not None:
            # What was changed while the file was written is not in it.
            self.when_kept(then)

    def _on_not_saved(self, file: KnownFile, then: Then | None, error: Exception) -> None:
        if not isinstance(error, FileChangedError):
            self.failed.emit(error)
            return
        box = changed_box(self._window(), file.path, gone=error.gone)

        def answered() -> None:
            role = box.buttonRole(box.clickedButton())
            if role == QMessageBox.ButtonRole.DestructiveRole:
                self._write(file, then, checked=False)
            elif role == QMessageBox.ButtonRole.AcceptRole:
                self.ask_save_as(then)

        box.finished.connect(answered)
        box.open()

    def _set_file(self, file: KnownFile | None, name: str = "") -> None:
        self._file = file
        self._name = file.path.stem if file else name
        if file is not None:
            self._settings.recent = (file.path, *self._settings.recent)
            self._settings.folder = file.path.parent
        self.show_title()

    def _leave(self) -> None:
        self._leaving = True
        self._window().close()

    def _ask(self, then: Then) -> None:
        box = unsaved_box(self._window(), self.name)
        self._question = box
        box.finished.connect(partial(self._on_answer, then))
        box.destroyed.connect(self._forget_question)
        box.open()

    def _on_answer(self, then: Then, answer: int) -> None:
        self._question = None
        if answer == QMessageBox.StandardButton.Save:
            self.save(then)
        elif answer == QMessageBox.StandardButton.Discard:
            then()

    def _forget_question(self) -> None:
        self._question = None


def _save(project: Project, file: KnownFile, checked: bool, progress: Progress) -> None:  # noqa: FBT001 - filled in by partial
    """Write a project; where `checked`, only over what this window knows."""
    progress(0.0)
    if checked and (found := _found_at(file.path)) != file.mark:
        raise FileChangedError(gone=not found)
    file.mark = save_project(project, file.path)


def _found_at(path: Path) -> str:
    """Return the mark of what is at `path`; one that nothing has where it cannot be read."""
    try:
        return mark_of(path)
    except DataError as error:
        return error.code
