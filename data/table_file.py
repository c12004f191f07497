"""Reads points from a text table: CSV and its relatives, with a longitude and a latitude column."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.encoding import Declared, chosen_codec, decode, find_encoding, shown
from data.errors import DataError
from data.fields import Role, column_of
from data.loaded import Problem, RawTable, Reason
from data.vector import distinct_names

MAX_TABLE_BYTES: Final = 1024**3
MAX_COLUMNS: Final = 2000
_DELIMITERS: Final = (",", "\t", ";", "|", "\uff0c")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXACT_DIGITS: Final = 15
_COLUMNS_SHOWN: Final = 20


def read_table(path: Path, encoding: str | None) -> RawTable:
    """Read a table of points.

    Raises
    ------
    DataError
        `file_too_large`, `table_not_text`, `table_broken`, `table_too_wide`, `no_rows`,
        `columns_missing` (no longitude or latitude), `encoding_unknown`.
    """
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise DataError("file_too_large", file=path.name, limit_mb=MAX_TABLE_BYTES // 2**20)
    text, codec, why = _text(path.read_bytes(), path.name, encoding)
    problems: list[Problem] = []
    frame, rows = _frame(text, path.name, problems)
    garbled = frame.apply(lambda column: column.str.contains("\ufffd", regex=False)).any(axis=1)
    if garbled.any():
        problems.append(Problem.of("problem_garbled", rows[garbled], encoding=shown(codec)))
    geometry = _points(frame, rows, path.name, problems)
    return RawTable(
        columns=pd.DataFrame({name: _typed(frame[name]) for name in frame}),
        geometry=geometry,
        layer=path.stem,
        crs=None,
        encoding=shown(codec),
        encoding_why=why,
        rows=rows,
        problems=problems,
    )


def _text(raw: bytes, file: str, encoding: str | None) -> tuple[str, str, Reason]:
    """Return the file's text, its codec and why that one."""
    marked = next((codec for bom, codec in _BOMS if raw.startswith(bom)), None)
    if encoding is not None:
        codec = chosen_codec(encoding)
        why = Reason("encoding_override", {"encoding": shown(codec)})
    elif marked is not None:
        codec = marked
        why = Reason("encoding_mark", {"encoding": shown(codec.removesuffix("-sig"))})
    else:
        codec, why = find_encoding(raw.splitlines(), Declared())
    text = decode(raw, codec, "replace").removeprefix("\ufeff")
    if "\0" in text:
        raise DataError("table_not_text", file=file)
    return text, codec.removesuffix("-sig"), why


def _records(text: str, file: str) -> Iterator[list[str]]:
    """Yield the records of a table, blank ones left out."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from (record for record in reader if any(cell.strip() for cell in record))
    except csv.Error as error:
        raise DataError("table_broken", file=file, line=reader.line_num, found=error) from error


def _frame(
    text: str, file: str, problems: list[Problem]
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return the table as text cells, and its record numbers."""
    records = _records(text, file)
    names = distinct_names(cell.strip() for cell in next(records, []))
    if len(names) > MAX_COLUMNS:
        raise DataError("table_too_wide", file=file, count=len(names), limit=MAX_COLUMNS)
    uneven: list[int] = []
    cells: list[list[str]] = []
    for number, record in enumerate(records, start=1):
        # Empty cells at the end of a line, too many or too few, are no loss.
        if any(cell.strip() for cell in record[len(names) :]) or len(record) < len(names):
            uneven.append(number)
        cells.append([*record[: len(names)], *[""] * (len(names) - len(record))])
    if not cells:
        raise DataError("no_rows", file=file)
    if uneven:
        problems.append(Problem.of("problem_uneven_row", uneven, columns=len(names)))
    frame = pd.DataFrame(cells, columns=names, dtype=object)
    return frame, np.arange(1, len(cells) + 1, dtype=np.int64)


def _points(
    frame: pd.DataFrame, rows: npt.NDArray[np.int64], file: str, problems: list[Problem]
) -> npt.NDArray[np.object_]:
    """Return a point per row; None where a coordinate is missing or no number."""
    lon_column = column_of(frame.columns, Role.LON)
    lat_column = column_of(frame.columns, Role.LAT)
    if lon_column is None or lat_column is None:
        listed = ", ".join(frame.columns[:_COLUMNS_SHOWN])
        raise DataError("columns_missing", file=file, found=listed)
    lon, lat = numbers(frame[lon_column]), numbers(frame[lat_column])
    missing = np.isnan(lon) | np.isnan(lat)
    geometry = np.empty(len(frame), dtype=object)
    geometry[~missing] = shapely.points(lon[~missing], lat[~missing])
    unread = missing & _filled(frame[lon_column]) & _filled(frame[lat_column])
    if unread.any():
        facts = {"lon": lon_column, "lat": lat_column}
        problems.append(Problem.of("problem_not_a_number", rows[unread], **facts))
    return geometry


def numbers(cells: "pd.Series[str]") -> npt.NDArray[np.float64]:
    """Return text cells as numbers, full-width digits included; NaN where there is none."""
    text = cells.map(lambda cell: unicodedata.normalize("NFKC", cell).strip())
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)


def _filled(cells: "pd.Series[str]") -> npt.NDArray[np.bool_]:
    return (cells.str.strip() != "").to_numpy(dtype=bool)


def _typed(cells: "pd.Series[str]") -> "pd.Series[float] | pd.Series[str]":
    """Return a column as numbers when every filled cell is one, otherwise as it stands.

    Codes stay text: a leading zero or more digits than a float holds would be lost.
    """
    filled = cells[_filled(cells)].str.strip()
    code = filled.str.match(r"[+-]?0\d") | (filled.str.len() > _EXACT_DIGITS)
    if filled.empty or code.any():
        return cells
    values = pd.to_numeric(cells.str.strip().replace("", "nan"), errors="coerce")
    return values if values.notna().sum() == len(filled) else cells
