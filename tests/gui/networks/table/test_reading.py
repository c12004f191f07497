"""A network table in the window: shown first, one step to undo, never in the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QListView, QTableView, QWidget
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import new_project
from data.reference.network_model import NetworkEdit, NetworkEditKind
from data.schema import Language, Province
from geo.network_table.words import plan_text
from geo.study.study import Study, load_study
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.networks.editing.editor import NetworkEditor
from gui.networks.table.dialog import NetworkTableDialog
from gui.networks.table.reading import READ_KEY, ReadNetworkTable
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

WAIT_MS = 60_000
TABLE = (
    "县,医共体,成员单位,角色,联系\n"
    "崇州市,新<b>医共体,廖家镇卫生院,牵头,\n"
    "崇州市,新<b>医共体,元通卫生院,成员,专科联盟\n"
    "崇州市,新<b>医共体,某某镇卫生院,成员,\n"
)


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.SICHUAN)


class World:
    def __init__(self, qtbot: QtBot, study: Study, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        window = self.window = QWidget()
        qtbot.addWidget(window)
        self.document = Document(new_project(Province.SICHUAN))
        self.session = Session()
        self.session.follow(self.document.project)
        self.session.set_study(study)
        self.tasks = Tasks()
        self.networks = NetworkAnalysis(self.document, self.session, self.tasks)
        self.editor = NetworkEditor(self.document, self.session, self.networks)
        settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        settings.language = Language.ZH
        self.reader = ReadNetworkTable(
            self.session, self.editor, self.tasks, settings, lambda: window
        )
        self.failures: list[Exception] = []
        self.reader.failed.connect(self.failures.append)

    def file(self, text: str) -> Path:
        path = self.folder / "名单.csv"
        path.write_text(text, encoding="gb18030")
        return path

    def read(self, text: str) -> NetworkTableDialog | None:
        self.reader.read(self.file(text))
        self.settle()
        return self.dialog()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def dialog(self) -> NetworkTableDialog | None:
        found = self.window.findChildren(NetworkTableDialog)
        return found[-1] if found else None


@pytest.fixture
def world(qtbot: QtBot, study: Study, tmp_path: Path) -> Iterator[World]:
    world = World(qtbot, study, tmp_path)
    yield world
    world.tasks.shut_down()


CHANGES, PROBLEMS = "What will change", "To be looked at"


def lines(dialog: NetworkTableDialog, name: str) -> list[str]:
    (view,) = [each for each in dialog.findChildren(QListView) if each.accessibleName() == name]
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_nothing_changes_before_it_is_taken_over(world: World) -> None:
    dialog = world.read(TABLE)
    assert dialog is not None
    assert world.document.project.networks == ()
    changes, problems = lines(dialog, CHANGES), lines(dialog, PROBLEMS)
    assert changes[0] == "新建医共体“新<b>医共体”，由廖家镇卫生院牵头"
    assert changes[1].startswith("元通镇卫生院归入“新<b>医共体”（原属“崇州")
    assert changes[2] == "元通镇卫生院 → 廖家镇卫生院：专科联盟"
    assert any("某某镇卫生院" in each and "第 4 行" in each for each in problems)
    names = dialog.findChild(QTableView)
    assert names is not None
    row = [str(names.model().index(0, column).data()) for column in range(5)]
    assert row == ["3", "元通卫生院", "元通镇卫生院", "崇州市", "卫生院名称写法不同"]
    dialog.reject()
    assert world.document.undo_stack.count() == 0


def test_all_of_it_is_one_step(world: World) -> None:
    told: list[str] = []
    world.reader.taken.connect(told.append)
    dialog = world.read(TABLE)
    assert dialog is not None
    dialog.accept()
    edits = world.document.project.networks
    assert [edit.kind for edit in edits] == [
        NetworkEditKind.CREATE,
        NetworkEditKind.ASSIGN,
        NetworkEditKind.LINK,
    ]
    assert {edit.source for edit in edits} == {"名单.csv"}
    assert world.document.undo_stack.count() == 1
    assert "名单.csv" in told[0]
    world.document.undo_stack.undo()
    assert world.document.project.networks == ()


def test_what_changes_nothing_is_not_taken_over(world: World) -> None:
    dialog = world.read("县,医共体,成员单位\n崇州市,没有的医共体,某某镇卫生院\n")
    assert dialog is not None
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    assert not box.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    assert len(lines(dialog, PROBLEMS)) == 2
    dialog.reject()


def test_what_was_said_meanwhile_is_heeded(world: World) -> None:
    world.reader.read(world.file(TABLE))
    study = world.session.study
    assert study is not None
    key = world.session.edited.key_of("township", 0)
    assert key is not None
    said = NetworkEdit(NetworkEditKind.ASSIGN, key, "")
    world.editor.take_over("said", (said,))
    world.qtbot.waitUntil(lambda: world.dialog() is not None, timeout=WAIT_MS)
    dialog = world.dialog()
    assert dialog is not None
    dialog.accept()
    assert world.document.project.networks[0] == said
    assert len(world.document.project.networks) == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "file_empty"), ("经度,纬度\n104,30\n", "network_columns_missing")],
)
def test_a_table_that_cannot_be_read_is_told(world: World, text: str, code: str) -> None:
    assert world.read(text) is None
    (error,) = world.failures
    assert isinstance(error, DataError)
    assert error.code == code


def test_reading_can_be_cancelled(world: World) -> None:
    world.reader.read(world.file(TABLE + "崇州市,新<b>医共体,元通卫生院,成员,\n" * 5000))
    world.tasks.cancel(READ_KEY)
    world.settle()
    assert world.dialog() is None
    assert world.failures == []


def test_the_file_is_asked_for(world: World) -> None:
    world.reader.ask()
    asked = world.window.findChild(QFileDialog)
    assert asked is not None
    path = world.file(TABLE)
    asked.fileSelected.emit(str(path))
    asked.reject()
    world.settle()
    dialog = world.dialog()
    assert dialog is not None
    label = dialog.findChild(QLabel)
    assert label is not None
    assert "名单.csv" in label.text()
    dialog.reject()


def test_the_words_are_in_both_languages(world: World, study: Study) -> None:
    dialog = world.read(TABLE)
    assert dialog is not None
    text = plan_text(dialog._plan, study.demand.units, Language.EN)
    assert text.changes[0] == "New network “新<b>医共体”, led by 廖家镇卫生院"
    assert text.names[0][3:] == ("Chongzhou City", "another way to write it")
    dialog.reject()
