"""What comes out of a user's file: the frame, and all that was decided on the way.

A reason or a problem is a code with its facts; the sentences stand under the code in
resources/i18n/errors_reader.toml.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

ROWS_NAMED: Final = 10


class GeometryKind(StrEnum):
    """What a layer consists of."""

    POINTS = "points"
    LINES = "lines"
    POLYGONS = "polygons"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a sentence's code and its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something doubtful that was noticed, and mended where that was possible.

    Attributes
    ----------
    code
        Key of the sentence.
    rows
        Records concerned, counted from 1 in the order of the file; empty when the
        problem concerns the whole file.
    facts
        Values for the sentence; always holds `count` and `row_list`, the first rows as text.
    """

    code: str
    rows: tuple[int, ...]
    facts: Mapping[str, object]

    @classmethod
    def of(cls, code: str, rows: Iterable[int] = (), **facts: object) -> "Problem":
        """Return the problem of `rows`, each named once and in order."""
        numbers = tuple(sorted({int(row) for row in rows}))
        return cls(code, numbers, {"count": len(numbers), "row_list": list_rows(numbers), **facts})


@dataclass(slots=True, eq=False)
class RawTable:
    """A layer as its file holds it, before coordinates are understood.

    Attributes
    ----------
    columns
        Attributes, decoded; RangeIndex.
    geometry
        Shapely geometries or None, one per row.
    crs
        What the file says of its coordinates (WKT or an authority code), None when nothing.
    crs_fixed
        Whether the format itself fixes degrees on WGS 84, the file saying nothing else.
    rows
        Record number of each row, from 1.
    """

    columns: pd.DataFrame
    geometry: npt.NDArray[np.object_]
    layer: str
    crs: str | None
    encoding: str
    encoding_why: Reason
    rows: npt.NDArray[np.int64]
    problems: list[Problem]
    crs_fixed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A user's layer, ready to use.

    Attributes
    ----------
    frame
        Attributes and 2D geometry of one kind, EPSG:4326, RangeIndex; never empty. Points
        are single, lines and polygons single or multiple.
    path
        The file the user named.
    layer
        Name of the layer inside it.
    encoding, encoding_why
        How text was read, and why so.
    crs_found
        Coordinate system the coordinates were in: an authority code or a name.
    crs_why
        How that is known.
    problems
        What was doubtful or mended.
    geometry
        Kind of every geometry in the frame.
    source_rows
        Record number in the file, from 1, of each row of the frame.
    """

    frame: gpd.GeoDataFrame
    path: Path
    layer: str
    encoding: str
    encoding_why: Reason
    crs_found: str
    crs_why: Reason
    problems: tuple[Problem, ...]
    geometry: GeometryKind
    source_rows: npt.NDArray[np.int64]


def list_rows(rows: Iterable[int]) -> str:
    """Return the first ten row numbers as text, `…` standing for the rest."""
    numbers = list(rows)
    shown = ", ".join(str(row) for row in numbers[:ROWS_NAMED])
    return f"{shown} …" if len(numbers) > ROWS_NAMED else shown
