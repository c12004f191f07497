"""What every test shares: no display, no network, no forgotten warning."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytest_socket import disable_socket

from gui.desktop import environment
from gui.desktop.collector import collect_due
from gui.map import scheme

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("LC_ALL", "C.UTF-8")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what has to stand before the first QApplication."""
    environment.prepare(sys.argv)
    scheme.register()
    for line in environment.HARMLESS_LINES:
        config.addinivalue_line("qt_log_ignore", line)


def pytest_sessionfinish() -> None:
    """Delete the windows of the last test now.

    Only an event loop does what `deleteLater` asks for, and none runs any more. At the end of
    the process Qt takes a map's profile apart before its page, which ends it with signal 11.
    """
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


@pytest.fixture(autouse=True)
def no_garbage_on_a_worker() -> Iterator[None]:
    """Collect garbage between tests, on the thread that has the windows, as the program does."""
    gc.disable()
    yield
    collect_due()


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Refuse every socket but the local ones that event loops and processes use."""
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def no_unexpected_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning it did not expect; `caplog.clear()` says that it did."""
    yield
    unexpected = [
        record.getMessage()
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    assert not unexpected


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of awkward real files; skip the test where it is not there."""
    folder = Path(__file__).parent.parent.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus of real files is not beside the checkout")
    return folder
