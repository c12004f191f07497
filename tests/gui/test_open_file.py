"""Opening users' files: one question at a time, whatever happens meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project import new_project
from data.schema import Language, Province
from gui.document import Document
from gui.messages import show_failure
from gui.open_file import LayerDialog, OpenFile
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

WAIT_MS = 30_000


class Desk:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.tasks = Tasks()
        settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        settings.language = Language.EN
        self.window = QWidget()
        self.failures: list[Exception] = []
        self.open_file = OpenFile(
            self.document, self.session, self.tasks, settings, lambda: self.window
        )
        self.open_file.failed.connect(self.failures.append)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def dialogs(self) -> list[LayerDialog]:
        return [each for each in self.window.findChildren(LayerDialog) if each.isVisible()]

    def files(self) -> list[str]:
        return [layer.title for layer in self.document.project.layers if layer.path]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path)
    desk.window.show()
    yield desk
    desk.tasks.shut_down()
    desk.window.close()
    desk.window.deleteLater()


def table(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("name,lon,lat\nA,101.7,36.6\nB,101.8,36.7\n", encoding="utf-8")
    return path


def test_files_are_asked_about_one_after_another(desk: Desk, tmp_path: Path) -> None:
    names = ["one.csv", "two.csv", "three.csv"]
    desk.open_file.open([table(tmp_path, name) for name in names])
    desk.settle()
    for name in names:
        (dialog,) = desk.dialogs()
        assert any(label.text() == name for label in dialog.findChildren(QLabel))
        dialog.accept()
    desk.settle()
    assert not desk.dialogs()
    assert desk.files() == ["one", "two", "three"]


def test_a_declined_file_leaves_the_next(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "one.csv"), table(tmp_path, "two.csv")])
    desk.settle()
    desk.dialogs()[0].reject()
    desk.dialogs()[0].accept()
    desk.settle()
    assert desk.files() == ["two"]


def test_the_same_file_twice_at_once_is_one_question(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, "one.csv")
    desk.open_file.open([path, path])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    assert desk.files() == ["one"]


def test_a_window_replaced_while_a_file_is_read_asks_in_the_new_one(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.open_file.open([table(tmp_path, "one.csv")])
    old, desk.window = desk.window, QWidget()
    desk.window.show()
    with qtbot.waitSignal(old.destroyed):
        old.deleteLater()
    desk.settle()
    assert len(desk.dialogs()) == 1
    desk.dialogs()[0].reject()


def test_reading_that_was_cancelled_asks_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "one.csv")])
    desk.tasks.cancel()
    desk.settle()
    assert not desk.dialogs()
    assert not desk.failures


def test_a_file_that_is_gone_fails_and_the_others_open(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([tmp_path / "gone.shp", table(tmp_path, "one.csv")])
    desk.settle()
    assert len(desk.failures) == 1
    assert "gone.shp" in str(desk.failures[0])
    assert len(desk.dialogs()) == 1
    desk.dialogs()[0].reject()


def test_a_file_name_with_a_tag_is_text(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "<b>one<b>.csv")])
    desk.settle()
    (dialog,) = desk.dialogs()
    label = next(each for each in dialog.findChildren(QLabel) if "<b>" in each.text())
    assert label.heightForWidth(1000) <= 2 * label.fontMetrics().height()
    assert label.textFormat().name == "PlainText"
    dialog.reject()


def test_it_says_how_many_stand_in_the_counties_shown(desk: Desk, tmp_path: Path) -> None:
    said: list[str] = []
    desk.open_file.added.connect(said.append)
    desk.open_file.open([table(tmp_path, "one.csv")])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    assert len(said) == 1
    assert "one" in said[0]


def test_many_failures_are_one_message(desk: Desk) -> None:
    for name in ("a.shp", "b.shp", "a.shp"):
        show_failure(desk.window, DataError("file_missing", file=name), Language.EN)
    (box,) = desk.window.findChildren(QMessageBox)
    assert box.text().count("a.shp") == 1
    assert box.text().count("b.shp") == 1
    assert box.textFormat().name == "PlainText"
    box.close()
