"""The forms of a result: a table for the console, CSV, JSON."""

import csv
import io
import json
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from data.text.formulas import guarded

GAP: Final = "  "
# A tenth of a millimetre, a square metre: far below what is known, and no binary dust.
_KM_DECIMALS: Final = 7
_KM2_DECIMALS: Final = 6
Row = dict[str, object]
METRES_PER_KM: Final = 1000.0


def plain(number: float) -> float | int | None:
    """Return a number for JSON: whole ones as int, NaN and infinity as None."""
    value = float(number)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def json_text(value: object) -> str:
    """Return `value` as JSON for people and programs: UTF-8, two spaces, no NaN."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV; the mark in front tells Excel that it is UTF-8.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writer.writerow([guarded(name) for name in columns])
    writer.writerows({name: _as_text(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _as_text(value: object) -> object:
    """Return `value`, a text that a spreadsheet would compute behind an apostrophe."""
    return guarded(value) if isinstance(value, str) else value


def table_text(head: Sequence[str], rows: Sequence[Sequence[str]], left: frozenset[int]) -> str:
    """Return rows in columns that line up on a console, Chinese taking two places.

    Parameters
    ----------
    left
        The columns set to the left; the others, numbers, to the right.
    """
    lines = [head, *rows]
    widths = [max(map(console_width, column)) for column in zip(*lines, strict=True)]
    return "".join(
        GAP.join(
            _padded(cell, width, to_left=place in left)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in lines
    )


def console_width(text: str) -> int:
    """Return how many places of a console `text` takes."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def _padded(text: str, width: int, *, to_left: bool) -> str:
    space = " " * (width - console_width(text))
    return text + space if to_left else space + text


def plain_km(distance_m: float) -> float | int | None:
    """Return metres as kilometres for JSON and CSV."""
    return plain(round(distance_m / METRES_PER_KM, _KM_DECIMALS))


def plain_km2(area_km2: float) -> float | int | None:
    """Return square kilometres for JSON and CSV."""
    return plain(round(area_km2, _KM2_DECIMALS))
