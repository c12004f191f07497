"""Equity against closed forms, the pairwise definition of Gini, and replicated people."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access.inequality import gini, lorenz, share_without, theil

Floats = npt.NDArray[np.float64]
Row = tuple[float, int, int]


def gini_of_pairs(values: Floats, weights: Floats) -> float:
    """The definition: mean difference of all pairs over twice the mean."""
    difference = np.abs(values[:, np.newaxis] - values[np.newaxis, :])
    pairs = weights[:, np.newaxis] * weights[np.newaxis, :]
    mean = np.average(values, weights=weights)
    return float((pairs * difference).sum() / (2 * weights.sum() ** 2 * mean))


def theil_of_persons(values: Floats) -> float:
    """The definition: the mean of x / mean ln(x / mean) over persons."""
    part = values / values.mean()
    return float(np.mean([x * np.log(x) if x > 0 else 0.0 for x in part]))


def test_everybody_the_same_is_perfectly_even() -> None:
    values, weights = np.full(5, 0.3), np.array([1.0, 20.0, 3.0, 0.0, 7.5])
    people, value = lorenz(values, weights)
    np.testing.assert_allclose(people, value, atol=1e-15)
    assert gini(values, weights) == pytest.approx(0, abs=1e-15)
    parts = theil(values, weights, np.array([0, 0, 1, 1, 2]))
    assert (parts.total, parts.between, parts.within) == pytest.approx((0, 0, 0), abs=1e-15)


@pytest.mark.parametrize("n", [2, 5, 1000])
def test_one_person_of_many_has_all(n: int) -> None:
    values = np.zeros(n)
    values[n // 2] = 3.0
    assert gini(values, np.ones(n)) == pytest.approx(1 - 1 / n)
    assert theil(values, np.ones(n), np.zeros(n, dtype=np.int64)).total == pytest.approx(np.log(n))
    assert share_without(values, np.ones(n)) == pytest.approx(1 - 1 / n)


@pytest.mark.parametrize(("poor", "has"), [(0.5, 0.25), (0.9, 0.1), (0.2, 0.0)])
def test_two_groups(poor: float, has: float) -> None:
    """A share of the people has a share of the care: G is their difference."""
    weights = 1000 * np.array([poor, 1 - poor])
    values = np.array([has, 1 - has]) / weights
    assert gini(values, weights) == pytest.approx(poor - has)
    people, value = lorenz(values, weights)
    np.testing.assert_allclose(people, [0, poor, 1])
    np.testing.assert_allclose(value, [0, has, 1])
    rich = (1 - has) * np.log((1 - has) / (1 - poor))
    expected = rich + (has * np.log(has / poor) if has else 0.0)
    apart = theil(values, weights, np.array([0, 1]))
    assert apart.total == pytest.approx(expected)
    assert (apart.between, apart.within) == pytest.approx((expected, 0), abs=1e-15)
    together = theil(values, weights, np.array([4, 4]))
    assert (together.between, together.within) == pytest.approx((0, expected), abs=1e-15)
    assert share_without(values, weights) == pytest.approx(0 if has else poor)


def test_access_that_rises_evenly() -> None:
    """x uniform on 0 to 1 has the Lorenz curve p^2 and a Gini of 1/3."""
    values = (np.arange(100_000) + 0.5) / 100_000
    people, value = lorenz(values, np.ones(values.size))
    np.testing.assert_allclose(value, people**2, atol=1e-9)
    assert gini(values, np.ones(values.size)) == pytest.approx(1 / 3, abs=1e-9)
    one = np.zeros(values.size, dtype=np.int64)
    assert theil(values, np.ones(values.size), one).total == pytest.approx(
        np.log(2) - 0.5, abs=1e-8
    )


def test_within_is_the_groups_own_index_weighted_by_what_they_have() -> None:
    rng = np.random.default_rng(5)
    values, weights, group = rng.exponential(size=60), rng.uniform(0, 9, 60), rng.integers(0, 4, 60)
    has, expected = values * weights, 0.0
    for each in range(4):
        rows = group == each
        own = theil(values[rows], weights[rows], np.zeros(rows.sum(), dtype=np.int64)).total
        expected += has[rows].sum() / has.sum() * own
    assert theil(values, weights, group).within == pytest.approx(expected)


def test_nobody_and_nothing() -> None:
    for values, weights in (([], []), ([1.0, 2.0], [0.0, 0.0]), ([0.0, 0.0], [5.0, 5.0])):
        x, w = np.array(values), np.array(weights)
        parts = theil(x, w, np.zeros(x.size, dtype=np.int64))
        assert np.isnan([gini(x, w), parts.total, parts.between, parts.within]).all()
        assert np.isnan(lorenz(x, w)[1]).all()
    assert np.isnan(share_without(np.array([1.0]), np.zeros(1)))
    assert share_without(np.zeros(2), np.full(2, 5.0)) == 1
    people, _ = lorenz(np.zeros(2), np.full(2, 5.0))
    assert people.tolist() == [0, 0.5, 1]
    assert lorenz(np.array([]), np.array([]))[0].shape == (1,)


def test_one_place() -> None:
    values, weights = np.array([0.2]), np.array([30.0])
    assert [share.tolist() for share in lorenz(values, weights)] == [[0, 1], [0, 1]]
    assert gini(values, weights) == share_without(values, weights) == 0
    assert theil(values, weights, np.zeros(1, dtype=np.int64)).total == 0


def test_a_group_with_nothing_is_between_groups() -> None:
    parts = theil(np.array([0.0, 0.0, 2.0]), np.array([1.0, 2.0, 3.0]), np.array([0, 0, 1]))
    assert parts.between == pytest.approx(np.log(2))
    assert parts.within == pytest.approx(0, abs=1e-15)


def no_groups(values: Floats, weights: Floats) -> Any:
    return theil(values, weights, np.zeros(len(values), dtype=np.int64))


@pytest.mark.parametrize("measure", [lorenz, gini, share_without, no_groups])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_figures_that_are_none_are_refused(measure: Callable[..., object], bad: float) -> None:
    with pytest.raises(ValueError, match="values"):
        measure(np.array([1.0, bad]), np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="weights"):
        measure(np.array([1.0, 1.0]), np.array([1.0, bad]))
    with pytest.raises(ValueError, match="weights"):
        measure(np.ones(2), np.ones(3))


def test_groups_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="group -1"):
        theil(np.ones(2), np.ones(2), np.array([0, -1]))
    with pytest.raises(ValueError, match="groups"):
        theil(np.ones(2), np.ones(2), np.array([0]))


rows = st.lists(
    st.tuples(st.floats(0, 1e6, allow_subnormal=False), st.integers(0, 50), st.integers(0, 3)),
    min_size=1,
    max_size=30,
)


def columns(table: list[Row]) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    values, weights, group = zip(*table, strict=True)
    return np.array(values), np.array(weights, dtype=np.float64), np.array(group)


@settings(max_examples=150, deadline=None)
@given(rows, st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
def test_only_shares_count(table: list[Row], scale: float, random: Any) -> None:
    values, weights, group = columns(table)
    if not (values * weights).any():
        return
    found, parts = gini(values, weights), theil(values, weights, group)
    assert 0 <= found < 1
    assert 0 <= share_without(values, weights) < 1
    assert found == pytest.approx(gini_of_pairs(values, weights), abs=1e-9)
    assert parts.total == pytest.approx(parts.between + parts.within, abs=1e-9)
    people, value = lorenz(values, weights)
    assert people[0] == value[0] == 0
    assert people[-1] == value[-1] == 1
    assert (np.diff(people) > 0).all()
    assert (np.diff(value) >= 0).all()
    assert (value <= people + 1e-12).all(), "the worst served have no more than their share"

    persons = np.repeat(values, weights.astype(np.int64))
    assert gini(persons, np.ones(persons.size)) == pytest.approx(found, abs=1e-9)
    assert theil_of_persons(persons) == pytest.approx(parts.total, abs=1e-9)
    shuffled = random.sample(table, len(table))
    for other in (
        columns(shuffled),
        (values * scale, weights, group),
        (values, weights * scale, group),
    ):
        assert gini(*other[:2]) == pytest.approx(found, abs=1e-9)
        assert theil(*other).between == pytest.approx(parts.between, abs=1e-9)
        assert theil(*other).total == pytest.approx(parts.total, abs=1e-9)
        assert share_without(*other[:2]) == pytest.approx(share_without(values, weights))


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(0, 29), st.integers(0, 29), st.floats(0, 1))
def test_taking_from_the_rich_evens_out(table: list[Row], one: int, two: int, part: float) -> None:
    """The principle of transfers: Gini and Theil fall when the better served give."""
    values, _, group = columns(table)
    weights = np.ones(values.size)
    if not values.any():
        return
    rich, poor = sorted((one % values.size, two % values.size), key=lambda row: -values[row])
    moved = part * (values[rich] - values[poor]) / 2
    evened = values.copy()
    evened[rich] -= moved
    evened[poor] += moved
    assert gini(evened, weights) <= gini(values, weights) + 1e-9
    assert theil(evened, weights, group).total <= theil(values, weights, group).total + 1e-9
