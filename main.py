"""Starts the program: a command without a window, or the window."""

import sys
from collections.abc import Sequence
from pathlib import Path

from geo.cli import run as cli
from geo.cli.options import Command
from gui import start


def main(argv: Sequence[str]) -> int:
    """Run a command, or open the window with the files named; return the exit code."""
    if not argv or _are_files(argv):
        return start.run(argv, command)
    return command(argv)


def command(argv: Sequence[str]) -> int:
    """Run one command without a window; `gui.start` loads Qt only when it has to draw."""
    return cli.main(argv, draw=start.draw, gui_checks=start.checks)


def _are_files(argv: Sequence[str]) -> bool:
    commands = {each.value for each in Command}
    return argv[0] not in commands and Path(argv[0]).exists()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
