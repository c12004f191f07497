"""Norms and verdicts as files: CSV as the command line writes it, and XLSX."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from data.errors import DataError
from data.reference.norms import Norm
from data.schema import Language
from geo.cli.commands.norms import (
    NORM_COLUMNS,
    UNIT_COLUMNS,
    judgement_csv,
    norm_row,
    norms_csv,
    unit_row,
)
from geo.cli.console import write_file
from geo.norms.verdict import Judgement
from geo.norms.words import judgement_notes, table_notes

CSV: Final = ".csv"
XLSX: Final = ".xlsx"
_AS_TEXT: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_norms(path: Path, norms: tuple[Norm, ...], language: Language) -> None:
    """Write the table of norms in the format that the ending of `path` names.

    Raises
    ------
    DataError
        `format_not_written`, `cli_output_unwritable`.
    """
    notes = table_notes(language)
    if _ending(path) == CSV:
        write_file(path, norms_csv(norms, notes, language).encode())
    else:
        rows = [norm_row(norm, language) for norm in norms]
        write_file(path, _sheet(NORM_COLUMNS, rows, notes))


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
    if _ending(path) == CSV:
        write_file(path, judgement_csv(judgement, notes, language).encode())
    else:
        rows = [unit_row(unit, language) for unit in judgement.units]
        write_file(path, _sheet(UNIT_COLUMNS, rows, notes))


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in (CSV, XLSX):
        raise DataError("format_not_written", file=path.name, known=f"{CSV} {XLSX}")
    return ending


def _sheet(
    columns: Sequence[str], rows: Sequence[Mapping[str, object]], notes: Sequence[str]
) -> bytes:
    """Return a workbook: a sheet of rows, and a second one of notes."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _AS_TEXT) as book:
        table, said = book.add_worksheet("norms"), book.add_worksheet("notes")
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            table.write_string(0, place, column, bold)
        table.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            table.write_row(number, 0, [row.get(column) for column in columns])
        for number, note in enumerate(notes):
            said.write_string(number, 0, note)
    return content.getvalue()
