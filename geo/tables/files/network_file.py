"""Networks as a file: parts as points, links as lines, or both as tables."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from data.errors import DataError
from data.lists import several
from data.schema import CRS
from data.write.output_file import refusals, write_file
from data.write.xlsx import Sheet, workbook_bytes
from geo.tables.files.forms import csv_text
from geo.tables.files.written import NOTE, noted_rows
from geo.tables.networks import PARTS, NetworkTables, Shapes
from geo.tables.table import Kind, Table

WHAT: Final = "what"


def write_networks(path: Path, tables: NetworkTables) -> None:
    """Write networks by the ending of the name.

    A GeoPackage has a layer for the parts and one for the links, an Excel workbook a sheet
    for each. GeoJSON and CSV know one table alone: there `what` tells them apart. The first
    row's `note` of each says what has to be known.

    Raises
    ------
    DataError
        `cli_output_ending` for another ending, `cli_output_unwritable`.
    """
    make = WRITERS.get(path.suffix.lower())
    if make is None:
        raise DataError("cli_output_ending", file=path, known=several(WRITERS))
    try:
        with refusals(path):
            content = make(tables)
    except (DataSourceError, DataLayerError) as error:
        raise DataError("cli_output_unwritable", file=path, reason=error) from error
    write_file(path, content)


def networks_csv(tables: NetworkTables) -> str:
    """Return parts and links as CSV: a row for each, the parts first."""
    both = tables.parts, tables.links
    rows = [{WHAT: table.name, **row} for table in both for row in noted_rows(table)]
    return csv_text([*dict.fromkeys([WHAT, *_keys(both)])], rows)


def _keys(tables: Sequence[Table]) -> list[str]:
    keys = dict.fromkeys(key for table in tables for key in table.keys)
    # What is told of a row stands last, whichever table has it.
    last = ("status", "source", "known")
    return [*(key for key in keys if key not in last), *last, NOTE]


def _frames(tables: NetworkTables) -> dict[str, gpd.GeoDataFrame]:
    return {
        tables.parts.name: _frame(tables.parts, tables.points),
        tables.links.name: _frame(tables.links, tables.lines),
    }


def _frame(table: Table, shapes: Shapes) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(noted_rows(table), columns=[*table.keys, NOTE])
    for column in table.columns:
        if column.kind in (Kind.DISTANCE, Kind.NUMBER):
            # A column of nothing but gaps would become text.
            frame[column.key] = frame[column.key].astype(float)
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs=CRS)


def _geopackage(tables: NetworkTables) -> bytes:
    with tempfile.TemporaryDirectory(prefix="yiquan-") as folder:
        draft = Path(folder) / "networks.gpkg"
        for name, frame in _frames(tables).items():
            pyogrio.write_dataframe(
                frame,
                draft,
                layer=name,
                driver="GPKG",
                geometry_type="Point" if name == PARTS else "LineString",
                append=draft.exists(),
                layer_options={"IDENTIFIER": name},
            )
        return draft.read_bytes()


def _geojson(tables: NetworkTables) -> bytes:
    filled = [f.assign(**{WHAT: name}) for name, f in _frames(tables).items() if len(f)]
    columns = [WHAT, *_keys((tables.parts, tables.links)), "geometry"]
    both = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)
    table = gpd.GeoDataFrame(both[columns], geometry="geometry", crs=CRS)
    with tempfile.TemporaryDirectory(prefix="yiquan-") as folder:
        draft = Path(folder) / "networks.geojson"
        pyogrio.write_dataframe(table, draft, driver="GeoJSON", geometry_type="Unknown")
        return draft.read_bytes()


def _workbook(tables: NetworkTables) -> bytes:
    return workbook_bytes([_sheet(tables.parts), _sheet(tables.links)])


def _sheet(table: Table) -> Sheet:
    return Sheet(table.name, [*table.keys, NOTE], noted_rows(table))


WRITERS: Final[Mapping[str, Callable[[NetworkTables], bytes]]] = {
    ".gpkg": _geopackage,
    ".geojson": _geojson,
    ".csv": lambda tables: networks_csv(tables).encode(),
    ".xlsx": _workbook,
}
