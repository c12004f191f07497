"""Whatever is saved asks alike, says what is supposed, and never writes on the window's thread."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.facility_key import FacilityKey
from data.layer.loaded import Loaded
from data.project.project import Layer, LayerKind, Project, new_project
from data.schema import Language, Province, Tier
from geo.access.state import AccessFigures, AccessTable, access_figures
from geo.intake.case import Case
from geo.progress import Progress
from geo.study.study import Study
from geo.study.user_tables import UserTables
from geo.tables.notes import Basis
from geo.tables.table import Table
from gui.access.save import SaveAccess
from gui.coverage.analysis import Analysis
from gui.doctor.analysis import DoctorAnalysis
from gui.doctor.save import SaveFindings
from gui.document import Document
from gui.follow import saver as saver_module
from gui.follow.saver import Saver
from gui.indicators.save import SaveIndicators
from gui.norms.analysis import NormAnalysis
from gui.norms.save import SaveNorms
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

WAIT_MS = 30_000


class Desk:
    def __init__(self, qtbot: QtBot, study: Study, folder: Path) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.study = study
        self.session.set_study(study)
        self.tasks = Tasks()
        self.settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        self.settings.language = Language.EN
        self.settings.folder = folder
        self.window = QWidget()
        qtbot.addWidget(self.window)

    @property
    def whole(self) -> tuple[Document, Session, Tasks, Settings, QWidget]:
        return self.document, self.session, self.tasks, self.settings, self.window

    def figures(self) -> AccessFigures:
        return access_figures(self.study, self.document.project, self.session.frames)


@pytest.fixture
def desk(qtbot: QtBot, paper_study: Study, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, paper_study, tmp_path)
    yield desk
    desk.tasks.shut_down()


def save_access(desk: Desk, path: Path) -> Saver:
    saver = SaveAccess(*desk.whole)
    saver.save(path, AccessTable.COUNTIES, desk.figures(), [])
    return saver


def save_indicators(desk: Desk, path: Path) -> Saver:
    saver = SaveIndicators(*desk.whole)
    saver.save(path, [], Basis(None, ()))
    return saver


def save_findings(desk: Desk, path: Path) -> Saver:
    doctor = DoctorAnalysis(desk.document, desk.tasks)
    saver = SaveFindings(desk.document, desk.session, doctor, *desk.whole[2:])
    saver.save(Case("a", ("mine",), Loaded.__new__(Loaded), None, {}), path)
    return saver


@pytest.mark.parametrize("save", [save_access, save_indicators, save_findings])
def test_nothing_is_written_on_the_thread_of_the_window(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    save: Callable[[Desk, Path], Saver],
) -> None:
    threads: list[threading.Thread] = []

    def write(_path: Path, _content: bytes) -> None:
        threads.append(threading.current_thread())

    monkeypatch.setattr(saver_module, "write_file", write)
    save(desk, tmp_path / "a.csv")
    desk.qtbot.waitUntil(lambda: bool(threads), timeout=WAIT_MS)
    assert threads[0] is not threading.main_thread()


def test_nor_are_norms(desk: Desk, tmp_path: Path) -> None:
    threads: list[threading.Thread] = []
    analysis = Analysis(desk.document, desk.session, desk.tasks)
    norms = NormAnalysis(desk.document, desk.session, analysis.coverage_of, desk.tasks)
    saver = SaveNorms(desk.document, desk.session, norms, *desk.whole[2:])

    def make() -> Table:
        threads.append(threading.current_thread())
        return Table("a", (), ())

    saver.write_table(tmp_path / "a.csv", make)
    desk.qtbot.waitUntil(lambda: bool(threads), timeout=WAIT_MS)
    assert threads[0] is not threading.main_thread()


def test_it_says_what_is_supposed_and_what_is_missing(desk: Desk) -> None:
    saver = Saver(*desk.whole)
    assert saver.notes() == []
    assert saver.named("networks", saver.place) == "yiquan-networks-qinghai"
    mine = Layer("mine", LayerKind.FACILITIES, "#000", "Mine", Path("m.csv"), Tier.COUNTY)
    desk.document.apply("", lambda project: project.with_layer(mine))
    desk.session.replace_user_tables(UserTables(missing=frozenset({"mine"})))
    gone = FacilityKey("county", "1")
    desk.document.apply("", partial(Project.with_removed, facility=gone, name="H"))
    told = " ".join(saver.notes())
    assert "Mine" in told
    assert len(saver.notes()) >= 2
    assert saver.named("a") == "yiquan-a-what-if"


def test_the_dialogs_answer_is_written_and_said(desk: Desk, tmp_path: Path) -> None:
    saver = Saver(*desk.whole)

    def write(path: Path, progress: Progress) -> int:
        progress(1.0)
        path.write_text("a")
        return 7

    done: list[int] = []
    saver.offer("Save", {".csv": "Table"}, "a", lambda path: saver.write(path, write, done.append))
    (dialog,) = desk.window.findChildren(QFileDialog)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with desk.qtbot.waitSignal(saver.saved, timeout=WAIT_MS) as saved:
        dialog.fileSelected.emit(str(folder / "{b}"))
    dialog.reject()
    assert saved.args == ["Saved {b}.csv"]
    assert (folder / "{b}.csv").read_text() == "a"
    desk.qtbot.waitUntil(lambda: done == [7], timeout=WAIT_MS)
    assert desk.settings.folder == folder


def test_a_failure_is_told(desk: Desk, tmp_path: Path) -> None:
    saver = Saver(*desk.whole)

    def write(_path: Path, _progress: Progress) -> None:
        raise DataError("cli_output_unwritable", file="a", reason="full")

    with desk.qtbot.waitSignal(saver.failed, timeout=WAIT_MS) as failed:
        saver.write(tmp_path / "a.csv", write)
    assert failed.args is not None
    assert isinstance(failed.args[0], DataError)
