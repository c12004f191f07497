"""What a connection string says, and how a database is reached by it.

Whoever types one may have it done as the driver does: with what stands in the environment and
in the files of passwords. Of one that stands in a project, which may be a stranger's, only the
place is taken, and nothing of the user's is handed over.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import unquote, urlencode

from data.errors import DataError
from data.text.far_places import far_host

_PLAIN: Final = frozenset({"host", "port", "user", "dbname", "password", "sslmode"})
_PORT: Final = "5432"
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+|/[^\0,]*|")
_HERE: Final = "localhost"
# Since then the driver's library can be told which ways of proving who one is are allowed.
_CAN_CHOOSE: Final = 160_000
_SECRETS: Final = frozenset({"password", "sslpassword", "passfile"})
_SCHEME: Final = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)


def is_connection(path: Path | str) -> bool:
    """Return whether what a user names is a database rather than a file."""
    return isinstance(path, str) and _SCHEME.match(path) is not None


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """Where a database is, and who asks; empty for what the driver takes by itself."""

    host: str
    port: str
    user: str
    database: str
    password: str = ""

    @property
    def is_socket(self) -> bool:
        """Whether it is a socket in a folder of this computer, and no call to any server."""
        return self.host.startswith("/")

    @property
    def server(self) -> str:
        """The server, as it is asked about and remembered."""
        host = self.host.lower() or _HERE
        shown = f"[{host}]" if ":" in host else host
        return shown if self.port in {"", _PORT} else f"{shown}:{self.port}"


def place_of(url: str) -> DatabasePlace:
    """Return the place that a connection string names; nothing else of it counts.

    Raises
    ------
    DataError
        `database_place` where it names no single server.
    """
    rest = url.partition("://")[2]
    address, _, query = rest.partition("?")
    authority, _, database = address.partition("/")
    before, _, where = authority.rpartition("@")
    host, port = _host_and_port(where)
    user, _, password = before.partition(":")
    given = dict(_parameters(query))
    place = DatabasePlace(
        given.get("host", unquote(host)),
        given.get("port", port),
        given.get("user", unquote(user)),
        given.get("dbname", unquote(database)),
        given.get("password", unquote(password)),
    )
    texts = (place.host, place.port, place.user, place.database, place.password)
    fits = _HOST.fullmatch(place.host) and re.fullmatch(r"[0-9]{0,5}", place.port)
    if place.is_socket and far_host(place.host) is not None:
        fits = None
    if not fits or any(not text.isprintable() for text in texts):
        raise DataError("database_place", found=without_secrets(url))
    return place


def without_secrets(url: str) -> str:
    """Return the beginning of a connection as it may be shown: nothing of user or password."""
    plain = without_password(url).partition("://")[2]
    place = plain.partition("?")[0].rpartition("@")[2][:60]
    return "".join(letter if letter.isprintable() else "�" for letter in place)


def sayable(text: str) -> str:
    """Return a text that may hold a connection, as it may be shown: no user, no password."""
    found = _SCHEME.search(text)
    if found is None:
        return text
    return f"{text[: found.end()]}{without_secrets(text[found.start() :])}"


def typed(url: str) -> str:
    """Return a connection that the user typed, without what would lead elsewhere."""
    address, mark, query = url.partition("?")
    pairs = _parameters(query)
    kept = [(name, value) for name, value in pairs if name in _PLAIN]
    if not mark or len(kept) == len(pairs):
        return url
    return f"{address}?{urlencode(kept)}" if kept else address


def alone(place: DatabasePlace, driver: ModuleType) -> dict[str, Any]:
    """Return what the driver is told of a place, so that it adds nothing of the user's.

    An empty text is an answer: what the environment or a file would say is not asked for.
    """
    told = {
        "host": place.host,
        "port": place.port,
        "user": place.user,
        "dbname": place.database,
        "password": place.password,
        # No such file can be.
        "passfile": os.path.join(os.devnull, "none"),  # noqa: PTH118 - the name of no file
        "hostaddr": "",
        "options": "",
        "sslmode": "prefer",
        "sslcert": "",
        "sslkey": "",
        "sslpassword": "",
        "gssencmode": "disable",
        "target_session_attrs": "any",
        "application_name": "",
    }
    if driver.pq.version() >= _CAN_CHOOSE:
        # A Windows domain's proof of who one is would be half a password.
        told |= {
            "require_auth": "none,password,md5,scram-sha-256",
            "sslcertmode": "disable",
            "load_balance_hosts": "disable",
        }
    return told


def _host_and_port(where: str) -> tuple[str, str]:
    if where.startswith("["):
        host, _, rest = where[1:].partition("]")
        return host, rest.removeprefix(":")
    host, _, port = where.partition(":")
    return host, port


def _parameters(query: str) -> list[tuple[str, str]]:
    """Return names and values of a query, escapes read as the driver reads them."""
    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    return [(unquote(name), unquote(value)) for name, _, value in pairs]


def without_password(url: str) -> str:
    """Return a connection string with nothing of a password in it, whatever signs it has."""
    scheme, mark, rest = url.partition("://")
    kept, secret = _told_apart(re.findall(r"(^|[?&])([^?&]*)", rest))
    plain = "".join(kept)
    if any("@" in piece for piece in secret):
        # It may as well be a password with a question mark in it: nothing behind a colon stays.
        return f"{scheme}{mark}{_with_query(plain.partition(':')[0].rpartition('@')[2])}"
    before, at, place = plain.rpartition("@")
    user = re.split(r"[:/?#@]", before, maxsplit=1)[0]
    return f"{scheme}{mark}{user}{at}{_with_query(place)}"


def _told_apart(pieces: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return what may be kept of the pieces of a connection, and what is secret."""
    kept: list[str] = []
    secret: list[str] = []
    goes_on = False
    for sign, piece in pieces:
        # Within a query a question mark is a letter like others.
        goes_on = _is_secret(piece) or (goes_on and sign == "?")
        (secret if goes_on else kept).append(sign + piece)
    return kept, secret


def _with_query(place: str) -> str:
    """Begin the query with its mark, where what stood first in it has gone."""
    return place if "?" in place else place.replace("&", "?", 1)


def _is_secret(piece: str) -> bool:
    # The words of a query may be escaped, too.
    return unquote(piece.partition("=")[0]).strip().lower() in _SECRETS
