"""The command norms: the table of norms, or the units of a province held against one."""

from dataclasses import replace
from typing import Final

from data.errors import DataError
from data.lists import several
from data.project.norm_edits import checked, table_of
from data.project.project import new_project
from data.reference.norms import Norm
from data.schema import Language
from geo.cli.parsing.arguments import DEFAULT_TIER, Request
from geo.cli.parsing.options import Form
from geo.cli.parsing.values import ALL
from geo.cli.reports import heads
from geo.cli.worlds.own_files import USER_LAYER
from geo.cli.worlds.projects import project_world
from geo.cli.worlds.world import own_inputs
from geo.norms.judge import Ground, judge
from geo.norms.verdict import Judgement, asked_title, counts_text, value_title
from geo.study.study import load_study
from geo.tables.files.forms import json_text, table_text
from geo.tables.files.written import csv_of, json_rows
from geo.tables.norms import (
    norms_table,
    told_norms,
    told_verdicts,
    verdict_notes,
    verdicts_table,
    verdicts_title,
)
from geo.tables.notes import Basis, basis_of

_TABLE: Final = ("norm", "title", "asked", "minutes", "reach_km", "standing", "norm_source")
_TABLE_TEXTS: Final = frozenset({0, 1, 2, 5, 6})
_UNITS: Final = ("adcode", "name", "value", "verdict", "reason")
_UNIT_TEXTS: Final = frozenset({1, 3, 4})


def norms_text(request: Request, language: Language) -> str:
    """Return what the command prints: the table of norms, or the verdicts by one.

    Raises
    ------
    DataError
        `cli_unknown_norm`, `cli_norm_radius_unused`, `cli_norm_no_minutes`, `cli_goes_with`,
        `norm_bad_radius`.
    """
    if request.facilities is None and request.tier is not DEFAULT_TIER:
        # It says which tier a list of the user is of; a norm names its own.
        raise DataError("cli_goes_with", option="--tier", other="--facilities")
    if request.norm is None:
        _refuse_without_norm(request)
        return _norms(_table_of(request), request.form, language)
    norm = _norm_of(request, request.norm)
    ground, basis = _ground(request, language)
    judgement = judge(norm, ground, request.level)
    if request.form is Form.CSV:
        return csv_of(told_verdicts(judgement, basis, language))
    notes = verdict_notes(judgement, basis, language)
    if request.form is Form.JSON:
        where = request.province.value if request.province else ALL
        return judgement_json(judgement, where, notes, language)
    head = verdicts_title(judgement, basis, language)
    return _judgement_table(judgement, head, notes, language)


def _ground(request: Request, language: Language) -> tuple[Ground, Basis]:
    """Return what the norm is held against, and what has to be known of it.

    A list of the user takes the place of the bundled facilities of its tier.
    """
    if request.project is not None:
        world, study = project_world(request.project, language)
        columns = {each.id: world.attributes(each.id) for each in request.project.layers}
        known = {each: frame for each, frame in columns.items() if frame is not None}
        return Ground(study, request.project, world.frames, known), basis_of(world, (), language)
    own, demand, read = own_inputs(request, language)
    study = load_study(request.province, demand=demand)
    project = replace(new_project(request.province), all_hospitals=request.all_hospitals)
    basis = Basis(request.province, (), read=tuple(read), all_hospitals=request.all_hospitals)
    if own is None:
        return Ground(study, project, study.facilities), basis
    replaced = replace(project.layer(request.criterion.tier.value), counted=False)
    project = project.with_layer(replaced).with_layer(own.layer)
    frames = {**study.facilities, USER_LAYER: own.frame}
    return Ground(study, project, frames, {USER_LAYER: own.attributes}), basis


def _table_of(request: Request) -> tuple[Norm, ...]:
    return table_of(() if request.project is None else request.project.norms)


def _refuse_without_norm(request: Request) -> None:
    """Refuse what only a norm that is judged by could use."""
    given = {
        "--radius-km": not request.radius_assumed,
        "--by": not request.level_assumed,
        "--facilities": request.facilities is not None,
        "--population": request.population is not None,
    }
    for option, is_given in given.items():
        if is_given:
            raise DataError("cli_goes_with", option=option, other="--norm")


def _norm_of(request: Request, norm_id: str) -> Norm:
    table = _table_of(request)
    norm = next((each for each in table if each.id == norm_id), None)
    if norm is None:
        listed = several(each.id for each in table)
        raise DataError("cli_unknown_norm", found=norm_id, known=listed)
    option = "--radius-km" if request.speed_kmh is None else "--speed-kmh"
    if request.radius_assumed and request.speed_kmh is None:
        return norm
    if not norm.measure.has_radius:
        raise DataError("cli_norm_radius_unused", option=option, norm=norm_id)
    if request.speed_kmh is None:
        return checked(replace(norm, radius_m=request.radius_m))
    if norm.minutes is None:
        raise DataError("cli_norm_no_minutes", norm=norm_id)
    return checked(replace(norm, speed_kmh=request.speed_kmh))


def _norms(norms: tuple[Norm, ...], form: Form, language: Language) -> str:
    table = told_norms(norms, language)
    if form is Form.JSON:
        return json_text({"norms": json_rows(table), "notes": list(table.notes)})
    if form is Form.CSV:
        return csv_of(table)
    rows = [
        [
            norm.id,
            norm.title.in_language(language),
            asked_title(norm).in_language(language),
            "" if norm.minutes is None else f"{norm.minutes:g}",
            "" if norm.reach_m is None else f"{norm.reach_m / 1000:g}",
            norm.standing.label.in_language(language),
            " ".join(part for part in (norm.source.in_language(language), norm.date) if part),
        ]
        for norm in norms
    ]
    return "\n".join([table_text(heads(_TABLE, language), rows, _TABLE_TEXTS), *table.notes, ""])


def judgement_json(
    judgement: Judgement, province: str, notes: list[str], language: Language
) -> str:
    """Return verdicts as JSON: values in the measure's own unit, shares from 0 to 1."""
    (norm,) = json_rows(norms_table([judgement.norm], [], language))
    return json_text(
        {
            "province": province,
            "level": judgement.level.value,
            "norm": norm | {"footing": judgement.norm.footing.value},
            "units": json_rows(verdicts_table(judgement, [], language)),
            "counts": {verdict.value: count for verdict, count in judgement.counts.items()},
            "notes": notes,
        }
    )


def _judgement_table(judgement: Judgement, head: str, notes: list[str], language: Language) -> str:
    rows = [
        [
            str(unit.adcode),
            (unit.pinyin if language is Language.EN else "") or unit.name,
            value_title(judgement.norm, unit.value).in_language(language),
            unit.verdict.label(judgement.norm.footing).in_language(language),
            unit.reason.text(language),
        ]
        for unit in judgement.units
    ]
    table = table_text(heads(_UNITS, language), rows, _UNIT_TEXTS)
    return "\n".join([head, counts_text(judgement, language), "", table, *notes, ""])
