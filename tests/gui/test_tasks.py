"""Work off the GUI thread: results come back, the newest wins, cancelling ends."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from geo.progress import Progress
from gui.tasks import Tasks


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.shut_down()


def unexpected(error: Exception) -> None:
    raise AssertionError(error)


def test_a_result_comes_back_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[object, bool]] = []

    def work(progress: Progress) -> int:
        progress(0.5)
        return threading.get_ident()

    def done(worker: int) -> None:
        seen.append((worker != threading.get_ident(), threading.current_thread() is main))

    main = threading.current_thread()
    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", work, done, unexpected)
    assert seen == [(True, True)]
    assert not tasks.busy


def test_a_failure_comes_back_whole(tasks: Tasks, qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def work(progress: Progress) -> int:
        raise ValueError("no")

    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", work, lambda _: None, failures.append)
    assert [str(failure) for failure in failures] == ["no"]


def test_the_newest_of_a_key_wins(tasks: Tasks, qtbot: QtBot) -> None:
    results: list[str] = []
    entered, release = threading.Event(), threading.Event()

    def slow(progress: Progress) -> str:
        entered.set()
        release.wait(10)
        progress(0.9)
        return "old"

    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", slow, results.append, unexpected)
        assert entered.wait(10)
        tasks.run("a", "A", lambda _: "new", results.append, unexpected)
        release.set()
    assert results == ["new"]


def test_cancel_ends_what_reports(tasks: Tasks, qtbot: QtBot) -> None:
    results: list[str] = []
    entered = threading.Event()

    def endless(progress: Progress) -> str:
        entered.set()
        while True:
            progress(0.1)

    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", endless, results.append, unexpected)
        assert entered.wait(10)
        tasks.cancel()
    assert results == []


def test_long_work_shows_its_progress(tasks: Tasks, qtbot: QtBot) -> None:
    shown = threading.Event()

    def work(progress: Progress) -> int:
        while not shown.is_set():
            progress(0.25)
        return 1

    with qtbot.waitSignal(tasks.progress) as progress:
        tasks.run("a", "A", work, lambda _: None, unexpected)
    assert progress.args is not None
    assert progress.args[0] == "A"
    with qtbot.waitSignal(tasks.idle):
        shown.set()


def test_a_receiver_that_fails_does_not_leave_the_bar_standing(tasks: Tasks, qtbot: QtBot) -> None:
    def done(_result: None) -> None:
        raise ValueError

    with qtbot.captureExceptions() as raised, qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", lambda _report: None, done, unexpected)
    assert [kind for kind, _, _ in raised] == [ValueError]
    assert not tasks.busy


def test_cancelling_all_but_one_lets_that_one_end(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[str] = []
    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", lambda _report: "a", seen.append, unexpected)
        tasks.run("b", "B", lambda _report: "b", seen.append, unexpected)
        tasks.cancel(but={"b"})
    assert seen == ["b"]


def test_one_that_waits_does_not_take_the_bar(tasks: Tasks, qtbot: QtBot) -> None:
    titles: list[str] = []
    tasks.progress.connect(lambda title, _fraction: titles.append(title))
    go = threading.Event()

    def wait(_progress: Progress) -> None:
        go.wait()

    with qtbot.waitSignal(tasks.progress):
        tasks.run("a", "runs", wait, lambda _result: None, unexpected)
        tasks.run("b", "waits", wait, lambda _result: None, unexpected)
    qtbot.waitUntil(lambda: tasks._current["b"].slow)
    go.set()
    with qtbot.waitSignal(tasks.idle):
        pass
    assert set(titles) == {"runs"}


def test_nothing_runs_after_the_end(qtbot: QtBot) -> None:
    tasks = Tasks()
    tasks.shut_down()
    tasks.run("a", "A", unexpected_work, unexpected, unexpected)
    assert not tasks.busy


def unexpected_work(progress: Progress) -> Exception:
    raise AssertionError(progress)
