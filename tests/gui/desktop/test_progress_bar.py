"""The one bar of several queues, and a file that is read while figures are computed."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from geo.progress import Progress
from gui.desktop.progress_bar import QueueProgress
from gui.tasks import Tasks

WAIT_MS = 20_000


def unexpected(error: Exception) -> None:
    raise error


@dataclass
class Bar:
    """Two queues, the bar they share, and what it showed."""

    qtbot: QtBot
    figures: Tasks = field(default_factory=Tasks)
    reading: Tasks = field(default_factory=Tasks)
    said: list[str] = field(default_factory=list)
    gates: dict[str, threading.Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.progress = QueueProgress((self.figures, self.reading))
        self.progress.progress.connect(lambda title, _: self.said.append(title))
        self.progress.idle.connect(partial(self.said.append, ""))

    def start(self, queue: Tasks, title: str) -> None:
        """Run something that ends when its gate is opened."""
        gate = self.gates.setdefault(title, threading.Event())

        def work(progress: Progress) -> None:
            while not gate.wait(0.01):
                progress(0.5)

        queue.run(title, title, work, lambda _: None, unexpected)

    def wait_for(self, title: str) -> None:
        """Wait until the bar last showed this; empty when it is hidden."""
        self.qtbot.waitUntil(lambda: self.said[-1:] == [title], timeout=WAIT_MS)

    def forget(self) -> None:
        self.said.clear()


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[Bar]:
    found = Bar(qtbot)
    yield found
    for gate in found.gates.values():
        gate.set()
    found.figures.shut_down()
    found.reading.shut_down()


def test_a_file_being_read_does_not_hold_up_the_figures(bar: Bar, qtbot: QtBot) -> None:
    bar.start(bar.reading, "file")
    bar.wait_for("file")
    results: list[int] = []
    with qtbot.waitSignal(bar.figures.idle, timeout=WAIT_MS):
        bar.figures.run("f", "figures", lambda _: 7, results.append, unexpected)
    assert results == [7]
    assert bar.reading.busy
    # That the figures are done does not take the bar from the file.
    assert "" not in bar.said
    bar.gates["file"].set()
    bar.wait_for("")


def test_the_bar_stays_with_one_and_then_goes_to_the_other(bar: Bar) -> None:
    bar.start(bar.reading, "file")
    bar.wait_for("file")
    bar.start(bar.figures, "figures")
    bar.qtbot.waitUntil(lambda: bar.figures in bar.progress._latest, timeout=WAIT_MS)
    assert set(bar.said) == {"file"}
    bar.forget()
    bar.gates["file"].set()
    bar.wait_for("figures")
    bar.gates["figures"].set()
    bar.wait_for("")
    assert bar.said.count("") == 1


def test_cancelling_ends_what_is_shown_alone(bar: Bar) -> None:
    bar.start(bar.figures, "figures")
    bar.wait_for("figures")
    bar.start(bar.reading, "file")
    bar.progress.cancel(but={"page"})
    bar.wait_for("file")
    assert not bar.figures.busy
    bar.progress.cancel()
    bar.wait_for("")
    assert not bar.reading.busy


def test_cancelling_spares_what_it_is_told_to(bar: Bar) -> None:
    bar.start(bar.figures, "page")
    bar.wait_for("page")
    bar.progress.cancel(but={"page"})
    assert bar.figures.awaits("page")
