"""The other computers that a project would have called, and whether the user agrees to it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget
from shiboken6 import isValid

from data.errors import DataError
from data.text.connection import place_of
from geo.intake.hosts import Host
from gui.settings import Settings
from gui.widgets.spoken_name import spoken

# Who would ask more often than that wants a tired user.
MOST_ASKED: Final = 5


class Hosts(QObject):
    """Asks once about each computer, one question at a time."""

    def __init__(
        self, settings: Settings, window: Callable[[], QWidget], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._window = window
        self._agreed: set[str] = set()
        self._box: QMessageBox | None = None

    def ask(self, hosts: list[Host], done: Callable[[frozenset[str]], None]) -> None:
        """Ask about those not agreed to yet; `done` is told all that are, when all is said."""
        self.drop()
        known = self._agreed | self._settings.hosts
        self._ask([host for host in hosts if host.name not in known][:MOST_ASKED], done)

    def drop(self) -> None:
        """Ask no more: the project is not wanted any longer."""
        box, self._box = self._box, None
        if box is not None and isValid(box):
            box.finished.disconnect()
            box.close()

    def _ask(self, hosts: list[Host], done: Callable[[frozenset[str]], None]) -> None:
        if not hosts:
            done(frozenset(self._agreed | self._settings.hosts))
            return
        host, *others = hosts
        box, always = _question(host, self._window())

        def answered() -> None:
            self._box = None
            if box.buttonRole(box.clickedButton()) == QMessageBox.ButtonRole.AcceptRole:
                self._agreed.add(host.name)
                if always.isChecked():
                    self._settings.hosts |= {host.name}
            self._ask(others, done)

        box.finished.connect(answered)
        self._box = box
        box.open()


def remember_typed(settings: Settings, url: str) -> None:
    """Know a server from now on: the user typed its name."""
    try:
        settings.hosts |= {place_of(url).server}
    except DataError:
        # Where no single server is named, nothing can be read either.
        return


def _question(host: Host, parent: QWidget) -> tuple[QMessageBox, QCheckBox]:
    box = QMessageBox(parent)
    box.setObjectName("host")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(QCoreApplication.translate("hosts", "Yiquan"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_text(host))
    told = QCoreApplication.translate(
        "hosts",
        "Connect only if you know this computer: it learns your address, and that you opened the "
        "project. No password of yours is sent to a database; files may tell it who you are. "
        "Without it the layer stays empty until you choose “Find the file…”.",
    )
    box.setInformativeText(told)
    always = QCheckBox(QCoreApplication.translate("hosts", "Do not ask again about this computer"))
    box.setCheckBox(always)
    connect = QCoreApplication.translate("hosts", "Connect")
    box.addButton(connect, QMessageBox.ButtonRole.AcceptRole)
    later = QCoreApplication.translate("hosts", "Not now")
    refuse = box.addButton(later, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box, always


def _text(host: Host) -> str:
    place = host.place
    if place is None:
        return QCoreApplication.translate(
            "hosts",
            "The project wants to read the file “{file}” from the computer {host} in the network. "
            "Connect?",
        ).format(file=spoken(host.file), host=spoken(host.name.strip("/")))
    return QCoreApplication.translate(
        "hosts",
        "The project wants to read from the database “{database}” at {host}, as user “{user}”. "
        "Connect?",
    ).format(database=spoken(place.database), host=spoken(place.server), user=spoken(place.user))
