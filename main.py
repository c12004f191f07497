"""Starts the program: a command without a window, or the window.

Imports nothing at its top that Python has not loaded: Ctrl-C has to be taken over first.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from geo.health import Check


def main(argv: Sequence[str], working: Callable[[], None] = lambda: None) -> int:
    """Run a command, or open the window with the files named; return the exit code.

    Parameters
    ----------
    argv
        The command line without the program's name.
    working
        Called when all is loaded that a command needs to clean up after itself.
    """
    if _opens_window(argv):
        from gui import start  # noqa: PLC0415 - help and refusals need no window

        return start.run(argv, command)
    from geo.cli import run as cli  # noqa: F401, PLC0415 - for `command`, before it counts as working

    working()
    return command(argv)


def _opens_window(argv: Sequence[str]) -> bool:
    """Return whether no command is named: nothing at all, or files."""
    if not argv:
        return True
    from pathlib import Path  # noqa: PLC0415 - after Ctrl-C is taken over

    from geo.cli.parsing.options import Command  # noqa: PLC0415 - not on the way of a window alone

    return argv[0] not in {each.value for each in Command} and Path(argv[0]).exists()


def command(argv: Sequence[str]) -> int:
    """Run one command without a window; `gui.start` loads Qt only when it has to draw."""
    from geo.cli import run as cli  # noqa: PLC0415 - after Ctrl-C is taken over

    return cli.main(argv, draw=_draw, gui_checks=_gui_checks)


def _draw(html: str, width: int, height: int) -> bytes:
    from gui import start  # noqa: PLC0415 - most commands draw nothing

    return start.draw(html, width, height)


def _gui_checks() -> list[Check]:
    from gui import start  # noqa: PLC0415 - one command alone asks

    return start.checks()


def _run(argv: Sequence[str]) -> NoReturn:
    """Run, and end the process: at Ctrl-C with its exit code and without a traceback."""
    try:
        import signal  # noqa: PLC0415 - a moment in which Python would still tell all

        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
        from data.formats.sealed import seal  # noqa: PLC0415 - after Ctrl-C is taken over
        from geo.cli.interruption import INTERRUPTED, Interruption  # noqa: PLC0415

        interruption = Interruption()
        interruption.watch()
    except KeyboardInterrupt:
        os._exit(130)
    seal(os.environ)
    try:
        code = main(argv, interruption.be_polite)
    except BaseException:
        if interruption.pressed:
            interruption.leave(INTERRUPTED)
        raise
    interruption.leave(code)


if __name__ == "__main__":
    _run(sys.argv[1:])
