"""People from a file of the user as demand: each point with the county it lies in."""

import numpy as np
import numpy.typing as npt

from data.errors import DataError
from data.reference.catalog import Level, read_boundaries, read_units
from data.reference.counties import county_rows
from data.reference.demand import Demand
from data.schema import Province, UnitColumn
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]

_CHUNK = 1 << 18


def demand_of_points(
    lon: Floats,
    lat: Floats,
    population: Floats,
    province: Province | None,
    progress: Progress = silent,
) -> Demand:
    """Return the demand of people at points, each with the county it lies in.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees (EPSG:4326); a place with a NaN or infinite coordinate lies in no county.
    population : float64[n]
        People at each point.
    province
        Whose counties are looked at; None for those of all four.

    Returns
    -------
    Demand
        Every point, in the order given; -1 for those in no county, the lower county
        code for those on a border that two share.
    """
    units = read_units(province)
    frame = read_boundaries(Level.COUNTY, province)
    polygon_of = dict(zip(frame[UnitColumn.ADCODE], frame.geometry, strict=True))
    polygons = [polygon_of.get(adcode) for adcode in units[UnitColumn.ADCODE]]
    unit = np.full(len(lon), -1, dtype=np.int32)
    for start in range(0, len(lon), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        unit[chunk] = county_rows(lon[chunk], lat[chunk], np.array(polygons, dtype=object))
        progress(min(1.0, (start + _CHUNK) / len(lon)))
    return Demand(lon, lat, population, unit, units, grid=None)


def living_inside(demand: Demand, file: str) -> tuple[Demand, float]:
    """Return the people of a file who live in a county, and how many do not.

    Parameters
    ----------
    file
        What they come from, for sentences.

    Raises
    ------
    DataError
        `people_elsewhere` when nobody of them lives there.
    """
    kept, left_out = inside_counties(demand)
    if not kept.population.sum() > 0:
        raise DataError("people_elsewhere", file=file)
    return kept, left_out


def inside_counties(demand: Demand) -> tuple[Demand, float]:
    """Return the demand without the people in no county, and how many those are."""
    inside = demand.unit >= 0
    kept = Demand(
        demand.lon[inside],
        demand.lat[inside],
        demand.population[inside],
        demand.unit[inside],
        demand.units,
        demand.grid,
    )
    return kept, float(demand.population[~inside].sum())
