"""Tables of many facilities are written for the map beside the window, and none is told late."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from data.project.project import MapView as Look
from data.project.project import Project, Site, new_project
from data.schema import Language, Province, Tier
from geo.study.study import Study
from gui.document import Document
from gui.map import sync as map_sync
from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.session import Session
from gui.tasks import Tasks

TOWNSHIPS = Tier.TOWNSHIP.value
WAIT_MS = 60_000


class Recorder(MapView):
    """Remembers what it was told of facilities, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = 0
        self.told: list[tuple[str, object]] = []

    def reload(self) -> None:
        self.pages += 1

    def set_facilities(self, layer_id: str, facilities: str) -> None:
        self.told.append((layer_id, json.loads(facilities)["lon"]))

    def select_facility(self, layer_id: str, index: int) -> None:
        self.told.append((layer_id, index))


class World:
    def __init__(self, qtbot: QtBot, study: Study) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.session.follow(self.document.project)
        self.session.set_study(study)
        self.document.changed.connect(lambda _: self.session.follow(self.document.project))
        self.tasks = Tasks()
        self.view = Recorder()
        qtbot.addWidget(self.view)
        self.sync = MapSync(self.document, self.session, self.tasks, self.view, Language.EN)
        qtbot.waitUntil(lambda: self.view.pages == 1 and not self.tasks.busy, timeout=WAIT_MS)
        self.view.told.clear()

    def add(self, lon: float) -> None:
        site = Site(lon, 0.0, 0)
        self.document.apply(
            "", partial(Project.with_added, tier=Tier.TOWNSHIP, site=site, name="new")
        )

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)


@pytest.fixture
def world(qtbot: QtBot, paper_study: Study) -> Iterator[World]:
    world = World(qtbot, paper_study)
    yield world
    world.tasks.shut_down()


def test_few_facilities_are_told_at_once(world: World) -> None:
    world.add(100.25)
    assert world.view.told == [(TOWNSHIPS, [100.0, 100.5, 100.25])]


def test_many_are_told_when_they_are_written_and_then_what_is_selected(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_sync, "MOST_AT_ONCE", 2)
    world.add(100.25)
    world.session.select_facility((TOWNSHIPS, 2))
    assert world.view.told == [(TOWNSHIPS, 2)]
    world.settle()
    assert world.view.told[1:] == [(TOWNSHIPS, [100.0, 100.5, 100.25]), (TOWNSHIPS, 2)]


def test_what_is_undone_meanwhile_is_not_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_sync, "MOST_AT_ONCE", 2)
    world.add(100.25)
    world.document.undo_stack.undo()
    world.settle()
    assert world.view.told == []


def test_the_last_of_many_changes_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_sync, "MOST_AT_ONCE", 2)
    world.add(100.25)
    world.add(100.75)
    world.settle()
    rows = [told for told in world.view.told if isinstance(told[1], list)]
    assert rows == [(TOWNSHIPS, [100.0, 100.5, 100.25, 100.75])]


@pytest.mark.parametrize(
    ("reported", "kept"),
    [
        ((284.0, 35.0, 5.0), Look(-76.0, 35.0, 5.0)),
        ((-270.0, 95.0, 99.0), Look(90.0, 90.0, 30.0)),
        ((float("nan"), 35.0, 5.0), None),
    ],
)
def test_where_the_map_looks_is_on_the_globe(
    world: World, reported: tuple[float, ...], kept: Look | None
) -> None:
    world.view.view_changed.emit(*reported)
    assert world.sync.look == kept


@pytest.mark.parametrize(
    ("look", "kept"),
    [
        (Look(100.0, 0.5, 9.0), True),
        (Look(-160.0, 35.0, 5.0), False),
        (Look(100.0, 60.0, 9.0), False),
        (Look(-179.0, 0.0, 1.0), True),
    ],
)
def test_a_project_that_looks_where_nothing_of_it_is_shows_the_whole_province(
    world: World, paper_study: Study, look: Look, *, kept: bool
) -> None:
    world.document.open(replace(world.document.project, map_view=look))
    world.session.set_study(paper_study)
    world.settle()
    assert world.sync.look == (look if kept else None)
