"""One progress bar for several queues: it stays with one of them until that has nothing to do."""

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from gui.tasks import Tasks


class QueueProgress(QObject):
    """What the bar of the window shows.

    `progress` carries a title and a fraction; `idle` says that there is nothing to show.
    """

    progress = Signal(str, float)
    idle = Signal()

    def __init__(self, queues: Sequence[Tasks], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues = tuple(queues)
        self._shown: Tasks | None = None
        self._latest: dict[Tasks, tuple[str, float]] = {}
        for queue in self._queues:
            queue.progress.connect(partial(self._on_progress, queue))
            queue.idle.connect(partial(self._on_idle, queue))

    def cancel(self, *, but: Collection[str] = ()) -> None:
        """Ask what is shown to end, and what waits behind it, except tasks of these keys."""
        for queue in self._queues:
            if self._shown in (None, queue):
                queue.cancel(but=but)

    def _on_progress(self, queue: Tasks, title: str, fraction: float) -> None:
        self._latest[queue] = title, fraction
        if self._shown is None:
            self._shown = queue
        if self._shown is queue:
            self.progress.emit(title, fraction)

    def _on_idle(self, queue: Tasks) -> None:
        self._latest.pop(queue, None)
        if self._shown in (None, queue):
            self._shown = next(iter(self._latest), None)
            if self._shown is None:
                self.idle.emit()
            else:
                self.progress.emit(*self._latest[self._shown])
