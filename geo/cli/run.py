"""Every result without a window: one command, one function.

Nothing here knows Qt. Drawing a page and looking at Qt are done by functions that
main.py passes in and that load Qt only when they are called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.schema import Language
from data.write.output_file import require_writable
from geo.cli.commands.layers import layers
from geo.cli.console import (
    ConsoleClosed,
    one_line,
    prepare_console,
    write_console,
)
from geo.cli.parsing.arguments import Request, command_of, parse
from geo.cli.parsing.options import HELP, Command
from geo.health import Check
from geo.words.wording import explain_to_console, say, system_language

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
        return _run(argv, language, draw, gui_checks)
    except DataError as error:
        return _refuse(explain_to_console(error, language))
    except KeyboardInterrupt:
        return INTERRUPTED
    except ConsoleClosed:
        return NOBODY_READS


def _refuse(sentence: str) -> int:
    try:
        write_console(one_line(sentence) + "\n", sys.stderr)
    except (ConsoleClosed, DataError):
        return BAD_INPUT
    return BAD_INPUT


def _run(argv: Sequence[str], language: Language, draw: Draw, gui_checks: GuiChecks) -> int:
    if not argv or argv[0] in HELP:
        write_console(say("cli_help", language).strip() + "\n", sys.stdout)
        return DONE
    if not HELP.isdisjoint(argv):
        write_console(say(f"cli_help_{command_of(argv)}", language).strip() + "\n", sys.stdout)
        return DONE
    request = parse(argv)
    if request.output is not None:
        require_writable(request.output)
        _refuse_own_input(request, request.output)
    if request.command is Command.LAYERS:
        return layers(request, language)
    from geo.cli.answers import Tools, answer  # noqa: PLC0415 - seconds that a refusal need not wait

    return answer(request, Tools(language, draw, gui_checks))


def _refuse_own_input(request: Request, output: Path) -> None:
    """Refuse to write over a file of the user that is read."""
    for source in (request.facilities, request.population, request.inspected):
        path = source.path if source is not None else None
        if isinstance(path, Path) and output.is_file() and path.is_file() and path.samefile(output):
            raise DataError("cli_output_is_input", file=output)
