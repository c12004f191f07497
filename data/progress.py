"""How long reading and writing tells how far it is; its progress may raise to end the work."""

from collections.abc import Callable

Progress = Callable[[float], None]


def silent(fraction: float) -> None:
    """Tell nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return the progress of a step that runs from `start` to `end` of the whole."""

    def scaled(fraction: float) -> None:
        progress(start + fraction * (end - start))

    return scaled
