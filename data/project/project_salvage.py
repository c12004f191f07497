"""What can be kept of a project that cannot be saved, for the copy of unsaved changes."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from data.errors import DataError
from data.project.project import Layer, Project, ServiceRadius, new_project
from data.project.project_file import checked_bytes

_ANYWHERE: Final = Path(Path.cwd().anchor, "project.yiquan")


def salvaged(project: Project) -> Project:
    """Return a project that can be saved, with all of `project` that can be in it.

    Field by field, and of lists entry by entry: what cannot be saved is as in a new project.
    """
    if _can_be_saved(project):
        return project
    kept = new_project(None)
    for field in fields(Project):
        value = getattr(project, field.name)
        whole = replace(kept, **{field.name: value})
        if _can_be_saved(whole):
            kept = whole
        elif isinstance(value, tuple) and value:
            kept = _with_each(kept, field.name, value)
    return kept


def _with_each(project: Project, name: str, entries: tuple[Any, ...]) -> Project:
    """Return a project with those of the entries of a list that it can be saved with.

    Halves of what cannot be taken as a whole are tried by themselves: few are at fault.
    """
    more = project
    for entry in entries:
        more = _with_entry(more, name, entry)
    if _can_be_saved(more):
        return more
    if len(entries) == 1:
        return project
    middle = len(entries) // 2
    return _with_each(_with_each(project, name, entries[:middle]), name, entries[middle:])


def _with_entry(project: Project, name: str, entry: Any) -> Project:
    if isinstance(entry, Layer):
        return project.with_layer(entry)
    if isinstance(entry, ServiceRadius):
        return project.with_radius(entry.tier, entry.radius_m)
    values: dict[str, Any] = {name: (*getattr(project, name), entry)}
    return replace(project, **values)


def _can_be_saved(project: Project) -> bool:
    try:
        checked_bytes(project, _ANYWHERE, compact=True)
    except DataError:
        return False
    return True
