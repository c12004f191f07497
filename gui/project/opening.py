"""Puts a project that was read into the document, with all its tables, in place of the last one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from data.project.project import Layer, OwnPeople, Project
from data.project.read_as import ReadAs
from data.text.connection import without_password
from data.text.far_places import far_host
from geo.intake.hosts import hosts_of
from geo.intake.layer_tables import Tables
from geo.intake.plan import Source
from geo.intake.restore import (
    Loaded,
    Missing,
    Restored,
    files_of,
    load,
    read_layers,
    read_people,
    restore_loaded,
    rows_gone,
)
from geo.progress import Progress
from geo.study.user_people import UserPeople
from geo.words.wording import explain, say
from gui.document import Document
from gui.messages import say_in_dialog
from gui.opening.database_dialog import DatabaseDialog
from gui.opening.hosts import Hosts, remember_typed
from gui.opening.open_file import ALL_PATTERNS
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import file_dialog

OPEN_KEY: Final = "open-project"


class ProjectOpening(QObject):
    """Reads a project on the worker; the one that is open stays until that has worked.

    `failed` carries why it did not work, `closed` says that another project takes the place of
    the last one, `case_read` carries what the data doctor may look at.

    Parameters
    ----------
    queues
        The one that files are read in, and those whose work ends with the last project.
    """

    failed = Signal(object)
    closed = Signal()
    case_read = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        queues: Sequence[Tasks],
        settings: Settings,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks, *self._others = queues
        self._settings = settings
        self._window = window
        self._hosts = Hosts(settings, window, self)

    def read(self, path: Path, done: Callable[[Restored], None]) -> None:
        """Read a project and what its files hold; ask before another computer is called."""
        self._hosts.drop()
        self._tasks.run(
            OPEN_KEY,
            self._opening(path),
            partial(load, path),
            partial(self._on_loaded, path, done),
            self.failed.emit,
        )

    def _on_loaded(self, path: Path, done: Callable[[Restored], None], loaded: Loaded) -> None:
        home = path.absolute().parent
        restoring = partial(self._restore, path, loaded, done)
        self._hosts.ask(hosts_of(loaded.project, home), restoring)

    def _restore(
        self,
        path: Path,
        loaded: Loaded,
        done: Callable[[Restored], None],
        agreed: frozenset[str],
    ) -> None:
        # Who opens a project over the network has chosen that computer.
        near = agreed | {f"//{far_host(path.absolute().parent)}"}
        self._tasks.run(
            OPEN_KEY,
            self._opening(path),
            partial(restore_loaded, loaded, near),
            done,
            self.failed.emit,
        )

    def _opening(self, path: Path) -> str:
        return self.tr("Opening {file}").format(file=path.name)

    def take(self, restored: Restored) -> None:
        """Open a project in place of the present one, and say what is missing of it."""
        # What is on its way was asked for by the last project.
        for tasks in (self._tasks, *self._others):
            tasks.cancel()
        self.closed.emit()
        self._session.replace_user_tables(restored.tables)
        self._document.open(restored.project)
        for case in restored.cases:
            self.case_read.emit(case)
        if restored.missing or restored.doubts:
            say_in_dialog(self._window(), self._text_of(restored))

    def find(self, wanted: str) -> None:
        """Ask where the file of a layer, or of people, is now, and read it as before.

        Parameters
        ----------
        wanted
            Id of the layer or of the people.
        """
        title, read_as = self._named(wanted)
        if read_as is not None and read_as.connection:
            database = DatabaseDialog(self._window())
            database.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            database.offer(read_as.connection, read_as.layer or "")
            database.named.connect(partial(self._find_table, wanted, read_as))
            database.open()
            return
        known, everything = self.tr("Map files and tables"), self.tr("All files")
        filters = [f"{known} ({ALL_PATTERNS})", f"{everything} (*)"]
        text = self.tr("Find “{layer}”").format(layer=title)
        dialog = file_dialog(self._window(), text, self._settings.folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._find_file(wanted, read_as, Path(name)))
        dialog.open()

    def _find_file(self, wanted: str, read_as: ReadAs | None, path: Path) -> None:
        self._settings.folder = path.parent
        self._find_at(wanted, path, read_as)

    def _find_table(self, wanted: str, read_as: ReadAs, source: Source) -> None:
        # With its password, which goes no further than to the worker.
        remember_typed(self._settings, str(source.path))
        found = replace(read_as, connection=str(source.path), layer=source.layer or read_as.layer)
        self._find_at(wanted, Path(source.name), found)

    def _named(self, wanted: str) -> tuple[str, ReadAs | None]:
        project = self._document.project
        if project.people is not None and project.people.id == wanted:
            return project.people.title, project.people.read_as
        layer = project.layer(wanted)
        return layer.title, layer.read_as

    def _find_at(self, wanted: str, path: Path, read_as: ReadAs | None) -> None:
        """Read the file of a layer and of its sisters, or of people, from another place."""
        key, title = f"find-{wanted}", self.tr("Reading {file}").format(file=path.name)
        people = self._document.project.people
        if people is not None and people.id == wanted:
            own = replace(people, path=path, read_as=read_as)
            done = partial(self._on_people, own)
            self._tasks.run(key, title, partial(read_people, own), done, self.failed.emit)
            return
        groups = files_of(self._document.project)
        group = next(g for g in groups if any(each.id == wanted for each in g))
        moved = [replace(layer, path=path, read_as=read_as) for layer in group]
        work, done = partial(_read_again, moved), partial(self._on_found, moved)
        self._tasks.run(key, title, work, done, self.failed.emit)

    def _on_people(self, own: OwnPeople, people: UserPeople) -> None:
        # Under a name of its own, so that the figures are worked out anew.
        found = replace(own, id=f"{own.id}_found", read_as=_plain(own.read_as))
        self._session.add_user_people(found.id, people)
        self._document.apply(self.tr("Find the file"), partial(replace, people=found))

    def _on_found(self, layers: list[Layer], tables: Tables) -> None:
        self._session.replace_user_frames(tables.frames, tables.attributes)
        self._document.apply(self.tr("Find the file"), partial(_with_paths, layers=layers))
        self.case_read.emit(tables.case)

    def _text_of(self, restored: Restored) -> str:
        language = self._settings.language
        lines = [
            f"{self._title_of(each)}: {explain(each.error, language)}" for each in restored.missing
        ]
        if lines:
            told = self.tr(
                "The project is open, but these files of it could not be read. They stay in the "
                "project, and the figures do without them for now. To bring one back, choose "
                "“Find the file…” beside it, or put it back and open the project again."
            )
            lines.insert(0, told)
        return "\n".join([*lines, *(explain(doubt, language) for doubt in restored.doubts)])

    def _title_of(self, missing: Missing) -> str:
        if missing.tier is None:
            return missing.title
        language = self._settings.language
        tier = missing.tier.label.in_language(language)
        return say("with_note", language, text=missing.title, note=tier)


def _read_again(layers: list[Layer], progress: Progress) -> Tables:
    tables = read_layers(layers, progress)
    for layer in layers:
        if tables.frames[layer.id].empty:
            raise rows_gone(layer)
    return tables


def _with_paths(project: Project, layers: list[Layer]) -> Project:
    found = {layer.id: layer for layer in layers}
    changed = (
        replace(layer, path=found[layer.id].path, read_as=_plain(found[layer.id].read_as))
        if layer.id in found
        else layer
        for layer in project.layers
    )
    return replace(project, layers=tuple(changed))


def _plain(read_as: ReadAs | None) -> ReadAs | None:
    """Return how a file is read with no password in it."""
    if read_as is None or not read_as.connection:
        return read_as
    return replace(read_as, connection=without_password(read_as.connection))
