"""Keeps a record when the program fails: a log file, and a hook for what nobody caught."""

import faulthandler
import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QStandardPaths

LOG_NAME: Final = "yiquan.log"
CRASH_NAME: Final = "crash.log"
MAX_LOG_BYTES: Final = 1_000_000
log = logging.getLogger("yiquan")


def log_folder() -> Path:
    """Return the folder of the log file, made when it does not exist."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    folder = Path(QStandardPaths.writableLocation(location))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start_log(folder: Path) -> None:
    """Write log records to a file in `folder`, and Python's last words on a crash."""
    handler = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=MAX_LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Not the handler's own stream, which changes at each rotation; never closed, since
    # the process may fail at any time until its end.
    faulthandler.enable((folder / CRASH_NAME).open("a", encoding="utf-8"))


def install_hooks() -> None:
    """Log what no one caught, instead of ending the program with the user's work in it."""
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
