"""A result as a table: what each column is, its rows, and what has to be known of them.

Console, window and files make their texts from it (`geo.tables.files.forms`), so that they agree.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | bool | float | None


class Kind(StrEnum):
    """What a column holds, and with that how many digits it is written with.

    Values stand in a table in the program's own units: distances in metres, shares from 0
    to 1, areas in square kilometres.
    """

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    NUMBER = "number"
    PEOPLE = "people"
    SHARE = "share"
    RATE = "rate"
    INDEX = "index"
    DEGREES = "degrees"
    DISTANCE = "distance"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    key
        What it is called in CSV, JSON and XLSX, the unit of what is written included.
    """

    key: str
    kind: Kind

    @property
    def heading(self) -> str:
        """Return the key of the sentence that a person reads over it (geo.words.wording)."""
        return f"cli_column_{self.key}"

    @property
    def unit(self) -> str:
        """Return the unit of what is written, empty for what has none."""
        return _UNITS.get(self.kind, "")


_UNITS = {Kind.DISTANCE: "km", Kind.AREA: "km2", Kind.DEGREES: "degrees"}


@dataclass(frozen=True, slots=True)
class Table:
    """A result.

    Attributes
    ----------
    name
        Of the subject, in a file's name or a sheet's.
    rows
        A value for each column; None where there is none.
    notes
        What has to be known before the figures are used, in sentences.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return what the columns are called in files."""
        return tuple(column.key for column in self.columns)


def columns_of(kind: Kind, *keys: str) -> tuple[Column, ...]:
    """Return columns that all hold the same kind of thing."""
    return tuple(Column(key, kind) for key in keys)


def none_for_none(table: Table) -> Table:
    """Return a table of things, which has a row for each: without any also none for the note."""
    return table if table.rows else replace(table, notes=())
