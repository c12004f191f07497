"""New, open, save: nothing is lost without a question, and a lost file is no lost layer."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import Layer, LayerKind, MapView, Project, new_project
from data.project.project_file import load_project, save_project
from data.project.read_as import ReadAs
from data.schema import Language, Province, Tier
from data.text.connection import without_password
from gui.coverage.analysis import Analysis
from gui.coverage.note import CoverageNote
from gui.desktop.main_window import MainWindow
from gui.doctor.analysis import DoctorAnalysis
from gui.document import Document
from gui.layers.panel import LayersPanel
from gui.layers.people_row import PeopleRow
from gui.opening.add_layer import AddLayer
from gui.opening.database_dialog import DatabaseDialog
from gui.opening.import_dialog import ImportDialog
from gui.opening.open_file import OpenFile
from gui.project.files import ProjectFiles
from gui.project.recovery import left_copies
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from resources import FOLDER

WAIT_MS = 30_000
Button = QMessageBox.StandardButton


class Desk:
    """A window without a map, and all that opens and saves."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.tasks = Tasks()
        self.settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        self.settings.language = Language.EN
        self.window = MainWindow(QWidget())
        self.window.furnish([], self.document.undo_stack, Language.EN)
        self.look: MapView | None = None
        self.failures: list[Exception] = []
        self.said: list[str] = []
        self.closed: list[bool] = []
        self.doctor = DoctorAnalysis(self.document, self.tasks)
        self.analysis = Analysis(self.document, self.session, self.tasks)
        self.adding = AddLayer(self.document, self.session, self.tasks)
        self.adding.case_read.connect(self.doctor.examine)
        self.open_file = OpenFile(self.tasks, self.settings, self.adding, lambda: self.window)
        self.files = ProjectFiles(
            self.document,
            self.session,
            [self.tasks],
            self.settings,
            lambda: self.window,
            lambda: self.look,
            self.window,
        )
        self.files.opening.closed.connect(self.doctor.forget)
        self.files.opening.case_read.connect(self.doctor.examine)
        self.actions = self.files.actions
        self.files.connect_window(self.window)
        self.files.said.connect(self.said.append)
        self.open_file.project_chosen.connect(self.actions.open)
        self.window.closing.connect(lambda: self.closed.append(True))
        for each in (self.doctor, self.analysis, self.adding, self.open_file, self.files):
            each.failed.connect(self.failures.append)

    def settle(self) -> None:
        def done() -> bool:
            recovery = self.files.recovery
            copying = recovery is not None and recovery.busy
            return not (self.tasks.busy or self.files.disk.busy or copying)

        self.qtbot.waitUntil(done, timeout=WAIT_MS)

    def add(self, path: Path) -> None:
        self.open_file.open([path])
        self.settle()
        (dialog,) = [e for e in self.window.findChildren(ImportDialog) if e.isVisible()]
        dialog.accept()
        self.settle()

    def edit(self, radius_m: float = 12_000.0) -> None:
        self.document.apply("Set radius", lambda p: p.with_radius(Tier.COUNTY, radius_m))

    def boxes(self, name: str) -> list[QMessageBox]:
        return [box for box in self.window.findChildren(QMessageBox, name) if box.isVisible()]

    def answer(self, button: Button) -> None:
        (box,) = self.boxes("unsaved")
        box.button(button).click()

    def dialog(self) -> QFileDialog:
        (found,) = [e for e in self.window.findChildren(QFileDialog) if e.isVisible()]
        return found

    def choose(self, path: Path) -> None:
        """Answer the dialog that asks for a file."""
        dialog = self.dialog()
        dialog.fileSelected.emit(str(path))
        dialog.close()
        self.settle()

    def close(self) -> bool:
        """Ask the window to close, and say whether it does."""
        event = QCloseEvent()
        self.window.closeEvent(event)
        return event.isAccepted()


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


def hospitals(folder: Path, name: str = "医院.csv") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    lines = ["机构名称,lon,lat", "甲县人民医院,101.7,36.6", "乙镇卫生院,101.8,36.7"]
    path.write_text("\n".join([*lines, "某诊所,101.9,36.8"]), encoding="gb18030")
    return path


def people(folder: Path) -> Path:
    path = folder / "人口.csv"
    path.write_text("lon,lat,人口\n101.7,36.6,100\n101.8,36.6,50\n", encoding="utf-8")
    return path


def test_an_edit_marks_the_title_and_saving_takes_the_mark_away(desk: Desk, tmp_path: Path) -> None:
    desk.actions.show_title()
    assert "Untitled project[*]" in desk.window.windowTitle()
    assert not desk.window.isWindowModified()
    desk.edit()
    assert desk.window.isWindowModified()
    desk.actions.save()
    desk.choose(tmp_path / "a[*]b")
    assert (tmp_path / "a[*]b.yiquan").is_file()
    assert desk.actions.path == tmp_path / "a[*]b.yiquan"
    assert "a[*][*]b[*]" in desk.window.windowTitle()
    assert not desk.window.isWindowModified()
    assert "a[*]b.yiquan" in desk.said[-1]
    desk.document.undo_stack.undo()
    assert desk.window.isWindowModified()
    desk.document.undo_stack.redo()
    assert not desk.window.isWindowModified()
    desk.edit(9_000.0)
    desk.actions.save()
    desk.settle()
    assert load_project(tmp_path / "a[*]b.yiquan").radius_m(Tier.COUNTY) == 9_000.0


def test_what_is_changed_while_the_file_is_written_stays_unsaved(
    desk: Desk, tmp_path: Path
) -> None:
    desk.edit()
    desk.actions.save_to(tmp_path / "a.yiquan")
    desk.edit(9_000.0)
    desk.settle()
    assert load_project(tmp_path / "a.yiquan").radius_m(Tier.COUNTY) == 12_000.0
    assert desk.window.isWindowModified()


def test_a_failed_saving_keeps_the_mark_and_the_window(desk: Desk, tmp_path: Path) -> None:
    desk.edit()
    assert not desk.close()
    desk.answer(Button.Save)
    desk.choose(tmp_path / "no" / "a.yiquan")
    assert [str(error)[:16] for error in desk.failures] == ["file_not_written"]
    assert desk.window.isWindowModified()
    assert not desk.closed


def test_closing_without_changes_asks_nothing(desk: Desk) -> None:
    assert desk.close()
    assert desk.closed == [True]


@pytest.mark.parametrize("button", [Button.Save, Button.Discard, Button.Cancel])
def test_closing_with_changes_asks(desk: Desk, tmp_path: Path, button: Button) -> None:
    path = tmp_path / "a.yiquan"
    desk.edit()
    desk.actions.save_to(path)
    desk.settle()
    desk.edit(9_000.0)
    assert not desk.close()
    assert not desk.close()
    desk.answer(button)
    desk.settle()
    assert bool(desk.closed) is (button is not Button.Cancel)
    assert desk.window.isVisible() is (button is Button.Cancel)
    expected = 9_000.0 if button is Button.Save else 12_000.0
    assert load_project(path).radius_m(Tier.COUNTY) == expected


def test_a_new_project_is_in_the_same_province_and_asks_before(desk: Desk) -> None:
    desk.edit()
    desk.window.new_requested.emit()
    desk.answer(Button.Cancel)
    assert desk.document.project.radius_m(Tier.COUNTY) == 12_000.0
    desk.window.new_requested.emit()
    desk.answer(Button.Discard)
    assert desk.document.project == new_project(Province.QINGHAI)
    assert not desk.document.undo_stack.canUndo()
    assert not desk.window.isWindowModified()


def test_every_view_hears_of_another_project(desk: Desk, tmp_path: Path) -> None:
    save_project(new_project(Province.SHANXI), tmp_path / "a.yiquan")
    told: list[frozenset[str]] = []
    desk.document.changed.connect(told.append)
    desk.window.open_project_requested.emit()
    desk.choose(tmp_path / "a.yiquan")
    assert desk.document.project.province is Province.SHANXI
    assert {"province", "layers", "people", "edits", "map_view"} <= told[0]
    assert desk.session.study is not None
    assert desk.session.study.province is Province.SHANXI
    assert "a" in desk.window.windowTitle()


def test_where_the_map_looks_is_saved(desk: Desk, tmp_path: Path) -> None:
    desk.look = MapView(101.5, 36.5, 9.5)
    desk.actions.save_to(tmp_path / "a.yiquan")
    desk.settle()
    assert load_project(tmp_path / "a.yiquan").map_view == desk.look


def test_what_is_changed_while_another_project_is_read_is_asked_about(
    desk: Desk, tmp_path: Path
) -> None:
    save_project(new_project(Province.SHANXI), tmp_path / "a.yiquan")
    desk.actions.open(tmp_path / "a.yiquan")
    desk.edit()
    desk.settle()
    before = desk.document.project
    assert before.radius_m(Tier.COUNTY) == 12_000.0
    desk.answer(Button.Discard)
    desk.settle()
    assert desk.document.project.province is Province.SHANXI
    assert desk.actions.path == tmp_path / "a.yiquan"


def test_a_bad_project_leaves_the_present_one(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.yiquan"
    path.write_text("{}", encoding="utf-8")
    before = desk.document.project
    desk.actions.open(path)
    desk.settle()
    assert desk.document.project is before
    assert desk.actions.path is None
    assert len(desk.failures) == 1


def own_layers(project: Project) -> list[str]:
    return [layer.id for layer in project.layers if layer.path]


def test_files_come_back_as_they_were_read(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.yiquan"
    desk.add(hospitals(tmp_path / "data"))
    desk.add(people(tmp_path))
    desk.edit()
    project = desk.document.project
    before = {each: desk.session.frames[each] for each in own_layers(project)}
    assert len(before) == 2
    own = project.people
    assert own is not None
    folk = desk.session.user_people(own.id)
    assert folk is not None
    desk.actions.save_to(path)
    desk.settle()
    desk.actions.new()
    desk.settle()
    assert not set(before) & set(desk.session.frames)
    assert desk.session.user_people(own.id) is None
    assert not desk.doctor.cases
    desk.actions.open(path)
    desk.settle()
    assert desk.document.project == project
    for layer_id, frame in before.items():
        now = desk.session.frames[layer_id]
        assert now.astype(str).to_numpy().tolist() == frame.astype(str).to_numpy().tolist()
        attributes = desk.session.attributes(layer_id)
        assert attributes is not None
        assert len(attributes) == len(frame)
    again = desk.session.user_people(own.id)
    assert again is not None
    assert again.population.tolist() == folk.population.tolist()
    assert desk.session.study is not None
    assert desk.session.study.demand.population.sum() == 150
    assert len(desk.doctor.cases) == 1
    assert not desk.boxes("message")
    assert not desk.failures
    # A file added now gets an id that nothing in the project has.
    desk.add(hospitals(tmp_path, "more.csv"))
    ids = own_layers(desk.document.project)
    assert len(ids) == len(set(ids)) == 4


def cell(tree: QTreeWidget, row: int, column: int) -> str:
    item = tree.topLevelItem(row)
    assert item is not None
    return item.text(column)


def test_a_missing_file_is_named_kept_and_found_again(desk: Desk, tmp_path: Path) -> None:
    data, path = hospitals(tmp_path / "data"), tmp_path / "a.yiquan"
    desk.add(data)
    desk.add(people(tmp_path))
    project = desk.document.project
    own = own_layers(project)
    desk.actions.save_to(path)
    desk.settle()
    moved = data.rename(tmp_path / "moved.csv")
    (tmp_path / "人口.csv").unlink()
    desk.actions.open(path)
    desk.settle()
    (box,) = desk.boxes("message")
    assert "医院.csv" in box.text()
    assert "人口.csv" in box.text()
    assert "Find the file" in box.text()
    box.close()
    assert not desk.failures
    assert desk.document.project == project
    assert desk.session.missing == set(own)
    assert desk.session.report is not None
    # The bundled people, and it says so.
    assert desk.session.report.population > 1_000_000
    row = PeopleRow(desk.document, desk.session)
    desk.qtbot.addWidget(row)
    assert any("missing" in label.text() for label in row.findChildren(QLabel))
    note = CoverageNote(desk.document, desk.session, Language.EN)
    desk.qtbot.addWidget(note)
    desk.document.apply("Tier", partial(replace, tier=Tier.COUNTY))
    desk.settle()
    assert desk.session.report.facilities == 0
    note.show_report(desk.session.report)
    assert "The file of 医院 is missing" in note.text()
    assert "modelled from the census" in note.text()
    panel = LayersPanel(desk.document, desk.session, Language.EN)
    desk.qtbot.addWidget(panel)
    tree = panel.findChildren(QTreeWidget)[0]
    assert [cell(tree, row, 2) for row in (5, 6)] == ["file missing"] * 2
    # Saved as it is, nothing of it is lost.
    desk.edit()
    desk.actions.save()
    desk.settle()
    assert own_layers(load_project(path)) == own
    panel.find_requested.connect(desk.files.opening.find)
    panel.find_requested.emit(own[1])
    desk.choose(moved)
    assert not desk.session.missing
    assert [len(desk.session.frames[each]) for each in own] == [1, 1]
    assert [desk.document.project.layer(each).path for each in own] == [moved, moved]
    assert desk.window.isWindowModified()
    assert cell(tree, 5, 1) == "1"


def test_a_tier_that_is_no_longer_in_the_file_is_told(desk: Desk, tmp_path: Path) -> None:
    data, path = hospitals(tmp_path), tmp_path / "a.yiquan"
    desk.add(data)
    desk.actions.save_to(path)
    desk.settle()
    data.write_text("机构名称,lon,lat\n甲县人民医院,101.7,36.6\n", encoding="utf-8")
    desk.actions.open(path)
    desk.settle()
    (box,) = desk.boxes("message")
    assert "Township hospital" in box.text()
    assert len(desk.session.missing) == 1
    box.close()


def test_missing_people_are_found_again(desk: Desk, tmp_path: Path) -> None:
    path, project = people(tmp_path), tmp_path / "a.yiquan"
    desk.add(path)
    desk.actions.save_to(project)
    desk.settle()
    moved = path.rename(tmp_path / "moved.csv")
    desk.actions.open(project)
    desk.settle()
    desk.boxes("message")[0].close()
    row = PeopleRow(desk.document, desk.session)
    desk.qtbot.addWidget(row)
    row.find_requested.connect(desk.files.opening.find)
    (find,) = [each for each in row.findChildren(QPushButton) if "Find" in each.text()]
    find.click()
    desk.choose(moved)
    assert find.isHidden()
    assert desk.session.report is not None
    assert desk.session.report.population == 150
    desk.actions.save()
    desk.settle()
    desk.actions.open(project)
    desk.settle()
    assert not desk.boxes("message")
    assert desk.session.report.population == 150


def test_a_what_if_of_a_facility_that_is_another_now_is_told(desk: Desk, tmp_path: Path) -> None:
    data, path = hospitals(tmp_path), tmp_path / "a.yiquan"
    desk.add(data)
    own = own_layers(desk.document.project)[0]
    key = FacilityKey(own, f"{own}-1")
    desk.document.apply("Remove", lambda p: p.with_removed(key, "甲县人民医院"))
    desk.actions.save_to(path)
    desk.settle()
    desk.actions.open(path)
    desk.settle()
    assert not desk.boxes("message")
    text = data.read_text(encoding="gb18030").replace("甲县", "丙县")
    data.write_text(text, encoding="gb18030")
    desk.actions.open(path)
    desk.settle()
    (box,) = desk.boxes("message")
    assert "甲县人民医院" in box.text()
    assert "丙县人民医院" in box.text()
    box.close()
    lines = text.splitlines()
    data.write_text("\n".join([lines[0], *lines[2:], lines[1]]), encoding="gb18030")
    desk.actions.open(path)
    desk.settle()
    (box,) = desk.boxes("message")
    assert "is not in it any more" in box.text()
    box.close()


def test_a_table_of_a_database_asks_for_its_password_again(desk: Desk, tmp_path: Path) -> None:
    read_as = ReadAs(connection="postgresql://planner@/db?host=/nowhere", layer="public.a")
    layer = Layer("user_1", LayerKind.FACILITIES, "#112233", "a", Path("nowhere.db"), Tier.COUNTY)
    path = tmp_path / "a.yiquan"
    layer = replace(layer, read_as=read_as)
    save_project(new_project(Province.QINGHAI).with_layer(layer), path)
    desk.actions.open(path)
    desk.settle()
    desk.boxes("message")[0].close()
    assert desk.session.missing == {"user_1"}
    desk.files.opening.find("user_1")
    (dialog,) = desk.window.findChildren(DatabaseDialog)
    texts = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
    assert texts["Connection"].text() == read_as.connection
    assert texts["Table"].text() == "public.a"
    texts["Password"].setText("s3cret")
    dialog.accept()
    desk.settle()
    assert len(desk.failures) == 1
    assert "s3cret" not in str(desk.failures[0])
    assert desk.document.project.layer("user_1") == layer


def test_a_project_among_files_is_opened_first(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.yiquan"
    save_project(replace(new_project(Province.SHANXI), at_least=2), path)
    desk.open_file.open([hospitals(tmp_path), path])
    desk.settle()
    desk.settle()
    assert desk.document.project.at_least == 2
    (dialog,) = [e for e in desk.window.findChildren(ImportDialog) if e.isVisible()]
    dialog.reject()


def recent(desk: Desk) -> list[QAction]:
    desk.window.recent.aboutToShow.emit()
    return desk.window.recent.actions()


def test_the_last_projects_are_offered(desk: Desk, tmp_path: Path) -> None:
    assert [action.isEnabled() for action in recent(desk)] == [False]
    for number in range(10):
        desk.actions.save_to(tmp_path / f"p&{number}.yiquan")
        desk.settle()
    listed = recent(desk)
    assert [action.text()[:4] for action in listed[:8]] == [f"p&&{n}" for n in range(9, 1, -1)]
    desk.edit()
    listed[3].trigger()
    desk.answer(Button.Discard)
    desk.settle()
    assert desk.actions.path == tmp_path / "p&6.yiquan"
    assert recent(desk)[0].text().startswith("p&&6")
    recent(desk)[-1].trigger()
    assert desk.settings.recent == ()


def test_a_password_is_in_no_file(desk: Desk, tmp_path: Path) -> None:
    url = without_password("postgresql://planner:s3cret@localhost/db")
    read_as = ReadAs(connection=url, layer="public.a")
    layer = Layer("user_1", LayerKind.FACILITIES, "#112233", "a", Path("localhost.db"), Tier.COUNTY)
    desk.document.apply("Add", lambda p: p.with_layer(replace(layer, read_as=read_as)))
    desk.actions.save_to(tmp_path / "a.yiquan")
    desk.settle()
    text = (tmp_path / "a.yiquan").read_text(encoding="utf-8")
    assert "planner@localhost" in text
    assert "s3cret" not in text
    assert load_project(tmp_path / "a.yiquan") == desk.document.project


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yiquan"))


def test_unsaved_changes_are_kept_as_a_copy_until_they_are_saved(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    desk.files.keep_copies(folder)
    recovery = desk.files.recovery
    assert recovery is not None
    recovery.write()
    desk.settle()
    assert copies(folder) == []
    desk.edit()
    recovery.write()
    desk.settle()
    (copy,) = copies(folder)
    assert copy.name.startswith("Untitled project.")
    assert load_project(copy) == desk.document.project
    # A program that runs holds its copy.
    assert left_copies(folder, "other") == []
    desk.actions.save_to(tmp_path / "a.yiquan")
    desk.settle()
    assert copies(folder) == []
    desk.edit(9_000.0)
    recovery.write()
    desk.settle()
    assert [copy.name[:2] for copy in copies(folder)] == ["a."]
    recovery.end()
    assert list(folder.iterdir()) == []
    desk.files.recovery = None


def left_behind(folder: Path, *names: str) -> None:
    folder.mkdir()
    for number, name in enumerate(names):
        project = new_project(Province.QINGHAI).with_radius(Tier.COUNTY, 7_000.0)
        save_project(project, folder / f"{name}.token{number}.yiquan")


def press(desk: Desk, text: str) -> None:
    (box,) = desk.boxes("recovery")
    (button,) = [each for each in box.buttons() if text in each.text()]
    button.click()


def test_a_program_that_was_killed_holds_its_copy_no_longer(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from gui.project.recovery import lock_of;"
        "lock = lock_of(Path(sys.argv[1]), 'gone'); lock.tryLock(0) or sys.exit('held');"
        "Path(sys.argv[1], 'a.gone.yiquan').touch(); os._exit(0)"
    )
    root = FOLDER.parent
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=root, check=True)
    assert (tmp_path / "gone.lock").exists()
    assert [path.name for path in left_copies(tmp_path, "own")] == ["a.gone.yiquan"]


def test_after_a_crash_the_copy_is_offered_and_taken_over(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    left_behind(folder, "西宁")
    desk.files.keep_copies(folder)
    assert "西宁" in desk.boxes("recovery")[0].text()
    press(desk, "Open")
    desk.settle()
    desk.settle()
    assert desk.document.project.radius_m(Tier.COUNTY) == 7_000.0
    assert desk.window.isWindowModified()
    assert desk.actions.path is None
    assert "西宁[*]" in desk.window.windowTitle()
    (copy,) = copies(folder)
    assert "token0" not in copy.name
    assert not desk.close()
    desk.answer(Button.Discard)
    assert desk.closed


def test_a_copy_is_deleted_or_left_for_later(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    left_behind(folder, "a", "b")
    desk.files.keep_copies(folder)
    press(desk, "Delete")
    press(desk, "later")
    assert not desk.boxes("recovery")
    assert len(copies(folder)) == 1
    desk.edit()
    assert desk.document.project.radius_m(Tier.COUNTY) == 12_000.0


def test_a_damaged_copy_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    folder.mkdir()
    (folder / "a.token.yiquan").write_bytes(b"{")
    desk.files.keep_copies(folder)
    press(desk, "Open")
    desk.settle()
    assert len(desk.failures) == 1
    assert desk.document.project == new_project(Province.QINGHAI)
    assert len(copies(folder)) == 1


def test_a_full_disk_is_told_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.files.keep_copies(tmp_path / "recovery")
    recovery = desk.files.recovery
    assert recovery is not None
    monkeypatch.setattr("data.project.project_file.os.replace", full)
    for radius_m in (9_000.0, 8_000.0):
        desk.edit(radius_m)
        recovery.write()
        desk.settle()
    assert len(desk.failures) == 1


def test_a_change_is_written_after_a_while_however_many_follow(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    desk.files.keep_copies(folder)
    desk.edit()
    desk.qtbot.waitUntil(lambda: bool(copies(folder)), timeout=WAIT_MS)
    desk.settle()


def test_a_spoilt_list_of_projects_is_none(desk: Desk) -> None:
    for stored in ("[", '{"a":1}', "[1,null]"):
        desk.settings._store.setValue("recent", stored)
        assert desk.settings.recent == ()
