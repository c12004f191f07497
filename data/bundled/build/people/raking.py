"""Divides a county's people among its cells so that the cells sum exactly to the census.

Everything is integer arithmetic: the same on every machine, and exact. People are
counted in units of 1/1024: a float64 holds any sum of them exactly, in any order.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

UNITS_PER_PERSON: Final = 1024
_INT64_MAX: Final = np.iinfo(np.int64).max


def divide(total: int, weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Divide `total` in proportion to `weights` by the method of largest remainders.

    share_i = floor(total w_i / W), W = sum of w; the units left over go one each to
    the largest remainders of total w_i mod W, the earlier cell first among equals.

    Parameters
    ----------
    total
        Units to divide, at least 0.
    weights
        Shape (n,), at least 0, not all 0.

    Returns
    -------
    Shape (n,), sums to `total`; 0 where the weight is 0.

    Raises
    ------
    ValueError
        No weight is positive, or a product does not fit in 64 bits.
    """
    whole = int(weights.sum())
    if whole <= 0 or int(weights.min()) < 0:
        raise ValueError("weights must not be negative and not all zero")
    if total * int(weights.max()) > _INT64_MAX:
        raise ValueError("total and weights are too large to divide exactly")
    shares, remainders = np.divmod(weights * total, whole)
    left = total - int(shares.sum())
    order = np.argsort(-remainders, kind="stable")
    shares[order[:left]] += 1
    return shares.astype(np.int64)


def divide_by_group(
    totals: NDArray[np.int64], group: NDArray[np.int64], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Divide each group's total among its members; see `divide`.

    Parameters
    ----------
    totals
        Shape (m,), units by group.
    group
        Shape (n,), row of `totals` that a member belongs to.
    weights
        Shape (n,).
    """
    shares = np.zeros(len(group), dtype=np.int64)
    order = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[order], np.arange(len(totals) + 1))
    for index, total in enumerate(totals):
        members = order[ends[index] : ends[index + 1]]
        shares[members] = divide(int(total), weights[members])
    return shares
