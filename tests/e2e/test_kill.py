"""The window is killed while somebody types: at most the last two seconds are lost."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from data.project.project_file import load_project
from gui.project.recovery import left_copies

ROOT = Path(__file__).parent.parent.parent
DRIVER = Path(__file__).with_name("typing_window.py")
KILLS = 20
MOST_LOST_S = 2.0
START_S = 120.0
# From the first change on: most are killed while changes are on their way to the disk.
LATEST_S = 4.0
Change = tuple[float, list[float]]


def environment_of(folder: Path) -> dict[str, str]:
    """Return where a program of its own keeps what it keeps."""
    places = {
        name: str(folder / name.lower())
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    for place in places.values():
        Path(place).mkdir(parents=True)
    spoken = {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **places, **spoken}


def killed(folder: Path, seed: int) -> tuple[list[Change], float]:
    """Start the window, kill it some time after the first change; what was changed, and when."""
    log, delay_s = folder / "changes.log", random.Random(seed).uniform(0.0, LATEST_S)
    command = [sys.executable, str(DRIVER), str(log), str(seed)]
    with (folder / "said.txt").open("wb") as said:
        window = subprocess.Popen(
            command, env=environment_of(folder), stdout=said, stderr=said, start_new_session=True
        )
    try:
        end_s = time.monotonic() + START_S
        while not (log.exists() and log.stat().st_size):
            assert window.poll() is None, (folder / "said.txt").read_text()
            assert time.monotonic() < end_s
            time.sleep(0.01)
        time.sleep(delay_s)
        killed_s = time.monotonic()
        window.send_signal(signal.SIGKILL)
    finally:
        # The processes of the map go with it.
        os.killpg(window.pid, signal.SIGKILL)
        window.wait()
    lines = log.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines], killed_s


def lost_s(folder: Path, changes: list[Change], killed_s: float) -> float:
    """Return how long before the kill the first change was made that no copy holds."""
    (recovery,) = folder.rglob("recovery")
    copies = left_copies(recovery, "another")
    assert len(copies) <= 1
    states = [radii for _, radii in changes]
    kept = -1
    if copies:
        radii = [each.radius_m for each in load_project(copies[0]).radii]
        kept = max(number for number, each in enumerate(states) if each == radii)
    missing = changes[kept + 1 :]
    return killed_s - missing[0][0] if missing else 0.0


def one_kill(tmp_path: Path, seed: int) -> tuple[int, float]:
    folder = tmp_path / str(seed)
    folder.mkdir()
    changes, killed_s = killed(folder, seed)
    return seed, lost_s(folder, changes, killed_s)


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_a_window_killed_at_any_moment_has_lost_two_seconds_at_most(tmp_path: Path) -> None:
    first = random.randrange(10**6)
    with ThreadPoolExecutor(2) as pool:
        lost = dict(pool.map(partial(one_kill, tmp_path), range(first, first + KILLS)))
    # By the seed of its window, which makes it press the same keys again.
    assert {seed: each for seed, each in lost.items() if each > MOST_LOST_S} == {}
