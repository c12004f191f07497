"""How the command line writes: tables, CSV, JSON, files and the console."""

import errno
import io
import os
import sys
from typing import Final, TextIO

from data.errors import DataError

_CLOSED: Final = frozenset({errno.EPIPE, errno.EINVAL})


class ConsoleClosed(Exception):  # noqa: N818 - an end, not an error
    """Raised when whoever read the output has stopped reading, as `head` does."""


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
