"""Where a result goes: to the console, or whole into the file that was named."""

import sys
from typing import Final

from data.write.output_file import write_file
from geo.cli.console import write_console
from geo.cli.parsing.arguments import Request

DONE: Final = 0


def deliver(text: str, request: Request) -> int:
    """Write a result where the request wants it, and return the exit code."""
    if request.output is None:
        write_console(text, sys.stdout)
    else:
        write_file(request.output, text.encode("utf-8", errors="replace"))
    return DONE
