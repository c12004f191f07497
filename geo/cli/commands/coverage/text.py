"""The command coverage in words: the headline, the units as a table and as CSV."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from data.schema import Language
from geo.cli.commands.coverage.figures import CoverageAnswer, ShareRadius, answer_units
from geo.cli.reports import facilities_line, heads, place_name
from geo.coverage.figures import CoverageReport
from geo.coverage.position_errors import DRAWS, SEED, Interval
from geo.study.units import unit_name
from geo.tables.coverage import coverage_table as units_table
from geo.tables.coverage import outside_row
from geo.tables.forms import table_text
from geo.tables.written import csv_of
from geo.words.numbers import kilometres, people, percent, radius_text
from geo.words.wording import say

_TEXT_COLUMNS: Final = frozenset({0, 1})
_FIRST: Final = ("adcode", "name", "population", "covered", "ratio")
# The more is asked for, the fewer of these leave room for it on a console.
_DISTANCES: Final = (("mean", "median", "p90"), ("mean", "p90"), ("p90",))


def coverage_csv(answer: CoverageAnswer, notes: Sequence[str], language: Language) -> str:
    """Return the units as CSV; the first row's `note` says what the figures rest on."""
    said = [*headline(answer, language), *notes]
    outside = outside_row(answer.report.outside, language)
    return csv_of(units_table(answer_units(answer), said, outside))


def coverage_table(answer: CoverageAnswer, notes: Sequence[str], language: Language) -> str:
    """Return the headline, the units and the notes for the console."""
    columns = _columns(answer)
    units = answer_units(answer).to_dict("records")
    rows = [[_cell(unit, column, language) for column in columns] for unit in units]
    outside = answer.report.outside
    if outside.population > 0:
        nowhere = {
            "name": say("cli_outside", language),
            "population": people(outside.population),
            "covered": people(outside.covered),
            "ratio": percent(outside.covered / outside.population),
        }
        rows.append([nowhere.get(column, "") for column in columns])
    table = table_text(heads(columns, language), rows, _TEXT_COLUMNS)
    return "\n".join([*headline(answer, language), "", table, *notes, ""])


def _columns(answer: CoverageAnswer) -> tuple[str, ...]:
    interval = ("interval",) if answer.intervals is not None else ()
    share = ("share_km",) if answer.share_radius is not None else ()
    land = ("area_ratio",) if answer.report.area_km2 > 0 else ()
    distances = _DISTANCES[len(interval) + len(share)]
    return (*_FIRST, *interval, *land, *(f"{name}_km" for name in distances), *share)


def _cell(unit: Mapping[Hashable, float], column: str, language: Language) -> str:
    if column == "name":
        return unit_name(unit, language)
    if column == "adcode":
        return str(unit[column])
    if column in ("population", "covered"):
        return people(unit[column])
    if column in ("ratio", "area_ratio"):
        return percent(unit[column])
    if column == "interval":
        return _between(unit["ratio_low"], unit["ratio_high"])
    return kilometres(unit[column.removesuffix("km") + "m"])


def _between(low: float, high: float) -> str:
    return f"{percent(low)}–{percent(high)}" if low <= high else percent(low)


def headline(answer: CoverageAnswer, language: Language) -> list[str]:
    """Return what was asked and the answer for all, in sentences."""
    report = answer.report
    covered = round(report.covered)
    lines = [
        asked_line(answer, language),
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
    ]
    if answer.intervals is not None:
        lines.append(_interval_line(answer.intervals.whole, language))
    if report.area_km2 > 0:
        land, reached = people(report.area_km2), people(report.covered_area_km2)
        ratio = percent(report.area_ratio)
        lines.append(say("cli_land", language, area=land, covered=reached, ratio=ratio))
    lines.append(_distances_line(report, language))
    if answer.share_radius is not None:
        lines.append(_share_line(answer.share_radius, language))
    return lines


def asked_line(answer: CoverageAnswer, language: Language) -> str:
    """Return what was asked: the place, what counts and the radius."""
    report = answer.report
    place = place_name(report.province, language)
    tier = report.criterion.label.in_language(language)
    if not answer.radii_m:
        radius = radius_text(report.radius_m)
        return say("cli_headline", language, place=place, tier=tier, radius=radius)
    radii = say("cli_comma", language).join(
        f"{each.label.in_language(language)} {radius_text(radius_m)}"
        for each, radius_m in answer.radii_m.items()
    )
    return say("cli_headline_own_radii", language, place=place, tier=tier, radii=radii)


def _interval_line(whole: Interval, language: Language) -> str:
    between = _between(whole.low, whole.high)
    return say("cli_interval", language, between=between, mean=percent(whole.mean))


def _distances_line(report: CoverageReport, language: Language) -> str:
    if not report.facilities:
        return say("cli_no_facilities", language)
    at_least = report.criterion.at_least
    if report.facilities < at_least:
        return say("cli_too_few_facilities", language, count=report.facilities, at_least=at_least)
    distances = report.distances
    return say(
        "cli_distances" if at_least == 1 else "cli_distances_at_least",
        language,
        at_least=at_least,
        mean=kilometres(distances.mean_m),
        median=kilometres(distances.median_m),
        p90=kilometres(distances.p90_m),
        farthest=kilometres(distances.farthest_m),
    )


def _share_line(asked: ShareRadius, language: Language) -> str:
    radius, share = kilometres(asked.whole_m), f"{asked.share * 100:g}"
    return say("cli_share_radius", language, share=share, radius=radius)


def interval_notes(answer: CoverageAnswer, language: Language) -> list[str]:
    """Return what an interval means and what it leaves out; nothing without one."""
    if answer.intervals is None:
        return []
    notes = [say("cli_note_interval", language, draws=DRAWS, seed=SEED)]
    if answer.exact:
        notes.append(say("cli_note_exact", language, count=f"{answer.exact:,}"))
    return notes
