"""What the commands print: results -> JSON, CSV or a table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from data.reference.catalog import Entry, Kind, entries
from data.schema import Language, Province, Status
from geo.cli.parsing.values import ALL
from geo.health import Check
from geo.tables.files.forms import Row, json_text, table_text
from geo.words.places import place_name
from geo.words.statuses import status_counts
from geo.words.wording import say

_LAYER_HEAD: Final = ("id", "title", "province", "rows", "by_status", "date")
_LAYER_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 4, 5})


def layer_rows(language: Language) -> list[Row]:
    """Return the bundled layers, facilities by tier and province."""
    rows: list[Row] = []
    for entry in entries():
        if entry.kind is not Kind.FACILITIES:
            rows.append(_layer_row(entry, language, entry.province, entry.rows, {}))
            continue
        for province, by_status in entry.counts.items():
            rows.append(_layer_row(entry, language, province, sum(by_status.values()), by_status))
    return rows


def _layer_row(
    entry: Entry,
    language: Language,
    province: Province | None,
    rows: int,
    by_status: Mapping[Status, int],
) -> Row:
    title = entry.title.in_language(language)
    divided = entry.kind is Kind.FACILITIES and province is not None
    if divided and province is not None:
        title = say(
            "cli_in_province", language, title=title, province=place_name(province, language)
        )
    return {
        "id": f"{entry.id}_{province}" if divided else entry.id,
        "title": title,
        "tier": entry.tier.value if entry.tier else None,
        "province": province.value if province else ALL,
        "rows": rows,
        "by_status": {status.value: count for status, count in by_status.items()},
        "source": entry.source,
        "licence": entry.licence,
        "date": entry.date,
    }


def layers_table(language: Language) -> str:
    """Return the bundled layers as a table for the console."""
    rows = [
        [
            str(row["id"]),
            str(row["title"]),
            str(row["province"]),
            f"{row['rows']:,}",
            _statuses(row["by_status"], language),
            str(row["date"]),
        ]
        for row in layer_rows(language)
    ]
    return table_text(heads(_LAYER_HEAD, language), rows, _LAYER_TEXT_COLUMNS)


def _statuses(by_status: object, language: Language) -> str:
    counts = by_status if isinstance(by_status, dict) else {}
    return status_counts({Status(name): count for name, count in counts.items()}, language)


def checks_json(checks: Iterable[Check]) -> str:
    """Return checks as JSON."""
    return json_text(
        [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    )


def checks_table(checks: Iterable[Check], language: Language) -> str:
    """Return checks as a table for the console."""
    rows = [
        [say("cli_ok" if check.ok else "cli_not_ok", language), check.name, check.detail]
        for check in checks
    ]
    return table_text(heads(("ok", "check", "detail"), language), rows, frozenset({0, 1, 2}))


def heads(columns: Sequence[str], language: Language) -> list[str]:
    """Return the columns' heads as a person reads them."""
    return [say(f"cli_column_{column}", language) for column in columns]
