"""Where a result is written: a file whole or not at all, with a sentence where it cannot be."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import DataError
from data.whole_file import replace_file


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
