"""How the window tells the user that something went wrong."""

import logging

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from data.errors import DataError
from data.schema import Language
from geo.words.wording import explain

log = logging.getLogger(__name__)


def show_failure(parent: QWidget, error: Exception, language: Language) -> None:
    """Say in a dialog what failed and what to do next; never a traceback.

    A `DataError` is the user's to mend and has its own sentence. Anything else is a
    fault of the program: the log gets the details, the user is told where it is.
    """
    if isinstance(error, DataError):
        text = explain(error, language)
    else:
        log.error("unexpected failure", exc_info=error)
        text = QCoreApplication.translate(
            "messages",
            "This did not work because of a fault in the program ({kind}). Your data is "
            "unchanged. The details are in the log file: Help, Open log folder.",
        ).format(kind=type(error).__name__)
    say_in_dialog(parent, text)


def say_in_dialog(parent: QWidget, text: str) -> None:
    """Say `text` in a dialog; when one is open already, add it there.

    So that ten unreadable files give one dialog to close, not ten.
    """
    shown = [box for box in parent.findChildren(QMessageBox, "message") if box.isVisible()]
    if shown:
        sentences = shown[0].text().split("\n\n")
        if text not in sentences:
            shown[0].setText("\n\n".join([*sentences, text]))
        return
    box = QMessageBox(QMessageBox.Icon.Warning, "", text, QMessageBox.StandardButton.Ok, parent)
    box.setObjectName("message")
    # It may quote a user's file, which must not become markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(QCoreApplication.translate("messages", "Yiquan"))
    box.open()
