"""The facilities, bundled or of a project: for the console, for programs and for a GIS."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from data.reference.catalog import read_facilities, read_units
from data.schema import (
    ANY_TIER_TITLE,
    FacilityColumn,
    Language,
    Speciality,
    Status,
    Tier,
    UnitColumn,
)
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Form
from geo.cli.reports import heads
from geo.cli.worlds.projects import project_world
from geo.study.study import counted_facilities
from geo.study.units import unit_name
from geo.tables.facilities import told_facilities
from geo.tables.files.forms import json_text, table_text
from geo.tables.files.layer_file import write_layer_file
from geo.tables.files.written import csv_of, json_rows
from geo.tables.notes import Basis, basis_of
from geo.tables.table import Table, none_for_none
from geo.words.numbers import kilometres
from geo.words.wording import say

LAYER: Final = "facilities"
_HEAD: Final = (
    *("facility", "name", "tier", "adcode", "county", "status", "error_km"),
    *("grade", "speciality"),
)
_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 3, 4, 5, 7, 8})
_HOSPITALS: Final = (Tier.REGIONAL, Tier.COUNTY)


def facilities_text(request: Request, language: Language) -> str:
    """Return the facilities asked for as JSON, CSV or a table for the console."""
    frame, table = _told(request, language)
    if request.form is Form.JSON:
        return json_text(json_rows(table))
    if request.form is Form.CSV:
        return csv_of(none_for_none(table))
    return _table(frame, table.notes, language)


def write_layer(request: Request, path: Path, language: Language) -> None:
    """Write the facilities asked for as a GeoPackage or GeoJSON file, EPSG:4326.

    The layer's description says what has to be known of them and whose data they are.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    frame, table = _told(request, language)
    write_layer_file(path, frame, LAYER, "Point", " ".join(table.notes))


def _told(request: Request, language: Language) -> tuple[gpd.GeoDataFrame, Table]:
    """Return the facilities asked for: as they are, and as a table with every note."""
    frame, basis = _listed(request, language)
    tier = request.tier.label if request.tier else ANY_TIER_TITLE
    return frame, told_facilities(frame, tier, basis, language)


def _listed(request: Request, language: Language) -> tuple[gpd.GeoDataFrame, Basis]:
    """Return the facilities asked for, and what has to be known of them.

    Of a project they are those that count, with its what-ifs in them.
    """
    tiers = request.criterion.tiers
    if request.project is None:
        return read_facilities(request.province, request.tier), Basis(request.province, tiers)
    # Nobody has to live where facilities are listed.
    world, _ = project_world(replace(request.project, people=None), language)
    frame = counted_facilities(request.project, world.frames, tiers)
    # Sub-centres count among the township hospitals, and are listed as what they are.
    frame = frame[frame[FacilityColumn.TIER].isin([each.value for each in tiers])]
    return frame.reset_index(drop=True), basis_of(world, tiers, language)


def _table(frame: gpd.GeoDataFrame, said: Sequence[str], language: Language) -> str:
    units = read_units(None).to_dict("records")
    county = {unit[UnitColumn.ADCODE]: unit_name(unit, language) for unit in units}
    rows = [
        [
            str(row[FacilityColumn.ID]),
            str(row[FacilityColumn.NAME]),
            Tier(row[FacilityColumn.TIER]).label.in_language(language),
            str(row[FacilityColumn.ADCODE]),
            county.get(row[FacilityColumn.ADCODE], ""),
            Status(row[FacilityColumn.STATUS]).label.in_language(language),
            kilometres(row[FacilityColumn.POSITION_ERROR_M]),
            _grade(row, language),
            _speciality(row, language),
        ]
        for row in frame.drop(columns="geometry").to_dict("records")
    ]
    table = table_text(heads(_HEAD, language), rows, _TEXT_COLUMNS)
    return "\n".join([*said[:2], "", table, *said[2:], ""])


def _grade(row: Mapping[Hashable, Any], language: Language) -> str:
    """Return the grade; of a hospital without one that it is not known."""
    is_hospital = Tier(row[FacilityColumn.TIER]) in _HOSPITALS
    if is_hospital and not row[FacilityColumn.GRADE_KNOWN]:
        return say("cli_grade_unknown", language)
    return str(row[FacilityColumn.GRADE])


def _speciality(row: Mapping[Hashable, Any], language: Language) -> str:
    found = row[FacilityColumn.SPECIALITY]
    return Speciality(found).label.in_language(language) if found else ""
