"""How evenly access is shared, group by group, as a table."""

from collections.abc import Mapping, Sequence
from typing import Final

from data.schema import Language, PeopleGroup
from geo.access.figures import GroupEquity
from geo.tables.table import Column, Kind, Table, columns_of
from geo.words.wording import say

NAME: Final = "equity"
COLUMNS: Final = (
    Column("group", Kind.TEXT),
    Column("population", Kind.PEOPLE),
    Column("access_per_1000", Kind.RATE),
    *columns_of(Kind.INDEX, "gini", "theil", "theil_between", "theil_within"),
    Column("share_without", Kind.SHARE),
)


def equity_table(
    equities: Mapping[PeopleGroup, GroupEquity],
    notes: Sequence[str],
    language: Language | None = None,
) -> Table:
    """Return a row for each group, its code in the first column unless a language is given."""
    rows = tuple(
        (
            group.label.in_language(language) if language else group.value,
            equity.population,
            equity.access_per_1000,
            equity.gini,
            equity.theil.total,
            equity.theil.between,
            equity.theil.within,
            equity.share_without,
        )
        for group, equity in equities.items()
    )
    return Table(NAME, COLUMNS, rows, tuple(notes))


def equity_notes(language: Language) -> list[str]:
    """Return the formulae of the indices with their references."""
    return [say(key, language) for key in ("cli_note_gini", "cli_note_theil")]
