"""The gaps panel: what it lists, what it says when there is nothing to list."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import Criterion, new_project
from data.schema import Language, Province, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import TierCoverage, tier_coverage
from geo.study.study import Study, load_study
from gui.document import Document
from gui.gaps.analysis import GapAnalysis
from gui.gaps.model import PEOPLE, PLACE, GapsModel
from gui.gaps.panel import GapsPanel
from gui.gaps.save import SaveGaps
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import with_ending

WAIT_MS = 60_000


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.QINGHAI)


@pytest.fixture(scope="module")
def coverage(study: Study) -> TierCoverage:
    return tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))


class World:
    def __init__(self, qtbot: QtBot, study: Study) -> None:
        self.qtbot = qtbot
        self.session = Session()
        self.session.set_study(study)
        self.tasks = Tasks()
        self.gaps = GapAnalysis(self.session, self.tasks)
        self.panel = GapsPanel(self.session, self.gaps, Language.EN)
        qtbot.addWidget(self.panel)
        self.panel.set_seen(True)

    def put(self, coverage: TierCoverage, radius_m: float) -> None:
        self.session.set_report(coverage, coverage_report(coverage, radius_m))
        self.qtbot.waitUntil(
            lambda: self.gaps.gaps is not None and not self.tasks.busy, timeout=WAIT_MS
        )

    def text(self, name: str) -> str:
        return self.panel.findChildren(QLabel, name)[0].text()

    def table(self) -> QTableView:
        return self.panel.findChildren(QTableView)[0]

    def box(self) -> QComboBox:
        return self.panel.findChildren(QComboBox)[0]

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.panel.findChildren(QPushButton) if text in b.text())


@pytest.fixture
def world(qtbot: QtBot, study: Study) -> Iterator[World]:
    world = World(qtbot, study)
    yield world
    world.tasks.shut_down()


def test_it_lists_the_gaps_by_their_people(world: World, coverage: TierCoverage) -> None:
    assert "Looking for gaps" in world.text("summary")
    world.put(coverage, 5_000.0)
    found = world.gaps.gaps
    assert found is not None
    assert f"{len(found.table):,} gaps, {found.population:,.0f} people" in world.text("summary")
    assert "modelled" in world.text("note")
    assert "assumed" in world.text("note")
    model = world.table().model()
    assert model.rowCount() == len(found.table)
    first = found.table.iloc[0]
    assert model.index(0, PEOPLE).data() == f"{first['population']:,.0f}"
    assert first["near_township"] in model.index(0, PLACE).data()


def test_the_model_is_sound(qtbot: QtBot, world: World, coverage: TierCoverage) -> None:
    model = GapsModel(Language.ZH)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    world.put(coverage, 5_000.0)
    model.set_gaps(world.gaps.gaps, 3)
    assert model.rowCount() == 3
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_gaps(world.gaps.gaps, 3)
    model.set_gaps(None, 0)
    assert model.rowCount() == 0


def test_a_filter_says_what_is_left(world: World, coverage: TierCoverage) -> None:
    world.put(coverage, 5_000.0)
    every = world.table().model().rowCount()
    world.box().setCurrentIndex(2)
    listed = world.table().model().rowCount()
    assert 0 < listed < every
    assert f"listed: {listed:,} gaps" in world.text("summary")
    assert f"{every:,} gaps" in world.text("summary")


def test_a_row_is_chosen_and_chosen_again(world: World, coverage: TierCoverage) -> None:
    world.put(coverage, 5_000.0)
    asked: list[int] = []
    world.panel.gap_activated.connect(asked.append)
    world.panel.gap_activated.connect(world.gaps.select)
    world.table().sortByColumn(PEOPLE, Qt.SortOrder.AscendingOrder)
    world.table().setCurrentIndex(world.table().model().index(0, 0))
    last = world.table().model().rowCount() - 1
    assert asked == [last]
    world.table().clicked.emit(world.table().currentIndex())
    assert asked == [last, last]


def test_everybody_covered_is_said_in_words(world: World, coverage: TierCoverage) -> None:
    world.put(coverage, 2_000_000.0)
    assert "everybody" in world.text("summary")
    assert not world.button("Save").isEnabled()


def test_no_facility_is_said_in_words(world: World, study: Study) -> None:
    nothing = study.facilities["county"].iloc[:0]
    world.put(tier_coverage(study, nothing, Criterion(Tier.TOWNSHIP)), 5_000.0)
    assert "No facility is counted" in world.text("summary")
    assert "5,923,957" in world.text("summary")
    row = world.table().model().index(0, PEOPLE + 2)
    assert row.data() == "–"


def test_stopped_ones_are_asked_for_again(world: World, coverage: TierCoverage) -> None:
    button = world.button("again")
    assert button.isHidden()
    world.session.set_stopped()
    assert "stopped" in world.text("summary")
    with world.qtbot.waitSignal(world.panel.resume_requested):
        button.click()
    world.session.set_report(coverage, coverage_report(coverage, 5_000.0))
    world.qtbot.waitUntil(lambda: world.tasks.busy, timeout=WAIT_MS)
    world.tasks.cancel()
    world.qtbot.waitUntil(lambda: not button.isHidden(), timeout=WAIT_MS)
    button.click()
    world.qtbot.waitUntil(lambda: world.gaps.gaps is not None, timeout=WAIT_MS)
    assert button.isHidden()


def test_what_is_kept_is_known_to_the_next_panel(world: World, qtbot: QtBot) -> None:
    world.panel.findChildren(QCheckBox)[0].setChecked(True)
    world.box().setCurrentIndex(1)
    again = GapsPanel(world.session, world.gaps, Language.ZH)
    qtbot.addWidget(again)
    assert again.findChildren(QCheckBox)[0].isChecked()
    assert again.findChildren(QComboBox)[0].currentIndex() == 1


class TestSaving:
    @pytest.fixture
    def saver(self, world: World, coverage: TierCoverage, tmp_path: Path) -> SaveGaps:
        world.put(coverage, 5_000.0)
        world.gaps.set_least_people(1_000.0)
        store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        settings = Settings(store)
        settings.language = Language.EN
        document = Document(new_project(Province.QINGHAI))
        window = QWidget()
        world.qtbot.addWidget(window)
        return SaveGaps(document, world.session, world.gaps, world.tasks, settings, window)

    @pytest.mark.parametrize("name", ["gaps.gpkg", "空白区.geojson"])
    def test_the_listed_ones_are_in_the_file(
        self, world: World, saver: SaveGaps, tmp_path: Path, name: str
    ) -> None:
        with world.qtbot.waitSignal(saver.saved, timeout=WAIT_MS) as said:
            saver.save(tmp_path / name)
        assert name in said.args[0]
        frame = gpd.read_file(tmp_path / name)
        found = world.gaps.gaps
        assert found is not None
        expected = found.table["population"].iloc[: world.gaps.listed]
        assert len(frame) == world.gaps.listed > 0
        assert frame["population"].tolist() == pytest.approx(expected.tolist())
        assert frame.geometry.is_valid.all()

    def test_a_table_says_what_is_modelled(
        self, world: World, saver: SaveGaps, tmp_path: Path
    ) -> None:
        with world.qtbot.waitSignal(saver.saved, timeout=WAIT_MS):
            saver.save(tmp_path / "gaps.csv")
        table = pd.read_csv(tmp_path / "gaps.csv")
        assert len(table) == world.gaps.listed
        assert "modelled" in table["note"].iloc[0]

    def test_a_folder_that_is_not_there_is_told(
        self, world: World, saver: SaveGaps, tmp_path: Path
    ) -> None:
        with world.qtbot.waitSignal(saver.failed, timeout=WAIT_MS) as failed:
            saver.save(tmp_path / "nowhere" / "gaps.gpkg")
        assert isinstance(failed.args[0], DataError)

    @pytest.mark.parametrize(
        ("chosen", "ending", "written"),
        [("a.b", "gpkg", "a.b.gpkg"), ("a.CSV", "gpkg", "a.CSV"), ("空白", ".csv", "空白.csv")],
    )
    def test_a_name_without_an_ending_gets_one(
        self, chosen: str, ending: str, written: str
    ) -> None:
        assert with_ending(Path(chosen), ending, {".gpkg", ".geojson", ".csv"}) == Path(written)
