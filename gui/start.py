"""From the command line to a window; to a table and a picture where there is no display.

Imports no Qt at its top: that a system library is missing has to be said in a sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data.errors import DataError
from data.project.project import new_project
from data.schema import Language, Province, Tier
from geo.words.wording import explain, say, system_language
from gui.desktop import environment

if TYPE_CHECKING:
    from geo.health import Check

DEFAULT_PROVINCE: Final = Province.SICHUAN
PICTURE_SIZE: Final = "1600x1000"
NOT_STARTED: Final = 1

RunCommand = Callable[[Sequence[str]], int]


def run(argv: Sequence[str], command: RunCommand) -> int:
    """Open the window, or do the main job without one; return the exit code.

    Parameters
    ----------
    argv
        Files to open.
    command
        Runs a command without a window (`geo.cli.run.main`).
    """
    language = system_language()
    try:
        found = _ready(argv)
    except DataError as error:
        print(explain(error, language), file=sys.stderr)
        return NOT_STARTED
    if not found.display:
        return _without_display(command, language)
    from gui import launch  # noqa: PLC0415 - Qt only now

    return launch.run(argv, new_project(DEFAULT_PROVINCE), found)


def draw(html: str, width: int, height: int) -> bytes:
    """Draw a page as a PNG without a window; DataError when Qt cannot."""
    _ready(())
    from gui.map.picture import render  # noqa: PLC0415 - Qt only now

    return render.draw_png(html, width, height)


def checks() -> list[Check]:
    """Return what works of Qt; where a library is missing, that."""
    from geo.health import Check  # noqa: PLC0415 - not on the window's way

    try:
        _ready(())
    except DataError as error:
        return [Check("qt", ok=False, detail=explain(error, system_language()))]
    from gui.map import check  # noqa: PLC0415 - Qt only now

    return check.checks()


def _ready(argv: Sequence[str]) -> environment.Environment:
    """Prepare the process for Qt; DataError when it cannot run here."""
    found = environment.prepare(argv)
    environment.check_libraries()
    return found


def _without_display(command: RunCommand, language: Language) -> int:
    tier = Tier.TOWNSHIP
    options = ["--province", DEFAULT_PROVINCE.value, "--tier", tier.value]
    options += ["--radius-km", f"{tier.default_radius_m / 1000:g}"]
    picture = Path(f"yiquan-{DEFAULT_PROVINCE}-{tier}.png")
    print(say("no_display", language), file=sys.stderr)
    failed = command(["coverage", *options, "--by", "county"])
    failed = failed or command(["map", *options, "--size", PICTURE_SIZE, "-o", str(picture)])
    if not failed:
        print(say("picture_saved", language, file=picture), file=sys.stderr)
    return failed
