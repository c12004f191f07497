"""How soon the program is there, against the same parts of Qt with nothing behind them.

Run as `python -m benchmarks.start [rounds]`. Every figure is the time from the start of a
process, files warm: to the first frame of a window, to the first painted map, to the end of
`main.py --help`. Ours and the bare one run in turn; the medians and their ratio are printed.
Needs a display: on a machine without one, `xvfb-run -a python -m benchmarks.start`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
ROUNDS: Final = 5
LIMIT_S: Final = 120.0
MOST_WINDOW: Final = 2.0
MOST_MAP: Final = 2.0
MOST_HELP: Final = 5.0
PAGE: Final = "YIQUAN_BENCHMARK_PAGE"
UNTIL: Final = "YIQUAN_BENCHMARK_UNTIL"
SHOWN: Final = "shown"
PAINTED: Final = "painted"
_MS: Final = 1000.0

# Runs main.py as it is, and looks at its window from outside.
PROGRAM: Final = """
import runpy, sys
from benchmarks.start import watch
watch()
sys.argv = ["main.py"]
runpy.run_path("main.py", run_name="__main__")
"""
BARE_WINDOW: Final = """
import sys
from benchmarks.start import watch
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow
watch()
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QWebEngineView())
window.show()
sys.exit(QApplication.exec())
"""
BARE_MAP: Final = """
import os, sys
from pathlib import Path
from benchmarks.start import PAGE, watch
from PySide6.QtWidgets import QApplication, QMainWindow
from gui.map import scheme
from gui.map.view import MapView
scheme.register()
watch()
application = QApplication([])
window = QMainWindow()
view = MapView()
window.setCentralWidget(view)
window.show()
view.show_page(Path(os.environ[PAGE]).read_text(encoding="utf-8"))
sys.exit(QApplication.exec())
"""


def watch() -> None:
    """Have this process say when its window has a frame and its map is painted, and end then.

    Looks every few milliseconds from within the event loop, knowing no more of the program
    than that its window is a QMainWindow and its map says `is_painted`.
    """
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - only in the processes that are watched
    from PySide6.QtWidgets import QApplication, QMainWindow, QWidget  # noqa: PLC0415

    until = os.environ[UNTIL]

    def look() -> None:
        windows = [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, QMainWindow) and each.isVisible()
        ]
        reached = any(window.windowHandle().isExposed() for window in windows)
        if until == PAINTED:
            inner = [each for window in windows for each in window.findChildren(QWidget)]
            reached = any(getattr(each, "is_painted", False) for each in inner)
        if reached:
            sys.stdout.write(f"{time.time()}\n")
            sys.stdout.flush()
            os._exit(0)

    execute = QApplication.exec

    def watched_exec(*_: object) -> int:
        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(4)
        return execute()

    QApplication.exec = watched_exec  # type: ignore[method-assign]


def surroundings(**told: str) -> dict[str, str]:
    """Return the environment of a measured process: compiled files are kept, as for a user."""
    found = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium refuses its sandbox to root, and the bare window has nobody to see to it.
        found["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return {**found, **told}


def seconds(code: str, until: str, page: Path) -> float:
    """Return how long after its start a process of `code` reaches what it waits for."""
    with tempfile.TemporaryDirectory() as home:
        # Settings and recovery of its own: a first start, every time.
        folders = {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        environment = surroundings(**{UNTIL: until, PAGE: str(page)}, **folders)
        started = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
            timeout=LIMIT_S,
        )
    return float(done.stdout.split()[-1]) - started


def command_seconds(*arguments: str) -> float:
    """Return how long a command takes as a whole process."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=surroundings(), capture_output=True, check=True
    )
    return time.perf_counter() - started


def write_page(path: Path) -> None:
    """Write the page that the window shows first."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from data.project.project import new_project\n"
        "from data.schema import Language\n"
        "from geo.page.content import page_content\n"
        "from geo.page.page import build_page, page_html\n"
        "from geo.study.study import load_study\n"
        "from gui.start import DEFAULT_PROVINCE\n"
        "study = load_study(DEFAULT_PROVINCE)\n"
        "project = new_project(DEFAULT_PROVINCE)\n"
        "content = page_content(project, study, study.facilities, None, Language.ZH)\n"
        "Path(sys.argv[1]).write_text(page_html(build_page(content)), encoding='utf-8')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=True)


def compare(title: str, bare: list[float], ours: list[float], most: float) -> None:
    """Print two rows of times and the ratio of their medians."""
    low, high = statistics.median(bare), statistics.median(ours)
    print(f"{title}")
    print(f"  bare    {_MS * low:7.0f} ms  {_MS * min(bare):7.0f} to {_MS * max(bare):.0f}")
    print(f"  ours    {_MS * high:7.0f} ms  {_MS * min(ours):7.0f} to {_MS * max(ours):.0f}")
    print(f"  ratio   {high / low:7.2f}     at most {most:g}")


def main() -> None:
    """Measure in turn and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"start, {os.cpu_count()} cores, median of {rounds}")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        write_page(page)
        for title, bare, until, most in (
            ("first window shown", BARE_WINDOW, SHOWN, MOST_WINDOW),
            ("first painted map", BARE_MAP, PAINTED, MOST_MAP),
        ):
            # The first of each warms the files.
            pairs = [
                (seconds(bare, until, page), seconds(PROGRAM, until, page))
                for _ in range(rounds + 1)
            ][1:]
            compare(title, [each[0] for each in pairs], [each[1] for each in pairs], most)
    helps = [
        (command_seconds("-c", "import argparse"), command_seconds("main.py", "--help"))
        for _ in range(rounds + 1)
    ][1:]
    compare("help", [each[0] for each in helps], [each[1] for each in helps], MOST_HELP)


if __name__ == "__main__":
    main()
