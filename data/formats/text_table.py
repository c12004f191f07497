"""Reads points from a text table: CSV and its relatives, read as a stream."""

import csv
import io
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.findings import Reason
from data.formats.table_points import Cells, read_points
from data.layer.cells import Row
from data.layer.loaded import RawTable
from data.layer.read_request import Request
from data.text.encoding import Declared, shown
from data.text.text_stream import find_codec

MAX_TABLE_BYTES: Final = 4 * 1024**3
_DELIMITERS: Final = (",", "\t", ";", "|", "\uff0c")
_LONGEST_LINE: Final = 4 * 1024**2
_JUDGED_LINES: Final = 20


def read_table(path: Path, request: Request) -> RawTable:
    """Read a table of points.

    Raises
    ------
    DataError
        `file_too_large`, `table_not_text`, `table_broken`, `encoding_unknown`, and what
        `data.formats.table_points.read_points` raises.
    """
    text, encoding, why = _opened(path, request.encoding)
    cells = Cells(text.rows, path.name, path.stem, encoding, why, request.columns)
    table = read_points(cells, request.progress)
    table.parts, table.layers = (path.name,), (path.stem,)
    return table


def text_rows(path: Path, encoding: str | None) -> tuple[Iterator[Row], str, Reason]:
    """Return the records of a text table from the start, and how its text is read.

    Raises
    ------
    DataError
        `file_too_large`, `encoding_unknown`; while reading `table_not_text`, `table_broken`.
    """
    text, shown_as, why = _opened(path, encoding)
    return text.rows(), shown_as, why


def _opened(path: Path, encoding: str | None) -> "tuple[_TextTable, str, Reason]":
    size = path.stat().st_size
    if size > MAX_TABLE_BYTES:
        raise DataError("file_too_large", file=path.name, limit_mb=MAX_TABLE_BYTES // 2**20)
    codec, why = find_codec(path, encoding, b"\n", Declared())
    text = _TextTable(path, codec, _delimiter(path, codec))
    return text, shown(codec.removesuffix("-sig")), why


@dataclass(frozen=True, slots=True)
class _TextTable:
    """A text table that can be read from its start as often as wanted."""

    path: Path
    codec: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Yield the records, blank ones among them."""
        reader = csv.reader(_lines(self.path, self.codec), delimiter=self.delimiter)
        try:
            for record in reader:
                yield list(record)
        except csv.Error as error:
            facts = {"line": reader.line_num, "found": error}
            raise DataError("table_broken", file=self.path.name, **facts) from error


def _lines(path: Path, codec: str) -> Iterator[str]:
    """Yield the lines with their ends.

    Raises
    ------
    DataError
        `table_not_text` for a NUL, `table_broken` for a line without end.
    """
    number = 0
    with path.open("rb") as raw:
        stream = io.TextIOWrapper(raw, encoding=codec, errors="replace", newline="")
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if "\0" in line:
                raise DataError("table_not_text", file=path.name)
            if len(line) == _LONGEST_LINE:
                found = f"> {_LONGEST_LINE}"
                raise DataError("table_broken", file=path.name, line=number, found=found)
            # A mark that stands under another codec's name.
            yield line.removeprefix("\ufeff") if number == 1 else line


def _delimiter(path: Path, codec: str) -> str:
    """Return the sign between cells: the one that most of the first lines have most of."""
    lines: list[str] = []
    for line in _lines(path, codec):
        if line.strip():
            lines.append(line)
        if len(lines) == _JUDGED_LINES:
            break
    counts = {sign: [line.count(sign) for line in lines] or [0] for sign in _DELIMITERS}
    return max(
        _DELIMITERS,
        key=lambda sign: (statistics.median(counts[sign]), sum(map(bool, counts[sign]))),
    )
