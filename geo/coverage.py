"""How many people live within a service radius: one function, one metric.

Distances are sorted once within each unit (a county, say) and the people are counted
up along them. Any radius is then a binary search in every unit at once, so a moving
slider needs no new geometry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

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
    start : int64[m + 1]
        Unit `u` has the rows from ``start[u]`` up to, not including, ``start[u + 1]``.
    """

    distance_m: Floats
    running: Floats
    start: Integers

    @property
    def units(self) -> int:
        """Number of units, m."""
        return len(self.start) - 1


def exact_population(population: Floats) -> Floats:
    """Return the population rounded so finely that its sums are exact in any order.

    Figures are rounded to a power of two small enough to matter to nobody (for a
    province, less than a millionth of a person over all its cells) and large enough
    that no sum needs more than the 53 bits of a float64. Then covered plus uncovered
    is the population, and counties add up to their province, to the last bit.

    Parameters
    ----------
    population : float64[n]
        People, 0 or more.

    Returns
    -------
    float64[n]
        Multiples of one power of two.

    Raises
    ------
    ValueError
        If a figure is negative, NaN or infinite, or their sum is infinite.
    """
    population = np.asarray(population, dtype=np.float64)
    total = population.sum()
    if not (np.isfinite(total) and np.all(population >= 0)):
        raise ValueError("populations must be finite and not negative")
    _, exponent = np.frexp(total)
    shift = _EXACT_BITS - int(exponent)
    return np.ldexp(np.rint(np.ldexp(population, shift)), -shift)


def build_index(
    distance_m: Floats,
    population: Floats,
    unit: npt.NDArray[np.integer],
    n_units: int,
) -> CoverageIndex:
    """Return the index that answers every question about one set of distances.

    Parameters
    ----------
    distance_m : float64[n]
        Distance to the nearest facility in metres; inf or NaN where there is none.
    population : float64[n]
        People, 0 or more; best from `exact_population`.
    unit : int[n]
        The unit each row lies in, from 0 to `n_units` - 1; rows with -1 are left out.
    n_units
        Number of units m. A unit without rows is one without people.

    Raises
    ------
    ValueError
        If the arrays differ in length, a population is negative or not finite, or
        a unit is not below `n_units`.
    """
    distance_m = np.asarray(distance_m, dtype=np.float64)
    if not len(distance_m) == len(population) == len(unit):
        raise ValueError("distances, populations and units must be of one length")
    if unit.size and unit.max() >= n_units:
        raise ValueError(f"unit {unit.max()} of {n_units}")
    people = exact_population(population)
    order = np.argsort(distance_m)
    # Narrow integers are sorted by radix: the second sort costs next to nothing.
    narrow = np.min_scalar_type(-max(n_units, 1))
    unit_in_order = unit[order].astype(narrow)
    order = order[np.argsort(unit_in_order, kind="stable")]
    order = order[np.count_nonzero(unit < 0) :]
    count = np.bincount(unit[order], minlength=n_units)
    return CoverageIndex(
        distance_m=np.fmin(distance_m[order], np.inf),
        running=np.concatenate([[0.0], np.cumsum(people[order])]),
        start=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
    )


def population(index: CoverageIndex) -> Floats:
    """Return the people of each unit, float64[m]; 0 where there are none."""
    return np.diff(index.running[index.start])


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
    return _covered_within(index, np.array([radius_m]))[:, 0]


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
    return share(_covered_within(index, radii_m), population(index)[:, np.newaxis])


def share(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where the whole is 0."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    ratio = np.full(shape, np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def sum_by_unit(unit: Integers, values: Floats, n_units: int) -> Floats:
    """Return the sum of the values in each unit, float64[n_units]; 0 where there are none."""
    return np.bincount(unit, weights=values, minlength=n_units).astype(np.float64)


def mean_distance_m(index: CoverageIndex) -> Floats:
    """Return the mean distance of each unit's people to their nearest facility.

    ``sum of P_i d_i over sum of P_i``

    Returns
    -------
    float64[m]
        Metres; inf where some people have no facility at all, NaN where there are
        no people.
    """
    people = np.diff(index.running)
    metres = np.zeros(len(people))
    np.multiply(people, index.distance_m, out=metres, where=people > 0)
    unit = np.repeat(np.arange(index.units), np.diff(index.start))
    return share(sum_by_unit(unit, metres, index.units), population(index))


def quantile_distance_m(index: CoverageIndex, q: float) -> Floats:
    """Return the distance within which a share of each unit's people live.

    The smallest d with ``C(d) >= q``: with q = 0.9, the 90th percentile, weighted by
    people.

    Parameters
    ----------
    index
        From `build_index`, m units.
    q
        Share above 0, up to 1.

    Returns
    -------
    float64[m]
        Metres; inf where the share can only be reached with people who have no
        facility, NaN where there are no people.

    Raises
    ------
    ValueError
        If `q` is not above 0 and at most 1.
    """
    if not 0 < q <= 1:
        raise ValueError(f"a share above 0 and at most 1, not {q}")
    people = population(index)
    populated = np.flatnonzero(people > 0)
    before = index.running[index.start[populated]]

    def short_of_share(row: Integers) -> Booleans:
        return (index.running[row + 1] - before) / people[populated] < q

    row = _count_while(short_of_share, index.start[populated], index.start[populated + 1])
    quantile_m = np.full(index.units, np.nan)
    quantile_m[populated] = index.distance_m[row]
    return quantile_m


def _covered_within(index: CoverageIndex, radii_m: Floats) -> Floats:
    if np.isnan(radii_m).any():
        raise ValueError("a radius is NaN")
    # An infinite distance means no facility, which no radius reaches.
    reach_m = np.minimum(radii_m, _LARGEST)

    def within(row: Integers) -> Booleans:
        return index.distance_m[row] <= reach_m

    shape = (index.units, len(reach_m))
    first = np.broadcast_to(index.start[:-1, np.newaxis], shape)
    end = np.broadcast_to(index.start[1:, np.newaxis], shape)
    row = _count_while(within, first, end)
    return index.running[row] - index.running[first]


def _count_while(holds: Callable[[Integers], Booleans], first: Integers, end: Integers) -> Integers:
    """Return the first row of each range where `holds` ends: a binary search in all at once."""
    low, high = first.copy(), end.copy()
    while (open_ := low < high).any():
        middle = (low + high) // 2
        # A closed range may stand one past the last row; what is found there is not used.
        true = holds(np.where(open_, middle, 0)) & open_
        low = np.where(true, middle + 1, low)
        high = np.where(open_ & ~true, middle, high)
    return low
