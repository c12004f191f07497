"""The dialogs that ask for a file, with the texts that Qt leaves untranslated."""

from collections.abc import Collection, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def file_dialog(parent: QWidget, title: str, folder: Path, filters: list[str]) -> QFileDialog:
    """Return a dialog that is yet to be told what it is for, and opened; it deletes itself."""
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilters(filters)
    # Seen where the desktop has no dialog of its own.
    label = QFileDialog.DialogLabel
    dialog.setLabelText(label.LookIn, QCoreApplication.translate("file_dialog", "Look in:"))
    dialog.setLabelText(label.FileType, QCoreApplication.translate("file_dialog", "File type:"))
    return dialog


def save_dialog(
    parent: QWidget, title: str, folder: Path, kinds: Mapping[str, str], name: str
) -> QFileDialog:
    """Return a dialog that asks where to save, and is yet to be opened.

    Parameters
    ----------
    kinds
        What the user reads of each kind of file, by its ending, the first one chosen.
    name
        The name suggested.
    """
    endings, filters = list(kinds), list(kinds.values())
    dialog = file_dialog(parent, title, folder, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # The dialog's own, so that it asks before writing over a file of the full name.
    dialog.setDefaultSuffix(endings[0])
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(endings[filters.index(chosen)])
    )
    dialog.selectFile(name)
    return dialog


def with_ending(path: Path, ending: str, known: Collection[str]) -> Path:
    """Return `path`, with `ending` where it has none of those that are known."""
    if path.suffix.lower() in known:
        return path
    return path.with_name(f"{path.name}.{ending.lstrip('.')}")
