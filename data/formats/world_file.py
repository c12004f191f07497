"""Reads a world file: six numbers beside a picture that say where its cells lie."""

import math
from pathlib import Path
from typing import Final

from rasterio.transform import Affine

from data.errors import DataError
from data.text.ordinary_file import require_ordinary

# What programs name it: the picture's suffix shortened, or with a w behind it; or of any picture.
_SUFFIXES: Final = (".tfw", ".tifw", ".tiffw", ".wld")
_NUMBERS: Final = 6
_MOST_BYTES: Final = 4096


def world_file_beside(path: Path) -> Path | None:
    """Return the world file of a raster, or None; in whatever case its suffix is written."""
    for suffix in _SUFFIXES:
        for other in sorted(path.parent.iterdir()):
            if other.stem == path.stem and other.suffix.lower() == suffix:
                return other
    return None


def read_world_file(path: Path) -> Affine:
    """Return where cells lie: from column and row, counted from a corner, to x and y.

    The file gives x along a column step, y along it, x along a row step, y along it, and x
    and y of the middle of the first cell, a line each.

    Raises
    ------
    DataError
        `world_file_unusable` where it is anything else; `file_is_pipe` and the like.
    """
    require_ordinary(path)
    try:
        with path.open("rb") as stream:
            words = stream.read(_MOST_BYTES).decode("ascii").replace(",", ".").split()
        numbers = [float(word) for word in words]
    except (OSError, ValueError) as error:
        raise DataError("world_file_unusable", file=path.name) from error
    if len(numbers) != _NUMBERS or not all(map(math.isfinite, numbers)):
        raise DataError("world_file_unusable", file=path.name)
    a, d, b, e, x, y = numbers
    if a * e == b * d:
        raise DataError("world_file_unusable", file=path.name)
    return Affine(a, b, x - (a + b) / 2, d, e, y - (d + e) / 2)
