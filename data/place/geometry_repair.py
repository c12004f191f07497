"""Mends the geometry of a user's layer and notes every row it touched.

Each step takes a table and returns it with doubtful rows mended or left out; a problem
with the rows' record numbers is added for each kind of mend.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from data.errors import DataError
from data.findings import Problem
from data.layer.loaded import GeometryKind, RawTable
from data.layer.points import Points, Shapes, as_objects
from data.place.crs_guess import MAX_LAT, MAX_LON, Decision, swapped_rows, to_wgs84
from data.progress import Progress, part, silent

BoolArray = npt.NDArray[np.bool_]

_KIND_OF_DIMENSION: Final = (GeometryKind.POINTS, GeometryKind.LINES, GeometryKind.POLYGONS)
_COLLECTION: Final = 7
_MULTIPOINT: Final = 4
_AREA: Final = 2
# No coordinate system has numbers beyond this; damaged files do, and they upset GEOS.
_FARTHEST: Final = 1e9
_SPAN: Final = 20_000


def keep(table: RawTable, kept: BoolArray, problem: str, file: str) -> None:
    """Leave out the rows not `kept` and note them under `problem`.

    Raises
    ------
    DataError
        `no_geometry` when none is left.
    """
    if kept.all():
        return
    if not kept.any():
        raise DataError("no_geometry", file=file)
    table.problems.append(Problem.of(problem, table.rows[~kept]))
    table.columns.keep(kept)
    table.geometry = table.geometry[kept]
    table.rows = table.rows[kept]


def mend_structure(table: RawTable, file: str, progress: Progress = silent) -> GeometryKind:
    """Leave 2D, finite, non-empty geometries of one kind, points single.

    Raises
    ------
    DataError
        `no_rows` when the file holds no record, `no_geometry` when none is left.
    """
    if not len(table.geometry):
        raise DataError("no_rows", file=file)
    keep(table, ~_is_empty(table.geometry), "problem_empty_geometry", file)
    _flatten(table, part(progress, 0, 0.5))
    keep(table, _is_finite(table.geometry), "problem_not_finite", file)
    keep(table, _is_within(table.geometry, _FARTHEST, _FARTHEST), "problem_out_of_range", file)
    if isinstance(table.geometry, Points):
        progress(1.0)
        return GeometryKind.POINTS
    _explode(table, _COLLECTION, None)
    _explode(table, _MULTIPOINT, "problem_multipoint")
    keep(table, ~_is_empty(table.geometry), "problem_empty_geometry", file)
    progress(1.0)
    return _keep_main_kind(table, file)


def _flatten(table: RawTable, progress: Progress) -> None:
    """Take heights and measures off, and note of which rows."""
    if isinstance(table.geometry, Points):
        return
    raised = shapely.has_z(table.geometry) | shapely.has_m(table.geometry)
    if raised.any():
        _change(table.geometry, np.flatnonzero(raised), shapely.force_2d, progress)
        table.problems.append(Problem.of("problem_flattened", table.rows[raised]))


def note_origin(table: RawTable, kind: GeometryKind) -> BoolArray:
    """Note points at exactly 0, 0, which mostly stand for a missing position; return them."""
    if kind is not GeometryKind.POINTS:
        return np.zeros(len(table.geometry), dtype=bool)
    if isinstance(table.geometry, Points):
        origin = (table.geometry.xy == 0).all(axis=1)
    else:
        origin = (shapely.get_x(table.geometry) == 0) & (shapely.get_y(table.geometry) == 0)
    if origin.any():
        table.problems.append(Problem.of("problem_origin", table.rows[origin]))
    return np.asarray(origin, dtype=bool)


def mend_validity(
    table: RawTable, kind: GeometryKind, file: str, progress: Progress = silent
) -> None:
    """Make invalid polygons valid, keeping only their areas; drop what has no area left."""
    if kind is not GeometryKind.POLYGONS or isinstance(table.geometry, Points):
        return
    invalid = np.zeros(len(table.geometry), dtype=bool)
    for rows in _spans(len(table.geometry), progress):
        invalid[rows] = ~shapely.is_valid(table.geometry[rows])
    if not invalid.any():
        return
    mended = shapely.make_valid(table.geometry[invalid], method="structure", keep_collapsed=False)
    table.geometry = table.geometry.copy()
    table.geometry[invalid] = [_areas_only(geometry) for geometry in mended]
    empty = _is_empty(table.geometry)
    made_valid = invalid & ~empty
    if made_valid.any():
        table.problems.append(Problem.of("problem_made_valid", table.rows[made_valid]))
    keep(table, ~empty, "problem_no_area", file)


def centres(geometry: Shapes) -> npt.NDArray[np.float64]:
    """Return the middle of the box round each geometry, shape (n, 2); not to be changed."""
    if isinstance(geometry, Points):
        return geometry.xy
    found = np.empty((len(geometry), 2))
    for rows in _spans(len(geometry), silent):
        west, south, east, north = shapely.bounds(geometry[rows]).T
        found[rows, 0], found[rows, 1] = (west + east) / 2, (south + north) / 2
    return found


def to_degrees(table: RawTable, decision: Decision, file: str, progress: Progress = silent) -> None:
    """Turn the geometry into lon, lat on WGS 84, swapped rows turned round.

    Rows that have no position there, or one off the globe, are left out and noted.
    """
    if decision.axes_swapped:
        _swap(table, np.arange(len(table.geometry)))
    if decision.crs.is_geographic:
        _mend_swapped(table)
        keep(table, _is_within(table.geometry, MAX_LON, MAX_LAT), "problem_out_of_range", file)

    def projected(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        coordinates = shapely.get_coordinates(geometry)
        degrees = to_wgs84(decision, coordinates, file)
        if np.array_equal(degrees, coordinates):
            return geometry
        moved: npt.NDArray[np.object_] = shapely.set_coordinates(geometry, degrees)
        return moved

    if isinstance(table.geometry, Points):
        xy = table.geometry.xy
        for rows in _spans(len(xy), progress):
            xy[rows] = to_wgs84(decision, xy[rows], file)
    else:
        _change(table.geometry, np.arange(len(table.geometry)), projected, progress)
    keep(table, _is_finite(table.geometry), "problem_out_of_range", file)
    keep(table, _is_within(table.geometry, MAX_LON, MAX_LAT), "problem_out_of_range", file)


def _mend_swapped(table: RawTable) -> None:
    if isinstance(table.geometry, Points):
        swapped = swapped_rows(table.geometry.xy[:, 0], table.geometry.xy[:, 1])
    else:
        bounds = shapely.bounds(table.geometry)
        low = swapped_rows(bounds[:, 0], bounds[:, 1])
        swapped = low & swapped_rows(bounds[:, 2], bounds[:, 3])
    if swapped.any():
        _swap(table, np.flatnonzero(swapped))
        table.problems.append(Problem.of("problem_lon_lat_swapped", table.rows[swapped]))


def _swap(table: RawTable, rows: npt.NDArray[np.int64]) -> None:
    """Turn round the two coordinates of some rows."""
    if isinstance(table.geometry, Points):
        table.geometry.xy[rows] = table.geometry.xy[rows, ::-1]
    else:
        _change(table.geometry, rows, _turned, silent)


def _turned(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    coordinates = shapely.get_coordinates(geometry)
    swapped: npt.NDArray[np.object_] = shapely.set_coordinates(
        geometry.copy(), coordinates[:, ::-1]
    )
    return swapped


def _change(
    geometry: npt.NDArray[np.object_],
    rows: npt.NDArray[np.int64],
    step: Callable[[npt.NDArray[np.object_]], npt.NDArray[np.object_]],
    progress: Progress,
) -> None:
    """Replace the geometry of `rows`, some at a time, so that old and new need not both be held."""
    for span in _spans(len(rows), progress):
        chosen = rows[span]
        geometry[chosen] = step(geometry[chosen])


def _spans(length: int, progress: Progress) -> Iterator[slice]:
    """Yield the rows some at a time, telling how far it is."""
    for start in range(0, length, _SPAN):
        progress(start / length)
        yield slice(start, min(start + _SPAN, length))


def _is_empty(geometry: Shapes) -> BoolArray:
    if isinstance(geometry, Points):
        return geometry.missing
    return np.asarray(shapely.is_missing(geometry) | shapely.is_empty(geometry), dtype=bool)


def _is_finite(geometry: Shapes) -> BoolArray:
    if isinstance(geometry, Points):
        return geometry.finite
    finite = np.ones(len(geometry), dtype=bool)
    for rows in _spans(len(geometry), silent):
        coordinates, owner = shapely.get_coordinates(geometry[rows], return_index=True)
        broken = owner[~np.isfinite(coordinates).all(axis=1)]
        finite[rows.start + broken] = False
    return finite


def _is_within(geometry: Shapes, far_x: float, far_y: float) -> BoolArray:
    """Return which geometries keep within `far_x` and `far_y` of the origin."""
    if isinstance(geometry, Points):
        return geometry.within(far_x, far_y)
    west, south, east, north = shapely.bounds(geometry).T
    inside = (west >= -far_x) & (east <= far_x) & (south >= -far_y) & (north <= far_y)
    return np.asarray(inside, dtype=bool)


def _explode(table: RawTable, type_id: int, problem: str | None) -> None:
    """Give each part of the geometries of one type a row of its own, attributes repeated."""
    if isinstance(table.geometry, Points):
        return
    concerned = shapely.get_type_id(table.geometry) == type_id
    if not concerned.any():
        return
    counts = np.where(concerned, shapely.get_num_geometries(table.geometry), 1)
    owner = np.repeat(np.arange(len(counts)), counts)
    parts = np.empty(len(owner), dtype=object)
    parts[concerned[owner]] = shapely.get_parts(table.geometry[concerned])
    parts[~concerned[owner]] = table.geometry[~concerned]
    if problem is not None and (counts > 1).any():
        table.problems.append(Problem.of(problem, table.rows[counts > 1]))
    table.geometry = parts
    table.columns.keep(owner)
    table.rows = table.rows[owner]


def _keep_main_kind(table: RawTable, file: str) -> GeometryKind:
    """Keep the kind of geometry that most rows have; note the others as left out."""
    # Collections inside collections have no one dimension and are left out with the others.
    shapes = as_objects(table.geometry)
    types = shapely.get_type_id(shapes)
    dimension = np.where(types == _COLLECTION, -1, shapely.get_dimensions(shapes))
    counts = np.array([(dimension == d).sum() for d in range(len(_KIND_OF_DIMENSION))])
    main = int(counts.argmax())
    keep(table, dimension == main, "problem_other_kind", file)
    return _KIND_OF_DIMENSION[main]


def _areas_only(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons in `geometry` as one polygon or multipolygon."""
    parts = shapely.get_parts(geometry)
    areas = [
        polygon
        for part in parts
        for polygon in shapely.get_parts(part)
        if shapely.get_dimensions(polygon) == _AREA and polygon.area > 0
    ]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)
