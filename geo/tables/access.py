"""Access by unit and its equity by group as tables, the same for console and window."""

from collections.abc import Mapping, Sequence
from typing import Final

from data.schema import Language, PeopleGroup
from geo.access.figures import AccessReport, GroupEquity
from geo.tables.forms import Row, csv_text, plain
from geo.words.wording import say

ACCESS_COLUMNS: Final = ("adcode", "name", "population", "access_per_1000", "share_without")


def access_csv(report: AccessReport, said: Sequence[str]) -> str:
    """Return the units as CSV; the first row's `note` says what the figures rest on."""
    rows = unit_rows(report)
    rows[0]["note"] = " ".join(said)
    return csv_text((*ACCESS_COLUMNS, "note"), rows)


def unit_rows(report: AccessReport) -> list[Row]:
    """Return a flat row for each unit, in `ACCESS_COLUMNS`."""
    return [
        {
            "adcode": int(unit["adcode"]),
            "name": str(unit["name"]),
            **{name: plain(unit[name]) for name in ACCESS_COLUMNS[2:]},
        }
        for unit in report.units.to_dict("records")
    ]


Equities = Mapping[PeopleGroup, GroupEquity]


EQUITY_COLUMNS: Final = (
    "group",
    "population",
    "access_per_1000",
    "gini",
    "theil",
    "theil_between",
    "theil_within",
    "share_without",
)


def equity_csv(equities: Equities, said: Sequence[str]) -> str:
    """Return a row for each group as CSV; the first row's `note` says what it rests on."""
    rows = [equity_row(group, equity) for group, equity in equities.items()]
    rows[0]["note"] = " ".join(said)
    return csv_text((*EQUITY_COLUMNS, "note"), rows)


def equity_row(group: PeopleGroup, equity: GroupEquity) -> Row:
    """Return the indices of a group as a flat row, in `EQUITY_COLUMNS`."""
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


def equity_notes(language: Language) -> list[str]:
    """Return the formulae of the indices with their references."""
    return [say(key, language) for key in ("cli_note_gini", "cli_note_theil")]
