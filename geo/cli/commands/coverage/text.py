"""The command coverage on the console: the headline, the units as a table and the notes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from data.schema import Language
from geo.cli.reports import heads
from geo.coverage.answer import CoverageAnswer, answer_units, between, headline
from geo.study.units import unit_name
from geo.tables.files.forms import table_text
from geo.words.numbers import kilometres, people, percent
from geo.words.wording import say

_TEXT_COLUMNS: Final = frozenset({0, 1})
_FIRST: Final = ("adcode", "name", "population", "covered", "ratio")
# The more is asked for, the fewer of these leave room for it on a console.
_DISTANCES: Final = (("mean", "median", "p90"), ("mean", "p90"), ("p90",))


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
        return between(unit["ratio_low"], unit["ratio_high"])
    return kilometres(unit[column.removesuffix("km") + "m"])
