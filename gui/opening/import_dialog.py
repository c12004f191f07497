"""Shows how a file is read, and lets the user say otherwise before it is added."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from data.errors import DataError
from data.layer.loaded import GeometryKind, Loaded
from data.place.undecided import UndecidedError
from data.read.roles import columns_of
from data.schema import Language, Province
from data.text.fields import guess_columns
from geo.intake.plan import (
    Choices,
    Outcome,
    Reading,
    Source,
    Use,
    attributes_of,
    is_table,
    read,
    read_again,
)
from geo.study.land import any_near_land
from geo.words.wording import explain, say
from gui.opening.import_columns import ColumnBoxes
from gui.opening.import_how import HowRead
from gui.opening.import_preview import Preview
from gui.opening.import_use import UseBoxes
from gui.tasks import Tasks
from gui.widgets.side_area import SideArea
from gui.widgets.strip import Strip

READ_KEY: Final = "import"
SIZE: Final = (1180, 660)
ASKED_COLUMNS: Final = frozenset({"columns_missing", "places_unknown", "no_geometry"})


class ImportDialog(QDialog):
    """Asks about one layer.

    `planned` carries what is to be added, after OK; `broken` an error that is a fault of
    the program.

    Attributes
    ----------
    province
        The province shown, None for all of them: before facilities that all lie elsewhere are
        added, the dialog asks.
    """

    planned = Signal(object)
    broken = Signal(object)

    def __init__(
        self, source: Source, outcome: Outcome, tasks: Tasks, language: Language, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a layer"))
        self.province: Province | None = None
        self._source = source
        self._tasks = tasks
        self._language = language
        self._choices = Choices()
        self._reading: Reading | None = None
        self._reads = False
        self._in_columns = False
        self._how, self._columns = HowRead(language), ColumnBoxes(language)
        self._use, self._preview = UseBoxes(language), Preview(language)
        self._use_group = QGroupBox(self.tr("Use"))
        self._file, self._message = _plain_label("file"), _plain_label("message")
        self._findings = QPlainTextEdit()
        self._findings.setReadOnly(True)
        self._findings.setAccessibleName(self.tr("How the file was read"))
        self._progress = QProgressBar()
        self._progress.setRange(0, 100)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out()
        self._connect()
        self._show_outcome(outcome)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take Enter after a typed code for the end of typing, not for OK."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._how.is_typing:
            event.accept()
            return
        super().keyPressEvent(event)

    def accept(self) -> None:
        """Take what was chosen, but ask first where none of it would be seen."""
        doubt = self._doubt()
        if not doubt:
            super().accept()
            return
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), doubt, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.addButton(self.tr("Add all the same"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(lambda: self.done(QDialog.DialogCode.Accepted))
        box.open()

    def _doubt(self) -> str:
        """Return why facilities had better not be added; empty where they may be."""
        plan = self._use.plan(self._source)
        if plan is None or plan.use is not Use.FACILITIES:
            return ""
        lon, lat = plan.reading.loaded.records.lon_lat()
        if any_near_land(lon, lat, self.province):
            return ""
        place = self.tr("the four provinces")
        if self.province is not None:
            place = self.province.label.in_language(self._language)
        told = (
            self.tr(
                "None of the {count} records lies in {place} or near it: they would reach nobody "
                "there. Some lie in other provinces; choose the province in the panel of layers."
            )
            if any_near_land(lon, lat)
            else self.tr(
                "None of the {count} records lies in {place} or near it: they would reach nobody "
                "there. Check the columns of longitude and latitude and the coordinate system."
            )
        )
        return told.format(count=f"{len(lon):,}", place=place)

    def done(self, result: int) -> None:
        """Stop reading, and say what is to be added if that was wished."""
        self._tasks.cancel(READ_KEY)
        plan = self._use.plan(self._source)
        super().done(result)
        if result == QDialog.DialogCode.Accepted and plan is not None:
            self.planned.emit(plan)

    def _connect(self) -> None:
        self._how.changed.connect(self._on_how)
        self._columns.changed.connect(self._read_again)
        self._use.use_changed.connect(self._show_roles)
        self._use.changed.connect(self._enable)
        self._tasks.progress.connect(self._on_progress)
        self._tasks.idle.connect(self._on_idle)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _on_how(self) -> None:
        # In another encoding the columns have other names.
        if self._how.choices.encoding != self._choices.encoding:
            self._columns.forget()
        self._read_again()

    def _read_again(self) -> None:
        old, new = self._choices, replace(self._how.choices, columns=self._columns.given)
        work = partial(read, self._source, new)
        if self._reading is not None and not self._reads:
            work = partial(read_again, self._source, self._reading, old, new)
        self._choices = new
        self._set_reads(reads=True)
        title = self.tr("Reading {file}").format(file=self._source.name)
        self._tasks.run(READ_KEY, title, work, self._show_outcome, self._on_failed)

    def _on_progress(self, _title: str, fraction: float) -> None:
        self._progress.setValue(round(100 * fraction))

    def _on_idle(self) -> None:
        """Notice that the reading was stopped from elsewhere."""
        if self._reads:
            self._set_reads(reads=False)
            self._forget_reading()
            self._message.setText(self.tr("Reading was stopped. Choose anew to go on."))
            self._message.show()

    def _on_failed(self, error: Exception) -> None:
        self._set_reads(reads=False)
        self._forget_reading()
        if isinstance(error, DataError):
            self._message.setText(explain(error, self._language))
            self._message.show()
            return
        self.broken.emit(error)
        self.reject()

    def _forget_reading(self) -> None:
        self._reading = None
        self._use.show_reading(None)
        self._use_group.setEnabled(False)
        self._enable()

    def _show_outcome(self, outcome: Outcome) -> None:
        self._set_reads(reads=False)
        self._message.setVisible(isinstance(outcome, UndecidedError))
        if isinstance(outcome, UndecidedError):
            self._show_undecided(outcome)
        else:
            self._show_reading(outcome)
        self._show_roles()
        self._enable()

    def _show_reading(self, reading: Reading) -> None:
        loaded, self._reading = reading.loaded, reading
        self._in_columns = is_table(loaded.parts)
        self._file.setText(self._title_of(loaded))
        self._how.show_found(loaded)
        self._columns.show_columns(attributes_of(loaded), columns_of(loaded))
        self._use.show_reading(reading)
        self._use_group.setEnabled(True)
        self._preview.show_loaded(loaded)
        self._findings.setPlainText("\n".join(findings(loaded, self._language)))

    def _show_undecided(self, error: UndecidedError) -> None:
        """Ask for what cannot be told from the file."""
        self._in_columns = is_table(error.parts)
        self._file.setText(self._source.title)
        self._message.setText(self._question(error))
        self._how.show_nothing_found(error.candidates)
        names = [str(name) for name in error.head.columns]
        given = {role: name for role, name in self._choices.columns.items() if name in {"", *names}}
        self._columns.show_columns(names, guess_columns(names, given))
        self._preview.show_undecided(error)
        self._findings.clear()
        self._forget_reading()

    def _question(self, error: UndecidedError) -> str:
        told = explain(error, self._language)
        if error.code == "crs_missing":
            asked = self.tr("Or choose the coordinate system here, under “System”.")
        elif error.code in ASKED_COLUMNS and self._in_columns:
            asked = self.tr("Or choose here which columns hold longitude and latitude.")
        else:
            return told
        return f"{told}\n{asked}"

    def _title_of(self, loaded: Loaded) -> str:
        kinds = {
            GeometryKind.POINTS: self.tr("points"),
            GeometryKind.LINES: self.tr("lines"),
            GeometryKind.POLYGONS: self.tr("polygons"),
        }
        rows = self.tr("{count} rows, {kind}").format(
            count=f"{len(loaded.records):,}", kind=kinds[loaded.geometry]
        )
        return (
            f"{self._source.name} · {rows}"
            if not self._source.layer
            else (f"{self._source.name} · {self._source.layer} · {rows}")
        )

    def _set_reads(self, *, reads: bool) -> None:
        self._reads = reads
        self._progress.setValue(0)
        self._progress.setVisible(reads)
        self._enable()

    def _show_roles(self) -> None:
        self._columns.show_roles(self._use.use, in_columns=self._in_columns)

    def _enable(self) -> None:
        ready = not self._reads and self._use.plan(self._source) is not None
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        for group, widget in (
            (self._use_group, self._use),
            (QGroupBox(self.tr("How it is read")), self._how),
            (QGroupBox(self.tr("Columns")), self._columns),
        ):
            QVBoxLayout(group).addWidget(widget)
            left.addWidget(group)
        left.addStretch(1)
        controls = QWidget()
        controls.setLayout(left)
        area = SideArea(controls)
        told = QWidget()
        below_message = QVBoxLayout(told)
        below_message.setContentsMargins(0, 0, 0, 0)
        below_message.addWidget(self._message)
        below_message.addWidget(self._preview, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(told)
        right.addWidget(self._findings)
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 2)
        both = QHBoxLayout()
        both.addWidget(area)
        both.addWidget(right, 1)
        below = QHBoxLayout()
        below.addWidget(self._progress, 1)
        below.addStretch(1)
        below.addWidget(self._buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(Strip(self._file, 1))
        layout.addLayout(both, 1)
        layout.addLayout(below)
        width, height = SIZE
        room = self.screen().availableSize()
        self.resize(min(width, room.width() - 40), min(height, room.height() - 80))


def findings(loaded: Loaded, language: Language) -> list[str]:
    """Return how a file was read and what was doubtful in it, a sentence each."""
    reasons = [loaded.encoding_why, loaded.crs_why]
    if not loaded.placed_by_name:
        reasons.append(loaded.datum_why)
    return [
        *(say(reason.code, language, **reason.facts) for reason in reasons),
        *(say(problem.code, language, **problem.facts) for problem in loaded.problems),
    ]


def _plain_label(name: str) -> QLabel:
    label = QLabel()
    # Text from a file's side is never markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label
