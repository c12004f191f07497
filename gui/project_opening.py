"""Puts a project that was read into the document, with all its tables, in place of the last one."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from data.project import Layer, Project
from geo.progress import Report
from geo.wording import explain
from gui.doctor_analysis import DoctorAnalysis
from gui.document import Document
from gui.file_dialog import file_dialog
from gui.layer_tables import Tables
from gui.messages import say_in_dialog
from gui.open_file import ALL_PATTERNS
from gui.project_reading import (
    Missing,
    Restored,
    files_of,
    read_layers,
    read_project,
    rows_gone,
)
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

OPEN_KEY: Final = "open-project"


class ProjectOpening(QObject):
    """Reads a project on the worker; the one that is open stays until that has worked.

    `failed` carries why it did not work.
    """

    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        doctor: DoctorAnalysis,
        tasks: Tasks,
        settings: Settings,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._doctor = doctor
        self._tasks = tasks
        self._settings = settings
        self._window = window

    def read(self, path: Path, then: Callable[[], None]) -> None:
        """Read a project and open it; `then` is called once it is open."""
        self._tasks.run(
            OPEN_KEY,
            self.tr("Opening {file}").format(file=path.name),
            partial(read_project, path),
            partial(self._on_read, then),
            self.failed.emit,
        )

    def take(self, restored: Restored) -> None:
        """Open a project in place of the present one."""
        # What is on its way was asked for by the last project.
        self._tasks.cancel()
        self._doctor.forget()
        self._session.replace_user_tables(restored.tables)
        self._document.open(restored.project)
        for case in restored.cases:
            self._doctor.examine(case)

    def find(self, layer_id: str) -> None:
        """Ask where the file of a layer is now, and read it as before."""
        layer = self._document.project.layer(layer_id)
        title = self.tr("Find “{layer}”").format(layer=layer.title)
        known, everything = self.tr("Map files and tables"), self.tr("All files")
        filters = [f"{known} ({ALL_PATTERNS})", f"{everything} (*)"]
        dialog = file_dialog(self._window(), title, self._settings.folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.find_at(layer_id, Path(name)))
        dialog.open()

    def find_at(self, layer_id: str, path: Path) -> None:
        """Read the file of a layer, and of its sisters, from another place."""
        self._settings.folder = path.parent
        groups = files_of(self._document.project)
        group = next((g for g in groups if any(each.id == layer_id for each in g)), [])
        moved = [replace(layer, path=path) for layer in group]
        if moved:
            self._tasks.run(
                f"find-{layer_id}",
                self.tr("Reading {file}").format(file=path.name),
                partial(_read_again, moved),
                partial(self._on_found, moved),
                self.failed.emit,
            )

    def _on_read(self, then: Callable[[], None], restored: Restored) -> None:
        self.take(restored)
        then()
        if restored.missing:
            say_in_dialog(self._window(), self._missing_text(restored.missing))

    def _on_found(self, layers: list[Layer], tables: Tables) -> None:
        for layer_id, frame in tables.frames.items():
            self._session.add_user_frame(layer_id, frame, tables.attributes[layer_id])
        self._document.apply(self.tr("Find the file"), partial(_with_paths, layers=layers))
        self._doctor.examine(tables.case)

    def _missing_text(self, missing: tuple[Missing, ...]) -> str:
        language = self._settings.language
        lines = [f"{each.title}: {explain(each.error, language)}" for each in missing]
        told = self.tr(
            "The project is open, but these files of it could not be read. They stay in the "
            "project, and the figures do without them for now. To bring one back, choose “Find "
            "the file…” in the menu of its layer, or put it back and open the project again."
        )
        return "\n".join([told, *lines])


def _read_again(layers: list[Layer], report: Report) -> Tables:
    tables = read_layers(layers, report)
    for layer in layers:
        if tables.frames[layer.id].empty:
            raise rows_gone(layer)
    return tables


def _with_paths(project: Project, layers: list[Layer]) -> Project:
    paths = {layer.id: layer.path for layer in layers}
    changed = (
        replace(layer, path=paths[layer.id]) if layer.id in paths else layer
        for layer in project.layers
    )
    return replace(project, layers=tuple(changed))
