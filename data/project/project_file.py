"""A project as a file: UTF-8 JSON that a person can read, and the same project out of it again.

The file names its version; `MIGRATIONS` brings what an earlier program has written up to
date, one version at a time. It is written beside the old one and takes its place when it
is whole and on the disk, so that a full disk or a power cut costs nothing that was there.
"""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from data.errors import DataError
from data.project.project import Project
from data.project.project_json import clean, plain_project, project_of, shown
from data.project.project_limits import check_project

SUFFIX: Final = ".yiquan"
FORMAT: Final = "yiquan-project"
MAX_BYTES: Final = 64 * 2**20
_FORMAT_KEY: Final = "format"
_VERSION_KEY: Final = "version"
_PROJECT_KEY: Final = "project"
# Of a long name the file system may refuse what is added to it.
_NAMED: Final = 40

# From the plain values of a project of one version to those of the next.
Migration = Callable[[dict[str, Any]], dict[str, Any]]
# The first one leads from version 1 to version 2.
MIGRATIONS: Final[tuple[Migration, ...]] = ()


def is_project_file(path: Path | str) -> bool:
    """Return whether a path is that of a project, by its suffix."""
    return isinstance(path, Path) and path.suffix.lower() == SUFFIX


def save_project(project: Project, path: Path) -> None:
    """Write a project over what is at `path`; that stays as it was if this fails.

    Raises
    ------
    DataError
        `file_not_written`; `project_too_large` for one that could not be opened again.
    """
    content = project_bytes(project, path.absolute().parent)
    _require_size(content, path)
    try:
        _replace_file(Path(os.path.realpath(path)), content)
    except OSError as error:
        detail = error.strerror or str(error)
        raise DataError("file_not_written", file=path.name, detail=detail) from error


def load_project(path: Path) -> Project:
    """Return the project that `save_project` wrote.

    Raises
    ------
    DataError
        `file_missing`, `file_not_opened`, `project_…`: what is wrong with the file.
    """
    try:
        with path.open("rb") as file:
            # A device has no size of its own to tell.
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise DataError("file_missing", file=path.name) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=reason) from error
    return project_of_bytes(content, path.absolute())


def project_bytes(project: Project, folder: Path) -> bytes:
    """Return what the file of a project in `folder` holds."""
    plain = {
        _FORMAT_KEY: FORMAT,
        _VERSION_KEY: 1 + len(MIGRATIONS),
        _PROJECT_KEY: plain_project(project, folder),
    }
    text = json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    # A path may hold bytes that are no text; JSON has a way to write what stands for them.
    return f"{text}\n".encode("utf-8", "backslashreplace")


def project_of_bytes(
    content: bytes, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> Project:
    """Return the project that a file at `path` with this content holds.

    Raises
    ------
    DataError
        `project_…`.
    """
    _require_size(content, path)
    try:
        plain = _migrated(_parsed(content), migrations)
        project = project_of(plain, path.parent)
        check_project(project)
    except DataError as error:
        raise DataError(error.code, **{"file": path.name, **error.facts}) from error
    return project


def _require_size(content: bytes, path: Path) -> None:
    if len(content) > MAX_BYTES:
        raise DataError("project_too_large", file=path.name, limit=MAX_BYTES // 2**20)


def _parsed(content: bytes) -> dict[str, Any]:
    """Return the outermost group of a file of ours."""
    try:
        plain = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_group)
    except (ValueError, RecursionError) as error:
        raise DataError("project_not_json", found=clean(str(error))) from error
    if not isinstance(plain, dict) or plain.get(_FORMAT_KEY) != FORMAT:
        raise DataError("project_not_ours")
    for key in (_VERSION_KEY, _PROJECT_KEY):
        if key not in plain:
            raise DataError("project_key_missing", field=key)
    if unknown := sorted(plain.keys() - {_FORMAT_KEY, _VERSION_KEY, _PROJECT_KEY}):
        raise DataError("project_key_unknown", field=clean(unknown[0]))
    return plain


def _group(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a group; of two values under one name nobody could tell which was meant."""
    group = dict(pairs)
    if len(group) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError("project_key_twice", field=clean(twice))
    return group


def _migrated(plain: dict[str, Any], migrations: Sequence[Migration]) -> object:
    version, newest = plain[_VERSION_KEY], 1 + len(migrations)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DataError("project_not_version", found=shown(version))
    if version > newest:
        raise DataError("project_newer", found=shown(version), known=newest)
    project = plain[_PROJECT_KEY]
    if not isinstance(project, dict):
        raise DataError("project_not_group", field=_PROJECT_KEY, found=shown(project))
    for number, migrate in enumerate(migrations[version - 1 :], version):
        try:
            project = migrate(project)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise DataError("project_not_migrated", version=number) from error
    return project


def _replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another once it is whole and on the disk."""
    draft = path.with_name(f".{path.stem[:_NAMED]}-{token_hex(4)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(path, draft)
        os.replace(draft, path)  # noqa: PTH105 - replaces on every system
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the new name of the file on the disk, too, where a system lets us ask for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
