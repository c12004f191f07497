"""GCJ-02, BD-09 and WGS 84: published pairs, round trips, and the judge."""

import math
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.findings import Hypothesis
from data.place.datum import (
    SHIFTED_LAT,
    SHIFTED_LON,
    TESTED,
    bd09_to_gcj02,
    bd09_to_wgs84,
    falls_in_named,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    judge_datum,
    shifted_to_wgs84,
    verdict,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from data.reference.catalog import Level, read_boundaries
from data.schema import Datum

Floats = npt.NDArray[np.float64]
Way = Callable[[Floats, Floats], tuple[Floats, Floats]]

WAYS: tuple[Way, ...] = (
    *(wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09),
    *(bd09_to_gcj02, wgs84_to_bd09, bd09_to_wgs84),
)
ROUND_TRIPS: tuple[tuple[Way, Way], ...] = (
    *((wgs84_to_gcj02, gcj02_to_wgs84), (gcj02_to_bd09, bd09_to_gcj02)),
    (wgs84_to_bd09, bd09_to_wgs84),
)
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def counties() -> gpd.GeoDataFrame:
    return read_boundaries(Level.COUNTY, None)


def one(way: Way, lon: float, lat: float) -> tuple[float, float]:
    x, y = way(np.array([lon]), np.array([lat]))
    return float(x[0]), float(y[0])


@pytest.mark.parametrize(
    ("way", "point", "expected", "within_deg"),
    [
        # Test values of wandergis/coordtransform and of dromara/hutool.
        (wgs84_to_gcj02, (116.404, 39.915), (116.41024449916938, 39.91640428150164), 1e-9),
        (gcj02_to_bd09, (116.404, 39.915), (116.41036949371029, 39.92133699351021), 1e-9),
        # Its BD-09 inverse is a single step, good to 5 cm.
        (bd09_to_gcj02, (116.404, 39.915), (116.39762729119315, 39.90865673957631), 1e-6),
        # Test values of hujiulong/gcoord.
        (gcj02_to_wgs84, (123, 45), (122.99395597, 44.99804071), 1e-5),
        (gcj02_to_bd09, (123, 45), (123.00636499, 45.00636899), 1e-5),
        # A place in Beijing as the map service itself answers, which is half a metre off.
        (wgs84_to_gcj02, (116.39089, 39.90734), (116.39713623, 39.90874539), 1e-5),
        # Test values of a program with slightly other constants (geotool).
        (
            *(wgs84_to_gcj02, (121.0917077, 30.6107779)),
            *((121.09626935575027, 30.608604331756705), 1e-6),
        ),
        (
            *(wgs84_to_bd09, (121.0917077, 30.6107779)),
            *((121.10271732371203, 30.61484572185035), 1e-6),
        ),
    ],
)
def test_published_values(
    way: Way, point: tuple[float, float], expected: tuple[float, float], within_deg: float
) -> None:
    assert one(way, *point) == pytest.approx(expected, rel=0, abs=within_deg)


def as_written(lon: float, lat: float) -> tuple[float, float]:
    """The published formula word by word, sine by sine."""
    x, y, pi, sin = lon - 105, lat - 35, math.pi, math.sin
    fast = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    root = math.sqrt(abs(x))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (fast + 20 * sin(pi * x) + 40 * sin(pi * x / 3)) * 2 / 3
    east += (150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (fast + 20 * sin(pi * y) + 40 * sin(pi * y / 3)) * 2 / 3
    north += (160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    flattening = 1 / 298.3
    e2 = 2 * flattening - flattening**2
    phi = math.radians(lat)
    w = math.sqrt(1 - e2 * sin(phi) ** 2)
    meridian, normal = 6378245 * (1 - e2) / w**3, 6378245 / w
    return (
        lon + math.degrees(east / (normal * math.cos(phi))),
        lat + math.degrees(north / meridian),
    )


def baidu_as_written(lon: float, lat: float) -> tuple[float, float]:
    k = math.pi * 3000 / 180
    r = math.hypot(lon, lat) + 0.00002 * math.sin(lat * k)
    theta = math.atan2(lat, lon) + 0.000003 * math.cos(lon * k)
    return r * math.cos(theta) + 0.0065, r * math.sin(theta) + 0.006


@given(st.floats(*SHIFTED_LON), st.floats(*SHIFTED_LAT))
@settings(max_examples=300, deadline=None)
def test_the_formula_sine_by_sine(lon: float, lat: float) -> None:
    # Sines of multiples are made from one sine here; the last digits differ.
    assert one(wgs84_to_gcj02, lon, lat) == pytest.approx(as_written(lon, lat), rel=0, abs=1e-11)
    assert one(gcj02_to_bd09, lon, lat) == pytest.approx(
        baidu_as_written(lon, lat), rel=0, abs=1e-11
    )


@pytest.mark.parametrize(("there", "back"), ROUND_TRIPS)
def test_round_trip_in_the_four_provinces(
    there: Way, back: Way, counties: gpd.GeoDataFrame
) -> None:
    west, south, east, north = counties.total_bounds
    lon, lat = (
        grid.ravel()
        for grid in np.meshgrid(np.linspace(west, east, 700), np.linspace(south, north, 300))
    )
    for first, second in ((there, back), (back, there)):
        again = second(*first(lon, lat))
        np.testing.assert_allclose(again, (lon, lat), rtol=0, atol=5e-9)
        assert GEOD.inv(lon, lat, *again)[2].max() < 0.001


@given(st.floats(73, 135), st.floats(4, 53))
@settings(max_examples=300, deadline=None)
def test_round_trip_in_china(lon: float, lat: float) -> None:
    for there, back in ROUND_TRIPS:
        assert one(back, *one(there, lon, lat)) == pytest.approx((lon, lat), rel=0, abs=1e-8)


@pytest.mark.parametrize("way", WAYS)
def test_outside_china_nothing_changes(way: Way) -> None:
    lon = np.array([0.0, -0.13, 138.0, 72.0, 100.0, 100.0, np.nan, 104.0, np.inf])
    lat = np.array([0.0, 51.5, 36.0, 40.0, 0.5, 56.0, 30.0, np.nan, 30.0])
    for found, given_deg in zip(way(lon, lat), (lon, lat), strict=True):
        np.testing.assert_array_equal(found, given_deg)
        assert found is not given_deg
    empty = np.empty(0)
    assert all(len(found) == 0 for found in way(empty, empty))


@pytest.mark.parametrize("way", WAYS)
def test_one_by_one_or_all_at_once(way: Way) -> None:
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(60, 140, 20_000), rng.uniform(-10, 60, 20_000)
    together = np.array(way(lon, lat))
    picked = slice(None, None, 997)
    alone = np.array([one(way, x, y) for x, y in zip(lon[picked], lat[picked], strict=True)]).T
    # How many steps are taken depends on the farthest point of a chunk.
    np.testing.assert_allclose(together[:, picked], alone, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("way", "least_m", "most_m"), [(wgs84_to_gcj02, 40, 700), (wgs84_to_bd09, 700, 1500)]
)
def test_the_size_of_the_shift(
    way: Way, least_m: float, most_m: float, counties: gpd.GeoDataFrame
) -> None:
    inside = counties.representative_point()
    lon, lat = shapely.get_coordinates(inside.to_numpy()).T
    shift_m = np.asarray(GEOD.inv(lon, lat, *way(lon, lat))[2])
    assert least_m < shift_m.min()
    assert shift_m.max() < most_m


def test_only_the_shifted_datums_are_undone() -> None:
    lon, lat = np.array([104.0]), np.array([30.0])
    for datum in Datum:
        found = shifted_to_wgs84(datum, lon, lat)
        assert (found[0][0] != 104.0) == (datum in {Datum.GCJ02, Datum.BD09})
        assert datum.label.zh
        assert datum.brief


def random_places(
    counties: gpd.GeoDataFrame, count: int, seed: int, inset_deg: float = 0.0
) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Points anywhere in real counties, and the county of each."""
    rng = np.random.default_rng(seed)
    polygons = counties.geometry.to_numpy()
    if inset_deg:
        polygons = shapely.buffer(polygons, -inset_deg)
    codes = counties["adcode"].to_numpy(dtype=np.int64)
    filled = np.flatnonzero(~shapely.is_empty(polygons))
    lon: list[float] = []
    lat: list[float] = []
    named: list[int] = []
    while len(lon) < count:
        row = int(rng.choice(filled))
        west, south, east, north = shapely.bounds(polygons[row])
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(polygons[row], x, y):
            lon.append(x)
            lat.append(y)
            named.append(codes[row])
    return np.array(lon), np.array(lat), np.array(named)


def in_datum(datum: Datum, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    if datum is Datum.GCJ02:
        return wgs84_to_gcj02(lon, lat)
    return wgs84_to_bd09(lon, lat) if datum is Datum.BD09 else (lon, lat)


class TestJudge:
    @pytest.mark.parametrize("seed", [0, 1, 2])
    @pytest.mark.parametrize("datum", TESTED)
    def test_2000_places_tell(self, datum: Datum, seed: int, counties: gpd.GeoDataFrame) -> None:
        lon, lat, named = random_places(counties, 2000, seed)
        scores = judge_datum(*in_datum(datum, lon, lat), named, counties)
        assert verdict(scores) is datum
        assert scores[0].hits > 0.999 * scores[0].tested > 1900
        assert [s.hits for s in scores] == sorted((s.hits for s in scores), reverse=True)
        assert all(s.hits == scores[0].hits - s.against + s.in_favour for s in scores)

    @pytest.mark.parametrize("datum", TESTED)
    def test_wrong_counties_in_one_of_twenty_do_no_harm(
        self, datum: Datum, counties: gpd.GeoDataFrame
    ) -> None:
        lon, lat, named = random_places(counties, 2000, 7)
        rng = np.random.default_rng(7)
        wrong = rng.random(2000) < 0.05
        named[wrong] = rng.permutation(named[wrong])
        assert verdict(judge_datum(*in_datum(datum, lon, lat), named, counties)) is datum

    @pytest.mark.parametrize("datum", TESTED)
    def test_borders_that_lie_beside_ours_never_mislead(
        self, datum: Datum, counties: gpd.GeoDataFrame
    ) -> None:
        """Names by borders 0.003 degrees beside ours, towards each side in turn."""
        told = set()
        for seed, (east, north) in enumerate([(1, 0), (-1, 0), (0, 1), (0, -1)]):
            lon, lat, named = random_places(counties, 1000, seed)
            moved = lon + 0.0015 * east, lat + 0.0015 * north
            told.add(verdict(judge_datum(*in_datum(datum, *moved), named, counties)))
        assert told <= {datum, None}

    @pytest.mark.parametrize("datum", TESTED)
    def test_20_places_far_from_borders_decide_nothing(
        self, datum: Datum, counties: gpd.GeoDataFrame
    ) -> None:
        lon, lat, named = random_places(counties, 20, 3, inset_deg=0.02)
        scores = judge_datum(*in_datum(datum, lon, lat), named, counties)
        assert [score.hits for score in scores] == [20, 20, 20]
        assert scores[0].datum is Datum.WGS84
        assert verdict(scores) is None

    def test_neighbours_count_once(self, counties: gpd.GeoDataFrame) -> None:
        lon, lat, named = random_places(counties, 30, 4)
        many = np.repeat(lon, 50), np.repeat(lat, 50)
        assert judge_datum(*many, np.repeat(named, 50), counties) == judge_datum(
            lon, lat, named, counties
        )

    def test_what_names_no_county_is_not_tested(self, counties: gpd.GeoDataFrame) -> None:
        lon = np.array([104.06, np.nan, 104.06, np.inf])
        lat = np.array([30.66, 30.66, np.nan, 30.66])
        for named in (np.zeros(4, dtype=np.int64), np.full(4, 110101)):
            scores = judge_datum(lon, lat, named, counties)
            assert {(s.hits, s.tested) for s in scores} == {(0, 0)}
            assert verdict(scores) is None
        assert judge_datum(lon, lat, np.full(4, 510104), counties)[0].tested == 1
        assert not falls_in_named(lon, lat, np.full(4, 110101), counties).any()

    def test_in_any_order(self, counties: gpd.GeoDataFrame) -> None:
        lon, lat, named = random_places(counties, 400, 5)
        order = np.random.default_rng(5).permutation(400)
        turned = counties.iloc[::-1]
        first = judge_datum(lon, lat, named, counties)
        again = judge_datum(lon[order], lat[order], named[order], turned)
        assert [(s.datum, s.tested) for s in first] == [(s.datum, s.tested) for s in again]

    def test_the_rule(self) -> None:
        def scores(against: int, in_favour: int) -> tuple[Hypothesis, ...]:
            return (
                Hypothesis(Datum.GCJ02, 90, 100),
                Hypothesis(Datum.WGS84, 90 - against + in_favour, 100, against, in_favour),
                Hypothesis(Datum.BD09, 10, 100, 80, 0),
            )

        assert verdict(scores(7, 0)) is Datum.GCJ02
        assert verdict(scores(6, 0)) is None
        assert verdict(scores(30, 10)) is Datum.GCJ02
        assert verdict(scores(30, 11)) is None
        assert verdict(()) is None
