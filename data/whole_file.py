"""Writing a file whole or not at all, and taking away what a killed program left half written.

A draft is written beside the file, under a name that no other writer has, and takes its
place when it is whole and on the disk: a full disk, a power cut or a second writer costs
nothing that was there. While it is written it is held with a lock of the system, which goes
with its process, so that a draft that nobody holds is known to be stale.
"""

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Final

if sys.platform != "win32":
    import fcntl

# Of a long name the file system may refuse what is added to it.
_NAMED: Final = 40
_MARK_BYTES: Final = 4
# Between its making and its lock a draft looks as if nobody held it.
_YOUNG_S: Final = 2.0
_DAY_S: Final = 86_400.0
_FOLDER_PREFIX: Final = ".yiquan-"
# As `tempfile` makes up names.
_FOLDER_NAME: Final = re.compile(rf"{re.escape(_FOLDER_PREFIX)}[a-z0-9_]{{8}}")


def replace_file(path: Path, content: bytes) -> None:
    """Put content in the place of what is at `path`, which stays as it was if this fails.

    What a link leads to is replaced, not the link; rights stay. Stale drafts of it go.

    Raises
    ------
    OSError
        What the system has against it.
    """
    path = Path(os.path.realpath(path))
    draft = path.with_name(f"{_prefix(path)}{token_hex(_MARK_BYTES)}.tmp")
    try:
        with _held(draft) as handle:
            draft.write_bytes(content)
            os.fsync(handle)
            with suppress(FileNotFoundError):
                shutil.copymode(path, draft)
            if sys.platform != "win32":
                os.replace(draft, path)  # noqa: PTH105 - replaces on every system
        if sys.platform == "win32":
            # An open file can be neither moved there nor removed, so it needs no lock either.
            os.replace(draft, path)  # noqa: PTH105 - replaces on every system
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)
    remove_stale_drafts(path.parent, of=path)


@contextmanager
def draft_folder(parent: Path) -> Iterator[Path]:
    """Give a folder beside what is written, for drafts of several files; it goes afterwards.

    Those that killed programs have left there go before.
    """
    with suppress(OSError):
        for other in list(parent.iterdir()):
            if _FOLDER_NAME.fullmatch(other.name) and other.is_dir():
                with suppress(OSError):
                    _remove_if_stale(other)
    with (
        TemporaryDirectory(prefix=_FOLDER_PREFIX, dir=parent) as folder,
        _locked(os.open(folder, os.O_RDONLY) if sys.platform != "win32" else None),
    ):
        yield Path(folder)


def remove_stale_drafts(folder: Path, of: Path | None = None) -> None:
    """Remove the drafts in a folder whose writers are no more.

    Parameters
    ----------
    of
        The file whose drafts are meant; None for those of every file.
    """
    start = r"\..*-" if of is None else re.escape(_prefix(of))
    name = re.compile(rf"{start}[0-9a-f]{{{2 * _MARK_BYTES}}}\.tmp", re.DOTALL)
    with suppress(OSError):
        for draft in list(folder.iterdir()):
            if name.fullmatch(draft.name):
                with suppress(OSError):
                    _remove_if_stale(draft)


def _prefix(path: Path) -> str:
    return f".{path.stem[:_NAMED]}-"


@contextmanager
def _held(draft: Path) -> Iterator[int]:
    """Make a draft and hold it, as long as it is open."""
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    with _locked(handle):
        yield handle


@contextmanager
def _locked(handle: int | None) -> Iterator[None]:
    """Lock what is open, and close it in the end."""
    try:
        if sys.platform != "win32" and handle is not None:
            # Some network folders know no locks.
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _remove_if_stale(draft: Path) -> None:
    """Remove a draft, a file or a folder; OSError where somebody holds it."""
    age_s = time.time() - draft.lstat().st_mtime
    if age_s < (_YOUNG_S if sys.platform != "win32" else _DAY_S):
        return
    if sys.platform == "win32":
        _remove(draft)
        return
    handle = os.open(draft, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(draft)
    finally:
        os.close(handle)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft)
    else:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    """Have the new name of the file on the disk, too, where a system lets us ask for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
