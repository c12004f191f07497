"""What nobody caught: logged, told, and the program goes on."""

import faulthandler
import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from data.schema import Language
from gui.desktop import crash
from gui.messages import show_failure


@pytest.fixture
def uncaught(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> crash.Uncaught:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    uncaught = crash.Uncaught()
    uncaught.install()
    return uncaught


def test_an_exception_is_logged_and_told(
    uncaught: crash.Uncaught, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    error = ValueError("broken")
    with qtbot.waitSignal(uncaught.happened) as told:
        sys.excepthook(ValueError, error, None)
    assert told.args == [error]
    assert "broken" in caplog.text
    caplog.clear()


def test_an_exception_in_a_thread_is_told_too(
    uncaught: crash.Uncaught, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("in a thread")

    with qtbot.waitSignal(uncaught.happened) as told:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert told.args is not None
    assert str(told.args[0]) == "in a thread"
    caplog.clear()


def test_a_fault_repeated_is_one_dialog(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    for _ in range(3):
        show_failure(window, ZeroDivisionError(), Language.EN)
    (box,) = window.findChildren(QMessageBox)
    assert box.text().count("ZeroDivisionError") == 1
    assert "Traceback" not in box.text()
    caplog.clear()


def test_the_log_file_holds_what_is_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The test run's own crash record must stay.
    monkeypatch.setattr(faulthandler, "enable", lambda _file: None)
    monkeypatch.setattr(faulthandler, "disable", lambda: None)
    stop = crash.start_log(tmp_path)
    logging.getLogger("yiquan").info("地图")
    stop()
    logging.getLogger("yiquan").info("later")
    logged = (tmp_path / crash.LOG_NAME).read_text("utf-8")
    assert "地图" in logged
    assert "later" not in logged
