"""How evenly people are served: Lorenz curve, Gini, Theil, and who has nothing.

Values are what a person at a place has (access, say); weights are how many people live
there. The indices compare shares, so the unit of the values does not matter.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.coverage.index import sum_by_unit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T and its parts: ``total = between + within``, each 0 or more.

    Attributes
    ----------
    total
        0 where everybody has the same, ln(people) where one person has all.
    between
        What would be left if everybody had the mean of their group.
    within
        The mean of the groups' own T, weighted by what each group has.
    """

    total: float
    between: float
    within: float


def lorenz(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the Lorenz curve: what share the worst served share of the people has.

    Places in order of their value; ``p_k = sum of w_i, i <= k, over sum of w_i`` and
    ``q_k = sum of w_i x_i, i <= k, over sum of w_i x_i`` (Lorenz 1905).

    Parameters
    ----------
    values : float64[n]
        What a person at each place has, 0 or more, finite.
    weights : float64[n]
        People at each place, 0 or more, finite; places without people make no point.

    Returns
    -------
    people_share, value_share : float64[k + 1]
        From 0, 0 to 1, 1, both ascending, for the k places with people. Value shares
        are all NaN where nobody has anything; without people there is one point of NaN.

    Raises
    ------
    ValueError
        If a value or weight is negative, NaN or infinite, or their numbers differ.

    References
    ----------
    Lorenz M O (1905). Methods of measuring the concentration of wealth. Publications of
    the American Statistical Association 9: 209-219.
    """
    values, weights = _checked(values, weights)
    # Stable, so that places of one value make the same points on every machine.
    order = np.argsort(values, kind="stable")
    return _running_share(weights[order]), _running_share((values * weights)[order])


def gini(values: Floats, weights: Floats) -> float:
    """Return the Gini coefficient of what people have, weighted by people.

    ``G = sum over i, j of w_i w_j |x_i - x_j| / (2 W^2 mean)``, W all people, computed as
    one less twice the area under the Lorenz curve (Gini 1914).

    Parameters
    ----------
    values, weights : float64[n]
        As in `lorenz`.

    Returns
    -------
    float
        0 where everybody has the same, towards 1 where one person has all; NaN without
        people, and where nobody has anything.

    Raises
    ------
    ValueError
        As in `lorenz`.

    References
    ----------
    Gini C (1914). Sulla misura della concentrazione e della variabilita dei caratteri.
    Atti del Reale Istituto Veneto di Scienze, Lettere ed Arti 73: 1203-1248.
    """
    people, value = lorenz(values, weights)
    if np.isnan(value).any():
        return float("nan")
    twice_the_area = np.sum(np.diff(people) * (value[1:] + value[:-1]))
    return max(float(1 - twice_the_area), 0.0)


def theil(values: Floats, weights: Floats, group: Integers) -> Theil:
    """Return Theil's T of what people have, between groups and within them.

    With p the share of the people and s the share of what there is, of a place i or
    a group g: ``T = sum of s_i ln(s_i / p_i)``, ``between = sum of s_g ln(s_g / p_g)``,
    ``within = sum of s_g T_g`` (Theil 1967). A place with nothing adds 0, the limit of
    x ln x: look at `share_without` beside it.

    Parameters
    ----------
    values, weights : float64[n]
        As in `lorenz`.
    group : int64[n]
        The group each place belongs to, 0 or more: a prefecture, say.

    Returns
    -------
    Theil
        NaN without people, and where nobody has anything.

    Raises
    ------
    ValueError
        As in `lorenz`, or if a group is negative or there is not one for each place.

    References
    ----------
    Theil H (1967). Economics and Information Theory. North-Holland, Amsterdam.
    """
    if group.shape != values.shape:
        raise ValueError(f"{group.shape} groups for {values.shape} values")
    if group.size and group.min() < 0:
        raise ValueError(f"group {group.min()}")
    value, people = _checked(values, weights)
    group = group[weights > 0]
    has = value * people
    if not has.any():
        return Theil(np.nan, np.nan, np.nan)
    share_has, share_people = has / has.sum(), people / people.sum()
    groups = int(group.max()) + 1
    group_has = sum_by_unit(group, share_has, groups)
    group_people = sum_by_unit(group, share_people, groups)
    # What each place would have if its group were evenly served.
    even = share_people * group_has[group] / group_people[group]
    return Theil(
        total=_divergence(share_has, share_people),
        between=_divergence(group_has, group_people),
        within=_divergence(share_has, even),
    )


def share_without(values: Floats, weights: Floats) -> float:
    """Return the share of the people who have nothing: the value at their place is 0.

    ``sum of w_i with x_i = 0, over sum of w_i``

    Parameters
    ----------
    values, weights : float64[n]
        As in `lorenz`.

    Returns
    -------
    float
        From 0 to 1; NaN without people.

    Raises
    ------
    ValueError
        As in `lorenz`.
    """
    values, weights = _checked(values, weights)
    if not weights.size:
        return np.nan
    return float(weights[values == 0].sum() / weights.sum())


def _checked(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the places with people, their values as parts of the largest."""
    if values.shape != weights.shape:
        raise ValueError(f"{values.shape} values for {weights.shape} weights")
    for name, given in (("values", values), ("weights", weights)):
        if not np.all((given >= 0) & np.isfinite(given)):
            raise ValueError(f"{name} must be finite and not negative")
    lived_in = weights > 0
    values, weights = values[lived_in], weights[lived_in]
    largest = values.max(initial=0.0)
    return (values / largest if largest > 0 else values), weights


def _running_share(amounts: Floats) -> Floats:
    running = np.concatenate([[0.0], np.cumsum(amounts)])
    if running[-1] == 0:
        return np.full(len(running), np.nan)
    return np.asarray(running / running[-1], dtype=np.float64)


def _divergence(share: Floats, even: Floats) -> float:
    """Return ``sum of s ln(s / e)``, which is 0 or more; a share of 0 adds 0."""
    some = share > 0
    return max(float(np.sum(share[some] * np.log(share[some] / even[some]))), 0.0)
