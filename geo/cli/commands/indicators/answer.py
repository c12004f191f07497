"""The command indicators: published figures, what is computed beside them, in every form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np

from data.errors import DataError
from data.lists import several
from data.project.project import bundled_layer, new_project
from data.reference.catalog import Level, read_boundaries, read_facilities
from data.reference.counties import county_rows
from data.reference.indicators import Indicator, Place, indicators, level_of, places
from data.schema import FacilityColumn, Language, Status, Tier, Title, UnitColumn
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Form
from geo.cli.reports import heads
from geo.cli.worlds.own_files import own_facilities
from geo.cli.worlds.projects import project_world
from geo.indicators.computed import Comparison, Fact, comparisons
from geo.indicators.ground import Ground, bundled_ground, project_ground
from geo.indicators.networks import project_networks
from geo.indicators.words import (
    computed_text,
    published_text,
    reason_text,
    source_text,
)
from geo.study.edited_facilities import EditedFrames
from geo.study.study import bundled_facilities, positions
from geo.tables.files.forms import Row, json_text, plain, table_text
from geo.tables.files.written import csv_of, json_rows
from geo.tables.indicators import indicators_table, told_indicators, told_notes
from geo.tables.notes import Basis, basis_of
from geo.words.wording import say

_HEAD: Final = (
    *("indicator_place", "scope", "indicator", "published", "computed", "period", "report"),
)
_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 5, 6})
_CODE_DIGITS: Final = 6


def indicators_text(request: Request, language: Language) -> str:
    """Return the published figures asked for as JSON, CSV or a table for the console.

    Raises
    ------
    DataError
        `cli_unknown_place` when no figure is of the place asked for or of one inside it.
    """
    shown = chosen_indicators(request.published_place)
    ground, basis = _ground(request, language)
    compared = comparisons(shown, ground)
    if request.form is Form.CSV:
        return csv_of(told_indicators(compared, basis, language))
    notes = told_notes(compared, basis, language)
    if request.form is Form.JSON:
        return json_text(
            {"indicators": [_document(each, language) for each in compared], "notes": notes}
        )
    return _table(compared, notes, language)


def _ground(request: Request, language: Language) -> tuple[Ground, Basis]:
    """Return what is counted, a list of the user in place of a tier, and what is known of it."""
    if request.project is not None:
        world, _ = project_world(request.project, language)
        networks = project_networks(world.project, world.edited)
        ground = project_ground(world.project, world.frames, networks)
        return ground, basis_of(world, (), language)
    if request.facilities is None:
        edited = EditedFrames(bundled_facilities(None))
        return bundled_ground(project_networks(new_project(None), edited)), Basis(None, ())
    if request.tier is None:
        raise DataError("cli_not_together", option="--tier any", other="--facilities")
    own = own_facilities(request.facilities, request.tier, language)
    replaced = replace(bundled_layer(request.tier), counted=False)
    project = new_project(None).with_layer(replaced).with_layer(own.layer)
    frames = {tier.value: read_facilities(None, tier) for tier in Tier}
    frames[own.layer.id] = _in_counties(own.frame)
    networks = project_networks(project, EditedFrames(frames))
    return project_ground(project, frames, networks), Basis(None, (), read=(own.note,))


def _in_counties(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return facilities with the county each lies in, where the file names none."""
    counties = read_boundaries(Level.COUNTY, None)
    row = county_rows(*positions(frame), counties.geometry.to_numpy(dtype=object))
    # The code put last is what the row -1, in no county, finds.
    found = np.append(counties[UnitColumn.ADCODE].to_numpy(dtype=np.int64), 0)[row]
    known = frame[FacilityColumn.ADCODE].to_numpy(dtype=np.int64)
    return frame.assign(adcode=np.where(known == 0, found, known))


def chosen_indicators(place: str | None) -> tuple[Indicator, ...]:
    """Return the figures of a place and of those inside it; all for None.

    Parameters
    ----------
    place
        A six-digit code or a name of a county, prefecture or province.
    """
    if place is None:
        return indicators()
    codes = _codes(place.strip())
    shown = tuple(each for each in indicators() if each.place.adcode in codes)
    if not shown:
        known = several(f"{each.adcode} {each.name.zh}" for each in places())
        raise DataError("cli_unknown_place", found=place, known=known)
    return shown


def _codes(asked: str) -> set[int]:
    """Return the places with figures that are, or lie in, the one asked for."""
    named = [each for each in places() if asked in (each.name.zh, each.name.en)]
    if asked.isascii() and asked.isdigit() and len(asked) == _CODE_DIGITS:
        above = Place(int(asked), Title(asked, asked), level_of(int(asked)))
        named = [above]
    return {each.adcode for each in places() for one in named if one.holds(each.adcode)}


def _document(compared: Comparison, language: Language) -> Row:
    """Return a figure for JSON: its row, with place, source, theme and reason each together."""
    (row,) = json_rows(indicators_table([compared], [], language))
    theme = compared.indicator.theme
    reasons = [
        {"code": each.code, "facts": {name: _plain(fact) for name, fact in each.facts.items()}}
        for each in compared.statements
    ]
    return {
        "place": {
            "adcode": row["adcode"],
            "name": row["place"],
            "name_en": row["place_en"],
            "level": row["level"],
        },
        **{key: row[key] for key in ("scope", "scope_en", "indicator", "indicator_en")},
        **{key: row[key] for key in ("value", "unit", "unit_text")},
        "comparator": compared.indicator.comparator.value,
        "period": compared.indicator.period,
        "period_text": row["period"],
        "source": {
            "id": row["source_id"],
            "title": row["source_title"],
            "publisher": row["publisher"],
            "published": compared.indicator.source.published,
            "dated": row["published"],
        },
        "theme": None
        if theme is None
        else {
            "id": theme.id,
            "title": theme.title.zh,
            "title_en": theme.title.en,
            "likeness": theme.likeness.value,
            "note": row["theme_note"],
        },
        **{key: row[key] for key in ("computed", "computed_unit", "difference")},
        "difference_reason": row["difference_reason"],
        "reasons": reasons,
    }


def _plain(fact: Fact) -> object:
    if isinstance(fact, Title):
        return fact.zh
    if isinstance(fact, Mapping):
        return {Status(status).value: count for status, count in fact.items()}
    return plain(fact)


def _table(compared: Sequence[Comparison], notes: Sequence[str], language: Language) -> str:
    """Return the headline, a line for each figure, the reports and the notes."""
    shown = [each.indicator for each in compared]
    reasons = _reasons(compared, language)
    computed = sum(each.computed is not None for each in compared)
    head = say("cli_indicators_headline", language, count=len(compared), computed=computed)
    rows = [
        [
            each.indicator.place.name.in_language(language),
            each.indicator.scope.in_language(language),
            each.indicator.title.in_language(language),
            published_text(each.indicator, language),
            _marked(each, reasons, language),
            each.indicator.period_title.in_language(language),
            each.indicator.source.id,
        ]
        for each in compared
    ]
    reports = dict.fromkeys(indicator.source for indicator in shown)
    told = [f"{report.id}: {source_text(report, language)}" for report in reports]
    table = table_text(heads(_HEAD, language), rows, _TEXT_COLUMNS)
    feet = [f"[{number}] {text}" for text, number in reasons.items()]
    return "\n".join([head, "", table, *feet, "", *told, "", *notes, ""])


def _reasons(compared: Sequence[Comparison], language: Language) -> dict[str, int]:
    """Return why computed figures are not the published ones, each reason with its number."""
    texts = (reason_text(each, language) for each in compared if each.computed is not None)
    said = dict.fromkeys(text for text in texts if text)
    return {text: number for number, text in enumerate(said, start=1)}


def _marked(compared: Comparison, reasons: Mapping[str, int], language: Language) -> str:
    """Return a computed figure, with the number of the footnote that says what it counts."""
    text = computed_text(compared, language)
    number = reasons.get(reason_text(compared, language)) if compared.computed is not None else None
    return text if number is None else f"{text} [{number}]"
