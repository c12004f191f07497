"""Garbage of workers and windows is collected on the window's thread."""

import gc
import weakref
from threading import Thread, get_ident

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.desktop.collector import Collector

KNOTS = 5_000


class Knot:
    """Something that only the collector can delete."""

    def __init__(self, told: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: told.append(get_ident()))


def tie(told: list[int]) -> None:
    for _ in range(KNOTS):
        Knot(told)


@pytest.fixture
def taken_over(qtbot: QtBot) -> QObject:
    gc.collect()
    gc.enable()
    keeper = QObject()
    Collector(keeper)
    return keeper


@pytest.mark.usefixtures("taken_over")
def test_what_a_worker_leaves_is_collected_by_the_window(qtbot: QtBot) -> None:
    told: list[int] = []
    worker = Thread(target=tie, args=(told,))
    worker.start()
    worker.join()
    assert told == []
    qtbot.waitUntil(lambda: len(told) == KNOTS, timeout=10_000)
    assert set(told) == {get_ident()}


def test_otherwise_a_worker_would_collect_it(qtbot: QtBot) -> None:
    told: list[int] = []
    gc.enable()
    worker = Thread(target=tie, args=(told,))
    worker.start()
    worker.join()
    gc.disable()
    assert get_ident() not in told
    assert told
