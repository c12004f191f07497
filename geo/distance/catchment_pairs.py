"""Places and facilities that are near each other, with a weight by distance, summed both ways.

A province has more pairs of a place and a facility within reach than memory should hold
at once. They are found in chunks of places, kept while they fit, and found again when not.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.distance.chunks import WORKERS, in_chunks
from geo.distance.distances import Decay
from geo.distance.ellipsoid import MEAN_RADIUS_M, arc_m, ecef_m, placed
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

KEEP_BYTES: Final = 200_000_000
PAIRS_AT_ONCE: Final = 1 << 22

_MOST_PLACES: Final = 4096
_PLACES_IN_TILE: Final = 1024
# As many on a side as a tile's number in 16 bits has room for.
_MOST_TILES: Final = 255
# A chord is rounded; what it lets in too much is taken out by its arc.
_ROUNDING: Final = 1 + 1e-9


class Pairs(NamedTuple):
    """Some places of a chunk, the facilities near them and the weights of the pairs."""

    place: npt.NDArray[np.int32]
    facility: npt.NDArray[np.int32]
    weight: Floats

    @property
    def bytes(self) -> int:
        """Return the memory they take."""
        return self.place.nbytes + self.facility.nbytes + self.weight.nbytes


class GeodesicPairs:
    """The weights w_ij of places i and facilities j within a radius of each other.

    Parameters
    ----------
    lon, lat : float64[n]
        Places in degrees (EPSG:4326).
    facility_lon, facility_lat : float64[m]
        Facilities in degrees (EPSG:4326).
    radius_m
        Geodesic metres (geo.distance.ellipsoid); a pair exactly so far apart is within.
        Above 0 and finite.
    decay
        From the distances of pairs in metres, all within the radius, to their weights.

    Raises
    ------
    ValueError
        If the radius is not above 0 and finite, or coordinates differ in number.

    Notes
    -----
    A position that is nowhere (geo.distance.distances.Points) is within the radius of nothing.
    Chunks hold so few places that the pairs in work at one time are 4 million at most, some
    250 MB; beside them up to 200 MB of pairs are kept from one sum to the next.
    """

    def __init__(
        self,
        lon: Floats,
        lat: Floats,
        facility_lon: Floats,
        facility_lat: Floats,
        radius_m: float,
        decay: Decay,
    ) -> None:
        if not 0 < radius_m < np.inf:
            raise ValueError(f"a radius above 0 and finite, not {radius_m}")
        if lon.shape != lat.shape:
            raise ValueError(f"{lon.shape} longitudes for {lat.shape} latitudes")
        self._lon, self._lat = lon, lat
        self._rows = _tile_by_tile(lon, lat)
        sites = ecef_m(facility_lon, facility_lat)
        self._known = np.flatnonzero(np.isfinite(sites[:, 0])).astype(np.int32)
        self._tree = cKDTree(sites[self._known])
        self._facilities = len(sites)
        self._radius_m, self._decay = radius_m, decay
        self._chord_m = _longest_chord_m(radius_m)
        self._size = self._places_at_once()
        self._kept: dict[int, Pairs] = {}

    def to_facilities(self, of_places: Floats, progress: Progress = silent) -> Floats:
        """Return, for each facility j, the sum of ``v_i w_ij`` over places, float64[m]."""
        total = np.zeros(self._facilities)
        room = KEEP_BYTES - sum(pairs.bytes for pairs in self._kept.values())

        def work(chunk: slice) -> tuple[int, Pairs, Floats]:
            pairs = self._pairs(chunk)
            values = of_places[self._rows[chunk]][pairs.place] * pairs.weight
            return chunk.start, pairs, _summed(pairs.facility, values, self._facilities)

        def take(result: tuple[int, Pairs, Floats]) -> None:
            nonlocal total, room
            start, pairs, part = result
            total += part
            if start not in self._kept and pairs.bytes <= room:
                self._kept[start] = pairs
                room -= pairs.bytes

        in_chunks(len(self._rows), self._size, work, take, progress)
        return total

    def to_places(self, of_facilities: Floats, progress: Progress = silent) -> Floats:
        """Return, for each place i, the sum of ``v_j w_ij`` over facilities, float64[n]."""
        total = np.zeros(len(self._lon))

        def work(chunk: slice) -> None:
            pairs = self._pairs(chunk)
            values = of_facilities[pairs.facility] * pairs.weight
            total[self._rows[chunk]] = _summed(pairs.place, values, chunk.stop - chunk.start)

        in_chunks(len(self._rows), self._size, work, progress=progress)
        return total

    def _places_at_once(self) -> int:
        if not self._tree.n:
            return _MOST_PLACES
        # Facilities near one place are at most twice as far from each other.
        neighbours = self._tree.query_ball_point(
            self._tree.data, 2 * self._chord_m, return_length=True, workers=-1
        )
        most = int(np.max(neighbours))
        return max(1, min(_MOST_PLACES, PAIRS_AT_ONCE // (WORKERS * most)))

    def _pairs(self, chunk: slice) -> Pairs:
        """Return the pairs of a chunk of places, numbered within the chunk."""
        if chunk.start in self._kept:
            return self._kept[chunk.start]
        rows = self._rows[chunk]
        found = cKDTree(ecef_m(self._lon[rows], self._lat[rows])).sparse_distance_matrix(
            self._tree, self._chord_m, output_type="ndarray"
        )
        distance_m = arc_m(found["v"])
        near = distance_m <= self._radius_m
        if not near.all():
            found, distance_m = found[near], distance_m[near]
        place = found["i"].astype(np.int32)
        return Pairs(place, self._known[found["j"]], self._decay(distance_m))


def _tile_by_tile(lon: Floats, lat: Floats) -> Integers:
    """Return the rows that are somewhere, neighbours together: compact chunks take half the time.

    A grid of tiles over all places, about 1,000 to a tile.
    """
    rows = np.flatnonzero(placed(lon, lat))
    if not rows.size:
        return rows
    side = int(np.clip(np.sqrt(len(rows) / _PLACES_IN_TILE), 1, _MOST_TILES))
    tile = np.zeros(len(rows), dtype=np.uint16)
    for axis in (lat[rows], lon[rows]):
        inner_edges = np.linspace(axis.min(), axis.max(), side + 1)[1:-1]
        tile = tile * side + np.searchsorted(inner_edges, axis).astype(np.uint16)
    # Short integers are sorted by radix, which costs next to nothing.
    return rows[np.argsort(tile, kind="stable")]


def _longest_chord_m(radius_m: float) -> float:
    """Return a chord that no pair within the radius exceeds: arc_m the other way round."""
    half = radius_m / (2 * MEAN_RADIUS_M)
    # Beyond half the way around the earth is everything.
    sine = np.sin(half) * _ROUNDING if half < np.pi / 2 else 2.0
    return float(2 * MEAN_RADIUS_M * sine)


def _summed(row: npt.NDArray[np.int32], values: Floats, rows: int) -> Floats:
    return np.bincount(row, weights=values, minlength=rows).astype(np.float64, copy=False)
