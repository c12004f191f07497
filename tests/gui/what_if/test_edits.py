"""Edits of facilities in the window: figures follow, undo goes back, nothing passes for real."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.project import Criterion, EditKind, Layer, LayerKind, Project, new_project
from data.schema import Language, Province, Scope, Status, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import TierCoverage, tier_coverage
from geo.study.study import all_facilities, counted_facilities
from gui.coverage import analysis as analysis_module
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks
from gui.what_if.edits import WhatIf
from gui.what_if.panel import EditList, WhatIfPanel

WAIT_MS = 60_000
FAR = (97.5, 36.0)
COUNTY = Criterion(Tier.COUNTY)


class World:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.document = Document(replace(new_project(Province.QINGHAI), tier=Tier.COUNTY))
        self.session = Session()
        self.tasks = Tasks()
        self.analysis = Analysis(self.document, self.session, self.tasks)
        self.analysis.failed.connect(self.fail)
        self.what_if = WhatIf(self.document, self.session)
        self.analysis.start()
        self.settle()

    def fail(self, error: Exception) -> None:
        raise AssertionError(error)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def add(self, tier: Tier = Tier.COUNTY, place: tuple[float, float] = FAR) -> None:
        self.what_if.begin_adding(tier)
        self.what_if.place(*place)
        self.settle()

    def select(self, layer: str, row: int) -> FacilityKey:
        self.session.select_facility((layer, row))
        key = self.session.facility_key
        assert key is not None
        return key

    def coverage(self) -> TierCoverage:
        assert self.session.coverage is not None
        return self.session.coverage

    def assert_as_from_scratch(self) -> None:
        """Compare what the window says with all of it measured again."""
        project, study = self.document.project, self.session.study
        assert study is not None
        facilities = counted_facilities(project, self.session.frames, project.criterion.tiers)
        expected = tier_coverage(study, facilities, project.criterion)
        np.testing.assert_array_equal(self.coverage().distance_m, expected.distance_m)
        report = self.session.report
        assert report is not None
        ours, theirs = report.units, coverage_report(expected, report.radius_m).units
        pd.testing.assert_frame_equal(ours, theirs, rtol=1e-12)
        assert report.by_status == expected.by_status


@pytest.fixture
def world(qtbot: QtBot) -> Iterator[World]:
    world = World(qtbot)
    yield world
    world.tasks.shut_down()


def test_figures_follow_every_edit_and_undo_finds_them_again(world: World) -> None:
    known = [world.coverage()]

    def step() -> None:
        world.settle()
        world.assert_as_from_scratch()
        known.append(world.coverage())

    world.add()
    step()
    world.select("county", 5)
    world.what_if.remove()
    step()
    moved = world.select("county", 20)
    world.what_if.begin_moving()
    world.what_if.place(94.0, 35.0)
    step()
    world.select("township", 100)
    world.what_if.set_tier(Tier.COUNTY)
    step()
    assert world.session.facility is not None
    assert world.session.facility[0] == "county"
    assert len({id(each) for each in known}) == 5
    assert [edit.kind for edit in world.document.project.edits] == list(EditKind)
    for before in known[3:1:-1]:
        world.document.undo_stack.undo()
        assert world.coverage() is before
    while world.document.undo_stack.canUndo():
        world.document.undo_stack.undo()
    world.settle()
    np.testing.assert_array_equal(world.coverage().distance_m, known[0].distance_m)
    assert moved not in [edit.facility for edit in world.document.project.edits]


def test_an_edit_is_not_measured_from_scratch(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> TierCoverage:
        raise AssertionError("measured from scratch")

    monkeypatch.setattr(analysis_module, "tier_coverage", refuse)
    world.add()
    world.select("county", 5)
    world.what_if.remove()
    world.settle()
    assert world.session.report is not None
    world.what_if.take_back_all()
    world.settle()
    assert world.session.report is not None


@pytest.mark.parametrize("at_least", [1, 2])
def test_a_wider_scope_takes_the_edits_of_all_its_tiers(world: World, at_least: int) -> None:
    choose = partial(replace, tier=Tier.TOWNSHIP, scope=Scope.OR_HIGHER, at_least=at_least)
    world.document.apply("", choose)
    world.settle()
    before = world.coverage()
    world.add(Tier.COUNTY)
    assert world.coverage() is not before
    world.assert_as_from_scratch()
    after = world.coverage()
    world.add(Tier.VILLAGE)
    assert world.coverage() is after


def test_a_users_list_is_edited_in_its_own_rows(world: World) -> None:
    mine = all_facilities([world.session.frames["county"].iloc[:4]]).assign(
        id=[f"user-{n}" for n in range(1, 5)]
    )
    attributes = pd.DataFrame({"电话": ["1", "2", "3", "4"]})
    world.session.add_user_frame("user_1", all_facilities([mine]), attributes)
    layer = Layer("user_1", LayerKind.FACILITIES, "#000000", "mine", tier=Tier.TOWNSHIP)
    world.document.apply("", lambda project: project.with_layer(layer))
    world.select("user_1", 1)
    world.what_if.remove()
    world.settle()
    kept = world.session.attributes("user_1")
    assert kept is not None
    assert kept["电话"].to_list() == ["1", "3", "4"]
    world.session.select_listed(("user_1", 2))
    assert world.session.facility == ("user_1", 1)
    world.session.select_listed(("user_1", 1))
    assert world.session.facility is None


def test_the_selection_stays_with_its_facility(world: World) -> None:
    last = world.select("county", 10)
    told: list[object] = []
    world.session.facility_changed.connect(lambda: told.append(world.session.facility))
    first = str(world.session.frames["county"]["id"].iloc[0])
    world.document.apply(
        "", partial(Project.with_removed, facility=FacilityKey("county", first), name="")
    )
    assert world.session.facility == ("county", 9)
    assert world.session.facility_key == last
    assert told == [("county", 9)]
    world.what_if.remove()
    assert world.session.facility is None


def test_another_province_knows_nothing_of_them(world: World) -> None:
    world.add()
    world.document.apply("", partial(replace, province=Province.SHANXI))
    world.settle()
    assert world.session.report is not None
    assert Status.WHAT_IF not in world.session.report.by_status
    assert world.document.project.edits


@pytest.mark.parametrize("place", [(36.0, 97.5), (112.5, 37.8), (0.0, 0.0)])
def test_a_place_outside_is_refused_and_waited_for(
    world: World, place: tuple[float, float]
) -> None:
    refused: list[DataError] = []
    world.what_if.refused.connect(refused.append)
    world.add(place=place)
    assert [error.code for error in refused] == ["what_if_outside"]
    assert world.what_if.placing is not None
    assert not world.document.project.edits
    world.what_if.cancel()
    world.what_if.place(*FAR)
    assert not world.document.project.edits


def test_nobody_moves_to_another_province(world: World) -> None:
    world.document.apply("", partial(replace, province=None))
    world.settle()
    refused: list[DataError] = []
    world.what_if.refused.connect(refused.append)
    frame = world.session.frames["county"]
    row = int(np.flatnonzero(frame["province"] == Province.QINGHAI.value)[0])
    world.select("county", row)
    world.what_if.begin_moving()
    world.what_if.place(112.5, 37.8)
    assert [error.code for error in refused] == ["what_if_other_province"]


def test_a_change_of_the_facilities_ends_the_waiting(world: World) -> None:
    world.select("county", 3)
    world.what_if.begin_moving()
    world.what_if.remove()
    assert world.what_if.placing is None


def test_what_is_added_can_be_seen(world: World) -> None:
    hidden = replace(world.document.project.layer("county"), visible=False)
    world.document.apply("", lambda project: project.with_layer(hidden))
    world.add()
    assert world.document.project.layer("county").visible
    assert world.session.selected_facility() is not None
    world.document.undo_stack.undo()
    assert not world.document.project.layer("county").visible


class TestPanels:
    @pytest.fixture
    def panel(self, qtbot: QtBot, world: World) -> WhatIfPanel:
        panel = WhatIfPanel(world.document, world.session, world.what_if, Language.EN)
        qtbot.addWidget(panel)
        panel.show()
        return panel

    @pytest.fixture
    def edits(self, qtbot: QtBot, world: World) -> EditList:
        edits = EditList(world.document, world.what_if, Language.EN)
        qtbot.addWidget(edits)
        return edits

    def button(self, panel: WhatIfPanel | EditList, text: str) -> QPushButton:
        return next(each for each in panel.findChildren(QPushButton) if each.text() == text)

    def test_it_says_what_to_do_next(self, panel: WhatIfPanel, world: World) -> None:
        advice: list[str] = []
        panel.advised.connect(advice.append)
        add = panel.findChildren(QToolButton)[0]
        assert "County hospital" in add.text()
        add.click()
        assert "County hospital" in advice[-1]
        assert "Esc" in advice[-1]
        world.what_if.place(0.0, 0.0)
        assert "no county" in advice[-1]
        self.button(panel, "Cancel").click()
        assert advice[-1] == ""
        assert not self.button(panel, "Cancel").isVisible()
        name = str(world.session.frames["county"]["name"].iloc[3])
        world.select("county", 3)
        self.button(panel, "Move…").click()
        assert name in advice[-1]

    def test_buttons_wait_for_a_facility(self, panel: WhatIfPanel, world: World) -> None:
        names = ("Move…", "Remove", "Tier")
        assert not any(self.button(panel, name).isEnabled() for name in names)
        world.select("county", 3)
        assert all(self.button(panel, name).isEnabled() for name in names)
        menu = self.button(panel, "Tier").menu()
        menu.aboutToShow.emit()
        off = [action.text() for action in menu.actions() if not action.isEnabled()]
        assert off == ["County hospital"]

    def test_it_warns_while_there_is_an_edit(
        self, panel: WhatIfPanel, edits: EditList, world: World
    ) -> None:
        def warnings() -> list[str]:
            return [each.text() for each in panel.findChildren(QLabel) if each.isVisible()]

        assert warnings() == []
        assert edits.isHidden()
        world.add()
        assert "not real facilities" in warnings()[0]
        assert not edits.isHidden()
        world.document.undo_stack.undo()
        assert warnings() == []
        assert edits.isHidden()

    def test_a_change_is_taken_back(self, edits: EditList, world: World) -> None:
        rows = edits.findChildren(QListWidget)[0]
        take_back = self.button(edits, "Take back")
        for row in (1, 2, 3):
            world.select("county", row)
            world.what_if.remove()
        assert rows.count() == 3
        assert not take_back.isEnabled()
        kept = [edit for number, edit in enumerate(world.document.project.edits) if number != 1]
        rows.setCurrentRow(1)
        take_back.click()
        assert list(world.document.project.edits) == kept
        self.button(edits, "Undo all edits").click()
        assert not world.document.project.edits
        assert edits.isHidden()
        world.settle()
