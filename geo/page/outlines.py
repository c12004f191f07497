"""Lines of the map page: counties thinned to what a screen shows, borders, places of names."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

# A vertex goes when the triangle it makes with its neighbours is smaller than the square of
# this. The lines are good to 110 to 150 m, and a province stays near 500 kB in the page.
_TOLERANCE_DEG: Final = 0.006
_DECIMALS: Final = 4
_COUNTIES_PER_PREFECTURE: Final = 100
_COUNTIES_PER_PROVINCE: Final = 10000

Json = dict[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the names of counties stand.

    Attributes
    ----------
    lon, lat
        Centre of the widest circle inside each county, degrees.
    room_deg
        Radius of that circle in degrees of longitude.
    """

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    room_deg: npt.NDArray[np.float64]


def simplified(boundaries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the counties with fewer vertices; neighbours keep the same line between them.

    Parameters
    ----------
    boundaries
        Polygons in EPSG:4326 that form a coverage (no overlaps, shared edges equal).
    """
    shapes = shapely.coverage_simplify(boundaries.geometry.to_numpy(), _TOLERANCE_DEG)
    return gpd.GeoDataFrame(
        boundaries.drop(columns="geometry"), geometry=shapes, crs=boundaries.crs
    )


def features(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> Json:
    """Return `frame` as GeoJSON with `columns` as properties, about 10 m of precision."""
    drawn = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    table = drawn[list(columns)].to_dict("records") if columns else [{}] * len(drawn)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(row),
                "properties": properties,
                "geometry": shapely.geometry.mapping(shape),
            }
            for row, (properties, shape) in enumerate(zip(table, _rounded(drawn), strict=True))
        ],
    }


def provinces(counties: gpd.GeoDataFrame) -> Json:
    """Return the outline of each province, as polygons, from its counties."""
    return _merged(counties, _COUNTIES_PER_PROVINCE)


def prefectures(counties: gpd.GeoDataFrame) -> Json:
    """Return the outline of each prefecture, as polygons, from its counties."""
    return _merged(counties, _COUNTIES_PER_PREFECTURE)


def name_places(counties: gpd.GeoDataFrame) -> Places:
    """Return where the name of each county has the most room."""
    # maximum_inscribed_circle gives the segment from the centre to the rim.
    spokes = shapely.maximum_inscribed_circle(counties.geometry.to_numpy(), 0.01)
    centres = shapely.get_point(spokes, 0)
    return Places(
        np.round(shapely.get_x(centres), _DECIMALS),
        np.round(shapely.get_y(centres), _DECIMALS),
        np.round(shapely.length(spokes), _DECIMALS),
    )


def _merged(counties: gpd.GeoDataFrame, divisor: int) -> Json:
    codes = counties["adcode"].to_numpy(dtype=np.int64) // divisor
    shapes = counties.geometry.to_numpy()
    merged = [shapely.coverage_union_all(shapes[codes == code]) for code in np.unique(codes)]
    return features(gpd.GeoDataFrame(geometry=merged, crs=counties.crs), ())


def _rounded(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the shapes of a table with every coordinate rounded."""
    return shapely.transform(frame.geometry.to_numpy(), _each_rounded)


def _each_rounded(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # By Python: NumPy takes the neighbour where the next digit is a 5.
    rounded = [round(each, _DECIMALS) for each in degrees.ravel().tolist()]
    return np.array(rounded, dtype=np.float64).reshape(degrees.shape)
