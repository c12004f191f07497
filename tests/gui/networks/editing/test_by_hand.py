"""Networks by mouse and keys: a row that is chosen is the one acted on, Esc ends any waiting."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QTreeView,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import new_project
from data.reference.network_model import Part, Role
from data.schema import Language, Province, Tier
from geo.study.study import Study, load_study
from gui.document import Document
from gui.map.clicks import MapClicks
from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.networks.chain.panel import ReferralPanel
from gui.networks.feature import NetworkParts
from gui.networks.model import DISTANCE, NAME
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.what_if.edits import WhatIf
from gui.what_if.sync import WhatIfSync

WAIT_MS = 60_000
CHONGZHOU = "510184-1"
REFERRAL, EDITOR = 1, 2


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.SICHUAN)


class Unloaded(MapView):
    """A view of no page."""

    def reload(self) -> None:
        pass


class Desk:
    """A window with the networks, a map and a line to type in."""

    def __init__(self, qtbot: QtBot, study: Study, folder: Path) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.SICHUAN))
        self.session = Session()
        self.session.follow(self.document.project)
        self.session.set_study(study)
        self.document.changed.connect(lambda _: self.session.follow(self.document.project))
        self.tasks = Tasks()
        settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        self.window, self.view, self.line = QWidget(), Unloaded(), QLineEdit()
        qtbot.addWidget(self.window)
        self.parts = NetworkParts(
            self.document, self.session, self.tasks, settings, lambda: self.window
        )
        self.panel, self.referral = self.parts.panels(Language.EN)
        self.what_if = WhatIf(self.document, self.session)
        sync = MapSync(self.document, self.session, self.tasks, self.view, Language.EN)
        clicks = MapClicks(self.window)
        WhatIfSync(self.what_if, clicks, sync, self.view)
        self.parts.show_on_map((self.panel, self.referral), clicks, sync, self.view)
        layout = QHBoxLayout(self.window)
        for widget in (self.line, self.view, self.panel):
            layout.addWidget(widget)
        self.window.resize(1300, 900)
        with qtbot.waitActive(self.window):
            self.window.show()

    def look(self, tab: int = EDITOR) -> None:
        self.panel.set_seen(True)
        self.settle()
        self.parts.networks.choose(CHONGZHOU)
        self.settle()
        self.tabs().setCurrentIndex(tab)

    def settle(self) -> None:
        networks = self.parts.networks
        self.qtbot.waitUntil(
            lambda: networks.found is not None and not self.tasks.busy, timeout=WAIT_MS
        )

    def tabs(self) -> QTabWidget:
        return self.panel.findChildren(QTabWidget)[0]

    def tree(self) -> QTreeView:
        trees = self.panel.findChildren(QTreeView)
        return next(each for each in trees if isinstance(each.model(), QStandardItemModel))

    def index(self, part: Part) -> QModelIndex:
        [at] = [each for each in self.rows() if each.data() == part.name]
        return at

    def rows(self, under: QModelIndex | None = None) -> list[QModelIndex]:
        tree, above = self.tree(), under if under is not None else QModelIndex()
        found: list[QModelIndex] = []
        for row in range(tree.model().rowCount(above)):
            at = tree.model().index(row, NAME, above)
            found += [at, *self.rows(at)]
        return found

    def click(self, at: QModelIndex) -> None:
        tree = self.tree()
        tree.scrollTo(at)
        middle, plain = tree.visualRect(at).center(), Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, plain, middle)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.tree(), key)

    def who(self) -> str:
        return self.panel.findChildren(QLabel, "who")[0].text()

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.panel.findChildren(QPushButton) if b.text() == text)

    def members(self) -> list[Part]:
        network = self.parts.networks.network
        assert network is not None
        return [each for each in network.members if each.tier is Tier.TOWNSHIP]

    def links(self) -> bool:
        return self.parts.editor.linking is not None

    def places(self) -> bool:
        return self.what_if.placing is not None

    def asks(self) -> bool:
        return self.parts.referral.placing

    def begin_linking(self) -> None:
        add = self.button("Add a link…")
        QTest.mouseClick(add, Qt.MouseButton.LeftButton)
        assert self.links()


@pytest.fixture
def desk(qtbot: QtBot, study: Study, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, study, tmp_path)
    yield desk
    desk.tasks.shut_down()


def test_a_click_on_a_row_is_about_its_facility(desk: Desk) -> None:
    desk.look()
    first, second = desk.members()[:2]
    desk.session.select_key(first.facility)
    assert desk.who().startswith(first.name)
    desk.click(desk.index(second))
    assert desk.session.facility_key == second.facility
    assert desk.who().startswith(second.name)
    # In another column of the row, too.
    desk.click(desk.index(first).siblingAtColumn(DISTANCE))
    assert desk.session.facility_key == first.facility
    assert desk.who().startswith(first.name)


def test_arrow_keys_are_about_the_facility_they_come_to(desk: Desk) -> None:
    desk.look()
    first = desk.members()[0]
    desk.click(desk.index(first))
    desk.key(Qt.Key.Key_Down)
    assert desk.tree().currentIndex().data() != first.name
    chosen = desk.session.selected_facility()
    assert chosen is not None
    assert chosen["name"] == desk.tree().currentIndex().data()
    desk.key(Qt.Key.Key_Up)
    assert desk.session.facility_key == first.facility
    assert desk.who().startswith(first.name)


def test_a_row_chosen_before_is_chosen_again_by_click_and_by_return(desk: Desk) -> None:
    desk.look()
    first = desk.members()[0]
    acts: tuple[Callable[[], None], ...] = (
        lambda: desk.click(desk.index(first)),
        lambda: desk.key(Qt.Key.Key_Return),
        lambda: desk.key(Qt.Key.Key_Enter),
    )
    desk.click(desk.index(first))
    for act in acts:
        desk.session.select_facility(None)
        assert not desk.tree().selectionModel().selectedRows()
        act()
        assert desk.session.facility_key == first.facility


def test_coming_into_the_tree_by_tab_chooses_nothing(desk: Desk) -> None:
    desk.look()
    desk.button("Save as a file…").setFocus()
    for _ in range(20):
        if desk.tree().hasFocus():
            break
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert desk.tree().hasFocus()
    assert desk.session.facility_key is None


def test_a_step_of_the_chain_is_chosen_by_a_click(desk: Desk) -> None:
    desk.look(REFERRAL)
    desk.session.select_key(desk.members()[0].facility)
    [ask] = [b for b in desk.panel.findChildren(QPushButton) if "Chain of the" in b.text()]
    QTest.mouseClick(ask, Qt.MouseButton.LeftButton)
    [panel] = desk.panel.findChildren(ReferralPanel)
    [steps] = panel.findChildren(QTreeWidget)
    desk.qtbot.waitUntil(lambda: steps.topLevelItemCount() > 1, timeout=WAIT_MS)
    last = steps.topLevelItem(steps.topLevelItemCount() - 1)
    assert last is not None
    QTest.mouseClick(
        steps.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        steps.visualItemRect(last).center(),
    )
    chosen = desk.session.selected_facility()
    assert chosen is not None
    assert chosen["name"] == last.text(0)
    QTest.keyClick(steps, Qt.Key.Key_Up)
    other, current = desk.session.selected_facility(), steps.currentItem()
    assert other is not None
    assert current is not None
    assert current is not last
    assert other["name"] == current.text(0)


def test_an_upper_end_is_picked_by_a_click_or_return_and_not_by_passing(desk: Desk) -> None:
    desk.look()
    network = desk.parts.networks.network
    assert network is not None
    lower, steps = desk.members()[0], desk.document.undo_stack.count()
    desk.click(desk.index(lower))
    desk.begin_linking()
    desk.tree().setFocus()
    desk.key(Qt.Key.Key_Home)
    desk.key(Qt.Key.Key_Down)
    assert desk.links()
    assert desk.document.undo_stack.count() == steps
    desk.tree().setCurrentIndex(desk.index(network.leads[0]))
    desk.key(Qt.Key.Key_Return)
    assert not desk.links()
    assert desk.document.undo_stack.count() == steps + 1
    [edit] = desk.document.project.networks
    assert (edit.facility, edit.upper) == (lower.facility, network.leads[0].facility)


@pytest.mark.parametrize("where", ["line", "map", "tree", "box", "add"])
def test_escape_ends_the_picking_of_a_link_wherever_the_focus_is(desk: Desk, where: str) -> None:
    desk.look()
    desk.session.select_key(desk.members()[0].facility)
    desk.begin_linking()
    advice: list[str] = []
    desk.parts.advised.connect(advice.append)
    widgets = {
        "line": desk.line,
        "map": desk.view.input_widget(),
        "tree": desk.tree(),
        "box": desk.panel.findChildren(QComboBox)[0],
        "add": desk.button("Add a link…"),
    }
    widgets[where].setFocus()
    QTest.keyClick(widgets[where], Qt.Key.Key_Escape)
    assert not desk.links()
    assert advice == [""]


def test_escape_ends_it_though_another_tab_is_in_front(desk: Desk) -> None:
    desk.look()
    desk.session.select_key(desk.members()[0].facility)
    desk.begin_linking()
    desk.tabs().setCurrentIndex(REFERRAL)
    QTest.keyClick(desk.line, Qt.Key.Key_Escape)
    assert not desk.links()


def test_one_waits_for_one_click_at_a_time(desk: Desk) -> None:
    desk.look()
    desk.session.select_key(desk.members()[0].facility)
    referral = desk.parts.referral
    desk.what_if.begin_adding(Tier.TOWNSHIP)
    desk.begin_linking()
    assert not desk.places()
    desk.what_if.begin_adding(Tier.TOWNSHIP)
    assert not desk.links()
    desk.begin_linking()
    referral.begin()
    assert not desk.links()
    assert desk.asks()
    desk.begin_linking()
    assert not desk.asks()
    QTest.keyClick(desk.line, Qt.Key.Key_Escape)
    assert not desk.links()


def test_tree_and_editor_speak_of_the_network_of_a_facility_just_added(desk: Desk) -> None:
    desk.look()
    networks = desk.parts.networks
    found = networks.found
    assert found is not None
    # Another county than the one whose network is chosen, with a network to be a member of.
    away = next(
        part
        for network in found.networks
        if network.adcode // 100 != int(CHONGZHOU[:4])
        for part in network.members
        if part.tier is Tier.TOWNSHIP
    )
    desk.what_if.begin_adding(Tier.TOWNSHIP)
    desk.view.place_clicked.emit(away.lon, away.lat)
    key = desk.session.facility_key
    assert key is not None
    desk.settle()
    network = networks.network
    assert network is not None
    part = network.part_of(key)
    assert part is not None
    assert part.role is Role.MEMBER
    assert f"“{network.name.in_language(Language.EN)}”" in desk.who()
    [offered] = [b for b in desk.panel.findChildren(QComboBox) if b.accessibleName() == "Network"]
    assert offered.currentData() == network.id


def test_who_moves_members_on_stays_with_the_network_they_leave(desk: Desk) -> None:
    desk.look()
    network = desk.parts.networks.network
    found = desk.parts.networks.found
    assert network is not None
    assert found is not None
    other = next(
        each for each in found.networks if each.adcode == network.adcode and each is not network
    )
    key: FacilityKey = desk.members()[0].facility
    desk.click(desk.index(desk.members()[0]))
    desk.parts.editor.move(other.id)
    desk.settle()
    assert desk.parts.networks.chosen == CHONGZHOU
    assert desk.session.facility_key == key
