"""How a file of the user's is read, and what its records are taken for.

Kept in the project, so that opening it reads every file again as it was read before,
and asks nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data.schema import Datum, Tier
from data.text.fields import Role


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
        The database it is a table of, without its password (`data.text.connection`); empty
        for a file.
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
