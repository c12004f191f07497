"""Reads GeoPackages, and keeps a database that is no plain one from doing more than that."""

import shutil
import sqlite3
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.formats.vector import layers_of, read_layer
from data.layer.loaded import Problem, RawTable
from data.layer.read_request import Request
from data.read.layers_offered import some
from data.text.encoding import Declared

_MAGIC: Final = b"SQLite format 3\0"
_WAL_AT: Final = 18
_HEAD_BYTES: Final = 100
# A view may compute without end; a table cannot. Steps of SQLite's machine, some seconds.
_MOST_STEPS: Final = 200_000_000
_STEPS_BETWEEN: Final = 1_000_000


def read_geopackage(path: Path, request: Request) -> RawTable:
    """Read one layer of a GeoPackage, the first with geometry when none is named.

    Raises
    ------
    DataError
        `not_this_format`, `no_geometry`, `layer_missing`, `file_not_readable`,
        `encoding_unknown`.
    """
    source, spatial = layers_in(path, request)
    if request.layer is not None and request.layer not in spatial:
        found = some(spatial)
        raise DataError("layer_missing", file=path.name, layer=request.layer, found=found)
    chosen = spatial[0] if request.layer is None else request.layer
    _check_view(source, chosen, path.name)
    table = read_layer(source, path.name, chosen, request, Declared())
    if request.layer is None and len(spatial) > 1:
        facts = {"layer": chosen, "others": some(spatial[1:])}
        table.problems.append(Problem.of("problem_other_layers", (), **facts))
    table.parts, table.layers = (path.name,), tuple(spatial)
    return table


def layers_in(path: Path, request: Request) -> tuple[Path, list[str]]:
    """Return what may be opened, the file or a copy, and the layers with geometry."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.startswith(_MAGIC):
        raise DataError("not_this_format", file=path.name, format="GeoPackage")
    source = _private_copy(path, request.folder(), head)
    spatial = layers_of(source, path.name)
    if not spatial:
        raise DataError("no_geometry", file=path.name)
    return source, spatial


def _private_copy(path: Path, scratch: Path, head: bytes) -> Path:
    """Return the file itself, or a copy where reading it would write beside it.

    SQLite makes two files next to a database in write-ahead mode, and what was written
    last may still stand in one of them.
    """
    waiting = head[_WAL_AT : _WAL_AT + 1] == b"\x02"
    if not waiting and not set("!;?#%") & set(str(path.absolute())):
        return path
    copy = scratch / "copy.gpkg"
    shutil.copyfile(path, copy)
    log = path.with_name(f"{path.name}-wal")
    if waiting and log.is_file():
        shutil.copyfile(log, copy.with_name("copy.gpkg-wal"))
    return copy


def _check_view(source: Path, layer: str, file: str) -> None:
    """Let a layer pass that is a table, or a view that comes to an end."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += _STEPS_BETWEEN
        return steps > _MOST_STEPS

    try:
        connection = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        try:
            kind = connection.execute(
                "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE", [layer]
            ).fetchone()
            if kind is not None and kind[0] != "table":
                connection.set_progress_handler(count, _STEPS_BETWEEN)
                quoted = layer.replace('"', '""')
                connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeError) as error:
        found = str(error)[:200]
        raise DataError("file_not_readable", file=file, found=found) from error
