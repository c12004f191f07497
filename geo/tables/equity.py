"""How evenly access is shared, group by group, as a table."""

from collections.abc import Mapping, Sequence
from typing import Final

from data.schema import Language, PeopleGroup
from geo.access.figures import GroupEquity
from geo.access.words import AccessAnswer, group_notes, method_notes
from geo.tables.notes import Basis, figure_notes
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


def told_equity(
    answer: AccessAnswer,
    equities: Mapping[PeopleGroup, GroupEquity],
    head: Sequence[str],
    basis: Basis,
    language: Language,
) -> Table:
    """Return a row for each group, under its code, with every note.

    Parameters
    ----------
    head
        What is shared out, from `shared_headline`.
    """
    notes = equity_notes(answer, tuple(equities), basis, language)
    return equity_table(equities, [*head, *notes])


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


def equity_notes(
    answer: AccessAnswer,
    groups: Sequence[PeopleGroup],
    basis: Basis,
    language: Language,
) -> list[str]:
    """Return the formulae of the indices with their references, and every other note."""
    return [
        *(say(key, language) for key in ("cli_note_gini", "cli_note_theil")),
        *method_notes(answer, language),
        *group_notes(groups, language),
        *figure_notes(basis, answer.by_status, language),
    ]
