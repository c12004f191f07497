"""Networks edited in the window: every change is one step, undo goes back, nonsense is refused."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QInputDialog, QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.project import new_project
from data.reference.network_model import LinkKind, Network, Role
from data.schema import Language, Province, Status, Tier
from geo.study.study import Study, load_study
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.networks.editing.editor import NetworkEditor
from gui.networks.editing.panel import NetworkEditPanel
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
        self.editor = NetworkEditor(self.document, self.session, self.networks)
        refusals: list[str] = []
        self.editor.refused.connect(lambda error: refusals.append(error.code))
        self.refusals = refusals
        self.viewer = QObject()
        self.networks.set_seen(self.viewer, seen=True)
        self.settle()
        self.first, self.second = self.here()[:2]

    def fail(self, error: Exception) -> None:
        raise AssertionError(error)

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.networks.found is not None and not self.tasks.busy, timeout=WAIT_MS
        )

    def here(self) -> list[Network]:
        return [each for each in self.networks.networks or () if each.adcode == CHONGZHOU]

    def network(self, network_id: str) -> Network:
        found = self.networks.found
        assert found is not None
        network = found.network(network_id)
        assert network is not None
        return network

    def select(self, key: FacilityKey) -> None:
        self.session.select_key(key)
        assert self.session.facility_key == key

    def member(self, tier: Tier = Tier.TOWNSHIP) -> FacilityKey:
        return self.first.members_of(tier)[0].facility

    def steps(self) -> int:
        return self.document.undo_stack.count()

    def role(self, key: FacilityKey, network_id: str) -> tuple[Role, Status] | None:
        self.settle()
        part = self.network(network_id).part_of(key)
        return (part.role, part.membership) if part is not None else None


@pytest.fixture
def world(qtbot: QtBot, study: Study) -> Iterator[World]:
    world = World(qtbot, study)
    yield world
    world.tasks.shut_down()


@pytest.fixture
def panel(world: World, qtbot: QtBot) -> NetworkEditPanel:
    panel = NetworkEditPanel(
        world.document, world.session, world.networks, world.editor, Language.EN
    )
    qtbot.addWidget(panel)
    panel.show()
    panel.set_seen(True)
    return panel


def test_a_member_moves_and_undo_brings_it_back(world: World) -> None:
    key = world.member()
    world.select(key)
    world.editor.move(world.second.id)
    assert world.role(key, world.second.id) == (Role.MEMBER, Status.USER)
    assert world.role(key, world.first.id) is None
    assert world.steps() == 1
    world.document.undo_stack.undo()
    assert world.role(key, world.first.id) is not None
    world.editor.move("")
    world.settle()
    assert world.networks.network_of(key) is None
    assert world.refusals == []


def test_what_is_only_assumed_can_be_confirmed_once(world: World) -> None:
    key = world.member()
    world.select(key)
    world.editor.move(world.first.id)
    assert world.role(key, world.first.id) == (Role.MEMBER, Status.USER)
    world.editor.move(world.first.id)
    assert world.steps() == 1


def test_a_second_lead_and_back_to_a_member(world: World) -> None:
    key = world.member()
    world.select(key)
    world.editor.lead(world.first.id)
    assert world.role(key, world.first.id) == (Role.LEAD, Status.USER)
    world.editor.lead(world.first.id)
    assert world.steps() == 1
    world.editor.move(world.first.id)
    assert world.role(key, world.first.id) == (Role.MEMBER, Status.USER)
    old = world.first.leads[0].facility
    assert world.role(old, world.first.id) is not None


def test_the_only_lead_is_not_taken_away(world: World) -> None:
    alone = next(each for each in world.here() if len(each.leads) == 1)
    world.select(alone.leads[0].facility)
    world.editor.move(alone.id)
    world.editor.lead(next(each for each in world.here() if each.id != alone.id).id)
    assert world.refusals == ["network_only_lead"] * 2
    assert world.steps() == 0


def test_a_network_is_made_renamed_and_dissolved(world: World) -> None:
    key, other = (part.facility for part in world.first.members_of(Tier.TOWNSHIP)[:2])
    world.select(key)
    world.editor.create("  新医共体 ")
    assert world.role(key, "user-1") == (Role.LEAD, Status.USER)
    made = world.network("user-1")
    assert (made.name.zh, made.adcode, made.status) == ("新医共体", CHONGZHOU, Status.USER)
    assert world.networks.chosen == "user-1"
    world.select(other)
    world.editor.move("user-1")
    world.editor.rename("user-1", "又新")
    world.settle()
    assert world.network("user-1").name.en == "又新"
    world.editor.rename("user-1", " ")
    world.editor.create("")
    assert world.refusals == ["network_name_missing"] * 2
    world.editor.dissolve("user-1")
    assert world.document.project.networks == ()
    assert world.steps() == 4


def test_what_makes_no_sense_is_refused(world: World) -> None:
    key = world.member()
    world.select(key)
    world.editor.move("nothing")
    centre = next(part for each in world.here() for part in each.supporters)
    world.select(centre.facility)
    world.editor.move(world.first.id)
    assert world.refusals == ["network_unknown", "network_regional_member"]
    assert world.steps() == 0


def test_a_link_is_drawn_to_what_is_selected_next(world: World) -> None:
    key, lead = world.member(), world.second.leads[0].facility
    world.select(key)
    world.editor.begin_linking(LinkKind.SPECIALTY)
    world.session.select_key(lead)
    assert world.editor.linking is None
    assert world.steps() == 1
    (edit,) = world.document.project.networks
    assert (edit.facility, edit.upper, edit.link) == (key, lead, LinkKind.SPECIALTY)
    # The facility that was linked stays the one that is acted on.
    assert world.session.facility_key == key
    world.settle()
    place = world.editor.place()
    assert place is not None
    (link,) = [each for each in world.editor.links(place) if each.kind is LinkKind.SPECIALTY]
    world.editor.begin_linking(LinkKind.SPECIALTY)
    world.editor.link_to(lead)
    assert world.refusals == ["network_link_there"]
    world.editor.unlink(link)
    assert world.document.project.networks == ()


def test_a_link_that_makes_no_sense_waits_for_another_end(world: World) -> None:
    lead = world.first.leads[0].facility
    world.select(lead)
    world.editor.begin_linking(LinkKind.REFERRAL_UP)
    world.editor.link_to(lead)
    world.editor.link_to(FacilityKey("county", "nobody"))
    world.select(world.member())
    assert world.refusals == ["network_link_self", "network_facility_gone", "network_link_tiers"]
    waits: list[bool] = []
    world.editor.linking_changed.connect(lambda: waits.append(world.editor.linking is not None))
    world.editor.cancel()
    assert waits == [False]
    assert world.steps() == 0


def test_a_published_link_is_taken_away_and_brought_back(world: World) -> None:
    link = next(each for each in world.first.links if each.status is Status.REPORTED)
    world.editor.unlink(link)
    world.settle()
    assert link not in world.network(world.first.id).links
    world.editor.take_back(world.document.project.networks)
    world.settle()
    assert link in world.network(world.first.id).links


def test_all_that_was_said_of_a_network_is_taken_back(world: World) -> None:
    one, two = (part.facility for part in world.first.members_of(Tier.TOWNSHIP)[:2])
    world.select(one)
    world.editor.move(world.first.id)
    world.settle()
    world.select(two)
    world.editor.create("甲")
    world.settle()
    world.editor.take_back(world.editor.about(world.network(world.first.id)))
    assert [edit.network for edit in world.document.project.networks] == ["user-1"]
    world.settle()
    world.editor.take_back(world.editor.about(world.network("user-1")))
    assert world.document.project.networks == ()


def test_the_county_comes_first_then_the_nearest(world: World) -> None:
    world.select(world.member())
    place = world.editor.place()
    assert place is not None
    here, near = world.editor.networks_near(place)
    assert here == world.here()
    found = world.networks.found
    assert found is not None
    places = found.places

    def away_m(network: Network) -> float:
        rows = [places.row_of(lead.facility) for lead in network.leads]
        return min(places.distance_m(place.row, row) for row in rows)

    others = sorted(
        (each for each in found.networks if each.adcode != CHONGZHOU),
        key=away_m,
    )
    assert near == others[: len(near)]
    uppers = world.editor.uppers(place)
    assert world.first.leads[0].facility in [each.facility for each in uppers]
    assert all(each.tier in (Tier.REGIONAL, Tier.COUNTY, Tier.SUBCENTRE) for each in uppers)


def button(panel: NetworkEditPanel, text: str) -> QPushButton:
    (found,) = [each for each in panel.findChildren(QPushButton) if each.text() == text]
    return found


def box(panel: NetworkEditPanel, name: str) -> QComboBox:
    (found,) = [each for each in panel.findChildren(QComboBox) if each.accessibleName() == name]
    return found


def label(panel: NetworkEditPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_the_panel_moves_by_its_box(world: World, panel: NetworkEditPanel) -> None:
    moves = box(panel, "Move to another network")
    assert not moves.isEnabled()
    world.select(world.member())
    assert world.first.name.en in label(panel, "who")
    moves.activated.emit(moves.findData(world.second.id))
    world.settle()
    assert world.second.name.en in label(panel, "who")
    assert "User data" in label(panel, "who")
    edits = panel.findChild(QListWidget)
    assert edits is not None
    assert edits.count() == 1
    edits.setCurrentRow(0)
    button(panel, "Take back").click()
    assert world.document.project.networks == ()
    assert not edits.isVisible()


def test_the_panel_asks_for_a_name(world: World, panel: NetworkEditPanel, qtbot: QtBot) -> None:
    world.select(world.member())
    button(panel, "New network led by it…").click()
    dialog = panel.findChild(QInputDialog)
    assert dialog is not None
    assert "lower tier" in dialog.labelText()
    dialog.setTextValue("新")
    dialog.accept()
    world.settle()
    assert world.network("user-1").name.zh == "新"
    assert button(panel, "Dissolve the network").isEnabled()
    button(panel, "Dissolve the network").click()
    assert world.document.project.networks == ()


def test_the_panel_draws_a_link(world: World, panel: NetworkEditPanel) -> None:
    world.select(world.member())
    kinds, uppers = box(panel, "Kind of the new link"), box(panel, "Upper facility of the link")
    kinds.setCurrentIndex(kinds.findText("Specialty alliance"))
    told: list[str] = []
    panel.advised.connect(told.append)
    button(panel, "Add a link…").click()
    assert uppers.isVisible()
    assert told[-1].startswith("Specialty alliance: click the facility on the map")
    uppers.activated.emit(1)
    assert told[-1] == ""
    (edit,) = world.document.project.networks
    assert edit.link is LinkKind.SPECIALTY
    world.settle()
    links = box(panel, "Links of the facility")
    links.setCurrentIndex(
        next(at for at in range(links.count()) if links.itemText(at).startswith("Specialty"))
    )
    button(panel, "Remove link").click()
    assert world.document.project.networks == ()


def test_the_panel_says_why_it_refuses(world: World, panel: NetworkEditPanel) -> None:
    alone = next(each for each in world.here() if len(each.leads) == 1)
    world.select(alone.leads[0].facility)
    button(panel, "Make it a plain member").click()
    assert "only lead hospital" in label(panel, "advice")
    world.select(world.member())
    assert label(panel, "advice") == ""
    world.editor.refused.emit(DataError("network_unknown", found="<b>x</b>"))
    assert "<b>x</b>" in label(panel, "advice")


def test_the_panel_makes_leads(world: World, panel: NetworkEditPanel) -> None:
    key = world.member()
    world.select(key)
    world.networks.choose(world.second.id)
    button(panel, "Make it a lead hospital").click()
    assert world.role(key, world.second.id) == (Role.LEAD, Status.USER)
    button(panel, "Take back all of this network").click()
    assert world.document.project.networks == ()
