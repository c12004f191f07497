"""A copy of unsaved changes, for the day the program or the machine fails.

Each running program has a lock of its own beside its copy: a copy whose lock nobody holds
any more was left by a program that did not end properly. A change is handed to a thread of
its own at once, so that nothing that keeps the window or a queue busy puts the copy off.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Final
from uuid import uuid4

from PySide6.QtCore import (
    QDateTime,
    QEvent,
    QLocale,
    QLockFile,
    QObject,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QMessageBox, QWidget

from data.errors import DataError
from data.project.project import Project
from data.project.project_file import SUFFIX, save_project
from data.project.project_salvage import salvaged
from data.whole_file import remove_stale_drafts
from gui.document import Document
from gui.newest import Newest
from gui.widgets.spoken_name import spoken

log = logging.getLogger(__name__)

# Of a steady stream of changes, one copy in such a time.
EVERY_S: Final = 0.5
# Of a long name some file systems would refuse the rest.
MOST_LETTERS: Final = 40


@dataclass(frozen=True, slots=True)
class _Copy:
    """What is to be written, and the copies of other programs that it takes the place of.

    Of nothing, where all is saved, no copy is left.
    """

    project: Project | None = None
    name: str = ""
    adopted: tuple[str, ...] = ()


class Recovery(QObject):
    """Writes a copy at every change, and offers what an earlier run has left.

    `failed` carries why a copy cannot be kept, or not all of it; `chosen` the path of a copy
    that the user wants opened.

    Parameters
    ----------
    current
        Returns the project as it would be saved, and its name.
    """

    failed = Signal(object)
    chosen = Signal(object)
    _worked = Signal(object)

    def __init__(
        self,
        document: Document,
        folder: Path,
        current: Callable[[], tuple[Project, str]],
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder
        self._current = current
        self._window = window
        self._token = uuid4().hex[:12]
        self._lock = lock_of(folder, self._token)
        self._told = False
        self._kept = False
        self._adopted: tuple[str, ...] = ()
        self._thread = Newest[_Copy](self._work, EVERY_S)
        # Explicitly queued: the thread emits, the GUI thread receives.
        self._worked.connect(self._on_worked, Qt.ConnectionType.QueuedConnection)
        # TRAP clean-too-early
        # Only after `changed` does the stack know whether it is clean.
        document.undo_stack.indexChanged.connect(self._follow)
        document.undo_stack.cleanChanged.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether a copy is being written, or waits to be."""
        return self._thread.busy

    def begin(self) -> None:
        """Offer the copies that were left, hold the lock of our own, take away what is stale."""
        if not self._is_ready():
            return
        copies = left_copies(self._folder, self._token)
        _remove_stale(self._folder, self._token)
        self._offer(copies)

    def write(self) -> None:
        """Have the copy written, if there is anything that is not saved."""
        if not self._document.undo_stack.isClean() and self._is_ready():
            self._kept = True
            self._thread.put(_Copy(*self._current(), self._adopted))

    def end(self, *, given_up: bool = True) -> None:
        """Take the copy away; where what is not saved was not `given_up`, leave it behind."""
        self._document.undo_stack.indexChanged.disconnect(self._follow)
        self._document.undo_stack.cleanChanged.disconnect(self._follow)
        self._thread.end()
        if given_up:
            _remove(self._folder, self._token)
        self._lock.unlock()

    def adopt(self, copy: Path) -> None:
        """Take over what was opened from a copy: it goes once there is one of our own."""
        self._adopted = (*self._adopted, _token_of(copy))
        self.write()

    def _follow(self) -> None:
        if not self._document.undo_stack.isClean():
            self.write()
        elif self._kept:
            self._kept = False
            self._thread.put(_Copy(adopted=self._adopted))

    def _is_ready(self) -> bool:
        """Return whether there is a folder that we hold a lock in; otherwise say so, once."""
        if self._lock.isLocked() and _lock_path(self._folder, self._token).exists():
            return True
        # The folder was not there before, or is gone.
        self._lock.unlock()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._tell(self._not_kept(error.strerror or str(error)))
            return False
        if not self._lock.tryLock(0):
            self._tell(self._not_kept(self._lock.error().name))
        return self._lock.isLocked()

    def _work(self, copy: _Copy) -> None:
        """Write a copy, or take ours away; on the thread."""
        error: Exception | None = None
        path = self._folder / f"{_stem(copy.name)}.{self._token}{SUFFIX}"
        try:
            if copy.project is not None:
                error = _write(copy.project, copy.name, path)
            # The project may have had another name.
            _remove(self._folder, self._token, but=path if copy.project else None)
            for token in copy.adopted:
                _remove(self._folder, token)
        except DataError as refused:
            error = self._not_kept(str(refused.facts.get("detail", refused)))
        except Exception as fault:  # noqa: BLE001 - told, and the thread goes on
            error = fault
        self._worked.emit(error)

    def _not_kept(self, detail: str) -> DataError:
        return DataError("recovery_not_kept", folder=self._folder, detail=detail)

    def _on_worked(self, error: Exception | None) -> None:
        if error is None:
            self._told = False
        else:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        log.info("no copy of unsaved changes: %s", error)
        # Once is enough: on a full disk it would fail after every change.
        if not self._told:
            self._told = True
            self.failed.emit(error)

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
        _KeptOnTop(box, self._window())

    def _question(self, copy: Path) -> str:
        when = QDateTime.fromSecsSinceEpoch(round(copy.stat().st_mtime))
        text = self.tr(
            "The program did not end properly the last time. There is a copy of “{project}” with "
            "changes that were not saved, of {time}. Open it?"
        )
        time = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        return text.format(project=spoken(name_of(copy)), time=time)


class _KeptOnTop(QObject):
    """Brings a question before its window, and gives it the keys, whenever the system's own is new.

    Qt makes the window of the system anew when the first page of the map appears.
    """

    def __init__(self, box: QMessageBox, window: QWidget) -> None:
        super().__init__(box)
        self._box = box
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait until the new window is there."""
        if event.type() == QEvent.Type.WinIdChange:
            QTimer.singleShot(0, self, self._bring)
        return super().eventFilter(watched, event)

    def _bring(self) -> None:
        self._box.raise_()
        self._box.activateWindow()


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
    lock = QLockFile(str(_lock_path(folder, token)))
    # Never by its age: the window may be open for a week.
    lock.setStaleLockTime(0)
    return lock


def _lock_path(folder: Path, token: str) -> Path:
    return folder / f"{token}.lock"


def _token_of(copy: Path) -> str:
    return copy.stem.rpartition(".")[2]


def _stem(name: str) -> str:
    """Return a name without the signs that file systems refuse."""
    signs = (sign if sign.isprintable() and sign not in '<>:"/\\|?*' else "_" for sign in name)
    return "".join(signs)[:MOST_LETTERS]


def _write(project: Project, name: str, path: Path) -> DataError | None:
    """Write all of a project that can be written, and return why not the rest."""
    try:
        save_project(project, path, compact=True)
    except DataError as error:
        if not error.code.startswith("project_"):
            raise
        save_project(salvaged(project), path, compact=True)
        if error.code != "project_not_saved":
            return error
        return DataError("recovery_in_part", **{**error.facts, "file": name})
    return None


def _remove_stale(folder: Path, own: str) -> None:
    """Remove what killed programs have left beside their copies: locks, and drafts."""
    remove_stale_drafts(folder)
    for path in folder.glob("*.lock"):
        lock = lock_of(folder, path.stem)
        # What is unlocked is removed.
        if path.stem != own and lock.tryLock(0):
            lock.unlock()


def _remove(folder: Path, token: str, but: Path | None = None) -> None:
    for path in folder.glob(f"*.{escape(token)}{SUFFIX}"):
        if path != but:
            with suppress(OSError):
                path.unlink()
