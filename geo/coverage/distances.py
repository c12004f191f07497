"""How far people live from their nearest facility: mean, median, any share of them."""

from functools import partial

import numpy as np
import numpy.typing as npt

from geo.coverage.index import CoverageIndex, count_while, is_within, population, share, sum_by_unit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


def mean_distance_m(
    index: CoverageIndex, group: Integers | None = None, n_groups: int = 0
) -> Floats:
    """Return the mean distance of the people to their nearest facility.

    ``sum of P_i d_i over sum of P_i``

    Parameters
    ----------
    index
        From `build_index`, m units.
    group : int64[m]
        The group each unit belongs to, where the mean is asked of groups of units.

    Returns
    -------
    float64[m] or float64[n_groups]
        Metres; inf where some people have no facility at all, NaN where there are
        no people.
    """
    people = np.diff(index.running)
    # One more row, for units without rows at the end.
    metres = np.zeros(len(people) + 1)
    np.multiply(people, index.distance_m, out=metres[:-1], where=people > 0)
    walked = np.add.reduceat(metres, index.start[:-1])
    walked[np.diff(index.start) == 0] = 0.0
    inhabitants = population(index)
    if group is None:
        return share(walked, inhabitants)
    return share(sum_by_unit(group, walked, n_groups), sum_by_unit(group, inhabitants, n_groups))


def quantile_distance_m(
    index: CoverageIndex, q: float, group: Integers | None = None, n_groups: int = 0
) -> Floats:
    """Return the distance within which a share of the people live: the radius for a share.

    The smallest d with ``C(d) >= q``: q = 0.5 is the median, 0.9 the 90th percentile,
    1 the distance of the farthest person, all weighted by people.

    Parameters
    ----------
    index
        From `build_index`, m units.
    q
        Share above 0, up to 1.
    group : int64[m]
        The group each unit belongs to, from 0 to `n_groups` - 1, where the share is
        asked of groups of units; None for each unit by itself.

    Returns
    -------
    float64[m] or float64[n_groups]
        Metres; inf where the share can only be reached with people who have no
        facility, NaN where there are no people.

    Raises
    ------
    ValueError
        If `q` is not above 0 and at most 1.
    """
    if not 0 < q <= 1:
        raise ValueError(f"a share above 0 and at most 1, not {q}")
    if group is None:
        return _quantile_by_row(index, q)
    return _quantile_of_groups(index, q, group, n_groups)


def _quantile_of_groups(index: CoverageIndex, q: float, group: Integers, n_groups: int) -> Floats:
    """Halve between two distances in each group, and between two rows in each unit.

    Floats from 0 to inf have the order of their bits read as integers: halving between
    those ends at the very distance of a place, after some sixty steps.
    """
    people = sum_by_unit(group, population(index), n_groups)
    low = np.zeros(n_groups, dtype=np.int64)
    high = np.full(n_groups, np.inf).view(np.int64)
    first, end = index.start[:-1].copy(), index.start[1:].copy()
    while (open_ := low < high).any():
        # Not their mean: the sum of two such codes would overflow.
        middle = low + (high - low) // 2
        reach_m = middle.view(np.float64)[group]
        row = count_while(partial(is_within, index, reach_m), first, end)
        people_within = sum_by_unit(
            group, index.running[row] - index.running[index.start[:-1]], n_groups
        )
        # A group that is found stays: one without enough facilities has ended at inf.
        short = open_ & (share(people_within, people) < q)
        low, high = np.where(short, middle + 1, low), np.where(short, high, middle)
        first, end = np.where(short[group], row, first), np.where(short[group], end, row)
    return np.where(people > 0, low.view(np.float64), np.nan)


def _quantile_by_row(index: CoverageIndex, q: float) -> Floats:
    people = population(index)
    populated = np.flatnonzero(people > 0)
    before = index.running[index.start[populated]]

    def short_of_share(row: Integers) -> Booleans:
        return (index.running[row + 1] - before) / people[populated] < q

    row = count_while(short_of_share, index.start[populated], index.start[populated + 1])
    quantile_m = np.full(index.units, np.nan)
    quantile_m[populated] = index.distance_m[row]
    return quantile_m
