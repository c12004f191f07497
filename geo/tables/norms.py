"""Norms and verdicts as tables, and as the files that console and window write alike."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.reference.norms import Norm
from data.schema import Language
from data.write.output_file import write_file
from geo.norms.verdict import Judgement
from geo.norms.words import judgement_notes, table_notes
from geo.tables.table import Column, Kind, Table, columns_of
from geo.tables.written import CSV, XLSX, csv_of, xlsx_of

NAME: Final = "norms"
_NORMS: Final = (
    *columns_of(Kind.TEXT, "id", "title", "measure"),
    Column("number", Kind.NUMBER),
    *columns_of(Kind.TEXT, "unit", "comparator", "tier"),
    *columns_of(Kind.NUMBER, "minutes", "speed_kmh"),
    Column("radius_km", Kind.DISTANCE),
    *columns_of(Kind.TEXT, "status", "standing", "source", "article", "date", "secondary", "text"),
)
_VERDICTS: Final = (
    Column("adcode", Kind.COUNT),
    Column("name", Kind.TEXT),
    Column("value", Kind.NUMBER),
    *columns_of(Kind.TEXT, "verdict", "reason"),
)


def norms_table(norms: Sequence[Norm], notes: Sequence[str], language: Language) -> Table:
    """Return a row for each norm, nothing where nothing is known."""
    rows = tuple(
        (
            norm.id,
            norm.title.in_language(language),
            norm.measure.value,
            norm.number,
            norm.unit.value,
            norm.comparator.value,
            norm.tier.value if norm.tier else None,
            norm.minutes,
            norm.speed_kmh,
            norm.reach_m,
            norm.status.value,
            norm.standing.value,
            norm.source.in_language(language),
            norm.article,
            norm.date,
            norm.secondary,
            norm.note.in_language(language),
        )
        for norm in norms
    )
    return Table(NAME, _NORMS, rows, tuple(notes))


def verdicts_table(judgement: Judgement, notes: Sequence[str], language: Language) -> Table:
    """Return a row for each unit: its value in the measure's own unit, and its verdict."""
    rows = tuple(
        (unit.adcode, unit.name, unit.value, unit.verdict.value, unit.reason.text(language))
        for unit in judgement.units
    )
    return Table(NAME, _VERDICTS, rows, tuple(notes))


def write_norms(path: Path, norms: tuple[Norm, ...], language: Language) -> None:
    """Write the table of norms in the format that the ending of `path` names.

    Raises
    ------
    DataError
        `format_not_written`, `cli_output_unwritable`.
    """
    write_table(path, norms_table(norms, table_notes(language), language))


def write_judgement(
    path: Path, judgement: Judgement, head: str, language: Language, more: Sequence[str] = ()
) -> None:
    """Write the verdicts in the format that the ending of `path` names.

    Parameters
    ----------
    head
        What the verdicts are of, in a sentence; it goes into the file before the notes.
    more
        What else has to be known of them.

    Raises
    ------
    DataError
        `format_not_written`, `cli_output_unwritable`.
    """
    notes = [head, *more, *judgement_notes(judgement, language)]
    write_table(path, verdicts_table(judgement, notes, language))


def write_table(path: Path, table: Table) -> None:
    """Write a table as CSV or XLSX, by the ending of `path`.

    Raises
    ------
    DataError
        `format_not_written`, `cli_output_unwritable`.
    """
    ending = path.suffix.lower()
    if ending not in (CSV, XLSX):
        raise DataError("format_not_written", file=path.name, known=f"{CSV} {XLSX}")
    write_file(path, csv_of(table).encode() if ending == CSV else xlsx_of(table))
