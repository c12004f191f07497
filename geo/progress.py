"""How long work tells how far it is, and how it is told to stop.

A function that may take over 100 ms takes `report: Report = silent` and calls
`report(fraction)` at its natural steps; the caller's report raises `Cancelled`
when the user has asked for an end. Reading and writing report in the same way.
"""

from data.progress import Report, part, silent

__all__ = ["Cancelled", "Report", "part", "silent"]


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """Raised by a report to end the work it reports on."""
