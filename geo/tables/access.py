"""Access by unit as a table."""

from collections.abc import Sequence
from typing import Final

from data.schema import Language
from geo.access.figures import AccessReport
from geo.study.units import unit_name
from geo.tables.table import Column, Kind, Table, Value

NAME: Final = "access"
COLUMNS: Final = (
    Column("adcode", Kind.CODE),
    Column("name", Kind.TEXT),
    Column("population", Kind.PEOPLE),
    Column("access_per_1000", Kind.RATE),
    Column("share_without", Kind.SHARE),
)


def access_table(
    report: AccessReport, notes: Sequence[str], language: Language | None = None
) -> Table:
    """Return a row for each unit by code, under its Chinese name without a language."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            int(unit["adcode"]),
            unit_name(unit, language) if language else str(unit["name"]),
            *(float(unit[column.key]) for column in COLUMNS[2:]),
        )
        for unit in report.units.to_dict("records")
    )
    return Table(NAME, COLUMNS, rows, tuple(notes))
