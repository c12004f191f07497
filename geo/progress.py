"""How long work tells how far it is, and how it is told to stop.

A function that may take over 100 ms takes `report: Report = silent` and calls
`report(fraction)` at its natural steps; the caller's report raises `Cancelled`
when the user has asked for an end.
"""

from collections.abc import Callable

Report = Callable[[float], None]


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """Raised by a report to end the work it reports on."""


def silent(fraction: float) -> None:
    """Report to nobody."""


def part(report: Report, start: float, end: float) -> Report:
    """Return a report for a step that runs from `start` to `end` of the whole."""

    def scaled(fraction: float) -> None:
        report(start + fraction * (end - start))

    return scaled
