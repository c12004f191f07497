"""Floating catchments against brute force over pyproj.Geod, and against pysal access."""

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.project.project import Zone
from data.schema import Method
from geo.access.methods import (
    Access,
    People,
    Supply,
    enhanced,
    gaussian,
    hierarchical,
    two_step,
    zones_within,
)
from geo.distance import catchment_pairs
from geo.distance.nearest import k_nearest_m, nearest_distance_m
from geo.progress import Cancelled, Progress, silent

Floats = npt.NDArray[np.float64]
Run = Callable[[People, Supply, float, Progress], Access]

GEOD = Geod(ellps="WGS84")
RADIUS_M = 60_000.0
RUNS: dict[str, Run] = {
    "2sfca": two_step,
    "e2sfca": lambda people, supply, radius_m, progress: enhanced(
        people, supply, zones_within(radius_m), progress
    ),
    "gaussian": gaussian,
    "h2sfca": lambda people, supply, radius_m, progress: hierarchical(
        people, supply, np.full(len(supply.lon), radius_m), progress
    ),
}


def world(places: int, facilities: int, seed: int = 0) -> tuple[People, Supply]:
    rng = np.random.default_rng(seed)
    people = People(
        rng.uniform(102, 105, places), rng.uniform(29, 32, places), rng.integers(0, 900, places) / 4
    )
    supply = Supply(
        rng.uniform(102, 105, facilities),
        rng.uniform(29, 32, facilities),
        rng.integers(0, 50, facilities).astype(np.float64),
    )
    return people, supply


def geod_m(people: People, supply: Supply) -> Floats:
    n, m = len(people.lon), len(supply.lon)
    _, _, metres = GEOD.inv(
        np.repeat(people.lon, m),
        np.repeat(people.lat, m),
        np.tile(supply.lon, n),
        np.tile(supply.lat, n),
    )
    return np.asarray(metres, dtype=np.float64).reshape(n, m)


def brute_force(people: People, supply: Supply, weight: Floats) -> tuple[Floats, Floats]:
    """The two steps, written out, for the weights of all places and facilities."""
    access, ratio = np.zeros(len(people.lon)), np.zeros(len(supply.lon))
    for j in range(len(supply.lon)):
        sharing = sum(people.population[k] * weight[k, j] for k in range(len(people.lon)))
        ratio[j] = supply.amount[j] / sharing if sharing > 0 else 0.0
    for i in range(len(people.lon)):
        access[i] = sum(ratio[j] * weight[i, j] for j in range(len(supply.lon)))
    return access, ratio


def gaussian_weight(away_m: Floats, radius_m: Floats | float) -> Floats:
    edge = np.exp(-0.5)
    weight = (np.exp(-0.5 * (away_m / radius_m) ** 2) - edge) / (1 - edge)
    return np.where(away_m <= radius_m, weight, 0.0)


def same(found: Access, expected: tuple[Floats, Floats], rtol: float) -> None:
    np.testing.assert_allclose(found.access, expected[0], rtol=rtol, atol=1e-12)
    np.testing.assert_allclose(found.ratio, expected[1], rtol=rtol, atol=1e-12)


def test_two_step_by_brute_force() -> None:
    people, supply = world(150, 25)
    weight = (geod_m(people, supply) <= RADIUS_M).astype(np.float64)
    assert 0.02 < weight.mean() < 0.5
    same(two_step(people, supply, RADIUS_M), brute_force(people, supply, weight), 1e-12)


def test_enhanced_by_brute_force() -> None:
    people, supply = world(150, 25, 1)
    away_m = geod_m(people, supply)
    for zones in (
        zones_within(RADIUS_M),
        (Zone(5_000, 0.9), Zone(70_000, 1.0), Zone(80_000, 0.01)),
        (Zone(40_000, 0.5),),
    ):
        weight = np.zeros_like(away_m)
        for zone in reversed(zones):
            weight[away_m <= zone.radius_m] = zone.weight
        same(enhanced(people, supply, zones), brute_force(people, supply, weight), 1e-12)


def test_gaussian_by_brute_force() -> None:
    """The arc of geo.distance.nearest is within 1e-5 of Geod's, and so is the decay's argument."""
    people, supply = world(150, 25, 2)
    expected = brute_force(people, supply, gaussian_weight(geod_m(people, supply), RADIUS_M))
    same(gaussian(people, supply, RADIUS_M), expected, 1e-4)


def test_hierarchical_by_brute_force() -> None:
    people, supply = world(150, 25, 3)
    radius_m = np.where(np.arange(25) % 3 == 0, 90_000.0, 45_000.0)
    weight = gaussian_weight(geod_m(people, supply), radius_m[np.newaxis, :])
    same(hierarchical(people, supply, radius_m), brute_force(people, supply, weight), 1e-4)


def test_hierarchical_is_the_sum_of_its_tiers() -> None:
    people, supply = world(80, 30, 4)
    radius_m = np.repeat([80_000.0, 50_000.0, 20_000.0], 10)
    tiers = [
        gaussian(people, Supply(*(a[rows] for a in (supply.lon, supply.lat, supply.amount))), r)
        for rows, r in ((slice(10), 8e4), (slice(10, 20), 5e4), (slice(20, 30), 2e4))
    ]
    found = hierarchical(people, supply, radius_m)
    np.testing.assert_allclose(found.access, sum(tier.access for tier in tiers), rtol=1e-12)
    np.testing.assert_array_equal(found.ratio, np.concatenate([tier.ratio for tier in tiers]))
    np.testing.assert_array_equal(found.reached, np.concatenate([t.reached for t in tiers]))


@pytest.mark.parametrize("method", ["2sfca", "e2sfca", "gaussian"])
def test_agrees_with_pysal_access(method: str) -> None:
    with warnings.catch_warnings():
        # Of that library's own code; ours is not run in here.
        warnings.simplefilter("ignore")
        fca = pytest.importorskip("access.fca")
        weights = pytest.importorskip("access.weights")
    people, supply = world(400, 60, 6)
    distance_m, facility = k_nearest_m(people.lon, people.lat, supply.lon, supply.lat, 60)
    costs = pd.DataFrame(
        {
            "origin": np.repeat(np.arange(400), 60),
            "dest": facility.ravel(),
            "cost": distance_m.ravel(),
        }
    )
    demand = pd.DataFrame({"demand": people.population}, index=pd.RangeIndex(400, name="geoid"))
    beds = pd.DataFrame({"supply": supply.amount}, index=pd.RangeIndex(60, name="geoid"))
    decay = {
        "2sfca": weights.step_fn({RADIUS_M: 1}),
        "e2sfca": weights.step_fn({zone.radius_m: zone.weight for zone in zones_within(RADIUS_M)}),
        "gaussian": lambda metres: float(gaussian_weight(np.array(metres), RADIUS_M)),
    }[method]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = fca.two_stage_fca(demand, beds, costs, max_cost=RADIUS_M, weight_fn=decay)
    expected = theirs.reindex(range(400), fill_value=0.0).to_numpy()
    assert (expected > 0).mean() > 0.9
    found = RUNS[method](people, supply, RADIUS_M, silent).access
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=0)


def test_a_facility_all_share_alike() -> None:
    """Closed form: all within reach of all, access is supply over people everywhere."""
    people, supply = world(40, 7, 7)
    found = two_step(people, supply, 1_000_000.0)
    np.testing.assert_allclose(found.access, supply.amount.sum() / people.population.sum())
    assert two_step(people, supply, 30_000_000.0).access == pytest.approx(found.access)


@pytest.mark.parametrize("method", RUNS)
def test_everything_on_one_spot(method: str) -> None:
    people = People(np.full(3, 104.0), np.full(3, 30.0), np.array([10.0, 0.0, 30.0]))
    supply = Supply(np.full(2, 104.0), np.full(2, 30.0), np.array([4.0, 6.0]))
    found = RUNS[method](people, supply, 5_000.0, silent)
    np.testing.assert_allclose(found.access, 0.25)
    np.testing.assert_allclose(found.ratio, [0.1, 0.15])
    assert found.reached.all()


def test_a_distance_of_just_the_radius_is_within() -> None:
    people, supply = world(300, 1, 8)
    for row, radius_m in enumerate(
        nearest_distance_m(people.lon, people.lat, supply.lon, supply.lat)[0]
    ):
        one = People(people.lon[row : row + 1], people.lat[row : row + 1], np.ones(1))
        assert two_step(one, supply, float(radius_m)).reached.all()
        assert not two_step(one, supply, float(np.nextafter(radius_m, 0))).reached.any()


@pytest.mark.parametrize("method", RUNS)
def test_without_facilities_or_people(method: str) -> None:
    people, supply = world(6, 4)
    nothing, nobody = Supply(*np.zeros((3, 0))), People(*np.zeros((3, 0)))
    found = RUNS[method](people, nothing, RADIUS_M, silent)
    assert found.access.tolist() == [0.0] * 6
    assert found.ratio.shape == found.reached.shape == (0,)
    found = RUNS[method](nobody, supply, RADIUS_M, silent)
    assert found.access.shape == (0,)
    assert found.ratio.tolist() == [0.0] * 4
    assert not found.reached.any()
    empty = People(people.lon, people.lat, np.zeros(6))
    found = RUNS[method](empty, supply, RADIUS_M, silent)
    assert not found.access.any()
    assert not found.reached.any()


@pytest.mark.parametrize("method", RUNS)
def test_places_where_nobody_lives_have_access_but_no_share(method: str) -> None:
    people, supply = world(60, 8, 9)
    more = People(
        np.append(people.lon, supply.lon[0]),
        np.append(people.lat, supply.lat[0]),
        np.append(people.population, 0),
    )
    before, after = (RUNS[method](each, supply, RADIUS_M, silent) for each in (people, more))
    np.testing.assert_allclose(after.access[:-1], before.access)
    assert after.access[-1] > 0


@pytest.mark.parametrize("method", RUNS)
def test_positions_that_are_nowhere(method: str) -> None:
    people, supply = world(60, 8, 10)
    bad = np.array(
        [[np.nan, 30.0], [104.0, np.nan], [np.inf, 30.0], [104.0, -np.inf], [104.0, 90.5]]
    ).T
    more_people = People(
        np.concatenate([bad[0], people.lon]),
        np.concatenate([bad[1], people.lat]),
        np.concatenate([np.full(5, 1e6), people.population]),
    )
    more_supply = Supply(
        np.concatenate([bad[0], supply.lon]),
        np.concatenate([bad[1], supply.lat]),
        np.concatenate([np.full(5, 1e6), supply.amount]),
    )
    expected = RUNS[method](people, supply, RADIUS_M, silent)
    found = RUNS[method](more_people, more_supply, RADIUS_M, silent)
    assert not found.access[:5].any()
    assert not found.reached[:5].any()
    assert not found.ratio[:5].any()
    np.testing.assert_allclose(found.access[5:], expected.access)
    np.testing.assert_allclose(found.ratio[5:], expected.ratio)


@pytest.mark.parametrize("method", RUNS)
def test_supply_that_is_not_known_is_left_out(method: str) -> None:
    people, supply = world(60, 8, 11)
    amount = supply.amount.copy()
    amount[[0, 3]] = np.nan
    known = ~np.isnan(amount)
    found = RUNS[method](people, Supply(supply.lon, supply.lat, amount), RADIUS_M, silent)
    fewer = Supply(supply.lon[known], supply.lat[known], amount[known])
    expected = RUNS[method](people, fewer, RADIUS_M, silent)
    np.testing.assert_allclose(found.access, expected.access)
    assert np.isnan(found.ratio[~known]).all()
    assert not found.reached[~known].any()
    np.testing.assert_array_equal(found.reached[known], expected.reached)
    nothing_known = Supply(supply.lon, supply.lat, np.full(8, np.nan))
    assert not RUNS[method](people, nothing_known, RADIUS_M, silent).access.any()


@pytest.mark.parametrize("method", RUNS)
@pytest.mark.parametrize("radius_m", [0.0, -1.0, np.nan, np.inf])
def test_radii_that_are_none_are_refused(method: str, radius_m: float) -> None:
    with pytest.raises(ValueError, match=r"radius|radii"):
        RUNS[method](*world(5, 3), radius_m, silent)


@pytest.mark.parametrize(
    "zones",
    [
        (),
        (Zone(2_000, 1.0), Zone(1_000, 0.5)),
        (Zone(1_000, 1.0), Zone(1_000, 0.5)),
        (Zone(0.0, 1.0), Zone(1_000, 0.5)),
        (Zone(1_000, 1.0), Zone(np.nan, 0.5)),
        (Zone(1_000, 1.0), Zone(np.inf, 0.5)),
        (Zone(1_000, 1.0), Zone(2_000, 0.0)),
        (Zone(1_000, 1.1), Zone(2_000, 0.5)),
        (Zone(1_000, np.nan),),
    ],
)
def test_zones_that_are_none_are_refused(zones: tuple[Zone, ...]) -> None:
    with pytest.raises(ValueError, match=r"zone|radius"):
        enhanced(*world(5, 3), zones)


def test_figures_that_are_none_are_refused() -> None:
    three, two = np.zeros(3), np.zeros(2)
    for bad in (-1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="populations"):
            People(two, two, np.array([1.0, bad]))
    for bad in (-1.0, np.inf):
        with pytest.raises(ValueError, match="amounts"):
            Supply(two, two, np.array([np.nan, bad]))
    with pytest.raises(ValueError, match="length"):
        People(two, two, three)
    with pytest.raises(ValueError, match="length"):
        Supply(two, three, three)
    with pytest.raises(ValueError, match="radii"):
        hierarchical(*world(5, 3), np.full(2, 1_000.0))


@pytest.mark.parametrize("kept", [0, 5_000, 10**9])
@pytest.mark.parametrize("method", RUNS)
def test_chunks_and_what_is_kept_change_nothing(
    method: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, supply = world(500, 40, 12)
    whole = RUNS[method](people, supply, RADIUS_M, silent)
    monkeypatch.setattr(catchment_pairs, "PAIRS_AT_ONCE", 500)
    monkeypatch.setattr(catchment_pairs, "KEEP_BYTES", kept)
    told: list[float] = []
    found = RUNS[method](people, supply, RADIUS_M, told.append)
    np.testing.assert_allclose(found.access, whole.access, rtol=1e-12)
    np.testing.assert_allclose(found.ratio, whole.ratio, rtol=1e-12)
    assert len(told) > 20
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("at", [0.1, 0.9])
def test_stops_when_asked(at: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catchment_pairs, "PAIRS_AT_ONCE", 500)

    def stop(fraction: float) -> None:
        if fraction > at:
            raise Cancelled

    for run in RUNS.values():
        with pytest.raises(Cancelled):
            run(*world(500, 40), RADIUS_M, stop)


def test_half_way_around_the_earth_is_within_more_than_that() -> None:
    here, antipode = People(*np.array([[0.0], [0], [1]])), Supply(*np.array([[180.0], [0], [1]]))
    assert two_step(here, antipode, 20_100_000.0).reached.all()
    assert not two_step(here, antipode, 19_000_000.0).reached.any()


def test_methods_have_names() -> None:
    assert [method.value for method in Method] == list(RUNS)
    assert all(method.label.zh and method.label.en for method in Method)
    assert [zone.radius_m for zone in zones_within(30_000.0)] == [10_000, 20_000, 30_000]


spots = st.tuples(st.floats(103, 104), st.floats(30, 31), st.integers(0, 40))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(spots, max_size=15),
    st.lists(spots, max_size=8),
    st.sampled_from(sorted(RUNS)),
    st.floats(100, 200_000),
    st.randoms(use_true_random=False),
)
def test_all_supply_that_is_reached_is_shared_out(
    homes: list[tuple[float, float, int]],
    sites: list[tuple[float, float, int]],
    method: str,
    radius_m: float,
    random: object,
) -> None:
    people = People(*np.array(homes, dtype=np.float64).reshape(-1, 3).T)
    supply = Supply(*np.array(sites, dtype=np.float64).reshape(-1, 3).T)
    found = RUNS[method](people, supply, radius_m, silent)
    given_out = (people.population * found.access).sum()
    assert given_out == pytest.approx(supply.amount[found.reached].sum(), rel=1e-9, abs=1e-12)
    assert (found.access >= 0).all()
    assert (found.ratio[~found.reached] == 0).all()
    near = nearest_distance_m(people.lon, people.lat, supply.lon, supply.lat)[0] <= radius_m
    assert not found.access[~near].any()

    row, column = np.random.default_rng(0).permutation(len(homes)), slice(None, None, -1)
    turned = RUNS[method](
        People(people.lon[row], people.lat[row], people.population[row]),
        Supply(supply.lon[column], supply.lat[column], supply.amount[column]),
        radius_m,
        silent,
    )
    np.testing.assert_allclose(turned.access, found.access[row], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(turned.reached, found.reached[column])
