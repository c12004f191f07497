"""How the window tells the user that something went wrong."""

import logging

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from data.errors import DataError
from data.schema import Language
from geo.wording import explain

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
    box = QMessageBox(QMessageBox.Icon.Warning, "", text, QMessageBox.StandardButton.Ok, parent)
    box.setObjectName("message")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(QCoreApplication.translate("messages", "Yiquan"))
    box.open()
