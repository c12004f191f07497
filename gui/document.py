"""The one mutable object: the current Project, its undo stack and the `changed` signal."""

from collections.abc import Callable
from dataclasses import fields

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from data.project.project import Project

Change = Callable[[Project], Project]


class Document(QObject):
    """Holds the current project; every edit goes through `apply`.

    `changed` carries the frozenset of the names of the Project fields that differ,
    so that a view re-reads only what it shows.
    """

    changed = Signal(object)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._merge_ids: dict[str, int] = {}
        self.undo_stack = QUndoStack(self)

    @property
    def project(self) -> Project:
        """The current project."""
        return self._project

    def apply(self, text: str, change: Change, merge_key: str = "") -> None:
        """Replace the project by `change(project)`, as one step that can be undone.

        Parameters
        ----------
        text
            What the user did, for the Undo menu.
        change
            Pure function from the old project to the new one; the same value means no edit.
        merge_key
            Consecutive edits with one key, such as those of one pull at a slider,
            are undone together; empty for an edit that stands alone.
        """
        new = change(self._project)
        if new == self._project:
            return
        merge_id = self._merge_ids.setdefault(merge_key, len(self._merge_ids)) if merge_key else -1
        self.undo_stack.push(_ReplaceProject(self, text, self._project, new, merge_id))

    def open(self, project: Project) -> None:
        """Hold another project from now on; what was done to the last one is forgotten."""
        self.undo_stack.clear()
        self._project = project
        self.changed.emit(frozenset(f.name for f in fields(Project)))

    def _replace(self, project: Project) -> None:
        old, self._project = self._project, project
        names = (f.name for f in fields(Project))
        differing = frozenset(n for n in names if getattr(old, n) != getattr(project, n))
        if differing:
            self.changed.emit(differing)


class _ReplaceProject(QUndoCommand):
    def __init__(
        self, document: Document, text: str, old: Project, new: Project, merge_id: int
    ) -> None:
        super().__init__(text)
        self._document = document
        self._old = old
        self.new = new
        self._merge_id = merge_id

    def id(self) -> int:
        return self._merge_id

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, _ReplaceProject):
            return False
        self.new = other.new
        return True

    def redo(self) -> None:
        self._document._replace(self.new)

    def undo(self) -> None:
        self._document._replace(self._old)
