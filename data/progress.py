"""How long reading and writing tells how far it is; its report may raise to end the work."""

from collections.abc import Callable

Report = Callable[[float], None]


def silent(fraction: float) -> None:
    """Report to nobody."""


def part(report: Report, start: float, end: float) -> Report:
    """Return a report for a step that runs from `start` to `end` of the whole."""

    def scaled(fraction: float) -> None:
        report(start + fraction * (end - start))

    return scaled
