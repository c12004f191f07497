"""Keeps wheel and undo keys from the input fields of a panel, where they mean something else."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QWidget


class InputGuard(QObject):
    """Passes on what a field would take from others.

    The wheel scrolls the panel until a field has been clicked, and Ctrl+Z after a typed
    number undoes the edit of the document.
    """

    def watch(self, *fields: QWidget) -> None:
        """Guard these fields."""
        for field in fields:
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Pass on the wheel over a field that was not clicked, and undo with nothing typed."""
        unclicked = isinstance(watched, QWidget) and not watched.hasFocus()
        wheel = event.type() == QEvent.Type.Wheel and unclicked
        if wheel or _is_undo(watched, event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _is_undo(watched: QObject, event: QEvent) -> bool:
    """Return whether a spin box is about to take undo or redo with nothing typed to undo."""
    if not (isinstance(watched, QAbstractSpinBox) and isinstance(event, QKeyEvent)):
        return False
    if event.type() != QEvent.Type.ShortcutOverride or watched.lineEdit().isModified():
        return False
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    return any(event.matches(key) for key in keys)
