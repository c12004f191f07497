"""Gaps in coverage as a file: polygons for a GIS, or a table for a spreadsheet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from data.errors import DataError
from data.lists import several
from data.schema import Language, Status
from data.write.output_file import write_file
from geo.tables.forms import csv_text, plain
from geo.tables.layer_file import DRIVERS, write_layer_file
from geo.words.wording import say

LAYER: Final = "gaps"
_CSV: Final = ".csv"
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
    shown = _for_export(frame, language)
    if ending in DRIVERS:
        write_layer_file(path, shown, LAYER, "MultiPolygon", " ".join(notes))
    elif ending == _CSV:
        write_file(path, _csv(shown, notes).encode())
    else:
        raise DataError("cli_output_ending", file=path, known=several([*DRIVERS, _CSV]))


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


def _csv(shown: gpd.GeoDataFrame, notes: Sequence[str]) -> str:
    table = pd.DataFrame(shown.drop(columns=shown.geometry.name))
    rows: list[dict[str, object]] = [
        {
            str(name): value if isinstance(value, str) else plain(value)
            for name, value in row.items()
        }
        for row in table.to_dict("records")
    ]
    if rows:
        rows[0]["note"] = " ".join(notes)
    return csv_text([*table.columns, "note"], rows)
