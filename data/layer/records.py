"""A layer that was read: attributes and geometry, made into a frame when one is asked for."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.layer.attributes import Attributes, Column
from data.layer.points import Objects, Points, Shapes, as_objects
from data.schema import CRS

FloatArray = npt.NDArray[np.float64]


class Records:
    """Rows with attributes and a geometry each, in degrees on WGS 84; not to be changed."""

    def __init__(self, attributes: Attributes, geometry: Shapes) -> None:
        self._attributes = attributes
        self._geometry = geometry

    def __len__(self) -> int:
        return len(self._geometry)

    def __getitem__(self, name: str) -> Column:
        """Return an attribute of all rows."""
        return self._attributes[name]

    @property
    def names(self) -> list[str]:
        """The names of the attributes, in the order of the file."""
        return self._attributes.names

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge of all geometry."""
        if isinstance(self._geometry, Points):
            lowest, highest = self._geometry.xy.min(axis=0), self._geometry.xy.max(axis=0)
            edges = (*lowest, *highest)
        else:
            edges = tuple(shapely.total_bounds(self._geometry))
        west, south, east, north = (float(edge) for edge in edges)
        return west, south, east, north

    def head(self, rows: int) -> pd.DataFrame:
        """Return the attributes of the first rows."""
        return self._attributes.head(rows)

    def attributes(self) -> pd.DataFrame:
        """Return the attributes of all rows as a table of its own."""
        return self._attributes.frame()

    def only(self, names: Iterable[str]) -> pd.DataFrame:
        """Return some attributes of all rows as a table of its own."""
        return pd.DataFrame({name: self[name] for name in names}, index=pd.RangeIndex(len(self)))

    def shapes(self, rows: int | None = None) -> Objects:
        """Return the geometry of the first or of all rows."""
        return as_objects(self._geometry[:rows])

    def lon_lat(self) -> tuple[FloatArray, FloatArray]:
        """Return where each row lies, shape (n,): a point, or some place within."""
        if isinstance(self._geometry, Points):
            lon, lat = self._geometry.xy.T.copy()
            return lon, lat
        shapes = self._geometry
        if (shapely.get_type_id(shapes) != shapely.GeometryType.POINT).any():
            shapes = shapely.point_on_surface(shapes)
        # TRAP empty-points
        return shapely.get_x(shapes), shapely.get_y(shapes)

    def frame(self) -> gpd.GeoDataFrame:
        """Return all of it as a frame of its own, EPSG:4326, RangeIndex."""
        return gpd.GeoDataFrame(self.attributes(), geometry=self.shapes(), crs=CRS)
