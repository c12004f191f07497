"""The window is seen before what reads tables is loaded, and may be closed meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

from resources import FOLDER

ROOT = FOLDER.parent
# In a process of its own, which has loaded nothing yet.
BEGIN = """
import os, sys
from dataclasses import replace
from gui import launch, start
from gui.desktop import environment, main_window
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QStatusBar

found = replace(environment.prepare([]), display=True)
start._ready = lambda _: found
shown = main_window.MainWindow.showEvent

def on_shown(act):
    def look(window, event):
        shown(window, event)
        act(window)
    main_window.MainWindow.showEvent = look
"""
HEAVY = """
def act(window):
    heavy = {"geopandas", "pandas", "scipy", "rasterio", "folium", "numpy", "shapely", "pyogrio",
             "pyproj", "branca", "xlsxwriter", "python_calamine", "cattrs"}
    print(sorted(heavy & set(sys.modules)))
    print(window.findChild(QStatusBar).currentMessage(), flush=True)
    os._exit(0)
on_shown(act)
sys.exit(start.run([], None))
"""
CLOSED = """
on_shown(lambda window: QTimer.singleShot(0, window.close))
code = start.run([], None)
os._exit(code)
"""
BROKEN = """
sys.modules["pandas"] = None

def press():
    boxes = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox)]
    for box in boxes:
        print(box.text(), flush=True)
        timer.stop()
        box.findChild(QPushButton).click()

timer = QTimer()
timer.timeout.connect(press)
on_shown(lambda window: timer.start(50))
code = start.run([], None)
os._exit(code)
"""


def run(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that opens the window in a fresh home, in English."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    env |= {"XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", BEGIN + code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_window_is_seen_before_any_library_of_tables_is_loaded(tmp_path: Path) -> None:
    done = run(HEAVY, tmp_path)
    assert done.stdout.splitlines() == ["[]", "Reading the maps and the facilities…"], done.stderr


def test_a_window_closed_while_it_loads_ends_the_program(tmp_path: Path) -> None:
    done = run(CLOSED, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_what_cannot_be_loaded_is_told_and_ends_the_program(tmp_path: Path) -> None:
    done = run(BROKEN, tmp_path)
    assert done.returncode == 1, done.stderr
    assert "a fault in the program (ModuleNotFoundError)" in done.stdout
