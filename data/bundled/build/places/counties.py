"""Finds the county that holds a point, and how far a point lies from a county."""

from collections.abc import Sequence
from typing import Final

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

_GEOD: Final = Geod(ellps="WGS84")


class Counties:
    """The counties' polygons, for points."""

    def __init__(self, counties: geopandas.GeoDataFrame) -> None:
        self._adcode = counties["adcode"].to_numpy(dtype=np.int64)
        self._shapes = counties.geometry.to_numpy()
        self._tree = shapely.STRtree(self._shapes)

    def holding(self, lon: Sequence[float], lat: Sequence[float]) -> NDArray[np.int64]:
        """Return the code of the county that holds each point, 0 where none does.

        A point on a shared edge is in the county of the lower code.
        """
        points = np.asarray(shapely.points(np.asarray(lon), np.asarray(lat)))
        which, shape = self._tree.query(points, predicate="intersects")
        found = np.full(len(points), np.iinfo(np.int64).max)
        np.minimum.at(found, which, self._adcode[shape])
        return np.where(found == np.iinfo(np.int64).max, 0, found)

    def distance_m(self, adcode: int, lon: float, lat: float) -> float:
        """Return the distance from a point to a county in metres, 0 inside it.

        It is the geodesic to the point of the edge that is nearest once degrees of
        longitude are shrunk by cos(lat): for the few kilometres asked about, the
        nearest point itself to within metres.
        """
        shape = self._shapes[int(np.searchsorted(self._adcode, adcode))]
        shrink = float(np.cos(np.radians(lat)))
        flat = shapely.transform(shape, lambda xy: xy * (shrink, 1.0))
        line = shapely.shortest_line(shapely.Point(lon * shrink, lat), flat)
        near = shapely.get_coordinates(line)[-1]
        return float(_GEOD.inv(lon, lat, near[0] / shrink, near[1])[2])


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the geodesic distance between two points in metres (WGS 84)."""
    return float(_GEOD.inv(lon, lat, other_lon, other_lat)[2])
