"""Reads any file a planner has: one call from a path to a layer in EPSG:4326.

A file either opens, with all that was decided or mended on the way, or a DataError says
what is the matter. Each format only has to yield a `RawTable`; everything after that,
geometry and coordinates, is the same for all.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from data.archive import shapefile_in_zip
from data.crs_guess import decide
from data.encoding import Declared
from data.errors import DataError
from data.geometry_repair import (
    keep,
    mend_structure,
    mend_validity,
    note_origin,
    to_degrees,
)
from data.loaded import GeometryKind, Loaded, Problem, RawTable, Reason
from data.roles import as_facilities, as_outline, as_population
from data.schema import CRS
from data.shapefile import (
    SIDE_SUFFIXES,
    SUFFIXES,
    Parts,
    parts_beside,
    parts_in_folder,
    read_shapefile,
)
from data.table_file import read_table
from data.vector import layers_of, read_layer

__all__ = [
    "READABLE_SUFFIXES",
    "GeometryKind",
    "Loaded",
    "Problem",
    "Reason",
    "as_facilities",
    "as_outline",
    "as_population",
    "read_file",
]

GEOJSON_SUFFIXES: Final = frozenset({".geojson", ".json"})
TABLE_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
READABLE_SUFFIXES: Final = (".shp", ".zip", ".gpkg", ".geojson", ".json", ".csv", ".tsv", ".txt")

_SQLITE_MAGIC: Final = b"SQLite format 3\0"
_SQLITE_WAL_AT: Final = 18
_SNIFFED_BYTES: Final = 1024
_NAMES_SHOWN: Final = 10


def read_file(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
) -> Loaded:
    """Read a layer of points, lines or polygons.

    Parameters
    ----------
    path
        A shapefile (any of its parts, a folder or a zip holding it), a GeoPackage, GeoJSON,
        or a text table with longitude and latitude columns.
    layer
        Name of the layer, where a file, folder or zip holds several. A GeoPackage without
        one gives its first layer with geometry.
    encoding
        Code page of the text (`GBK`, `UTF-8`, `ANSI 1250`), in place of the one found.
    crs
        Coordinate system (`EPSG:4547`, WKT), in place of the one declared or guessed.

    Raises
    ------
    DataError
        Whatever the matter is with the file; its sentence is in errors_reader.toml.
    """
    path = Path(path)
    try:
        with TemporaryDirectory(prefix="yiquan-", ignore_cleanup_errors=True) as scratch:
            table = _read_raw(path, Path(scratch), layer, encoding)
        # Odd geometry sets floating-point flags in GEOS; what matters is checked in the results.
        with np.errstate(all="ignore"):
            return _finished(table, path, crs)
    except OSError as error:
        found = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=found) from error
    except (MemoryError, shapely.errors.GEOSException) as error:
        found = str(error)[:200] or "memory"
        raise DataError("file_not_readable", file=path.name, found=found) from error


def _read_raw(path: Path, scratch: Path, layer: str | None, encoding: str | None) -> RawTable:
    """Return the layer as the file holds it, by the kind of file."""
    if "\0" in str(path) or not path.exists():
        raise DataError("file_missing", file=path.name.replace("\0", "?"))
    if path.is_dir():
        return read_shapefile(parts_in_folder(path, layer), scratch, encoding)
    if not path.is_file():
        raise DataError("format_unknown", file=path.name, known=" ".join(READABLE_SUFFIXES))
    suffix = path.suffix.lower()
    if suffix in SUFFIXES | SIDE_SUFFIXES or path.name.lower().endswith(".shp.xml"):
        whole = path.with_suffix("").with_suffix("") if suffix == ".xml" else path
        return read_shapefile(parts_beside(whole), scratch, encoding)
    if path.stat().st_size == 0:
        raise DataError("file_empty", file=path.name)
    if suffix == ".zip":
        name, files = shapefile_in_zip(path, layer, SUFFIXES, scratch)
        return read_shapefile(Parts(name, files), scratch, encoding)
    if suffix == ".gpkg":
        return _read_geopackage(path, scratch, layer, encoding)
    if suffix in GEOJSON_SUFFIXES:
        return _read_geojson(path, encoding)
    if suffix in TABLE_SUFFIXES:
        return read_table(path, encoding)
    raise DataError("format_unknown", file=path.name, known=" ".join(READABLE_SUFFIXES))


def _read_geopackage(
    path: Path, scratch: Path, layer: str | None, encoding: str | None
) -> RawTable:
    """Read one layer of a GeoPackage, the first with geometry when none is named."""
    with path.open("rb") as stream:
        head = stream.read(_SNIFFED_BYTES)
    if not head.startswith(_SQLITE_MAGIC):
        raise DataError("not_this_format", file=path.name, format="GeoPackage")
    source = _private_copy(path, scratch, head)
    spatial = layers_of(source, path.name)
    if not spatial:
        raise DataError("no_geometry", file=path.name)
    if layer is not None and layer not in spatial:
        raise DataError("layer_missing", file=path.name, layer=layer, found=_some(spatial))
    chosen = spatial[0] if layer is None else layer
    table = read_layer(source, path.name, chosen, encoding, Declared())
    if layer is None and len(spatial) > 1:
        facts = {"layer": chosen, "others": _some(spatial[1:])}
        table.problems.append(Problem.of("problem_other_layers", (), **facts))
    return table


def _private_copy(path: Path, scratch: Path, head: bytes) -> Path:
    """Return the file itself, or a copy where reading it would write beside it.

    SQLite makes two files next to a database in write-ahead mode, and what was written
    last may still stand in one of them.
    """
    waiting = head[_SQLITE_WAL_AT : _SQLITE_WAL_AT + 1] == b"\x02"
    if not waiting and not set("!;?#") & set(str(path.absolute())):
        return path
    copy = scratch / "copy.gpkg"
    shutil.copyfile(path, copy)
    log = path.with_name(f"{path.name}-wal")
    if waiting and log.is_file():
        shutil.copyfile(log, copy.with_name("copy.gpkg-wal"))
    return copy


def _read_geojson(path: Path, encoding: str | None) -> RawTable:
    with path.open("rb") as stream:
        head = stream.read(_SNIFFED_BYTES)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise DataError("not_this_format", file=path.name, format="GeoJSON")
    # The prefix keeps GDAL from taking JSON for one of the formats that fetch other files.
    table = read_layer(f"GeoJSON:{path.absolute()}", path.name, None, encoding, Declared())
    table.layer = path.stem
    table.crs_fixed = True
    return table


def _finished(table: RawTable, path: Path, crs: str | None) -> Loaded:
    """Return the layer with its geometry mended and in EPSG:4326."""
    kind = mend_structure(table, path.name)
    mend_validity(table, kind, path.name)
    origin = note_origin(table, kind)
    judged = table.geometry if origin.all() else table.geometry[~origin]
    west, south, east, north = shapely.bounds(judged).T
    centres = np.column_stack([(west + east) / 2, (south + north) / 2])
    decision = decide(table.crs, crs, centres, path.name, fixed=table.crs_fixed)
    if decision.crs.is_projected:
        # 0, 0 is no place in a projection, nor is what does not fit the zone of the others.
        misplaced = origin.copy()
        if decision.fits is not None and not origin.all():
            misplaced[~origin] = ~decision.fits
        keep(table, ~misplaced, "problem_out_of_range", path.name)
    to_degrees(table, decision, path.name)
    frame = gpd.GeoDataFrame(table.columns, geometry=table.geometry, crs=CRS)
    return Loaded(
        frame=frame,
        path=path,
        layer=table.layer,
        encoding=table.encoding,
        encoding_why=table.encoding_why,
        crs_found=decision.found,
        crs_why=decision.why,
        problems=_merged([*table.problems, *decision.problems]),
        geometry=kind,
        source_rows=np.asarray(table.rows, dtype=np.int64),
    )


def _merged(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with those of one code made one."""
    by_code: dict[str, Problem] = {}
    for problem in problems:
        before = by_code.get(problem.code)
        if before is not None:
            facts = {k: v for k, v in before.facts.items() if k not in {"count", "row_list"}}
            merged = Problem.of(problem.code, (*before.rows, *problem.rows), **facts)
            by_code[problem.code] = merged
        else:
            by_code[problem.code] = problem
    return tuple(by_code.values())


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMES_SHOWN])
