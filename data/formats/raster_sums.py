"""Adds up the people of a raster's cells as its blocks come in."""

from typing import Final

import numpy as np
import numpy.typing as npt

LATTICE_DEG: Final = 0.01
_COLUMNS: Final = 1 << 20

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class CellSums:
    """The people found so far; those of fine cells put together as they come.

    Parameters
    ----------
    codes
        Code of each county.
    fine
        Whether cells are put together by county and cell of the lattice.
    """

    def __init__(self, codes: IntArray, *, fine: bool) -> None:
        self._codes = codes
        self._fine = fine
        self._pieces: list[tuple[IntArray, FloatArray, FloatArray, FloatArray]] = []
        self._waiting = 0

    def add(
        self,
        lon: FloatArray,
        lat: FloatArray,
        people: FloatArray,
        county: npt.NDArray[np.int32],
        negative: int,
    ) -> int:
        """Take up the cells of a block; return the negative ones it had."""
        if len(lon):
            if self._fine:
                column = np.floor(lon / LATTICE_DEG).astype(np.int64) + _COLUMNS // 2
                row = np.floor(lat / LATTICE_DEG).astype(np.int64) + _COLUMNS // 2
                key = (county * np.int64(_COLUMNS) + row) * np.int64(_COLUMNS) + column
                piece = _summed(key, people, people * lon, people * lat)
            else:
                piece = (county.astype(np.int64), people, lon, lat)
            self._pieces.append(piece)
        return negative

    def result(self) -> tuple[FloatArray, FloatArray, FloatArray, IntArray]:
        """Return lon, lat, people and county code of each point."""
        if not self._pieces:
            return np.empty(0), np.empty(0), np.empty(0), np.empty(0, dtype=np.int64)
        key, people, x, y = (np.concatenate(column) for column in zip(*self._pieces, strict=True))
        self._pieces.clear()
        if not self._fine:
            return x, y, people, self._codes[key]
        key, people, x, y = _summed(key, people, x, y)
        return x / people, y / people, people, self._codes[key // (_COLUMNS * _COLUMNS)]


def _summed(
    key: IntArray, people: FloatArray, x: FloatArray, y: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Return the sums of all with one key, by key."""
    distinct, group = np.unique(key, return_inverse=True)

    def total(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(group, weights=values), dtype=np.float64)

    return distinct, total(people), total(x), total(y)
