"""A project as plain values for JSON, and back: the rules of a type, for every field there is.

Every frozen dataclass of enumerations, tuples, numbers and texts goes both ways without a
word here. What is read is taken as it stands or refused: no text becomes a number, no entry
is passed over, nothing is endless.
"""

import math
import os
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NoReturn, get_args, get_origin

from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from data.errors import DataError
from data.lists import several
from data.project.project import Project
from data.text.far_places import far_host

MAX_ITEMS: Final = 200_000
MAX_LETTERS: Final = 10_000
# Beyond it a double, which other programs read numbers as, no longer holds every integer.
MAX_WHOLE: Final = 2**53
_SHOWN: Final = 40
_ROOT: Final = "project"
_ABSOLUTE: Final = "absolute"
_RELATIVE: Final = "relative"


def plain_project(project: Project, folder: Path) -> dict[str, Any]:
    """Return a project as values that JSON holds; paths also as they lead from `folder`."""
    plain: dict[str, Any] = _plain_converter(folder).unstructure(project)
    return plain


def project_of(plain: object, folder: Path) -> Project:
    """Return the project that `plain_project` gave.

    Raises
    ------
    DataError
        `project_…`: what is wrong, with the `field` and what was found; no file.
    """
    converter = _strict_converter(folder)
    try:
        return converter.structure(plain, Project)
    except DataError as error:
        _refuse(error, _ROOT)
    except BaseValidationError as error:
        _refuse(*_first(error, _ROOT))


def shown(value: object) -> str:
    """Return what was found, for a sentence: short, whatever it was."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list | dict):
        return "[…]" if isinstance(value, list) else "{…}"
    return f"“{clean(value)}”" if isinstance(value, str) else clean(str(value))


def clean(text: str) -> str:
    """Return the beginning of a text that a file holds, for a sentence."""
    head = "".join(letter if letter.isprintable() else "�" for letter in text[:_SHOWN])
    return f"{head}…" if len(text) > _SHOWN else head


def _plain_path(path: Path, folder: Path) -> dict[str, str]:
    """Return a path twice: as it is, and from the folder, so that both may move together."""
    plain = {_ABSOLUTE: str(path)}
    if path.is_absolute():
        try:
            relative = os.path.relpath(path, folder)
        except ValueError:
            # On another drive.
            return plain
        plain[_RELATIVE] = Path(relative).as_posix()
    return plain


def _path_of(value: object, folder: Path) -> Path:
    """Return the path from the folder where there is such a file, otherwise as it was."""
    if not isinstance(value, dict) or not {_ABSOLUTE} <= value.keys() <= {_ABSOLUTE, _RELATIVE}:
        raise DataError("project_not_path", found=shown(value))
    absolute = Path(_text(value[_ABSOLUTE]))
    if "\0" in value[_ABSOLUTE]:
        raise DataError("project_not_path", found=shown(value[_ABSOLUTE]))
    relative = _text(value.get(_RELATIVE, ""))
    if not relative or "\0" in relative:
        return absolute
    moved = Path(os.path.normpath(folder / relative))
    home = (None, far_host(folder))
    # To look at another computer is to call it, which is not for a project to say.
    if far_host(relative) is not None or far_host(moved) not in home:
        return absolute
    if os.path.lexists(moved):
        return moved
    if far_host(absolute) not in home:
        return absolute
    # What lay in the project's own folder is looked for there when it comes back.
    inside = not relative.startswith("..") and not os.path.lexists(absolute)
    return moved if inside else absolute


# Made anew, one takes a tenth of a second: it writes code for every class it meets.
@lru_cache(maxsize=4)
def _plain_converter(folder: Path) -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(Path, lambda path: _plain_path(path, folder))
    return converter


@lru_cache(maxsize=4)
def _strict_converter(folder: Path) -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, lambda value, _: _text(value))
    converter.register_structure_hook(bool, lambda value, _: _truth(value))
    converter.register_structure_hook(int, lambda value, _: _whole(value))
    converter.register_structure_hook(float, lambda value, _: _number(value))
    # TRAP enum-hook
    converter.register_structure_hook(StrEnum, _choice)
    converter.register_structure_hook(Path, lambda value, _: _path_of(value, folder))
    converter.register_structure_hook_factory(is_dataclass, _group_hook)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    return converter


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise DataError("project_not_text", found=shown(value))
    if len(value) > MAX_LETTERS:
        raise DataError("project_too_long", count=len(value), limit=MAX_LETTERS)
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise DataError("project_not_truth", found=shown(value))
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MAX_WHOLE:
        raise DataError("project_not_whole", found=shown(value))
    return value


def _number(value: object) -> float:
    if isinstance(value, int):
        return float(_whole(value))
    if not isinstance(value, float) or not math.isfinite(value):
        raise DataError("project_not_number", found=shown(value))
    return value


def _choice(value: object, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(_text(value))
    except ValueError:
        known = several(each.value for each in kind)
        raise DataError("project_not_known", found=shown(value), known=known) from None


def _group_hook(kind: type[Any], converter: Converter) -> Callable[[Any, Any], Any]:
    read = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def hook(value: object, kind: type[Any]) -> object:
        if not isinstance(value, dict):
            raise DataError("project_not_group", found=shown(value))
        return read(value, kind)

    return hook


def _is_list(kind: object) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis


def _list_hook(kind: object, converter: Converter) -> Callable[[Any, Any], Any]:
    read = converter.get_structure_hook(list[get_args(kind)[0]])  # type: ignore[misc]

    def hook(value: object, kind: object) -> object:
        if not isinstance(value, list):
            raise DataError("project_not_list", found=shown(value))
        if len(value) > MAX_ITEMS:
            raise DataError("project_too_many", count=len(value), limit=MAX_ITEMS)
        return tuple(read(value, kind))

    return hook


def _first(error: BaseValidationError, field: str) -> tuple[Exception, str]:
    """Return the first thing that was wrong, and where."""
    inner = error.exceptions[0]
    for note in getattr(inner, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            field = f"{field}.{note.name}"
        elif isinstance(note, IterableValidationNote):
            field = f"{field}[{note.index}]"
    if isinstance(inner, BaseValidationError):
        return _first(inner, field)
    return inner, field


def _refuse(error: Exception, field: str) -> NoReturn:
    if isinstance(error, DataError):
        raise DataError(error.code, field=field, **error.facts) from None
    if isinstance(error, KeyError):
        raise DataError("project_key_missing", field=field) from None
    if isinstance(error, ForbiddenExtraKeysError):
        name = min(str(each) for each in error.extra_fields)
        raise DataError("project_key_unknown", field=f"{field}.{clean(name)}") from None
    raise DataError("project_value", field=field, found=clean(str(error))) from None
