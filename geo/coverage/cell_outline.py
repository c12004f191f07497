"""The outline of cells that belong together: as polygons, and as rings for the map page."""

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from data.reference.demand import Demand
from geo.coverage.gap_cells import NOWHERE, patches_of
from geo.distance.lattice import lattice_edge

Integers = npt.NDArray[np.int64]

USER_CELL_DEG: Final = 0.01
_DECIMALS: Final = 6


def union_of_runs(
    row: Integers, first: Integers, last: Integers, cell_deg: float
) -> shapely.Geometry:
    """Return the union of runs of cells in degrees; empty without any.

    Parameters
    ----------
    row, first, last : int64[k]
        Row of the lattice, first and last column of each run
        (`geo.distance.lattice.lattice_index`).
    cell_deg
        Side of a cell in degrees.
    """
    if not len(row):
        return shapely.Polygon()
    boxes = shapely.box(
        lattice_edge(first, cell_deg),
        lattice_edge(row, cell_deg),
        lattice_edge(last + 1, cell_deg),
        lattice_edge(row + 1, cell_deg),
    )
    return shapely.union_all(boxes)


def union_of_places(demand: Demand, place: Integers) -> shapely.Geometry:
    """Return the union of the cells that some places lie in, in degrees (EPSG:4326).

    Parameters
    ----------
    place : int64[p]
        Rows of `demand`. Points of a user's file are put into cells of 0.01 degrees; those
        without a position are passed over.
    """
    cell_deg = USER_CELL_DEG if demand.cell_deg is None else demand.cell_deg
    patches = patches_of(demand, place, cell_deg)
    known = patches.unit != NOWHERE
    first = patches.first[known]
    last = first + patches.length[known] - 1
    return union_of_runs(patches.row[known], first, last, cell_deg)


def rings_of(polygon: shapely.Geometry) -> list[list[float]]:
    """Return the rings of a polygon, outer and inner alike, to be filled even-odd.

    Returns
    -------
    list
        For each ring lon, lat, lon, lat and so on in degrees, without points on straight lines.
    """
    # Cells leave a point at every row of the lattice; on a straight line nobody needs it.
    rings = shapely.get_rings(shapely.get_parts(shapely.simplify(polygon, 0.0)))
    return [shapely.get_coordinates(ring).round(_DECIMALS).ravel().tolist() for ring in rings]
