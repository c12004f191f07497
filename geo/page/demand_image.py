"""People as one picture: modelled population cells -> an indexed PNG for the map page.

One picture costs the page the same for ten cells as for a million.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pyproj import Geod
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from data.reference.demand import Demand, Grid

Floats = npt.NDArray[np.float64]

# Lower ends of the classes in persons per km2, half a decade each: a logarithmic ramp.
CLASS_EDGES: Final = (0.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0)
CLASS_COLOURS: Final = (
    "#f9f7f3",
    "#f4f1eb",
    "#eae6de",
    "#dcd7cd",
    "#cac4b9",
    "#b4ada2",
    "#989186",
    "#7a736a",
    "#5c564f",
)
EDGE_LABELS: Final = ("0", "10", "100", "1,000", "10,000+")

_WORLD_GRID: Final = Grid(west=0.0, north=0.0, cell_deg=0.01, rows=0, cols=0)
_MAX_COLUMNS: Final = 2400
_ELLIPSOID: Final = Geod(ellps="WGS84")
# A PNG has no place on earth, but rasterio warns of the identity.
_UNPLACED: Final = Affine(0.01, 0.0, 0.0, 0.0, -0.01, 0.0)


@dataclass(frozen=True, slots=True)
class DemandImage:
    """A picture of demand and where it lies.

    Attributes
    ----------
    url
        The PNG as a `data:` address; its rows are evenly spaced in Web Mercator.
    west, south, east, north
        Its edges in degrees.
    cell_deg
        Width of a pixel in degrees of longitude.
    """

    url: str
    west: float
    south: float
    east: float
    north: float
    cell_deg: float


def demand_image(demand: Demand) -> DemandImage | None:
    """Draw people as classes of density.

    Points of no grid are counted into the cells of a grid of 1/100 degree that has a
    corner at 0, 0: the one that the bundled provinces share.

    Returns
    -------
    DemandImage | None
        None when nobody is anywhere.
    """
    inhabited = demand.population > 0
    if not inhabited.any():
        return None
    grid = demand.grid or _WORLD_GRID
    lon, lat = demand.lon[inhabited], demand.lat[inhabited]
    # A pixel is a whole number of cells, as many as the page cannot show apart.
    spread = float(np.ptp(lon)) / grid.cell_deg
    cell = grid.cell_deg * max(1, int(np.ceil(spread / _MAX_COLUMNS)))
    column = np.floor((lon - grid.west) / cell).astype(np.int64)
    row = np.floor((grid.north - lat) / cell).astype(np.int64)
    west, north = grid.west + int(column.min()) * cell, grid.north - int(row.min()) * cell
    column, row = column - column.min(), row - row.min()
    columns, rows = int(column.max()) + 1, int(row.max()) + 1
    persons = np.zeros((rows, columns))
    np.add.at(persons, (row, column), demand.population[inhabited])
    south = north - rows * cell
    classes = _classes(persons, north, cell)
    picture = _to_mercator_rows(classes, north, south, cell)
    url = "data:image/png;base64," + b64encode(_indexed_png(picture)).decode("ascii")
    return DemandImage(url, west, south, west + columns * cell, north, cell)


def _classes(persons: Floats, north: float, cell: float) -> npt.NDArray[np.uint8]:
    """Return the class of each cell, 1 for the thinnest, 0 where nobody lives."""
    lat = np.radians(north - (np.arange(persons.shape[0]) + 0.5) * cell)
    a_km, e2 = float(_ELLIPSOID.a) / 1000, float(_ELLIPSOID.es)
    w = 1 - e2 * np.sin(lat) ** 2
    # Area of a cell: arcs along the meridian (M) and the parallel (N cos lat).
    area_km2 = np.radians(cell) ** 2 * a_km**2 * (1 - e2) / w**2 * np.cos(lat)
    density = persons / area_km2[:, np.newaxis]
    found = np.where(persons > 0, np.digitize(density, CLASS_EDGES), 0)
    return found.astype(np.uint8)


def _to_mercator_rows(
    classes: npt.NDArray[np.uint8], north: float, south: float, cell: float
) -> npt.NDArray[np.uint8]:
    """Repeat rows so that they are evenly spaced in Web Mercator; the nearest row, never a mean."""
    top, bottom = np.arcsinh(np.tan(np.radians([north, south])))
    height = max(1, int(np.ceil((top - bottom) / np.radians(cell))))
    y = top - (np.arange(height) + 0.5) * (top - bottom) / height
    source = np.floor((north - np.degrees(np.arctan(np.sinh(y)))) / cell).astype(np.int64)
    picture: npt.NDArray[np.uint8] = np.take(classes, source, axis=0, mode="clip")
    return picture


def _indexed_png(picture: npt.NDArray[np.uint8]) -> bytes:
    """Encode class numbers as a PNG with a palette; class 0 is transparent."""
    colours = {number: _rgba(colour) for number, colour in enumerate(CLASS_COLOURS, start=1)}
    height, width = picture.shape
    with MemoryFile() as memory:
        with memory.open(
            driver="PNG", width=width, height=height, count=1, dtype="uint8", transform=_UNPLACED
        ) as writer:
            writer.write(picture, 1)
            writer.write_colormap(1, {0: (0, 0, 0, 0), **colours})
        return memory.read()


def _rgba(colour: str) -> tuple[int, int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue, 255
