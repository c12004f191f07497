"""Every result without a window: the commands layers, facilities, coverage, map, check.

Nothing here knows Qt. Drawing a page and looking at Qt are done by functions that
main.py passes in and that load Qt only when they are called.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from data.errors import DataError
from data.schema import Language
from geo.checks import Check, data_checks, library_checks
from geo.cli_arguments import HELP, Command, Form, Request, command_of, parse
from geo.cli_facilities import facilities_text, write_layer
from geo.cli_output import (
    ConsoleClosed,
    json_text,
    prepare_console,
    require_writable,
    write_console,
    write_file,
)
from geo.cli_reports import (
    checks_json,
    checks_table,
    coverage_csv,
    coverage_json,
    coverage_table,
    layer_rows,
    layers_table,
)
from geo.cli_world import map_content, notes_of, report_of, world_of
from geo.web_map import build_page, page_html
from geo.wording import explain, say, system_language

Draw = Callable[[str, int, int], bytes]
GuiChecks = Callable[[], list[Check]]

DONE: Final = 0
NOT_IN_ORDER: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
NOBODY_READS: Final = 141


def main(argv: Sequence[str], draw: Draw, gui_checks: GuiChecks) -> int:
    """Run one command and return the exit code.

    Parameters
    ----------
    argv
        The command and its options, without the program's name.
    draw
        Page as HTML, width and height in pixels -> PNG; raises DataError when it cannot.
    gui_checks
        What `check` says of Qt, its WebEngine and the fonts.

    Returns
    -------
    int
        0; 1 when `check` found something out of order; 2 for bad input; 130 when
        interrupted; 141 when the reader of the output has gone.
    """
    prepare_console()
    language = system_language()
    try:
        return _run(argv, _Tools(language, draw, gui_checks))
    except DataError as error:
        return _refuse(explain(error, language))
    except KeyboardInterrupt:
        return INTERRUPTED
    except ConsoleClosed:
        return NOBODY_READS


@dataclass(frozen=True, slots=True)
class _Tools:
    language: Language
    draw: Draw
    gui_checks: GuiChecks


def _refuse(sentence: str) -> int:
    try:
        write_console(sentence + "\n", sys.stderr)
    except (ConsoleClosed, DataError):
        return BAD_INPUT
    return BAD_INPUT


def _run(argv: Sequence[str], tools: _Tools) -> int:
    if not argv or argv[0] in HELP:
        write_console(say("cli_help", tools.language).strip() + "\n", sys.stdout)
        return DONE
    if not HELP.isdisjoint(argv):
        write_console(
            say(f"cli_help_{command_of(argv)}", tools.language).strip() + "\n", sys.stdout
        )
        return DONE
    request = parse(argv)
    if request.output is not None:
        require_writable(request.output)
    commands: dict[Command, Callable[[Request, _Tools], int]] = {
        Command.LAYERS: _layers,
        Command.FACILITIES: _facilities,
        Command.COVERAGE: _coverage,
        Command.MAP: _map,
        Command.CHECK: _check,
    }
    return commands[request.command](request, tools)


def _layers(request: Request, tools: _Tools) -> int:
    in_json = request.form is Form.JSON
    rows = layer_rows(tools.language)
    return _deliver(json_text(rows) if in_json else layers_table(tools.language), request)


def _facilities(request: Request, tools: _Tools) -> int:
    if request.output is not None and request.form in (Form.GPKG, Form.GEOJSON):
        write_layer(request, request.output, tools.language)
        return DONE
    return _deliver(facilities_text(request, tools.language), request)


def _coverage(request: Request, tools: _Tools) -> int:
    world = world_of(request, tools.language)
    report = report_of(request, world)
    notes = notes_of(request, report, tools.language)
    if request.form is Form.JSON:
        # Who lives in no county is named apart where a file of the user is used whole.
        whole_file = request.population is not None and request.province is None
        return _deliver(coverage_json(report, notes, with_outside=whole_file), request)
    write = coverage_csv if request.form is Form.CSV else coverage_table
    return _deliver(write(report, notes, tools.language), request)


def _map(request: Request, tools: _Tools) -> int:
    if request.output is None:
        raise DataError("cli_output_needed")
    world = world_of(request, tools.language)
    content = map_content(request, world, report_of(request, world), tools.language)
    html = page_html(build_page(content))
    write_file(request.output, tools.draw(html, *request.size))
    return DONE


def _check(request: Request, tools: _Tools) -> int:
    checks = [*library_checks(), *data_checks(), *tools.gui_checks()]
    in_json = request.form is Form.JSON
    _deliver(checks_json(checks) if in_json else checks_table(checks, tools.language), request)
    return DONE if all(check.ok for check in checks) else NOT_IN_ORDER


def _deliver(text: str, request: Request) -> int:
    if request.output is None:
        write_console(text, sys.stdout)
    else:
        write_file(request.output, text.encode("utf-8", errors="replace"))
    return DONE
