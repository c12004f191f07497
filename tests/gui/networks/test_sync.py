"""What the map is told of networks and chains, and when it is left alone."""

import json
from collections.abc import Iterator, Sequence
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import Project, new_project
from data.reference.network_model import LinkKind
from data.schema import Language, Province, Tier
from geo.study.study import Study, load_study
from gui.document import Document
from gui.map.clicks import MapClicks
from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.networks.analysis import NetworkAnalysis
from gui.networks.chain.referral import Referral
from gui.networks.figures import NetworkFigures
from gui.networks.sync import NetworkSync, ReferralSync
from gui.session import Session
from gui.tasks import Tasks
from gui.what_if.edits import WhatIf
from gui.what_if.sync import WhatIfSync

WAIT_MS = 60_000
CHONGZHOU = "510184-1"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.SICHUAN)


class Recorder(MapView):
    """A view that keeps what it is told, of which no page hears."""

    def __init__(self) -> None:
        super().__init__()
        self.networks: list[str] = []
        self.kinds: list[str] = []
        self.chains: list[str] = []
        self.boxes: list[tuple[float, ...]] = []
        self.placing: set[str] = set()

    def show_network(self, network: str) -> None:
        self.networks.append(network)

    def show_kinds(self, kinds: Sequence[str]) -> None:
        self.kinds = list(kinds)

    def show_chain(self, chain: str) -> None:
        self.chains.append(chain)

    def set_placing(self, purpose: str, *, placing: bool) -> None:
        (self.placing.add if placing else self.placing.discard)(purpose)

    def fly_to(self, west: float, south: float, east: float, north: float) -> None:
        self.boxes.append((west, south, east, north))


class World:
    def __init__(self, qtbot: QtBot, study: Study) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.SICHUAN))
        self.session = Session()
        self.session.follow(self.document.project)
        self.session.set_study(study)
        self.document.changed.connect(lambda _: self.session.follow(self.document.project))
        self.tasks = Tasks()
        self.networks = NetworkAnalysis(self.document, self.session, self.tasks)
        self.figures = NetworkFigures(self.document, self.session, self.networks, self.tasks)
        self.referral = Referral(self.session, self.networks, self.tasks)
        self.what_if = WhatIf(self.document, self.session)
        self.view = Recorder()
        qtbot.addWidget(self.view)
        sync = MapSync(self.document, self.session, self.tasks, self.view, Language.EN)
        self.sync = sync
        clicks = MapClicks(self.view)
        self.shown = NetworkSync(self.networks, self.figures, sync, self.view)
        self.chain = ReferralSync(self.referral, clicks, sync, self.view)
        WhatIfSync(self.what_if, clicks, sync, self.view)
        self.viewer = QObject()

    def look(self, network: str | None = CHONGZHOU) -> None:
        self.networks.set_seen(self.viewer, seen=True)
        self.settle()
        self.networks.choose(network)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.networks.found is not None and not self.tasks.busy, timeout=WAIT_MS
        )

    def ids(self) -> list[str | None]:
        told = [json.loads(text) for text in self.view.networks]
        return [each["id"] if each else None for each in told]


@pytest.fixture
def world(qtbot: QtBot, study: Study) -> Iterator[World]:
    world = World(qtbot, study)
    yield world
    world.tasks.shut_down()


def test_the_chosen_one_is_lit_with_its_outline_and_goes_with_the_viewer(world: World) -> None:
    assert world.ids()[-1] is None
    world.look()
    assert world.ids()[-1] == CHONGZHOU
    assert json.loads(world.view.networks[-1])["catchment"] == world.figures.outline
    assert world.figures.outline
    world.networks.set_seen(world.viewer, seen=False)
    assert world.ids()[-1] is None
    world.networks.set_kept(kept=True)
    assert world.ids()[-1] == CHONGZHOU


def test_the_map_is_left_alone_while_it_is_found_anew(world: World) -> None:
    world.look()
    told = len(world.view.networks)
    network = world.networks.network
    assert network is not None
    gone = network.members[-1]
    remove = partial(Project.with_removed, facility=gone.facility, name=gone.name)
    world.document.apply("Remove", remove)
    assert world.networks.found is None
    assert len(world.view.networks) == told
    world.settle()
    names = [node["name"] for node in json.loads(world.view.networks[-1])["nodes"]]
    assert gone.name not in names
    world.session.set_study(None)
    assert world.ids()[-1] is None


def test_another_page_hears_it_all_again(world: World) -> None:
    world.look()
    world.networks.set_kind(LinkKind.MANAGEMENT, shown=False)
    assert LinkKind.MANAGEMENT.value not in world.view.kinds
    world.view.networks.clear()
    world.view.kinds = []
    world.view.chains.clear()
    world.sync.page_shown.emit()
    assert world.ids()[-1] == CHONGZHOU
    assert LinkKind.TRUSTEESHIP.value in world.view.kinds
    assert world.view.chains == ["null"]


def test_the_map_moves_to_leads_and_members(world: World) -> None:
    world.look()
    world.shown.show_network()
    network = world.networks.network
    assert network is not None
    west, south, east, north = world.view.boxes[-1]
    for part in (*network.leads, *network.members):
        assert west < part.lon < east
        assert south < part.lat < north
    assert all(part.lon > east for part in network.supporters)


def test_a_chain_is_drawn_and_moved_to(world: World) -> None:
    world.look()
    frame = world.session.frames[Tier.TOWNSHIP.value]
    [row] = frame.index[frame["name"] == "文井江镇卫生院"]
    world.session.select_key(FacilityKey(Tier.TOWNSHIP.value, str(frame["id"].loc[row])))
    world.referral.from_selected()
    world.settle()
    drawn = json.loads(world.view.chains[-1])
    chain = world.referral.shown
    assert chain is not None
    assert [step["name"] for step in drawn["steps"]] == [step.name for step in chain.steps]
    world.chain.show_chain()
    west, _, east, _ = world.view.boxes[-1]
    assert west < chain.start.lon < chain.steps[-1].lon < east
    world.networks.set_seen(world.viewer, seen=False)
    assert world.view.chains[-1] == "null"


def test_a_click_is_for_one_thing_at_a_time(world: World) -> None:
    world.what_if.begin_adding(Tier.TOWNSHIP)
    world.referral.begin()
    assert world.what_if.placing is None
    assert world.view.placing == {"chain"}
    world.what_if.begin_adding(Tier.COUNTY)
    assert world.view.placing == {"facility"}
    assert not world.referral.placing
    # A click that nobody waits for asks for nothing.
    world.view.place_clicked.emit(103.6, 30.6)
    assert world.referral.chains is None
