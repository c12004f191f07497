"""Waiting for what is done on a worker, where no qtbot is at hand."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDeadlineTimer

WAIT_MS = 30_000


def settled(done: Callable[[], bool]) -> None:
    """Wait until something is so, while the window lives on."""
    deadline = QDeadlineTimer(WAIT_MS)
    while not done() and not deadline.hasExpired():
        QCoreApplication.processEvents()
    assert done()
