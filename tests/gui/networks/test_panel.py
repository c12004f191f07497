"""The panel of networks: what it offers, lists and says, and the chains below it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QTreeView,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import Layer, LayerKind, Project, Site, new_project
from data.reference.network_model import LinkKind
from data.schema import Language, Province, Status, Tier
from geo.networks.catchments import catchments_of, people_of_networks
from geo.networks.referral.find_chains import nearest_chain, network_chain
from geo.study.edited_facilities import what_if_notes
from geo.study.study import Study, load_study
from geo.study.user_tables import UserTables
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.networks.chain.panel import NOTE, ReferralPanel
from gui.networks.chain.referral import Chains, Referral
from gui.networks.figures import NetworkFigures
from gui.networks.model import DISTANCE, KNOWN, NAME, ROLE
from gui.networks.panel import NetworksPanel
from gui.networks.save import SaveNetworks
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

WAIT_MS = 60_000
CHONGZHOU = "510184-1"
GEOD = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.SICHUAN)


class World:
    def __init__(self, qtbot: QtBot, study: Study, language: Language = Language.EN) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.SICHUAN))
        self.session = Session()
        self.session.follow(self.document.project)
        self.document.changed.connect(lambda _: self.session.follow(self.document.project))
        self.tasks = Tasks()
        self.networks = NetworkAnalysis(self.document, self.session, self.tasks)
        self.figures = NetworkFigures(self.document, self.session, self.networks, self.tasks)
        self.referral = Referral(self.session, self.networks, self.tasks)
        for each in (self.networks, self.figures, self.referral):
            each.failed.connect(self.fail)
        self.chain = ReferralPanel(self.session, self.referral, language)
        self.panel = NetworksPanel(
            self.session, self.networks, self.figures, self.chain, QWidget(), language
        )
        qtbot.addWidget(self.panel)
        self.session.set_study(study)

    def fail(self, error: Exception) -> None:
        raise AssertionError(error)

    def look(self, network: str | None = CHONGZHOU) -> None:
        self.panel.set_seen(True)
        self.settle()
        if network is not None:
            self.networks.choose(network)
            self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.networks.found is not None and not self.tasks.busy, timeout=WAIT_MS
        )

    def counted(self) -> bool:
        return self.figures.people is not None

    def placing(self) -> bool:
        return self.referral.placing

    def chains(self) -> Chains | None:
        return self.referral.chains

    def text(self, name: str) -> str:
        return self.panel.findChildren(QLabel, name)[0].text()

    def box(self) -> QComboBox:
        return self.panel.findChildren(QComboBox)[0]

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.panel.findChildren(QPushButton) if text in b.text())

    def check(self, text: str) -> QCheckBox:
        return next(b for b in self.panel.findChildren(QCheckBox) if text in b.text())

    def tree(self) -> QTreeView:
        trees = self.panel.findChildren(QTreeView)
        return next(each for each in trees if isinstance(each.model(), QStandardItemModel))

    def steps(self) -> QTreeWidget:
        return self.chain.findChildren(QTreeWidget)[0]

    def select(self, name: str, tier: Tier = Tier.COUNTY) -> FacilityKey:
        frame = self.session.frames[tier.value]
        [row] = frame.index[frame["name"] == name]
        key = FacilityKey(tier.value, str(frame["id"].loc[row]))
        self.session.select_key(key)
        return key


@pytest.fixture
def world(qtbot: QtBot, study: Study) -> Iterator[World]:
    world = World(qtbot, study)
    yield world
    world.tasks.shut_down()


def rows(model: QStandardItemModel, under: QModelIndex) -> list[list[str]]:
    """Return the texts of the rows under an index."""
    return [
        [str(model.index(row, column, under).data() or "") for column in range(4)]
        for row in range(model.rowCount(under))
    ]


def tree_model(world: World) -> QStandardItemModel:
    model = world.tree().model()
    assert isinstance(model, QStandardItemModel)
    return model


def test_published_ones_are_offered_first_and_the_filter_narrows(world: World) -> None:
    world.panel.set_seen(True)
    assert "Putting the networks together" in world.text("network_summary")
    world.look(None)
    names = [world.box().itemText(row) for row in range(world.box().count())]
    assert names[:4] == ["No network", "Chongzhou 1+8+N", "Chongzhou 1+7+N", "Jianyang 2+29+N"]
    assert all(name.endswith("(assumed)") for name in names[4:])
    assert "184 networks" in world.text("network_summary")
    world.panel.findChildren(QLineEdit)[0].setText("简阳市中医")
    assert [world.box().itemText(row) for row in range(world.box().count())] == [
        "No network",
        "Jianyang 2+29+N",
    ]


def test_the_chosen_one_is_offered_whatever_the_filter_says(world: World) -> None:
    world.look(None)
    everything = world.box().count()
    world.networks.choose(CHONGZHOU)
    assert (world.box().currentText(), world.box().count()) == ("Chongzhou 1+8+N", everything)
    world.panel.findChildren(QLineEdit)[0].setText("简阳市中医")
    assert world.box().currentText() == "Chongzhou 1+8+N"
    world.networks.choose(None)
    assert world.box().currentText() == "No network"
    offered = [world.box().itemText(row) for row in range(world.box().count())]
    assert "Chongzhou 1+8+N" not in offered


def test_a_choice_by_hand_asks_for_the_map(world: World) -> None:
    world.look(None)
    with world.qtbot.waitSignal(world.panel.network_activated):
        world.box().setCurrentIndex(1)
        world.box().activated.emit(1)
    assert world.networks.chosen == CHONGZHOU
    with world.qtbot.assertNotEmitted(world.panel.network_activated):
        world.box().setCurrentIndex(0)
        world.box().activated.emit(0)
    assert world.networks.chosen is None


def test_the_tree_stands_as_the_network_does(world: World) -> None:
    world.look()
    model, network = tree_model(world), world.networks.network
    assert network is not None
    top = rows(model, QModelIndex())
    assert [row[NAME] for row in top] == ["Supporters from outside", "崇州市人民医院"]
    supporters = rows(model, model.index(0, 0))
    assert [row[NAME] for row in supporters] == ["四川省人民医院", "成都市妇女儿童中心医院"]
    assert supporters[0][ROLE] == "Regional centre · Supporter"
    assert top[1][KNOWN] == Status.REPORTED.label.en
    members = rows(model, model.index(1, 0))
    assert [row[NAME] for row in members] == [part.name for part in network.members]
    [lead] = network.leads
    for row, part in zip(members, network.members, strict=True):
        metres = GEOD.inv(part.lon, part.lat, lead.lon, lead.lat)[2]
        assert float(row[DISTANCE]) == pytest.approx(metres / 1000, abs=0.051)
        assert row[KNOWN] == Status.ASSUMED.label.en
        assert row[ROLE] == part.tier.label.en


def test_what_is_assumed_is_in_italics_and_sources_are_told(world: World) -> None:
    world.look()
    model = tree_model(world)
    lead = model.item(1)
    member = lead.child(0)
    assert not lead.font().italic()
    assert member.font().italic()
    assert "《" in lead.toolTip() or "“" in lead.toolTip()
    assert "Trusteeship: 崇州市人民医院 → 四川省人民医院 (Reported" in lead.toolTip()
    assert "Management" in member.toolTip()
    assert "Assumed" in member.toolTip()
    assert "今日崇州" in world.text("note")
    assert "assumed" in world.text("note")


def test_names_are_text(world: World) -> None:
    world.look()
    network = world.networks.network
    assert network is not None
    [lead] = network.leads
    site = Site(lead.lon + 0.02, lead.lat, network.adcode)
    edit = partial(Project.with_added, tier=Tier.TOWNSHIP, site=site, name="<b>粗</b><img src=x>")
    world.document.apply("Add", edit)
    world.settle()
    added = world.document.project.edits[-1].facility
    network = world.networks.network_of(added)
    assert network is not None
    world.networks.choose(network.id)
    item = next(
        item
        for row in range(tree_model(world).item(1).rowCount())
        if "粗" in (item := tree_model(world).item(1).child(row)).text()
    )
    assert "&lt;b&gt;" in item.toolTip()
    labels = [each for each in world.panel.findChildren(QLabel) if each.objectName()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_people_are_those_of_its_catchment(world: World, study: Study) -> None:
    world.look()
    networks = world.networks.networks
    assert networks is not None
    catchments = catchments_of(study.demand, networks)
    people = people_of_networks(study.demand, networks, catchments)[CHONGZHOU]
    assert f"{people.people:,.0f} people" in world.text("network_summary")
    assert f"{people.nearer_other_lead:,.0f} ({people.share:.1%})" in world.text("network_summary")
    assert "assumed" in world.text("network_summary")
    lon = [x for ring in world.figures.outline for x in ring[::2]]
    lat = [y for ring in world.figures.outline for y in ring[1::2]]
    here = catchments.places_of(CHONGZHOU)
    west, east = study.demand.lon[here].min(), study.demand.lon[here].max()
    assert min(lon) <= west
    assert max(lon) >= east
    assert min(lat) < study.demand.lat[here].mean() < max(lat)


def test_what_it_cannot_lose_follows_the_radius(world: World, study: Study) -> None:
    world.look()
    [critical] = [each for each in world.figures.critical if each.tier is Tier.TOWNSHIP]
    assert world.figures.name_of(critical) in world.text("network_summary")
    assert f"{critical.people_lost:,.0f} people would have no township hospital" in world.text(
        "network_summary"
    )
    # Sub-centres are township hospitals, too.
    tiers = (Tier.SUBCENTRE.value, Tier.TOWNSHIP.value)
    frame = pd.concat([study.facilities[tier] for tier in tiers])
    found = world.networks.found
    assert found is not None
    spot = (found.places.lon[critical.row], found.places.lat[critical.row])
    near = study.demand
    # Brute force over the places around it.
    box = (abs(near.lon - spot[0]) < 0.12) & (abs(near.lat - spot[1]) < 0.12)
    others = frame[(abs(frame["lon"] - spot[0]) < 0.3) & (abs(frame["lat"] - spot[1]) < 0.3)]
    lost = 0.0
    for lon, lat, people in zip(near.lon[box], near.lat[box], near.population[box], strict=True):
        within = [
            (x, y)
            for x, y in zip(others["lon"], others["lat"], strict=True)
            if GEOD.inv(lon, lat, x, y)[2] <= 5_000.0
        ]
        if len(within) == 1 and within[0] == spot:
            lost += people
    assert critical.people_lost == pytest.approx(lost, rel=1e-3)
    world.document.apply(
        "Radius", partial(Project.with_radius, tier=Tier.TOWNSHIP, radius_m=9_000.0)
    )
    assert not world.figures.losses_known
    world.qtbot.waitUntil(lambda: world.figures.losses_known, timeout=WAIT_MS)
    assert "within 9 km" in world.text("network_summary")


def test_the_record_stands_against_the_map(world: World) -> None:
    world.look()
    text = world.panel.findChildren(QPlainTextEdit)[0].toPlainText()
    assert "township-level members: 8 published, 8 on the map, a difference of 0." in text
    assert "8 published, 8 on the map" in world.text("network_summary")
    networks = world.networks.networks or ()
    unpublished = next(each for each in networks if each.published is None)
    world.networks.choose(unpublished.id)
    text = world.panel.findChildren(QPlainTextEdit)[0].toPlainText()
    assert text.startswith("No report tells of this network")


def test_kinds_of_links_are_those_that_it_has(world: World) -> None:
    world.look()
    seen = {b.text() for b in world.panel.findChildren(QCheckBox) if not b.isHidden()}
    assert {"Management", "Trusteeship", "Recognised examinations"} <= seen
    assert "Telemedicine" not in seen
    world.check("Trusteeship").click()
    assert LinkKind.TRUSTEESHIP not in world.networks.kinds
    again = NetworksPanel(
        world.session, world.networks, world.figures, QWidget(), QWidget(), Language.EN
    )
    world.qtbot.addWidget(again)
    again.set_seen(True)
    box = next(b for b in again.findChildren(QCheckBox) if b.text() == "Trusteeship")
    assert not box.isChecked()


def test_a_row_is_activated_and_the_selected_one_is_marked(world: World) -> None:
    world.look()
    asked: list[FacilityKey] = []
    world.panel.facility_activated.connect(asked.append)
    model = tree_model(world)
    world.tree().doubleClicked.emit(model.index(0, DISTANCE, model.index(1, 0)))
    network = world.networks.network
    assert network is not None
    assert asked == [network.members[0].facility]
    world.session.select_key(network.members[3].facility)
    assert world.tree().currentIndex().data() == network.members[3].name


def test_a_facility_that_is_clicked_shows_its_network(world: World) -> None:
    world.look(None)
    world.select("崇州市中医医院")
    assert world.box().currentText() == "Chongzhou 1+7+N"
    assert tree_model(world).item(1).text() == "崇州市中医医院"


def test_it_follows_an_edit_without_losing_the_place(world: World) -> None:
    world.look()
    before = tree_model(world).item(1).rowCount()
    network = world.networks.network
    assert network is not None
    gone = network.members[-1]
    world.document.apply(
        "Remove", partial(Project.with_removed, facility=gone.facility, name=gone.name)
    )
    # The tree stands while it is found anew.
    assert tree_model(world).item(1).rowCount() == before
    world.settle()
    names = [row[NAME] for row in rows(tree_model(world), tree_model(world).index(1, 0))]
    assert gone.name not in names
    # It still has the published number: one fewer of its nearest changes over.
    assert len(names) == before == 8
    assert world.networks.chosen == CHONGZHOU


def test_nothing_to_show_is_said_in_words(world: World) -> None:
    world.document.apply("Gone", lambda project: project.without_layer(Tier.COUNTY.value))
    world.look(None)
    assert "no county here has a county hospital" in world.text("network_summary")
    assert not world.button("Save").isEnabled()
    world.session.set_study(None)
    assert "being read" in world.text("network_summary")


def test_stopped_ones_are_asked_for_again(world: World) -> None:
    button = world.button("Work it out again")
    world.panel.set_seen(True)
    world.qtbot.waitUntil(lambda: world.tasks.busy, timeout=WAIT_MS)
    world.tasks.cancel()
    world.qtbot.waitUntil(lambda: not button.isHidden(), timeout=WAIT_MS)
    assert "stopped" in world.text("network_summary")
    with world.qtbot.waitSignal(world.panel.resume_requested):
        button.click()
    world.networks.resume()
    world.settle()
    assert button.isHidden()


def test_people_that_were_stopped_are_counted_again(world: World) -> None:
    button = world.button("Work it out again")
    world.panel.set_seen(True)
    world.qtbot.waitUntil(lambda: world.networks.found is not None, timeout=WAIT_MS)
    world.networks.choose(CHONGZHOU)
    world.tasks.cancel()
    world.qtbot.waitUntil(lambda: not button.isHidden(), timeout=WAIT_MS)
    assert "stopped" in world.text("network_summary")
    assert not world.counted()
    # Nothing but the button starts it again.
    world.networks.set_kept(kept=True)
    world.qtbot.wait(400)
    assert not world.counted()
    world.figures.resume()
    assert button.isHidden()
    world.settle()
    assert world.counted()
    assert world.figures.losses_known


def test_tree_and_tabs_fit_a_small_window(world: World) -> None:
    """Of 720 pixels the dock leaves some 620."""
    world.look()
    panel = world.panel
    assert panel.heightForWidth(486) <= 620
    panel.resize(486, 620)
    panel.show()
    tree, tabs = world.tree(), panel.findChildren(QTabWidget)[0]
    assert tree.height() >= 96
    tabs.setCurrentIndex(2)
    assert tabs.height() > 1.5 * tree.height()
    split = panel.findChildren(QSplitter)[0]
    by_hand = [tree.height() + 6, tabs.height() - 6]
    split.moveSplitter(by_hand[0], 1)
    tabs.setCurrentIndex(0)
    assert tree.height() == pytest.approx(by_hand[0], abs=2)


class TestChains:
    def test_that_of_a_facility_climbs_its_network(self, world: World) -> None:
        world.look()
        assert not world.button("selected facility").isEnabled()
        key = world.select("文井江镇卫生院", Tier.TOWNSHIP)
        with world.qtbot.waitSignal(world.chain.chain_requested, timeout=WAIT_MS):
            world.button("selected facility").click()
        found, chains = world.networks.found, world.chains()
        assert found is not None
        assert chains is not None
        assert chains.network.start.facility == key
        oracle = network_chain(chains.network.start, found.places, found.networks)
        steps = [world.steps().topLevelItem(row) for row in range(len(oracle.steps))]
        assert [item.text(NAME) for item in steps if item] == [s.name for s in oracle.steps]
        assert [item.text(2) for item in steps if item] == [
            f"{s.distance_m / 1000:,.1f}" for s in oracle.steps
        ]
        last = steps[-1]
        assert last is not None
        assert "leaves for" in last.text(NOTE)

    def test_that_of_a_place_is_by_distance_on_demand(self, world: World) -> None:
        world.look()
        advice: list[str] = []
        world.chain.advised.connect(advice.append)
        world.button("point on the map").click()
        assert world.placing()
        assert "Esc" in advice[-1]
        world.referral.place(80.0, 10.0)
        assert world.placing()
        assert advice[-1]
        world.referral.place(103.6, 30.65)
        assert not world.placing()
        world.settle()
        world.check("distance alone").click()
        chains, found = world.chains(), world.networks.found
        assert chains is not None
        assert found is not None
        oracle = nearest_chain(chains.nearest.start, found.places)
        assert world.referral.shown == oracle
        assert world.steps().topLevelItemCount() == len(oracle.steps)
        world.button("Clear").click()
        assert world.chains() is None
        assert world.steps().topLevelItemCount() == 0

    def test_it_is_found_anew_among_other_facilities(self, world: World) -> None:
        world.look()
        key = world.select("文井江镇卫生院", Tier.TOWNSHIP)
        world.button("selected facility").click()
        world.settle()
        before = world.chains()
        assert before is not None
        first = before.network.steps[0]
        remove = partial(Project.with_removed, facility=first.facility, name=first.name)
        world.document.apply("Remove", remove)
        assert world.chains() is None
        world.settle()
        after = world.chains()
        assert after is not None
        assert after.network.start.facility == key
        assert after.network.steps[0].facility != first.facility
        gone = partial(Project.with_removed, facility=key, name="")
        world.document.apply("Remove", gone)
        world.settle()
        assert world.chains() is None

    def test_escape_and_another_province_end_the_waiting(self, world: World) -> None:
        world.look()
        world.referral.begin()
        world.referral.cancel()
        assert not world.placing()
        world.referral.begin()
        world.session.set_study(None)
        assert not world.placing()


class TestSaving:
    @pytest.fixture
    def saver(self, world: World, tmp_path: Path) -> SaveNetworks:
        world.look()
        settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
        settings.language = Language.EN
        window = QWidget()
        world.qtbot.addWidget(window)
        return SaveNetworks(
            world.document, world.session, world.networks, world.tasks, settings, window
        )

    def save(self, world: World, saver: SaveNetworks, path: Path) -> None:
        with world.qtbot.waitSignal(saver.saved, timeout=WAIT_MS):
            saver.save(path)

    def test_a_geopackage_has_parts_and_links(
        self, world: World, saver: SaveNetworks, tmp_path: Path
    ) -> None:
        path = tmp_path / "医共体.gpkg"
        self.save(world, saver, path)
        network = world.networks.network
        assert network is not None
        assert pyogrio.list_layers(path)[:, 0].tolist() == ["parts", "links"]
        parts = gpd.read_file(path, layer="parts")
        links = gpd.read_file(path, layer="links")
        assert parts["name"].tolist() == [part.name for part in network.parts]
        assert parts["status"].tolist() == [part.membership.value for part in network.parts]
        assert (parts.geom_type == "Point").all()
        assert (links.geom_type == "LineString").all()
        assert links["kind"].tolist() == [link.kind.value for link in network.links]
        assert links["status"].tolist() == [link.status.value for link in network.links]
        for line, km in zip(links.geometry, links["distance_km"].tolist(), strict=True):
            (x0, y0), (x1, y1) = line.coords
            assert km * 1000 == pytest.approx(GEOD.inv(x0, y0, x1, y1)[2], abs=1)
        assert links["known"].str.contains("assumed").sum() == 33

    @pytest.mark.parametrize("name", ["n.geojson", "n.csv"])
    def test_one_table_tells_parts_from_links(
        self, world: World, saver: SaveNetworks, tmp_path: Path, name: str
    ) -> None:
        self.save(world, saver, tmp_path / name)
        path = tmp_path / name
        table = pd.read_csv(path) if name.endswith("csv") else gpd.read_file(path)
        assert table["what"].value_counts().to_dict() == {"links": 50, "parts": 11}
        assert set(table["status"]) == {"reported", "assumed"}
        assert table["known"].notna().all()

    def test_a_file_that_could_not_be_read_is_named(
        self, world: World, saver: SaveNetworks, tmp_path: Path
    ) -> None:
        layer = Layer(
            id="user_1",
            kind=LayerKind.FACILITIES,
            colour="#444444",
            title="卫生院.xlsx",
            tier=Tier.VILLAGE,
        )
        world.document.apply("", lambda project: project.with_layer(layer))
        study = world.session.study
        world.session.replace_user_tables(UserTables(missing=frozenset({"user_1"})))
        world.session.set_study(study)
        world.session.follow(world.document.project)
        world.settle()
        self.save(world, saver, tmp_path / "n.csv")
        notes = pd.read_csv(tmp_path / "n.csv")["note"]
        assert notes.str.contains("could not be read, .* 卫生院.xlsx").sum() == 2

    @pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
    def test_what_is_supposed_is_said_in_the_file(
        self, world: World, saver: SaveNetworks, tmp_path: Path, ending: str
    ) -> None:
        network = world.networks.network
        assert network is not None
        part = network.members[0]
        change = partial(Project.with_removed, facility=part.facility, name=part.name)
        world.document.apply("", change)
        world.settle()
        path = tmp_path / f"n.{ending}"
        self.save(world, saver, path)
        if ending == "xlsx":
            tables = list(pd.read_excel(path, sheet_name=None, engine="calamine").values())
        elif ending == "csv":
            tables = [pd.read_csv(path)]
        else:
            names = pyogrio.list_layers(path)[:, 0].tolist()
            tables = [gpd.read_file(path, layer=name) for name in names]
        (said,) = what_if_notes(world.document.project.edits, Language.EN)
        for table in tables:
            assert table["note"].iloc[0].startswith(said)
        saver.ask()
        (dialog,) = saver._window.findChildren(QFileDialog)
        assert "what-if" in dialog.selectedFiles()[0]
        dialog.close()

    def test_a_workbook_has_two_sheets(
        self, world: World, saver: SaveNetworks, tmp_path: Path
    ) -> None:
        self.save(world, saver, tmp_path / "n.xlsx")
        sheets = pd.read_excel(tmp_path / "n.xlsx", sheet_name=None, engine="calamine")
        assert {name: len(table) for name, table in sheets.items()} == {"parts": 11, "links": 50}

    def test_without_a_chosen_one_all_are_saved(
        self, world: World, saver: SaveNetworks, tmp_path: Path
    ) -> None:
        world.networks.choose(None)
        self.save(world, saver, tmp_path / "all.gpkg")
        parts = gpd.read_file(tmp_path / "all.gpkg", layer="parts")
        assert parts["network_id"].nunique() == 184

    def test_a_folder_that_is_not_there_is_told(
        self, world: World, saver: SaveNetworks, tmp_path: Path
    ) -> None:
        with world.qtbot.waitSignal(saver.failed, timeout=WAIT_MS):
            saver.save(tmp_path / "none" / "n.csv")
