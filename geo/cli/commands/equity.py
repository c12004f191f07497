"""The command equity: how evenly access is shared, group by group, in every form."""

from collections.abc import Mapping, Sequence
from typing import Final

from data.schema import Language, PeopleGroup
from geo.access.figures import AccessReport, GroupEquity, PlaceAccess
from geo.cli.arguments import Request
from geo.cli.commands.access import access_document
from geo.cli.console import csv_text, index, json_text, people, plain, rate, table_text
from geo.cli.reports import Row, heads
from geo.words.numbers import percent
from geo.words.wording import say

Equities = Mapping[PeopleGroup, GroupEquity]

_COLUMNS: Final = (
    "group",
    "population",
    "access_per_1000",
    "gini",
    "theil",
    "theil_between",
    "theil_within",
    "share_without",
)
_TEXT_COLUMNS: Final = frozenset({0})


def equity_json(
    request: Request,
    measured: PlaceAccess,
    report: AccessReport,
    equities: Equities,
    notes: list[str],
) -> str:
    """Return the indices of each group as JSON, with the points of its Lorenz curve."""
    groups = []
    for group, equity in equities.items():
        points = zip(equity.lorenz_people, equity.lorenz_access, strict=True)
        curve = [[plain(share), plain(access)] for share, access in points]
        groups.append(_row(group, equity) | {"lorenz": curve})
    document = access_document(request, measured, report)
    return json_text(document | {"groups": groups, "notes": notes})


def equity_csv(equities: Equities, said: Sequence[str]) -> str:
    """Return a row for each group as CSV; the first row's `note` says what it rests on."""
    rows = [_row(group, equity) for group, equity in equities.items()]
    rows[0]["note"] = " ".join(said)
    return csv_text((*_COLUMNS, "note"), rows)


def _row(group: PeopleGroup, equity: GroupEquity) -> Row:
    return {
        "group": group.value,
        "population": plain(equity.population),
        "access_per_1000": plain(equity.access_per_1000),
        "gini": plain(equity.gini),
        "theil": plain(equity.theil.total),
        "theil_between": plain(equity.theil.between),
        "theil_within": plain(equity.theil.within),
        "share_without": plain(equity.share_without),
    }


def equity_table(
    equities: Equities, head: Sequence[str], notes: Sequence[str], language: Language
) -> str:
    """Return the headline, a row for each group and the notes for the console."""
    rows = [
        [
            group.label.in_language(language),
            people(equity.population),
            rate(equity.access_per_1000),
            index(equity.gini),
            index(equity.theil.total),
            index(equity.theil.between),
            index(equity.theil.within),
            percent(equity.share_without),
        ]
        for group, equity in equities.items()
    ]
    table = table_text(heads(_COLUMNS, language), rows, _TEXT_COLUMNS)
    return "\n".join([*head, "", table, *notes, ""])


def equity_notes(language: Language) -> list[str]:
    """Return the formulae of the indices with their references."""
    return [say(key, language) for key in ("cli_note_gini", "cli_note_theil")]
