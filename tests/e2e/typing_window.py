"""The real window, with somebody at its keys who writes down when each change was made.

Run as a program of its own by test_kill.py, which kills it: `typing_window.py LOG SEED`.
"""

import json
import os
import random
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QWidget

from data.project.project import new_project
from data.schema import Province
from gui import app, launch
from gui.desktop import environment

# Between two keys: a hand that rests, one that works, one that stays on the key.
PAUSES_MS = (700, 150, 20)


class Typist(QObject):
    """Presses keys in the fields of the service radii, and writes down what has become of them."""

    def __init__(self, window: app.App, log: Path, seed: int) -> None:
        super().__init__(window)
        self._document = window.document
        self._out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._chance = random.Random(seed)
        fields: list[QWidget] = []
        for kind in (QDoubleSpinBox, QSlider):
            fields += window.window.findChildren(kind)
        self._fields = [each for each in fields if "radius" in each.accessibleName().lower()]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._press)
        self._timer.start(0)
        window.document.changed.connect(self._write_down)

    def _press(self) -> None:
        QTest.keyClick(self._chance.choice(self._fields), Qt.Key.Key_Up)
        self._timer.start(self._chance.choice(PAUSES_MS))

    def _write_down(self) -> None:
        radii = [each.radius_m for each in self._document.project.radii]
        os.write(self._out, f"{json.dumps([time.monotonic(), radii])}\n".encode())


def main(log: Path, seed: int) -> int:
    """Open the window on Qinghai, and type into it until somebody kills it."""
    found = environment.prepare([])
    environment.check_libraries()
    begin = app.App.start

    def start(
        window: app.App, files: Sequence[Path] = (), recovery_folder: Path | None = None
    ) -> None:
        begin(window, files, recovery_folder)
        QTimer.singleShot(0, window, partial(Typist, window, log, seed))

    with patch.object(app.App, "start", start):
        return launch.run([], new_project(Province.QINGHAI), found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
