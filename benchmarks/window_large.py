"""How long the window stands still while a large layer is opened, shown and added.

Run as `python -m benchmarks.window_large [rows]`. A timer of 5 ms beats in the window's thread;
the longest time between two beats is printed for each step, and what the thread was doing in
the longest. Drawn offscreen, in software: painting the map takes longer than on a desk.
"""

import csv
import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from data.project.project import new_project
from data.schema import Province
from gui.app import App
from gui.desktop import environment, interpreter
from gui.map import scheme
from gui.opening.import_dialog import ImportDialog
from gui.settings import Settings

ROOT: Final = Path(__file__).parent.parent
ROWS: Final = 300_000
MOST_MS: Final = 100.0
BEAT_MS: Final = 5
WAIT_S: Final = 900.0
_MS: Final = 1000.0


class Heartbeat:
    """Beats in the window's thread, and looks from another at what holds it up."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._main = threading.get_ident()
        self._last = time.perf_counter()
        self._gaps: list[float] = []
        self._seen: Counter[str] = Counter()
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        self._timer.stop()

    def taken(self) -> tuple[list[float], str]:
        """Return the gaps since last asked, in ms, longest first, and what was seen in them."""
        gaps, self._gaps = sorted(self._gaps, reverse=True), []
        seen = "\n      ".join(f"{place} x{count}" for place, count in self._seen.most_common(8))
        self._seen.clear()
        return gaps, seen

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append(_MS * (now - self._last))
        self._last = now

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            if _MS * (time.perf_counter() - self._last) > MOST_MS / 2:
                self._seen[self._busy()] += 1

    def _busy(self) -> str:
        """Return what the window's thread does or, where that only waits, the other threads."""
        stacks = sys._current_frames()  # noqa: SLF001 - there is no other way to see a thread
        here = threading.get_ident()
        told = _place(stacks.pop(self._main))
        if not told.endswith("wait_until"):
            return told
        others = [_place(stack) for thread, stack in stacks.items() if thread != here]
        return "waits beside " + (", ".join(each for each in others if "/" in each) or "nothing")


def _place(stack: FrameType) -> str:
    """Return where in our own code a thread is, innermost last."""
    frames = [f for f in traceback.extract_stack(stack) if f.filename.startswith(str(ROOT))]
    ours = [f for f in frames if ".venv" not in f.filename]
    return "/".join(f"{Path(f.filename).stem}.{f.name}" for f in ours[-3:])


def wait_until(done: Callable[[], bool]) -> None:
    """Run the window until something is so; without a nested `exec` of the application."""
    end = time.perf_counter() + WAIT_S
    while not done():
        if time.perf_counter() > end:
            raise TimeoutError
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def write(path: Path, rows: int) -> None:
    """Write township hospitals all over Qinghai."""
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(94, 102, rows), rng.uniform(33, 38, rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("name", "tier", "lon", "lat", "beds", "county"))
        out.writerows(
            (f"第{i}卫生院", "乡镇卫生院", f"{lon[i]:.6f}", f"{lat[i]:.6f}", i % 90, "刚察县")
            for i in range(rows)
        )


def is_idle(app: App) -> bool:
    """Return whether nothing runs and the map is painted."""
    queues = (app.tasks, app.reading, app.quick, app.background)
    return app.map_view.is_painted and not any(queue.busy for queue in queues)


def show(step: str, heart: Heartbeat, since: float) -> None:
    """Print a step."""
    gaps, seen = heart.taken()
    over = sum(gap > MOST_MS for gap in gaps)
    print(
        f"  {step:<22} {time.perf_counter() - since:6.1f} s  longest {gaps[0]:6.0f} ms, "
        f"over {MOST_MS:.0f} ms: {over}\n      {seen}",
        flush=True,
    )


def main(rows: int) -> None:
    """Print how long the window stood still in each step."""
    environment.prepare(sys.argv)
    interpreter.favour_window()
    scheme.register()
    application = QApplication([])
    print(f"window: a layer of {rows:,} points, at most {MOST_MS:.0f} ms without a beat")
    with TemporaryDirectory(prefix="large-layer-") as folder:
        path = Path(folder) / "hospitals.csv"
        write(path, rows)
        ini = str(Path(folder) / "settings.ini")
        settings = Settings(QSettings(ini, QSettings.Format.IniFormat))
        app = App(new_project(Province.QINGHAI), settings, application)
        app.start()
        wait_until(lambda: is_idle(app) and app.session.report is not None)
        heart = Heartbeat()
        heart.start()
        start = time.perf_counter()
        app.open_file.open([path])
        wait_until(lambda: bool(app.window.findChildren(ImportDialog)))
        show("read", heart, start)
        start = time.perf_counter()
        wait_until(lambda: time.perf_counter() > start + 1)
        show("preview", heart, start)
        start = time.perf_counter()
        app.window.findChildren(ImportDialog)[0].accept()
        wait_until(lambda: is_idle(app))
        show("add, figures, map", heart, start)
        start = time.perf_counter()
        layer = app.document.project.layers[-1]
        app.map_sync.show_layer(layer.id)
        app.document.undo_stack.undo()
        wait_until(lambda: is_idle(app))
        app.document.undo_stack.redo()
        wait_until(lambda: is_idle(app))
        show("zoom, undo, redo", heart, start)
        heart.stop()
        app.window.close()
        app.end()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
