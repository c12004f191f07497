"""A result follows its key: dropped, rested, worked out for who looks, stopped, resumed."""

import gc
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event
from weakref import ref

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from data.errors import DataError
from geo.progress import Progress
from gui.follow.follower import Errand, Follower
from gui.tasks import Tasks

NAME = "doubling"
WAIT_MS = 10_000


class Choice(QObject):
    """What the key is made of, and what tells that it differs."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.number: int | None = None

    def present(self) -> int | None:
        return self.number

    def set(self, number: int | None) -> None:
        self.number = number
        self.moved.emit()


class Desk:
    def __init__(self, qtbot: QtBot, *, keeps: bool = False, resumes: bool = False) -> None:
        self.qtbot = qtbot
        self.choice = Choice()
        self.tasks = Tasks()
        self.begun: list[int] = []
        self.holding: dict[int, Event] = {}
        self.error: Exception | None = None
        self.failures: list[object] = []
        self.results: list[int] = []
        self.viewer = QObject()
        errand = Errand(NAME, lambda: "Doubling", self.choice.present, self.work)
        self.follower: Follower[int, int] = Follower(
            errand, self.tasks, rest_ms=20, keeps_problems=keeps, resumes_for_viewers=resumes
        )
        self.follower.failed.connect(self.failures.append)
        self.follower.changed.connect(self.note)
        self.follower.follow_after([self.choice.moved])

    def work(self, number: int) -> Callable[[Progress], int]:
        self.begun.append(number)
        return partial(self.double, number)

    def double(self, number: int, progress: Progress) -> int:
        while (held := self.holding.get(number)) and not held.is_set():
            held.wait(0.005)
            progress(0.5)
        if self.error is not None:
            raise self.error
        return 2 * number

    def note(self) -> None:
        if self.follower.result is not None:
            self.results.append(self.follower.result)

    def look(self, *, seen: bool = True) -> None:
        self.follower.set_seen(self.viewer, seen=seen)

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT_MS)

    def settle(self) -> None:
        self.until(lambda: not self.follower.rests and not self.tasks.busy)

    def hold(self, number: int) -> None:
        """Begin with a number whose result does not come."""
        self.holding[number] = Event()
        self.choice.set(number)
        self.until(lambda: self.begun[-1:] == [number] and self.tasks.awaits(NAME))


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.tasks.shut_down()


def test_nothing_is_done_for_nobody(desk: Desk) -> None:
    desk.choice.set(1)
    desk.settle()
    assert desk.begun == []
    assert not desk.follower.stopped
    desk.look()
    desk.settle()
    assert desk.follower.result == 2
    desk.look(seen=False)
    desk.choice.set(3)
    desk.settle()
    assert desk.begun == [1]
    assert desk.follower.result is None


def test_one_of_two_viewers_is_enough(desk: Desk) -> None:
    desk.look()
    desk.follower.set_seen("map", seen=True)
    desk.look(seen=False)
    desk.choice.set(1)
    desk.settle()
    assert desk.follower.result == 2


def test_no_key_is_no_work_and_no_stop(desk: Desk) -> None:
    desk.look()
    desk.choice.set(1)
    desk.settle()
    desk.choice.set(None)
    desk.settle()
    desk.follower.resume()
    assert desk.follower.result is None
    assert not desk.tasks.busy
    assert not desk.follower.stopped


def test_what_no_longer_fits_is_dropped_at_once(desk: Desk) -> None:
    desk.look()
    desk.choice.set(1)
    desk.settle()
    desk.choice.set(2)
    assert desk.follower.result is None
    assert desk.follower.rests


def test_the_same_key_changes_nothing(desk: Desk) -> None:
    desk.look()
    desk.choice.set(1)
    desk.settle()
    desk.results.clear()
    desk.choice.set(1)
    assert desk.follower.result == 2
    assert (desk.results, desk.follower.rests) == ([], False)


def test_many_changes_are_worked_out_once(desk: Desk) -> None:
    desk.look()
    for number in range(5):
        desk.choice.set(number)
    desk.settle()
    assert (desk.begun, desk.results) == ([4], [8])


def test_without_a_rest_the_work_begins_at_once(qtbot: QtBot) -> None:
    tasks = Tasks()
    errand: Errand[int, int] = Errand(NAME, str, lambda: 1, lambda key: lambda _report: key)
    follower = Follower(errand, tasks, rest_ms=0)
    follower.set_seen(tasks, seen=True)
    follower.follow()
    assert tasks.awaits(NAME)
    qtbot.waitUntil(lambda: follower.result == 1, timeout=WAIT_MS)
    tasks.shut_down()


def test_the_newest_wins_over_one_that_runs(desk: Desk) -> None:
    desk.look()
    desk.hold(1)
    desk.choice.set(2)
    desk.settle()
    assert desk.results == [4]


def test_what_was_cancelled_stands_still_until_asked(desk: Desk) -> None:
    desk.look()
    desk.hold(1)
    desk.tasks.cancel()
    desk.until(lambda: desk.follower.stopped)
    desk.look()
    assert not desk.tasks.busy
    desk.holding[1].set()
    desk.follower.resume()
    assert not desk.follower.stopped
    desk.settle()
    assert desk.follower.result == 2


def test_what_was_cancelled_goes_on_for_another_key(desk: Desk) -> None:
    desk.look()
    desk.hold(1)
    desk.tasks.cancel()
    desk.until(lambda: desk.follower.stopped)
    desk.choice.set(2)
    assert not desk.follower.stopped
    desk.settle()
    assert desk.follower.result == 4


def test_it_may_go_on_for_who_comes_to_look(qtbot: QtBot) -> None:
    desk = Desk(qtbot, resumes=True)
    desk.look()
    desk.hold(1)
    desk.tasks.cancel()
    desk.until(lambda: desk.follower.stopped)
    desk.holding[1].set()
    desk.look()
    desk.settle()
    assert desk.follower.result == 2
    desk.tasks.shut_down()


def test_what_was_cancelled_while_nobody_looked_is_not_stopped(desk: Desk) -> None:
    desk.look()
    desk.hold(1)
    desk.look(seen=False)
    desk.tasks.cancel()
    desk.settle()
    assert not desk.follower.stopped
    desk.holding[1].set()
    desk.look()
    desk.settle()
    assert desk.follower.result == 2


def test_resuming_what_is_known_keeps_it(desk: Desk) -> None:
    desk.look()
    desk.choice.set(1)
    desk.settle()
    desk.follower.resume()
    assert desk.follower.result == 2
    assert desk.begun == [1]


def test_a_failure_is_told_once_and_stops(desk: Desk) -> None:
    desk.error = ZeroDivisionError()
    desk.look()
    desk.choice.set(1)
    desk.until(lambda: desk.follower.stopped)
    desk.settle()
    assert desk.failures == [desk.error]
    desk.error = None
    desk.follower.resume()
    desk.settle()
    assert desk.follower.result == 2


@pytest.mark.parametrize("keeps", [True, False])
def test_what_the_user_can_mend_may_be_kept(qtbot: QtBot, keeps: bool) -> None:
    desk = Desk(qtbot, keeps=keeps)
    desk.error = DataError("access_no_supply")
    desk.look()
    desk.choice.set(1)
    desk.until(lambda: desk.follower.stopped or desk.follower.problem is not None)
    assert desk.follower.problem is (desk.error if keeps else None)
    assert desk.failures == ([] if keeps else [desk.error])
    desk.error = None
    desk.choice.set(2)
    desk.settle()
    assert (desk.follower.problem, desk.follower.result) == (None, 4)
    desk.tasks.shut_down()


def test_a_result_may_be_nothing(qtbot: QtBot) -> None:
    tasks, done = Tasks(), list[int]()
    errand: Errand[int, None] = Errand(NAME, str, lambda: 1, lambda key: lambda _: done.append(key))
    follower = Follower(errand, tasks, rest_ms=0)
    follower.set_seen(tasks, seen=True)
    follower.follow()
    qtbot.waitUntil(lambda: not tasks.busy, timeout=WAIT_MS)
    follower.set_seen(tasks, seen=True)
    assert (done, follower.stopped, tasks.busy) == ([1], False, False)
    tasks.shut_down()


def test_it_may_wait_for_who_is_only_passing_by(qtbot: QtBot) -> None:
    tasks = Tasks()
    errand: Errand[int, int] = Errand(NAME, str, lambda: 1, lambda key: lambda _report: key)
    follower = Follower(errand, tasks, rest_ms=20, rests_for_viewers=True)
    follower.follow_after([])
    follower.set_seen("panel", seen=True)
    assert (follower.rests, tasks.busy) == (True, False)
    follower.set_seen("panel", seen=False)
    qtbot.waitUntil(lambda: not follower.rests, timeout=WAIT_MS)
    assert not tasks.busy
    follower.set_seen("panel", seen=True)
    qtbot.waitUntil(lambda: follower.result == 1, timeout=WAIT_MS)
    tasks.shut_down()


class Owner(QObject):
    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        errand = Errand(NAME, self.title, self.key, self.work)
        self.follower = Follower(errand, tasks, self, rest_ms=0)
        self.follower.changed.connect(self.title)

    def title(self) -> str:
        return "Doubling"

    def key(self) -> int:
        return 1

    def work(self, key: int) -> Callable[[Progress], int]:
        return lambda _report: key


def test_nobody_but_its_users_keeps_an_owner_alive(qtbot: QtBot) -> None:
    """What only the garbage collector finds is taken apart on any thread, timers and all."""
    tasks = Tasks()
    owner = Owner(tasks)
    owner.follower.set_seen("panel", seen=True)
    owner.follower.follow()
    qtbot.waitUntil(lambda: not tasks.busy, timeout=WAIT_MS)
    assert owner.follower.result == 1
    held = ref(owner)
    gc.disable()
    try:
        del owner
        assert held() is None
    finally:
        gc.enable()
    tasks.shut_down()
