"""A table as JSON, CSV, an XLSX workbook or text for the console: the one place for digits."""

from collections.abc import Callable, Mapping
from typing import Final

from data.schema import Language
from data.write.xlsx import xlsx_bytes
from geo.tables.files.forms import Row, csv_text, plain, plain_km, plain_km2, table_text
from geo.tables.table import Kind, Table, Value
from geo.words.numbers import index, kilometres, people, percent, rate
from geo.words.wording import say

NOTE: Final = "note"
CSV: Final = ".csv"
XLSX: Final = ".xlsx"


def _code(value: float) -> int | None:
    return int(value) or None


# Distances and areas lose what is binary dust; all else keeps every digit.
_WRITTEN: Final[Mapping[Kind, Callable[[float], float | int | None]]] = {
    Kind.CODE: _code,
    Kind.COUNT: int,
    Kind.NUMBER: plain,
    Kind.PEOPLE: plain,
    Kind.SHARE: plain,
    Kind.RATE: plain,
    Kind.INDEX: plain,
    Kind.DEGREES: plain,
    Kind.DISTANCE: plain_km,
    Kind.AREA: plain_km2,
}
_SHOWN: Final[Mapping[Kind, Callable[[float], str]]] = {
    Kind.CODE: lambda value: str(int(value)),
    Kind.COUNT: lambda value: f"{int(value):,}",
    Kind.NUMBER: lambda value: f"{value:g}",
    Kind.PEOPLE: people,
    Kind.SHARE: percent,
    Kind.RATE: rate,
    Kind.INDEX: index,
    Kind.DEGREES: lambda value: f"{value:.5f}",
    Kind.DISTANCE: kilometres,
    Kind.AREA: lambda value: f"{value:,.1f}",
}


def json_rows(table: Table) -> list[Row]:
    """Return the rows for JSON: full digits, None where there is no number."""
    return [
        {
            column.key: written(value, column.kind)
            for column, value in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    ]


def written(value: Value, kind: Kind) -> object:
    """Return a value as JSON, CSV and XLSX alike hold it."""
    if value is None or isinstance(value, str | bool):
        return value
    return _WRITTEN[kind](value)


def shown(value: Value, kind: Kind) -> str:
    """Return a value as a person reads it on the console."""
    if value is None or isinstance(value, str | bool):
        return str(value or "")
    return _SHOWN[kind](value)


def csv_of(table: Table) -> str:
    """Return a table as CSV; the first row's `note` says what has to be known.

    Without a row there is still one, for the note alone.
    """
    rows = noted_rows(table) or ([{NOTE: " ".join(table.notes)}] if table.notes else [])
    return csv_text((*table.keys, NOTE), rows)


def xlsx_of(table: Table) -> bytes:
    """Return a table as a workbook: a sheet of the rows, and one of the notes."""
    return xlsx_bytes(table.name, table.keys, json_rows(table), table.notes)


def file_of(table: Table, ending: str) -> bytes:
    """Return a table as a file with an ending has it: a workbook, or CSV (UTF-8, its mark)."""
    return xlsx_of(table) if ending == XLSX else csv_of(table).encode()


def console_of(table: Table, language: Language) -> str:
    """Return the rows in columns that line up, under headings that a person reads."""
    left = frozenset(
        n for n, each in enumerate(table.columns) if each.kind in (Kind.TEXT, Kind.CODE)
    )
    rows = [
        [shown(value, each.kind) for each, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    heads = [say(each.heading, language) for each in table.columns]
    return table_text(heads, rows, left)


def noted_rows(table: Table) -> list[Row]:
    """Return the rows as files of one sheet have them: the first says what has to be known."""
    rows = json_rows(table)
    if rows:
        rows[0][NOTE] = " ".join(table.notes)
    return rows
