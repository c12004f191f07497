"""How a file of the user's is read, and what its records are taken for.

Kept in the project, so that opening it reads every file again as it was read before,
and asks nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from data.schema import Datum, Tier
from data.text.fields import Role

_SECRETS: Final = frozenset({"password", "sslpassword", "passfile"})


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which column the user says holds what; empty for none."""

    role: Role
    column: str


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What the user laid down about a file; None leaves it to the reader.

    Attributes
    ----------
    connection
        The database it is a table of, as `without_password` has it; empty for a file.
    layer
        Name of the layer inside it.
    encoding, crs, datum, columns
        As `data.read.reader.read_file` takes them.
    tier
        Tier of all facilities; None where each has the tier that its own words say.
    rest
        Tier of those whose words say none; None leaves them out.
    """

    connection: str = ""
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    datum: Datum | None = None
    columns: tuple[ColumnChoice, ...] = ()
    tier: Tier | None = None
    rest: Tier | None = None

    @property
    def column_of(self) -> dict[Role, str]:
        """Return the columns by what they hold."""
        return {choice.role: choice.column for choice in self.columns}


def column_choices(columns: Mapping[Role, str]) -> tuple[ColumnChoice, ...]:
    """Return the columns that the user chose, in the order of the roles."""
    return tuple(ColumnChoice(role, columns[role]) for role in Role if role in columns)


def without_password(url: str) -> str:
    """Return a connection string with nothing of a password in it, whatever signs it has."""
    scheme, mark, rest = url.partition("://")
    pieces = re.findall(r"(^|[?&])([^?&]*)", rest)
    secret = [piece for _, piece in pieces if _is_secret(piece)]
    plain = "".join(sign + piece for sign, piece in pieces if piece not in secret)
    if any("@" in piece for piece in secret):
        # It may as well be a password with a question mark in it: nothing behind a colon stays.
        return f"{scheme}{mark}{plain.partition(':')[0].rpartition('@')[2]}"
    before, at, place = plain.rpartition("@")
    user = re.split(r"[:/?#@]", before, maxsplit=1)[0]
    if "?" not in place:
        place = place.replace("&", "?", 1)
    return f"{scheme}{mark}{user}{at}{place}"


def _is_secret(piece: str) -> bool:
    # The words of a query may be escaped, too.
    return unquote(piece.partition("=")[0]).strip().lower() in _SECRETS
