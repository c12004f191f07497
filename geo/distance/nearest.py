"""Distance from every place where people live to its nearest facilities.

Distances are geodesic on the WGS 84 ellipsoid. A k-d tree over earth-centred
coordinates finds the nearest facilities by chord, and the chord is turned into an arc.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
T = TypeVar("T")

SEMI_MAJOR_AXIS_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
MEAN_RADIUS_M: Final = 6_371_008.7714
POLE_DEG: Final = 90.0
NO_FACILITY: Final = -1
WORKERS: Final = os.cpu_count() or 1

_CHUNK: Final = 1 << 15


def nearest_distance_m(
    lon: Floats,
    lat: Floats,
    facility_lon: Floats,
    facility_lat: Floats,
    progress: Progress = silent,
) -> tuple[Floats, Integers]:
    """Return the distance to the nearest facility, and which one it is.

    Parameters
    ----------
    lon, lat : float64[n]
        Where people are, in degrees (EPSG:4326).
    facility_lon, facility_lat : float64[m]
        Where facilities are, in degrees (EPSG:4326).
    progress
        Told the fraction done after every 32,768 places.

    Returns
    -------
    distance_m : float64[n]
        Geodesic distance in metres, within 1e-4 of the WGS 84 geodesic up to 500 km;
        0 on the same spot; inf where there is no facility or the place has no position.
    facility : int64[n]
        Row of the nearest facility, -1 where `distance_m` is inf. Of facilities
        equally near, any one.

    Raises
    ------
    ValueError
        If `lon` and `lat`, or the two facility arrays, differ in length.
    Cancelled
        When `progress` raises it.

    Notes
    -----
    A position with a NaN or infinite coordinate, or a latitude beyond 90 degrees, is
    nowhere: such a facility is passed over and such a place has no facility.
    """
    distance_m, facility = k_nearest_m(lon, lat, facility_lon, facility_lat, 1, progress)
    return distance_m[:, 0], facility[:, 0]


def k_nearest_m(
    lon: Floats,
    lat: Floats,
    facility_lon: Floats,
    facility_lat: Floats,
    k: int,
    progress: Progress = silent,
) -> tuple[Floats, Integers]:
    """Return the distances to the k nearest facilities, and which ones they are.

    Column k - 1 tells who is within reach of at least k facilities. Facilities on one
    spot count one by one. Positions that are nowhere are as in `nearest_distance_m`.

    Parameters
    ----------
    lon, lat : float64[n]
        Where people are, in degrees (EPSG:4326).
    facility_lon, facility_lat : float64[m]
        Where facilities are, in degrees (EPSG:4326).
    k
        How many facilities, 1 or more.
    progress
        Told the fraction done after every 32,768 places.

    Returns
    -------
    distance_m : float64[n, k]
        Geodesic distance in metres, ascending along a row; inf where there are fewer
        facilities or the place has no position.
    facility : int64[n, k]
        Row of the facility, -1 where `distance_m` is inf. Of facilities equally near,
        any order.

    Raises
    ------
    ValueError
        If `k` is below 1, or `lon` and `lat`, or the two facility arrays, differ in length.
    Cancelled
        When `progress` raises it.
    """
    if k < 1:
        raise ValueError(f"the nearest {k} facilities; at least 1 must be asked for")
    return _ranked(lon, lat, ecef_m(facility_lon, facility_lat), range(1, k + 1), progress)


def kth_nearest_m(
    lon: Floats,
    lat: Floats,
    facility_lon: Floats,
    facility_lat: Floats,
    k: int,
    progress: Progress = silent,
) -> tuple[Floats, Integers]:
    """Return the distance to the k-th nearest facility, and which one it is, float64[n], int64[n].

    The last column of `k_nearest_m`, whose parameters, errors and rules it shares, in a
    k-th of the memory.
    """
    if k < 1:
        raise ValueError(f"the {k}-th nearest facility; at least the first must be asked for")
    sites = ecef_m(facility_lon, facility_lat)
    distance_m, facility = _ranked(lon, lat, sites, range(k, k + 1), progress)
    return distance_m[:, 0], facility[:, 0]


def _ranked(
    lon: Floats, lat: Floats, sites: Floats, ranks: range, progress: Progress
) -> tuple[Floats, Integers]:
    """Return the distances to the facilities of some ranks by nearness, and their rows."""
    _require_pairs(lon, lat)
    distance_m = np.full((len(lon), len(ranks)), np.inf)
    facility = np.full((len(lon), len(ranks)), NO_FACILITY, dtype=np.int64)
    known = np.flatnonzero(np.isfinite(sites[:, 0]))
    if not known.size:
        return distance_m, facility
    tree = cKDTree(sites[known])
    # The tree names a neighbour that is missing by the row after its last.
    row = np.append(known, NO_FACILITY)

    def work(chunk: slice) -> None:
        chord_m, nearest, found = _query(tree, ecef_m(lon[chunk], lat[chunk]), ranks)
        distance_m[chunk][found] = arc_m(chord_m)
        facility[chunk][found] = row[nearest]

    in_chunks(len(lon), _CHUNK, work, progress=progress)
    return distance_m, facility


def _query(
    tree: cKDTree, places: Floats, ranks: range
) -> tuple[Floats, Integers, slice | Booleans]:
    """Return chords, neighbours and which places they are of: those that are somewhere."""
    somewhere = np.isfinite(places[:, 0])
    # Most often all are, and nothing need be copied.
    found = slice(None) if somewhere.all() else somewhere
    chord_m, nearest = tree.query(places[found], k=ranks)
    return np.asarray(chord_m, dtype=np.float64), np.asarray(nearest, dtype=np.int64), found


def _drop(result: object) -> None:
    """Take a result that is nothing."""


def in_chunks(
    total: int,
    size: int,
    work: Callable[[slice], T],
    take: Callable[[T], object] = _drop,
    progress: Progress = silent,
) -> None:
    """Do work on a row of chunks in threads, and take the results in order.

    NumPy and SciPy let other threads run while they compute, so this uses all cores.

    Parameters
    ----------
    total, size
        Rows in all, and at most in one chunk.
    work
        Called in a thread with each chunk of rows.
    take
        Called in this thread with each result, in the order of the chunks.
    progress
        Called in this thread after each result with the fraction done. When it raises,
        chunks not yet begun are left.
    """
    chunks = (slice(start, min(start + size, total)) for start in range(0, total, size))
    pool = ThreadPoolExecutor(WORKERS)
    try:
        # Few at a time, as results that wait to be taken take memory.
        ahead: deque[tuple[slice, Future[T]]] = deque()
        ahead.extend((chunk, pool.submit(work, chunk)) for chunk in islice(chunks, 2 * WORKERS))
        while ahead:
            chunk, future = ahead.popleft()
            take(future.result())
            ahead.extend((after, pool.submit(work, after)) for after in islice(chunks, 1))
            progress(chunk.stop / total)
    finally:
        pool.shutdown(cancel_futures=True)


def placed(lon: Floats, lat: Floats) -> Booleans:
    """Return which positions are somewhere: finite, and no latitude beyond 90 degrees."""
    somewhere: Booleans = np.isfinite(lon) & (np.abs(lat) <= POLE_DEG)
    return somewhere


def ecef_m(lon: Floats, lat: Floats) -> Floats:
    """Return earth-centred, earth-fixed coordinates on the WGS 84 ellipsoid.

    ``x = N cos(lat) cos(lon)``, ``y = N cos(lat) sin(lon)``, ``z = N (1 - e2) sin(lat)``
    with ``N = a / sqrt(1 - e2 sin(lat)^2)`` and height 0.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees (EPSG:4326).

    Returns
    -------
    float64[n, 3]
        Metres. A row of NaN where a coordinate is not finite or the latitude is
        beyond 90 degrees.

    Raises
    ------
    ValueError
        If the arrays differ in length.
    """
    _require_pairs(lon, lat)
    nowhere = ~placed(lon, lat)
    lambda_ = np.radians(np.where(nowhere, np.nan, lon))
    phi = np.radians(np.where(nowhere, np.nan, lat))
    eccentricity_squared = FLATTENING * (2 - FLATTENING)
    sin_phi = np.sin(phi)
    normal_m = SEMI_MAJOR_AXIS_M / np.sqrt(1 - eccentricity_squared * sin_phi * sin_phi)
    axis_m = normal_m * np.cos(phi)
    xyz = np.empty((len(phi), 3))
    xyz[:, 0] = axis_m * np.cos(lambda_)
    xyz[:, 1] = axis_m * np.sin(lambda_)
    xyz[:, 2] = normal_m * (1 - eccentricity_squared) * sin_phi
    return xyz


def arc_m(chord_m: Floats) -> Floats:
    """Return the geodesic distance between two points of the ellipsoid from their chord.

    ``2 R asin(c / 2R)`` with the mean radius R. The chord of the ellipsoid is exact, so
    R only enters the small difference between chord and arc: at 500 km that is
    2.6e-4 of the distance, and the radius of curvature differs from R by 1 %.

    Parameters
    ----------
    chord_m : float64[...]
        Straight-line distance in metres; NaN and inf stay as they are.

    Returns
    -------
    float64[...]
        Metres.
    """
    sine = np.minimum(chord_m / (2 * MEAN_RADIUS_M), 1.0)
    return np.where(np.isinf(chord_m), np.inf, 2 * MEAN_RADIUS_M * np.arcsin(sine))


def _require_pairs(lon: Floats, lat: Floats) -> None:
    if lon.shape != lat.shape:
        raise ValueError(f"{lon.shape} longitudes for {lat.shape} latitudes")
