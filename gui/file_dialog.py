"""The dialogs that ask for a file, with the texts that Qt leaves untranslated."""

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
