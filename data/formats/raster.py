"""Reads a raster of population: GeoTIFF in any coordinate system, cut to what we cover.

A cell counts for the county its centre lies in, and once. Cells finer than a kilometre are
put together by county and by cell of the lattice that the bundled demand has, at their
people's mean position, so that sums are kept and nothing finer than needed is held.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import rasterio
import rasterio.features
import rasterio.windows
import shapely
from rasterio.enums import MaskFlags
from rasterio.errors import RasterioError
from rasterio.transform import Affine

from data.errors import DataError
from data.findings import Problem, Reason
from data.formats.raster_sums import LATTICE_DEG, CellSums
from data.formats.sealed import ALONE
from data.formats.world_file import read_world_file, world_file_beside
from data.layer.attributes import Attributes
from data.layer.loaded import RawTable
from data.layer.points import Points
from data.layer.read_request import Request
from data.place.crs_names import name_of, parsed
from data.place.raster_crs import guess_system
from data.progress import Progress, silent
from data.reference.catalog import Level, read_boundaries
from data.schema import CRS, Province

FloatArray = npt.NDArray[np.float64]
_Number = TypeVar("_Number", float, FloatArray)
IntArray = npt.NDArray[np.int64]

POPULATION: Final = "population"
# Cells of 30 arc seconds and more are kept as they are.
_KEPT_DEG: Final = 0.0083
_KEPT_M: Final = 900.0
_BLOCK_CELLS: Final = 1 << 20
_MAX_BLOCK_BYTES: Final = 256 * 1024**2
_MAX_CELLS: Final = 3_000_000_000
_UNCOMPRESSED: Final = 50_000_000
# Constant areas shrink a thousandfold at most; more is a file that only claims to be large.
_MOST_CELLS_A_BYTE: Final = 2_000
_MOST_PEOPLE: Final = 1e8
_MARGIN_CELLS: Final = 2
_TIFF_MAGICS: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True, slots=True, eq=False)
class RasterPeople:
    """The people of a raster inside the counties asked for.

    Attributes
    ----------
    lon, lat
        float64[n], degrees (WGS 84): centres of cells, or mean positions of the people of
        cells put together.
    population
        float64[n], persons, above 0.
    adcode
        int64[n]: the county each lies in.
    cell_deg
        Side of a cell in degrees where the points are the raster's own cells in degrees.
    crs, crs_why
        The raster's system and how it is known.
    total
        Sum over all cells counted; equals the sum of `population`.
    problems
        Negative cells, a second band, a system assumed.
    """

    lon: FloatArray
    lat: FloatArray
    population: FloatArray
    adcode: IntArray
    cell_deg: float | None
    crs: str
    crs_why: Reason
    total: float
    problems: tuple[Problem, ...]


def read_people(
    path: Path,
    province: Province | None = None,
    progress: Progress = silent,
    crs: str | None = None,
) -> RasterPeople:
    """Return the people of a raster in a province, or in all four.

    Parameters
    ----------
    crs
        Coordinate system in place of the one declared or guessed.

    Raises
    ------
    DataError
        `not_this_format`, `file_not_readable`, `raster_too_large`, `raster_unplaced`,
        `world_file_unusable`, `crs_unknown`,
        `raster_elsewhere` (no cell with people in the counties); an `UndecidedError`
        `crs_missing` where several systems, or none, put it over the provinces.
    """
    with path.open("rb") as stream:
        if stream.read(4) not in _TIFF_MAGICS:
            raise DataError("not_this_format", file=path.name, format="GeoTIFF")
    # One driver, and no file beside: others would follow what those say to other files.
    alone = rasterio.Env(**ALONE)
    with _quiet(path.name), alone, rasterio.open(path.absolute(), driver="GTiff") as source:
        return _people(_Grid(source, path, crs), province, progress)


def read_raster(path: Path, request: Request) -> RawTable:
    """Return the people of a raster in all four provinces as points of a layer."""
    people = read_people(path, None, request.progress, request.crs)
    columns = {POPULATION: people.population, "adcode": people.adcode}
    return RawTable(
        columns=Attributes(columns, len(people.lon)),
        geometry=Points(np.column_stack([people.lon, people.lat])),
        layer=path.stem,
        crs=CRS,
        encoding="UTF-8",
        encoding_why=Reason("encoding_fixed", {"encoding": "UTF-8"}),
        rows=np.arange(1, len(people.lon) + 1, dtype=np.int32),
        problems=list(people.problems),
        crs_fixed=True,
        converted=(people.crs, people.crs_why),
        parts=(path.name,),
        layers=(path.stem,),
    )


class _Grid:
    """An open raster, its system known and its size within limits."""

    def __init__(self, source: Any, path: Path, crs: str | None) -> None:
        self.source = source
        self.file = path.name
        self.problems: list[Problem] = []
        _check_size(source, path)
        self.transform = self._placed(path)
        if source.count > 1:
            self.problems.append(Problem.of("problem_raster_bands", (), bands=source.count))
        mask = path.with_name(f"{path.name}.msk")
        if mask.exists():
            self.problems.append(Problem.of("problem_raster_mask", (), mask=mask.name))
        self.crs, self.why = self._given(crs) if crs is not None else self._system()
        self.to_degrees = pyproj.Transformer.from_crs(self.crs, CRS, always_xy=True)
        self.from_degrees = pyproj.Transformer.from_crs(CRS, self.crs, always_xy=True)

    def _placed(self, path: Path) -> Affine:
        """Return where cells lie; a file without a word of it is placed by the one beside."""
        own: Affine = self.source.transform
        if not own.is_identity:
            return own
        beside = world_file_beside(path)
        if beside is None:
            raise DataError("raster_unplaced", file=path.name)
        self.problems.append(Problem.of("problem_world_file", (), beside=beside.name))
        return read_world_file(beside)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge in the raster's own unit."""
        width, height = self.source.width, self.source.height
        corners = [_at(self.transform, x, y) for x in (0, width) for y in (0, height)]
        west, south = np.min(corners, axis=0).tolist()
        east, north = np.max(corners, axis=0).tolist()
        return west, south, east, north

    @property
    def name(self) -> str:
        """The system as a person reads it."""
        return name_of(self.crs)

    @property
    def is_fine(self) -> bool:
        """Whether cells are finer than a kilometre and are put together."""
        kept = _KEPT_DEG if self.crs.is_geographic else _KEPT_M
        return bool(max(abs(self.transform.a), abs(self.transform.e)) < kept)

    def _system(self) -> tuple[pyproj.CRS, Reason]:
        declared = self.source.crs
        if declared:
            text = str(declared.to_wkt())
            crs = parsed(text)
            if crs is not None:
                return crs, Reason("crs_declared", {"crs": crs.name})
            found = " ".join(text.split())[:60]
            self.problems.append(Problem.of("problem_crs_unusable", (), found=found))
        guess = guess_system(self.extent, self.file)
        self.problems += guess.problems
        return guess.crs, guess.why

    def _given(self, text: str) -> tuple[pyproj.CRS, Reason]:
        crs = parsed(text)
        if crs is None:
            raise DataError("crs_unknown", crs=text)
        return crs, Reason("crs_override", {"crs": name_of(crs)})


def _check_size(source: Any, path: Path) -> None:
    """Let a raster pass that is as large as it says.

    Raises
    ------
    DataError
        `raster_too_large`, `file_not_readable`.
    """
    if not source.count or np.dtype(source.dtypes[0]).kind not in "iuf":
        raise DataError("file_not_readable", file=path.name, found=f"{source.dtypes[:1]}")
    transform = source.transform
    if not np.isfinite(tuple(transform)).all() or transform.determinant == 0:
        raise DataError("file_not_readable", file=path.name, found="geotransform")
    height, width = source.block_shapes[0]
    cells = source.width * source.height
    claimed = cells > _UNCOMPRESSED and cells / path.stat().st_size > _MOST_CELLS_A_BYTE
    block = height * width * np.dtype(source.dtypes[0]).itemsize
    if claimed or block > _MAX_BLOCK_BYTES:
        raise DataError("raster_too_large", file=path.name, limit=_MAX_CELLS // 10**6)


def _people(grid: _Grid, province: Province | None, progress: Progress) -> RasterPeople:
    """Go through the blocks that counties lie in and collect their people."""
    counties = read_boundaries(Level.COUNTY, province)
    codes = pd.to_numeric(counties["adcode"]).to_numpy(dtype=np.int64)
    shapes = _projected(grid, counties.geometry.to_numpy())
    windows = _windows(grid, codes, shapes)
    if sum(window.width * window.height for window in windows) > _MAX_CELLS:
        raise DataError("raster_too_large", file=grid.file, limit=_MAX_CELLS // 10**6)
    tree = shapely.STRtree(shapes)
    collected = CellSums(codes, fine=grid.is_fine)
    negative = 0
    for number, window in enumerate(windows):
        progress(number / len(windows))
        negative += collected.add(*_block(grid, window, shapes, tree))
    progress(1.0)
    if negative:
        grid.problems.append(Problem.of("problem_raster_negative", (), cells=negative))
    lon, lat, people, adcode = collected.result()
    if not len(people):
        raise DataError("raster_elsewhere", file=grid.file)
    square = abs(abs(grid.transform.a) - abs(grid.transform.e)) < 1e-9  # noqa: PLR2004
    kept = grid.crs.is_geographic and not grid.is_fine and square
    return RasterPeople(
        lon=lon,
        lat=lat,
        population=people,
        adcode=adcode,
        cell_deg=abs(grid.transform.a) if kept else None,
        crs=grid.name,
        crs_why=grid.why,
        total=float(people.sum()),
        problems=tuple(grid.problems),
    )


def _projected(grid: _Grid, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return polygons in the raster's system, edges so short that bending does not matter."""
    if grid.crs.is_geographic and grid.crs.prime_meridian is not None:
        dense = shapes
    else:
        dense = shapely.segmentize(shapes, LATTICE_DEG)

    def change(points: FloatArray) -> FloatArray:
        return np.column_stack(grid.from_degrees.transform(points[:, 0], points[:, 1]))

    moved: npt.NDArray[np.object_] = shapely.transform(dense, change)
    return moved


def _windows(
    grid: _Grid, codes: IntArray, shapes: npt.NDArray[np.object_]
) -> list[rasterio.windows.Window]:
    """Return windows that cover the counties, province by province, none too large, none twice."""
    found: set[tuple[int, int]] = set()
    side = int(_BLOCK_CELLS**0.5)
    block_rows, block_columns = grid.source.block_shapes[0]
    # Whole blocks of the file where those are small, so that none is unpacked twice.
    rows = max(block_rows, side // block_rows * block_rows) if block_rows <= side else side
    columns = max(block_columns, side // block_columns * block_columns)
    columns = columns if block_columns <= side else block_columns
    rows = max(1, min(rows, _BLOCK_CELLS // max(1, columns)))
    inverse = ~grid.transform
    for province in np.unique(codes // 10_000):
        bounds = shapely.bounds(shapes[codes // 10_000 == province])
        west, south = np.nanmin(bounds[:, :2], axis=0)
        east, north = np.nanmax(bounds[:, 2:], axis=0)
        if not np.isfinite([west, south, east, north]).all():
            continue
        corners = [_at(inverse, x, y) for x in (west, east) for y in (south, north)]
        c0, r0 = np.floor(np.min(corners, axis=0)).astype(int) - _MARGIN_CELLS
        c1, r1 = np.ceil(np.max(corners, axis=0)).astype(int) + _MARGIN_CELLS
        c0, r0 = max(c0, 0), max(r0, 0)
        c1, r1 = min(c1, grid.source.width), min(r1, grid.source.height)
        found |= {
            (row, column)
            for row in range(r0 // rows, -(-r1 // rows) if r1 > r0 else 0)
            for column in range(c0 // columns, -(-c1 // columns) if c1 > c0 else 0)
        }
    return [
        rasterio.windows.Window(
            column * columns,
            row * rows,
            min(columns, grid.source.width - column * columns),
            min(rows, grid.source.height - row * rows),
        )
        for row, column in sorted(found)
    ]


def _block(
    grid: _Grid,
    window: rasterio.windows.Window,
    shapes: npt.NDArray[np.object_],
    tree: shapely.STRtree,
) -> tuple[FloatArray, FloatArray, FloatArray, npt.NDArray[np.int32], int]:
    """Return lon, lat, people and county row of the inhabited cells of a window, and negatives."""
    nothing = (np.empty(0),) * 3
    transform = rasterio.windows.transform(window, grid.transform)
    shape = (int(window.height), int(window.width))
    corners = [_at(transform, x, y) for x in (0, shape[1]) for y in (0, shape[0])]
    near = np.sort(tree.query(shapely.box(*np.min(corners, axis=0), *np.max(corners, axis=0))))
    if not len(near):
        return *nothing, np.empty(0, dtype=np.int32), 0
    county = rasterio.features.rasterize(
        ((shapes[row], int(row) + 1) for row in near),
        out_shape=shape,
        transform=transform,
        fill=0,
        dtype=np.int32,
    )
    values = grid.source.read(1, window=window)
    inside = county > 0
    if grid.source.nodata is not None:
        inside &= values != np.asarray(grid.source.nodata).astype(values.dtype)
    if MaskFlags.per_dataset in grid.source.mask_flag_enums[0]:
        inside &= grid.source.read_masks(1, window=window) > 0
    negative = inside & (values < 0)
    inside &= (values > 0) & (values < _MOST_PEOPLE)
    row, column = np.nonzero(inside)
    x, y = _at(transform, _middles(column), _middles(row))
    lon, lat = grid.to_degrees.transform(np.asarray(x, float), np.asarray(y, float))
    people = values[inside].astype(np.float64)
    return lon, lat, people, county[inside] - 1, int(negative.sum())


def _middles(cells: IntArray) -> FloatArray:
    return np.asarray(cells, dtype=np.float64) + 0.5


def _at(transform: Affine, column: _Number, row: _Number) -> tuple[_Number, _Number]:
    """Return where a place in columns and rows lies."""
    x = transform.a * column + transform.b * row + transform.c
    y = transform.d * column + transform.e * row + transform.f
    return x, y


@contextmanager
def _quiet(file: str) -> Iterator[None]:
    """Let the library grumble unheard; what it refuses becomes DataError `file_not_readable`."""
    logger = logging.getLogger("rasterio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    except (
        RasterioError,
        pyproj.exceptions.ProjError,
        shapely.errors.ShapelyError,
        ValueError,
        TypeError,
        OverflowError,
        MemoryError,
    ) as error:
        found = str(error)[:200]
        raise DataError("file_not_readable", file=file, found=found) from error
    finally:
        logger.setLevel(level)
