"""Which paths lead to files: a pipe, a device or a socket is none, and may wait for ever."""

import stat
from pathlib import Path
from typing import Final

from data.errors import DataError

_KINDS: Final = {
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


def require_ordinary(path: Path) -> None:
    """Refuse what is neither a file nor a folder, without opening it.

    What is not there, or not to be looked at, passes: to open it says why.

    Raises
    ------
    DataError
        `file_is_pipe`, `file_is_device`, `file_is_socket`.
    """
    if kind := _kind(path):
        raise DataError(f"file_is_{kind}", file=path.name)


def require_ordinary_beside(path: Path) -> None:
    """Refuse what `require_ordinary` does among the files that belong to one by their names.

    Libraries look for an index, a journal or a mask there and open it unasked.
    """
    for other in path.parent.iterdir():
        if other.stem.lower() == path.stem.lower() or other.name.startswith(path.name):
            require_ordinary(other)


def _kind(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return None
    return _KINDS.get(stat.S_IFMT(mode))
