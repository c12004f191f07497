"""What a file says of its datum without declaring it: words in it, and the counties it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from data.findings import Reason
from data.layer.loaded import GeometryKind, RawTable
from data.layer.points import as_objects
from data.place.named_county import UNKNOWN_ADCODE, named_counties
from data.schema import Datum
from data.text.coordinates import angles
from data.text.fields import Role, guess_columns, plain

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WORDS: Final = {
    Datum.BD09: r"bd[\W_]*09|baidu|百度|(?<![a-z])bd[\W_]*l",
    Datum.GCJ02: r"gcj|amap|autonavi|tencent|高德|腾讯|火星|国测局",
    Datum.XIAN80: r"xian[\W_]*(?:19)?80|西安[\W_]*(?:19)?80",
    Datum.BEIJING54: r"beijing[\W_]*(?:19)?54|北京[\W_]*(?:19)?54",
    Datum.CGCS2000: r"cgcs|国家[\W_]*2000|大地[\W_]*2000|2000[\W_]*(?:国家|大地|坐标)|天地图",
    Datum.WGS84: r"wgs|(?<![a-z])(?:gps|osm)(?![a-z])|openstreetmap",
}
# Columns whose cells may say where coordinates are from.
_ORIGIN_HEADINGS: Final = frozenset(
    {"坐标系", "坐标系统", "坐标类型", "坐标来源", "来源", "数据来源", "坐标基准", "基准"}
    | {"crs", "datum", "coordsys", "coordtype", "coordinatesystem", "source", "srs"}
)
_MOST: Final = 0.9
_SAME: Final = 1e-6
_FEW: Final = 50
# A polygon is judged by points this far inside its edge, further than borders are out.
_INSIDE_DEG: Final = 0.003
_STEP_DEG: Final = 0.02
_DEGREE_M: Final = 111_000.0
_ROWS_MOST: Final = 20_000
_POINTS_MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Clue:
    """A word that names a datum, and where it stands."""

    datum: Datum
    why: Reason


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a datum or a zone.

    Attributes
    ----------
    clue
        What the file's words say; None when nothing.
    points
        Places to test, shape (n, 2), in the file's own coordinates.
    named
        Code of the county each names, int64[n]; 0 where it names none.
    """

    clue: Clue | None
    points: Floats
    named: Ints

    @property
    def names_counties(self) -> bool:
        """Whether any place names a county."""
        return bool((self.named != UNKNOWN_ADCODE).any())


def evidence_of(
    table: RawTable, kind: GeometryKind, given: Mapping[Role, str], file: str
) -> Evidence:
    """Return what a layer itself says of its datum.

    Parameters
    ----------
    given
        Which column the user says holds what.
    file
        Name of the file.
    """
    columns = guess_columns(table.columns.names, given)
    clue = _from_heading(table, kind, columns) or _from_cells(table) or _from_name(file)
    # Of a long list every so many records tell as much as all of them.
    step = max(1, -(-len(table.columns) // _ROWS_MOST))
    named = named_counties(table.columns.every(step), columns)
    rows, points = _places(as_objects(table.geometry[::step]), kind, np.flatnonzero(named))
    return Evidence(clue, points, named[rows])


def datum_in(text: str) -> Datum | None:
    """Return the one datum that a text names, None when it names none or several."""
    lowered = text.casefold()
    found = [datum for datum, words in _WORDS.items() if re.search(words, lowered)]
    return found[0] if len(found) == 1 else None


def _from_heading(table: RawTable, kind: GeometryKind, columns: Mapping[Role, str]) -> Clue | None:
    """Return what the heading says of the column that the positions come from."""
    if kind is not GeometryKind.POINTS or not {Role.LON, Role.LAT} <= columns.keys():
        return None
    for role in (Role.LON, Role.LAT):
        column = columns[role]
        datum = datum_in(column)
        if datum is not None and _holds(table, column):
            return Clue(datum, Reason("datum_heading", {"column": column}))
    return None


def _holds(table: RawTable, column: str) -> bool:
    """Return whether a column's numbers are those of the geometry, which may lie elsewhere."""
    values = angles(table.columns[column])
    shapes = as_objects(table.geometry)
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    same = (np.abs(values - x) < _SAME) | (np.abs(values - y) < _SAME)
    return bool(same.mean() >= _MOST)


def _from_cells(table: RawTable) -> Clue | None:
    """Return what nearly all cells of a column for the origin of coordinates say."""
    for name in table.columns.names:
        if plain(name) not in _ORIGIN_HEADINGS:
            continue
        cells = table.columns[name]
        counts = cells[cells.notna() & (cells.astype(str).str.strip() != "")].astype(str)
        if counts.empty:
            continue
        shares = counts.value_counts(normalize=True)
        by_datum: dict[Datum, float] = {}
        for text, share in shares.head(_FEW).items():
            datum = datum_in(str(text))
            if datum is not None:
                by_datum[datum] = by_datum.get(datum, 0.0) + float(share)
        datum = max(by_datum, key=lambda each: by_datum[each], default=None)
        if datum is not None and by_datum[datum] >= _MOST:
            return Clue(datum, Reason("datum_cells", {"column": name}))
    return None


def _from_name(file: str) -> Clue | None:
    datum = datum_in(file)
    return None if datum is None else Clue(datum, Reason("datum_file", {"file": file}))


def _places(
    geometry: npt.NDArray[np.object_], kind: GeometryKind, rows: Ints
) -> tuple[Ints, Floats]:
    """Return places to test and the row of each: points, or what lies just inside a polygon.

    A polygon's middle lies in its county under any datum; only its edge can tell.
    """
    if not len(rows):
        return rows, np.empty((0, 2))
    shapes = geometry[rows]
    if kind is not GeometryKind.POLYGONS:
        west, south, east, north = shapely.bounds(shapes).T
        return rows, np.column_stack([(west + east) / 2, (south + north) / 2])
    in_metres = (np.abs(shapely.bounds(shapes)) > 360).any()  # noqa: PLR2004 - no degrees
    unit = _DEGREE_M if in_metres else 1.0
    inner = shapely.buffer(shapely.simplify(shapes, unit * _INSIDE_DEG / 10), -unit * _INSIDE_DEG)
    edges = shapely.segmentize(shapely.boundary(inner), unit * _STEP_DEG)
    points, which = shapely.get_coordinates(edges, return_index=True)
    step = -(-len(points) // _POINTS_MOST) or 1
    return rows[which[::step]], points[::step]
