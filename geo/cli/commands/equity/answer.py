"""The command equity: how evenly access is shared, group by group, in every form."""

from collections.abc import Mapping, Sequence

from data.schema import Language, PeopleGroup
from geo.access.figures import AccessReport, GroupEquity, PlaceAccess
from geo.cli.commands.access.answer import access_document
from geo.cli.parsing.arguments import Request
from geo.tables.equity import equity_table as equity_groups
from geo.tables.files.forms import json_text, plain
from geo.tables.files.written import console_of, json_rows

Equities = Mapping[PeopleGroup, GroupEquity]


def equity_json(
    request: Request,
    measured: PlaceAccess,
    report: AccessReport,
    equities: Equities,
    notes: list[str],
) -> str:
    """Return the indices of each group as JSON, with the points of its Lorenz curve."""
    groups = json_rows(equity_groups(equities, []))
    for row, equity in zip(groups, equities.values(), strict=True):
        points = zip(equity.lorenz_people, equity.lorenz_access, strict=True)
        row["lorenz"] = [[plain(share), plain(access)] for share, access in points]
    document = access_document(request, measured, report)
    return json_text(document | {"groups": groups, "notes": notes})


def equity_table(
    equities: Equities, head: Sequence[str], notes: Sequence[str], language: Language
) -> str:
    """Return the headline, a row for each group and the notes for the console."""
    table = console_of(equity_groups(equities, [], language), language)
    return "\n".join([*head, "", table, *notes, ""])
