"""Intervals against closed forms, Geod written out draw by draw, and properties."""

from dataclasses import astuple
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.stats import kstest

from data.project.project import Criterion
from data.reference.catalog import Level
from data.schema import Province, Tier
from geo.coverage import position_errors
from geo.coverage.figures import coverage_report
from geo.coverage.index import build_index, covered, population, share
from geo.coverage.position_errors import (
    DRAWS,
    Draws,
    Interval,
    coverage_draws,
    draw_positions,
    interval,
    level_interval,
    position_draws,
)
from geo.coverage.tier_coverage import tier_coverage
from geo.distance.nearest import k_nearest_m
from geo.progress import Cancelled
from geo.study.study import load_study

GEOD = Geod(ellps="WGS84")
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Points = tuple[Floats, Floats]


def points(*places: tuple[float, float]) -> Points:
    lon, lat = np.array(places, dtype=float).reshape(-1, 2).T
    return lon, lat


def drawn(
    places: Points,
    people: Floats,
    unit: Integers,
    sites: Points,
    error_m: Floats,
    at_least: int = 1,
    draws: int = DRAWS,
    seed: int = 1,
) -> Draws:
    n_units = int(unit.max(initial=0)) + 1
    distance_m = k_nearest_m(*places, *sites, at_least)[0][:, -1]
    index = build_index(distance_m, people, unit, n_units)
    return position_draws(
        index, places, people, unit, sites, error_m, at_least, draws=draws, seed=seed
    )


def world(seed: int, facilities: int = 6) -> tuple[Points, Floats, Integers, Points, Floats]:
    """Eighty places in four units and in none, and facilities of every kind of error."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(103.0, 103.6, 80), rng.uniform(30.0, 30.6, 80)
    people = rng.choice([0.0, 1.0, 30.0, 400.0], 80)
    sites = rng.uniform(103.0, 103.6, facilities), rng.uniform(30.0, 30.6, facilities)
    error_m = rng.choice([np.nan, 0.0, 200.0, 8_000.0, 25_000.0], facilities)
    return places, people, rng.integers(-1, 4, 80), sites, error_m


def lens_m2(away_m: float, first_m: float, second_m: float) -> float:
    """Return the area that two circles have in common (plane geometry)."""
    if away_m >= first_m + second_m:
        return 0.0
    if away_m <= abs(first_m - second_m):
        return float(np.pi * min(first_m, second_m) ** 2)
    total = 0.0
    for radius_m, other_m in ((first_m, second_m), (second_m, first_m)):
        to_chord_m = (away_m**2 + radius_m**2 - other_m**2) / (2 * away_m)
        half = np.arccos(to_chord_m / radius_m)
        total += radius_m**2 * (half - np.sin(half) * np.cos(half))
    return float(total)


@pytest.mark.parametrize(
    ("away_m", "error_m", "radius_m"),
    [
        (0.0, 8_000.0, 5_000.0),
        (6_000.0, 8_000.0, 5_000.0),
        (4_000.0, 3_000.0, 5_000.0),
        (7_000.0, 3_000.0, 5_000.0),
        (1_000.0, 2_000.0, 5_000.0),
        (20_000.0, 8_000.0, 5_000.0),
        (40_000.0, 60_000.0, 30_000.0),
    ],
)
def test_one_place_is_covered_as_often_as_two_circles_overlap(
    away_m: float, error_m: float, radius_m: float
) -> None:
    """P = area within both the error and the radius, over the area within the error."""
    number = 2_500
    lon, lat, _ = GEOD.fwd(103.0, 30.0, 70.0, away_m)
    draws = drawn(
        points((lon, lat)),
        np.ones(1),
        np.zeros(1, dtype=np.int64),
        points((103.0, 30.0)),
        np.array([error_m]),
        draws=number,
    )
    expected = lens_m2(away_m, error_m, radius_m) / (np.pi * error_m**2)
    within = 4 * np.sqrt(expected * (1 - expected) / number) + 1e-3 * (0 < expected < 1)
    assert interval(draws, radius_m).whole.mean == pytest.approx(expected, rel=0, abs=within)


def test_positions_are_spread_evenly_over_the_disc() -> None:
    sites, error_m = points((103.0, 30.0), (97.0, 38.0)), np.array([8_000.0, 250_000.0])
    lon, lat = draw_positions(sites, error_m, 3_000, seed=4)
    for row in range(2):
        stated = np.full(3_000, sites[0][row]), np.full(3_000, sites[1][row])
        azimuth_deg, _, away_m = GEOD.inv(*stated, lon[row], lat[row])
        assert np.all(away_m <= error_m[row] * (1 + 1e-9))
        assert kstest((away_m / error_m[row]) ** 2, "uniform").pvalue > 0.01
        assert kstest(azimuth_deg / 360 + 0.5, "uniform").pvalue > 0.01


def nearest_share(places: Points, people: Floats, sites: Points, k: int, radius_m: float) -> float:
    """Return the share within the radius of their k-th nearest site, by geodesics."""
    away_m = np.array(
        [GEOD.inv(*places, np.full(80, x), np.full(80, y))[2] for x, y in zip(*sites, strict=True)]
    )
    kth_m = np.sort(away_m, axis=0)[k - 1]
    return float(people[kth_m <= radius_m].sum() / people.sum())


@pytest.mark.parametrize("at_least", [1, 2])
@pytest.mark.parametrize("radius_m", [4_000.0, 12_000.0])
def test_small_worlds_against_geodesics(at_least: int, radius_m: float) -> None:
    places, people, unit, sites, error_m = world(3)
    draws = drawn(places, people, unit, sites, error_m, at_least, draws=40)
    lon, lat = draw_positions(sites, error_m, 40, seed=1)
    found = interval(draws, radius_m)
    of_counties = [*((unit == u, u) for u in range(4)), (unit >= 0, 4)]
    low, high, mean = (
        np.append(each, whole)
        for each, whole in zip(
            (found.low, found.high, found.mean), astuple(found.whole), strict=True
        )
    )
    widths = []
    for here, u in of_counties:
        counted = np.where(here, people, 0.0)
        figure = nearest_share(places, counted, sites, at_least, radius_m)
        shares = [
            nearest_share(places, counted, (lon[:, j], lat[:, j]), at_least, radius_m)
            for j in range(40)
        ]
        bounds = np.quantile(shares, [0.025, 0.975])
        assert low[u] == pytest.approx(min(figure, bounds[0]), abs=1e-6)
        assert high[u] == pytest.approx(max(figure, bounds[1]), abs=1e-6)
        assert mean[u] == pytest.approx(np.mean(shares), abs=1e-6)
        widths.append(high[u] - low[u])
    assert widths[-1] > 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.integers(0, 8), st.floats(0, 60_000), st.integers(1, 3))
def test_bounds_hold_the_figure_and_stay_between_0_and_1(
    seed: int, facilities: int, radius_m: float, at_least: int
) -> None:
    draws = drawn(*world(seed, facilities), at_least, draws=10)
    found = interval(draws, radius_m)
    people = population(draws.index)
    figure = share(covered(draws.index, radius_m), people)
    for values in (found.low, found.high, found.mean):
        np.testing.assert_array_equal(np.isnan(values), people == 0)
    known = people > 0
    low, high, mean = found.low[known], found.high[known], found.mean[known]
    assert np.all((low >= 0) & (low <= figure[known]) & (figure[known] <= high) & (high <= 1))
    assert np.all((mean >= 0) & (mean <= 1))
    whole = found.whole
    assert 0 <= whole.low <= whole.high <= 1
    assert whole.low <= covered(draws.index, radius_m).sum() / people.sum() <= whole.high


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.randoms(), st.floats(0, 60_000))
def test_order_of_facilities_and_places_is_nothing(
    seed: int, random: Random, radius_m: float
) -> None:
    places, people, unit, sites, error_m = world(seed)
    ours = interval(drawn(places, people, unit, sites, error_m, draws=8), radius_m)
    of_sites, of_places = list(range(6)), list(range(80))
    random.shuffle(of_sites)
    random.shuffle(of_places)
    mixed = interval(
        drawn(
            (places[0][of_places], places[1][of_places]),
            people[of_places],
            unit[of_places],
            (sites[0][of_sites], sites[1][of_sites]),
            error_m[of_sites],
            draws=8,
        ),
        radius_m,
    )
    for one, other in zip(astuple(ours)[:3], astuple(mixed)[:3], strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(astuple(ours.whole), astuple(mixed.whole), rtol=1e-14)


def test_draws_of_a_facility_do_not_depend_on_the_others() -> None:
    sites, error_m = points((103.0, 30.0), (104.0, 31.0), (105.0, 32.0)), np.full(3, 5_000.0)
    lon, lat = draw_positions(sites, error_m, 20, seed=2)
    alone = draw_positions(points((104.0, 31.0)), np.array([5_000.0]), 20, seed=2)
    np.testing.assert_array_equal(lon[1], alone[0][0])
    np.testing.assert_array_equal(lat[1], alone[1][0])


def test_facilities_on_one_spot_are_drawn_apart() -> None:
    sites = points((103.0, 30.0), (103.0, 30.0), (103.0, 30.0))
    lon, lat = draw_positions(sites, np.array([5_000.0, 5_000.0, 3_000.0]), 20)
    assert len({tuple(row) for row in lon}) == len({tuple(row) for row in lat}) == 3
    again, _ = draw_positions(sites, np.array([3_000.0, 5_000.0, 5_000.0]), 20)
    assert sorted(map(tuple, again)) == sorted(map(tuple, lon))


@pytest.mark.parametrize("error_m", [0.0, -5.0, np.nan, np.inf])
def test_without_errors_the_interval_is_the_figure(error_m: float) -> None:
    places, people, unit, sites, _ = world(11)
    draws = drawn(places, people, unit, sites, np.full(6, error_m))
    for radius_m in (0.0, 3_000.0, 9_000.0, np.inf):
        found = interval(draws, radius_m)
        figure = share(covered(draws.index, radius_m), population(draws.index))
        for values in (found.low, found.high, found.mean):
            np.testing.assert_array_equal(values, figure)
        people_reached = covered(draws.index, radius_m).sum()
        share_reached = people_reached / population(draws.index).sum()
        assert astuple(found.whole) == (share_reached,) * 3


def test_a_seed_always_draws_the_same_and_another_does_not() -> None:
    first, again, other = (drawn(*world(12), seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.distance_m, again.distance_m)
    assert not np.array_equal(first.distance_m, other.distance_m)
    np.testing.assert_array_equal(first.distance_m[:, 0], other.distance_m[:, 0])


@settings(max_examples=20, deadline=None)
@given(st.floats(100, 20_000), st.floats(1, 5), st.floats(500, 30_000))
def test_wider_errors_never_narrow_the_interval_of_towns_around_their_facility(
    error_m: float, wider: float, radius_m: float
) -> None:
    """Whoever lives where the facility is put can only lose it, and the farther the surer."""
    towns = points(*((100.0 + step, 35.0) for step in range(12)))
    people, unit = np.arange(1.0, 13.0), np.zeros(12, dtype=np.int64)
    near, far = (
        interval(drawn(towns, people, unit, towns, np.full(12, error), draws=30), radius_m).whole
        for error in (error_m, wider * error_m)
    )
    assert near.high == far.high == 1
    assert far.low <= near.low
    assert far.mean <= near.mean


def crowded(seed: int) -> tuple[Points, Floats, Integers, Points, Floats]:
    """Return two units of more places than a sample holds, and one of few."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(103.0, 104.0, 6_000), rng.uniform(30.0, 31.0, 6_000)
    unit = np.repeat([0, 1, 2], [3_000, 2_990, 10])
    sites = rng.uniform(103.0, 104.0, 40), rng.uniform(30.0, 31.0, 40)
    return places, rng.pareto(1.5, 6_000), unit, sites, np.full(40, 6_000.0)


def test_a_sample_stands_for_all_places(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = drawn(*crowded(5))
    monkeypatch.setattr(position_errors, "SAMPLE", 900)
    sampled = drawn(*crowded(5))
    assert len(complete.distance_m) == 6_000
    assert len(sampled.distance_m) < 610
    for radius_m in (3_000.0, 6_000.0, 10_000.0):
        ours, all_of_them = interval(sampled, radius_m), interval(complete, radius_m)
        np.testing.assert_allclose(ours.low, all_of_them.low, rtol=0, atol=0.035)
        np.testing.assert_allclose(ours.high, all_of_them.high, rtol=0, atol=0.035)
        np.testing.assert_allclose(ours.mean, all_of_them.mean, rtol=0, atol=0.02)
        np.testing.assert_allclose(ours.low[2], all_of_them.low[2], rtol=1e-6)


def test_places_are_sampled_in_proportion_to_their_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(position_errors, "SAMPLE", 900)
    places, people, unit, sites, error_m = crowded(6)
    # Where a place stands is told by its distance, of which no two are the same.
    draws = drawn(places, people, unit, sites, error_m, draws=1)
    weight = draws.weight.toarray()
    np.testing.assert_allclose(weight.sum(axis=1), 1.0, rtol=1e-6)
    distance_m = k_nearest_m(*places, *sites, 1)[0][:, 0].astype(np.float32)
    for u in (0, 1):
        here = np.flatnonzero(unit == u)
        stands_for = dict(zip(draws.distance_m[:, 0], weight[u], strict=True))
        given = np.array([stands_for.get(distance_m[row], 0.0) for row in here])
        wanted = people[here] / people[here].sum()
        assert np.all(np.abs(given - wanted) < 1 / 300)


def test_groups_of_units() -> None:
    places, people, unit, sites, error_m = world(13)
    draws = drawn(places, people, unit, sites, error_m)
    group = np.array([0, 1, 0, 1])
    grouped = np.where(unit < 0, -1, group[unit])
    expected = interval(drawn(places, people, grouped, sites, error_m), 6_000.0)
    found = interval(draws, 6_000.0, group, 2)
    for ours, theirs in zip(astuple(found)[:3], astuple(expected)[:3], strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    np.testing.assert_allclose(astuple(found.whole), astuple(expected.whole), atol=1e-6)


def test_no_facilities_no_people_no_places() -> None:
    places, people, unit, sites, error_m = world(14)
    nothing = points()
    none = interval(drawn(places, people, unit, nothing, np.empty(0)), 5_000.0)
    assert none.low.tolist() == none.high.tolist() == [0.0] * 4
    nobody = interval(drawn(places, np.zeros(80), unit, sites, error_m), 5_000.0)
    assert np.isnan([nobody.low, nobody.high, nobody.mean]).all()
    assert np.isnan(astuple(nobody.whole)).all()
    empty = drawn(nothing, np.empty(0), np.empty(0, dtype=np.int64), sites, error_m)
    assert np.isnan(astuple(interval(empty, 5_000.0).whole)).all()


def test_places_and_facilities_without_a_position() -> None:
    places = points((103.0, 30.0), (np.nan, 30.0), (103.0, np.inf))
    sites = points((103.0, 30.0), (np.nan, 30.0), (103.0, 91.0))
    people, unit = np.array([2.0, 1.0, 1.0]), np.zeros(3, dtype=np.int64)
    draws = drawn(places, people, unit, sites, np.array([100.0, 1e6, 1e6]))
    assert interval(draws, 200.0).whole == Interval(0.5, 0.5, 0.5)
    assert interval(draws, np.inf).whole == Interval(0.5, 0.5, 0.5)


def test_bad_arguments_are_refused() -> None:
    places, people, unit, sites, error_m = world(15)
    draws = drawn(places, people, unit, sites, error_m)
    with pytest.raises(ValueError, match="NaN"):
        interval(draws, np.nan)
    for wrong in (
        (places, people[1:], unit, sites, error_m),
        (places, people, unit[1:], sites, error_m),
        (places, people, unit, sites, error_m[1:]),
    ):
        with pytest.raises(ValueError, match="length"):
            position_draws(draws.index, *wrong)
    with pytest.raises(ValueError, match="unit 4 of 4"):
        position_draws(draws.index, places, people, np.full(80, 4), sites, error_m)


def test_drawing_tells_how_far_it_is_and_can_be_stopped() -> None:
    places, people, unit, sites, error_m = world(16)
    index = drawn(places, people, unit, sites, error_m).index
    told: list[float] = []
    position_draws(index, places, people, unit, sites, error_m, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > DRAWS

    def stop(fraction: float) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        position_draws(index, places, people, unit, sites, error_m, progress=stop)


def test_intervals_of_a_province_stand_beside_its_report() -> None:
    study = load_study(Province.ZHEJIANG)
    coverage = tier_coverage(study, study.facilities[Tier.TOWNSHIP], Criterion(Tier.TOWNSHIP))
    draws = coverage_draws(coverage)
    assert draws.distance_m.nbytes < 150e6
    for level in Level:
        report = coverage_report(coverage, 5_000.0, level)
        found = level_interval(draws, study, level, 5_000.0)
        ratio = report.units["ratio"].to_numpy()
        assert found.low.shape == ratio.shape
        assert np.all((found.low <= ratio) & (ratio <= found.high))
        assert found.whole.low < report.ratio <= found.whole.high
        # Assumed health centres stand where most people live: elsewhere they reach fewer.
        assert found.whole.mean < report.ratio
