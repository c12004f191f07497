"""Keeps a record when the program fails: a log file, and a place for what nobody caught."""

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Signal

LOG_NAME: Final = "yiquan.log"
CRASH_NAME: Final = "crash.log"
MAX_LOG_BYTES: Final = 1_000_000
log = logging.getLogger("yiquan")


def data_folder() -> Path:
    """Return the folder of what the program keeps for itself; it may not exist."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(location))


def recovery_folder() -> Path:
    """Return the folder of copies of unsaved changes; it may not exist."""
    return data_folder() / "recovery"


def log_folder() -> Path:
    """Return the folder of the log file, made when it does not exist."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start_log(folder: Path) -> Callable[[], None]:
    """Write log records to a file in `folder`, and Python's last words on a crash.

    Returns
    -------
    Callable[[], None]
        Ends both.
    """
    handler = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=MAX_LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Not the handler's own stream, which changes at each rotation.
    last_words = (folder / CRASH_NAME).open("a", encoding="utf-8")
    faulthandler.enable(last_words)

    def stop() -> None:
        faulthandler.disable()
        last_words.close()
        root.removeHandler(handler)
        handler.close()

    return stop


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End the process where what is done within takes longer.

    By a thread that needs no Python, since a library may hold that and never give it back.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


class Uncaught(QObject):
    """Takes what no one caught, instead of ending the program with the user's work in it.

    `happened` carries the exception, on the GUI thread whichever thread it came from.
    """

    happened = Signal(object)

    def install(self) -> None:
        """Become the place where uncaught exceptions end."""
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("uncaught", exc_info=(kind, error, trace))
        self.happened.emit(error)

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)
