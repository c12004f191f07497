"""What the data doctor found in a file of the user, as a table."""

import math
from collections.abc import Sequence
from typing import Final

from data.layer.loaded import Loaded
from data.schema import Language
from geo.intake.doctor import Finding, row_sentence, sentence
from geo.intake.words import read_note
from geo.tables.table import Column, Kind, Table, Value, columns_of

NAME: Final = "findings"
COLUMNS: Final = (
    Column("record", Kind.COUNT),
    *columns_of(Kind.TEXT, "finding", "what", "lon", "lat", "mended"),
)
_KINDS_OF_CODE: Final = ("doctor_", "problem_")


def told_findings(findings: Sequence[Finding], loaded: Loaded, language: Language) -> Table:
    """Return a row for each doubtful record, with how the file was read.

    Its number in the file from 1, the doubt, what it is, where it lies in degrees, blank for
    nowhere, and whether reading has put it right.
    """
    rows = tuple(
        _row(finding, index, language) for finding in findings for index in range(len(finding.rows))
    )
    # Without findings nothing is told of the file.
    notes = (read_note(loaded.path.name, loaded, language),) if rows else ()
    return Table(NAME, COLUMNS, rows, notes)


def _row(finding: Finding, index: int, language: Language) -> tuple[Value, ...]:
    code = finding.code
    for kind in _KINDS_OF_CODE:
        code = code.removeprefix(kind)
    return (
        int(finding.rows[index]),
        code,
        row_sentence(finding, index, language) or sentence(finding, language),
        _degrees(finding.lon[index]),
        _degrees(finding.lat[index]),
        "yes" if finding.mended else "",
    )


def _degrees(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6f}"
