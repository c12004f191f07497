"""Norms and verdicts as files: CSV as the command line writes it, and XLSX."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.reference.norms import Norm
from data.schema import Language
from data.write.output_file import write_file
from data.write.xlsx import xlsx_bytes
from geo.norms.verdict import Judgement, UnitVerdict
from geo.norms.words import judgement_notes, table_notes
from geo.tables.forms import Row, csv_text, plain, plain_km

CSV: Final = ".csv"
XLSX: Final = ".xlsx"
_SHEET: Final = "norms"


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
        write_file(path, xlsx_bytes(_SHEET, NORM_COLUMNS, rows, notes))


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
        write_file(path, xlsx_bytes(_SHEET, UNIT_COLUMNS, rows, notes))


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in (CSV, XLSX):
        raise DataError("format_not_written", file=path.name, known=f"{CSV} {XLSX}")
    return ending


NORM_COLUMNS: Final = (
    *("id", "title", "measure", "number", "unit", "comparator", "tier", "minutes", "speed_kmh"),
    *("radius_km", "status", "standing", "source", "article", "date", "secondary", "text"),
)


UNIT_COLUMNS: Final = ("adcode", "name", "value", "verdict", "reason")


def norms_csv(norms: tuple[Norm, ...], said: list[str], language: Language) -> str:
    """Return a row for each norm as CSV; the first row's `note` says what holds for all."""
    rows = [norm_row(norm, language) for norm in norms]
    if rows:
        rows[0]["note"] = " ".join(said)
    return csv_text((*NORM_COLUMNS, "note"), rows)


def norm_row(norm: Norm, language: Language) -> Row:
    """Return a norm with plain values, null where nothing is known."""
    return {
        "id": norm.id,
        "title": norm.title.in_language(language),
        "measure": norm.measure.value,
        "number": None if norm.number is None else plain(norm.number),
        "unit": norm.unit.value,
        "comparator": norm.comparator.value,
        "tier": norm.tier.value if norm.tier else None,
        "minutes": None if norm.minutes is None else plain(norm.minutes),
        "speed_kmh": None if norm.speed_kmh is None else plain(norm.speed_kmh),
        "radius_km": None if norm.reach_m is None else plain_km(norm.reach_m),
        "status": norm.status.value,
        "standing": norm.standing.value,
        "source": norm.source.in_language(language),
        "article": norm.article,
        "date": norm.date,
        "secondary": norm.secondary,
        "text": norm.note.in_language(language),
    }


def unit_row(unit: UnitVerdict, language: Language) -> Row:
    """Return a unit's verdict with plain values."""
    return {
        "adcode": unit.adcode,
        "name": unit.name,
        "value": plain(unit.value),
        "verdict": unit.verdict.value,
        "reason": unit.reason.text(language),
    }


def judgement_csv(judgement: Judgement, said: list[str], language: Language) -> str:
    """Return a row for each unit as CSV; the first row's `note` says what they rest on."""
    rows = [unit_row(unit, language) for unit in judgement.units]
    if rows:
        rows[0]["note"] = " ".join(said)
    return csv_text((*UNIT_COLUMNS, "note"), rows)
