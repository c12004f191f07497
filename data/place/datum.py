"""The datums a planner's degrees may be in, and the way between the shifted ones and WGS 84.

Maps published in China are shifted on purpose: GCJ-02 (AMap, Tencent, the Tianditu copies
of many websites) by 45 to 630 m in the four provinces, BD-09 (Baidu) by 760 to 1,420 m.
Neither algorithm is official; those here are the published reconstructions, within about
half a metre of what the map services themselves answer.

Source of the formulas and constants: the WGS-84 to GCJ-02 reconstruction published in 2010
("emq", later as eviltransform by googollee, https://github.com/googollee/eviltransform, and
PRCoords, https://github.com/Artoria2e5/PRCoords); BD-09 from coordtransform by wandergis
(https://github.com/wandergis/coordtransform). Krasovsky 1940: a = 6 378 245 m, f = 1/298.3.
"""

from collections.abc import Callable
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from data.findings import Hypothesis
from data.schema import Datum, UnitColumn

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

# The rectangle within which the map services shift coordinates, in degrees.
SHIFTED_LON: Final = (72.004, 137.8347)
SHIFTED_LAT: Final = (0.8293, 55.8271)

_A_M: Final = 6_378_245.0
_ECCENTRICITY_2: Final = 0.00669342162296594323
_METRES_PER_RADIAN_LAT: Final = _A_M * (1 - _ECCENTRICITY_2)
_BAIDU_PI: Final = np.pi * 3000.0 / 180.0
_BAIDU_LON: Final = 0.0065
_BAIDU_LAT: Final = 0.006
# Each step leaves under 2 % of the error, so that a last step of this size leaves 6e-9.
_NEAR_DEG: Final = 3e-7
_STEPS: Final = 8
# Small enough for a processor's own memory: a third faster than all points at once.
_CHUNK: Final = 1 << 13


# CGCS2000 is WGS 84 within centimetres: no county tells the two apart.
TESTED: Final = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
# Places nearer than this count once: neighbours share the same stretch of border.
_PLACE_DEG: Final = 0.01
# Of the places that decide, how many more must speak for a datum than for another, and which
# share at most may speak for the other: records with a wrong county, and the bundled
# borders, which lie 110 to 150 m (median) beside the true ones.
_LEAD: Final = 7
_MISFITS: Final = 0.25


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees on WGS 84 as degrees of GCJ-02.

    With x = lon - 105, y = lat - 35, the shift in metres is

    east = 300 + x + 2y + 0.1x² + 0.1xy + 0.1√|x| + 2/3 (20 sin 6πx + 20 sin 2πx + 20 sin πx
    + 40 sin πx/3 + 150 sin πx/12 + 300 sin πx/30)

    north = -100 + 2x + 3y + 0.2y² + 0.1xy + 0.2√|x| + 2/3 (20 sin 6πx + 20 sin 2πx
    + 20 sin πy + 40 sin πy/3 + 160 sin πy/12 + 320 sin πy/30)

    turned into degrees by the radii of curvature of Krasovsky 1940 at `lat`.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees. Outside the shifted rectangle, and where NaN, they stay as they are.

    Returns
    -------
    float64[n], float64[n]
        Degrees of longitude and latitude.
    """
    return _shifted(lon, lat, _gcj02_of_wgs84)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees of GCJ-02 on WGS 84: the fixed point of `wgs84_to_gcj02`, within 1e-9°."""
    return _shifted(lon, lat, lambda x, y: _undone(x, y, _gcj02_of_wgs84))


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees of GCJ-02 as degrees of BD-09.

    With k = 3000π/180, r = √(lon² + lat²) + 0.00002 sin(k lat) and
    θ = atan2(lat, lon) + 0.000003 cos(k lon):
    lon' = r cos θ + 0.0065, lat' = r sin θ + 0.006.
    Outside the shifted rectangle, and where NaN, they stay as they are.
    """
    return _shifted(lon, lat, _bd09_of_gcj02)


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees of BD-09 as degrees of GCJ-02: the fixed point of `gcj02_to_bd09`."""
    return _shifted(lon, lat, _gcj02_of_bd09)


def wgs84_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees on WGS 84 as degrees of BD-09."""
    return _shifted(lon, lat, lambda x, y: _bd09_of_gcj02(*_gcj02_of_wgs84(x, y)))


def bd09_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees of BD-09 on WGS 84."""

    def undo(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return _undone(*_gcj02_of_bd09(x, y), _gcj02_of_wgs84)

    return _shifted(lon, lat, undo)


def shifted_to_wgs84(datum: Datum, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return degrees with the shift of `datum` undone; of another than GCJ-02 and BD-09, as is."""
    if datum is Datum.GCJ02:
        return gcj02_to_wgs84(lon, lat)
    if datum is Datum.BD09:
        return bd09_to_wgs84(lon, lat)
    return lon, lat


def judge_datum(
    lon: Floats, lat: Floats, named_adcode: Ints, counties: gpd.GeoDataFrame
) -> tuple[Hypothesis, ...]:
    """Return how many points fall in the county they name under each datum, best first.

    A shift of some 500 m shows only at a border: a point far from one falls in its county
    under every hypothesis and decides nothing. `verdict` says whether enough of them do.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees, of the datum that is asked for.
    named_adcode : int64[n]
        The county each point names; 0 or an unknown code is not tested.
    counties
        Polygons in EPSG:4326 with a column `adcode`, each code once.
    """
    row = _rows_of(named_adcode, counties)
    tested = (row >= 0) & np.isfinite(lon) & np.isfinite(lat)
    places = np.column_stack(
        [np.floor(lon[tested] / _PLACE_DEG), np.floor(lat[tested] / _PLACE_DEG), row[tested]]
    )
    kept = np.flatnonzero(tested)[np.unique(places, axis=0, return_index=True)[1]]
    inside = {
        datum: falls_in_named(
            *shifted_to_wgs84(datum, lon[kept], lat[kept]), named_adcode[kept], counties
        )
        for datum in TESTED
    }
    # Of equal ones the first tested stays first, which is WGS 84.
    ranked = sorted(TESTED, key=lambda datum: -int(inside[datum].sum()))
    best = inside[ranked[0]]
    return tuple(
        Hypothesis(
            datum,
            int(inside[datum].sum()),
            len(kept),
            int((best & ~inside[datum]).sum()),
            int((inside[datum] & ~best).sum()),
        )
        for datum in ranked
    )


def falls_in_named(
    lon: Floats, lat: Floats, named_adcode: Ints, counties: gpd.GeoDataFrame
) -> npt.NDArray[np.bool_]:
    """Return which points, in degrees on WGS 84, fall in the county they name.

    False where a point names none of `counties` (polygons with a column `adcode`) or has
    no finite coordinates.
    """
    row = _rows_of(named_adcode, counties)
    inside = np.zeros(len(lon), dtype=bool)
    asked = np.flatnonzero((row >= 0) & np.isfinite(lon) & np.isfinite(lat))
    polygons = counties.geometry.to_numpy()
    shapely.prepare(polygons[np.unique(row[asked])])
    inside[asked] = shapely.intersects_xy(polygons[row[asked]], lon[asked], lat[asked])
    return inside


def _rows_of(adcode: Ints, counties: gpd.GeoDataFrame) -> Ints:
    """Return the row of each county code; -1 where there is none."""
    codes = counties[UnitColumn.ADCODE].to_numpy(dtype=np.int64)
    order = np.argsort(codes)
    row = order[np.searchsorted(codes, adcode, sorter=order).clip(max=len(codes) - 1)]
    return np.where(codes[row] == adcode, row, -1)


def verdict(scores: tuple[Hypothesis, ...]) -> Datum | None:
    """Return the datum that the scores of `judge_datum` settle, None when they settle none."""
    settled = all(settles(other.against, other.in_favour) for other in scores[1:])
    return scores[0].datum if scores and settled else None


def settles(for_best: int, for_other: int) -> bool:
    """Return whether places that decide between two hypotheses settle it for the best.

    A place that decides speaks for the wrong one with probability q, at most 1/4: the
    likelihood ratio of n more places for one than for another is ((1 - q)/q)^n, for
    n = 7 over 2000 to 1. Neither may q come out above 1/4, or none of the two is the truth.
    """
    enough = for_best - for_other >= _LEAD
    return enough and for_other <= _MISFITS * (for_best + for_other)


def _shifted(lon: Floats, lat: Floats, shift: Shift) -> tuple[Floats, Floats]:
    """Return `shift` of the points within the shifted rectangle, the others as they are."""
    x, y = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    inside = (x >= SHIFTED_LON[0]) & (x <= SHIFTED_LON[1])
    inside &= (y >= SHIFTED_LAT[0]) & (y <= SHIFTED_LAT[1])
    rows = np.flatnonzero(inside)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        x[part], y[part] = shift(x[part], y[part])
    return x, y


def _undone(
    lon: Floats, lat: Floats, shift: Shift, about: tuple[float, float] = (0.0, 0.0)
) -> tuple[Floats, Floats]:
    """Return where `shift`, of about so much, leads to lon, lat: w = w - (shift(w) - g)."""
    x, y = lon - about[0], lat - about[1]
    for _ in range(_STEPS):
        to_lon, to_lat = shift(x, y)
        off_lon, off_lat = to_lon - lon, to_lat - lat
        x, y = x - off_lon, y - off_lat
        if max(np.abs(off_lon).max(), np.abs(off_lat).max()) < _NEAR_DEG:
            break
    return x, y


def _gcj02_of_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return _undone(lon, lat, _bd09_of_gcj02, (_BAIDU_LON, _BAIDU_LAT))


def _gcj02_of_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    # Within the shifted rectangle both angles stay below 50 degrees, so that a cosine
    # follows from its sine, which is what takes the time.
    x_120, y_180 = np.sin(x * (np.pi / 120.0)), np.sin(y * (np.pi / 180.0))
    cos_x, cos_y = np.sqrt(1.0 - x_120 * x_120), np.sqrt(1.0 - y_180 * y_180)
    x_30, x_12, x_3, x_1, cos_x_1 = _sines(*_doubled(x_120, cos_x))
    y_30, y_12, y_3, y_1, _ = _sines(_tripled(y_180), cos_y * (4.0 * cos_y * cos_y - 3.0))
    x_half = 2.0 * x_1 * cos_x_1
    fast = 20.0 * (_tripled(x_half) + x_half)
    east = fast + 20.0 * x_1 + 40.0 * x_3 + 150.0 * x_12 + 300.0 * x_30
    north = fast + 20.0 * y_1 + 40.0 * y_3 + 160.0 * y_12 + 320.0 * y_30
    root, product = np.sqrt(np.abs(x)), 0.1 * x * y
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + product + 0.1 * root + east * (2.0 / 3.0)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + product + 0.2 * root + north * (2.0 / 3.0)
    cosine = cos_y * np.cos(np.radians(35.0)) - y_180 * np.sin(np.radians(35.0))
    w_2 = 1.0 - _ECCENTRICITY_2 * (1.0 - cosine * cosine)
    w = np.sqrt(w_2)
    d_lon = np.degrees(east_m * w / (_A_M * cosine))
    d_lat = np.degrees(north_m * w_2 * w / _METRES_PER_RADIAN_LAT)
    return lon + d_lon, lat + d_lat


def _sines(sin_1: Floats, cos_1: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return the sines of πv/30, πv/12, πv/3 and πv, and the cosine of πv.

    All are multiples of a = πv/60, whose sine and cosine are given:
    sin 2a = 2 sin a cos a, sin 3a = 3 sin a - 4 sin³ a, sin (a + b) = sin a cos b + cos a sin b.
    """
    sin_2, cos_2 = _doubled(sin_1, cos_1)
    sin_4, cos_4 = _doubled(sin_2, cos_2)
    sin_5, cos_5 = sin_4 * cos_1 + cos_4 * sin_1, cos_4 * cos_1 - sin_4 * sin_1
    sin_20, cos_20 = _doubled(*_doubled(sin_5, cos_5))
    return sin_2, sin_5, sin_20, _tripled(sin_20), cos_20 * (4.0 * cos_20 * cos_20 - 3.0)


def _doubled(sine: Floats, cosine: Floats) -> tuple[Floats, Floats]:
    """Return sine and cosine of twice the angle."""
    return 2.0 * sine * cosine, 1.0 - 2.0 * sine * sine


def _tripled(sine: Floats) -> Floats:
    """Return the sine of three times the angle."""
    return sine * (3.0 - 4.0 * sine * sine)


def _bd09_of_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    # Turned by so small an angle that its sine is the angle and its cosine 1 - angle²/2,
    # both to the last digit.
    angle = 0.000003 * np.cos(lon * _BAIDU_PI)
    longer = 1.0 + 0.00002 * np.sin(lat * _BAIDU_PI) / np.sqrt(lon * lon + lat * lat)
    cosine = 1.0 - 0.5 * angle * angle
    return (
        longer * (lon * cosine - lat * angle) + _BAIDU_LON,
        longer * (lat * cosine + lon * angle) + _BAIDU_LAT,
    )
