"""Facilities as a table: every column of the program's own, in the order of the file."""

from typing import Final

import geopandas as gpd

from data.schema import FacilityColumn, Language, Title
from geo.study.study import count_by_status
from geo.tables.notes import Basis, list_notes
from geo.tables.table import Kind, Table, columns_of
from geo.words.places import place_name
from geo.words.statuses import facilities_line
from geo.words.wording import say

NAME: Final = "facilities"
# Texts stay texts in a column of numbers.
COLUMNS: Final = columns_of(Kind.NUMBER, *(column.value for column in FacilityColumn))


def told_facilities(
    frame: gpd.GeoDataFrame, tier: Title, basis: Basis, language: Language
) -> Table:
    """Return a row for each facility, with what was asked, how many there are and every note.

    Parameters
    ----------
    frame
        Columns as in data.schema.FacilityColumn; NaN where nothing is known.
    tier
        What the tiers asked for are called.
    """
    place, by_status = place_name(basis.province, language), count_by_status(frame)
    said = (
        say("cli_table_headline", language, place=place, tier=tier.in_language(language)),
        facilities_line(by_status, language),
        *list_notes(basis, by_status, language),
    )
    keys = [column.key for column in COLUMNS]
    rows = tuple(frame[keys].itertuples(index=False, name=None))
    return Table(NAME, COLUMNS, rows, said)
