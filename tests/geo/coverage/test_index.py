"""Coverage against sums written out, closed forms, and properties."""

from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.coverage.distances import mean_distance_m, quantile_distance_m
from geo.coverage.index import build_index, coverage_curve, covered, population, share, summable

Floats = npt.NDArray[np.float64]
World = tuple[Floats, Floats, npt.NDArray[np.int32], int]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Distances with ties and no-facility, people with empty cells, units with gaps."""
    n = draw(st.integers(0, 30))
    n_units = draw(st.integers(1, 5))
    some_m = st.one_of(
        st.sampled_from([0.0, 500.0, 1e3, 5e3, np.inf]), st.floats(0, 2e5, allow_subnormal=False)
    )
    people = st.one_of(st.just(0.0), st.floats(0, 1e5, allow_subnormal=False))
    return (
        draw(hnp.arrays(np.float64, n, elements=some_m)),
        draw(hnp.arrays(np.float64, n, elements=people)),
        draw(hnp.arrays(np.int32, n, elements=st.integers(-1, n_units - 1))),
        n_units,
    )


radii = st.floats(0, 3e5)


@given(worlds(), radii)
def test_covered_is_the_sum_written_out(world: World, radius_m: float) -> None:
    distance_m, people, unit, n_units = world
    index = build_index(*world)
    rounding = people.sum() * 1e-13
    for u in range(n_units):
        here = unit == u
        assert population(index)[u] == pytest.approx(people[here].sum(), rel=0, abs=rounding)
        near = here & (distance_m <= radius_m)
        expected = people[near].sum()
        assert covered(index, radius_m)[u] == pytest.approx(expected, rel=0, abs=rounding)


@given(worlds(), radii)
def test_covered_and_uncovered_make_the_population_to_the_bit(
    world: World, radius_m: float
) -> None:
    index = build_index(*world)
    inside = covered(index, radius_m)
    assert np.all(inside >= 0)
    assert np.all(inside + (population(index) - inside) == population(index))


@given(worlds(), radii)
def test_units_add_up_to_the_whole_to_the_bit(world: World, radius_m: float) -> None:
    distance_m, people, unit, n_units = world
    units = build_index(distance_m, people, np.where(unit < 0, n_units, unit), n_units + 1)
    whole = build_index(distance_m, people, np.zeros(len(unit), dtype=np.int32), 1)
    assert covered(units, radius_m).sum() == covered(whole, radius_m)[0]
    assert population(units).sum() == population(whole)[0]


@given(worlds(), st.lists(radii, min_size=1, max_size=6))
def test_the_curve_stays_between_0_and_1_and_climbs(world: World, radii_m: list[float]) -> None:
    index = build_index(*world)
    curve = coverage_curve(index, np.sort(radii_m))
    populated = population(index) > 0
    assert curve.shape == (world[3], len(radii_m))
    assert np.isnan(curve[~populated]).all()
    assert np.all((curve[populated] >= 0) & (curve[populated] <= 1))
    assert np.all(np.diff(curve[populated], axis=1) >= 0)
    for column, radius_m in enumerate(np.sort(radii_m)):
        expected = share(covered(index, radius_m), population(index))
        np.testing.assert_array_equal(curve[:, column], expected)


@given(worlds(), st.randoms(), radii)
def test_order_of_the_cells_is_nothing(world: World, random: Random, radius_m: float) -> None:
    distance_m, people, unit, n_units = world
    order = list(range(len(unit)))
    random.shuffle(order)
    index = build_index(*world)
    mixed = build_index(distance_m[order], people[order], unit[order], n_units)
    np.testing.assert_array_equal(covered(index, radius_m), covered(mixed, radius_m))
    np.testing.assert_array_equal(quantile_distance_m(index, 0.9), quantile_distance_m(mixed, 0.9))
    np.testing.assert_allclose(mean_distance_m(index), mean_distance_m(mixed), rtol=1e-12)


@given(worlds(), hnp.arrays(np.float64, 30, elements=st.floats(0, 2e5)), radii)
def test_a_further_facility_never_takes_coverage_away(
    world: World, to_new_m: Floats, radius_m: float
) -> None:
    distance_m, people, unit, n_units = world
    nearer_m = np.minimum(distance_m, to_new_m[: len(distance_m)])
    before = covered(build_index(*world), radius_m)
    assert np.all(covered(build_index(nearer_m, people, unit, n_units), radius_m) >= before)


@given(worlds(), st.sampled_from([0.1, 0.3, 0.5, 0.9, 1.0]))
def test_quantile_is_the_smallest_distance_with_that_share(world: World, q: float) -> None:
    distance_m, people, unit, n_units = world
    people = summable(people)
    quantile_m = quantile_distance_m(build_index(distance_m, people, unit, n_units), q)
    for u in range(n_units):
        here = unit == u
        if people[here].sum() == 0:
            assert np.isnan(quantile_m[u])
            continue
        shares = {
            d: people[here & (distance_m <= d)].sum() / people[here].sum() for d in distance_m[here]
        }
        assert quantile_m[u] == min(d for d, reached in shares.items() if reached >= q)


@given(worlds())
def test_mean_is_the_weighted_sum_written_out(world: World) -> None:
    distance_m, people, unit, n_units = world
    mean_m = mean_distance_m(build_index(*world))
    people = summable(people)
    for u in range(n_units):
        here = (unit == u) & (people > 0)
        if not here.any():
            assert np.isnan(mean_m[u])
        else:
            expected_m = np.average(distance_m[here], weights=people[here])
            assert mean_m[u] == pytest.approx(expected_m, rel=1e-9)


def test_a_disc_in_a_uniform_field() -> None:
    """One facility amid an even population: C(r) = r^2/R^2, mean 2R/3, quantile R sqrt(q)."""
    side = np.linspace(-1, 1, 1_001) * 20_000
    x, y = np.meshgrid(side, side)
    away_m = np.hypot(x, y).ravel()
    away_m = away_m[away_m <= 20_000]
    zeros = np.zeros(away_m.size, dtype=np.int32)
    index = build_index(away_m, np.full(away_m.size, 3.0), zeros, 1)
    radii_m = np.array([2_500.0, 5_000.0, 10_000.0, 20_000.0])
    np.testing.assert_allclose(
        coverage_curve(index, radii_m)[0], (radii_m / 20_000) ** 2, rtol=5e-3
    )
    assert mean_distance_m(index)[0] == pytest.approx(40_000 / 3, rel=1e-3)
    assert quantile_distance_m(index, 0.9)[0] == pytest.approx(20_000 * np.sqrt(0.9), rel=1e-3)


def test_people_exactly_at_the_radius_are_covered() -> None:
    index = build_index(np.array([5_000.0]), np.array([7.0]), np.array([0]), 1)
    assert covered(index, 5_000.0)[0] == 7
    assert covered(index, np.nextafter(5_000.0, 0))[0] == 0
    assert covered(index, -1.0)[0] == 0


def test_no_radius_reaches_people_without_a_facility() -> None:
    index = build_index(
        np.array([10.0, np.inf, np.nan]), np.array([5.0, 3.0, 2.0]), np.zeros(3, int), 1
    )
    assert covered(index, np.inf)[0] == 5
    assert mean_distance_m(index)[0] == np.inf
    assert quantile_distance_m(index, 0.5)[0] == 10
    assert quantile_distance_m(index, 0.51)[0] == np.inf


def test_an_empty_cell_out_of_reach_does_not_spoil_the_mean() -> None:
    index = build_index(np.array([10.0, np.inf]), np.array([5.0, 0.0]), np.zeros(2, int), 1)
    assert mean_distance_m(index)[0] == 10


def test_units_without_cells_and_worlds_without_units() -> None:
    index = build_index(np.array([1.0]), np.array([2.0]), np.array([1]), 3)
    assert population(index).tolist() == [0, 2, 0]
    assert covered(index, 5.0).tolist() == [0, 2, 0]
    empty = build_index(np.array([]), np.array([]), np.array([], dtype=np.int32), 0)
    assert covered(empty, 5.0).shape == (0,)
    assert mean_distance_m(empty).shape == quantile_distance_m(empty, 0.9).shape == (0,)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_impossible_populations_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="people and land"):
        build_index(np.array([1.0]), np.array([wrong]), np.array([0]), 1)


def test_bad_arguments_are_refused() -> None:
    index = build_index(np.array([1.0]), np.array([2.0]), np.array([0]), 1)
    with pytest.raises(ValueError, match="NaN"):
        covered(index, np.nan)
    for q in (0.0, -0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="share"):
            quantile_distance_m(index, q)
    with pytest.raises(ValueError, match="length"):
        build_index(np.array([1.0]), np.array([2.0, 3.0]), np.array([0]), 1)
    with pytest.raises(ValueError, match="unit"):
        build_index(np.array([1.0]), np.array([2.0]), np.array([3]), 3)


@given(hnp.arrays(np.float64, st.integers(0, 40), elements=st.floats(0, 1e6)), st.randoms())
def test_exact_sums_do_not_depend_on_order(people: Floats, random: Random) -> None:
    assume(people.sum() > 0)
    exact = summable(people)
    mixed = exact.tolist()
    random.shuffle(mixed)
    assert sum(mixed) == exact.sum() == np.cumsum(exact)[-1]
    np.testing.assert_allclose(exact, people, rtol=0, atol=people.sum() * 2.0**-51)


@settings(max_examples=20)
@given(st.integers(1, 2**40))
def test_whole_people_and_their_1024ths_are_left_alone(count: int) -> None:
    people = np.array([count, count / 1024, 0.0])
    np.testing.assert_array_equal(summable(people), people)
