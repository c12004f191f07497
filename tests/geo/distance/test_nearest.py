"""Distances against pyproj.Geod, one pair at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.spatial import cKDTree

from geo.distance import chunks, nearest
from geo.distance.chunks import in_chunks
from geo.distance.ellipsoid import arc_m, ecef_m, placed
from geo.distance.nearest import nearest_distance_m
from geo.progress import Cancelled

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

GEOD = Geod(ellps="WGS84")
BOXES = {
    "sichuan": (97.3, 26.0, 108.6, 34.4),
    "shanxi": (110.2, 34.5, 114.6, 40.8),
    "zhejiang": (118.0, 27.0, 123.0, 31.2),
    "qinghai": (89.4, 31.5, 103.1, 39.3),
}


def world(box: Box, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    west, south, east, north = box
    return rng.uniform(west, east, n), rng.uniform(south, north, n)


def brute_force(lon: Floats, lat: Floats, site_lon: Floats, site_lat: Floats) -> Floats:
    """Every pair by Geod; the smallest of each row."""
    n, m = len(lon), len(site_lon)
    _, _, metres = GEOD.inv(
        np.repeat(lon, m), np.repeat(lat, m), np.tile(site_lon, n), np.tile(site_lat, n)
    )
    nearest_m: Floats = metres.reshape(n, m).min(axis=1)
    return nearest_m


@pytest.mark.parametrize("province", BOXES)
@pytest.mark.parametrize("sites", [1, 7, 60])
def test_agrees_with_geod_in_every_province(province: str, sites: int) -> None:
    rng = np.random.default_rng(sites)
    lon, lat = world(BOXES[province], 300, rng)
    site_lon, site_lat = world(BOXES[province], sites, rng)
    distance_m, facility = nearest_distance_m(lon, lat, site_lon, site_lat)
    expected_m = brute_force(lon, lat, site_lon, site_lat)
    near = expected_m <= 500_000
    assert near.any()
    np.testing.assert_allclose(distance_m[near], expected_m[near], rtol=1e-4)
    _, _, named_m = GEOD.inv(lon, lat, site_lon[facility], site_lat[facility])
    np.testing.assert_allclose(named_m, expected_m, rtol=1e-4)


@pytest.mark.parametrize("metres", [0.01, 1.0, 50.0, 1e3, 1e5, 5e5])
def test_agrees_with_geod_in_every_direction(metres: float) -> None:
    bearing = np.arange(0.0, 360.0, 7.5)
    lon, lat = np.full(bearing.size, 102.0), np.full(bearing.size, 32.0)
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, bearing, np.full(bearing.size, metres))
    for row in range(bearing.size):
        found_m, _ = nearest_distance_m(
            lon[:1], lat[:1], end_lon[row : row + 1], end_lat[row : row + 1]
        )
        assert found_m[0] == pytest.approx(metres, rel=1e-4)


def test_error_stays_far_below_the_promise() -> None:
    rng = np.random.default_rng(3)
    lon, lat = world((89.4, 26.0, 123.0, 40.8), 50_000, rng)
    end_lon, end_lat, _ = GEOD.fwd(
        lon, lat, rng.uniform(0, 360, lon.size), metres := rng.uniform(1, 5e5, lon.size)
    )
    chord_m = np.linalg.norm(ecef_m(lon, lat) - ecef_m(end_lon, end_lat), axis=1)
    assert np.max(np.abs(arc_m(chord_m) / metres - 1)) < 1e-5


def test_same_spot_is_zero() -> None:
    lon, lat = world(BOXES["sichuan"], 200, np.random.default_rng(1))
    distance_m, facility = nearest_distance_m(lon, lat, lon, lat)
    assert np.all(distance_m == 0)
    np.testing.assert_array_equal(facility, np.arange(lon.size))


def test_many_facilities_on_one_spot() -> None:
    lon, lat = np.full(1_000, 104.0), np.full(1_000, 30.0)
    distance_m, facility = nearest_distance_m(lon[:1], lat[:1] + 0.1, lon, lat)
    assert distance_m[0] == pytest.approx(GEOD.inv(104.0, 30.1, 104.0, 30.0)[2], rel=1e-4)
    assert 0 <= facility[0] < 1_000


def test_the_whole_globe_has_answers() -> None:
    distance_m, _ = nearest_distance_m(
        np.array([0.0, 180.0, 0.0]), np.array([90.0, 0.0, -90.0]), np.array([-180.0]), np.zeros(1)
    )
    assert np.isfinite(distance_m).all()
    assert distance_m[1] == pytest.approx(0.0, abs=1e-6)


def test_without_facilities_everybody_is_out_of_reach() -> None:
    lon, lat = world(BOXES["shanxi"], 5, np.random.default_rng(0))
    for nothing in (np.array([]), np.array([np.nan, np.inf])):
        distance_m, facility = nearest_distance_m(lon, lat, nothing, nothing)
        assert np.all(np.isinf(distance_m))
        assert np.all(facility == -1)


def test_without_people_there_is_nothing_to_say() -> None:
    distance_m, facility = nearest_distance_m(
        np.array([]), np.array([]), np.array([104.0]), np.array([30.0])
    )
    assert distance_m.shape == facility.shape == (0,)


@pytest.mark.parametrize(
    ("bad_lon", "bad_lat"),
    [(np.nan, 30.0), (104.0, np.nan), (np.inf, 30.0), (104.0, -np.inf), (104.0, 90.5)],
)
def test_positions_that_are_nowhere(bad_lon: float, bad_lat: float) -> None:
    lon, lat = np.array([bad_lon, 104.0]), np.array([bad_lat, 30.0])
    distance_m, facility = nearest_distance_m(lon, lat, np.array([104.1]), np.array([30.0]))
    assert np.isinf(distance_m[0])
    assert facility.tolist() == [-1, 0]
    distance_m, facility = nearest_distance_m(np.array([104.1]), np.array([30.0]), lon, lat)
    assert facility.tolist() == [1], "a facility that is nowhere is passed over, rows keep theirs"
    assert np.isfinite(distance_m[0])


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="longitudes"):
        nearest_distance_m(np.zeros(2), np.zeros(3), np.zeros(1), np.zeros(1))


def test_reports_and_stops_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "_CHUNK", 10)
    lon, lat = world(BOXES["qinghai"], 35, np.random.default_rng(2))
    told: list[float] = []
    whole = nearest_distance_m(lon, lat, lon[:3], lat[:3], told.append)[0]
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 4
    expected_m = brute_force(lon, lat, lon[:3], lat[:3])
    assert whole == pytest.approx(expected_m, rel=1e-4, abs=1e-6)

    def stop(fraction: float) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        nearest_distance_m(lon, lat, lon[:3], lat[:3], stop)


def test_chunks_are_taken_in_order_in_this_thread() -> None:
    done: list[tuple[int, int]] = []
    here: set[int] = set()
    told: list[float] = []

    def take(result: tuple[int, int]) -> None:
        done.append(result)
        here.add(threading.get_ident())

    def work(chunk: slice) -> tuple[int, int]:
        if chunk.start == 0:
            wait.wait(0.05)
        return chunk.start, chunk.stop

    wait = threading.Event()
    in_chunks(95, 10, work, take, told.append)
    assert done == [(start, min(start + 10, 95)) for start in range(0, 95, 10)]
    assert here == {threading.get_ident()}
    assert told == [stop / 95 for _, stop in done]
    in_chunks(0, 10, work, take, told.append)
    assert len(done) == len(told) == 10


def test_chunks_not_begun_are_left_when_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = threading.Event()
    before = threading.active_count()

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            leaving.set()
            super().shutdown(wait=wait)

    monkeypatch.setattr(chunks, "ThreadPoolExecutor", Pool)
    monkeypatch.setattr(chunks, "WORKERS", 1)
    begun: list[int] = []

    def work(chunk: slice) -> None:
        begun.append(chunk.start)
        if chunk.start:
            assert leaving.wait(10)

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        in_chunks(100, 1, work, progress=stop)
    # One was done, and one may have been begun before the end was asked for.
    assert begun in ([0], [0, 1])
    assert threading.active_count() == before


def test_a_failure_ends_the_work_and_few_chunks_wait() -> None:
    begun: list[int] = []

    def fail(chunk: slice) -> None:
        begun.append(chunk.start)
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        in_chunks(10_000, 1, fail)
    assert len(begun) < 5 * chunks.WORKERS


def test_which_positions_are_somewhere() -> None:
    lon = np.array([104.0, np.nan, 104.0, np.inf, 104.0, 104.0, -180.0])
    lat = np.array([30.0, 30.0, np.nan, 30.0, np.inf, 90.1, -90.0])
    assert placed(lon, lat).tolist() == [True, False, False, False, False, False, True]
    assert np.isfinite(ecef_m(lon, lat)[:, 0]).tolist() == placed(lon, lat).tolist()


points = st.tuples(st.floats(89, 123), st.floats(26, 41))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(points, min_size=1, max_size=12), st.lists(points, max_size=8), points, st.randoms()
)
def test_more_facilities_never_lengthen_and_order_is_nothing(
    people: list[Point], sites: list[Point], extra: Point, random: Random
) -> None:
    lon, lat = np.array(people).T
    before, after = np.array(sites).reshape(-1, 2).T, np.array([*sites, extra]).T
    shuffled = [*sites, extra]
    random.shuffle(shuffled)
    with_extra_m = nearest_distance_m(lon, lat, *after)[0]
    assert np.all(with_extra_m <= nearest_distance_m(lon, lat, *before)[0])
    np.testing.assert_array_equal(
        with_extra_m, nearest_distance_m(lon, lat, *np.array(shuffled).T)[0]
    )


def test_earth_centred_coordinates_lie_on_the_ellipsoid() -> None:
    lon, lat = world((-180, -90, 180, 90), 1_000, np.random.default_rng(4))
    x, y, z = ecef_m(lon, lat).T
    minor_m = GEOD.b
    np.testing.assert_allclose((x**2 + y**2) / GEOD.a**2 + z**2 / minor_m**2, 1.0, rtol=1e-12)
    assert cKDTree(ecef_m(lon, lat)).n == 1_000
