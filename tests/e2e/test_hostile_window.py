"""Files made to do harm, dropped on the window: it answers, stays, and calls nobody."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.project.project_file import save_project
from data.schema import Language, Province
from gui.app import App
from gui.settings import Settings
from tests.e2e.test_hostile_files import SHARED, calls, made
from tests.e2e.test_hosts_window import drop, settled

__all__ = ["calls"]

WAIT_MS = 60_000
BROKEN = ("Traceback", "Error)", "出错")


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(1440, 900)
    app.start()
    settled(qtbot, app)
    yield app
    app.window.may_close = lambda: True
    app.window.close()
    app.end()
    app.deleteLater()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of files made to do harm: those beside the checkout, or ones like them."""
    folder = tmp_path / "files"
    if SHARED.is_dir():
        return Path(shutil.copytree(SHARED, folder, ignore=shutil.ignore_patterns("*.md")))
    folder.mkdir()
    made(folder)
    save_project(new_project(Province.QINGHAI), folder / "plan {2026}.yiquan")
    return folder


def open_dialogs() -> list[QDialog]:
    tops = QApplication.topLevelWidgets()
    return [each for each in tops if isinstance(each, QDialog) and each.isVisible()]


def said(dialog: QDialog) -> str:
    if isinstance(dialog, QMessageBox):
        return dialog.text()
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def answers(qtbot: QtBot, app: App, path: Path) -> list[str]:
    """Drop a file; decline whatever is asked or offered, and return what was said."""
    title, heard = app.window.windowTitle(), []
    drop(app, path)

    def is_over() -> bool:
        for dialog in open_dialogs():
            heard.append(said(dialog))
            dialog.reject()
        return bool(heard) or app.window.windowTitle() != title

    qtbot.waitUntil(is_over, timeout=WAIT_MS)
    settled(qtbot, app)
    # What the opened project itself has to ask or to say.
    qtbot.wait(200)
    is_over()
    settled(qtbot, app)
    return heard


def test_every_hostile_file_is_answered_and_nobody_is_called(
    qtbot: QtBot,
    app: App,
    folder: Path,
    calls: list[int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PGPASSWORD", "not for strangers")
    before = {each: each.read_bytes() for each in folder.iterdir()}
    for path in sorted(before):
        for text in answers(qtbot, app, path):
            assert not any(word in text for word in BROKEN), (path.name, text)
        if path.suffix == ".yiquan":
            assert path.stem in app.window.windowTitle()
        assert app.window.isVisible()
    assert {each: each.read_bytes() for each in folder.iterdir()} == before
    assert calls == []
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == []
    caplog.clear()
