"""Writes a layer as a file that this program and others read back as it was.

GeoPackage, GeoJSON, CSV (UTF-8 with its mark), XLSX and shapefile (UTF-8 with .cpg, field
names of at most ten ASCII letters and a table of the full ones beside it). A draft is
written beside the file and takes its place when it is whole.
"""

import csv
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.errors import DataError
from data.findings import Problem
from data.formats.shapefile import FIELDS_SUFFIX, SIDE_SUFFIXES, SUFFIXES
from data.progress import Progress, silent
from data.schema import CRS
from data.text.formulas import guarded
from data.whole_file import draft_folder
from data.write.written_values import (
    as_cell,
    as_json,
    as_text,
    short_names,
    with_positions,
    within_dbf,
    writable,
)

WRITABLE_SUFFIXES: Final = (".gpkg", ".geojson", ".csv", ".xlsx", ".shp")
MAX_SHEET_ROWS: Final = 1_048_575
MAX_SHEET_TEXT: Final = 32_767
_REPORTED_ROWS: Final = 5_000
_DRIVERS: Final = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
_DATE_FORMATS: Final = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss"}


@dataclass(frozen=True, slots=True, eq=False)
class SecondLayer:
    """Rows that belong to a layer and yet are none of it.

    GeoPackage and XLSX have them as a layer or sheet called `name`; of the other formats,
    which hold one layer, they are a file `{stem}_{name}` beside it, over none that is there.
    """

    name: str
    frame: gpd.GeoDataFrame


def write_frame(
    frame: gpd.GeoDataFrame,
    path: Path,
    progress: Progress = silent,
    second: SecondLayer | None = None,
    description: str = "",
) -> tuple[Problem, ...]:
    """Write a layer in the format that the suffix of `path` names, over what is there.

    Parameters
    ----------
    frame
        Attributes and geometry with a coordinate system; may be empty. GeoJSON, CSV and
        XLSX are written in EPSG:4326, the last two with the columns `lon` and `lat`.
    path
        File to write, its folder existing.
    second
        More rows to write, apart from these; None or without rows for none.
    description
        Kept with the layer of a GeoPackage, the one format that has a place for it.

    Returns
    -------
    What could not be kept as it was, such as texts too long for a shapefile, and where
    the rows of `second` are.

    Raises
    ------
    DataError
        `format_not_written`, `file_not_written`, `not_points_for_table`, `table_too_long`.
    """
    path = Path(path)
    writer = _writers().get(path.suffix.lower())
    if writer is None:
        raise DataError("format_not_written", file=path.name, known=" ".join(WRITABLE_SUFFIXES))
    progress(0.0)
    try:
        with draft_folder(path.parent) as folder:
            job = _Job(folder / path.name, progress, second, description)
            problems = writer(writable(frame), job)
            if second is not None and len(second.frame):
                problems.append(_write_second(second, job, path, writer))
            _put_in_place(folder, path)
    except OSError as error:
        detail = error.strerror or str(error)
        raise DataError("file_not_written", file=path.name, detail=detail) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        detail = str(error)[:200]
        raise DataError("file_not_written", file=path.name, detail=detail) from error
    progress(1.0)
    return tuple(problems)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What is written besides a table, and where its draft goes."""

    path: Path
    progress: Progress = silent
    second: SecondLayer | None = None
    description: str = ""


Writer = Callable[[gpd.GeoDataFrame, _Job], list[Problem]]


def _write_second(second: SecondLayer, job: _Job, path: Path, writer: Writer) -> Problem:
    """Write the rows apart from the layer, and say where they are."""
    count = len(second.frame)
    if path.suffix.lower() == ".xlsx":
        # Its sheets are written in one go.
        return Problem.of("problem_gone_inside", (), count=count, layer=second.name)
    if path.suffix.lower() == ".gpkg":
        name = second.name if second.name != path.stem else f"{second.name}_2"
        _write_with_gdal(writable(second.frame), job, name)
        return Problem.of("problem_gone_inside", (), count=count, layer=name)
    beside = _free_name(path, second.name)
    writer(writable(second.frame), _Job(job.path.with_name(beside)))
    return Problem.of("problem_gone_beside", (), count=count, file=beside)


def _free_name(path: Path, name: str) -> str:
    """Return the name of a file beside `path` that is not there yet."""
    taken = {other.stem.lower() for other in path.parent.iterdir()}
    stem, number = f"{path.stem}_{name}", 2
    while stem.lower() in taken:
        stem, number = f"{path.stem}_{name}_{number}", number + 1
    return f"{stem}{path.suffix}"


def _writers() -> Mapping[str, Writer]:
    return {
        ".gpkg": _write_with_gdal,
        ".geojson": _write_geojson,
        ".csv": _write_csv,
        ".xlsx": _write_xlsx,
        ".shp": _write_shapefile,
    }


def _put_in_place(draft: Path, path: Path) -> None:
    """Move what was written to where it belongs; what stood there goes only when all is there."""
    new = sorted(draft.iterdir())
    old = [path] if path.exists() else []
    if path.suffix.lower() == ".shp":
        stem = path.stem.lower()
        old = [
            other
            for other in path.parent.iterdir()
            if (other.stem.lower() == stem and other.suffix.lower() in SUFFIXES | SIDE_SUFFIXES)
            or other.name.lower() == f"{stem}{FIELDS_SUFFIX}"
        ]
    if len(new) == 1 and len(old) <= 1:
        os.replace(new[0], path)  # noqa: PTH105 - replaces on every system
        return
    kept = draft / "before"
    kept.mkdir()
    moved: list[Path] = []
    placed: list[Path] = []
    try:
        for other in old:
            other.replace(kept / other.name)
            moved.append(other)
        # The .shp comes last: without it nobody takes the rest for a layer.
        for part in sorted(new, key=lambda p: p.suffix.lower() == ".shp"):
            part.replace(path.parent / part.name)
            placed.append(path.parent / part.name)
    except OSError:
        for part in placed:
            with suppress(OSError):
                part.unlink()
        for other in moved:
            with suppress(OSError):
                (kept / other.name).replace(other)
        raise


def _write_with_gdal(frame: gpd.GeoDataFrame, job: _Job, layer: str | None = None) -> list[Problem]:
    path, suffix = job.path, job.path.suffix.lower()
    options = {"SPATIAL_INDEX": "YES"} if suffix == ".gpkg" else {}
    if job.description and suffix == ".gpkg":
        options["DESCRIPTION"] = job.description
    # GDAL takes some signs of a path for something else; the draft has a plain one meanwhile.
    plain = path.with_name(f"draft{suffix}")
    if path.exists():
        path.replace(plain)
    pyogrio.write_dataframe(
        frame,
        plain,
        layer=layer or (path.stem if suffix != ".shp" else "draft"),
        driver=_DRIVERS[suffix],
        encoding="UTF-8",
        layer_options=options,
        geometry_type=_geometry_type(frame),
    )
    for part in list(path.parent.iterdir()):
        if part.name.startswith("draft."):
            part.replace(path.parent / f"{path.stem}{part.name.removeprefix('draft')}")
    return []


def _geometry_type(frame: gpd.GeoDataFrame) -> str | None:
    """Return the type of an empty layer or of one without shapes, which has to be said."""
    if len(frame) and not frame.geometry.isna().all():
        return None
    return "Point"


def _write_geojson(frame: gpd.GeoDataFrame, job: _Job) -> list[Problem]:
    """Write GeoJSON (RFC 7946), each number with the digits that give it again."""
    path, progress = job.path, job.progress
    degrees = _in_degrees(frame)
    names = [name for name in frame.columns if name != frame.geometry.name]
    columns = [as_json(degrees[name]) for name in names]
    rows = zip(*columns, strict=True) if names else ([] for _ in range(len(frame)))
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"type": "FeatureCollection", "features": [')
        shapes = shapely.to_geojson(degrees.geometry.to_numpy()).tolist()
        for number, (shape, row) in enumerate(zip(shapes, rows, strict=True)):
            if number % _REPORTED_ROWS == 0:
                progress(number / len(frame))
            properties = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
            geometry = "null" if shape is None else shape
            stream.write(",\n" if number else "\n")
            stream.write(
                f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'
            )
        stream.write("\n]}\n")
    return []


def _write_shapefile(frame: gpd.GeoDataFrame, job: _Job) -> list[Problem]:
    """Write a shapefile and the table of its full field names."""
    path = job.path
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    short = short_names(names)
    problems: list[Problem] = []
    data = {}
    for name in names:
        values, cut = within_dbf(frame[name])
        data[short[name]] = values
        if len(cut):
            problems.append(Problem.of("problem_text_cut", cut + 1, field=name))
    renamed = gpd.GeoDataFrame(
        pd.DataFrame(data, index=frame.index), geometry=frame.geometry.array, crs=frame.crs
    )
    _write_with_gdal(renamed, job)
    with path.with_name(f"{path.stem}{FIELDS_SUFFIX}").open(
        "w", encoding="utf-8-sig", newline=""
    ) as stream:
        table = csv.writer(stream)
        table.writerow(["field", "name"])
        table.writerows([short[name], guarded(name)] for name in names)
    if any(short[name] != name for name in names):
        facts = {"table": f"{path.stem}{FIELDS_SUFFIX}"}
        problems.append(Problem.of("problem_names_shortened", (), **facts))
    return problems


def _write_csv(frame: gpd.GeoDataFrame, job: _Job) -> list[Problem]:
    path, progress = job.path, job.progress
    table = _table(frame, path)
    columns = [as_text(table[name]) for name in table.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([guarded(str(name)) for name in table.columns])
        for number, row in enumerate(zip(*columns, strict=True)):
            if number % _REPORTED_ROWS == 0:
                progress(number / max(1, len(table)))
            writer.writerow(row)
    return []


def _write_xlsx(frame: gpd.GeoDataFrame, job: _Job) -> list[Problem]:
    path, tables = job.path, [_table(frame, job.path)]
    if job.second is not None and len(job.second.frame):
        tables.append(_table(writable(job.second.frame), path))
    for table in tables:
        if len(table) > MAX_SHEET_ROWS:
            limit = MAX_SHEET_ROWS
            raise DataError("table_too_long", file=path.name, count=len(table), limit=limit)
    # Whatever a text looks like, it stays text: no formula, no link, no number.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(path, options) as book:
        cut = _write_sheet(book, None, tables[0], job.progress)
        for table in tables[1:]:
            name = job.second.name if job.second is not None else None
            _write_sheet(book, name, table, silent)
    if cut:
        return [Problem.of("problem_cell_cut", cut, limit=MAX_SHEET_TEXT)]
    return []


def _write_sheet(
    book: xlsxwriter.Workbook, name: str | None, table: pd.DataFrame, progress: Progress
) -> list[int]:
    """Write a table as a sheet and return the rows whose text had to be cut."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    dates = {k: book.add_format({"num_format": v}) for k, v in _DATE_FORMATS.items()}
    for column, title in enumerate(table.columns):
        sheet.write_string(0, column, str(title), bold)
    sheet.freeze_panes(1, 0)
    columns = [as_cell(table[title]) for title in table.columns]
    cut: list[int] = []
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        if number % _REPORTED_ROWS == 0:
            progress(number / len(table))
        if any(isinstance(value, str) and len(value) > MAX_SHEET_TEXT for value in row):
            cut.append(number)
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, dates)
    return cut


def _write_cell(
    sheet: Worksheet,
    row: int,
    column: int,
    value: object,
    dates: Mapping[str, Format],
) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:MAX_SHEET_TEXT])
    elif isinstance(value, pd.Timestamp):
        form = dates["date" if value == value.normalize() else "datetime"]
        sheet.write_datetime(row, column, value.to_pydatetime(), form)
    elif value is not None:
        sheet.write(row, column, value)


def _table(frame: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """Return the attributes with longitude and latitude."""
    degrees = _in_degrees(frame)
    there = ~shapely.is_missing(degrees.geometry.to_numpy())
    if (shapely.get_type_id(degrees.geometry.to_numpy()[there]) != 0).any():
        raise DataError("not_points_for_table", file=path.name)
    return with_positions(degrees)


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame if frame.crs is None or frame.crs == CRS else frame.to_crs(CRS)
