"""What comes out of a user's file: the frame, and all that was decided on the way.

A reason or a problem is a code with its facts; the sentences stand under the code in
resources/i18n/errors_reader.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from data.findings import ROWS_NAMED, Hypothesis, Problem, Reason, RowNumbers
from data.layer.attributes import Attributes
from data.layer.points import Shapes
from data.layer.records import Records
from data.schema import Datum
from data.text.fields import Role

_ASSUMED: Final = Reason("datum_assumed")


class GeometryKind(StrEnum):
    """What a layer consists of."""

    POINTS = "points"
    LINES = "lines"
    POLYGONS = "polygons"


@dataclass(slots=True, eq=False)
class RawTable:
    """A layer as its file holds it, before coordinates are understood.

    Attributes
    ----------
    columns
        Attributes, decoded.
    geometry
        Points as numbers, or shapely geometries or None, one per row.
    crs
        What the file says of its coordinates (WKT or an authority code), None when nothing.
    crs_fixed
        Whether the format itself fixes degrees on WGS 84, the file saying nothing else.
    rows
        Record number of each row, from 1.
    parts
        Names of the files that were read.
    layers
        Names of all layers the file holds.
    placed_by_name
        Whether records stand at the seat of the township they name.
    converted
        The file's system and how it is known, where reading has already left it.
    """

    columns: Attributes
    geometry: Shapes
    layer: str
    crs: str | None
    encoding: str
    encoding_why: Reason
    rows: RowNumbers
    problems: list[Problem]
    crs_fixed: bool = False
    parts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    placed_by_name: bool = False
    converted: tuple[str, Reason] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute: its name, and `text`, `integer`, `number`, `boolean` or `date`."""

    name: str
    type: str


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A user's layer, ready to use.

    Attributes
    ----------
    records
        Attributes and 2D geometry of one kind in degrees on WGS 84; never empty. Points are
        single, lines and polygons single or multiple.
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
    parts
        Names of the files that were read: of a shapefile its parts, of a zip what was taken.
    layers
        Names of all layers the file holds, as `read_file` takes them.
    columns
        Which column the user said holds what; headings tell the others.
    placed_by_name
        Whether records stand at the seat of the township they name; the columns
        `position_source`, `position_error_m` and `adcode` then say how.
    datum, datum_why
        What degrees were counted from before they were brought to WGS 84, and how that is known.
    datum_scores
        How many places fall in the county they name under each datum, best first; empty where
        none could be tested.
    """

    records: Records
    path: Path
    layer: str
    encoding: str
    encoding_why: Reason
    crs_found: str
    crs_why: Reason
    problems: tuple[Problem, ...]
    geometry: GeometryKind
    source_rows: RowNumbers
    parts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    columns: Mapping[Role, str] = field(default_factory=lambda: MappingProxyType({}))
    placed_by_name: bool = False
    datum: Datum = Datum.WGS84
    datum_why: Reason = _ASSUMED
    datum_scores: tuple[Hypothesis, ...] = ()

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The records as a frame in EPSG:4326 with a RangeIndex, made at each call."""
        return self.records.frame()

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge of all geometry, in degrees."""
        return self.records.bounds

    @property
    def fields(self) -> tuple[Field, ...]:
        """The attributes and their types, in the order of the file."""
        records = self.records
        return tuple(Field(name, field_type(records[name])) for name in records.names)

    def preview(self, rows: int = ROWS_NAMED) -> list[dict[str, object]]:
        """Return the attributes of the first rows as plain values, None where there is none."""
        table = self.records.head(rows)
        return [
            {str(name): plain_value(value) for name, value in zip(table.columns, row, strict=True)}
            for row in table.itertuples(index=False, name=None)
        ]


def field_type(values: "pd.Series[float]") -> str:
    """Return what a column holds: `integer`, `number`, `boolean`, `date` or `text`."""
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(values) else "text"


def plain_value(value: object) -> object:
    """Return a cell as JSON can hold it: text, a number, true or false, or None."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, date | time):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | str) else str(value)
