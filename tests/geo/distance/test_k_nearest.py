"""The k nearest facilities against pyproj.Geod, every pair at a time."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.distance import nearest
from geo.distance.nearest import k_nearest_m, nearest_distance_m
from geo.progress import Cancelled

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]

GEOD = Geod(ellps="WGS84")


def world(n: int, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    return rng.uniform(100, 105, n), rng.uniform(28, 33, n)


def all_pairs_m(lon: Floats, lat: Floats, site_lon: Floats, site_lat: Floats) -> Floats:
    n, m = len(lon), len(site_lon)
    _, _, metres = GEOD.inv(
        np.repeat(lon, m), np.repeat(lat, m), np.tile(site_lon, n), np.tile(site_lat, n)
    )
    return np.asarray(metres, dtype=np.float64).reshape(n, m)


@pytest.mark.parametrize("k", [1, 2, 7, 40])
def test_agrees_with_geod(k: int) -> None:
    lon, lat = world(200, 1)
    site_lon, site_lat = world(40, 2)
    distance_m, facility = k_nearest_m(lon, lat, site_lon, site_lat, k)
    away_m = all_pairs_m(lon, lat, site_lon, site_lat)
    assert distance_m.shape == facility.shape == (200, k)
    np.testing.assert_allclose(distance_m, np.sort(away_m, axis=1)[:, :k], rtol=1e-4)
    named_m = np.take_along_axis(away_m, facility, axis=1)
    np.testing.assert_allclose(named_m, distance_m, rtol=1e-4)
    assert all(len(set(row)) == k for row in facility.tolist())


def test_the_first_is_the_nearest() -> None:
    lon, lat = world(500, 3)
    site_lon, site_lat = world(30, 4)
    distance_m, facility = k_nearest_m(lon, lat, site_lon, site_lat, 3)
    one_m, one = nearest_distance_m(lon, lat, site_lon, site_lat)
    np.testing.assert_array_equal(distance_m[:, 0], one_m)
    np.testing.assert_array_equal(facility[:, 0], one)


def test_fewer_facilities_than_asked_for() -> None:
    lon, lat = world(10, 5)
    site_lon, site_lat = world(3, 6)
    distance_m, facility = k_nearest_m(lon, lat, site_lon, site_lat, 5)
    assert np.isfinite(distance_m[:, :3]).all()
    assert np.isinf(distance_m[:, 3:]).all()
    assert (facility[:, 3:] == -1).all()
    assert np.sort(facility[:, :3], axis=1).tolist() == [[0, 1, 2]] * 10
    for nothing in (np.array([]), np.array([np.nan, np.inf])):
        distance_m, facility = k_nearest_m(lon, lat, nothing, nothing, 2)
        assert np.isinf(distance_m).all()
        assert (facility == -1).all()
        assert distance_m.shape == facility.shape == (10, 2)


def test_facilities_on_one_spot_count_one_by_one() -> None:
    site_lon, site_lat = np.array([104.0, 104.0, 104.0, 105.0]), np.full(4, 30.0)
    distance_m, facility = k_nearest_m(np.array([104.0]), np.array([30.0]), site_lon, site_lat, 4)
    assert distance_m[0, :3].tolist() == [0, 0, 0]
    assert distance_m[0, 3] == pytest.approx(GEOD.inv(104, 30, 105, 30)[2], rel=1e-4)
    assert sorted(facility[0, :3].tolist()) == [0, 1, 2]
    assert facility[0, 3] == 3


def test_positions_that_are_nowhere() -> None:
    bad_lon = np.array([np.nan, 104.0, np.inf, 104.0])
    bad_lat = np.array([30.0, np.nan, 30.0, 90.5])
    lon, lat = np.append(bad_lon, 104.0), np.append(bad_lat, 30.0)
    distance_m, facility = k_nearest_m(lon, lat, lon, lat, 2)
    assert np.isinf(distance_m[:4]).all()
    assert (facility[:4] == -1).all()
    assert distance_m[4].tolist() == [0, np.inf]
    assert facility[4].tolist() == [4, -1]


def test_nobody() -> None:
    distance_m, facility = k_nearest_m(np.array([]), np.array([]), *world(4, 7), 3)
    assert distance_m.shape == facility.shape == (0, 3)


@pytest.mark.parametrize("k", [0, -1])
def test_none_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        k_nearest_m(*world(3, 0), *world(3, 1), k)


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="longitudes"):
        k_nearest_m(np.zeros(2), np.zeros(2), np.zeros(1), np.zeros(2), 1)


def test_reports_and_stops_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    lon, lat = world(95, 8)
    site_lon, site_lat = world(9, 9)
    whole_m, _ = k_nearest_m(lon, lat, site_lon, site_lat, 2)
    monkeypatch.setattr(nearest, "_CHUNK", 10)
    told: list[float] = []
    distance_m, _ = k_nearest_m(lon, lat, site_lon, site_lat, 2, told.append)
    np.testing.assert_array_equal(distance_m, whole_m)
    assert told == [min(done, 95) / 95 for done in range(10, 101, 10)]

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        k_nearest_m(lon, lat, site_lon, site_lat, 2, stop)


points = st.tuples(st.floats(100, 105), st.floats(28, 33))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(points, min_size=1, max_size=8),
    st.lists(points, max_size=8),
    points,
    st.integers(1, 5),
)
def test_order_is_nothing_and_another_facility_never_lengthens(
    people: list[Point], sites: list[Point], extra: Point, k: int
) -> None:
    lon, lat = np.array(people).T
    before, after = np.array(sites).reshape(-1, 2).T, np.array([*sites, extra]).T
    near_m, _ = k_nearest_m(lon, lat, before[0], before[1], k)
    with_extra_m, facility = k_nearest_m(lon, lat, after[0], after[1], k)
    assert (with_extra_m <= near_m).all()
    assert (with_extra_m[:, :-1] <= with_extra_m[:, 1:]).all()
    assert (np.isinf(with_extra_m) == (facility == -1)).all()
    assert ((facility >= 0).sum(axis=1) == min(k, len(sites) + 1)).all()
    turned_m, _ = k_nearest_m(lon[::-1], lat[::-1], after[0][::-1], after[1][::-1], k)
    np.testing.assert_array_equal(turned_m[::-1], with_extra_m)
