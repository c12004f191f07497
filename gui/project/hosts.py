"""The other computers that a project would have called, and whether the user agrees to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget
from shiboken6 import isValid

from data.errors import DataError
from data.project.project import Layer, OwnPeople, Project
from data.text.connection import DatabasePlace, place_of
from data.text.far_places import DEVICE, far_host
from gui.settings import Settings
from gui.widgets.spoken_name import spoken

# Who would ask more often than that wants a tired user.
MOST_ASKED: Final = 5


@dataclass(frozen=True, slots=True)
class Host:
    """Another computer, and what is wanted of it.

    Attributes
    ----------
    name
        As it is remembered: of a server its address and port, of files `//` and the host.
    place
        The database wanted, None for a file.
    file
        Name of the file wanted.
    """

    name: str
    place: DatabasePlace | None = None
    file: str = ""


def host_of(source: Layer | OwnPeople) -> Host | None:
    """Return the computer that something of a project's is read from, None for this one.

    Raises
    ------
    DataError
        `database_place`, `far_device`: no file and no server.
    """
    read_as = source.read_as
    if read_as is not None and read_as.connection:
        place = place_of(read_as.connection)
        return None if place.is_socket else Host(place.server, place)
    if source.path is None or (far := far_host(source.path)) is None:
        return None
    name = source.path.name.replace("\\", "/").rpartition("/")[2]
    if far == DEVICE:
        raise DataError("far_device", found=name)
    return Host(f"//{far}", file=name)


def hosts_of(project: Project, home: Path) -> list[Host]:
    """Return the computers that a project is read from, each once, but that of its own folder."""
    found: dict[str, Host] = {}
    own = f"//{far_host(home)}"
    for host in _hosts(project):
        if host.name != own:
            found.setdefault(host.name, host)
    return list(found.values())


def require_agreed(source: Layer | OwnPeople, agreed: frozenset[str]) -> None:
    """Raise unless what something is read from is this computer, or one that was agreed to.

    Raises
    ------
    DataError
        `host_not_agreed`; `database_place`, `far_device`.
    """
    host = host_of(source)
    if host is not None and host.name not in agreed:
        raise DataError("host_not_agreed", host=host.name.strip("/"))


def _hosts(project: Project) -> Iterator[Host]:
    people = () if project.people is None else (project.people,)
    sources: tuple[Layer | OwnPeople, ...] = (*project.layers, *people)
    for source in sources:
        try:
            host = host_of(source)
        except DataError:
            # Said when it is read.
            continue
        if host is not None:
            yield host


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
