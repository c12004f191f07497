"""Facilities that are asked again and again how far they are from each other."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.distance.ellipsoid import arc_m, ecef_m

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class GeodesicAmong:
    """Facilities by their earth-centred coordinates, distances in geodesic metres.

    Attributes
    ----------
    xyz : float64[n, 3]
        Metres (geo.distance.ellipsoid.ecef_m).
    """

    xyz: Floats

    def between(self, ones: Integers, others: Integers) -> Floats:
        """Return how far it is from some of them to others, pair by pair, float64[k]."""
        chord: Floats = np.linalg.norm(self.xyz[ones] - self.xyz[others], axis=-1)
        return arc_m(chord)

    def from_point(self, lon: float, lat: float, rows: Integers) -> Floats:
        """Return how far it is from a point in degrees to some of them, float64[k]."""
        point = ecef_m(np.array([lon]), np.array([lat]))
        chord: Floats = np.linalg.norm(self.xyz[rows] - point, axis=-1)
        return arc_m(chord)
