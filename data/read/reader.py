"""Reads any file a planner has: one call from a path to a layer in EPSG:4326.

A file either opens, with all that was decided or mended on the way, or a DataError says
what is the matter. Each format only has to yield a `RawTable`; everything after that,
geometry and coordinates, is the same for all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely
from pyproj.exceptions import ProjError

from data.errors import DataError
from data.findings import ROWS_NAMED, Problem, Reason
from data.formats.database import label_of, read_database
from data.layer.attributes import Attributes
from data.layer.loaded import GeometryKind, Loaded, RawTable
from data.layer.points import as_objects
from data.layer.read_request import Request
from data.layer.records import Records
from data.place.crs_guess import decide
from data.place.datum_clues import evidence_of
from data.place.geometry_repair import (
    centres,
    keep,
    mend_structure,
    mend_validity,
    note_origin,
    to_degrees,
)
from data.place.projected_systems import candidates_of_points
from data.place.undecided import UndecidedError
from data.progress import Progress, part, silent
from data.read.by_suffix import READABLE_SUFFIXES, read_raw
from data.read.roles import as_facilities, as_outline, as_population
from data.schema import Datum
from data.text.connection import is_connection
from data.text.fields import Role

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

_NO_COLUMNS: Final[Mapping[Role, str]] = MappingProxyType({})
_READ_SHARE: Final = 0.7
_JUDGED_ROWS: Final = 20_000


def read_file(
    path: Path | str,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    datum: Datum | None = None,
    columns: Mapping[Role, str] = _NO_COLUMNS,
    progress: Progress = silent,
    trusted: bool = True,
) -> Loaded:
    """Read a layer of points, lines or polygons.

    Parameters
    ----------
    path
        A shapefile (any of its parts), a GeoPackage, GeoJSON, KML, KMZ, FlatGeobuf, a text
        table or a workbook with positions or names of townships, a GeoTIFF of population, a
        zip or a folder holding any of these; or, as `postgresql://user@host/database`, a
        PostGIS database.
    layer
        Name of the layer, where the file holds several (`data.read.contents.contents_of`). A
        GeoPackage, KML or workbook without one gives its first layer with positions.
    encoding
        Code page of the text (`GBK`, `UTF-8`, `ANSI 1250`), in place of the one found.
    crs
        Coordinate system (`EPSG:4547`, WKT), in place of the one declared or guessed.
    datum
        What degrees are counted from, in place of what is declared or guessed.
    columns
        Which column holds what, in place of what headings say. The same column as longitude
        and latitude holds both in one cell.
    progress
        Told how far reading is; may raise to end it.
    trusted
        Whether the user named a database, which is then reached as `data.text.connection` says.

    Raises
    ------
    DataError
        Whatever the matter is; an `UndecidedError` where only the user can say where records lie.
    """
    found = Path(label_of(str(path))) if is_connection(path) else Path(path)
    try:
        with TemporaryDirectory(prefix="yiquan-", ignore_cleanup_errors=True) as scratch:
            reading = part(progress, 0.0, _READ_SHARE)
            folder = Path(scratch)
            request = Request(folder, layer, encoding, crs, columns, reading, trusted=trusted)
            table = _raw(path, found, request)
        # Odd geometry sets floating-point flags in GEOS; what matters is checked in the results.
        with np.errstate(all="ignore"):
            loaded = _located(table, found, crs, datum, columns, part(progress, _READ_SHARE, 1.0))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError("file_not_opened", file=found.name, found=reason) from error
    except (MemoryError, shapely.errors.GEOSException, ProjError) as error:
        reason = str(error)[:200] or "memory"
        raise DataError("file_not_readable", file=found.name, found=reason) from error
    progress(1.0)
    return loaded


def _raw(path: Path | str, found: Path, request: Request) -> RawTable:
    return read_database(str(path), request) if is_connection(path) else read_raw(found, request)


def _located(
    table: RawTable,
    path: Path,
    crs: str | None,
    datum: Datum | None,
    columns: Mapping[Role, str],
    progress: Progress,
) -> Loaded:
    """Return the finished layer; where that fails, its first records go with the reason."""
    head, parts = table.columns.head(ROWS_NAMED), table.parts or (path.name,)
    try:
        return _finished(table, path, crs, datum, columns, progress)
    except DataError as error:
        asked = error.code == "crs_missing"
        candidates = candidates_of_points(centres(table.geometry)) if asked else ()
        raise UndecidedError(error, head, parts, candidates) from error


def _finished(
    table: RawTable,
    path: Path,
    crs: str | None,
    datum: Datum | None,
    columns: Mapping[Role, str],
    progress: Progress,
) -> Loaded:
    """Return the layer with its geometry mended and in EPSG:4326."""
    kind = mend_structure(table, path.name, part(progress, 0.0, 0.3))
    mend_validity(table, kind, path.name, part(progress, 0.3, 0.5))
    origin = note_origin(table, kind)
    some_else = origin.any() and not origin.all()
    judged = table.geometry[~origin] if some_else else table.geometry
    sample = _thinned(table)
    # What reading has already brought to WGS 84 is not to be brought there again.
    given = None if table.placed_by_name or table.converted else crs
    evidence = None if table.placed_by_name else evidence_of(sample, kind, columns, path.name)
    decision = decide(
        table.crs,
        given,
        centres(judged),
        path.name,
        fixed=table.crs_fixed,
        datum=None if table.placed_by_name else datum,
        evidence=evidence,
    )
    if decision.crs.is_projected:
        # 0, 0 is no place in a projection, nor is what does not fit the zone of the others.
        misplaced = origin.copy()
        if decision.fits is not None and not origin.all():
            misplaced[~origin] = ~decision.fits
        keep(table, ~misplaced, "problem_out_of_range", path.name)
    to_degrees(table, decision, path.name, part(progress, 0.6, 1.0))
    crs_found, crs_why = table.converted or (decision.found, decision.why)
    return Loaded(
        records=Records(table.columns, table.geometry),
        path=path,
        layer=table.layer,
        encoding=table.encoding,
        encoding_why=table.encoding_why,
        crs_found=crs_found,
        crs_why=crs_why,
        problems=_merged([*table.problems, *decision.problems]),
        geometry=kind,
        source_rows=np.asarray(table.rows, dtype=np.int32),
        parts=table.parts or (path.name,),
        layers=table.layers or (table.layer,),
        columns=dict(columns),
        placed_by_name=table.placed_by_name,
        datum=decision.datum,
        datum_why=decision.datum_why,
        datum_scores=decision.scores,
    )


def _thinned(table: RawTable) -> RawTable:
    """Return a layer, or of a large one every so many rows: enough to judge its datum by."""
    step = max(1, -(-len(table.rows) // _JUDGED_ROWS))
    return replace(
        table,
        columns=Attributes.of(table.columns.every(step)),
        geometry=as_objects(table.geometry[::step]),
        rows=table.rows[::step],
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
