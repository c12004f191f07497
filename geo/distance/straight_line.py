"""Distance along a straight line: geodesic metres on the WGS 84 ellipsoid."""

from dataclasses import dataclass
from typing import Final

from geo.distance.among import GeodesicAmong
from geo.distance.catchment_pairs import GeodesicPairs
from geo.distance.distances import Decay, Distances, Integers, Points, ToFacility
from geo.distance.ellipsoid import ecef_m
from geo.distance.nearest import (
    k_nearest_m,
    kth_nearest_m,
    nearest_distance_m,
    nearest_in_group_m,
)
from geo.distance.place_groups import GeodesicGroups, geodesic_groups
from geo.distance.reach import Reach, ReachKind
from geo.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Geodesic metres, within 1e-4 of the WGS 84 geodesic up to 500 km; see `Distances`."""

    @property
    def kind(self) -> ReachKind:
        """Metres."""
        return ReachKind.METRES

    def nearest(
        self, places: Points, facilities: Points, progress: Progress = silent
    ) -> ToFacility:
        """Return the nearest facility of each place."""
        return ToFacility(*nearest_distance_m(*places, *facilities, progress))

    def kth_nearest(
        self, places: Points, facilities: Points, k: int, progress: Progress = silent
    ) -> ToFacility:
        """Return the k-th nearest facility of each place, in a k-th of the memory of k."""
        return ToFacility(*kth_nearest_m(*places, *facilities, k, progress))

    def k_nearest(
        self, places: Points, facilities: Points, k: int, progress: Progress = silent
    ) -> ToFacility:
        """Return the k nearest facilities of each place, ascending along a row."""
        return ToFacility(*k_nearest_m(*places, *facilities, k, progress))

    def nearest_in_group(
        self, places: Points, group: Integers, facilities: Points, facility_group: Integers
    ) -> ToFacility:
        """Return the nearest facility of each place among those of its group.

        Parameters
        ----------
        group : int64[n]
            Of each place; one below 0 has no facility.
        facility_group : int64[m]
            Of each facility; one below 0 is passed over.
        """
        return ToFacility(*nearest_in_group_m(*places, group, *facilities, facility_group))

    def pairs_within(
        self, places: Points, facilities: Points, reach: Reach, decay: Decay
    ) -> GeodesicPairs:
        """Return the pairs within reach, weighted by their distance in metres."""
        return GeodesicPairs(*places, *facilities, reach.radius_m, decay)

    def among(self, facilities: Points) -> GeodesicAmong:
        """Return facilities ready to be asked how far they are from each other."""
        return GeodesicAmong(ecef_m(*facilities))

    def groups(
        self, places: Points, row: Integers, start: Integers, progress: Progress = silent
    ) -> GeodesicGroups:
        """Return places ready to be asked who is nearer to a new facility."""
        return geodesic_groups(places, row, start, progress)


STRAIGHT_LINE: Final[Distances] = StraightLine()
