"""The answer to each command: what is worked out, and in which form it is delivered.

Loads all that figures are made with; `geo.cli.run` asks for it once a command line is
understood.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from data.errors import DataError
from data.schema import Language
from data.write.output_file import write_file
from geo.access.figures import access_report, equity_report, people_of_groups
from geo.cli.commands.access.answer import (
    access_headline,
    access_json,
    access_of_group,
    access_table,
    group_notes,
    known_by_status,
    measured_access,
    method_notes,
    outside_notes,
    shared_headline,
)
from geo.cli.commands.coverage.curve import curve_csv, curve_json, curve_table
from geo.cli.commands.coverage.figures import CoverageAnswer, coverage_answer, coverage_json
from geo.cli.commands.coverage.gaps import (
    gap_notes_of,
    gaps_csv,
    gaps_json,
    gaps_table,
    write_gap_layer,
)
from geo.cli.commands.coverage.text import coverage_csv, coverage_table, interval_notes
from geo.cli.commands.coverage.what_if import (
    WhatIf,
    edited_world,
    what_if_csv,
    what_if_json,
    what_if_table,
)
from geo.cli.commands.equity.answer import equity_json, equity_table
from geo.cli.commands.facilities.answer import facilities_text, write_layer
from geo.cli.commands.indicators.answer import indicators_text
from geo.cli.commands.inspect.inspection import inspect, inspection_json
from geo.cli.commands.inspect.text import inspection_text
from geo.cli.commands.networks.forms import networks_text
from geo.cli.commands.norms.answer import norms_text
from geo.cli.commands.referral.forms import referral_text
from geo.cli.deliver import DONE, deliver
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Command, Form, View
from geo.cli.reports import checks_json, checks_table
from geo.cli.worlds.world import notes_of, world_of
from geo.health import Check, data_checks, library_checks
from geo.page.content import page_content
from geo.page.page import build_page, page_html
from geo.study.edited_facilities import what_if_notes
from geo.tables import access, equity
from geo.tables.written import csv_of

Draw = Callable[[str, int, int], bytes]
GuiChecks = Callable[[], list[Check]]

NOT_IN_ORDER: Final = 1


@dataclass(frozen=True, slots=True)
class Tools:
    """What the commands are given beside their request.

    Attributes
    ----------
    draw
        Page as HTML, width and height in pixels -> PNG; raises DataError when it cannot.
    gui_checks
        What `check` says of Qt, its WebEngine and the fonts.
    """

    language: Language
    draw: Draw
    gui_checks: GuiChecks


def answer(request: Request, tools: Tools) -> int:
    """Work out what is asked for and deliver it; return the exit code.

    Raises
    ------
    DataError
        If there is no answer.
    """
    commands: dict[Command, Callable[[Request, Tools], int]] = {
        Command.FACILITIES: _facilities,
        Command.COVERAGE: _coverage,
        Command.ACCESS: _access,
        Command.EQUITY: _equity,
        Command.NORMS: _norms,
        Command.MAP: _map,
        Command.INDICATORS: _indicators,
        Command.NETWORKS: _networks,
        Command.REFERRAL: _referral,
        Command.INSPECT: _inspect,
        Command.CHECK: _check,
    }
    return commands[request.command](request, tools)


def _facilities(request: Request, tools: Tools) -> int:
    if request.output is not None and request.form in (Form.GPKG, Form.GEOJSON):
        write_layer(request, request.output, tools.language)
        return DONE
    return deliver(facilities_text(request, tools.language), request)


def _coverage(request: Request, tools: Tools) -> int:
    real = world_of(request, tools.language)
    world = edited_world(request, real, tools.language)
    answer = coverage_answer(request, world)
    # Those of a project are told by its world.
    notes = what_if_notes(world.project.edits if request.edits else (), tools.language)
    notes += notes_of(request, answer.report.by_status, tools.language, real.read)
    if request.edits and request.view is View.UNITS:
        compared = WhatIf(world.project.edits, coverage_answer(request, real), answer)
        return deliver(_what_if_text(request, compared, notes, tools.language), request)
    if answer.gaps is not None:
        notes = gap_notes_of(answer, notes, tools.language, modelled=world.study.modelled)
        if request.output is not None and request.form in (Form.GPKG, Form.GEOJSON):
            write_gap_layer(request.output, answer, answer.gaps, notes, tools.language)
            return DONE
    notes = [*interval_notes(answer, tools.language), *notes]
    return deliver(_coverage_text(request, answer, notes, tools.language), request)


def _what_if_text(request: Request, compared: WhatIf, notes: list[str], language: Language) -> str:
    if request.form is Form.JSON:
        whole_file = request.population is not None and request.province is None
        return what_if_json(compared, notes, with_outside=whole_file)
    in_csv = request.form is Form.CSV
    return (what_if_csv if in_csv else what_if_table)(compared, notes, language)


def _coverage_text(
    request: Request, answer: CoverageAnswer, notes: list[str], language: Language
) -> str:
    if request.form is Form.JSON:
        # Who lives in no county is named apart where a file of the user is used whole.
        whole_file = request.population is not None and request.province is None
        if answer.gaps is not None:
            return gaps_json(answer, answer.gaps, notes, with_outside=whole_file)
        if answer.curves is not None:
            return curve_json(answer, answer.curves, notes, with_outside=whole_file)
        return coverage_json(answer, notes, with_outside=whole_file)
    in_csv = request.form is Form.CSV
    if answer.gaps is not None:
        return (gaps_csv if in_csv else gaps_table)(answer, answer.gaps, notes, language)
    if answer.curves is not None:
        return (curve_csv if in_csv else curve_table)(answer, answer.curves, notes, language)
    return (coverage_csv if in_csv else coverage_table)(answer, notes, language)


def _access(request: Request, tools: Tools) -> int:
    language = tools.language
    world = world_of(request, language)
    measured = measured_access(request, world)
    report = access_of_group(request, world, measured)
    head = access_headline(request, measured, report, language)
    notes = [
        *method_notes(request, report, language),
        *group_notes([request.group], language),
        *outside_notes(report, language),
        *notes_of(request, known_by_status(measured), language, world.read),
    ]
    if request.form is Form.JSON:
        return deliver(access_json(request, measured, report, notes), request)
    if request.form is Form.CSV:
        return deliver(csv_of(access.access_table(report, [*head, *notes])), request)
    return deliver(access_table(report, head, notes, language), request)


def _equity(request: Request, tools: Tools) -> int:
    language = tools.language
    world = world_of(request, language)
    measured = measured_access(request, world)
    report = access_report(measured)
    people = people_of_groups(world.study)
    equities = equity_report(measured, people)
    head = shared_headline(request, measured, report, language)
    notes = [
        *equity.equity_notes(language),
        *method_notes(request, report, language),
        *group_notes(tuple(people), language),
        *notes_of(request, known_by_status(measured), language, world.read),
    ]
    if request.form is Form.JSON:
        return deliver(equity_json(request, measured, report, equities, notes), request)
    if request.form is Form.CSV:
        return deliver(csv_of(equity.equity_table(equities, [*head, *notes])), request)
    return deliver(equity_table(equities, head, notes, language), request)


def _norms(request: Request, tools: Tools) -> int:
    return deliver(norms_text(request, tools.language), request)


def _map(request: Request, tools: Tools) -> int:
    if request.output is None:
        raise DataError("cli_output_needed")
    world = edited_world(request, world_of(request, tools.language), tools.language)
    report = coverage_answer(request, world).report
    content = page_content(world.project, world.study, world.frames, report, tools.language)
    html = page_html(build_page(content))
    write_file(request.output, tools.draw(html, *request.size))
    return DONE


def _indicators(request: Request, tools: Tools) -> int:
    return deliver(indicators_text(request, tools.language), request)


def _networks(request: Request, tools: Tools) -> int:
    return deliver(networks_text(request, tools.language), request)


def _referral(request: Request, tools: Tools) -> int:
    return deliver(referral_text(request, tools.language), request)


def _inspect(request: Request, tools: Tools) -> int:
    if request.inspected is None:
        raise DataError("cli_one_file", count=0)
    inspection = inspect(request.inspected, tools.language)
    form = inspection_json if request.form is Form.JSON else inspection_text
    return deliver(form(inspection, tools.language), request)


def _check(request: Request, tools: Tools) -> int:
    checks = [*library_checks(), *data_checks(), *tools.gui_checks()]
    in_json = request.form is Form.JSON
    deliver(checks_json(checks) if in_json else checks_table(checks, tools.language), request)
    return DONE if all(check.ok for check in checks) else NOT_IN_ORDER
