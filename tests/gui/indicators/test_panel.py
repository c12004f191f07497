"""The panel of published indicators: values, reasons, reports, bars, and files of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pytest
from PySide6.QtCore import QModelIndex, QObject, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.norm_edits import table_of
from data.project.project import Project, new_project
from data.reference.catalog import read_facilities
from data.reference.indicators import ThemeTarget, indicators, places, themes
from data.reference.network_model import IN_NO_NETWORK, NetworkEdit, NetworkEditKind
from data.reference.norms import Measure
from data.schema import Language, Province, Tier, Title
from geo.indicators.targets import theme_targets
from geo.progress import Progress
from geo.study.study import Study
from geo.tables.notes import Basis
from gui.document import Document
from gui.indicators import analysis as indicator_analysis
from gui.indicators.analysis import INDICATORS_KEY, IndicatorAnalysis
from gui.indicators.bars import COLOUR, TARGET_COLOUR
from gui.indicators.panel import CODE_ROLE, IndicatorsPanel
from gui.indicators.save import SaveIndicators
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from tests.gui.waiting import settled

WIDE = 1500


class World:
    """Sichuan's facilities, without its people, and a panel that looks at them."""

    def __init__(self, qtbot: QtBot, study: Study, folder: Path) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.SICHUAN))
        self.session = Session()
        self.session.follow(self.document.project)
        self.session.set_study(study)
        self.tasks = Tasks()
        self.analysis = IndicatorAnalysis(self.document, self.session, self.tasks)
        self.settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        self.settings.folder = folder
        self.settings.language = Language.ZH

    def panel(self, language: Language = Language.ZH) -> IndicatorsPanel:
        panel = IndicatorsPanel(self.session, self.analysis, self.settings, language)
        self.qtbot.addWidget(panel)
        panel.resize(WIDE, 1400)
        panel.show()
        return panel

    def settle(self, panel: IndicatorsPanel) -> None:
        with self.qtbot.waitSignal(self.analysis.changed):
            panel.set_seen(True)


@pytest.fixture(scope="module")
def facilities() -> dict[str, gpd.GeoDataFrame]:
    return {tier.value: read_facilities(Province.SICHUAN, tier) for tier in Tier}


@pytest.fixture
def study(paper_study: Study, facilities: dict[str, gpd.GeoDataFrame]) -> Study:
    """Return the bundled facilities of Sichuan among the people of the paper world."""
    return Study(Province.SICHUAN, paper_study.demand, MappingProxyType(facilities))


@pytest.fixture
def world(qtbot: QtBot, study: Study, tmp_path: Path) -> Iterator[World]:
    world = World(qtbot, study, tmp_path)
    yield world
    world.tasks.shut_down()


@pytest.fixture
def panel(world: World) -> IndicatorsPanel:
    panel = world.panel()
    world.settle(panel)
    return panel


def cell(panel: IndicatorsPanel, title: str, place: str, role: int = 0) -> str:
    """Return a cell's text, or what else it has, by the headings beside and above it."""
    model = panel._model
    rows = [line.title(panel._language) for line in model.lines]
    columns = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    return str(model.index(rows.index(title), columns.index(place)).data(role))


def choose(panel: IndicatorsPanel, title: str) -> None:
    model = panel._model
    rows = [line.title(panel._language) for line in model.lines]
    panel._table.setCurrentIndex(model.index(rows.index(title), 0))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_cell_come_to_by_keys_is_chosen_once_when_told(
    panel: IndicatorsPanel, key: Qt.Key
) -> None:
    table = panel._table
    cells: list[QModelIndex] = []
    table.chosen.connect(cells.append)
    table.setCurrentIndex(panel._model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert cells == []
    QTest.keyClick(table, key)
    assert cells == [panel._model.index(1, 0)]


def tick(panel: IndicatorsPanel, codes: set[int]) -> None:
    box = panel._places
    for row in range(box.count()):
        item = box.item(row)
        ticked = item.data(CODE_ROLE) in codes
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)


def test_values_stand_before_anything_is_computed(world: World) -> None:
    panel = world.panel()
    assert not world.tasks.busy
    panel.set_seen(True)
    assert cell(panel, "基层诊疗量占比", "崇州市") == "60 %"
    assert cell(panel, "基层医疗机构达标家数", "简阳市") == "25 家"
    choose(panel, "基层医疗机构达标家数")
    assert "计算值正在得出" in panel._detail.toPlainText()


def test_every_figure_is_shown(panel: IndicatorsPanel) -> None:
    figures = [each.indicator for line in panel._model.lines for each in line.figures]
    assert len(figures) == 122
    assert set(figures) == set(indicators())
    assert panel._model.columnCount() == len(places())
    assert "122" in panel._summary.text()


def test_headings_have_the_periods(panel: IndicatorsPanel) -> None:
    down = Qt.Orientation.Vertical
    headings = {panel._model.headerData(row, down) for row in range(panel._model.rowCount())}
    assert "县域内就诊（2024、2025）" in headings
    assert "三星中心卫生院 · 微创手术累计（2024-2025）" in headings


def test_computed_values_stand_below(panel: IndicatorsPanel) -> None:
    assert cell(panel, "基层医疗机构达标家数", "崇州市") == "15 家\n7 家\n计算 14"
    assert cell(panel, "基层医疗机构达标家数", "清徐县") == "1 家\n8 家\n计算 9"
    assert cell(panel, "家庭医生签约", "嘉兴市") == "2,350,000 人\n计算 43.51 %"
    assert cell(panel, "基层 · 中医药服务占比", "崇州市") == "≥ 55 %"
    assert cell(panel, "基层 · 中医药服务占比", "青海省") == ""


def test_hovering_tells_the_report(panel: IndicatorsPanel) -> None:
    tip = cell(panel, "县域内就诊", "简阳市", Qt.ItemDataRole.ToolTipRole)
    for said in ("95.3 %", "2024", "中新网四川", "2025-04-07", "县域内就诊率"):
        assert said in tip
    for row, line in enumerate(panel._model.lines):
        for column, place in enumerate(panel._model.places):
            tip = panel._model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
            for each in line.cells.get(place.adcode, ()):
                assert each.indicator.source.title in tip
                assert each.indicator.source.publisher in tip


def test_the_chosen_line_says_why_and_from_where(panel: IndicatorsPanel) -> None:
    choose(panel, "县域内就诊")
    told = panel._detail.toPlainText()
    for said in ("95.3 %", "54.02 %", "青海新闻网", "2025-11-01", "没有可据以计算"):
        assert said in told
    assert "口径不同" in panel._theme_note.text()
    assert [bar.value for bar in panel._bars.groups[0].bars] == [95.3, 54.02]
    choose(panel, "村卫生室标准化")
    assert panel._bars.isHidden()
    assert "不能作图" in panel._theme_note.text() or "No chart" in panel._theme_note.text()
    choose(panel, "县域 · 患者满意度")
    assert panel._theme_note.isHidden()
    assert "> 95 %" in panel._detail.toPlainText()


def test_places_are_chosen_and_remembered(world: World, panel: IndicatorsPanel) -> None:
    tick(panel, {510184, 140121})
    assert [place.adcode for place in panel._model.places] == [510184, 140121]
    assert cell(panel, "基层诊疗量占比", "清徐县") == "60 %"
    titles = {line.title(Language.ZH) for line in panel._model.lines}
    assert "医共体 · 共享中心" in titles
    assert world.settings.indicator_places == frozenset({510184, 140121})
    again = world.panel(Language.EN)
    again.set_seen(True)
    assert [place.adcode for place in again._model.places] == [510184, 140121]
    assert cell(again, "Primary-care share of visits", "Chongzhou City") == "60 %"
    tick(again, set())
    assert world.settings.indicator_places == frozenset()
    third = world.panel()
    third.set_seen(True)
    assert third._model.rowCount() == 0


def test_nothing_to_show_is_said(panel: IndicatorsPanel) -> None:
    panel._text.setText("没有这样的指标")
    assert panel._model.rowCount() == 0
    assert "fits the search" in panel._summary.text()
    assert not panel._export.isEnabled()
    panel._text.clear()
    tick(panel, set())
    assert "No place is ticked" in panel._summary.text()
    assert panel._detail.toPlainText() == ""
    assert panel._bars.isHidden()


def test_search_and_theme_keep_the_chosen_line(panel: IndicatorsPanel) -> None:
    choose(panel, "县域内就诊")
    panel._text.setText("就诊")
    assert panel._table.chosen_line() is not None
    assert "95.3 %" in panel._detail.toPlainText()
    panel._text.clear()
    panel._theme.setCurrentIndex(1 + [theme.id for theme in themes()].index("referrals"))
    assert [line.title(Language.ZH) for line in panel._model.lines] == ["转诊人次"]
    assert panel._detail.toPlainText() == ""


def click(panel: IndicatorsPanel, row: int, column: int) -> None:
    table = panel._table
    at = table.visualRect(table.model().index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_clicked_figure_goes_to_its_place(panel: IndicatorsPanel, world: World) -> None:
    asked: list[int] = []
    said: list[str] = []
    panel.unit_activated.connect(asked.append)
    panel.said.connect(said.append)
    tick(panel, {510184, 140121})
    rows = [line.title(Language.ZH) for line in panel._model.lines]
    row = rows.index("基层诊疗量占比")
    click(panel, row, 0)
    assert asked == [510184]
    assert "今日崇州" in panel._detail.toPlainText()
    # Qingxu is in Shanxi, and the map shows Sichuan.
    click(panel, row, 1)
    assert asked == [510184]
    assert "山西" in said[0]
    header = panel._table.horizontalHeader()
    header.sectionClicked.emit(0)
    panel._places.itemDoubleClicked.emit(panel._places.item(1))
    assert asked == [510184, 510184, 510185]
    # An empty cell is no place.
    click(panel, rows.index("医共体 · 总诊疗人次"), 0)
    assert len(asked) == 3


def test_what_is_said_of_networks_is_counted(panel: IndicatorsPanel, world: World) -> None:
    assert cell(panel, "基层机构与成员单位数", "简阳市") == "29 家\n计算 30"
    member = FacilityKey(Tier.TOWNSHIP.value, "township-510185107")
    edit = NetworkEdit(NetworkEditKind.ASSIGN, member, IN_NO_NETWORK)
    with world.qtbot.waitSignal(world.analysis.changed):
        world.document.apply("", lambda project: replace(project, networks=(edit,)))
    assert cell(panel, "基层机构与成员单位数", "简阳市") == "29 家\n计算 29"
    assert cell(panel, "县域内三级甲等医院", "简阳市") == "2 家\n计算 2"


def test_norms_are_targets(panel: IndicatorsPanel, world: World) -> None:
    choose(panel, "县域内就诊")
    assert panel._bars.groups[0].targets == theme_targets(table_of(()))
    assert [each.value for each in panel._bars.groups[0].targets] == [90.0]
    raised = tuple(
        replace(norm, number=95.0) if norm.measure is Measure.CARE_IN_COUNTY else norm
        for norm in table_of(())
    )
    world.document.apply("", lambda project: replace(project, norms=raised))
    assert [each.value for each in panel._bars.groups[0].targets] == [95.0]
    unsourced = tuple(replace(norm, source=Title("", "")) for norm in table_of(()))
    world.document.apply("", lambda project: replace(project, norms=unsourced))
    assert panel._bars.groups[0].targets == ()


def test_edits_are_compared_anew(panel: IndicatorsPanel, world: World) -> None:
    def fewer(project: Project) -> Project:
        layer = replace(project.layer(Tier.SUBCENTRE.value), counted=False)
        return project.with_layer(layer)

    with world.qtbot.waitSignal(world.analysis.changed):
        world.document.apply("", fewer)
    assert cell(panel, "基层医疗机构达标家数", "崇州市") == "15 家\n7 家\n计算 11"
    assert cell(panel, "县域 · 县域医疗卫生次中心", "崇州市") == "3 家\n计算 0"


def test_the_same_is_not_compared_twice(panel: IndicatorsPanel, world: World) -> None:
    panel.set_seen(False)
    panel.set_seen(True)
    assert not world.tasks.busy


def test_cancelled_comparisons_are_made_when_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = world.panel()
    panel.set_seen(True)
    world.tasks.cancel(INDICATORS_KEY)
    world.qtbot.waitUntil(lambda: not world.tasks.busy)
    assert all(each.computed is None for each in world.analysis.compared)
    world.settle(panel)
    assert any(each.computed is not None for each in world.analysis.compared)


def test_a_cancelled_comparison_can_be_asked_for_again(world: World) -> None:
    panel = world.panel()
    panel.set_seen(True)
    world.tasks.cancel(INDICATORS_KEY)
    world.qtbot.waitUntil(lambda: not world.tasks.busy)
    again = next(each for each in panel.findChildren(QPushButton) if "again" in each.text())
    assert again.isVisible()
    with world.qtbot.waitSignal(world.analysis.changed):
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert any(each.computed is not None for each in world.analysis.compared)
    assert not again.isVisible()


def test_a_failure_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Progress:
        raise RuntimeError("broken")

    monkeypatch.setattr(indicator_analysis, "project_ground", fail)
    with world.qtbot.waitSignal(world.analysis.failed):
        world.analysis.set_seen(QObject(world.tasks), seen=True)


@pytest.mark.parametrize("language", Language)
def test_bars_and_targets_are_drawn(
    world: World, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = ThemeTarget("primary-share", 65.0, "%", Title("规划目标", "Planning target"))
    monkeypatch.setattr(indicator_analysis, "theme_targets", lambda _: (target,))
    panel = world.panel(language)
    panel.set_seen(True)
    choose(panel, "基层诊疗量占比" if language is Language.ZH else "Primary-care share of visits")
    assert panel._bars.groups[0].targets == (target,)
    image = panel._bars.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert QColor(COLOUR).rgb() in colours
    assert QColor(TARGET_COLOUR).rgb() in colours
    # The longer the value, the longer the bar: 60 of 65, and nothing behind the target.
    blue = [
        sum(image.pixel(x, y) == QColor(COLOUR).rgb() for x in range(image.width()))
        for y in range(image.height())
    ]
    assert max(blue) > 0.5 * image.width()
    assert "60 %" in panel._bars.accessibleDescription()


class TestSaving:
    @pytest.fixture
    def save(self, world: World) -> SaveIndicators:
        window = QWidget()
        world.qtbot.addWidget(window)
        place = world.settings, window
        return SaveIndicators(world.document, world.session, world.tasks, *place)

    def written(self, panel: IndicatorsPanel, save: SaveIndicators, path: Path) -> None:
        panel.export_requested.connect(save.ask)
        panel._export.click()
        (dialog,) = save._window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        settled(lambda: not save._tasks.busy)

    def test_a_table_of_all(
        self, panel: IndicatorsPanel, save: SaveIndicators, tmp_path: Path
    ) -> None:
        self.written(panel, save, tmp_path / "指标.csv")
        raw = (tmp_path / "指标.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        assert [float(row["value"]) for row in rows] == [each.value for each in indicators()]
        assert [row["publisher"] for row in rows] == [
            each.source.publisher for each in indicators()
        ]
        (members,) = [row for row in rows if row["indicator"] == "医共体成员单位"]
        assert members["computed"] == "30"
        assert "位置不明" in members["difference_reason"]
        assert "未经核实" in rows[0]["note"]
        assert "当前省份以外" in rows[0]["note"]
        assert not any(value.startswith("=") for row in rows for value in row.values())

    def test_a_workbook_of_what_is_shown(
        self, panel: IndicatorsPanel, save: SaveIndicators, tmp_path: Path
    ) -> None:
        tick(panel, {630000})
        panel._text.setText("覆盖")
        self.written(panel, save, tmp_path / "a.xlsx")
        frame = pd.read_excel(tmp_path / "a.xlsx", engine="calamine")
        assert frame["indicator"].tolist() == ["覆盖县级医院", "覆盖基层机构", "覆盖公共卫生机构"]
        assert frame["value"].tolist() == [62, 389, 46]
        assert frame["computed"].tolist()[:2] == [43, 357]
        assert set(frame["published"]) == {"2025-11-01"}

    def test_a_name_without_an_ending_is_a_table(
        self, panel: IndicatorsPanel, save: SaveIndicators, tmp_path: Path
    ) -> None:
        save.save(tmp_path / "指标", panel._analysis.compared, Basis(None, ()))
        settled(lambda: not save._tasks.busy)
        assert (tmp_path / "指标.csv").is_file()

    def test_a_folder_that_is_not_there(
        self, panel: IndicatorsPanel, save: SaveIndicators, tmp_path: Path, world: World
    ) -> None:
        with world.qtbot.waitSignal(save.failed):
            save.save(tmp_path / "none" / "a.csv", panel._analysis.compared, Basis(None, ()))
