"""What the user is asked before something of a project would be lost."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.widgets.spoken_name import spoken

Buttons = QMessageBox.StandardButton
Role = QMessageBox.ButtonRole


def unsaved_box(parent: QWidget, project: str) -> QMessageBox:
    """Return the question whether changes are to be saved."""
    text = QCoreApplication.translate(
        "project_questions", "“{project}” has changes that are not saved. Save them?"
    ).format(project=spoken(project))
    box = _box(parent, "unsaved", text)
    box.setStandardButtons(Buttons.Save | Buttons.Discard | Buttons.Cancel)
    box.setDefaultButton(Buttons.Save)
    return box


def changed_box(parent: QWidget, path: Path, *, gone: bool) -> QMessageBox:
    """Return the question what to do where the file is not as it was read or written here.

    The role of the button that overwrites is destructive, that of another file to accept.

    Parameters
    ----------
    gone
        Whether there is no file any more.
    """
    name = spoken(path.name)
    if gone:
        text = QCoreApplication.translate(
            "project_questions",
            "“{file}” is not where it was opened or saved last: it was moved, renamed or deleted. "
            "Save it there again, or save it as another file?",
        ).format(file=name)
        verb = QCoreApplication.translate("project_questions", "Save it there again")
    else:
        text = QCoreApplication.translate(
            "project_questions",
            "“{file}” has changed since it was opened or saved here: another window or program "
            "has written it. To overwrite it loses what was written there.",
        ).format(file=name)
        verb = QCoreApplication.translate("project_questions", "Overwrite it")
    box = _box(parent, "changed", text)
    box.addButton(verb, Role.DestructiveRole)
    elsewhere = QCoreApplication.translate("project_questions", "Save as another file…")
    other = box.addButton(elsewhere, Role.AcceptRole)
    box.setDefaultButton(other)
    box.setEscapeButton(box.addButton(Buttons.Cancel))
    return box


def _box(parent: QWidget, name: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(QCoreApplication.translate("project_questions", "Yiquan"))
    # The name of a file must not become markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
