"""Makes the demand cells: the census figures spread over a 0.01 degree grid.

The cells are modelled. A cell weighs its area times the persons per square
kilometre that are usual in its degree-of-urbanisation class; within a county the
weights are raked to the census figure, so only the pattern inside a county is a
model, never its total.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.bundled.build.people.cells import Cells, lay_cells
from data.bundled.build.people.degurba import settlement_classes
from data.bundled.build.people.population import people_65_plus
from data.bundled.build.people.raking import UNITS_PER_PERSON, divide_by_group

# Tenths of a person per square kilometre by degree-of-urbanisation class, fitted to the
# counties' census figures. Class 11 (below 50 by definition) fits anywhere from 0, with
# Qinghai's empty plateau, to 5 without it; 2 keeps scattered people from vanishing.
DENSITY_TENTHS: Final = {
    30: 55770,
    23: 25390,
    22: 15000,
    21: 9050,
    13: 19820,
    12: 1980,
    11: 20,
    10: 0,
    255: 0,
}
_AREA_SCALE: Final = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class DemandRaster:
    """A province's cells: people in units of 1/1024, and the county's code.

    The three arrays have the grid's shape, int32, 0 outside the province.
    """

    cells: Cells
    population: NDArray[np.int32]
    population_65_plus: NDArray[np.int32]
    adcode: NDArray[np.int32]


def demand_raster(
    counties: geopandas.GeoDataFrame, units: pd.DataFrame, inputs: Path, cache: Path
) -> DemandRaster:
    """Return the demand cells of one province.

    Parameters
    ----------
    counties, units
        Polygons and census rows of the province's counties, in the same order.
    """
    cells = lay_cells(counties)
    rows, cols = np.nonzero(cells.county >= 0)
    county = cells.county[rows, cols]
    classes = settlement_classes(cells.lon[cols], cells.lat[rows], inputs, cache)
    weights = cell_weights(classes, cells.lat[rows], county)
    people = _in_units(units["population"])
    old = _in_units(people_65_plus(units))
    population = divide_by_group(people, county, weights)
    # A cell's share of the old is its share of all people: the census gives no age
    # below the county.
    older = divide_by_group(old, county, population)
    codes = units["adcode"].to_numpy(dtype=np.int64)[county]
    bands = [_on_grid(cells, rows, cols, values) for values in (population, older, codes)]
    return DemandRaster(cells, *bands)


def cell_weights(
    classes: NDArray[np.uint8], lat: NDArray[np.float64], county: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the cells' weights: area times the density usual in their class.

    w = round(10000 cos lat) d, with d in tenths of a person per square kilometre; the
    rest of the area is the same for all cells. Where all of a county's cells would
    weigh nothing (water, no data), its cells weigh by their area alone.
    """
    table = np.zeros(256, dtype=np.int64)
    table[list(DENSITY_TENTHS)] = list(DENSITY_TENTHS.values())
    area = np.rint(_AREA_SCALE * np.cos(np.radians(lat))).astype(np.int64)
    weights: NDArray[np.int64] = area * table[classes]
    empty = np.isin(county, np.setdiff1d(county, county[weights > 0]))
    weights[empty] = area[empty]
    return weights


def _in_units(people: "pd.Series[int]") -> NDArray[np.int64]:
    """Return whole persons in units of 1/1024."""
    return np.multiply(people.to_numpy(dtype=np.int64), UNITS_PER_PERSON, dtype=np.int64)


def _on_grid(
    cells: Cells, rows: NDArray[np.int64], cols: NDArray[np.int64], values: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return `values` at their places on the grid, 0 elsewhere."""
    if values.max() > np.iinfo(np.int32).max:
        raise ValueError(f"a cell of {values.max()} does not fit in 32 bits")
    grid = np.zeros(cells.county.shape, dtype=np.int32)
    grid[rows, cols] = values
    return grid
