"""Which positions cannot be right: at 0, 0, swapped, far away, or in another county."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from data.reference.counties import NO_COUNTY, county_rows
from data.schema import UnitColumn

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# The bundled borders lie 110 to 150 m (median) beside the true ones.
BORDER_TOLERANCE_M: Final = 500.0
# Small islands of Zhejiang are missing from the borders.
PROVINCE_TOLERANCE_M: Final = 2_000.0

_GEOD: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, eq=False)
class Misplaced:
    """What is wrong with each position; of the four at most one.

    Attributes
    ----------
    origin : bool[n]
        At exactly 0, 0.
    swapped : bool[n]
        In a county only with longitude and latitude swapped.
    away_m : float64[n]
        Metres to the nearest county where that is over 2 km, otherwise 0.
    off_m : float64[n]
        Metres to the county named where that is over 500 m, otherwise 0.
    """

    origin: Bools
    swapped: Bools
    away_m: Floats
    off_m: Floats


def misplaced(
    lon: Floats, lat: Floats, county: Ints, named: Ints, counties: gpd.GeoDataFrame
) -> Misplaced:
    """Return what is wrong with positions.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees, EPSG:4326.
    county : int64[n]
        Row of the county each lies in, -1 for none.
    named : int64[n]
        Code of the county each names, 0 for none.
    counties
        Polygons of all four provinces, EPSG:4326, with `adcode`.
    """
    polygons = counties.geometry.to_numpy()
    origin = (lon == 0) & (lat == 0)
    outside = np.flatnonzero((county == NO_COUNTY) & ~origin)
    swapped = np.zeros(len(lon), dtype=bool)
    swapped[outside] = county_rows(lat[outside], lon[outside], polygons) != NO_COUNTY
    outside = outside[~swapped[outside]]
    away_m, off_m = np.zeros(len(lon)), np.zeros(len(lon))
    away_m[outside] = _nearest_m(lon[outside], lat[outside], polygons)
    away_m[away_m <= PROVINCE_TOLERANCE_M] = 0.0
    row_of = {code: row for row, code in enumerate(counties[UnitColumn.ADCODE].tolist())}
    named_row = np.array([row_of.get(code, NO_COUNTY) for code in named.tolist()], dtype=np.int64)
    asked = (named_row != NO_COUNTY) & (named_row != county)
    rows = np.flatnonzero(asked & ~origin & ~swapped & (away_m == 0))
    off_m[rows] = _distance_m(lon[rows], lat[rows], polygons[named_row[rows]])
    off_m[off_m <= BORDER_TOLERANCE_M] = 0.0
    return Misplaced(origin, swapped, away_m, off_m)


def _nearest_m(lon: Floats, lat: Floats, polygons: npt.NDArray[np.object_]) -> Floats:
    """Return the distance to the nearest of `polygons`."""
    if not len(lon):
        return np.zeros(0)
    points = np.asarray(shapely.points(lon, lat), dtype=object)
    which, nearest = shapely.STRtree(polygons).query_nearest(points, all_matches=False)
    return _distance_m(lon[which], lat[which], polygons[nearest])


def _distance_m(lon: Floats, lat: Floats, polygons: npt.NDArray[np.object_]) -> Floats:
    """Return the geodesic distance of each point to its polygon, in metres; 0 inside.

    Along the line that is shortest in degrees: up to a third too long in these latitudes.
    """
    lines = shapely.shortest_line(np.asarray(shapely.points(lon, lat), dtype=object), polygons)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    distance = _GEOD.inv(ends[:, 0, 0], ends[:, 0, 1], ends[:, 1, 0], ends[:, 1, 1])[2]
    return np.asarray(distance, dtype=np.float64)
