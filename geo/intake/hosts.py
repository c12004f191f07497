"""The other computers that a project would have called, and which of them may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.errors import DataError
from data.project.project import Layer, OwnPeople, Project
from data.text.connection import DatabasePlace, place_of
from data.text.far_places import DEVICE, far_host


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
