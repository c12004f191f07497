"""A copy of every change, soon, whatever else goes on; where there is none, the user is told."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import Project
from data.project.project_file import load_project, save_project
from data.schema import Language, Tier
from geo.progress import Progress
from geo.words.wording import explain
from gui.newest import Newest
from gui.project import recovery
from resources import FOLDER
from tests.gui.project.test_actions import WAIT_MS, Desk, copies

ROOT = FOLDER.parent


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


def kept(folder: Path) -> float:
    (copy,) = copies(folder)
    return load_project(copy).radius_m(Tier.COUNTY)


def test_a_copy_is_there_while_every_queue_is_busy(desk: Desk, tmp_path: Path) -> None:
    goes_on = Event()

    def long_work(_: Progress) -> None:
        assert goes_on.wait(60)

    desk.files.keep_copies(tmp_path / "recovery")
    for queue in (desk.tasks, desk.files.disk):
        queue.run("long", "long", long_work, lambda _: None, desk.failures.append)
    desk.edit()
    # Not even the window's own thread is needed.
    end_s = time.monotonic() + 60
    while not copies(tmp_path / "recovery") and time.monotonic() < end_s:
        time.sleep(0.01)
    assert kept(tmp_path / "recovery") == 12_000.0
    goes_on.set()
    desk.settle()


def test_of_a_stream_of_changes_the_last_one_is_kept(desk: Desk, tmp_path: Path) -> None:
    desk.files.keep_copies(tmp_path / "recovery")
    for step in range(200):
        # As one pull at a slider: a single step to undo.
        change = partial(Project.with_radius, tier=Tier.COUNTY, radius_m=5_000.0 + 100.0 * step)
        desk.document.apply("Set radius", change, "one pull")
    desk.settle()
    assert kept(tmp_path / "recovery") == 5_000.0 + 199 * 100.0
    # Taken back there is nothing to lose, and done again there is.
    desk.document.undo_stack.undo()
    desk.settle()
    assert copies(tmp_path / "recovery") == []
    desk.document.undo_stack.redo()
    desk.settle()
    assert kept(tmp_path / "recovery") == 5_000.0 + 199 * 100.0


def test_what_was_not_written_yet_is_dropped_once_it_is_saved(desk: Desk, tmp_path: Path) -> None:
    desk.files.keep_copies(tmp_path / "recovery")
    for radius_m in (9_000.0, 8_000.0, 7_000.0):
        desk.edit(radius_m)
        desk.actions.save_to(tmp_path / "a.yiquan")
        desk.qtbot.waitUntil(lambda: not desk.files.disk.busy, timeout=WAIT_MS)
    desk.settle()
    assert copies(tmp_path / "recovery") == []


def test_a_copy_that_fails_half_way_leaves_the_one_before(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.files.keep_copies(tmp_path / "recovery")
    desk.edit(9_000.0)
    desk.settle()
    monkeypatch.setattr("data.project.project_file.os.fsync", full)
    desk.edit(8_000.0)
    desk.settle()
    desk.qtbot.waitUntil(lambda: bool(desk.failures), timeout=WAIT_MS)
    monkeypatch.undo()
    assert kept(tmp_path / "recovery") == 9_000.0
    (failure,) = desk.failures
    assert isinstance(failure, DataError)
    assert "No space left" in explain(failure, Language.EN)
    assert "save often" in explain(failure, Language.EN)
    # Once there is room again, it goes on.
    desk.edit(7_000.0)
    desk.settle()
    assert kept(tmp_path / "recovery") == 7_000.0
    assert not list((tmp_path / "recovery").glob(".*"))


def test_a_folder_that_cannot_be_is_told_at_once_and_made_when_it_can(
    desk: Desk, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.touch()
    desk.files.keep_copies(blocked / "recovery")
    (failure,) = desk.failures
    assert isinstance(failure, DataError)
    for language in Language:
        assert str(blocked / "recovery") in explain(failure, language)
    desk.edit(9_000.0)
    desk.settle()
    # Said once, not at every change.
    assert len(desk.failures) == 1
    blocked.unlink()
    desk.edit(8_000.0)
    desk.settle()
    assert kept(blocked / "recovery") == 8_000.0


def test_a_folder_that_goes_is_made_again_and_held_again(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    desk.files.keep_copies(folder)
    desk.edit(9_000.0)
    desk.settle()
    folder.rename(tmp_path / "elsewhere")
    desk.edit(8_000.0)
    desk.settle()
    assert kept(folder) == 8_000.0
    assert recovery.left_copies(folder, "other") == []


def test_what_killed_programs_left_is_taken_away_but_their_copies(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    folder.mkdir()
    code = (
        "import os, sys; from pathlib import Path; from gui.project.recovery import lock_of;"
        "held = [lock_of(Path(sys.argv[1]), each) for each in ('gone', 'with')];"
        "all(each.tryLock(0) for each in held) or sys.exit('held'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True)
    draft = folder / ".a.with-0123abcd.tmp"
    draft.touch()
    os.utime(draft, (1.0, 1.0))
    save_project(desk.document.project, folder / "a.with.yiquan")
    living = recovery.lock_of(folder, "living")
    assert living.tryLock(0)
    desk.files.keep_copies(folder)
    assert len(desk.boxes("recovery")) == 1
    names = {path.name for path in folder.iterdir()}
    assert {"a.with.yiquan", "living.lock"} < names
    assert not names & {"gone.lock", "with.lock", draft.name}
    living.unlock()


def test_a_copy_that_is_opened_and_saved_at_once_is_offered_no_more(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    folder.mkdir()
    changed = desk.document.project.with_radius(Tier.COUNTY, 7_000.0)
    save_project(changed, folder / "a.gone.yiquan")
    desk.files.keep_copies(folder)
    (box,) = desk.boxes("recovery")
    (wanted,) = [each for each in box.buttons() if "Open" in each.text()]
    wanted.click()
    desk.qtbot.waitUntil(lambda: not desk.document.undo_stack.isClean(), timeout=WAIT_MS)
    desk.actions.save_to(tmp_path / "a.yiquan")
    desk.settle()
    assert copies(folder) == []
    assert load_project(tmp_path / "a.yiquan").radius_m(Tier.COUNTY) == 7_000.0


def test_a_copy_of_an_odd_name_takes_no_other_with_it(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    folder.mkdir()
    save_project(desk.document.project, folder / "a.gone.yiquan")
    time.sleep(0.02)
    save_project(desk.document.project, folder / "b.*.yiquan")
    desk.files.keep_copies(folder)
    (box,) = desk.boxes("recovery")
    assert "“b”" in box.text()
    (deleted,) = [each for each in box.buttons() if "Delete" in each.text()]
    deleted.click()
    assert [each.name for each in copies(folder)] == ["a.gone.yiquan"]


def end(desk: Desk) -> None:
    """End as the program does, so that it can be ended once more."""
    desk.files.end()
    desk.files.recovery = None
    desk.document.undo_stack.cleanChanged.connect(desk.actions.show_title)


def test_a_program_that_ends_unasked_leaves_its_copy_behind(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    desk.files.keep_copies(folder)
    desk.edit(9_000.0)
    desk.edit(8_000.0)
    end(desk)
    assert kept(folder) == 8_000.0
    assert len(recovery.left_copies(folder, "another")) == 1


def test_what_was_given_up_leaves_no_copy(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    desk.files.keep_copies(folder)
    desk.edit(9_000.0)
    assert not desk.close()
    desk.answer(QMessageBox.StandardButton.Discard)
    assert desk.closed
    end(desk)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["plan {2026}", "{}", "100%s", "\u202etxt", ".."])
def test_a_copy_of_a_project_of_any_name_is_offered_by_it(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    path, folder = tmp_path / f"{name}.yiquan", tmp_path / "recovery"
    save_project(desk.document.project, path)
    desk.files.keep_copies(folder)
    desk.actions.open(path)
    desk.settle()
    desk.edit()
    desk.settle()
    (copy,) = copies(folder)
    shown = "".join(letter if letter.isprintable() else "_" for letter in name)
    assert recovery.name_of(copy) == shown


@pytest.mark.qt_log_ignore(r"does not support raise\(\)", extend=True)
def test_the_question_has_the_keys_also_when_the_map_makes_the_window_anew(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    folder.mkdir()
    save_project(desk.document.project, folder / "plan.0123456789ab.yiquan")
    desk.files.keep_copies(folder)
    box = desk.window.findChild(QMessageBox, "recovery")
    assert isinstance(box, QMessageBox)
    # As a first page of the map does.
    desk.window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
    desk.window.show()
    desk.window.activateWindow()
    desk.qtbot.waitUntil(box.isActiveWindow, timeout=WAIT_MS)
    desk.qtbot.wait(50)
    assert box.isActiveWindow()
    box.close()


def wait_for(newest: Newest[int]) -> None:
    end_s = time.monotonic() + 60
    while newest.busy and time.monotonic() < end_s:
        time.sleep(0.001)


def test_of_what_is_put_while_one_is_worked_on_only_the_newest_is() -> None:
    done: list[int] = []
    begun, goes_on = Event(), Event()

    def work(number: int) -> None:
        begun.set()
        assert goes_on.wait(60)
        done.append(number)

    newest = Newest(work, 0.0)
    newest.put(0)
    assert begun.wait(60)
    for number in range(1, 100):
        newest.put(number)
    assert newest.busy
    goes_on.set()
    wait_for(newest)
    newest.end()
    assert done == [0, 99]
    newest.put(100)
    assert done == [0, 99]
