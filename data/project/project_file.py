"""A project as a file: UTF-8 JSON that a person can read, and the same project out of it again.

The file names its version; `MIGRATIONS` brings what an earlier program has written up to
date, one version at a time. What is written is read again before it takes the place of the
old file: no project that the program writes is one that it refuses.
"""

import json
import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from data.errors import DataError
from data.project.project import Project
from data.project.project_json import clean, plain_project, project_of, shown
from data.project.project_limits import MAX_LAYERS, check_project
from data.project.project_mending import mended
from data.text.ordinary_file import require_ordinary
from data.whole_file import replace_file

SUFFIX: Final = ".yiquan"
FORMAT: Final = "yiquan-project"
MAX_BYTES: Final = 64 * 2**20
_FORMAT_KEY: Final = "format"
_VERSION_KEY: Final = "version"
_PROJECT_KEY: Final = "project"
# More than a planner may add, as an earlier program let them.
_MOST_LAYERS: Final = 2000

# From the plain values of a project of one version to those of the next.
Migration = Callable[[dict[str, Any]], dict[str, Any]]
# The first one leads from version 1 to version 2.
MIGRATIONS: Final[tuple[Migration, ...]] = ()


def is_project_file(path: Path | str) -> bool:
    """Return whether a path is that of a project, by its suffix."""
    return isinstance(path, Path) and path.suffix.lower() == SUFFIX


def save_project(project: Project, path: Path, *, compact: bool = False) -> str:
    """Write a project over what is at `path`; that stays as it was if this fails.

    What can be mended is written mended (`data.project.project_mending`), and opens so.

    Parameters
    ----------
    compact
        Whether it need not be laid out for people, which takes several times as long.

    Returns
    -------
    The mark of the file, by which a change of it is known (`mark_of`).

    Raises
    ------
    DataError
        `file_not_written`; `project_not_saved`, `project_too_large` for one that could not be
        opened again.
    """
    content = checked_bytes(project, path, compact=compact)
    real = Path(os.path.realpath(path))
    require_ordinary(real)
    try:
        replace_file(real, content)
    except OSError as error:
        detail = error.strerror or str(error)
        raise DataError("file_not_written", file=path.name, detail=detail) from error
    return _mark(content)


def checked_bytes(project: Project, path: Path, *, compact: bool = False) -> bytes:
    """Return what `save_project` writes, which has been read again.

    Raises
    ------
    DataError
        `project_not_saved`: what is wrong with the project; `project_too_large`.
    """
    try:
        content = project_bytes(project, path.absolute().parent, compact=compact)
        _project_of_bytes(content, path.absolute(), MIGRATIONS, _as_it_is)
    except DataError as error:
        raise _not_saved(error, path) from error
    return content


def _not_saved(error: DataError, path: Path) -> DataError:
    """Return why a project is not saved; what is said of a file is no help with it."""
    field = error.facts.get("field")
    if field is None:
        return error
    found = error.facts.get("found", error.facts.get("count", "–"))
    return DataError("project_not_saved", file=path.name, field=field, found=found)


def load_project(path: Path) -> Project:
    """Return the project that `save_project` wrote, mended where an earlier program erred.

    Raises
    ------
    DataError
        `file_missing`, `file_not_opened`, `project_…`: what is wrong with the file.
    """
    return load_marked(path)[0]


def load_marked(path: Path) -> tuple[Project, str]:
    """Return what `load_project` does, and the mark of the file (`mark_of`)."""
    require_ordinary(path)
    try:
        content = _content(path)
    except FileNotFoundError as error:
        raise DataError("file_missing", file=path.name) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=reason) from error
    return _project_of_bytes(content, path.absolute(), MIGRATIONS, mended), _mark(content)


def mark_of(path: Path) -> str:
    """Return what tells the content of a file from any other; empty where there is no file."""
    require_ordinary(path)
    try:
        return _mark(_content(path))
    except FileNotFoundError:
        return ""
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=reason) from error


def project_bytes(project: Project, folder: Path, *, compact: bool = False) -> bytes:
    """Return what the file of a project in `folder` holds."""
    plain = {
        _FORMAT_KEY: FORMAT,
        _VERSION_KEY: 1 + len(MIGRATIONS),
        _PROJECT_KEY: mended(plain_project(project, folder)),
    }
    indent = None if compact else 2
    text = json.dumps(
        plain, ensure_ascii=False, indent=indent, sort_keys=True, default=_plain_number
    )
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
    return _project_of_bytes(content, path, migrations, _as_it_is, MAX_LAYERS)


def _project_of_bytes(
    content: bytes,
    path: Path,
    migrations: Sequence[Migration],
    mend: Migration,
    most_layers: int = _MOST_LAYERS,
) -> Project:
    _require_size(content, path)
    try:
        plain = _mended_by(mend, _migrated(_parsed(content), migrations))
        project = project_of(plain, path.parent)
        check_project(project, most_layers)
    except DataError as error:
        raise DataError(error.code, **{"file": path.name, **error.facts}) from error
    return project


def _mended_by(mend: Migration, plain: dict[str, Any]) -> dict[str, Any]:
    try:
        return mend(plain)
    except RecursionError as error:
        raise DataError("project_not_json", found=clean(str(error))) from error


def _as_it_is(plain: dict[str, Any]) -> dict[str, Any]:
    return plain


def _plain_number(value: object) -> object:
    """Return a number of a table as one that JSON knows."""
    import numpy as np  # noqa: PLC0415 - a project without such numbers needs no library

    if isinstance(value, np.generic):
        return value.item()
    raise DataError("project_value", field=_PROJECT_KEY, found=clean(str(value)))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        # Read no further than it may be long: a file can grow meanwhile.
        return file.read(MAX_BYTES + 1)


def _mark(content: bytes) -> str:
    return sha256(content).hexdigest()


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


def _migrated(plain: dict[str, Any], migrations: Sequence[Migration]) -> dict[str, Any]:
    version, newest = plain[_VERSION_KEY], 1 + len(migrations)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DataError("project_not_version", found=shown(version))
    if version > newest:
        raise DataError("project_newer", found=shown(version), known=newest)
    found: object = plain[_PROJECT_KEY]
    if not isinstance(found, dict):
        raise DataError("project_not_group", field=_PROJECT_KEY, found=shown(found))
    project: dict[str, Any] = found
    for number, migrate in enumerate(migrations[version - 1 :], version):
        try:
            project = migrate(project)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise DataError("project_not_migrated", version=number) from error
    return project
