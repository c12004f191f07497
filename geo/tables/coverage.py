"""Coverage by unit as a table."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from data.schema import Language
from geo.coverage.answer import CoverageAnswer, answer_units, headline, interval_notes
from geo.coverage.figures import Outside
from geo.tables.notes import Basis, figure_notes
from geo.tables.table import Column, Kind, Table, Value, columns_of
from geo.words.wording import say

NAME: Final = "coverage"
_FIRST: Final = (
    Column("adcode", Kind.COUNT),
    Column("name", Kind.TEXT),
    *columns_of(Kind.PEOPLE, "population", "covered"),
    Column("ratio", Kind.SHARE),
)
_INTERVAL: Final = columns_of(Kind.SHARE, "ratio_low", "ratio_high", "ratio_mean")
_REST: Final = (
    *columns_of(Kind.AREA, "area_km2", "covered_area_km2"),
    Column("area_ratio", Kind.SHARE),
    *columns_of(Kind.DISTANCE, "mean_km", "median_km", "p90_km", "farthest_km"),
)
_FOR_SHARE: Final = Column("radius_for_share_km", Kind.DISTANCE)
_IN_METRES: Final = {
    "mean_km": "mean_m",
    "median_km": "median_m",
    "p90_km": "p90_m",
    "farthest_km": "farthest_m",
    "radius_for_share_km": "share_m",
}


def told_coverage(answer: CoverageAnswer, basis: Basis, language: Language) -> Table:
    """Return a row for each unit by code, with the answer for all and every note."""
    said = [*headline(answer, language), *coverage_notes(answer, basis, language)]
    return coverage_table(answer_units(answer), said, outside_row(answer.report.outside, language))


def coverage_notes(answer: CoverageAnswer, basis: Basis, language: Language) -> list[str]:
    """Return what has to be known of an answer before it is used."""
    notes = figure_notes(basis, answer.report.by_status, language)
    return [*interval_notes(answer, language), *notes]


def coverage_table(
    units: pd.DataFrame, notes: Sequence[str], outside: Sequence[Value] | None = None
) -> Table:
    """Return a row for each unit by code.

    Parameters
    ----------
    units
        `CoverageReport.units`; where asked for also ratio_low, ratio_high, ratio_mean and
        share_m.
    outside
        The row of people in no unit, from `outside_row`; None for nobody.
    """
    interval = _INTERVAL if "ratio_low" in units else ()
    for_share = (_FOR_SHARE,) if "share_m" in units else ()
    columns = (*_FIRST, *interval, *_REST, *for_share)
    rows = [_row(unit, columns) for unit in units.to_dict("records")]
    if outside is not None:
        rows.append((*outside, *[None] * (len(columns) - len(outside))))
    return Table(NAME, columns, tuple(rows), tuple(notes))


def outside_row(outside: Outside, language: Language) -> tuple[Value, ...] | None:
    """Return the first cells of the people who live in no unit; None where there are none."""
    if not outside.population > 0:
        return None
    share = outside.covered / outside.population
    return (None, say("cli_outside", language), outside.population, outside.covered, share)


def _row(unit: Any, columns: Sequence[Column]) -> tuple[Value, ...]:
    return tuple(
        str(value) if column.kind is Kind.TEXT else float(value)
        for column in columns
        for value in [unit[_IN_METRES.get(column.key, column.key)]]
    )
