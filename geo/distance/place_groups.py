"""Places in groups, so that few of them are looked at when one facility is new."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.distance.distances import Points
from geo.distance.ellipsoid import arc_m, ecef_m
from geo.distance.nearest import nearest_distance_m
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# The shortest degree of latitude on the ellipsoid, at the equator, is 110,574 m.
_DEGREE_M: Final = 110_500.0
# Far above what arcs from chords are off by (1e-4), so that no place is overlooked.
_SLACK: Final = 1.001


@dataclass(frozen=True, slots=True, eq=False)
class GeodesicGroups:
    """Places in groups, each within a circle; distances in geodesic metres.

    Attributes
    ----------
    places
        n places.
    row : int64[n]
        Rows of `places`, those of one group together.
    start : int64[m + 1]
        Group `g` has ``row[start[g] : start[g + 1]]``.
    centre
        A point amid each group, m of them; NaN in a group without places.
    radius_m : float64[m]
        Distance from there to the farthest place of the group.
    """

    places: Points
    row: Integers
    start: Integers
    centre: Points
    radius_m: Floats

    def nearer(
        self, facility: Points, known: Floats, farthest: Floats, progress: Progress = silent
    ) -> tuple[Integers, Floats]:
        """Return which places are nearer to a facility than is known, and how far they are."""
        rows = self._near(facility, farthest)
        north_m = np.abs(self.places.lat[rows] - facility.lat) * _DEGREE_M
        rows = rows[north_m <= known[rows]]
        distance_m, _ = nearest_distance_m(*self.places.of(rows), *facility, progress)
        nearer = distance_m < known[rows]
        return rows[nearer], distance_m[nearer]

    def _near(self, facility: Points, farthest_m: Floats) -> Integers:
        """Return the places of the groups in which some place may be nearer to a facility.

        None of a group is where the facility is farther from its centre than the group's
        radius and the longest of its distances together (triangle inequality).
        """
        to_centre_m, _ = nearest_distance_m(*self.centre, *facility)
        near = np.flatnonzero(to_centre_m <= _SLACK * (self.radius_m + farthest_m))
        spans = [self.row[self.start[group] : self.start[group + 1]] for group in near]
        return np.concatenate([np.empty(0, dtype=np.int64), *spans])


def geodesic_groups(
    places: Points, row: Integers, start: Integers, progress: Progress = silent
) -> GeodesicGroups:
    """Return places in groups; see `geo.distance.distances.Distances.groups`."""
    number = len(start) - 1
    centre_lon, centre_lat, radius_m = (np.full(number, np.nan) for _ in range(3))
    for group in np.flatnonzero(np.diff(start)):
        ours = places.of(row[start[group] : start[group + 1]])
        xyz = ecef_m(*ours)
        known = ours.of(np.isfinite(xyz[:, 0]))
        if known.lon.size:
            lon, lat = _middle(known.lon), _middle(known.lat)
            from_centre_m = np.linalg.norm(xyz - ecef_m(lon, lat), axis=1)
            centre_lon[group], centre_lat[group] = lon[0], lat[0]
            radius_m[group] = np.nanmax(arc_m(from_centre_m))
        progress((group + 1) / number)
    return GeodesicGroups(places, row, start, Points(centre_lon, centre_lat), radius_m)


def _middle(values: Floats) -> Floats:
    return np.array([(values.min() + values.max()) / 2])
