"""Reading a network table into the project: off the GUI thread, shown first, one step to undo."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from data.project.project import Project
from data.read.network_table import BOOK_SUFFIXES, TEXT_SUFFIXES, read_network_table
from data.reference.networks import published_networks, published_supports
from data.schema import Language
from geo.network_table.plan import TablePlan, plan_of
from geo.network_table.words import PlanText, plan_text
from geo.networks.facilities import places_of
from geo.progress import Progress, part
from geo.study.edited_facilities import EditedFrames
from gui.networks.editing.editor import NetworkEditor
from gui.networks.table.dialog import NetworkTableDialog
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import file_dialog

READ_KEY: Final = "network-table"
PATTERNS: Final = " ".join(f"*{suffix}" for suffix in (*BOOK_SUFFIXES, *TEXT_SUFFIXES))
ALL_PATTERNS: Final = f"{PATTERNS} {PATTERNS.upper()}"
_READ: Final = 0.4
_PLANNED: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """What a table would change, and the project that this was found for."""

    project: Project
    plan: TablePlan
    text: PlanText


class ReadNetworkTable(QObject):
    """Asks for a table of networks, shows what it would change, and has it done.

    `failed` carries why a table could not be read, `taken` what was done, for the status bar.
    """

    failed = Signal(object)
    taken = Signal(str)

    def __init__(
        self,
        session: Session,
        editor: NetworkEditor,
        tasks: Tasks,
        settings: Settings,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._editor = editor
        self._tasks = tasks
        self._settings = settings
        self._window = window

    def ask(self) -> None:
        """Let the user choose a table, and read it."""
        known, everything = self.tr("Tables"), self.tr("All files")
        filters = [f"{known} ({ALL_PATTERNS})", f"{everything} (*)"]
        title = self.tr("Read a network table")
        dialog = file_dialog(self._window(), title, self._settings.folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    def read(self, path: Path) -> None:
        """Read a table, and ask whether to take over what it says."""
        study = self._session.study
        if study is None:
            return
        self._tasks.run(
            READ_KEY,
            self.tr("Reading {file}").format(file=path.name),
            partial(
                _plan,
                path,
                self._editor.project,
                self._session.edited,
                study.demand.units,
                self._settings.language,
            ),
            partial(self._on_planned, path),
            self.failed.emit,
        )

    def _on_chosen(self, name: str) -> None:
        self._settings.folder = Path(name).parent
        self.read(Path(name))

    def _on_planned(self, path: Path, planned: Planned) -> None:
        if planned.project.networks != self._editor.project.networks:
            # Something was said meanwhile, which the plan does not know of.
            self.read(path)
            return
        dialog = NetworkTableDialog(planned.plan, planned.text, self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._take_over, planned.plan))
        dialog.open()

    def _take_over(self, plan: TablePlan) -> None:
        self._editor.take_over(
            self.tr("Read the network table {file}").format(file=plan.file), plan.edits
        )
        self.taken.emit(
            self.tr("Taken over from {file}: {count}").format(
                file=plan.file, count=f"{len(plan.added):,}"
            )
        )


def _plan(
    path: Path,
    project: Project,
    edited: EditedFrames,
    units: pd.DataFrame,
    language: Language,
    progress: Progress,
) -> Planned:
    table = read_network_table(path, progress=part(progress, 0.0, _READ))
    plan = plan_of(
        table,
        places_of(project, edited),
        units,
        published_networks(),
        published_supports(),
        project.networks,
        part(progress, _READ, _PLANNED),
    )
    return Planned(project, plan, plan_text(plan, units, language))
