"""The command equity: how evenly access is shared, group by group, in every form."""

from collections.abc import Sequence
from typing import Final

from data.schema import Language
from geo.access.figures import AccessReport, PlaceAccess
from geo.cli.arguments import Request
from geo.cli.commands.access import access_document
from geo.cli.reports import heads
from geo.tables.access import EQUITY_COLUMNS, Equities, equity_row
from geo.tables.forms import (
    json_text,
    plain,
    table_text,
)
from geo.words.numbers import index, people, percent, rate

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
        groups.append(equity_row(group, equity) | {"lorenz": curve})
    document = access_document(request, measured, report)
    return json_text(document | {"groups": groups, "notes": notes})


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
    table = table_text(heads(EQUITY_COLUMNS, language), rows, _TEXT_COLUMNS)
    return "\n".join([*head, "", table, *notes, ""])
