"""Opening a user's file: read it off the GUI thread, ask what it is, add it as a layer."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import geopandas as gpd
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from data.catalog import Level, read_boundaries
from data.project import Layer, LayerKind, Project
from data.reader import (
    READABLE_SUFFIXES,
    GeometryKind,
    Loaded,
    as_facilities,
    as_outline,
    read_file,
)
from data.schema import FacilityColumn, Language, Tier, UnitColumn
from geo.progress import Report
from geo.wording import say
from gui.document import Document
from gui.file_dialog import file_dialog
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

OUTLINE_COLOUR: Final = "#444444"
PATTERNS: Final = " ".join(f"*{suffix}" for suffix in READABLE_SUFFIXES)


class LayerDialog(QDialog):
    """Says what was found in a file and asks which tier its facilities are of."""

    def __init__(
        self, loaded: Loaded, findings: list[str], language: Language, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a layer"))
        layout = QVBoxLayout(self)
        form = QFormLayout()
        layout.addLayout(form)
        name = QLabel(loaded.path.name)
        # Text from a file's side is never markup.
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        form.addRow(self.tr("File"), name)
        form.addRow(self.tr("Rows"), QLabel(f"{len(loaded.frame):,}"))
        self._tier = QComboBox()
        self._replace = QCheckBox(self.tr("Counts instead of the bundled facilities of the tier"))
        self._replace.setToolTip(self.tr("Otherwise both count together"))
        self._replace.setChecked(True)
        if loaded.geometry is GeometryKind.POINTS:
            self._tier.addItems([tier.label.in_language(language) for tier in Tier])
            self._tier.setCurrentIndex(list(Tier).index(Tier.TOWNSHIP))
            form.addRow(self.tr("Tier of the facilities"), self._tier)
            form.addRow("", self._replace)
        else:
            form.addRow(self.tr("Added as"), QLabel(self.tr("outlines on the map")))
        layout.addWidget(self._findings(findings))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(520, self.sizeHint().height())

    @property
    def tier(self) -> Tier:
        """The tier that was chosen."""
        return list(Tier)[max(self._tier.currentIndex(), 0)]

    @property
    def replaces(self) -> bool:
        """Whether the file counts instead of the bundled facilities of its tier."""
        return self._replace.isChecked()

    def _findings(self, findings: list[str]) -> QPlainTextEdit:
        box = QPlainTextEdit("\n".join(findings))
        box.setReadOnly(True)
        box.setMaximumHeight(140)
        box.setAccessibleName(self.tr("How the file was read"))
        return box


class OpenFile(QObject):
    """Adds users' files as layers.

    Lives as long as the program: a file may be on its way while the window is replaced.
    `failed` carries why a file could not be opened, `added` what was added, for the
    status bar.
    """

    failed = Signal(object)
    added = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        settings: Settings,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._settings = settings
        self._window = window
        self._numbers = count(1)
        self._unasked: deque[Loaded] = deque()
        self._asking = False

    def ask(self) -> None:
        """Let the user choose files in a dialog, and open them."""
        known, everything = self.tr("Map files and tables"), self.tr("All files")
        filters = [f"{known} ({PATTERNS})", f"{everything} (*)"]
        folder, title = self._settings.folder, self.tr("Open a file")
        dialog = file_dialog(self._window(), title, folder, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, names: list[str]) -> None:
        self._settings.folder = Path(names[0]).parent
        self.open([Path(name) for name in names])

    def open(self, paths: list[Path]) -> None:
        """Read `paths` one after another; each ends in a dialog or in `failed`."""
        for path in paths:
            self._tasks.run(
                f"open-{path}",
                self.tr("Reading {file}").format(file=path.name),
                partial(_read, path),
                self._on_read,
                self.failed.emit,
            )

    def _on_read(self, loaded: Loaded) -> None:
        self._unasked.append(loaded)
        if not self._asking:
            self._confirm()

    def _confirm(self) -> None:
        """Ask about the next file: one dialog at a time, in the order of the files."""
        self._asking = bool(self._unasked)
        if not self._asking:
            return
        loaded, language = self._unasked.popleft(), self._settings.language
        dialog = LayerDialog(loaded, findings(loaded, language), language, self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._add, loaded, dialog))
        dialog.finished.connect(self._confirm)
        # Not exec: a nested event loop would hold up the next file's result.
        dialog.open()

    def _add(self, loaded: Loaded, dialog: LayerDialog) -> None:
        layer_id = self._free_id()
        if loaded.geometry is GeometryKind.POINTS:
            layer = _layer(loaded, layer_id, dialog.tier)
            work = partial(_facilities, loaded, dialog.tier)
        else:
            layer = _layer(loaded, layer_id, None)
            work = partial(_outline, loaded)
        self._tasks.run(
            f"add-{layer_id}",
            self.tr("Adding {file}").format(file=loaded.path.name),
            work,
            partial(self._insert, layer, dialog.replaces),
            self.failed.emit,
        )

    def _insert(self, layer: Layer, replaces: bool, frame: gpd.GeoDataFrame) -> None:  # noqa: FBT001
        self._session.add_user_frame(layer.id, frame)

        def change(project: Project) -> Project:
            project = project.with_layer(layer)
            if layer.tier is None:
                return project
            if replaces:
                bundled = replace(project.layer(layer.tier), counted=False, visible=False)
                project = project.with_layer(bundled)
            return replace(project, tier=layer.tier)

        self._document.apply(self.tr("Add layer"), change)
        self.added.emit(self._added_text(layer, frame))

    def _added_text(self, layer: Layer, frame: gpd.GeoDataFrame) -> str:
        title, rows, study = layer.title, f"{len(frame):,}", self._session.study
        if layer.tier is None or study is None:
            return self.tr("Added {layer}, rows: {rows}").format(layer=title, rows=rows)
        here = frame[FacilityColumn.ADCODE].isin(study.demand.units[UnitColumn.ADCODE])
        return self.tr(
            "Added {layer}, facilities: {rows}, of them in the counties shown: {here}"
        ).format(layer=title, rows=rows, here=f"{int(here.sum()):,}")

    def _free_id(self) -> str:
        # Never one given before: an undone layer's table is kept, and one may be on its way.
        return f"user_{next(self._numbers)}"


def findings(loaded: Loaded, language: Language) -> list[str]:
    """Return how a file was read and what was doubtful in it, a sentence each."""
    reasons = [loaded.encoding_why, loaded.crs_why]
    return [
        *(say(reason.code, language, **reason.facts) for reason in reasons),
        *(say(problem.code, language, **problem.facts) for problem in loaded.problems),
    ]


def _layer(loaded: Loaded, layer_id: str, tier: Tier | None) -> Layer:
    return Layer(
        id=layer_id,
        kind=LayerKind.FACILITIES if tier else LayerKind.OUTLINE,
        colour=tier.colour if tier else OUTLINE_COLOUR,
        title=loaded.path.stem,
        path=loaded.path,
        tier=tier,
    )


def _facilities(loaded: Loaded, tier: Tier, report: Report) -> gpd.GeoDataFrame:
    counties = read_boundaries(Level.COUNTY, None)
    report(0.5)
    return as_facilities(loaded, tier, counties)


def _outline(loaded: Loaded, report: Report) -> gpd.GeoDataFrame:
    report(0.0)
    return as_outline(loaded)


def _read(path: Path, report: Report) -> Loaded:
    loaded = read_file(path)
    report(1.0)
    return loaded
