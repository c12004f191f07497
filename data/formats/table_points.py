"""Turns the cells of a table into points: finds the heading, the coordinates and the types.

The same for text tables and spreadsheets. The cells are gone through twice, a thousand
rows at a time, first to see what each column holds, then to keep it in the least room.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import DataError
from data.findings import (
    ROWS_NAMED,
    Problem,
    Reason,
    RowNumbers,
)
from data.layer.attributes import distinct_names
from data.layer.cells import Cell, Columns, Row, Seen, has_text, look_at, text_of
from data.layer.loaded import RawTable
from data.layer.points import Points
from data.lists import several
from data.place.township_seats import can_place, place
from data.place.undecided import UndecidedError
from data.progress import Progress, part
from data.schema import CRS
from data.text.coordinates import angles, holds_pairs, pairs
from data.text.fields import Role, guess_columns, plain

MAX_COLUMNS: Final = 2000
PAIR_HEADINGS: Final = frozenset(
    {
        *("坐标", "经纬度", "经纬度坐标", "地理坐标", "坐标位置", "位置坐标", "gps坐标", "gps"),
        *("经度纬度", "纬度经度", "位置", "定位", "高德坐标", "百度坐标", "location", "point"),
        *("lonlat", "latlon", "lnglat", "latlng", "coordinates", "coordinate", "coords"),
        *("wkt", "geom", "geometry"),
    }
)
_CHUNK_ROWS: Final = 2_000
_HEADING_WITHIN: Final = 20
_SAMPLE_ROWS: Final = 200
_MOST: Final = 0.8
_COLUMNS_SHOWN: Final = 20

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one table.

    Attributes
    ----------
    rows
        Gives the rows from the start, each time it is called.
    file, layer
        Names for errors and for the layer.
    encoding, encoding_why
        How text was read.
    columns
        Which column the user says holds what.
    """

    rows: Callable[[], Iterator[Row]]
    file: str
    layer: str
    encoding: str
    encoding_why: Reason
    columns: Mapping[Role, str]


@dataclass(frozen=True, slots=True)
class _Positions:
    """Where a table says its records are: columns of numbers, one of both, or of names."""

    lon: str | None = None
    lat: str | None = None
    columns: Mapping[Role, str] = field(default_factory=dict)

    @property
    def is_pair(self) -> bool:
        return self.lon is not None and self.lon == self.lat


def has_positions(rows: Iterable[Row], columns: Mapping[Role, str]) -> bool:
    """Return whether the first rows of a table show where its records are."""
    head = _first_filled(rows)
    if not head:
        return False
    at, names = _heading(head, columns)
    try:
        return _positions(names, head[at + 1 :], columns) is not None
    except DataError:
        return False


def read_points(cells: Cells, progress: Progress) -> RawTable:
    """Return the table as points.

    Raises
    ------
    DataError
        `no_rows`, `table_too_wide`, `columns_missing`, `column_missing`, `places_unknown`.
    """
    head = _first_filled(cells.rows())
    if not head:
        raise DataError("no_rows", file=cells.file)
    at, names = _heading(head, cells.columns)
    if len(names) > MAX_COLUMNS:
        raise DataError("table_too_wide", file=cells.file, count=len(names), limit=MAX_COLUMNS)
    if len(head) == at + 1:
        raise DataError("no_rows", file=cells.file)
    positions = _positions(names, head[at + 1 :], cells.columns)
    if positions is None:
        listed = several(names, _COLUMNS_SHOWN)
        error = DataError("columns_missing", file=cells.file, found=listed)
        raise UndecidedError(error, _sample_frame(names, head[at + 1 :]), (cells.file,))
    problems: list[Problem] = []
    seen, uneven = _look_through(cells, at, len(names), part(progress, 0.0, 0.4))
    rows = np.arange(1, (seen[0].filled + seen[0].blank) + 1, dtype=np.int32)
    if uneven:
        problems.append(Problem.of("problem_uneven_row", uneven, columns=len(names)))
    columns = Columns(names, seen)
    places = _Places(names, positions, len(rows))
    for chunk in _chunks(cells, at, len(names), len(rows)):
        cells_of = list(zip(*chunk, strict=True))
        places.add(cells_of)
        columns.add(cells_of)
        progress(0.4 + 0.6 * columns.count / len(rows))
    if columns.garbled:
        problems.append(Problem.of("problem_garbled", columns.garbled, encoding=cells.encoding))
    return _located(columns, places, cells, rows, problems)


class _Places:
    """Collects what the cells say of positions.

    Attributes
    ----------
    xy
        Both numbers of each row; NaN where there is none.
    unread
        Which rows hold something else instead.
    """

    def __init__(self, names: list[str], positions: _Positions, rows: int) -> None:
        self.positions = positions
        self._x = None if positions.lon is None else names.index(positions.lon)
        self._y = None if positions.lat is None else names.index(positions.lat)
        self._count = 0
        self.xy = np.full((rows, 2), np.nan)
        self.unread = np.zeros(rows, dtype=bool)

    def add(self, columns: list[tuple[Cell, ...]]) -> None:
        """Take up some rows: the cells of each column."""
        if self._x is None or self._y is None:
            return
        x, y = columns[self._x], columns[self._y]
        lon, lat = pairs(x) if self.positions.is_pair else (angles(x), angles(y))
        filled = np.array([has_text(a) and has_text(b) for a, b in zip(x, y, strict=True)])
        rows = slice(self._count, self._count + len(lon))
        self.xy[rows, 0], self.xy[rows, 1] = lon, lat
        self.unread[rows] = (np.isnan(lon) | np.isnan(lat)) & filled
        self._count += len(lon)


def _located(
    columns: Columns,
    places: _Places,
    cells: Cells,
    rows: RowNumbers,
    problems: list[Problem],
) -> RawTable:
    """Return the table with a point per row, None where a position is missing."""
    xy, unread, positions = places.xy, places.unread, places.positions
    attributes = columns.attributes()
    if unread.any():
        facts = {"lon": positions.lon, "lat": positions.lat}
        problems.append(Problem.of("problem_not_a_number", rows[unread], **facts))
    by_name = can_place(positions.columns) and not np.isfinite(xy[:, 0]).any() and not unread.any()
    if by_name:
        placed = place(attributes.frame(), positions.columns, rows)
        if not np.isfinite(placed.lon).any():
            error = DataError("places_unknown", file=cells.file, examples=placed.examples)
            raise UndecidedError(error, attributes.head(ROWS_NAMED), (cells.file,))
        xy = np.column_stack([placed.lon, placed.lat])
        problems.extend(placed.problems)
        for name in placed.columns:
            attributes.add(_free(str(name), attributes.names), placed.columns[name].to_numpy())
    return RawTable(
        columns=attributes,
        geometry=_points(xy),
        layer=cells.layer,
        crs=CRS if by_name else None,
        encoding=cells.encoding,
        encoding_why=cells.encoding_why,
        rows=rows,
        problems=problems,
        placed_by_name=by_name,
    )


def _points(xy: FloatArray) -> Points:
    """Return a point for each row with two numbers."""
    points = Points(xy)
    points.xy[~points.finite] = np.nan
    return points


def _first_filled(rows: Iterable[Row]) -> list[Row]:
    return list(islice((row for row in rows if _is_filled(row)), _HEADING_WITHIN + _SAMPLE_ROWS))


def _heading(head: list[Row], columns: Mapping[Role, str]) -> tuple[int, list[str]]:
    """Return which of the first rows is the heading, and the names of the columns.

    A title, a date or a unit may stand above it. The heading is the first row that names the
    most of what we know; without any, the first row that fills most columns. A cell that is
    blank there takes the words above it, which is how a heading of two rows is written.
    """
    width = max(len(row) for row in head)
    wanted = {plain(name) for name in columns.values() if name}
    scores = [_recognised(row, wanted) for row in head[:_HEADING_WITHIN]]
    best = max(scores)
    if best:
        at = scores.index(best)
    else:
        filled = [sum(map(has_text, row)) for row in head[:_HEADING_WITHIN]]
        at = next(i for i, count in enumerate(filled) if 2 * count >= min(max(filled), width))
    above = head[at - 1] if at else []
    cells = list(head[at])
    for i, cell in enumerate(above):
        if i < len(cells) and not has_text(cells[i]) and has_text(cell) and best:
            cells[i] = cell
    return at, distinct_names(text_of(cell) for cell in cells)


def _recognised(row: Row, wanted: set[str]) -> int:
    """Return how many columns a row names that we know; 0 unless it names a position."""
    names = [text for cell in row if isinstance(cell, str) and (text := cell.strip())]
    if not names or len(names) > MAX_COLUMNS or max(map(len, names)) > _SAMPLE_ROWS:
        return 0
    roles = guess_columns(dict.fromkeys(names))
    plains = {plain(name) for name in names}
    placed = {Role.LON, Role.LAT} <= roles.keys() or plains & PAIR_HEADINGS or can_place(roles)
    return len(roles) + len(plains & wanted) if placed or plains & wanted else 0


def _positions(
    names: list[str], sample: list[Row], columns: Mapping[Role, str]
) -> _Positions | None:
    """Return which columns say where the records are, None when none does."""
    roles = guess_columns(names, columns)
    lon, lat = roles.get(Role.LON), roles.get(Role.LAT)
    if lon and lat:
        return _Positions(lon, lat, roles)
    pair = [
        n for n in names if plain(n) in PAIR_HEADINGS and _pairs_in(sample, names.index(n), 0.0)
    ]
    pair = pair or [n for i, n in enumerate(names) if _pairs_in(sample, i, _MOST)]
    if pair:
        return _Positions(pair[0], pair[0], roles)
    return _Positions(None, None, roles) if can_place(roles) else None


def _sample_frame(names: list[str], sample: list[Row]) -> pd.DataFrame:
    """Return the first rows as text, each as wide as the heading."""
    padded = [[*row, *[None] * len(names)][: len(names)] for row in sample[:ROWS_NAMED]]
    return pd.DataFrame([[text_of(cell) for cell in row] for row in padded], columns=names)


def _pairs_in(sample: list[Row], column: int, share: float) -> bool:
    return holds_pairs((row[column] for row in sample if column < len(row)), share)


def _chunks(cells: Cells, heading: int, width: int, rows: int) -> Iterator[list[Row]]:
    """Yield the filled rows below the heading, as many as there were, each as wide as it."""
    filled = (row for row in cells.rows() if _is_filled(row))
    body = islice(filled, heading + 1, heading + 1 + rows)
    while chunk := list(islice(body, _CHUNK_ROWS)):
        yield [
            row if len(row) == width else [*row[:width], *[None] * (width - len(row))]
            for row in chunk
        ]


def _look_through(
    cells: Cells, heading: int, width: int, progress: Progress
) -> tuple[list[Seen], list[int]]:
    """Return what each column holds, and the records whose cells do not fit the heading."""
    seen = [Seen() for _ in range(width)]
    uneven: list[int] = []
    body = islice((row for row in cells.rows() if _is_filled(row)), heading + 1, None)
    number = 0
    while chunk := list(islice(body, _CHUNK_ROWS)):
        progress(min(0.99, number / (number + 50 * _CHUNK_ROWS)))
        for row in chunk:
            number += 1
            # Empty cells at the end of a line, too many or too few, are no loss.
            if len(row) < width or (len(row) > width and any(map(has_text, row[width:]))):
                uneven.append(number)
        for i, column in enumerate(seen):
            look_at(column, [row[i] if i < len(row) else None for row in chunk])
    return seen, uneven


def _is_filled(row: Row) -> bool:
    return any(map(has_text, row))


def _free(name: str, taken: Collection[str]) -> str:
    """Return `name`, or a variant of it that is not taken."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
