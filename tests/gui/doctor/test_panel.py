"""The doctor's panel: what it lists, where a click leads, what is saved."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLabel, QPushButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import new_project
from data.schema import Language, Province
from geo.intake.case import Case
from geo.intake.plan import Choices, Plan, Reading, Source, Use, read
from geo.tables.files.written import csv_of
from geo.tables.findings import told_findings
from gui.desktop.main_window import Dock, MainWindow
from gui.doctor.analysis import DoctorAnalysis
from gui.doctor.panel import MOST_LISTED, DoctorPanel
from gui.doctor.save import SaveFindings
from gui.doctor.sync import DOCK
from gui.document import Document
from gui.opening.add_layer import AddLayer
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from tests.gui.waiting import settled

WAIT_MS = 30_000
HEAD = "机构名称,县区,lon,lat"
SOUND = "共和县人民医院,共和县,100.62,36.28"
CLEAN = [SOUND, "倒淌河镇卫生院,共和县,100.98,36.40"]
DOUBTFUL = [
    SOUND,
    "恰卜恰镇卫生院,共和县,0,0",
    "=1+1卫生院,贵德县,100.61,36.27",
    "<b>无名</b>卫生院,共和县,,",
]


class Ward:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.document = Document(new_project(Province.QINGHAI))
        self.session, self.tasks = Session(), Tasks()
        self.doctor = DoctorAnalysis(self.document, self.tasks)
        self.failures: list[Exception] = []
        self.doctor.failed.connect(self.failures.append)
        self.adding = AddLayer(self.document, self.session, self.tasks)
        self.adding.case_read.connect(self.doctor.examine)
        self.adding.failed.connect(self.failures.append)
        self.settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        self.settings.language = Language.EN
        self.panel = DoctorPanel(self.doctor, Language.EN)
        qtbot.addWidget(self.panel)
        self.panel.resize(380, 500)
        self.panel.show()
        self.activated: list[tuple[Case, int, float, float]] = []
        self.panel.record_activated.connect(lambda *record: self.activated.append(record))

    def open(self, name: str, lines: list[str]) -> None:
        path = self.folder / name
        path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        outcome = read(Source(path), Choices())
        assert isinstance(outcome, Reading)
        self.adding.add(Plan(Source(path), outcome, Use.FACILITIES))
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def summary(self) -> str:
        (label,) = self.panel.findChildren(QLabel, "doctor_summary")
        assert label.textFormat() is Qt.TextFormat.PlainText
        return label.text()

    def tree(self) -> QTreeWidget:
        return self.panel.findChildren(QTreeWidget)[0]

    def findings(self) -> dict[str, int]:
        """Return the findings and how many records each has, by its words."""
        items = [self.tree().topLevelItem(row) for row in range(self.tree().topLevelItemCount())]
        return {item.text(0): int(item.text(1)) for item in items if item is not None}

    def click_record(self, finding: str) -> str:
        """Click the first record of a finding and return what it says."""
        tree = self.tree()
        items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
        (item,) = [each for each in items if each is not None and finding in each.text(0)]
        tree.expandItem(item)
        child = item.child(0)
        assert child is not None
        tree.scrollToItem(child)
        at = tree.visualItemRect(child).center()
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at.x(), at.y()))
        return child.text(0)

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.panel.findChildren(QPushButton) if text in b.text())


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> Iterator[Ward]:
    ward = Ward(qtbot, tmp_path)
    yield ward
    assert not ward.failures
    ward.tasks.shut_down()


def test_nothing_to_tell_without_a_file(ward: Ward) -> None:
    assert "Open a file" in ward.summary()
    assert not ward.button("Save").isEnabled()
    assert not ward.findings()


def test_a_sound_file_has_nothing_doubtful(ward: Ward) -> None:
    ward.open("sound.csv", CLEAN)
    assert ward.summary() == "sound: nothing doubtful in 2 records."
    assert not ward.button("Save").isEnabled()


def test_findings_are_listed_by_kind_with_their_records(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    assert ward.summary() == "list: 3 of 4 records are doubtful or were mended."
    found = ward.findings()
    assert {text.split(":")[0]: count for text, count in found.items()} == {
        "1 record stands at 0, 0, most likely not filled in": 1,
        "1 record lies outside the county it names": 1,
        "1 record has no position and was not placed": 1,
    }


def test_a_click_leads_to_the_record(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    said = ward.click_record("outside the county")
    assert "=1+1卫生院" in said
    assert "贵德县" in said
    ((case, record, lon, lat),) = ward.activated
    assert (record, lon, lat) == (3, 100.61, 36.27)
    layer_id, row = case.places[record]
    assert ward.session.frames[layer_id]["name"][row] == "=1+1卫生院"
    assert ward.session.frames[layer_id]["id"][row] == f"{layer_id}-3"


def test_a_record_without_a_place_says_so_and_leads_nowhere(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    assert ward.click_record("no position") == "Record 4: not on the map"
    assert not ward.activated


def test_the_findings_follow_the_layers_of_the_project(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    ward.document.undo_stack.undo()
    assert not ward.findings()
    assert "Open a file" in ward.summary()
    ward.document.undo_stack.redo()
    assert len(ward.findings()) == 3


def test_of_two_files_the_last_is_shown(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    ward.open("sound.csv", CLEAN)
    assert ward.summary().startswith("sound")
    assert [case.title for case in ward.doctor.cases] == ["list", "sound"]


def test_checking_that_was_stopped_can_go_on(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    (case,) = ward.doctor.cases
    other = Case("again", case.layers, case.loaded, case.facilities, case.places)
    fresh = DoctorAnalysis(ward.document, ward.tasks)
    panel = DoctorPanel(fresh, Language.EN)
    ward.qtbot.addWidget(panel)
    again = next(b for b in panel.findChildren(QPushButton) if "again" in b.text())
    fresh.examine(other)
    assert again.isHidden()
    ward.tasks.cancel()
    ward.settle()
    assert fresh.findings(other) is None
    assert not again.isHidden()
    again.click()
    ward.settle()
    assert len(fresh.findings(other) or ()) == 3
    assert again.isHidden()


def test_of_very_many_records_the_first_are_listed(ward: Ward) -> None:
    count = MOST_LISTED + 20
    ward.open("many.csv", [SOUND, *(f"第{n}卫生院,共和县,0,0" for n in range(count))])
    tree = ward.tree()
    item = tree.topLevelItem(0)
    assert item is not None
    tree.expandItem(item)
    assert item.childCount() == MOST_LISTED + 1
    last = item.child(MOST_LISTED)
    assert last is not None
    assert "20 more" in last.text(0)


def test_the_findings_as_a_file(ward: Ward) -> None:
    ward.open("list.csv", DOUBTFUL)
    asked: list[Case] = []
    ward.panel.export_requested.connect(asked.append)
    ward.button("Save").click()
    (case,) = asked
    window = QWidget()
    ward.qtbot.addWidget(window)
    saving = SaveFindings(
        ward.document, ward.session, ward.doctor, ward.tasks, ward.settings, window
    )
    said: list[str] = []
    failed: list[Exception] = []
    saving.saved.connect(said.append)
    saving.failed.connect(failed.append)
    path = ward.folder / "findings.csv"
    saving.save(case, path)
    settled(lambda: bool(said))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [(row["record"], row["finding"]) for row in rows] == [
        ("2", "origin"),
        ("3", "outside_county"),
        ("4", "empty_geometry"),
    ]
    # A formula among the names is text.
    assert rows[1]["what"].startswith("'=1+1卫生院")
    assert (rows[1]["lon"], rows[2]["lon"]) == ("100.610000", "")
    assert "findings.csv" in said[0]
    saving.save(case, ward.folder / "gone" / "findings.csv")
    settled(lambda: bool(failed))
    assert isinstance(failed[0], DataError)
    found = ward.doctor.findings(case) or ()
    assert "坐标" in csv_of(told_findings(found, case.loaded, Language.ZH))


def test_the_panel_is_out_of_sight_until_it_is_offered(qtbot: QtBot) -> None:
    left, stack = Qt.DockWidgetArea.LeftDockWidgetArea, QUndoStack()
    docks = [
        Dock("facility", "Facility", QWidget(), left, 100),
        Dock(DOCK, "Doctor", QWidget(), left, 100, "facility"),
    ]
    window = MainWindow(QWidget())
    window.furnish(docks, stack, Language.EN)
    qtbot.addWidget(window)
    dock = window.findChildren(QDockWidget, DOCK)[0]
    kept = window.layout_state()
    window.offer(DOCK, offered=False)
    window.show()
    assert dock.isHidden()
    assert not dock.toggleViewAction().isEnabled()
    window.restore(*kept)
    assert dock.isHidden()
    window.offer(DOCK, offered=True)
    assert not dock.isHidden()
    assert dock.toggleViewAction().isEnabled()
    # One that was closed by hand stays closed until there is news.
    dock.close()
    window.offer(DOCK, offered=True)
    assert dock.isHidden()
    window.bring_up(DOCK)
    assert not dock.isHidden()
    window.close()
