"""Starting where something is missing: a display, a library."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from data.errors import DataError
from gui import start
from gui.desktop import environment
from resources import FOLDER

ROOT = FOLDER.parent
SCREEN_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

needs_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux can be without a display"
)


def library_missing() -> None:
    raise DataError(
        "library_missing",
        library="libxcb-cursor.so.0",
        debian="libxcb-cursor0",
        fedora="xcb-util-cursor",
    )


def no_command(argv: Sequence[str]) -> int:
    raise AssertionError(argv)


@needs_linux
def test_without_a_display_table_and_picture(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key not in SCREEN_VARIABLES}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        cwd=tmp_path,
        env={**env, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "There is no display" in done.stderr
    assert "Traceback" not in done.stderr
    assert "83,674,866" in done.stdout
    (picture,) = tmp_path.glob("*.png")
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1600, 1000)


def test_a_missing_library_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "check_libraries", library_missing)
    assert start.run([], no_command) == start.NOT_STARTED
    said = capsys.readouterr().err
    assert "libxcb-cursor.so.0" in said
    assert "apt install libxcb-cursor0" in said
    assert len(said.splitlines()) == 1


def test_check_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "check_libraries", library_missing)
    (check,) = start.checks()
    assert not check.ok
    assert "libxcb-cursor0" in check.detail
