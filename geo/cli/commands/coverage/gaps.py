"""Gaps in coverage on the command line: as a table, JSON, CSV or polygons for a GIS."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data.schema import Language
from geo.cli.commands.coverage.figures import coverage_document
from geo.cli.reports import heads
from geo.coverage.answer import CoverageAnswer, headline
from geo.coverage.gap_names import gap_title
from geo.coverage.gaps import Gaps, gap_polygons
from geo.tables.files.forms import json_text, table_text
from geo.tables.files.written import json_rows
from geo.tables.gaps import gap_file_notes, write_gaps
from geo.tables.gaps import gaps_table as rows_of
from geo.tables.notes import Basis
from geo.words.numbers import kilometres, people, percent
from geo.words.wording import say

_HEAD: Final = (
    "rank",
    "gap",
    "population",
    "share_of_uncovered",
    "area_km2",
    "mean_km",
    "farthest_km",
)
_TEXT_COLUMNS: Final = frozenset({1})
_SHOWN: Final = 30


def gaps_json(answer: CoverageAnswer, gaps: Gaps, notes: list[str], *, with_outside: bool) -> str:
    """Return the figures of the whole and the gaps as JSON."""
    document = coverage_document(answer, with_outside=with_outside)
    return json_text(document | {"gaps": json_rows(rows_of(gaps.table, [])), "notes": notes})


def gaps_table(answer: CoverageAnswer, gaps: Gaps, notes: Sequence[str], language: Language) -> str:
    """Return the gaps with the most people, and how many more there are, for the console."""
    shown = gaps.table.head(_SHOWN)
    rows = [
        [
            str(gap["rank"]),
            gap_title(gap, language),
            people(gap["population"]),
            percent(gap["share_of_uncovered"]),
            f"{gap['area_km2']:,.1f}",
            kilometres(gap["mean_m"]),
            kilometres(gap["farthest_m"]),
        ]
        for gap in shown.to_dict("records")
    ]
    table = table_text(heads(_HEAD, language), rows, _TEXT_COLUMNS)
    said = [*headline(answer, language), _count_line(gaps, language)]
    return "\n".join([*said, "", table, *notes, ""])


def _count_line(gaps: Gaps, language: Language) -> str:
    more = gaps.table["population"].iloc[_SHOWN:]
    count = f"{len(gaps.table):,}"
    if more.empty:
        return say("cli_gaps", language, count=count)
    left, living = f"{len(more):,}", people(more.sum())
    return say("cli_gaps_more", language, count=count, shown=_SHOWN, more=left, people=living)


def write_gap_layer(
    path: Path, answer: CoverageAnswer, gaps: Gaps, basis: Basis, language: Language
) -> None:
    """Write the gaps as polygons, EPSG:4326, into a GeoPackage or GeoJSON file."""
    frame = gap_polygons(gaps, range(len(gaps.table)))
    write_gaps(path, frame, gap_file_notes(answer, basis, language), language)
