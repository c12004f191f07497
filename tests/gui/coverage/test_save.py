"""The table of coverage is saved by its button, in the bytes that the console writes."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, new_project
from data.schema import Language, Province, Tier
from geo.cli import run as cli
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.study.study import load_study
from gui.coverage.panel import CoveragePanel
from gui.coverage.save import SaveCoverage
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from tests.gui.waiting import settled

RADIUS_M = 7_000.0


class Desk:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        study = load_study(Province.QINGHAI)
        self.session.set_study(study)
        self.tasks = Tasks()
        settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        settings.language, settings.folder = Language.EN, folder
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.panel = CoveragePanel(self.document, self.session, settings, Language.EN)
        qtbot.addWidget(self.panel)
        self.save = SaveCoverage(self.document, self.session, self.tasks, settings, self.window)
        self.panel.export_requested.connect(self.save.ask)
        self.panel.set_seen(True)
        coverage = tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))
        self.session.set_report(coverage, coverage_report(coverage, RADIUS_M))

    def saved(self, path: Path) -> Path:
        """Press the button and answer the dialog."""
        self.panel.show()
        buttons = self.panel.findChildren(QPushButton)
        (button,) = [each for each in buttons if "Save the table" in each.text()]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        (dialog,) = self.window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        settled(lambda: not self.tasks.busy)
        return path


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path)
    yield desk
    desk.tasks.shut_down()


def never_drawn(_page: str, _width: int, _height: int) -> bytes:
    raise AssertionError


def without_note(content: bytes) -> str:
    """Return a table as it is, but for what is said of it: window and console word that."""
    text = content.decode("utf-8")
    note = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))["note"]
    assert note
    return text.replace(note, "").replace('""', "")


def test_its_bytes_are_those_of_the_console(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    line = ["coverage", "--province", "qinghai", "--tier", "township", "--radius-km", "7"]
    path = tmp_path / "console.csv"
    done = cli.main([*line, "--csv", "-o", str(path)], draw=never_drawn, gui_checks=list)
    assert done == 0
    saved = desk.saved(tmp_path / "window.csv").read_bytes()
    assert without_note(saved) == without_note(path.read_bytes())


def test_it_says_what_the_panel_says(desk: Desk, tmp_path: Path) -> None:
    table = pd.read_csv(desk.saved(tmp_path / "a.csv"), encoding="utf-8-sig")
    said = str(table["note"].iloc[0])
    assert "7 km" in said
    assert "people covered" in said
    assert "census of 2020" in said


def test_a_workbook_holds_the_same(desk: Desk, tmp_path: Path) -> None:
    book = pd.read_excel(desk.saved(tmp_path / "a.xlsx"), engine="calamine")
    report = desk.session.report
    assert report is not None
    assert book["adcode"].tolist()[: len(report.units)] == report.units["adcode"].tolist()
    assert book["ratio"].tolist()[: len(report.units)] == pytest.approx(
        report.units["ratio"].tolist(), nan_ok=True
    )
