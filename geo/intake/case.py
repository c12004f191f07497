"""A file of the user as the data doctor examines it."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd

from data.layer.loaded import Loaded


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A file to be examined.

    Attributes
    ----------
    title
        What the user reads for it.
    layers
        Ids of the layers it has become.
    facilities
        Its records as facilities, None where they are none.
    places
        Layer id and row of each record, by its number in the file.
    """

    title: str
    layers: tuple[str, ...]
    loaded: Loaded
    facilities: gpd.GeoDataFrame | None
    places: Mapping[int, tuple[str, int]]

    @property
    def key(self) -> str:
        """Name of the task that examines it."""
        return f"doctor-{self.layers[0]}"
