"""The coverage panel: what counts, the figures, the interval, the curve and the table."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, new_project
from data.reference.catalog import Level, unplaced_townships
from data.schema import Language, Province, Scope, Status, Tier
from geo.coverage.curves import curves
from geo.coverage.figures import CoverageReport, coverage_report
from geo.coverage.position_errors import Interval, Intervals
from geo.coverage.tier_coverage import TierCoverage, radius_for_share_m, tier_coverage
from geo.study.study import Study, load_study
from gui.coverage.curve import CoverageCurve
from gui.coverage.panel import CoveragePanel
from gui.coverage.units_model import UnitsModel
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.widgets.table_model import ADCODE_ROLE

ALL_HOSPITALS = "Count all hospitals"

UNIT = 630102


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.QINGHAI)


@pytest.fixture(scope="module")
def coverage(study: Study) -> TierCoverage:
    return tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(new_project(Province.QINGHAI))


@pytest.fixture
def session(qtbot: QtBot, study: Study) -> Session:
    session = Session()
    session.set_study(study)
    return session


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def panel(qtbot: QtBot, document: Document, session: Session, settings: Settings) -> CoveragePanel:
    panel = CoveragePanel(document, session, settings, Language.EN)
    qtbot.addWidget(panel)
    panel.set_seen(True)
    return panel


def put(session: Session, coverage: TierCoverage, radius_m: float = 5000.0) -> CoverageReport:
    report = coverage_report(coverage, radius_m, session.level)
    session.set_report(coverage, report)
    session.set_curves(curves(coverage, np.linspace(0.0, 20_000.0, 41), session.level))
    return report


def text(panel: QWidget, name: str) -> str:
    return panel.findChildren(QLabel, name)[0].text()


def named(panel: QWidget, kind: type[QWidget], name: str) -> QWidget:
    return next(each for each in panel.findChildren(kind) if each.accessibleName() == name)


def intervals(rows: int, low: float, high: float) -> Intervals:
    lows, highs = np.full(rows, low), np.full(rows, high)
    return Intervals(lows, highs, lows, Interval(low, high, low))


class TestFigures:
    def test_it_waits_for_figures(self, panel: CoveragePanel) -> None:
        assert "Working out" in text(panel, "headline")

    def test_they_are_those_of_the_report(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        report = put(session, coverage)
        figures = text(panel, "figures")
        covered = round(report.covered)
        for number in (covered, 5_923_957, 5_923_957 - covered, round(report.area_km2)):
            assert f"{number:,}" in figures
        assert f"{report.area_ratio:.1%}" in figures
        distances = report.distances
        for metres in (distances.mean_m, distances.median_m, distances.farthest_m):
            assert f"{metres / 1000:.1f}" in figures

    def test_caveats_are_told(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        note = text(panel, "note")
        assert "only assumed" in note
        assert "modelled" in note
        assert f"{len(unplaced_townships(Province.QINGHAI)):,} townships" in note

    def test_a_partial_list_says_so(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        assert "far from complete" not in text(panel, "note")
        wider = replace(coverage, criterion=Criterion(Tier.TOWNSHIP, Scope.ANY))
        put(session, wider)
        note = text(panel, "note")
        assert "far from complete" in note
        assert Tier.VILLAGE.label.en in note
        assert f"{len(unplaced_townships(Province.QINGHAI)):,} townships" in note

    def test_figures_of_another_province_do_not_stay(
        self, panel: CoveragePanel, session: Session, study: Study, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        table = panel.findChildren(QTableView)[0]
        assert table.model().rowCount() == len(study.demand.units)
        session.set_study(None)
        assert table.model().rowCount() == 0
        assert "5,923,957" not in " ".join(each.text() for each in panel.findChildren(QLabel))

    def test_figures_of_before_are_greyed(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        figures = panel.findChildren(QLabel, "figures")[0]
        assert figures.isEnabled()
        session.set_report(None, None)
        assert not figures.isEnabled()
        assert not panel.findChildren(QTableView)[0].isEnabled()

    def test_stopped_figures_can_be_asked_for_again(
        self, panel: CoveragePanel, session: Session, qtbot: QtBot
    ) -> None:
        button = panel.findChildren(QPushButton)[0]
        assert button.isHidden()
        session.set_stopped()
        assert not button.isHidden()
        with qtbot.waitSignal(panel.resume_requested):
            button.click()

    def test_no_facility_is_said_in_words(
        self, panel: CoveragePanel, session: Session, study: Study
    ) -> None:
        nothing = study.facilities["county"].iloc[:0]
        put(session, tier_coverage(study, nothing, Criterion(Tier.TOWNSHIP)))
        assert "nobody is covered" in text(panel, "figures")
        assert "–" not in text(panel, "figures")
        assert panel.findChildren(QLabel, "interval")[0].isHidden()

    def test_a_share_has_its_radius(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        spin = panel.findChildren(QSpinBox)[-1]
        assert spin.accessibleName() == "Share of the people"
        for per_cent in (90, 35):
            spin.setValue(per_cent)
            radius_m = radius_for_share_m(coverage.index, per_cent / 100)
            assert f"{radius_m / 1000:.1f} km" in text(panel, "radius_for_share")

    def test_the_reach_of_any_tier_is_told_once_known(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        assert "…" in text(panel, "any_tier")
        session.set_any_tier(0.4321)
        assert "43.2%" in text(panel, "any_tier")


class TestInterval:
    def test_it_stands_beside_the_share(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        assert "…" in text(panel, "interval")
        session.set_intervals(intervals(45, 0.25, 0.5))
        assert "25.0% to 50.0%" in text(panel, "interval")
        tip = panel.findChildren(QLabel, "interval")[0].toolTip()
        assert "100 times" in tip
        assert "assumed" in tip

    def test_one_that_ends_at_the_share_says_why(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        report = put(session, coverage)
        session.set_intervals(intervals(45, 0.25, report.ratio))
        high = f"{report.ratio:.1%}"
        assert f"25.0% to {high};" in text(panel, "interval")
        assert f"{high} at most" in text(panel, "interval")

    def test_one_that_no_longer_fits_goes(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        session.set_intervals(intervals(45, 0.25, 0.5))
        model = panel.findChildren(UnitsModel)[0]
        low = [each.key for each in model.columns].index("low")
        assert model.index(0, low).data() == "25.0%"
        session.set_intervals(None)
        put(session, coverage, 7000.0)
        assert "25.0%" not in text(panel, "interval")
        assert model.index(0, low).data() == "–"

    def test_exact_positions_have_none(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        report = put(session, coverage)
        session.set_intervals(intervals(45, report.ratio, report.ratio))
        assert "taken as exact" in text(panel, "interval")


class TestCriterion:
    def test_a_scope_is_chosen_and_undone(self, panel: CoveragePanel, document: Document) -> None:
        box = named(panel, QComboBox, "Tiers that count")
        assert isinstance(box, QComboBox)
        assert [box.itemText(row) for row in range(3)] == [each.label.en for each in Scope]
        box.setCurrentIndex(1)
        box.activated.emit(1)
        scopes = [document.project.scope]
        document.undo_stack.undo()
        scopes.append(document.project.scope)
        assert scopes == [Scope.OR_HIGHER, Scope.TIER]
        assert box.currentIndex() == 0

    def test_a_number_is_chosen_and_undone(self, panel: CoveragePanel, document: Document) -> None:
        spin = named(panel, QSpinBox, "Facilities within reach, at least")
        assert isinstance(spin, QSpinBox)
        assert (spin.minimum(), spin.maximum()) == (1, 9)
        spin.setValue(3)
        assert document.project.at_least == 3
        document.undo_stack.undo()
        assert spin.value() == document.project.at_least == 1

    def test_all_hospitals_are_counted_by_a_click_and_not_after_undo(
        self, panel: CoveragePanel, document: Document
    ) -> None:
        (box,) = [each for each in panel.findChildren(QCheckBox) if each.text() == ALL_HOSPITALS]
        assert not box.isChecked()
        chosen = [document.project.all_hospitals]
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
        chosen.append(document.project.all_hospitals)
        document.undo_stack.undo()
        chosen.append(document.project.all_hospitals)
        assert chosen == [False, True, False]
        assert not box.isChecked()

    def test_what_counts_among_the_township_hospitals_is_said(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        assert "sub-centre is the township hospital" in text(panel, "note")

    def test_the_figures_name_it(
        self, panel: CoveragePanel, session: Session, study: Study
    ) -> None:
        criterion = Criterion(Tier.COUNTY, at_least=2)
        put(session, tier_coverage(study, study.facilities["county"], criterion), 30_000.0)
        assert criterion.label.en in text(panel, "headline")
        assert "To have 2 within reach" in text(panel, "figures")


class TestCurve:
    def test_it_is_pulled(
        self, panel: CoveragePanel, document: Document, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        curve = panel.findChildren(CoverageCurve)[0]
        curve.resize(400, 150)
        panel.show()
        middle = QPoint(curve.width() // 2, curve.height() // 2)
        QTest.mousePress(curve, Qt.MouseButton.LeftButton, pos=middle)
        first = document.project.radius_m(Tier.TOWNSHIP)
        assert first != Tier.TOWNSHIP.default_radius_m
        QTest.mouseMove(curve, middle + QPoint(20, 0))
        assert document.undo_stack.count() == 1

    def test_the_selected_unit_has_its_own(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        curve = panel.findChildren(CoverageCurve)[0]
        without = curve.grab().toImage()
        session.select_unit(UNIT)
        assert curve.grab().toImage() != without
        expected = curves(coverage, curve.radii_m)
        row = expected.units["adcode"].tolist().index(UNIT)
        assert np.array_equal(curve.unit_shares, expected.unit_ratio[row])
        assert curve.unit_name == expected.units["pinyin"][row]
        session.select_unit(None)
        assert curve.grab().toImage() == without

    def test_that_of_before_cannot_be_pulled(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        curve = panel.findChildren(CoverageCurve)[0]
        fresh = curve.grab().toImage()
        session.set_curves(None)
        assert not curve.isEnabled()
        assert curve.grab().toImage() != fresh

    def test_a_unit_without_people_has_no_line(self, qtbot: QtBot) -> None:
        curve = CoverageCurve()
        qtbot.addWidget(curve)
        curve.resize(400, 150)
        radii_m = np.linspace(0, 10_000, 11)
        curve.set_curve(radii_m, radii_m / 10_000, "all", "#0072b2")
        curve.set_unit_curve(np.full(11, np.nan), "nobody")
        picture = curve.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        colours = {picture.pixel(x, y) for x in range(60, 380) for y in range(30, 110)}
        assert QColor("#0072b2").rgb() in colours


class TestTable:
    def test_a_chosen_county_is_gone_back_to(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        panel.resize(500, 1100)
        panel.show()
        asked: list[int] = []
        panel.unit_activated.connect(asked.append)
        panel.unit_activated.connect(session.select_unit)
        table = panel.findChildren(QTableView)[0]
        at = table.visualRect(table.model().index(2, 0)).center()
        for _ in range(2):
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert asked == [session.unit, session.unit]

    def test_a_new_panel_shows_the_selected_county(
        self,
        document: Document,
        session: Session,
        settings: Settings,
        coverage: TierCoverage,
        qtbot: QtBot,
    ) -> None:
        put(session, coverage)
        session.select_unit(UNIT)
        panel = CoveragePanel(document, session, settings, Language.ZH)
        qtbot.addWidget(panel)
        panel.set_seen(True)
        chosen = panel.findChildren(QTableView)[0].selectionModel().selectedRows()
        assert [index.data(ADCODE_ROLE) for index in chosen] == [UNIT]

    def test_a_selection_elsewhere_flies_nowhere(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage, qtbot: QtBot
    ) -> None:
        put(session, coverage)
        with qtbot.assertNotEmitted(panel.unit_activated):
            session.select_unit(UNIT)
            session.select_unit(None)

    def test_rows_are_of_the_chosen_level(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        put(session, coverage)
        box = named(panel, QComboBox, "Rows of the table")
        assert isinstance(box, QComboBox)
        box.activated.emit(1)
        assert session.level is Level.PREFECTURE
        report = put(session, coverage)
        model = panel.findChildren(UnitsModel)[0]
        assert model.rowCount() == len(report.units) == 8
        assert model.headerData(0, Qt.Orientation.Horizontal) == "Prefecture"
        assert box.currentIndex() == 1

    def test_columns_are_chosen_and_remembered(
        self,
        panel: CoveragePanel,
        document: Document,
        session: Session,
        settings: Settings,
        qtbot: QtBot,
    ) -> None:
        table = panel.findChildren(QTableView)[0]
        keys = [each.key for each in panel.findChildren(UnitsModel)[0].columns]
        hidden = [key for column, key in enumerate(keys) if table.isColumnHidden(column)]
        assert "farthest_m" in hidden
        assert "ratio" not in hidden
        menu = next(each for each in panel.findChildren(QMenu) if len(each.actions()) > 5)
        action = next(each for each in menu.actions() if each.data() == "farthest_m")
        action.trigger()
        assert not table.isColumnHidden(keys.index("farthest_m"))
        again = CoveragePanel(document, session, settings, Language.EN)
        qtbot.addWidget(again)
        assert not again.findChildren(QTableView)[0].isColumnHidden(keys.index("farthest_m"))
        action.trigger()
        assert table.isColumnHidden(keys.index("farthest_m"))

    def test_assumed_ones_have_their_share(
        self, panel: CoveragePanel, session: Session, coverage: TierCoverage
    ) -> None:
        report = put(session, coverage)
        share = report.by_status[Status.ASSUMED] / report.facilities
        assert f"{share:.0%} of them" in text(panel, "note")


def test_scope_and_number_are_two_steps(panel: CoveragePanel, document: Document) -> None:
    document.apply("", partial(replace, scope=Scope.ANY))
    document.apply("", partial(replace, at_least=2))
    assert document.undo_stack.count() == 2
    box = named(panel, QComboBox, "Tiers that count")
    assert isinstance(box, QComboBox)
    assert box.currentIndex() == 2
