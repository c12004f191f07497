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
from geo.access.words import access_headline, shared_headline
from geo.cli.commands.access.answer import (
    access_answer,
    access_json,
    access_table,
    answer_of,
    measured_access,
)
from geo.cli.commands.coverage.curve import curve_json, curve_table
from geo.cli.commands.coverage.figures import coverage_answer, coverage_json
from geo.cli.commands.coverage.gaps import gaps_json, gaps_table, write_gap_layer
from geo.cli.commands.coverage.text import coverage_table
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
from geo.cli.worlds.world import world_of
from geo.coverage.answer import CoverageAnswer
from geo.health import Check, data_checks, library_checks
from geo.page.content import page_content
from geo.page.page import build_page, page_html
from geo.tables import access, equity
from geo.tables.coverage import coverage_notes, told_coverage
from geo.tables.curve import told_curve
from geo.tables.files.written import csv_of
from geo.tables.gaps import gap_notes_of, told_gaps
from geo.tables.notes import Basis, figure_notes
from geo.tables.table import Table

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
    language = tools.language
    real = world_of(request, language)
    world = edited_world(request, real, language)
    answer = coverage_answer(request, world)
    if request.edits and request.view is View.UNITS:
        compared = WhatIf(world.project.edits, coverage_answer(request, real), answer)
        notes = figure_notes(world.basis, answer.report.by_status, language)
        return deliver(_what_if_text(request, compared, notes, language), request)
    if request.output is not None and request.form in (Form.GPKG, Form.GEOJSON) and answer.gaps:
        write_gap_layer(request.output, answer, answer.gaps, world.basis, language)
        return DONE
    return deliver(_coverage_text(request, answer, world.basis, language), request)


def _what_if_text(request: Request, compared: WhatIf, notes: list[str], language: Language) -> str:
    if request.form is Form.JSON:
        whole_file = request.population is not None and request.province is None
        return what_if_json(compared, notes, with_outside=whole_file)
    in_csv = request.form is Form.CSV
    return (what_if_csv if in_csv else what_if_table)(compared, notes, language)


def _coverage_text(
    request: Request, answer: CoverageAnswer, basis: Basis, language: Language
) -> str:
    if request.form is Form.CSV:
        return csv_of(_told_table(answer, basis, language))
    of_gaps = answer.gaps is not None
    notes = (gap_notes_of if of_gaps else coverage_notes)(answer, basis, language)
    if request.form is Form.JSON:
        # Who lives in no county is named apart where a file of the user is used whole.
        whole_file = request.population is not None and request.province is None
        return _coverage_json(answer, notes, with_outside=whole_file)
    if answer.gaps is not None:
        return gaps_table(answer, answer.gaps, notes, language)
    if answer.curves is not None:
        return curve_table(answer, answer.curves, notes, language)
    return coverage_table(answer, notes, language)


def _coverage_json(answer: CoverageAnswer, notes: list[str], *, with_outside: bool) -> str:
    if answer.gaps is not None:
        return gaps_json(answer, answer.gaps, notes, with_outside=with_outside)
    if answer.curves is not None:
        return curve_json(answer, answer.curves, notes, with_outside=with_outside)
    return coverage_json(answer, notes, with_outside=with_outside)


def _told_table(answer: CoverageAnswer, basis: Basis, language: Language) -> Table:
    if answer.gaps is not None:
        return told_gaps(answer, answer.gaps, basis, language)
    if answer.curves is not None:
        return told_curve(answer, answer.curves, basis, language)
    return told_coverage(answer, basis, language)


def _access(request: Request, tools: Tools) -> int:
    language = tools.language
    world = world_of(request, language)
    measured = measured_access(request, world)
    answer = access_answer(request, world, measured)
    head = access_headline(answer, language)
    if request.form is Form.CSV:
        return deliver(csv_of(access.told_access(answer, head, world.basis, language)), request)
    notes = access.access_notes(answer, world.basis, language)
    if request.form is Form.JSON:
        return deliver(access_json(request, measured, answer.report, notes), request)
    return deliver(access_table(answer.report, head, notes, language), request)


def _equity(request: Request, tools: Tools) -> int:
    language = tools.language
    world = world_of(request, language)
    measured = measured_access(request, world)
    answer = answer_of(request, measured, access_report(measured))
    equities = equity_report(measured, people_of_groups(world.study))
    head = shared_headline(answer, language)
    if request.form is Form.CSV:
        table = equity.told_equity(answer, equities, head, world.basis, language)
        return deliver(csv_of(table), request)
    notes = equity.equity_notes(answer, tuple(equities), world.basis, language)
    if request.form is Form.JSON:
        return deliver(equity_json(request, measured, answer.report, equities, notes), request)
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
