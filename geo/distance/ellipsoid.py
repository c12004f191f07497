"""The WGS 84 ellipsoid: positions as earth-centred coordinates, and arcs from their chords."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

SEMI_MAJOR_AXIS_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
MEAN_RADIUS_M: Final = 6_371_008.7714
POLE_DEG: Final = 90.0


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
    require_pairs(lon, lat)
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


def require_pairs(lon: Floats, lat: Floats) -> None:
    """Refuse coordinates that differ in number, with a ValueError."""
    if lon.shape != lat.shape:
        raise ValueError(f"{lon.shape} longitudes for {lat.shape} latitudes")
