"""A result that follows the document: worked out anew whenever what it depends on differs.

What every analysis of the window has in common stands here once: when to begin, what to
drop, who has to look before anything is done, and what a cancelled one is waiting for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import MethodType
from typing import Final, Generic, ParamSpec, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from data.errors import DataError
from geo.progress import Progress
from gui.tasks import Tasks

Key = TypeVar("Key")
Value = TypeVar("Value")
Args = ParamSpec("Args")
Result = TypeVar("Result")
REST_MS: Final = 250


@dataclass(frozen=True, slots=True)
class Errand(Generic[Key, Result]):
    """What is to be done for a key, and as what it is known to the worker.

    Attributes
    ----------
    name
        The name of the task; the newest one of a name wins.
    title
        Asked when the work begins: the window may have changed its language.
    key
        What the result depends on and nothing else; None while it cannot be known.
    work
        Called in the window's thread when the work begins; what it returns, on the worker.

    Methods of the owner are held loosely, so that it is not kept alive by its own follower; a
    lambda that holds the owner would keep it.
    """

    name: str
    title: Callable[[], str]
    key: Callable[[], Key | None]
    work: Callable[[Key], Callable[[Progress], Result]]


class Follower(QObject, Generic[Key, Result]):
    """Holds the newest result of an errand while anybody looks.

    `changed` says that `result`, `problem` or `stopped` differs; `failed` carries an
    exception.

    Parameters
    ----------
    rest_ms
        For so long nothing may have changed before the work begins; 0 to begin at once.
    keeps_problems
        Whether a `DataError` is kept as `problem`, for a panel to say, and not told by `failed`.
    resumes_for_viewers
        Whether what was stopped goes on for somebody who comes to look.
    rests_for_viewers
        Whether the work waits a moment for somebody who comes to look: many only pass by.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        errand: Errand[Key, Result],
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        rest_ms: int = REST_MS,
        keeps_problems: bool = False,
        resumes_for_viewers: bool = False,
        rests_for_viewers: bool = False,
    ) -> None:
        super().__init__(parent)
        # An owner held by its follower would be taken apart by whatever thread collects garbage.
        self._name = errand.name
        self._title = _loosely(errand.title)
        self._key_now = _loosely(errand.key)
        self._begin = _loosely(errand.work)
        self._tasks = tasks
        self._keeps_problems = keeps_problems
        self._resumes_for_viewers = resumes_for_viewers
        self._rests_for_viewers = rests_for_viewers
        self._viewers: set[object] = set()
        self._key: Key | None = None
        self._known: tuple[Result] | None = None
        self._problem: DataError | None = None
        self._stopped = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(rest_ms)
        self._rest.timeout.connect(self._work)
        tasks.idle.connect(self._on_idle)

    @property
    def key(self) -> Key | None:
        """What the result depends on, as it was last seen."""
        return self._key

    @property
    def result(self) -> Result | None:
        """The result for the present key; None until it is known."""
        return self._known[0] if self._known else None

    @property
    def problem(self) -> DataError | None:
        """What the user has to mend before there can be a result."""
        return self._problem

    @property
    def stopped(self) -> bool:
        """Whether a result is asked for, not known, and not on its way."""
        return self._stopped

    @property
    def rests(self) -> bool:
        """Whether the work waits until nothing moves."""
        return self._rest.isActive()

    @property
    def wanted(self) -> bool:
        """Whether anybody looks."""
        return bool(self._viewers)

    def follow_after(self, signals: Iterable[SignalInstance]) -> None:
        """Look at the key now, when nothing moves yet, and after each of these signals."""
        for signal in signals:
            signal.connect(self.follow)
        self._key = self._key_now()

    def set_seen(self, viewer: object, *, seen: bool) -> None:
        """Say whether a viewer looks; nothing is worked out for nobody."""
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        if seen and self._stopped and self._resumes_for_viewers:
            self.resume()
        elif self._rests_for_viewers and self._is_open():
            self._rest.start()
        elif not self.rests:
            self._work()

    def follow(self) -> None:
        """Drop what no longer fits, and work it out anew once nothing moves."""
        key = self._key_now()
        if key == self._key:
            return
        self._key = key
        self._tasks.cancel(self._name)
        if key is None:
            self._rest.stop()
        elif self._rest.interval():
            self._rest.start()
        self._put()
        if not self.rests:
            self._work()

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the work."""
        self._rest.stop()
        if self._stopped or self._problem:
            self._put()
        self._work()

    def _is_open(self) -> bool:
        """Return whether somebody looks for what could be known and is not."""
        settled = self._known or self._problem or self._stopped
        return self._key is not None and self.wanted and not settled

    def _work(self) -> None:
        key = self._key
        if key is None or not self._is_open() or self._tasks.awaits(self._name):
            return
        self._tasks.run(
            self._name,
            self._title(),
            self._begin(key),
            partial(self._on_done, key),
            partial(self._on_failed, key),
        )

    def _on_done(self, key: Key, result: Result) -> None:
        if key == self._key:
            self._put((result,))

    def _on_failed(self, key: Key, error: Exception) -> None:
        problem = error if self._keeps_problems and isinstance(error, DataError) else None
        if problem is None:
            self.failed.emit(error)
        if key == self._key:
            self._put(problem=problem, stopped=problem is None)

    def _on_idle(self) -> None:
        # Nothing runs or waits, nothing is about to: what is not known was cancelled.
        if self._is_open() and not self.rests:
            self._put(stopped=True)

    def _put(
        self,
        known: tuple[Result] | None = None,
        problem: DataError | None = None,
        *,
        stopped: bool = False,
    ) -> None:
        self._known, self._problem, self._stopped = known, problem, stopped
        self.changed.emit()


def _loosely(call: Callable[Args, Value]) -> Callable[Args, Value]:
    """Return a callable that does not keep the object alive whose method it is."""
    if not isinstance(call, MethodType):
        return call
    method, name = WeakMethod(call), call.__name__
    del call

    def called(*args: Args.args, **named: Args.kwargs) -> Value:
        found = method()
        if found is None:
            raise ReferenceError(name)
        value: Value = found(*args, **named)
        return value

    return called
