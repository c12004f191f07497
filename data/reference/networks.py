"""The published county medical networks, and who supports whom in them, as bundled."""

import csv
from collections.abc import Iterator
from functools import cache
from typing import Final

from data.errors import DataError
from data.reference.catalog import BUNDLED
from data.reference.network_model import LeadRule, LinkKind, PublishedNetwork, Support
from data.schema import Title

_SEPARATOR: Final = ";"
_NO_NUMBERS: Final = frozenset({"", "N"})


@cache
def published_networks() -> tuple[PublishedNetwork, ...]:
    """Return what the five reports say of networks, in their order."""
    patterns = {row["network"]: row for row in _rows("network_patterns.csv")}
    return tuple(_published(row, patterns[row["network"]]) for row in _rows("networks.csv"))


@cache
def published_supports() -> tuple[Support, ...]:
    """Return the ties between hospitals of the regional tier and those that they support."""
    return tuple(
        Support(
            facility=row["facility"],
            adcode=int(row["adcode"]),
            supporter=row["supporter"],
            supporter_adcode=int(row["supporter_adcode"]),
            kind=LinkKind(row["kind"]),
            source_id=row["source_id"],
            outside=_outside(row),
        )
        for row in _rows("network_supports.csv")
    )


def _outside(row: dict[str, str]) -> Title | None:
    return Title(row["outside_zh"], row["outside_en"]) if row["outside_zh"] else None


def _published(row: dict[str, str], pattern: dict[str, str]) -> PublishedNetwork:
    return PublishedNetwork(
        name=row["network"],
        adcode=int(row["adcode"]),
        pattern=row["pattern"],
        leads=_listed(row["lead_hospitals"]),
        townships=_number(row["township_members"]),
        villages=_number(row["village_members"]),
        county_networks=int(pattern["county_networks"]),
        urban_networks=int(pattern["urban_networks"]),
        county_hospitals=_number(pattern["county_hospitals"]),
        lead_rule=LeadRule(pattern["lead_rule"]),
        kinds=tuple(LinkKind(kind) for kind in _listed(pattern["kinds"])),
        source_id=row["source_id"],
        twins=_listed(pattern["twins"]),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each for each in text.split(_SEPARATOR) if each)


def _number(text: str) -> int | None:
    return None if text in _NO_NUMBERS else int(text)


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = BUNDLED / name
    if not path.is_file():
        raise DataError("bundled_file_missing", file=name)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
