"""How many people of a group live where: all, those of 65 and more, urban and rural.

Only totals of counties were counted; where in a county the members of a group live
is modelled.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from data.errors import DataError
from data.reference.demand import Demand, read_over_65
from data.schema import PeopleGroup, Province, UnitColumn
from geo.coverage.index import rows_by_unit
from geo.distance.lattice import cell_area_km2
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]

_ONE_CLASS: Final = 0.02
_PARTS: Final = 1024


def group_population(
    demand: Demand, group: PeopleGroup, province: Province | None, progress: Progress = silent
) -> Floats:
    """Return the people of a group at each place.

    Parameters
    ----------
    demand
        The bundled cells of `province`; for everybody, people of a user's file as well.
    group
        TOTAL is the population as it is. OVER_65 is modelled: each cell has its county's
        share of people of 65 and more. URBAN and RURAL are modelled: see `urban_people`;
        together they are the population of each cell exactly.
    province
        The province, or None for all four.

    Returns
    -------
    float64[n]
        Persons, multiples of 1/1024 for the bundled cells: sums are exact, and each
        county's is its census figure, for OVER_65 its census share in whole people.

    Raises
    ------
    DataError
        `group_needs_bundled` for people of a user's file, whose age and kind of
        settlement are not known.
    ValueError
        If the cells are not those of `province`.
    """
    if group is PeopleGroup.TOTAL:
        return demand.population
    if demand.cell_deg is None:
        raise DataError("group_needs_bundled")
    if group is PeopleGroup.OVER_65:
        older = read_over_65(province, progress)
        if len(older) != len(demand.population):
            raise ValueError(f"{len(demand.population)} cells, not the {len(older)} of {province}")
        return older
    urban = urban_people(demand, progress)
    return urban if group is PeopleGroup.URBAN else demand.population - urban


def urban_people(demand: Demand, progress: Progress = silent) -> Floats:
    """Return the urban people of each cell: a model, not a count.

    The census gives the urban people of a county, U. They are taken to live where people
    live closest: from the county's densest cells down (people per km2), everybody is
    urban until U would be passed. The population model gives the cells of one settlement
    class nearly one density; in the class where U runs out (densities within 2 % of that
    of the cell it runs out in), every cell has the same urban share.

    Returns
    -------
    float64[n]
        Persons, from 0 to the cell's population, in multiples of 1/1024 as it is. Each
        county's sum is U; should a county have fewer people than U, all of them are
        urban. Nobody outside the counties is.
    """
    density = demand.population / cell_area_km2(demand)
    urban_of_unit = demand.units[UnitColumn.URBAN].to_numpy(dtype=np.float64)
    order, start = rows_by_unit(demand.unit, len(demand.units))
    urban = np.zeros(len(demand.population))
    for number, to_place in enumerate(urban_of_unit):
        rows = order[start[number] : start[number + 1]]
        urban[rows] = _placed(demand.population[rows], density[rows], to_place)
        progress((number + 1) / len(urban_of_unit))
    return urban


def _placed(people: Floats, density: Floats, to_place: float) -> Floats:
    """Return the urban people of the cells of one county, of whom there are `to_place`."""
    if people.sum() <= to_place:
        return people
    order = np.argsort(-density, kind="stable")
    runs_out = order[np.searchsorted(np.cumsum(people[order]), to_place)]
    dense = density > density[runs_out] * (1 + _ONE_CLASS)
    last = ~dense & (density >= density[runs_out] * (1 - _ONE_CLASS))
    urban = np.where(dense, people, 0.0)
    urban[last] = _shared_out(people[last], to_place - urban.sum())
    return urban


def _shared_out(people: Floats, part: float) -> Floats:
    """Return `part` shared out in proportion to people, in 1/1024 by largest remainders."""
    exact = people * (part / people.sum()) * _PARTS
    shared = np.floor(exact)
    missing = round(part * _PARTS - shared.sum())
    shared[np.argsort(shared - exact, kind="stable")[:missing]] += 1
    capped: Floats = np.minimum(shared / _PARTS, people)
    return capped
