"""Distance from every place where people live to its nearest facilities.

Distances are geodesic on the WGS 84 ellipsoid. A k-d tree over earth-centred
coordinates finds the nearest facilities by chord, and the chord is turned into an arc.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.distance.chunks import in_chunks
from geo.distance.distances import NO_FACILITY
from geo.distance.ellipsoid import arc_m, ecef_m, require_pairs
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_CHUNK: Final = 1 << 15
# Farther than any two points of the earth are apart.
_APART_M: Final = 1e8


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


def nearest_in_group_m(
    lon: Floats,
    lat: Floats,
    group: Integers,
    facility_lon: Floats,
    facility_lat: Floats,
    facility_group: Integers,
) -> tuple[Floats, Integers]:
    """Return the distance to the nearest facility of a place's own group, and which one it is.

    Otherwise as `nearest_distance_m`. Groups are numbers from 0; a place or facility of a
    number below is in none, and has none or is passed over.
    """
    distance_m = np.full(len(lon), np.inf)
    facility = np.full(len(lon), NO_FACILITY, dtype=np.int64)
    spots = _apart(facility_lon, facility_lat, facility_group)
    known = np.flatnonzero(np.isfinite(spots).all(axis=1))
    places = _apart(lon, lat, group)
    asked = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not known.size:
        return distance_m, facility
    chord_m, found = cKDTree(spots[known]).query(places[asked], k=[1])
    chord_m, nearest = np.asarray(chord_m)[:, 0], known[np.asarray(found)[:, 0]]
    same = facility_group[nearest] == group[asked]
    distance_m[asked[same]], facility[asked[same]] = arc_m(chord_m[same]), nearest[same]
    return distance_m, facility


def _apart(lon: Floats, lat: Floats, group: Integers) -> Floats:
    """Return points in four dimensions: the group is the fourth.

    Groups stand farther apart in it than any two points of the earth, so the nearest point
    is one of the same group where it has any.
    """
    fourth_m = np.where(group < 0, np.nan, group) * _APART_M
    return np.column_stack([ecef_m(lon, lat), fourth_m])


def _ranked(
    lon: Floats, lat: Floats, sites: Floats, ranks: range, progress: Progress
) -> tuple[Floats, Integers]:
    """Return the distances to the facilities of some ranks by nearness, and their rows."""
    require_pairs(lon, lat)
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
