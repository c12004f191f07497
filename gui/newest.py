"""Work on the newest of many things, on a thread that waits for nothing else."""

from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic
from typing import Final, Generic, TypeVar

Thing = TypeVar("Thing")
MOST_END_S: Final = 5.0


class Newest(Generic[Thing]):
    """Does `work(thing)` for the last thing that was put, soon and not too often.

    What is put while another is worked on waits, and what is put after it takes its place.
    Neither the GUI thread nor a queue of `gui.tasks` can hold it up.

    Parameters
    ----------
    work
        Called on the thread; may not raise.
    every_s
        Seconds from the beginning of one piece of work to that of the next.
    """

    def __init__(self, work: Callable[[Thing], None], every_s: float) -> None:
        self._work = work
        self._every_s = every_s
        self._next_s = 0.0
        self._waiting: list[Thing] = []
        self._working = False
        self._ended = False
        self._changed = Condition()
        self._thread: Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is worked on or waits."""
        with self._changed:
            return self._working or bool(self._waiting)

    def put(self, thing: Thing) -> None:
        """Have this worked on, in place of what waits."""
        with self._changed:
            if self._ended:
                return
            self._waiting = [thing]
            self._changed.notify_all()
            if self._thread is None:
                self._thread = Thread(target=self._run, name="newest", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Finish what was put, and do nothing more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread is not None:
            # A disk that does not answer must not keep the program.
            self._thread.join(MOST_END_S)

    def _run(self) -> None:
        while taken := self._next():
            begun_s = monotonic()
            try:
                self._work(*taken)
            finally:
                took_s = monotonic() - begun_s
                # What takes long takes no more than half of the time.
                self._next_s = begun_s + max(self._every_s, 2 * took_s)
                with self._changed:
                    self._working = False

    def _next(self) -> list[Thing]:
        """Wait for a thing, and for its time; nothing at the end."""
        with self._changed:
            while self._waiting or not self._ended:
                rest_s = self._next_s - monotonic()
                if self._waiting and (rest_s <= 0 or self._ended):
                    taken, self._waiting, self._working = self._waiting, [], True
                    return taken
                self._changed.wait(rest_s if self._waiting else None)
            return []
