"""Which places beyond the radius lie together: cells, runs of cells, and patches of runs."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from data.reference.demand import Demand
from geo.distance.ellipsoid import POLE_DEG
from geo.distance.lattice import lattice_index

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NO_COUNTY: Final = -1
NOWHERE: Final = -2
_ROUND_DEG: Final = 360.0


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Places put into cells, cells into runs, and runs into patches.

    A run is cells side by side in one row of the lattice, of one county; a patch is runs
    of one county that touch, at a corner at least. All stand county by county, in each
    row by row from the north-west.

    Attributes
    ----------
    place : int64[p]
        The places, in the order of their cells.
    place_start : int64[c]
        The first place of each cell.
    cell_start : int64[k]
        The first cell of each run.
    unit : int64[k]
        County of each run, `NO_COUNTY` or, without a position, `NOWHERE`.
    row, first : int64[k]
        Row of the lattice, and its first column.
    patch : int64[k]
        The patch of each run.
    count
        Number of patches.
    """

    place: Integers
    place_start: Integers
    cell_start: Integers
    unit: Integers
    row: Integers
    first: Integers
    patch: Integers
    count: int

    @property
    def length(self) -> Integers:
        """Cells of each run, int64[k]."""
        return np.diff(self.cell_start, append=len(self.place_start))

    def in_cells(self, of_place: Floats) -> Floats:
        """Return the sum of each cell's places, float64[c]."""
        if len(self.place_start) == len(self.place):
            return of_place
        return _reduced(np.add, of_place, self.place_start)

    def most_in_cells(self, of_place: Floats) -> Floats:
        """Return the greatest of each cell's places, float64[c]."""
        if len(self.place_start) == len(self.place):
            return of_place
        return _reduced(np.maximum, of_place, self.place_start)

    def in_runs(self, of_cell: Floats) -> Floats:
        """Return the sum of each run's cells, float64[k]."""
        return _reduced(np.add, of_cell, self.cell_start)

    def most_in_runs(self, of_cell: Floats) -> Floats:
        """Return the greatest of each run's cells, float64[k]."""
        return _reduced(np.maximum, of_cell, self.cell_start)

    def total(self, of_run: Floats) -> Floats:
        """Return the sum of each patch's runs, float64[count]."""
        return np.bincount(self.patch, of_run, self.count).astype(np.float64)

    def most(self, of_run: Floats) -> Floats:
        """Return the greatest of each patch's runs, float64[count]."""
        greatest = np.full(self.count, -np.inf)
        np.maximum.at(greatest, self.patch, of_run)
        return greatest


def patches_of(demand: Demand, place: Integers, cell_deg: float) -> Patches:
    """Return which of some places lie together.

    Parameters
    ----------
    place : int64[p]
        Rows of `demand`.
    cell_deg
        Side of the cells in degrees.
    """
    lon, lat = demand.lon[place], demand.lat[place]
    somewhere = (np.abs(lon) <= _ROUND_DEG) & (np.abs(lat) <= POLE_DEG)
    unit = np.where(somewhere, demand.unit[place], NOWHERE).astype(np.int64)
    row = lattice_index(np.where(somewhere, lat, 0.0), cell_deg)
    column = lattice_index(np.where(somewhere, lon, 0.0), cell_deg)
    key, width = _keys(unit, row, column)
    order = np.argsort(key, kind="stable")
    place_start = np.flatnonzero(np.diff(key[order], prepend=-1))
    cell = order[place_start]
    cell_start = np.flatnonzero(np.diff(key[cell], prepend=-2) > 1)
    run = cell[cell_start]
    length = np.diff(cell_start, append=len(cell))
    count, patch = _joined(key[run], length, width)
    return Patches(
        place=place[order],
        place_start=place_start,
        cell_start=cell_start,
        unit=unit[run],
        row=row[run],
        first=column[run],
        patch=patch,
        count=count,
    )


def _keys(unit: Integers, row: Integers, column: Integers) -> tuple[Integers, int]:
    """Return one number for each cell, and by how much that of the cell below is greater.

    An empty row below each county and an empty column at the end of each row keep cells
    that are not neighbours from having neighbouring numbers.
    """
    if not unit.size:
        return unit, 1
    width = int(column.max() - column.min()) + 2
    height = int(row.max() - row.min()) + 2
    down, along = row.max() - row, column - column.min()
    return ((unit - NOWHERE) * height + down) * width + along, width


def _joined(first: Integers, length: Integers, width: int) -> tuple[int, Integers]:
    """Return the number of patches, and the patch of each run.

    Parameters
    ----------
    first, length : int64[k]
        Number of each run's first cell, ascending, and how many cells it has.
    width
        By how much the number of the cell below is greater.
    """
    last = first + length - 1
    # Runs of the row below are met from one column before to one column after.
    low = np.searchsorted(last, first + (width - 1), side="left")
    high = np.searchsorted(first, last + (width + 1), side="right")
    met = high - low
    start = np.concatenate([[0], np.cumsum(met)])
    below = np.arange(start[-1]) - np.repeat(start[:-1] - low, met)
    touching = csr_array(
        (np.ones(len(below), dtype=np.int8), below, start), shape=(len(first), len(first))
    )
    count, patch = connected_components(touching, directed=False)
    return int(count), patch.astype(np.int64)


def _reduced(operation: np.ufunc, values: Floats, start: Integers) -> Floats:
    reduced: Floats = operation.reduceat(values, start)
    return reduced
