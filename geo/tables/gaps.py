"""Gaps in coverage as a file: polygons for a GIS, or a table for a spreadsheet."""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from data.errors import DataError
from data.lists import several
from data.schema import Language, Status
from data.write.output_file import write_file
from geo.coverage.answer import CoverageAnswer, headline, interval_notes
from geo.coverage.gaps import Gaps
from geo.tables.files.layer_file import DRIVERS, write_layer_file
from geo.tables.files.written import csv_of
from geo.tables.notes import Basis, figure_notes
from geo.tables.table import Column, Kind, Table, Value, columns_of, none_for_none
from geo.words.wording import say

LAYER: Final = "gaps"
_CSV: Final = ".csv"
_COLUMNS: Final = (
    Column("rank", Kind.COUNT),
    Column("adcode", Kind.CODE),
    *columns_of(Kind.TEXT, "county", "county_pinyin", "prefecture", "near_township"),
    Column("population", Kind.PEOPLE),
    Column("share_of_uncovered", Kind.SHARE),
    Column("cells", Kind.COUNT),
    Column("area_km2", Kind.AREA),
    *columns_of(Kind.DEGREES, "lon", "lat", "west", "south", "east", "north"),
    *columns_of(Kind.DISTANCE, "mean_km", "farthest_km"),
)
_METRES_PER_KM: Final = 1000.0
_DISTANCES: Final = {"mean_m": "mean_km", "farthest_m": "farthest_km"}


def write_gaps(
    path: Path, frame: gpd.GeoDataFrame, notes: Sequence[str], language: Language
) -> None:
    """Write gaps as a GeoPackage, a GeoJSON or a CSV file, by the ending of its name.

    All columns of `Gaps.table`, with distances in km, empty where there is no facility.
    Polygons are in EPSG:4326, all of the type multipolygon; the CSV has none.

    Parameters
    ----------
    frame
        From `gap_polygons`.
    notes
        What has to be known of the gaps, from `gap_notes`: the description of a layer, the
        first row's `note` in a CSV.

    Raises
    ------
    DataError
        `cli_output_ending` for another ending, `cli_output_unwritable`.
    """
    ending = path.suffix.lower()
    if ending in DRIVERS:
        shown = _for_export(frame, language)
        write_layer_file(path, shown, LAYER, "MultiPolygon", " ".join(notes))
    elif ending == _CSV:
        table = none_for_none(gaps_table(frame, notes, language))
        write_file(path, csv_of(table).encode())
    else:
        raise DataError("cli_output_ending", file=path, known=several([*DRIVERS, _CSV]))


def told_gaps(answer: CoverageAnswer, gaps: Gaps, basis: Basis, language: Language) -> Table:
    """Return a row for each gap, with the answer for all and every note."""
    said = gap_file_notes(answer, basis, language)
    return none_for_none(gaps_table(gaps.table, said, language))


def gaps_table(
    frame: pd.DataFrame, notes: Sequence[str], language: Language | None = None
) -> Table:
    """Return a row for each gap, most people first.

    Parameters
    ----------
    frame
        `Gaps.table`, or what `gap_polygons` makes of it.
    language
        In which a gap in no county is said to be in none; left blank without one.
    """
    nowhere = say("gap_in_no_county", language) if language else ""
    rows = tuple(_row(gap, nowhere) for gap in pd.DataFrame(frame).to_dict("records"))
    return Table(LAYER, _COLUMNS, rows, tuple(notes))


def _row(gap: Mapping[Hashable, Any], nowhere: str) -> tuple[Value, ...]:
    of_file = {name: gap[metres] for metres, name in _DISTANCES.items()}
    of_file["county"] = gap["county"] if gap["adcode"] else nowhere
    return tuple(
        str(value) if column.kind is Kind.TEXT else value
        for column in _COLUMNS
        for value in [of_file.get(column.key, gap.get(column.key))]
    )


def gap_notes(by_status: Mapping[Status, int], language: Language, *, modelled: bool) -> list[str]:
    """Return what has to be known before gaps are used.

    Parameters
    ----------
    by_status
        The facilities that count, by how they are known.
    modelled
        Whether the people are the bundled cells; False for people of a user's file.
    """
    notes = [say("gap_note_what", language), say("gap_note_township", language)]
    notes.append(say("cli_note_modelled" if modelled else "gap_note_points", language))
    if assumed := by_status.get(Status.ASSUMED):
        notes.append(say("cli_note_assumed", language, count=f"{assumed:,}"))
    return [*notes, say("cli_note_straight_line", language)]


def gap_notes_of(answer: CoverageAnswer, basis: Basis, language: Language) -> list[str]:
    """Return what a gap is, and what has to be known of the coverage, each once."""
    by_status = answer.report.by_status
    what = gap_notes(by_status, language, modelled=basis.modelled)
    notes = [*what, gap_column_note(language), *figure_notes(basis, by_status, language)]
    return [*interval_notes(answer, language), *dict.fromkeys(notes)]


def gap_file_notes(answer: CoverageAnswer, basis: Basis, language: Language) -> list[str]:
    """Return what a file of gaps says: the answer for all, and every note."""
    return [*headline(answer, language), *gap_notes_of(answer, basis, language)]


def gap_column_note(language: Language) -> str:
    """Return what a column of a file of gaps means."""
    return say("cli_note_share_of_uncovered", language)


def _for_export(frame: gpd.GeoDataFrame, language: Language) -> gpd.GeoDataFrame:
    shown = frame.copy()
    shown.loc[shown["adcode"] == 0, "county"] = say("gap_in_no_county", language)
    for column in _DISTANCES:
        # Not every reader takes infinity for a number.
        shown[column] = (shown[column] / _METRES_PER_KM).replace(np.inf, np.nan)
    return shown.rename(columns=_DISTANCES)
