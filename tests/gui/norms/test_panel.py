"""The panel of norms: edits, verdicts worked out on paper, and what is saved of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import QModelIndex, QObject, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.lists import several
from data.project.norm_edits import norm_of, table_of, with_norm
from data.project.project import Layer, LayerKind, Site, new_project
from data.reference.norms import (
    Comparator,
    Measure,
    Norm,
    NormStatus,
    NormUnit,
    bundled_norm,
    bundled_norms,
)
from data.schema import Language, Province, Tier
from geo.norms.verdict import Judgement, Verdict
from geo.progress import Progress
from geo.study.study import Study
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.norms import analysis as norm_analysis
from gui.norms.analysis import NormAnalysis
from gui.norms.delegate import NormDelegate
from gui.norms.model import (
    CHOICES_ROLE,
    COMPARATOR,
    DATE,
    MINUTES,
    NUMBER,
    RADIUS,
    SOURCE,
    SPEED,
    STATUS,
    STATUS_COLOURS,
    TIER,
    TITLE,
    UNIT,
    NormsModel,
)
from gui.norms.panel import NormsPanel
from gui.norms.save import SaveNorms
from gui.norms.units_model import COLOURS
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from tests.gui.waiting import settled

CIRCLE, CARE, TOWNSHIP = "circle_15_minutes", "care_in_county", "township_30_minutes"
EDIT = Qt.ItemDataRole.EditRole


class World:
    """A document, a session of four places, and who judges them."""

    def __init__(self, qtbot: QtBot, study: Study) -> None:
        self.qtbot = qtbot
        self.study = study
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.tasks = Tasks()
        coverages = Analysis(self.document, self.session, self.tasks)
        self.norms = NormAnalysis(self.document, self.session, coverages.coverage_of, self.tasks)
        self.failures: list[object] = []
        self.norms.failed.connect(self.failures.append)
        self.viewer = QObject()
        self.session.set_study(study)

    def show(self) -> None:
        self.norms.set_seen(self.viewer, True)

    def norm(self, norm_id: str) -> Norm:
        norm = norm_of(self.document.project.norms, norm_id)
        assert norm is not None
        return norm

    def change(self, norm_id: str, **values: object) -> None:
        norm = replace(self.norm(norm_id), **values)  # type: ignore[arg-type]
        self.document.apply("", lambda p: replace(p, norms=with_norm(p.norms, norm)))

    def judged(self) -> Judgement:
        self.qtbot.waitUntil(lambda: self.norms.judgement is not None)
        judgement = self.norms.judgement
        assert judgement is not None
        return judgement


@pytest.fixture
def world(qtbot: QtBot, paper_study: Study) -> Iterator[World]:
    world = World(qtbot, paper_study)
    yield world
    world.tasks.shut_down()


@pytest.fixture
def panel(world: World, qtbot: QtBot) -> NormsPanel:
    panel = NormsPanel(world.document, world.session, world.norms, Language.EN)
    qtbot.addWidget(panel)
    panel.set_seen(True)
    return panel


def button(panel: NormsPanel, text: str) -> QPushButton:
    return next(each for each in panel.findChildren(QPushButton) if each.text() == text)


def type_in(panel: NormsPanel, norm_id: str, column: int, value: object) -> bool:
    model = panel._model
    row = model.row_of(norm_id)
    assert row is not None
    return model.setData(model.index(row, column), value, EDIT)


def shown(panel: NormsPanel, norm_id: str, column: int) -> str:
    row = panel._model.row_of(norm_id)
    assert row is not None
    return str(panel._model.index(row, column).data())


def choose(panel: NormsPanel, norm_id: str) -> None:
    row = panel._model.row_of(norm_id)
    assert row is not None
    panel._norms.setCurrentIndex(panel._model.index(row, 0))


class TestAnalysis:
    def test_nobody_works_for_a_panel_that_is_not_seen(self, world: World) -> None:
        world.qtbot.waitUntil(lambda: not world.norms.rests)
        assert not world.tasks.busy
        assert world.norms.judgement is None
        world.show()
        assert world.judged().norm.id == CIRCLE

    def test_the_newest_row_is_judged_by(self, world: World) -> None:
        world.show()
        assert world.judged().counts[Verdict.NOT_JUDGED] == 2
        # 10 km an hour for a quarter of an hour: A, B and D live near one, C does not.
        world.change(CIRCLE, speed_kmh=10.0)
        assert world.norms.judgement is None
        found = world.judged()
        assert [unit.value for unit in found.units] == [1.0, 1000 / 1600]
        assert [unit.verdict for unit in found.units] == [Verdict.PASSED, Verdict.MISSED]
        world.document.undo_stack.undo()
        assert world.judged().counts[Verdict.NOT_JUDGED] == 2
        assert world.failures == []

    def test_what_is_supposed_is_judged(self, world: World) -> None:
        world.show()
        world.change(CIRCLE, speed_kmh=10.0)
        assert world.judged().units[1].verdict is Verdict.MISSED
        site = Site(100.5, 0.03, 0)
        world.document.apply("", lambda p: p.with_added(Tier.TOWNSHIP, site, "新院"))
        found = world.judged()
        assert found.units[1].value == 1.0
        assert found.edits

    def test_how_a_layer_looks_changes_nothing(self, world: World) -> None:
        world.show()
        before = world.judged()
        layer = replace(world.document.project.layer(Tier.COUNTY.value), colour="#000000")
        world.document.apply("", lambda p: p.with_layer(layer))
        assert world.norms.judgement is before
        uncounted = replace(layer, counted=False)
        world.document.apply("", lambda p: p.with_layer(uncounted))
        assert world.norms.judgement is None

    def test_a_row_that_is_gone_leaves_the_first(self, world: World) -> None:
        world.norms.choose(CARE)
        assert world.norms.norm.id == CARE
        left = tuple(norm for norm in bundled_norms() if norm.id != CARE)
        world.document.apply("", lambda p: replace(p, norms=left))
        assert world.norms.norm.id == CIRCLE
        world.document.undo_stack.undo()
        assert world.norms.norm.id == CARE

    def test_what_the_user_has_to_mend_is_kept(self, world: World, panel: NormsPanel) -> None:
        frame = world.study.facilities[Tier.COUNTY.value]
        columns = pd.DataFrame({"医师": [3], "执业医师": [2]})
        mine = Layer("mine", LayerKind.FACILITIES, "#000000", "名单", Path("m.csv"), Tier.COUNTY)
        world.session.add_user_frame("mine", frame, columns)
        world.document.apply("", lambda p: p.with_layer(mine))
        world.norms.choose("physicians_2030")
        world.show()
        world.qtbot.waitUntil(lambda: world.norms.problem is not None)
        assert "执业医师" in panel._counts.text()
        assert world.failures == []
        columns = pd.DataFrame({"医师": [3]})
        world.session.add_user_frame("mine", frame, columns)
        # D's hospital has three for the 1,600 people of its county, but others are not told.
        assert world.judged().remarks[0].facts["columns"] == several(["医师"])

    def test_a_fault_is_told_once_and_can_be_tried_again(
        self, world: World, panel: NormsPanel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(norm: Norm, ground: object, progress: Progress) -> Judgement:
            raise ZeroDivisionError

        with monkeypatch.context() as patched:
            patched.setattr(norm_analysis, "_judged", fail)
            world.show()
            world.qtbot.waitUntil(lambda: world.norms.stopped)
        assert [type(failure) for failure in world.failures] == [ZeroDivisionError]
        assert not panel._resume.isHidden()
        assert "stopped" in panel._counts.text()
        panel._resume.click()
        assert world.judged().norm.id == CIRCLE
        assert panel._resume.isHidden()


class TestTable:
    def test_every_row_shows_status_and_source(self, panel: NormsPanel) -> None:
        for norm in bundled_norms():
            assert shown(panel, norm.id, TITLE) == norm.title.en
            assert shown(panel, norm.id, STATUS) == norm.status.label.en
            assert shown(panel, norm.id, SOURCE) == norm.source.en
            row = panel._model.row_of(norm.id)
            assert row is not None
            colour = panel._model.index(row, STATUS).data(Qt.ItemDataRole.DecorationRole)
            assert colour == QColor(STATUS_COLOURS[norm.status])
        assert len(set(STATUS_COLOURS.values())) == len(NormStatus)

    def test_a_typed_number_is_one_step_that_undo_takes_back(
        self, panel: NormsPanel, world: World
    ) -> None:
        assert type_in(panel, CARE, NUMBER, " 85 % ")
        assert world.norm(CARE).number == 85.0
        assert shown(panel, CARE, TITLE).endswith("*")
        # The source said 90.
        assert shown(panel, CARE, STATUS) == "Assumption"
        world.document.undo_stack.undo()
        assert world.document.project.norms == ()
        assert shown(panel, CARE, NUMBER) == "90"
        world.document.undo_stack.redo()
        assert shown(panel, CARE, NUMBER) == "85"

    @pytest.mark.parametrize(
        ("column", "text", "word"),
        [
            (NUMBER, "abc", "abc"),
            (NUMBER, "101", "101"),
            (MINUTES, "-5", "-5"),
            (SPEED, "1e9", "1e9"),
            (RADIUS, "0", "“0”"),
            (RADIUS, "nan", "nan"),
            (DATE, "27.11.2025", "27.11.2025"),
            (TITLE, "  ", "title"),
        ],
    )
    def test_what_will_not_do_is_refused_in_words(
        self, panel: NormsPanel, world: World, column: int, text: str, word: str
    ) -> None:
        assert not type_in(panel, CIRCLE, column, text)
        assert word in panel._refusal.text()
        assert not panel._refusal.isHidden()
        assert world.document.project.norms == ()
        assert not world.document.undo_stack.canUndo()
        assert type_in(panel, CIRCLE, NUMBER, "80")
        assert panel._refusal.isHidden()

    def test_a_speed_makes_a_radius_and_a_radius_stands_by_itself(
        self, panel: NormsPanel, world: World
    ) -> None:
        type_in(panel, CIRCLE, SPEED, "30")
        assert shown(panel, CIRCLE, RADIUS) == "7.5"
        # Looked at and left, it stays made from the speed.
        type_in(panel, CIRCLE, RADIUS, "7.5")
        assert world.norm(CIRCLE).radius_m is None
        type_in(panel, CIRCLE, RADIUS, "３")
        assert world.norm(CIRCLE).radius_m == 3_000.0
        type_in(panel, CIRCLE, RADIUS, "")
        assert world.norm(CIRCLE).radius_m is None
        assert shown(panel, CIRCLE, RADIUS) == "7.5"
        row = panel._model.row_of(CIRCLE)
        assert row is not None
        assert panel._model.index(row, RADIUS).data(Qt.ItemDataRole.FontRole).italic()

    def test_what_a_row_lacks_stands_in_its_own_cell(self, panel: NormsPanel) -> None:
        row = panel._model.row_of(CIRCLE)
        assert row is not None
        cell = panel._model.index(row, SPEED)
        assert cell.data() == "set a speed"
        assert cell.data(EDIT) == ""
        assert cell.data(Qt.ItemDataRole.ForegroundRole) is not None
        for column in (TITLE, SPEED):
            tip = panel._model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
            assert "type a speed into km/h" in tip
        type_in(panel, CIRCLE, MINUTES, "")
        assert (cell.data(), shown(panel, CIRCLE, RADIUS)) == ("", "set a radius")
        type_in(panel, CIRCLE, RADIUS, "5")
        assert shown(panel, CIRCLE, RADIUS) == "5"
        assert cell.data(Qt.ItemDataRole.ForegroundRole) is None
        type_in(panel, CIRCLE, NUMBER, "")
        type_in(panel, CIRCLE, SOURCE, "")
        assert shown(panel, CIRCLE, NUMBER) == "set a number"
        assert shown(panel, CIRCLE, SOURCE) == "name a source"

    @pytest.mark.parametrize("language", list(Language))
    def test_what_a_row_needs_is_in_sight(
        self, world: World, qtbot: QtBot, language: Language
    ) -> None:
        """Of 1,280 pixels the table has some 450."""
        panel = NormsPanel(world.document, world.session, world.norms, language)
        qtbot.addWidget(panel)
        header = panel._norms.horizontalHeader()
        seen = (TITLE, COMPARATOR, NUMBER, UNIT, MINUTES, SPEED)
        end = max(header.sectionPosition(each) + header.sectionSize(each) for each in seen)
        assert end <= 450

    def test_without_a_source_no_status_can_be_typed(self, panel: NormsPanel, world: World) -> None:
        type_in(panel, CARE, SOURCE, " ")
        assert shown(panel, CARE, STATUS) == "Unknown"
        assert not type_in(panel, CARE, STATUS, NormStatus.BINDING)
        assert "source" in panel._refusal.text()
        type_in(panel, CARE, SOURCE, "国卫发〔2030〕1号")
        type_in(panel, CARE, STATUS, NormStatus.BINDING)
        assert shown(panel, CARE, STATUS) == "Binding"
        assert world.norm(CARE).source.zh == world.norm(CARE).source.en == "国卫发〔2030〕1号"

    def test_lists_offer_what_there_is(self, panel: NormsPanel, world: World) -> None:
        for column, value in (
            (COMPARATOR, Comparator.LESS),
            (UNIT, NormUnit.PER_1000),
            (TIER, Tier.COUNTY),
            (STATUS, NormStatus.LITERATURE),
        ):
            row = panel._model.row_of(CIRCLE)
            assert row is not None
            choices = panel._model.index(row, column).data(CHOICES_ROLE)
            assert value in [each for _, each in choices]
            assert type_in(panel, CIRCLE, column, value)
        norm = world.norm(CIRCLE)
        chosen = norm.comparator, norm.unit, norm.tier, norm.status
        assert chosen == (
            Comparator.LESS,
            NormUnit.PER_1000,
            Tier.COUNTY,
            NormStatus.LITERATURE,
        )
        type_in(panel, CIRCLE, TIER, None)
        assert world.norm(CIRCLE).tier is None
        type_in(panel, CIRCLE, UNIT, "nonsense")
        assert world.norm(CIRCLE).unit is NormUnit.PER_1000

    def test_a_choice_that_passed_through_qt_is_the_choice_itself(
        self, world: World, panel: NormsPanel
    ) -> None:
        for column, value in ((COMPARATOR, Comparator.LESS), (TIER, Tier.COUNTY)):
            assert type_in(panel, CIRCLE, column, str(value.value))
        norm = world.norm(CIRCLE)
        assert norm.comparator is Comparator.LESS
        assert norm.tier is Tier.COUNTY

    def test_what_means_nothing_for_a_row_cannot_be_typed(self, panel: NormsPanel) -> None:
        for norm_id, editable in ((CIRCLE, True), (CARE, False)):
            row = panel._model.row_of(norm_id)
            assert row is not None
            for column in (TIER, MINUTES, SPEED, RADIUS):
                flags = panel._model.flags(panel._model.index(row, column))
                assert bool(flags & Qt.ItemFlag.ItemIsEditable) is editable

    def test_tips_are_no_markup(self, panel: NormsPanel) -> None:
        type_in(panel, CARE, TITLE, "<img src=x>")
        row = panel._model.row_of(CARE)
        assert row is not None
        tip = panel._model.index(row, TITLE).data(Qt.ItemDataRole.ToolTipRole)
        assert "<img" not in tip
        assert "&lt;img" in tip
        assert "The original was not read" in tip

    def test_the_editors_hand_over_what_is_chosen(
        self, panel: NormsPanel, world: World, qtbot: QtBot
    ) -> None:
        model, holder = panel._model, QWidget()
        qtbot.addWidget(holder)
        delegate = NormDelegate(holder)
        row = model.row_of(CIRCLE)
        assert row is not None
        for column, kind in ((TIER, QComboBox), (NUMBER, QLineEdit)):
            index = model.index(row, column)
            editor = delegate.createEditor(holder, QStyleOptionViewItem(), index)
            assert isinstance(editor, kind)
            delegate.setEditorData(editor, index)
            if isinstance(editor, QComboBox):
                assert editor.currentText() == "Any tier"
                editor.setCurrentText("Village clinic")
            else:
                assert editor.text() == "90"
                editor.setText("75")
            delegate.setModelData(editor, model, index)
        assert (world.norm(CIRCLE).tier, world.norm(CIRCLE).number) == (Tier.VILLAGE, 75.0)


class TestButtons:
    def test_a_row_of_ones_own(self, panel: NormsPanel, world: World) -> None:
        menu = button(panel, "Add row").menu()
        next(a for a in menu.actions() if a.text() == Measure.CARE_IN_COUNTY.label.en).trigger()
        (own,) = [norm for norm in table_of(world.document.project.norms) if norm.is_own]
        assert own.measure is Measure.CARE_IN_COUNTY
        assert world.norms.norm == own
        assert panel._norms.currentIndex().row() == len(bundled_norms())
        assert shown(panel, own.id, STATUS) == "Unknown"
        button(panel, "Delete row").click()
        assert world.document.project.norms == ()
        assert world.norms.norm.id == CIRCLE
        world.document.undo_stack.undo()
        assert world.norm(own.id) == own
        world.document.undo_stack.undo()
        assert world.document.project.norms == ()

    def test_a_bundled_row_can_be_had_back(self, panel: NormsPanel, world: World) -> None:
        choose(panel, CARE)
        reset = button(panel, "Reset row")
        assert not reset.isEnabled()
        type_in(panel, CARE, NUMBER, "80")
        type_in(panel, CIRCLE, NUMBER, "80")
        assert reset.isEnabled()
        reset.click()
        assert world.norm(CARE) == bundled_norm(CARE)
        assert not reset.isEnabled()
        assert world.norm(CIRCLE).number == 80.0
        button(panel, "Reset all").click()
        assert world.document.project.norms == ()
        assert not button(panel, "Reset all").isEnabled()
        world.document.undo_stack.undo()
        assert world.norm(CIRCLE).number == 80.0

    def test_the_radius_of_a_row_becomes_that_of_its_tier(
        self, panel: NormsPanel, world: World
    ) -> None:
        choose(panel, TOWNSHIP)
        take = button(panel, "Set this radius")
        assert not take.isEnabled()
        assert "radius" in take.toolTip()
        type_in(panel, TOWNSHIP, SPEED, "24")
        take.click()
        project = world.document.project
        assert project.radius_m(Tier.TOWNSHIP) == 12_000.0
        assert project.tier is Tier.TOWNSHIP
        assert project.radius_m(Tier.COUNTY) == Tier.COUNTY.default_radius_m
        assert not take.isEnabled()
        world.document.undo_stack.undo()
        assert world.document.project.radius_m(Tier.TOWNSHIP) == Tier.TOWNSHIP.default_radius_m
        assert take.isEnabled()
        choose(panel, CARE)
        assert not take.isEnabled()

    def test_a_row_of_any_tier_sets_them_all(self, panel: NormsPanel, world: World) -> None:
        choose(panel, CIRCLE)
        type_in(panel, CIRCLE, RADIUS, "6")
        button(panel, "Set this radius").click()
        assert {world.document.project.radius_m(tier) for tier in Tier} == {6_000.0}
        world.document.undo_stack.undo()
        assert world.document.project.radius_m(Tier.COUNTY) == Tier.COUNTY.default_radius_m


class TestVerdicts:
    def rows(self, panel: NormsPanel) -> list[list[str]]:
        model = panel._table.model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def test_the_counties_and_what_they_rest_on(self, panel: NormsPanel, world: World) -> None:
        world.show()
        world.change(CIRCLE, speed_kmh=10.0)
        world.judged()
        assert panel._headline.text() == "Qinghai: 15-minute basic medical circle"
        assert panel._counts.text() == (
            "Reaches the assumed value 1, Short of the assumed value 1, Not judged 0"
        )
        # What is missed comes first.
        assert self.rows(panel) == [
            ["Yi", "Short of the assumed value", "62.5%"],
            ["Jia", "Reaches the assumed value", "100.0%"],
        ]
        for part in ("2.5 km", "your assumption", "only assumed", "straight lines"):
            assert part in panel._note.text()
        tip = panel._table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert "乙县" in tip
        assert "no finding of a standard" in tip
        panel._table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        assert [row[0] for row in self.rows(panel)] == ["Jia", "Yi"]

    def test_without_a_radius_the_reason_is_said(self, panel: NormsPanel, world: World) -> None:
        world.show()
        world.judged()
        assert {row[1] for row in self.rows(panel)} == {"Not judged"}
        world.session.select_unit(630121)
        assert panel._why.text().startswith("Jia: No radius is known")
        assert not panel._why.isHidden()
        world.session.select_unit(None)
        assert panel._why.isHidden()

    def test_a_clicked_county_is_flown_to(self, panel: NormsPanel, world: World) -> None:
        world.show()
        world.judged()
        panel.resize(500, 1000)
        panel.show()
        asked: list[int] = []
        panel.unit_activated.connect(asked.append)
        panel.unit_activated.connect(world.session.select_unit)
        at = panel._table.visualRect(panel._table.model().index(1, 0)).center()
        for _ in range(2):
            QTest.mouseClick(panel._table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert len(asked) == 2
        assert len(set(asked)) == 1
        # One chosen on the map is marked, and nobody is asked to fly.
        other = ({630121, 630222} - set(asked)).pop()
        world.session.select_unit(other)
        assert len(asked) == 2
        assert panel._table.selectionModel().hasSelection()

    @pytest.mark.parametrize("language", Language)
    def test_it_is_drawn_in_both_languages(
        self, world: World, qtbot: QtBot, language: Language
    ) -> None:
        panel = NormsPanel(world.document, world.session, world.norms, language)
        qtbot.addWidget(panel)
        panel.resize(500, 900)
        panel.set_seen(True)
        world.change(CIRCLE, speed_kmh=10.0)
        world.judged()
        image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
        assert {QColor(COLOURS[each]).rgb() for each in (Verdict.PASSED, Verdict.MISSED)} <= colours
        for label in panel.findChildren(QLabel):
            assert label.objectName() not in ("headline", "note") or label.textFormat() is (
                Qt.TextFormat.PlainText
            )
        panel.set_seen(False)


class TestSaving:
    @pytest.fixture
    def save(self, world: World, qtbot: QtBot, tmp_path: Path) -> SaveNorms:
        settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
        settings.language = Language.EN
        settings.folder = tmp_path
        window = QWidget()
        qtbot.addWidget(window)
        analysis = world.norms
        return SaveNorms(world.document, world.session, analysis, world.tasks, settings, window)

    def answer(self, save: SaveNorms, path: Path) -> None:
        (dialog,) = save._window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        settled(lambda: not save._tasks.busy)

    def test_the_table_as_it_is(self, save: SaveNorms, panel: NormsPanel, tmp_path: Path) -> None:
        panel.norms_export_requested.connect(save.ask_norms)
        type_in(panel, CARE, NUMBER, "85")
        type_in(panel, CARE, TITLE, "=1+1")
        panel.norms_export_requested.emit()
        self.answer(save, tmp_path / "n.csv")
        text = (tmp_path / "n.csv").read_text("utf-8-sig")
        rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
        assert rows.keys() == {norm.id for norm in bundled_norms()}
        assert (rows[CARE]["number"], rows[CARE]["standing"]) == ("85", "assumption")
        assert rows[CARE]["title"] == "'=1+1"

    @pytest.mark.parametrize("ending", [".csv", ".xlsx"])
    def test_the_verdicts(
        self, save: SaveNorms, panel: NormsPanel, world: World, tmp_path: Path, ending: str
    ) -> None:
        panel.judgement_export_requested.connect(save.ask_judgement)
        panel.judgement_export_requested.emit()
        assert not save._window.findChildren(QFileDialog)
        world.show()
        world.change(CIRCLE, speed_kmh=10.0)
        world.judged()
        assert panel._save_judgement.isEnabled()
        panel._save_judgement.trigger()
        path = tmp_path / f"v{ending}"
        self.answer(save, path)
        if ending == ".csv":
            table = pd.read_csv(path, encoding="utf-8-sig")
            said = str(table["note"].iloc[0])
        else:
            table = pd.read_excel(path, engine="calamine")
            notes = pd.read_excel(path, sheet_name="notes", header=None, engine="calamine")
            said = " ".join(map(str, notes[0]))
        assert table["adcode"].tolist() == [630121, 630222]
        assert table["value"].tolist() == [1.0, 0.625]
        assert table["verdict"].tolist() == ["passed", "missed"]
        assert "15-minute basic medical circle" in said
        assert "your assumption" in said

    def test_a_folder_that_does_not_take_it(
        self, save: SaveNorms, qtbot: QtBot, tmp_path: Path
    ) -> None:
        save.ask_norms()
        with qtbot.waitSignal(save.failed) as failed:
            self.answer(save, tmp_path / "none" / "n.csv")
        assert failed.args is not None
        assert isinstance(failed.args[0], DataError)

    def test_a_name_without_an_ending_gets_one(self, save: SaveNorms, tmp_path: Path) -> None:
        save.ask_norms()
        self.answer(save, tmp_path / "n.1")
        assert (tmp_path / "n.1.csv").is_file()


def test_a_table_has_no_children(world: World) -> None:
    model = NormsModel(world.document, Language.ZH)
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    assert model.norm_at(-1) is None
    assert not model.setData(QModelIndex(), "x")
    assert not model.setData(model.index(0, 0), "x", Qt.ItemDataRole.DisplayRole)
