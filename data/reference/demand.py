"""The demand cells: how many people live where, modelled, and in which county."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import rasterio
from numpy.typing import NDArray

from data.errors import DataError
from data.progress import Progress, silent
from data.reference.catalog import BUNDLED, read_units
from data.schema import Province, UnitColumn

_POPULATION_BAND = 1
_OVER_65_BAND = 2
_ADCODE_BAND = 3
_BLOCK = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A grid of square cells in degrees (WGS 84), north row first.

    Attributes
    ----------
    west, north
        Outer edges in degrees.
    """

    west: float
    north: float
    cell_deg: float
    rows: int
    cols: int


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """People as points.

    Populations of the bundled cells are multiples of 1/1024, so that their float64
    sums are exact in any order, and each county's cells sum to its census figure.

    Attributes
    ----------
    lon, lat
        Shape (n,), degrees, WGS 84: centres of the cells, those where nobody lives
        among them; or the points of a user's file.
    population
        Shape (n,), persons.
    unit
        Shape (n,), int32: row of `units`, -1 in no county.
    units
        The counties (data.schema.UnitColumn), sorted by adcode.
    grid
        The grid the points are the centres of, or None where they are of no single grid.
    cell_deg
        Side of the square cell that each point is the centre of, in degrees; None where
        the points are no cells. All bundled grids share one lattice with a corner at 0, 0.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    population: NDArray[np.float64]
    unit: NDArray[np.int32]
    units: pd.DataFrame
    grid: Grid | None
    cell_deg: float | None = None


def read_demand(province: Province | None, progress: Progress = silent) -> Demand:
    """Return the demand cells of a province, or of all four.

    Cells run row by row from the north-west. All four are the provinces one after the
    other by adcode, with `units` of all and no grid.
    """
    if province is not None:
        demand = _read_province(province)
        progress(1.0)
        return demand
    parts = []
    provinces = _provinces_in_order()
    for index, each in enumerate(provinces, start=1):
        parts.append(_read_province(each))
        progress(index / len(provinces))
    return _concatenate(parts)


def read_over_65(province: Province | None, progress: Progress = silent) -> NDArray[np.float64]:
    """Return the people of 65 and more in each cell of `read_demand(province)`.

    Modelled: a cell's share of a county's old people is its share of all its people, as
    the census gives no age below the county.

    Returns
    -------
    float64[n]
        Persons, in the rows of `read_demand(province)`: multiples of 1/1024, never more
        than the cell's population.
    """
    parts = []
    provinces = _provinces_in_order() if province is None else [province]
    for index, each in enumerate(provinces, start=1):
        with _open(each) as file:
            older, adcode = file.read([_OVER_65_BAND, _ADCODE_BAND])
            scale = file.scales[_OVER_65_BAND - 1]
        parts.append(older[adcode > 0] * scale)
        progress(index / len(provinces))
    return np.concatenate(parts)


def _provinces_in_order() -> list[Province]:
    return sorted(Province, key=lambda province: province.adcode)


def _open(province: Province) -> rasterio.DatasetReader:
    path = BUNDLED / f"demand_{province.value}.tif"
    if not path.is_file():
        raise DataError("bundled_file_missing", file=path.name)
    return rasterio.open(path)


def _read_province(province: Province) -> Demand:
    with _open(province) as file:
        people, adcode = file.read([_POPULATION_BAND, _ADCODE_BAND])
        scale = file.scales[_POPULATION_BAND - 1]
        transform = file.transform
    # The side is a whole fraction of a degree, and the edges whole numbers of sides: whole
    # numbers give each centre rounded once, where the transform's floats would drift.
    per_degree = round(1 / transform.a)
    west, north = round(transform.c * per_degree), round(transform.f * per_degree)
    rows, cols = people.shape
    lon = (2 * (west + np.arange(cols)) + 1) / (2 * per_degree)
    lat = (2 * (north - np.arange(rows)) - 1) / (2 * per_degree)
    # A cell where nobody lives is land all the same: it counts in an area.
    land = adcode > 0
    units = read_units(province)
    return Demand(
        lon=np.broadcast_to(lon, people.shape)[land],
        lat=np.repeat(lat, np.count_nonzero(land, axis=1)),
        population=people[land] * scale,
        unit=_rows_of(adcode[land], units),
        units=units,
        grid=Grid(west / per_degree, north / per_degree, 1 / per_degree, rows, cols),
        cell_deg=1 / per_degree,
    )


def _rows_of(adcode: NDArray[np.int32], units: pd.DataFrame) -> NDArray[np.int32]:
    """Return the row of `units` for each code, written over the codes.

    Through a table, which takes less than a search, and block by block: an index of the
    whole length would be turned into one of 64 bits, several megabytes more.
    """
    known = units[UnitColumn.ADCODE].to_numpy(dtype=np.int32)
    first = int(known.min())
    table = np.full(int(known.max()) - first + 1, -1, dtype=np.int32)
    table[known - first] = np.arange(len(known), dtype=np.int32)
    for start in range(0, len(adcode), _BLOCK):
        block = adcode[start : start + _BLOCK]
        block[:] = table[block - first]
    return adcode


def _concatenate(parts: list[Demand]) -> Demand:
    """Return demands one after the other, their unit indices shifted."""
    shifts = np.cumsum([0, *(len(part.units) for part in parts)]).astype(np.int32)
    shifted = [
        np.where(part.unit < 0, part.unit, part.unit + shift)
        for part, shift in zip(parts, shifts, strict=False)
    ]
    return Demand(
        lon=np.concatenate([part.lon for part in parts]),
        lat=np.concatenate([part.lat for part in parts]),
        population=np.concatenate([part.population for part in parts]),
        unit=np.concatenate(shifted).astype(np.int32),
        units=pd.concat([part.units for part in parts], ignore_index=True),
        grid=None,
        cell_deg=parts[0].cell_deg,
    )
