"""The one interface through which every analysis asks how far it is.

How distance is measured is a choice of the study: along a straight line
(geo.distance.straight_line), in metres. Another way of measuring, such as minutes on roads, is
another class that answers the same questions.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from geo.distance.reach import Reach, ReachKind
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Decay = Callable[[Floats], Floats]

NO_FACILITY: Final = -1


class Points(NamedTuple):
    """Places or facilities, in degrees (EPSG:4326).

    A position with a NaN or infinite coordinate, or a latitude beyond 90 degrees, is
    nowhere: such a facility is passed over and such a place has no facility.

    Attributes
    ----------
    lon, lat : float64[n]
    """

    lon: Floats
    lat: Floats

    def of(self, rows: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> "Points":
        """Return some of them."""
        return Points(self.lon[rows], self.lat[rows])


class ToFacility(NamedTuple):
    """How far each place is from a facility, and which one that is.

    Attributes
    ----------
    distance : float64[n] or float64[n, k]
        In the unit of the distances; 0 on the same spot, inf where there is no facility, or
        the place has no position or cannot get there.
    facility : int64[n] or int64[n, k]
        Row of the facility, `NO_FACILITY` where `distance` is inf. Of facilities equally
        near, any one.
    """

    distance: Floats
    facility: Integers


class WeightedPairs(Protocol):
    """The weights w_ij of places i and facilities j within reach of each other."""

    def to_facilities(self, of_places: Floats, progress: Progress = silent) -> Floats:
        """Return, for each facility j, the sum of ``v_i w_ij`` over places, float64[m]."""

    def to_places(self, of_facilities: Floats, progress: Progress = silent) -> Floats:
        """Return, for each place i, the sum of ``v_j w_ij`` over facilities, float64[n]."""


class Among(Protocol):
    """Facilities that are looked at again and again, by their rows; all have a position."""

    def between(self, ones: Integers, others: Integers) -> Floats:
        """Return how far it is from some of them to others, pair by pair, float64[k].

        One alone is paired with each of the others.
        """

    def from_point(self, lon: float, lat: float, rows: Integers) -> Floats:
        """Return how far it is from a point in degrees to some of them, float64[k]."""


class PlaceGroups(Protocol):
    """Places in groups, asked again and again who is nearer to a new facility."""

    def nearer(
        self, facility: Points, known: Floats, farthest: Floats, progress: Progress = silent
    ) -> tuple[Integers, Floats]:
        """Return which places are nearer to a facility than is known, and how far they are.

        Parameters
        ----------
        facility
            One facility.
        known : float64[n]
            Distance of each place to the facility it has; inf without one.
        farthest : float64[m]
            The greatest of them in each group, -inf in a group without places.

        Returns
        -------
        place : int64[k]
            Rows of places.
        distance : float64[k]
            Below what is known.
        """


class Distances(Protocol):
    """How far it is from places to facilities, in one unit.

    Wherever arrays that belong together differ in length a ValueError is raised, and
    `Cancelled` when a progress raises it.
    """

    @property
    def kind(self) -> ReachKind:
        """What every distance is measured in."""

    def nearest(
        self, places: Points, facilities: Points, progress: Progress = silent
    ) -> ToFacility:
        """Return the nearest facility of each place."""

    def kth_nearest(
        self, places: Points, facilities: Points, k: int, progress: Progress = silent
    ) -> ToFacility:
        """Return the k-th nearest facility of each place; facilities on one spot count each.

        Raises
        ------
        ValueError
            If `k` is below 1.
        """

    def k_nearest(
        self, places: Points, facilities: Points, k: int, progress: Progress = silent
    ) -> ToFacility:
        """Return the k nearest facilities of each place, ascending along a row.

        Raises
        ------
        ValueError
            If `k` is below 1.
        """

    def pairs_within(
        self, places: Points, facilities: Points, reach: Reach, decay: Decay
    ) -> WeightedPairs:
        """Return the pairs within reach, weighted by their distance.

        Parameters
        ----------
        reach
            Above 0 and finite; a pair exactly so far apart is within.
        decay
            From the distances of pairs, all within reach, to their weights.

        Raises
        ------
        DataError
            When the reach is of another kind.
        ValueError
            If it is not above 0 and finite.
        """

    def among(self, facilities: Points) -> Among:
        """Return facilities ready to be asked how far they are from each other."""

    def groups(
        self, places: Points, row: Integers, start: Integers, progress: Progress = silent
    ) -> PlaceGroups:
        """Return places ready to be asked who is nearer to a new facility.

        Parameters
        ----------
        row : int64[n]
            Rows of `places`, those of one group together.
        start : int64[m + 1]
            Group `g` has ``row[start[g] : start[g + 1]]``.
        progress
            Told the fraction of groups done.
        """
