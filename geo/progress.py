"""How long work tells how far it is, and how it is told to stop.

A function that may take over 100 ms takes `progress: Progress = silent` and calls
`progress(fraction)` at its natural steps; the caller's progress raises `Cancelled`
when the user has asked for an end. Reading and writing do the same.
"""

from data.progress import Progress, part, silent

__all__ = ["Cancelled", "Progress", "part", "silent"]


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """Raised by a progress to end the work it follows."""
