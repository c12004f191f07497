"""Closing the window ends the process, whatever runs in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.formats.test_geopackage_views import ENDLESS, package

ROOT = Path(__file__).parent.parent.parent
DRIVER = Path(__file__).with_name("stuck_window.py")
# Far more than it may take, for a machine with much else to do.
ENDED_S = 60


def closed(folder: Path, *arguments: str) -> tuple[int, str]:
    """Start the program, whose window is closed after a while; its exit code and its words."""
    places = {name: str(folder / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    spoken = {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(DRIVER), *arguments],
        cwd=ROOT,
        env={**os.environ, **places, **spoken},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=ENDED_S)
    finally:
        process.kill()
    assert "closing" in said
    return process.returncode, said


@pytest.mark.parametrize("how", ["at ease", "sleeping"])
def test_closing_ends_the_process_while_readers_are_stuck(tmp_path: Path, how: str) -> None:
    code, said = closed(tmp_path, how)
    assert (code, "Traceback" in said) == (0, False), said


def test_closing_ends_the_process_while_a_library_holds_all_threads(tmp_path: Path) -> None:
    code, said = closed(tmp_path, "holding")
    assert (code, "Traceback" in said) == (1, False), said


def test_closing_ends_the_process_after_an_endless_view(tmp_path: Path) -> None:
    view = f"{ENDLESS} SELECT n AS fid, (SELECT geom FROM pts) AS geom FROM r"
    path = package(tmp_path / "a.gpkg", {"v": view})
    code, said = closed(tmp_path, "at ease", str(path))
    assert (code, "Traceback" in said) == (0, False), said
