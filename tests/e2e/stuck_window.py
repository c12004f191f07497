"""The real program, whose readers do not come back, and somebody who closes its window.

Run as a program of its own by test_closing.py: `stuck_window.py HOW [FILE]`.
"""

import ctypes
import runpy
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer

from gui import app, start
from gui.desktop import environment

MAIN = Path(__file__).parent.parent.parent / "main.py"
STUCK_S = 600
BEFORE_CLOSING_MS = 1500


def sleeping(_: object) -> None:
    """Wait as a library does that lets others run."""
    time.sleep(STUCK_S)


def holding(_: object) -> None:
    """Wait as a library does that lets nobody run, from the time the window is closed on."""
    time.sleep((BEFORE_CLOSING_MS + 500) / 1000)
    ctypes.PyDLL(None).sleep(STUCK_S)


def main(how: str, *files: str) -> None:
    """Open the window, set readers going, and close it."""
    found = replace(environment.prepare([]), display=True)
    begin = app.App.start

    def started(self: app.App, *given: object) -> None:
        begin(self, [Path(each) for each in files], None)
        stuck = {"sleeping": sleeping, "holding": holding}.get(how)
        if stuck is not None:
            for tasks in (self.reading, self.tasks, self.quick):
                tasks.run("stuck", "Stuck", stuck, print, print)
        QTimer.singleShot(BEFORE_CLOSING_MS, self.window, partial(close, self))

    with patch.object(app.App, "start", started), patch.object(start, "_ready", lambda _: found):
        sys.argv[:] = [str(MAIN)]
        runpy.run_path(str(MAIN), run_name="__main__")


def close(program: app.App) -> None:
    """Close the window as its button does."""
    print("closing", flush=True)
    program.window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
