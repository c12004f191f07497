"""Which libraries are loaded for what needs no figures: help, refusals, the list of layers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    *("geopandas", "pandas", "scipy", "rasterio", "folium", "shapely", "numpy", "pyogrio"),
    *("pyproj", "PySide6"),
)
ASKING = """
import sys, main
code = main.main(sys.argv[2:])
print(code, *[name for name in sys.argv[1].split(",") if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--help", 0),
        ("coverage --help", 0),
        ("inspect -h", 0),
        ("layers", 0),
        ("layers --json", 0),
        ("covrage", 2),
        ("coverage --colour red", 2),
        ("coverage --tier clinic", 2),
        ("coverage --radius-km much", 2),
        ("coverage --curve --gaps", 2),
        ("networks --tier any", 2),
        ("norms --speed-kmh 20", 2),
        ("inspect", 2),
        ("map --size big", 2),
    ],
)
def test_what_needs_no_figures_loads_no_library_that_makes_them(line: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKING, ",".join(HEAVY), *line.split()],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "en_GB.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == str(code), "the exit code, and no library"
