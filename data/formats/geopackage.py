"""Reads GeoPackages: tables, and those views that are sure to come to an end.

SQLite looks at the database before GDAL does, and never in a way that writes.
"""

import shutil
import sqlite3
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.findings import Problem
from data.formats.geopackage_look import Layers, look_into
from data.formats.vector import read_layer
from data.layer.loaded import RawTable
from data.layer.read_request import Request, is_plain
from data.lists import some
from data.text.encoding import Declared

_MAGIC: Final = b"SQLite format 3\0"
_WAL_AT: Final = 18
_HEAD_BYTES: Final = 100


def read_geopackage(path: Path, request: Request) -> RawTable:
    """Read one layer of a GeoPackage, the first with geometry when none is named.

    Raises
    ------
    DataError
        `not_this_format`, `no_geometry`, `layer_missing`, `file_not_readable`,
        `view_not_read`, `geopackage_calls`, `encoding_unknown`.
    """
    source, layers = _looked_into(path, request)
    if request.layer is not None and request.layer not in layers.names:
        if request.layer in layers.refused:
            raise _view_refused(path, request.layer, layers)
        found = some(layers.names)
        raise DataError("layer_missing", file=path.name, layer=request.layer, found=found)
    spatial = layers.names
    chosen = spatial[0] if request.layer is None else request.layer
    table = read_layer(source, path.name, chosen, request, Declared())
    if request.layer is None and len(spatial) > 1:
        facts = {"layer": chosen, "others": some(spatial[1:])}
        table.problems.append(Problem.of("problem_other_layers", (), **facts))
    for view in layers.refused:
        facts = {"layer": view, "found": layers.refused[view]}
        table.problems.append(Problem.of("problem_view_not_read", (), **facts))
    table.parts, table.layers = (path.name,), tuple(spatial)
    return table


def layers_in(path: Path, request: Request) -> tuple[Path, list[str]]:
    """Return what may be opened, the file or a copy, and the layers with geometry."""
    source, layers = _looked_into(path, request)
    return source, layers.names


def _looked_into(path: Path, request: Request) -> tuple[Path, Layers]:
    """Return what may be opened, the file or a copy, and what it holds."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.startswith(_MAGIC):
        raise DataError("not_this_format", file=path.name, format="GeoPackage")
    try:
        source = _unchanging(path, request.folder(), head)
        layers = look_into(source, path.name, request.progress)
    except (sqlite3.Error, UnicodeError) as error:
        found = str(error)[:200]
        raise DataError("file_not_readable", file=path.name, found=found) from error
    if not layers.names:
        for view in layers.refused:
            raise _view_refused(path, view, layers)
        raise DataError("no_geometry", file=path.name)
    return source, layers


def _view_refused(path: Path, view: str, layers: Layers) -> DataError:
    return DataError("view_not_read", file=path.name, layer=view, found=layers.refused[view])


def _unchanging(path: Path, scratch: Path, head: bytes) -> Path:
    """Return the file itself, or a copy where reading it would change it or its surroundings.

    What was written last may still stand in a file beside a database, and whoever opens both
    puts them together.
    """
    beside = [path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-journal")]
    logs = [each for each in beside if each.is_file()]
    waiting = bool(logs) or head[_WAL_AT : _WAL_AT + 1] == b"\x02"
    if not waiting and is_plain(path):
        return path.absolute()
    copy = scratch / "copy.gpkg"
    shutil.copyfile(path, copy)
    for log in logs:
        shutil.copyfile(log, copy.with_name(f"{copy.name}{log.name.removeprefix(path.name)}"))
    if waiting:
        connection = sqlite3.connect(copy)
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            connection.close()
    return copy
