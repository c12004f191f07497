"""The lattice of demand cells: which cell a place lies in, and how much land a cell is."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from data.reference.demand import Demand
from geo.distance.ellipsoid import FLATTENING, POLE_DEG, SEMI_MAJOR_AXIS_M

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_M2_PER_KM2: Final = 1_000_000.0


def cell_area_km2(demand: Demand) -> Floats:
    """Return the exact area of the cell around each place.

    Parameters
    ----------
    demand
        Its places, if cells, are the centres of squares of `cell_deg` degrees.

    Returns
    -------
    float64[n]
        km2 on the WGS 84 ellipsoid; NaN for places that are no cells.
    """
    if demand.cell_deg is None or not len(demand.lat):
        return np.full(len(demand.lat), np.nan)
    row = lattice_index(demand.lat, demand.cell_deg)
    # All cells of a row are of one size: few are worked out, many looked up.
    first = int(row.min())
    area = lattice_area_km2(np.arange(first, int(row.max()) + 1), demand.cell_deg)
    return area[row - first]


def lattice_index(degrees: Floats, cell_deg: float) -> Integers:
    """Return the column of each longitude, or the row of each latitude, int64[n].

    ``floor(x / s)`` with s the side of a cell: cell 0 begins at 0, counts run east and
    north. Coordinates must be finite.
    """
    return np.floor(degrees * _per_degree(cell_deg)).astype(np.int64)


def lattice_edge(index: Integers | Floats, cell_deg: float) -> Floats:
    """Return the west edge of columns, or the south edge of rows, in degrees."""
    return index / _per_degree(cell_deg)


def lattice_centre(index: Integers, cell_deg: float) -> Floats:
    """Return the centre of columns or rows, in degrees."""
    return (2 * index + 1) / (2 * _per_degree(cell_deg))


def lattice_area_km2(row: Integers, cell_deg: float) -> Floats:
    """Return the area of a cell in each row of the lattice.

    ``a^2 / 2 (q(north) - q(south)) width``, with the width in radians and
    ``q = (1 - e^2) (sin(lat) / (1 - e^2 sin(lat)^2) + atanh(e sin(lat)) / e)``:
    the part of an ellipsoidal strip between two parallels, exactly (Snyder 1987, Map
    Projections: a Working Manual, eq. 3-12).

    Returns
    -------
    float64[n]
        km2 on the WGS 84 ellipsoid; 0 beyond a pole.
    """
    strip = _authalic_q(lattice_edge(row + 1, cell_deg)) - _authalic_q(lattice_edge(row, cell_deg))
    scale = SEMI_MAJOR_AXIS_M**2 / 2 * math.radians(cell_deg) / _M2_PER_KM2
    return strip * scale


def _authalic_q(lat: Floats) -> Floats:
    eccentricity_squared = FLATTENING * (2 - FLATTENING)
    eccentricity = np.sqrt(eccentricity_squared)
    sine = np.sin(np.radians(np.clip(lat, -POLE_DEG, POLE_DEG)))
    bent = sine / (1 - eccentricity_squared * sine * sine)
    q: Floats = (1 - eccentricity_squared) * (bent + np.arctanh(eccentricity * sine) / eccentricity)
    return q


def _per_degree(cell_deg: float) -> float:
    """Return the cells to a degree; whole, where 0.01 itself is no exact number."""
    return 1 / cell_deg
