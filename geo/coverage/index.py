"""Who lives within a service radius, and how much land: one function, one metric.

Distances are sorted once within each unit (a county, say) and the people are counted
up along them. Any radius is then a binary search in every unit at once, so a moving
slider needs no new geometry. Prefectures and provinces are groups of units: their
figures are put together from those of their counties.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_EXACT_BITS: Final = 52
_LARGEST: Final = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True, eq=False)
class CoverageIndex:
    """People in order of their distance, unit after unit.

    Attributes
    ----------
    distance_m : float64[n]
        Distance to the nearest facility in metres, ascending within each unit; inf
        where there is no facility.
    running : float64[n + 1]
        People counted up over all rows before this one; starts at 0.
    running_area_km2 : float64[n + 1]
        Land counted up likewise; NaN where places are no cells and have no area.
    start : int64[m + 1]
        Unit `u` has the rows from ``start[u]`` up to, not including, ``start[u + 1]``.
    """

    distance_m: Floats
    running: Floats
    running_area_km2: Floats
    start: Integers

    @property
    def units(self) -> int:
        """Number of units, m."""
        return len(self.start) - 1


def summable(values: Floats) -> Floats:
    """Return people, or land, rounded so finely that their sums are exact in any order.

    Figures are rounded to a power of two small enough to matter to nobody (for a
    province, less than a millionth of a person over all its cells) and large enough
    that no sum needs more than the 53 bits of a float64. Then covered plus uncovered
    is the population, and counties add up to their province, to the last bit.

    Parameters
    ----------
    values : float64[n]
        0 or more.

    Returns
    -------
    float64[n]
        Multiples of one power of two.

    Raises
    ------
    ValueError
        If a figure is negative, NaN or infinite, or their sum is infinite.
    """
    values = np.asarray(values, dtype=np.float64)
    total = values.sum()
    if not (np.isfinite(total) and np.all(values >= 0)):
        raise ValueError("people and land must be finite and not negative")
    _, exponent = np.frexp(total)
    shift = _EXACT_BITS - int(exponent)
    return np.ldexp(np.rint(np.ldexp(values, shift)), -shift)


def build_index(
    distance_m: Floats,
    population: Floats,
    unit: npt.NDArray[np.integer],
    n_units: int,
    area_km2: Floats | None = None,
    progress: Progress = silent,
) -> CoverageIndex:
    """Return the index that answers every question about one set of distances.

    Parameters
    ----------
    distance_m : float64[n]
        Distance to the nearest facility in metres; inf or NaN where there is none.
    population : float64[n]
        People, 0 or more; best from `summable`.
    unit : int[n]
        The unit each row lies in, from 0 to `n_units` - 1; rows with -1 are left out.
    n_units
        Number of units m. A unit without rows is one without people.
    area_km2 : float64[n]
        Land of each row, best from `summable`; None where nothing is known of it, which
        makes areas NaN.
    progress
        Told the fraction of units done.

    Raises
    ------
    ValueError
        If the arrays differ in length, a population is negative or not finite, or
        a unit is not below `n_units`.
    Cancelled
        When `progress` raises it.
    """
    distance_m = np.asarray(distance_m, dtype=np.float64)
    if not len(distance_m) == len(population) == len(unit):
        raise ValueError("distances, populations and units must be of one length")
    if unit.size and unit.max() >= n_units:
        raise ValueError(f"unit {unit.max()} of {n_units}")
    land_km2 = np.full(len(distance_m), np.nan) if area_km2 is None else area_km2
    order, start = rows_by_unit(unit, n_units)
    nearest_m = np.fmin(distance_m[order], np.inf)
    for number in range(n_units):
        rows = slice(start[number], start[number + 1])
        # Each unit by itself: short sorts cost less, and between them work can be stopped.
        ascending = np.argsort(nearest_m[rows])
        nearest_m[rows] = nearest_m[rows][ascending]
        order[rows] = order[rows][ascending]
        progress((number + 1) / n_units)
    return CoverageIndex(
        distance_m=nearest_m,
        running=_counted_up(summable(population)[order]),
        running_area_km2=_counted_up(land_km2[order]),
        start=start,
    )


def rows_by_unit(unit: npt.NDArray[np.integer], n_units: int) -> tuple[Integers, Integers]:
    """Return the rows in the order of their units, and where each unit starts.

    Parameters
    ----------
    unit : int[n]
        From 0 to `n_units` - 1; rows with -1 are left out.

    Returns
    -------
    order : int64[k]
        Rows, ascending within a unit.
    start : int64[n_units + 1]
        Unit `u` has ``order[start[u] : start[u + 1]]``.
    """
    # Narrow integers are sorted by radix, which costs next to nothing.
    narrow = unit.astype(np.min_scalar_type(-max(n_units, 1)))
    order = np.argsort(narrow, kind="stable")[np.count_nonzero(unit < 0) :]
    count = np.bincount(unit[order], minlength=n_units)
    return order, np.concatenate([[0], np.cumsum(count)]).astype(np.int64)


def _counted_up(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def population(index: CoverageIndex) -> Floats:
    """Return the people of each unit, float64[m]; 0 where there are none."""
    return np.diff(index.running[index.start])


def area_km2(index: CoverageIndex) -> Floats:
    """Return the land of each unit in km2, float64[m]; NaN where places are no cells."""
    return np.diff(index.running_area_km2[index.start])


def covered(index: CoverageIndex, radius_m: float) -> Floats:
    """Return the people of each unit within a radius of their nearest facility.

    ``sum of P_i with d_i <= r``

    Parameters
    ----------
    index
        From `build_index`, m units.
    radius_m
        Metres; a negative radius reaches nobody, an infinite one everybody who has
        a facility at all.

    Returns
    -------
    float64[m]
        People; 0 in a unit without people. With ``population(index) - covered`` as the
        uncovered, the two add up to the population exactly.

    Raises
    ------
    ValueError
        If `radius_m` is NaN.
    """
    return covered_at(index, np.array([radius_m]))[:, 0]


def covered_area_km2(index: CoverageIndex, radius_m: float) -> Floats:
    """Return the land of each unit within a radius of its nearest facility.

    The sum of the cells whose centre is at most the radius away, whether anybody lives
    there or not.

    Returns
    -------
    float64[m]
        km2; NaN where places are no cells.

    Raises
    ------
    ValueError
        If `radius_m` is NaN.
    """
    return covered_area_km2_at(index, np.array([radius_m]))[:, 0]


def coverage_curve(index: CoverageIndex, radii_m: Floats) -> Floats:
    """Return the share of each unit's people covered at each of a row of radii.

    ``C(r) = sum of P_i with d_i <= r, over sum of P_i``

    Parameters
    ----------
    index
        From `build_index`, m units.
    radii_m : float64[k]
        Metres, in any order.

    Returns
    -------
    float64[m, k]
        Shares from 0 to 1; NaN in a unit without people.

    Raises
    ------
    ValueError
        If a radius is NaN.
    """
    return share(covered_at(index, radii_m), population(index)[:, np.newaxis])


def covered_at(index: CoverageIndex, radii_m: Floats) -> Floats:
    """Return the people of each unit covered at each of a row of radii, float64[m, k]."""
    first, end = _rows_within(index, radii_m)
    return index.running[end] - index.running[first]


def covered_area_km2_at(index: CoverageIndex, radii_m: Floats) -> Floats:
    """Return the land of each unit covered at each of a row of radii in km2, float64[m, k]."""
    first, end = _rows_within(index, radii_m)
    return index.running_area_km2[end] - index.running_area_km2[first]


def share(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where the whole is 0."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    ratio = np.full(shape, np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def sum_by_unit(unit: Integers, values: Floats, n_units: int) -> Floats:
    """Return the sum of the values in each unit, float64[n_units]; 0 where there are none."""
    return np.bincount(unit, weights=values, minlength=n_units).astype(np.float64)


def is_within(index: CoverageIndex, reach_m: Floats, row: Integers) -> Booleans:
    """Return whether rows of the index have a facility within reach, however far that is."""
    # An infinite distance means no facility, which no radius reaches.
    nearer: Booleans = index.distance_m[row] <= np.minimum(reach_m, _LARGEST)
    return nearer


def _rows_within(index: CoverageIndex, radii_m: Floats) -> tuple[Integers, Integers]:
    """Return the first row of each unit and the end of those within each radius, int64[m, k]."""
    if np.isnan(radii_m).any():
        raise ValueError("a radius is NaN")
    shape = (index.units, len(radii_m))
    first = np.broadcast_to(index.start[:-1, np.newaxis], shape)
    end = np.broadcast_to(index.start[1:, np.newaxis], shape)
    return first, count_while(partial(is_within, index, radii_m), first, end)


def count_while(holds: Callable[[Integers], Booleans], first: Integers, end: Integers) -> Integers:
    """Return the first row of each range where `holds` ends: a binary search in all at once."""
    low, high = first.copy(), end.copy()
    while (open_ := low < high).any():
        middle = (low + high) // 2
        # A closed range may stand one past the last row; what is found there is not used.
        true = holds(np.where(open_, middle, 0)) & open_
        low = np.where(true, middle + 1, low)
        high = np.where(open_ & ~true, middle, high)
    return low
