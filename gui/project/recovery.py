"""A copy of unsaved changes, for the day the program or the machine fails.

Each running program has a lock of its own beside its copy: a copy whose lock nobody holds
any more was left by a program that did not end properly.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QDateTime, QLocale, QLockFile, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from data.project.project import Project
from data.project.project_file import SUFFIX, save_project
from geo.progress import Report
from gui.document import Document
from gui.tasks import Tasks

log = logging.getLogger(__name__)

AFTER_MS: Final = 30_000
COPY_KEY: Final = "recovery"
# Of a long name some file systems would refuse the rest.
MOST_LETTERS: Final = 40


class Recovery(QObject):
    """Writes the copy some time after a change, and offers what an earlier run has left.

    `failed` carries why a copy could not be written; `chosen` the path of a copy that the
    user wants opened.

    Parameters
    ----------
    current
        Returns the project as it would be saved, and its name.
    """

    failed = Signal(object)
    chosen = Signal(object)

    def __init__(
        self,
        document: Document,
        disk: Tasks,
        folder: Path,
        current: Callable[[], tuple[Project, str]],
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._disk = disk
        self._folder = folder
        self._current = current
        self._window = window
        self._token = uuid4().hex[:12]
        self._lock = lock_of(folder, self._token)
        self._told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.write)
        document.changed.connect(self._on_changed)
        document.undo_stack.cleanChanged.connect(self._on_clean)

    def begin(self) -> None:
        """Offer the copies that were left, and hold the lock of our own."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            # A full or locked disk is no reason not to start.
            log.warning("no recovery folder: %s", error)
            return
        self._lock.tryLock(0)
        self._offer(left_copies(self._folder, self._token))

    def write(self, then: Callable[[], None] | None = None) -> None:
        """Write the copy now, if there is anything that is not saved; then go on."""
        self._timer.stop()
        if self._document.undo_stack.isClean() or not self._lock.isLocked():
            return
        project, name = self._current()
        path = self._folder / f"{_stem(name)}.{self._token}{SUFFIX}"
        self._disk.run(
            COPY_KEY,
            self.tr("Keeping a copy"),
            partial(_write, project, path),
            lambda _: self._on_written(then),
            self._on_failed,
        )

    def end(self) -> None:
        """Take the copy away: what was not saved was given up."""
        self._timer.stop()
        self._document.changed.disconnect(self._on_changed)
        self._document.undo_stack.cleanChanged.disconnect(self._on_clean)
        _remove(self._folder, self._token)
        self._lock.unlock()

    def adopt(self, copy: Path) -> None:
        """Take over what was opened from a copy: it goes once there is one of our own."""
        self.write(partial(_remove, self._folder, _token_of(copy)))

    def _on_written(self, then: Callable[[], None] | None) -> None:
        self._told = False
        if then is not None:
            then()

    def _on_failed(self, error: Exception) -> None:
        # Once is enough: on a full disk it would fail after every change.
        if not self._told:
            self._told = True
            self.failed.emit(error)

    def _on_changed(self) -> None:
        # Not put off by further changes, which may never stop.
        if not self._timer.isActive():
            self._timer.start()

    def _on_clean(self, clean: bool) -> None:  # noqa: FBT001 - Qt's signal
        if clean:
            self._timer.stop()
            removing = partial(_remove_all, self._folder, self._token)
            title = self.tr("Keeping a copy")
            self._disk.run(COPY_KEY, title, removing, lambda _: None, self.failed.emit)

    def _offer(self, copies: list[Path]) -> None:
        """Ask about one copy after another, until one is opened."""
        if not copies:
            return
        copy, others = copies[0], copies[1:]
        box = QMessageBox(self._window())
        box.setObjectName("recovery")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Yiquan"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self._question(copy))
        wanted = box.addButton(self.tr("Open the copy"), QMessageBox.ButtonRole.AcceptRole)
        deleted = box.addButton(self.tr("Delete it"), QMessageBox.ButtonRole.DestructiveRole)
        later = box.addButton(self.tr("Decide later"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(wanted)
        box.setEscapeButton(later)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def answered() -> None:
            if box.clickedButton() is wanted:
                self.chosen.emit(copy)
                return
            if box.clickedButton() is deleted:
                _remove(self._folder, _token_of(copy))
            self._offer(others)

        box.finished.connect(answered)
        box.open()

    def _question(self, copy: Path) -> str:
        when = QDateTime.fromSecsSinceEpoch(round(copy.stat().st_mtime))
        text = self.tr(
            "The program did not end properly the last time. There is a copy of “{project}” with "
            "changes that were not saved, of {time}. Open it?"
        )
        time = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        return text.format(project=name_of(copy), time=time)


def name_of(copy: Path) -> str:
    """Return the name of the project that a copy is of."""
    return copy.stem.rpartition(".")[0]


def left_copies(folder: Path, own: str) -> list[Path]:
    """Return the copies that no running program holds, the newest first."""
    found: list[tuple[float, Path]] = []
    for path in folder.glob(f"*.*{SUFFIX}"):
        token = _token_of(path)
        if token == own:
            continue
        lock = lock_of(folder, token)
        if lock.tryLock(0):
            lock.unlock()
            with suppress(OSError):
                found.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]


def lock_of(folder: Path, token: str) -> QLockFile:
    """Return the lock of the program whose copies have this token."""
    lock = QLockFile(str(folder / f"{token}.lock"))
    # Never by its age: the window may be open for a week.
    lock.setStaleLockTime(0)
    return lock


def _token_of(copy: Path) -> str:
    return copy.stem.rpartition(".")[2]


def _stem(name: str) -> str:
    """Return a name without the signs that file systems refuse."""
    signs = (sign if sign.isprintable() and sign not in '<>:"/\\|?*' else "_" for sign in name)
    return "".join(signs)[:MOST_LETTERS]


def _write(project: Project, path: Path, report: Report) -> None:
    report(0.0)
    save_project(project, path)
    # The project may have had another name.
    _remove(path.parent, _token_of(path), but=path)


def _remove_all(folder: Path, token: str, report: Report) -> None:
    report(0.0)
    _remove(folder, token)


def _remove(folder: Path, token: str, but: Path | None = None) -> None:
    for path in folder.glob(f"*.{token}{SUFFIX}"):
        if path != but:
            with suppress(OSError):
                path.unlink()
