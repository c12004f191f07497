"""What the commands print: results -> JSON, CSV or a table."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final

from data.catalog import Entry, Kind, entries
from data.schema import (
    ALL_PROVINCES_TITLE,
    ANY_TIER,
    ANY_TIER_TITLE,
    Language,
    Province,
    Status,
)
from geo.checks import Check
from geo.cli_arguments import ALL, METRES_PER_KM
from geo.cli_output import (
    csv_text,
    json_text,
    kilometres,
    people,
    percent,
    plain,
    table_text,
)
from geo.study import CoverageReport
from geo.wording import say

Row = dict[str, object]

_COVERAGE_HEAD: Final = ("adcode", "name", "population", "covered", "ratio", "mean_km", "p90_km")
_LAYER_HEAD: Final = ("id", "title", "province", "rows", "by_status", "date")
_TEXT_COLUMNS: Final = frozenset({0, 1})
_LAYER_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 4, 5})
# A tenth of a millimetre: far below what is known, and no digits of binary dust.
_KM_DECIMALS: Final = 7


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


def status_counts(by_status: Mapping[Status, int], language: Language) -> str:
    """Return how many facilities are known in which way, in words."""
    comma = say("cli_comma", language)
    return comma.join(
        f"{status.label.in_language(language)} {by_status[status]:,}"
        for status in Status
        if status in by_status
    )


def coverage_json(report: CoverageReport, notes: Sequence[str], *, with_outside: bool) -> str:
    """Return coverage as JSON: plain numbers, null where there is no answer."""
    document: Row = {
        "province": report.province.value if report.province else ALL,
        "tier": report.tier.value if report.tier else ANY_TIER,
        "radius_km": plain(report.radius_m / METRES_PER_KM),
        "facilities": report.facilities,
        "by_status": {status.value: count for status, count in report.by_status.items()},
        "population": plain(report.population),
        "covered": plain(report.covered),
        "uncovered": plain(report.uncovered),
        "ratio": plain(report.ratio),
        "mean_km": _plain_km(report.mean_m),
        "p90_km": _plain_km(report.p90_m),
        "units": unit_rows(report),
    }
    if with_outside:
        document["outside"] = {
            "population": plain(report.outside.population),
            "covered": plain(report.outside.covered),
        }
    return json_text(document | {"notes": list(notes)})


def unit_rows(report: CoverageReport) -> list[Row]:
    """Return the units with numbers fit for JSON and CSV, distances in kilometres."""
    return [
        {
            "adcode": int(unit["adcode"]),
            "name": str(unit["name"]),
            "population": plain(unit["population"]),
            "covered": plain(unit["covered"]),
            "ratio": plain(unit["ratio"]),
            "mean_km": _plain_km(unit["mean_m"]),
            "p90_km": _plain_km(unit["p90_m"]),
        }
        for unit in report.units.to_dict("records")
    ]


def _plain_km(distance_m: float) -> float | int | None:
    return plain(round(distance_m / METRES_PER_KM, _KM_DECIMALS))


def coverage_csv(report: CoverageReport, notes: Sequence[str], language: Language) -> str:
    """Return the units as CSV; the first row's `note` says what the figures rest on."""
    rows = unit_rows(report)
    if report.outside.population > 0:
        outside, covered = report.outside.population, report.outside.covered
        rows.append(
            {
                "name": say("cli_outside", language),
                "population": plain(outside),
                "covered": plain(covered),
                "ratio": plain(covered / outside),
            }
        )
    if rows:
        rows[0]["note"] = " ".join([*headline(report, language), *notes])
    return csv_text((*_COVERAGE_HEAD, "note"), rows)


def coverage_table(report: CoverageReport, notes: Sequence[str], language: Language) -> str:
    """Return the headline, the units and the notes for the console."""
    rows = [
        [
            str(unit["adcode"]),
            unit_name(unit, language),
            people(unit["population"]),
            people(unit["covered"]),
            percent(unit["ratio"]),
            kilometres(unit["mean_m"]),
            kilometres(unit["p90_m"]),
        ]
        for unit in report.units.to_dict("records")
    ]
    if report.outside.population > 0:
        outside, covered = report.outside.population, report.outside.covered
        share = percent(covered / outside)
        rows.append(
            ["", say("cli_outside", language), people(outside), people(covered), share, "", ""]
        )
    table = table_text(heads(_COVERAGE_HEAD, language), rows, _TEXT_COLUMNS)
    return "\n".join([*headline(report, language), "", table, *notes, ""])


def headline(report: CoverageReport, language: Language) -> list[str]:
    """Return what was asked and the answer for all, in sentences."""
    tier = report.tier.label if report.tier else ANY_TIER_TITLE
    covered = round(report.covered)
    return [
        say(
            "cli_headline",
            language,
            place=place_name(report.province, language),
            tier=tier.in_language(language),
            radius=f"{report.radius_m / METRES_PER_KM:g}",
        ),
        facilities_line(report.by_status, language),
        # Rounded so that covered and uncovered still make the population.
        say(
            "cli_people",
            language,
            population=people(report.population),
            covered=f"{covered:,}",
            ratio=percent(report.ratio),
            uncovered=f"{round(report.population) - covered:,}",
        ),
        _distances(report, language),
    ]


def _distances(report: CoverageReport, language: Language) -> str:
    if not report.facilities:
        return say("cli_no_facilities", language)
    mean, p90 = kilometres(report.mean_m), kilometres(report.p90_m)
    return say("cli_distances", language, mean=mean, p90=p90)


def facilities_line(by_status: Mapping[Status, int], language: Language) -> str:
    """Return the number of facilities, in all and by how they are known, in a sentence."""
    counts = status_counts(by_status, language)
    in_brackets = say("cli_brackets", language, text=counts) if counts else ""
    count = f"{sum(by_status.values()):,}"
    return say("cli_facilities", language, count=count, by_status=in_brackets)


def unit_name(unit: Mapping[Hashable, object], language: Language) -> str:
    """Return a unit's name, in pinyin for English where there is any."""
    latin = str(unit["pinyin"]) if language is Language.EN else ""
    return latin or str(unit["name"])


def place_name(province: Province | None, language: Language) -> str:
    """Return a province's name, or that of all four for None."""
    return (province.label if province else ALL_PROVINCES_TITLE).in_language(language)


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
