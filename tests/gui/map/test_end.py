"""The end of a process that has shown a map."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def test_a_process_whose_last_test_showed_a_map_ends_well() -> None:
    alone = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--numprocesses=0")
    left = str(Path(__file__).with_name("left_map.py"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *alone, left],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "1 passed" in done.stdout
    assert done.returncode == 0, done.stderr
