"""Which county each of many points lies in."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

NO_COUNTY: Final = -1


def county_rows(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    polygons: npt.NDArray[np.object_],
) -> npt.NDArray[np.int32]:
    """Return the row of the polygon that each point lies in.

    Parameters
    ----------
    lon, lat : float64[n]
        Degrees (EPSG:4326); a place with a NaN or infinite coordinate lies in none.
    polygons : object[m]
        Counties in EPSG:4326; None holds nothing.

    Returns
    -------
    int32[n]
        -1 for a point in no county, the first county for one on a border.
    """
    rows = np.full(len(lon), NO_COUNTY, dtype=np.int32)
    somewhere = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    # The tree holds the points: then it is the polygons that are prepared once each.
    points = gpd.points_from_xy(lon[somewhere], lat[somewhere])
    tree = shapely.STRtree(np.asarray(points, dtype=object))
    county, point = tree.query(polygons, predicate="intersects")
    # Backwards, so that on a border the first county is written last.
    order = np.argsort(-county, kind="stable")
    rows[somewhere[point[order]]] = county[order]
    return rows
