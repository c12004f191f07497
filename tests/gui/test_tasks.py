"""Work off the GUI thread: results come back, the newest wins, cancelling ends."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from geo.progress import Report
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

    def work(report: Report) -> int:
        report(0.5)
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

    def work(report: Report) -> int:
        raise ValueError("no")

    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", work, lambda _: None, failures.append)
    assert [str(failure) for failure in failures] == ["no"]


def test_the_newest_of_a_key_wins(tasks: Tasks, qtbot: QtBot) -> None:
    results: list[str] = []
    entered, release = threading.Event(), threading.Event()

    def slow(report: Report) -> str:
        entered.set()
        release.wait(10)
        report(0.9)
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

    def endless(report: Report) -> str:
        entered.set()
        while True:
            report(0.1)

    with qtbot.waitSignal(tasks.idle):
        tasks.run("a", "A", endless, results.append, unexpected)
        assert entered.wait(10)
        tasks.cancel()
    assert results == []


def test_long_work_shows_its_progress(tasks: Tasks, qtbot: QtBot) -> None:
    shown = threading.Event()

    def work(report: Report) -> int:
        while not shown.is_set():
            report(0.25)
        return 1

    with qtbot.waitSignal(tasks.progress) as progress:
        tasks.run("a", "A", work, lambda _: None, unexpected)
    assert progress.args is not None
    assert progress.args[0] == "A"
    with qtbot.waitSignal(tasks.idle):
        shown.set()
