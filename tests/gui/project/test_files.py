"""Projects whose names and files are against us: nothing is lost, and one sentence says why."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import Layer, LayerKind, new_project
from data.project.project_file import load_project, save_project
from data.project.project_limits import MAX_LAYERS
from data.schema import Province, Tier
from tests.gui.project.test_actions import Desk, copies, hospitals

NAMES = [
    "plan {2026}", "{}", "{0}", "{project}", "100%s %1 %p", "<b>甲<b>&amp;", "a\nb", "a[*]b",
    "\u202etxt", "}{",
]  # fmt: skip
Button = QMessageBox.StandardButton


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path)
    desk.window.show()
    yield desk
    desk.tasks.shut_down()
    desk.files.end()
    desk.document.undo_stack.setClean()
    desk.window.close()
    desk.window.deleteLater()


def trigger(desk: Desk, text: str) -> None:
    """Choose an entry of the menus by the words it begins with."""
    named = [e for e in desk.window.findChildren(QAction) if e.text().replace("&", "") == text]
    named[0].trigger()


def press(desk: Desk, box: str, text: str) -> None:
    (found,) = desk.boxes(box)
    (button,) = [each for each in found.buttons() if text in each.text()]
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()


def radius_of(path: Path) -> float:
    return load_project(path).radius_m(Tier.COUNTY)


@pytest.mark.parametrize(
    ("name", "gesture"),
    [
        *((name, "close") for name in NAMES),
        *((NAMES[0], each) for each in ("new", "open", "second file")),
    ],
)
def test_a_change_of_a_project_of_any_name_is_asked_about_once(
    desk: Desk, tmp_path: Path, name: str, gesture: str
) -> None:
    path, other = tmp_path / f"{name}.yiquan", tmp_path / "other.yiquan"
    for each in (path, other):
        save_project(new_project(Province.QINGHAI), each)
    desk.actions.open(path)
    desk.settle()
    desk.edit()
    before = desk.document.project
    gestures: dict[str, Callable[[], object]] = {
        "close": desk.window.close,
        "new": lambda: trigger(desk, "New project"),
        "open": lambda: trigger(desk, "Open project…"),
        "second file": lambda: desk.open_file.open([other]),
    }
    for _ in range(2):
        gestures[gesture]()
        desk.settle()
        (box,) = desk.boxes("unsaved")
        assert name in box.text()
        assert box.textFormat().name == "PlainText"
        desk.answer(Button.Cancel)
        desk.settle()
    assert not desk.failures
    assert not desk.closed
    assert desk.window.isVisible()
    assert desk.document.project is before
    assert desk.actions.path == path
    assert desk.window.isWindowModified()


def test_a_window_whose_asking_fails_stays_open(desk: Desk, qtbot: QtBot) -> None:
    def fails() -> bool:
        raise IndexError

    desk.edit()
    desk.window.may_close = fails
    with qtbot.captureExceptions(), pytest.raises(IndexError):
        desk.window.close()
    assert desk.window.isVisible()
    assert not desk.closed
    desk.window.may_close = desk.actions.may_close


@pytest.fixture
def opened(desk: Desk, tmp_path: Path) -> Path:
    """Return a project that is open, has a change, and was written by another window since."""
    path = tmp_path / "plan {2026}.yiquan"
    save_project(new_project(Province.QINGHAI), path)
    desk.actions.open(path)
    desk.settle()
    desk.edit(9_000.0)
    save_project(new_project(Province.QINGHAI).with_radius(Tier.COUNTY, 7_000.0), path)
    return path


def test_a_second_window_asks_before_it_writes_over_the_first(desk: Desk, opened: Path) -> None:
    trigger(desk, "Save project")
    desk.settle()
    (box,) = desk.boxes("changed")
    assert opened.name in box.text()
    press(desk, "changed", "Cancel")
    assert radius_of(opened) == 7_000.0
    assert desk.window.isWindowModified()
    trigger(desk, "Save project")
    desk.settle()
    press(desk, "changed", "Overwrite")
    assert radius_of(opened) == 9_000.0
    assert not desk.window.isWindowModified()
    # What this window wrote itself is no change.
    for radius_m in (8_000.0, 8_500.0):
        desk.edit(radius_m)
        trigger(desk, "Save project")
        trigger(desk, "Save project")
        desk.settle()
        assert not desk.boxes("changed")
        assert radius_of(opened) == radius_m
    assert not desk.failures


def test_what_another_window_wrote_can_be_left_and_ours_saved_elsewhere(
    desk: Desk, opened: Path, tmp_path: Path
) -> None:
    desk.close()
    desk.answer(Button.Save)
    desk.settle()
    press(desk, "changed", "another file")
    desk.choose(tmp_path / "mine.yiquan")
    assert radius_of(opened) == 7_000.0
    assert radius_of(tmp_path / "mine.yiquan") == 9_000.0
    assert desk.closed == [True]


def test_a_file_that_only_has_another_date_is_no_question(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.yiquan"
    desk.edit()
    desk.actions.save_to(path)
    desk.settle()
    os.utime(path, (1.0, 1.0))
    desk.edit(9_000.0)
    trigger(desk, "Save project")
    desk.settle()
    assert not desk.boxes("changed")
    assert radius_of(path) == 9_000.0


def test_a_file_that_is_gone_is_said_before_it_is_made_again(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.yiquan"
    desk.edit()
    desk.actions.save_to(path)
    desk.settle()
    path.rename(tmp_path / "b.yiquan")
    desk.edit(9_000.0)
    trigger(desk, "Save project")
    desk.settle()
    press(desk, "changed", "Cancel")
    assert not path.exists()
    assert desk.window.isWindowModified()
    trigger(desk, "Save project")
    desk.settle()
    press(desk, "changed", "there again")
    assert radius_of(path) == 9_000.0


def test_saving_over_a_file_that_the_dialog_has_asked_about_asks_no_more(
    desk: Desk, opened: Path
) -> None:
    trigger(desk, "Save project as…")
    desk.choose(opened)
    assert not desk.boxes("changed")
    assert radius_of(opened) == 9_000.0


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes in the file system")
def test_a_pipe_is_refused_at_once(desk: Desk, tmp_path: Path) -> None:
    for name in ("a.yiquan", "a.csv"):
        os.mkfifo(tmp_path / name)
        desk.open_file.open([tmp_path / name])
        desk.settle()
    codes = [error.code for error in desk.failures if isinstance(error, DataError)]
    assert codes == ["file_is_pipe", "format_unknown"]


def test_a_layer_too_many_is_refused_when_it_is_added(desk: Desk, tmp_path: Path) -> None:
    project = desk.document.project
    for number in range(MAX_LAYERS - len(project.layers) - 1):
        path = tmp_path / f"{number}.shp"
        more = Layer(f"many_{number}", LayerKind.OUTLINE, "#112233", str(number), path)
        project = replace(project, layers=(*project.layers, more))
    desk.document.apply("Many", lambda _: project)
    # One for each of its three tiers.
    desk.add(hospitals(tmp_path))
    assert [str(error)[:15] for error in desk.failures] == ["layers_too_many"]
    assert desk.document.project is project


def test_a_project_that_cannot_be_saved_says_so_and_the_copy_is_kept_without_it(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "a.yiquan"
    desk.edit()
    desk.actions.save_to(path)
    desk.settle()
    before = path.read_bytes()
    desk.files.keep_copies(tmp_path / "recovery")
    desk.edit(9_000.0)
    desk.document.apply("Nonsense", lambda p: p.with_radius(Tier.VILLAGE, float("nan")))
    desk.settle()
    (copy,) = copies(tmp_path / "recovery")
    assert radius_of(copy) == 9_000.0
    desk.qtbot.waitUntil(lambda: bool(desk.failures))
    assert [str(error)[:16] for error in desk.failures] == ["recovery_in_part"]
    desk.failures.clear()
    trigger(desk, "Save project")
    desk.settle()
    assert [str(error)[:17] for error in desk.failures] == ["project_not_saved"]
    assert path.read_bytes() == before
    assert desk.window.isWindowModified()
