"""Access by unit as a table."""

from collections.abc import Sequence
from typing import Final

from data.schema import Language
from geo.access.figures import AccessReport
from geo.access.words import (
    AccessAnswer,
    group_notes,
    method_notes,
    outside_notes,
)
from geo.study.units import unit_name
from geo.tables.notes import Basis, figure_notes
from geo.tables.table import Column, Kind, Table, Value

NAME: Final = "access"
COLUMNS: Final = (
    Column("adcode", Kind.CODE),
    Column("name", Kind.TEXT),
    Column("population", Kind.PEOPLE),
    Column("access_per_1000", Kind.RATE),
    Column("share_without", Kind.SHARE),
)


def told_access(
    answer: AccessAnswer, head: Sequence[str], basis: Basis, language: Language
) -> Table:
    """Return a row for each unit by code, under Chinese names, with every note.

    Parameters
    ----------
    head
        What was asked and the answer for all, from `access_headline`.
    """
    return access_table(answer.report, [*head, *access_notes(answer, basis, language)])


def access_notes(answer: AccessAnswer, basis: Basis, language: Language) -> list[str]:
    """Return what has to be known of access before it is used."""
    return [
        *method_notes(answer, language),
        *group_notes([answer.group], language),
        *outside_notes(answer.report, language),
        *figure_notes(basis, answer.by_status, language),
    ]


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
