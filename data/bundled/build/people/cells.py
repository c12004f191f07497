"""Lays the 0.01 degree grid over a province and gives each cell to a county."""

from dataclasses import dataclass
from typing import Final

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

CELLS_PER_DEGREE: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A province's grid and the county of each cell.

    Attributes
    ----------
    west, north
        Outer edges of the grid in whole cells from 0 degrees (west = -180 would be -18000).
    county
        Shape (rows, cols), north row first: row of the county table, -1 outside.
    """

    west: int
    north: int
    county: NDArray[np.int64]

    @property
    def lon(self) -> NDArray[np.float64]:
        """Centres of the columns in degrees, each rounded once from whole numbers."""
        twice = 2 * (self.west + np.arange(self.county.shape[1])) + 1
        return twice / (2 * CELLS_PER_DEGREE)

    @property
    def lat(self) -> NDArray[np.float64]:
        """Centres of the rows in degrees, north to south."""
        twice = 2 * (self.north - np.arange(self.county.shape[0])) - 1
        return twice / (2 * CELLS_PER_DEGREE)


def lay_cells(counties: geopandas.GeoDataFrame) -> Cells:
    """Return the grid over `counties`, each cell in the county that holds its centre.

    A centre on a shared edge goes to the first of the counties. A county that holds no
    centre (a small island, a narrow district) takes the cell nearest to its
    representative point, so that its people have a place.
    """
    west, south, east, north = counties.total_bounds * CELLS_PER_DEGREE
    left, top = int(np.floor(west)), int(np.ceil(north))
    shape = (top - int(np.floor(south)), int(np.ceil(east)) - left)
    cells = Cells(left, top, np.full(shape, -1, dtype=np.int64))
    for index, geometry in enumerate(counties.geometry):
        _claim(cells, index, geometry)
    for index in np.setdiff1d(np.arange(len(counties)), cells.county):
        point = counties.geometry.iloc[index].representative_point()
        row = int(np.argmin(np.abs(cells.lat - point.y)))
        col = int(np.argmin(np.abs(cells.lon - point.x)))
        cells.county[row, col] = index
    return cells


def _claim(cells: Cells, index: int, geometry: shapely.Geometry) -> None:
    """Give the county at `index` the free cells whose centres it holds."""
    west, south, east, north = shapely.bounds(geometry)
    cols = slice(*np.searchsorted(cells.lon, [west, east + 1e-9]))
    # Latitudes fall along the rows; searching the negated ones keeps them rising.
    rows = slice(*np.searchsorted(-cells.lat, [-north, -south + 1e-9]))
    window = cells.county[rows, cols]
    lon, lat = np.meshgrid(cells.lon[cols], cells.lat[rows])
    shapely.prepare(geometry)
    window[(window < 0) & shapely.intersects_xy(geometry, lon, lat)] = index
