"""Runs geo functions off the GUI thread and brings their results back to it.

NumPy, SciPy and GEOS release the interpreter lock, so one worker thread keeps the
window moving. A newer request of the same key ends the older one, whose result is
then never delivered.
"""

import logging
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from time import monotonic
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from geo.progress import Cancelled, Progress

log = logging.getLogger(__name__)
Result = TypeVar("Result")
Deliver = Callable[[], None]
PROGRESS_AFTER_MS: Final = 500
# More often nobody sees it, and thousands of words a second hold the window up.
PROGRESS_EVERY_S: Final = 0.04
# What work may take to come to a place where it can end.
GRACE_S: Final = 2.0


@dataclass(eq=False, slots=True)
class _Task:
    key: str
    title: str
    cancelled: Event = field(default_factory=Event)
    started: Event = field(default_factory=Event)
    slow: bool = False
    fraction: float = 0.0
    told_s: float = 0.0


def shut_down_all(queues: Collection["Tasks"]) -> bool:
    """Shut several queues down at once; return whether all their workers ended.

    A library that never comes back must not keep the program from ending.
    """
    for queue in queues:
        queue.shut_down(0.0)
    last_s = monotonic() + GRACE_S
    ended = [queue.shut_down(max(0.0, last_s - monotonic())) for queue in queues]
    return all(ended)


class Tasks(QObject):
    """A queue of one worker.

    `progress` carries the title and the fraction of what has run for over half a
    second; `idle` says that nothing runs or waits any more.
    """

    progress = Signal(str, float)
    idle = Signal()
    _reported = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tasks")
        self._current: dict[str, _Task] = {}
        self._futures: set[Future[None]] = set()
        self._is_shut_down = False
        # Explicitly queued: the worker emits, the GUI thread receives.
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._current)

    def run(
        self,
        key: str,
        title: str,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work(progress)` on the worker; hand its result to `done` on the GUI thread.

        A running or waiting task of the same `key` is cancelled. `failed` gets whatever
        the work raised, except `Cancelled`, of which nobody is told. After `shut_down`
        nothing is run any more.
        """
        if self._is_shut_down:
            return
        if older := self._current.get(key):
            older.cancelled.set()
        task = _Task(key, title)
        self._current[key] = task
        QTimer.singleShot(PROGRESS_AFTER_MS, self, partial(self._mark_slow, task))
        attempt = partial(self._attempt, task, work, done, failed)
        future = self._executor.submit(self._execute, task, attempt)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)

    def awaits(self, key: str) -> bool:
        """Return whether a result of `key` is on its way."""
        task = self._current.get(key)
        return task is not None and not task.cancelled.is_set()

    def cancel(self, key: str | None = None, *, but: Collection[str] = ()) -> None:
        """Ask the task of `key`, or all that run or wait but those of `but`, to end."""
        for task in self._current.values():
            if key in (None, task.key) and task.key not in but:
                task.cancelled.set()

    def shut_down(self, wait_s: float | None = None) -> bool:
        """Cancel everything, and return whether the worker ended while that was waited for.

        Without a limit it is waited for until it does.
        """
        self._is_shut_down = True
        self.cancel()
        self._executor.shutdown(wait=False, cancel_futures=True)
        running = [each for each in list(self._futures) if not each.cancelled()]
        return not wait(running, timeout=wait_s).not_done

    def _attempt(
        self,
        task: _Task,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> Deliver:
        try:
            result = work(partial(self._report, task))
        except Cancelled:
            return _nothing
        except Exception as error:  # noqa: BLE001 - handed to `failed`, which must see all
            return partial(failed, error)
        return partial(done, result)

    def _execute(self, task: _Task, attempt: Callable[[], Deliver]) -> None:
        task.started.set()
        deliver = _nothing if task.cancelled.is_set() else attempt()
        self._ended.emit(task, deliver)

    def _report(self, task: _Task, fraction: float) -> None:
        if task.cancelled.is_set():
            raise Cancelled
        task.fraction = fraction
        if task.slow and (now_s := monotonic()) - task.told_s >= PROGRESS_EVERY_S:
            task.told_s = now_s
            self._reported.emit(task)

    def _mark_slow(self, task: _Task) -> None:
        if self._current.get(task.key) is task:
            task.slow = True
            # One that waits must not take the bar from the one that runs.
            if task.started.is_set():
                self._on_reported(task)

    def _on_reported(self, task: _Task) -> None:
        if self._current.get(task.key) is task and not task.cancelled.is_set():
            self.progress.emit(task.title, task.fraction)

    def _on_ended(self, task: _Task, deliver: Deliver) -> None:
        if self._current.get(task.key) is task:
            del self._current[task.key]
        # A result that came in before the cancelling is stale all the same.
        try:
            if not task.cancelled.is_set():
                deliver()
        finally:
            # Said even when the receiver fails, or the progress bar would stay for ever.
            if not self._current:
                self.idle.emit()


def _nothing() -> None:
    """Deliver nothing: the task was cancelled."""
