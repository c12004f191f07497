"""A project as the window holds it once it is open, with what saves from there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.norm_edits import norm_of, with_norm
from data.project.project import Layer, LayerKind, OwnPeople, Project, Site, new_project
from data.project.project_file import load_project
from data.project.read_as import ReadAs
from data.schema import FacilityColumn, Language, Province, Tier
from geo.intake.restore import restore
from geo.progress import silent
from geo.study.study import bundled_facilities
from gui.access.analysis import EquityAnalysis
from gui.coverage.analysis import Analysis
from gui.coverage.refinement import Refinement
from gui.document import Document
from gui.follow.saver import Saver
from gui.gaps.analysis import GapAnalysis
from gui.indicators.analysis import IndicatorAnalysis
from gui.networks.analysis import NetworkAnalysis
from gui.norms.analysis import NormAnalysis
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

WAIT_MS = 120_000
NORM = "circle_15_minutes"


def supposed(folder: Path) -> Project:
    """A project with a list and people of its own, a moved radius, a norm and what-ifs."""
    listed, people = folder / "own.csv", folder / "people.csv"
    listed.write_text("名称,经度,纬度,床位\n甲,101.7,36.6,20\n乙,99.0,37.3,10\n", encoding="utf-8")
    people.write_text(
        "经度,纬度,人口\n101.71,36.61,500\n99.0,37.2,300\n100.21,36.3,70\n96,35,9\n",
        encoding="utf-8",
    )
    kind, read_as = LayerKind.FACILITIES, ReadAs(tier=Tier.TOWNSHIP)
    own = Layer("user_1", kind, "#123456", "own", listed, Tier.TOWNSHIP, read_as=read_as)
    project = new_project(Province.QINGHAI).with_layer(own).with_radius(Tier.TOWNSHIP, 7300.0)
    rows = bundled_facilities(Province.QINGHAI)[Tier.TOWNSHIP.value]
    (first, second), tier = rows.head(2).to_dict("records"), Tier.TOWNSHIP
    keys = [FacilityKey(tier.value, str(row[FacilityColumn.ID])) for row in (first, second)]
    project = project.with_removed(keys[0], str(first[FacilityColumn.NAME]))
    project = project.with_raised(keys[1], str(second[FacilityColumn.NAME]), Tier.COUNTY)
    project = project.with_added(tier, Site(100.2, 36.3, 632521), "new")
    norm = norm_of((), NORM)
    assert norm is not None
    project = replace(project, norms=with_norm((), replace(norm, radius_m=4200.0)))
    return replace(project, people=OwnPeople("people_1", "people", people, ReadAs()))


class OpenWindow:
    """The document, the session, what follows them and what saves, as the window joins them."""

    def __init__(self, path: Path, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        restored = restore(load_project(path), silent)
        self.document, self.session = Document(restored.project), Session()
        self.tasks, self.quick, self.background = Tasks(), Tasks(), Tasks()
        settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        settings.language, settings.folder = Language.EN, folder
        self.settings = settings
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.session.replace_user_tables(restored.tables)
        queues = self.tasks, self.quick, self.background
        self.analysis = Analysis(self.document, self.session, self.tasks)
        self.refinement = Refinement(self.document, self.session, self.analysis, *queues)
        self.access = EquityAnalysis(self.document, self.session, self.tasks)
        self.gaps = GapAnalysis(self.session, self.tasks)
        known = self.analysis.coverage_of
        self.norms = NormAnalysis(self.document, self.session, known, self.tasks)
        self.indicators = IndicatorAnalysis(self.document, self.session, self.tasks)
        self.networks = NetworkAnalysis(self.document, self.session, self.tasks)
        self.analysis.start()
        self.wait(lambda: self.session.report is not None)

    def end(self) -> None:
        for tasks in (self.background, self.quick, self.tasks):
            tasks.shut_down()

    def wait(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(lambda: done() and not self.tasks.busy, timeout=WAIT_MS)

    @property
    def end_of_savers(self) -> tuple[Tasks, Settings, QWidget]:
        return self.tasks, self.settings, self.window

    def answer(self, saver: Saver, ask: Callable[[], None], path: Path) -> None:
        """Ask for a file, answer the dialog, and wait until the file is there."""
        ask()
        (dialog,) = self.window.findChildren(QFileDialog)
        with self.qtbot.waitSignal(saver.saved, timeout=WAIT_MS):
            dialog.fileSelected.emit(str(path))
        dialog.reject()
        dialog.setParent(None)
        dialog.deleteLater()
