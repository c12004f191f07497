"""Networks are found for whoever looks, anew when what they are made of differs."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import Project, new_project
from data.reference.catalog import read_units
from data.reference.network_model import LinkKind, NetworkEdit, NetworkEditKind
from data.reference.networks import published_networks, published_supports
from data.schema import Province, Status, Tier
from geo.networks.assemble import networks_of
from geo.networks.facilities import places_of
from geo.study.edited_facilities import EditedFrames
from geo.study.study import Study, load_study
from gui.document import Document
from gui.networks.analysis import NETWORKS_KEY, NetworkAnalysis
from gui.session import Session
from gui.tasks import Tasks

WAIT_MS = 60_000
CHONGZHOU = 510184


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.SICHUAN)


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
        self.networks.failed.connect(self.fail)
        self.viewer = QObject()

    def fail(self, error: Exception) -> None:
        raise AssertionError(error)

    def look(self) -> None:
        self.networks.set_seen(self.viewer, seen=True)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.networks.found is not None and not self.tasks.busy, timeout=WAIT_MS
        )

    def found(self) -> bool:
        return self.networks.network is not None

    def chosen(self) -> str | None:
        return self.networks.chosen

    def key(self, name: str, tier: Tier = Tier.COUNTY) -> FacilityKey:
        frame = self.session.frames[tier.value]
        [row] = frame.index[frame["name"] == name]
        return FacilityKey(tier.value, str(frame["id"].loc[row]))


@pytest.fixture
def world(qtbot: QtBot, study: Study) -> Iterator[World]:
    world = World(qtbot, study)
    yield world
    world.tasks.shut_down()


def test_nothing_is_done_for_nobody(world: World, qtbot: QtBot) -> None:
    qtbot.wait(400)
    assert not world.tasks.busy
    assert world.networks.networks is None
    world.look()
    assert world.networks.networks


def test_they_are_those_of_the_province(world: World, study: Study) -> None:
    world.look()
    oracle = networks_of(
        places_of(new_project(Province.SICHUAN), EditedFrames(study.facilities)),
        read_units(Province.SICHUAN),
        published_networks(),
        published_supports(),
    )
    assert world.networks.networks == oracle


def test_what_the_planner_says_is_in_them(world: World) -> None:
    world.look()
    before = world.networks.networks
    key = world.key("崇州市妇幼保健院")
    edit = NetworkEdit(NetworkEditKind.ASSIGN, key, f"{CHONGZHOU}-2")
    world.document.apply("Assign", partial(replace, networks=(edit,)))
    assert world.networks.networks is None
    world.settle()
    network = world.networks.network_of(key)
    assert network is not None
    part = network.part_of(key)
    assert part is not None
    assert (network.id, part.membership) == (f"{CHONGZHOU}-2", Status.USER)
    world.document.undo_stack.undo()
    world.settle()
    assert world.networks.networks == before


def test_the_links_of_a_facility_are_those_of_all_networks(world: World) -> None:
    world.look()
    found = world.networks.found
    assert found is not None
    every = {link for network in found.networks for link in network.links}
    assert {link for links in found.links.values() for link in links} == every
    for key in found.places.keys[:400]:
        links = found.links.get(key, ())
        assert len(set(links)) == len(links)
        assert set(links) == {link for link in every if key in (link.lower, link.upper)}


def test_a_facility_that_is_gone_is_in_none(world: World) -> None:
    world.look()
    key = world.key("崇州市人民医院")
    assert world.networks.network_of(key) is not None
    world.document.apply("Remove", partial(Project.with_removed, facility=key, name=""))
    world.settle()
    assert world.networks.network_of(key) is None
    world.document.apply("Hide", lambda project: project.without_layer(Tier.COUNTY.value))
    world.settle()
    assert world.networks.networks == ()


def test_a_stale_result_is_dropped(world: World, qtbot: QtBot) -> None:
    world.networks.set_seen(world.viewer, seen=True)
    qtbot.waitUntil(lambda: world.tasks.awaits(NETWORKS_KEY), timeout=WAIT_MS)
    world.document.apply("Hide", lambda project: project.without_layer(Tier.COUNTY.value))
    assert not world.tasks.awaits(NETWORKS_KEY)
    world.settle()
    assert world.networks.networks == ()


def test_what_has_nothing_to_do_with_networks_finds_nothing_anew(world: World) -> None:
    world.look()
    found = world.networks.found
    world.document.apply("Radius", partial(Project.with_radius, tier=Tier.COUNTY, radius_m=9_000.0))
    assert world.networks.found is found


def test_the_chosen_one_stays_when_found_anew(world: World) -> None:
    world.look()
    world.networks.choose(f"{CHONGZHOU}-1")
    key = world.key("崇州市妇幼保健院")
    edit = NetworkEdit(NetworkEditKind.CREATE, key, "user-1", name="新", adcode=CHONGZHOU)
    world.document.apply("Create", partial(replace, networks=(edit,)))
    assert world.chosen() == f"{CHONGZHOU}-1"
    assert not world.found()
    world.settle()
    assert world.networks.network is not None
    world.networks.choose("user-1")
    world.document.undo_stack.undo()
    world.settle()
    assert world.chosen() is None


def test_a_facility_that_is_selected_chooses_its_network(world: World) -> None:
    world.session.select_key(world.key("简阳市人民医院"))
    world.look()
    assert world.chosen() is None
    world.session.select_key(world.key("崇州市中医医院"))
    assert world.chosen() == f"{CHONGZHOU}-2"
    # A supporter is in no network of its own: what is shown stays, whatever its county.
    world.session.select_key(world.key("四川大学华西医院", Tier.REGIONAL))
    world.session.select_unit(510107)
    assert world.chosen() == f"{CHONGZHOU}-2"
    world.networks.set_seen(world.viewer, seen=False)
    world.session.select_key(world.key("崇州市人民医院"))
    assert world.chosen() == f"{CHONGZHOU}-2"


def test_a_county_that_is_selected_chooses_a_network_of_its_own(world: World) -> None:
    world.look()
    world.session.select_unit(CHONGZHOU)
    assert world.chosen() == f"{CHONGZHOU}-1"
    world.networks.choose(f"{CHONGZHOU}-2")
    world.session.select_unit(510100)
    assert world.chosen() == f"{CHONGZHOU}-2"
    world.session.select_unit(510185)
    assert world.chosen() == "510185-1"


def test_a_kept_one_is_found_anew_for_the_map(world: World) -> None:
    world.look()
    world.networks.choose(f"{CHONGZHOU}-1")
    world.networks.set_kept(kept=True)
    world.networks.set_seen(world.viewer, seen=False)
    assert world.networks.wanted
    world.document.apply("Hide", lambda project: project.without_layer(Tier.VILLAGE.value))
    world.settle()
    assert world.networks.network is not None
    world.networks.choose(None)
    assert not world.networks.wanted


def test_another_province_forgets_the_chosen_one(world: World) -> None:
    world.look()
    world.networks.choose(f"{CHONGZHOU}-1")
    world.session.set_study(None)
    assert (world.networks.networks, world.networks.chosen) == (None, None)
    world.session.set_study(load_study(Province.QINGHAI))
    world.settle()
    assert {each.adcode // 10000 for each in world.networks.networks or ()} == {63}


def test_kinds_are_shown_and_hidden(world: World, qtbot: QtBot) -> None:
    assert world.networks.kinds == frozenset(LinkKind)
    with qtbot.waitSignal(world.networks.kinds_changed):
        world.networks.set_kind(LinkKind.TELEMEDICINE, shown=False)
    assert LinkKind.TELEMEDICINE not in world.networks.kinds
    with qtbot.assertNotEmitted(world.networks.kinds_changed):
        world.networks.set_kind(LinkKind.TELEMEDICINE, shown=False)


def test_stopped_ones_can_be_asked_for_again(world: World, qtbot: QtBot) -> None:
    world.networks.set_seen(world.viewer, seen=True)
    qtbot.waitUntil(lambda: world.tasks.busy, timeout=WAIT_MS)
    world.tasks.cancel()
    qtbot.waitUntil(lambda: world.networks.stopped, timeout=WAIT_MS)
    world.networks.resume()
    world.settle()
    assert not world.networks.stopped
