"""Whatever measures distance, asked through the interface: each answer against every pair."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.errors import DataError
from geo.distance.distances import NO_FACILITY, Distances, Points
from geo.distance.reach import Reach, ReachKind
from geo.distance.straight_line import STRAIGHT_LINE, StraightLine
from geo.progress import Cancelled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

GEOD = Geod(ellps="WGS84")
TOLERANCE = 1e-4
# Across the date line, at both poles, and two facilities on one spot.
GLOBE = Points(
    np.array([179.9, -179.9, 0.0, 90.0, 103.8, 103.8, -70.0]),
    np.array([10.0, 10.0, 90.0, -90.0, 30.6, 30.6, 0.0]),
)
NOWHERE = Points(np.array([np.nan, 103.0, np.inf, 103.0]), np.array([30.0, np.nan, 30.0, 90.5]))


@pytest.fixture
def distances() -> Distances:
    return STRAIGHT_LINE


def points(number: int, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    return Points(rng.uniform(100, 105, number), rng.uniform(28, 33, number))


def together(*some: Points) -> Points:
    return Points(
        np.concatenate([each.lon for each in some]), np.concatenate([each.lat for each in some])
    )


def every_pair(places: Points, facilities: Points) -> Floats:
    """Geodesics one by one, inf where either is nowhere."""
    n, m = len(places.lon), len(facilities.lon)
    lon, lat = np.repeat(places.lon, m), np.repeat(places.lat, m)
    site_lon, site_lat = np.tile(facilities.lon, n), np.tile(facilities.lat, n)
    known = np.isfinite(lon + site_lon) & (np.abs(lat) <= 90) & (np.abs(site_lat) <= 90)
    away_m = np.full(n * m, np.inf)
    away_m[known] = GEOD.inv(lon[known], lat[known], site_lon[known], site_lat[known])[2]
    return away_m.reshape(n, m)


def test_distances_are_metres(distances: Distances) -> None:
    assert distances.kind is ReachKind.METRES


@pytest.mark.parametrize("k", [1, 2, 5])
def test_the_nearest_are_those_of_every_pair(distances: Distances, k: int) -> None:
    places, facilities = together(points(150, 1), NOWHERE), together(NOWHERE, points(20, 2))
    away_m = every_pair(places, facilities)
    ranked = np.sort(away_m, axis=1)
    found = distances.k_nearest(places, facilities, k)
    np.testing.assert_allclose(found.distance, ranked[:, :k], rtol=TOLERANCE)
    last = distances.kth_nearest(places, facilities, k)
    np.testing.assert_array_equal(last.distance, found.distance[:, -1])
    first = distances.nearest(places, facilities)
    np.testing.assert_array_equal(first.distance, found.distance[:, 0])
    known = np.isfinite(found.distance)
    assert (found.facility[~known] == NO_FACILITY).all()
    named_m = np.take_along_axis(away_m, found.facility, axis=1)
    np.testing.assert_allclose(named_m[known], found.distance[known], rtol=TOLERANCE)


def test_without_facilities_nobody_has_one(distances: Distances) -> None:
    none, places = Points(np.zeros(0), np.zeros(0)), points(5, 3)
    for found in (
        distances.nearest(places, none),
        distances.kth_nearest(places, NOWHERE, 2),
        distances.kth_nearest(places, points(1, 4), 2),
    ):
        assert np.isinf(found.distance).all()
        assert (found.facility == NO_FACILITY).all()
    assert distances.nearest(none, places).distance.shape == (0,)
    assert distances.k_nearest(none, places, 3).facility.shape == (0, 3)


def test_the_poles_and_the_date_line_are_no_border(distances: Distances) -> None:
    # Of points at opposite ends of the earth chords tell least: the error grows to 4 %.
    found = distances.k_nearest(GLOBE, GLOBE, len(GLOBE.lon))
    away_m = np.sort(every_pair(GLOBE, GLOBE), axis=1)
    np.testing.assert_allclose(found.distance, away_m, rtol=0.05, atol=1e-3)
    beside = distances.nearest(GLOBE.of(np.array([0])), GLOBE.of(np.array([1])))
    np.testing.assert_allclose(beside.distance, away_m[0, 1], rtol=TOLERANCE)
    pole = Points(np.array([-120.0]), np.array([90.0]))
    assert distances.nearest(pole, GLOBE).distance[0] == pytest.approx(0, abs=1e-3)
    assert distances.nearest(pole, GLOBE).facility[0] == 2


def test_facilities_on_one_spot_count_one_by_one(distances: Distances) -> None:
    here = GLOBE.of(np.array([4]))
    found = distances.k_nearest(here, GLOBE, 3)
    assert found.distance[0, :2].tolist() == [0, 0]
    assert set(found.facility[0, :2].tolist()) == {4, 5}
    assert found.distance[0, 2] > 0


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_facility_is_not_asked_for(distances: Distances, k: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        distances.k_nearest(points(2, 0), points(2, 1), k)
    with pytest.raises(ValueError, match="at least"):
        distances.kth_nearest(points(2, 0), points(2, 1), k)


@pytest.mark.parametrize("radius_m", [1.0, 30_000.0, 300_000.0])
def test_pairs_within_reach_are_those_of_every_pair(distances: Distances, radius_m: float) -> None:
    places, facilities = together(points(80, 5), NOWHERE), together(NOWHERE, points(30, 6))
    away_m = every_pair(places, facilities)
    weight = np.where(away_m <= radius_m, np.exp(-away_m / radius_m), 0.0)
    people, supply = np.arange(1.0, 85.0), np.arange(1.0, 35.0)
    pairs = distances.pairs_within(
        places, facilities, Reach.in_metres(radius_m), lambda metres: np.exp(-metres / radius_m)
    )
    np.testing.assert_allclose(pairs.to_facilities(people), people @ weight, rtol=1e-3)
    np.testing.assert_allclose(pairs.to_places(supply), weight @ supply, rtol=1e-3)


def test_a_pair_just_at_the_reach_is_within(distances: Distances) -> None:
    place, facility = points(1, 7), points(1, 8)
    radius_m = float(distances.nearest(place, facility).distance[0])
    for reach_m, within in ((radius_m, 1.0), (np.nextafter(radius_m, 0), 0.0)):
        pairs = distances.pairs_within(place, facility, Reach.in_metres(reach_m), np.ones_like)
        assert pairs.to_places(np.ones(1)).tolist() == [within]


@pytest.mark.parametrize("radius_m", [0.0, -5.0, np.inf])
def test_a_reach_that_is_none_or_endless_has_no_pairs(
    distances: Distances, radius_m: float
) -> None:
    with pytest.raises(ValueError, match="radius"):
        distances.pairs_within(points(1, 0), points(1, 1), Reach.in_metres(radius_m), np.ones_like)


def test_minutes_are_no_metres(distances: Distances) -> None:
    with pytest.raises(DataError, match="reach_in_minutes"):
        distances.pairs_within(points(1, 0), points(1, 1), Reach.in_minutes(30), np.ones_like)


def test_facilities_among_themselves_are_those_of_every_pair(distances: Distances) -> None:
    facilities = together(points(20, 9), GLOBE.of(np.array([4, 5])))
    away_m = every_pair(facilities, facilities)
    rows = np.arange(22)
    among = distances.among(facilities)
    for row in rows:
        found = among.between(np.array([row]), rows)
        np.testing.assert_allclose(found, away_m[row], rtol=TOLERANCE)
    np.testing.assert_allclose(among.between(rows, rows[::-1]), away_m[rows, rows[::-1]], TOLERANCE)
    from_point = among.from_point(float(facilities.lon[3]), float(facilities.lat[3]), rows)
    np.testing.assert_array_equal(from_point, among.between(np.array([3]), rows))
    assert among.between(np.zeros(0, np.int64), np.zeros(0, np.int64)).size == 0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(0, 60), groups=st.integers(1, 6))
def test_who_is_nearer_to_a_new_facility_is_found_place_by_place(
    seed: int, number: int, groups: int
) -> None:
    rng = np.random.default_rng(seed)
    places = together(points(number, seed), NOWHERE)
    group = rng.integers(0, groups, len(places.lon))
    row = np.argsort(group, kind="stable").astype(np.int64)
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))]).astype(np.int64)
    known = rng.uniform(0, 300_000, len(places.lon))
    known[rng.random(len(known)) < 0.1] = np.inf
    farthest = np.array([max(known[group == each], default=-np.inf) for each in range(groups)])
    facility = points(1, seed + 1)
    place, distance = STRAIGHT_LINE.groups(places, row, start).nearer(facility, known, farthest)
    away = STRAIGHT_LINE.nearest(places, facility).distance
    assert sorted(place.tolist()) == np.flatnonzero(away < known).tolist()
    np.testing.assert_array_equal(distance, away[place])


def test_a_new_facility_that_stands_nowhere_is_near_to_nobody(distances: Distances) -> None:
    places = points(10, 11)
    groups = distances.groups(places, np.arange(10), np.array([0, 10]))
    nowhere = NOWHERE.of(np.array([0]))
    place, distance = groups.nearer(nowhere, np.full(10, np.inf), np.array([np.inf]))
    assert (place.size, distance.size) == (0, 0)


def test_the_nearest_of_the_own_group_is_that_of_every_pair() -> None:
    places, facilities = together(points(100, 12), NOWHERE), together(points(40, 13), NOWHERE)
    rng = np.random.default_rng(14)
    group, of_facility = rng.integers(-1, 6, 104), rng.integers(-1, 5, 44)
    away_m = every_pair(places, facilities)
    same = (group[:, np.newaxis] == of_facility) & (of_facility >= 0)
    away_m[~same] = np.inf
    found = StraightLine().nearest_in_group(places, group, facilities, of_facility)
    np.testing.assert_allclose(found.distance, away_m.min(axis=1), rtol=TOLERANCE)
    known = np.isfinite(found.distance)
    assert known.any()
    assert not known.all()
    np.testing.assert_array_equal(found.facility[known], away_m.argmin(axis=1)[known])
    assert (found.facility[~known] == NO_FACILITY).all()


def asks(distances: Distances) -> dict[str, Callable[[Callable[[float], None]], object]]:
    """Every question that may take long, by its name."""
    places, facilities = points(100, 15), points(20, 16)
    pairs = distances.pairs_within(places, facilities, Reach.in_metres(90_000.0), np.ones_like)
    rows, start = np.arange(100), np.array([0, 50, 100])
    return {
        "nearest": lambda told: distances.nearest(places, facilities, told),
        "kth": lambda told: distances.kth_nearest(places, facilities, 2, told),
        "k": lambda told: distances.k_nearest(places, facilities, 2, told),
        "to_facilities": lambda told: pairs.to_facilities(np.ones(100), told),
        "to_places": lambda told: pairs.to_places(np.ones(20), told),
        "groups": lambda told: distances.groups(places, rows, start, told),
    }


@pytest.mark.parametrize("name", asks(STRAIGHT_LINE))
def test_every_long_question_tells_how_far_it_is_and_may_be_stopped(name: str) -> None:
    ask, told = asks(STRAIGHT_LINE)[name], list[float]()
    ask(told.append)
    assert told[-1] == 1

    def stop(_: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ask(stop)
