"""Ctrl-C at any moment ends the program with its own exit code and without a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gui.desktop.environment import is_harmless
from resources import FOLDER

ROOT = FOLDER.parent
# Says that Python itself has started: what happens before is not ours.
START = (
    "import sys, runpy; print('up', flush=True); sys.argv[:] = ['main.py', *sys.argv[1:]];"
    " sys.path.insert(0, ''); runpy.run_path('main.py', run_name='__main__')"
)
COMMANDS = {
    "coverage": ["--province", "sichuan", "--intervals"],
    "check": [],
    "map": ["--province", "qinghai", "-o", "picture.png"],
    "inspect": ["README.md", "--json"],
    "referral": ["--province", "sichuan"],
}


def interrupted(arguments: list[str], after_s: float, language: str) -> tuple[int, str] | None:
    """Return exit code and console of a command that is interrupted, None if it ended before."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LANGUAGE": language},
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after_s)
    alive = process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    return (process.returncode, said) if alive else None


@pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to one process")
@pytest.mark.parametrize("after_s", [0.1, 0.3, 0.6, 0.9, 1.3, 1.8])
@pytest.mark.parametrize("command", COMMANDS)
def test_ctrl_c_in_the_first_seconds(tmp_path: Path, command: str, after_s: float) -> None:
    arguments = [str(tmp_path / each) if "." in each else each for each in COMMANDS[command]]
    (tmp_path / "README.md").write_text("name,lon,lat\nx,101,36\n")
    ended = interrupted([command, *arguments], after_s, "en")
    if ended is not None:
        code, said = ended
        assert (code, is_harmless(said)) == (130, True), said
    assert sorted(each.name for each in tmp_path.iterdir() if "picture" not in each.name) == [
        "README.md"
    ]
