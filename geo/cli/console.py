"""How the command line writes: tables, CSV, JSON, files and the console."""

import csv
import errno
import io
import json
import math
import os
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from data.errors import DataError
from data.text.formulas import guarded
from data.whole_file import replace_file

GAP: Final = "  "
NO_PEOPLE: Final = "–"
NO_FACILITY: Final = "∞"
_LEAST_RATE: Final = 1e-6
_MOST_RATE: Final = 1e12
_RATE_DIGITS: Final = 3
_CLOSED: Final = frozenset({errno.EPIPE, errno.EINVAL})


class ConsoleClosed(Exception):  # noqa: N818 - an end, not an error
    """Raised when whoever read the output has stopped reading, as `head` does."""


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


def people(number: float) -> str:
    """Return a number of people as whole persons with thousands set apart."""
    return f"{round(number):,}"


def kilometres(distance_m: float) -> str:
    """Return a distance with one decimal; a dash without people, ∞ without a facility."""
    if math.isnan(distance_m):
        return NO_PEOPLE
    return NO_FACILITY if np.isinf(distance_m) else f"{distance_m / 1000:,.1f}"


def rate(per_1000: float) -> str:
    """Return supply per 1,000 people to three digits; a dash without people, 0 for none."""
    if not math.isfinite(per_1000):
        return NO_PEOPLE
    if per_1000 == 0:
        return "0"
    if not _LEAST_RATE <= per_1000 < _MOST_RATE:
        return f"{per_1000:.2e}"
    decimals = _RATE_DIGITS - 1 - math.floor(math.log10(per_1000))
    return f"{per_1000:,.{max(decimals, 0)}f}"


def index(value: float) -> str:
    """Return an index from 0 with three decimals, a dash where there is none."""
    return NO_PEOPLE if math.isnan(value) else f"{value:.3f}"


def require_writable(path: Path) -> None:
    """Raise DataError where a file cannot be written, before the work begins."""
    with refusals(path):
        if path.is_dir():
            raise DataError("cli_output_is_folder", file=path)
        if not path.parent.is_dir():
            raise DataError("cli_output_no_folder", file=path, folder=path.parent)
        # A file is replaced by another in its folder, a pipe or a device written to itself.
        written = path if _is_device(path) else path.resolve().parent
        if not os.access(written, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with refusals(path):
        if _is_device(path):
            path.write_bytes(content)
        else:
            replace_file(path, content)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what the system has against a path into DataError `cli_output_unwritable`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError("cli_output_unwritable", file=path, reason=reason) from error


def _is_device(path: Path) -> bool:
    """Return whether `path` is a pipe or a device, which cannot be replaced by a file.

    Raises
    ------
    OSError
        For a path that leads nowhere, such as a link to itself.
    """
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def one_line(text: str) -> str:
    """Return a text that may hold words of a file as one line, without what steers a console."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def write_console(text: str, stream: TextIO | None) -> None:
    """Write to the console at once.

    Parameters
    ----------
    stream
        None, as Python has it, where the program was started without one.

    Raises
    ------
    ConsoleClosed
        If nobody reads it any more.
    DataError
        If it cannot be written for another reason, a full disk among them.
    """
    if stream is None:
        raise ConsoleClosed
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _discard(stream)
        if error.errno in _CLOSED:
            raise ConsoleClosed from error
        reason = error.strerror or str(error)
        raise DataError("cli_output_unwritable", file="stdout", reason=reason) from error


def _discard(stream: TextIO) -> None:
    """Point a closed console at nothing, or Python complains when it ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def prepare_console() -> None:
    """Make the console take any letter, on a Windows code page as well."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
