"""The real window on the real networks of Sichuan: one is lit up, followed, and asked of."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDockWidget, QPushButton
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.reference.network_model import Part
from data.schema import Language, Province, Tier
from gui.app import App
from gui.networks.chain.panel import ReferralPanel
from gui.networks.choice import NetworkChoice
from gui.networks.panel import NetworksPanel
from gui.settings import Settings

WAIT_MS = 90_000
# So many looks at the map that see the same: it has come to rest.
RESTS = 30
CHONGZHOU = "510184-1"


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    """Return the program with its window open on Sichuan and the networks in front."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.ZH
    app = App(replace(new_project(Province.SICHUAN), tier=Tier.COUNTY), settings, qapp)
    app.window.resize(1600, 950)
    app.start()
    settled(qtbot, app)
    raise_networks(app)
    qtbot.waitUntil(lambda: app.networks.networks.found is not None, timeout=WAIT_MS)
    settled(qtbot, app)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def raise_networks(app: App) -> None:
    [panel] = app.window.findChildren(NetworksPanel)
    docks = app.window.findChildren(QDockWidget)
    next(dock for dock in docks if dock.isAncestorOf(panel)).raise_()


def settled(qtbot: QtBot, app: App) -> None:
    def done() -> bool:
        return not app.tasks.busy and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


def asked(qtbot: QtBot, app: App, script: str) -> object:
    """Return what the page answers."""
    answers: list[object] = []
    app.map_view.page.runJavaScript(f"JSON.stringify({script})", 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return json.loads(str(answers[0]))


def choose(app: App, title: str) -> None:
    [choice] = app.window.findChildren(NetworkChoice)
    [box] = choice.findChildren(QComboBox)
    box.setCurrentIndex(box.findText(title))
    box.activated.emit(box.currentIndex())


def wait_for_rest(qtbot: QtBot, app: App) -> None:
    """Wait until the map has come to where it flies."""
    seen: list[str] = []

    def rests() -> bool:
        seen.append(str(asked(qtbot, app, "yiquan.page.map.getBounds().toBBoxString()")))
        return len(seen) > RESTS and len(set(seen[-RESTS:])) == 1

    qtbot.waitUntil(rests, timeout=WAIT_MS)


def spot(qtbot: QtBot, app: App, lon: float, lat: float) -> QPoint:
    place = asked(
        qtbot, app, f"(p => [p.x, p.y])(yiquan.page.map.latLngToContainerPoint([{lat}, {lon}]))"
    )
    assert isinstance(place, list)
    return QPoint(round(place[0]), round(place[1]))


def click(app: App, point: QPoint) -> None:
    keys = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(app.map_view.input_widget(), Qt.MouseButton.LeftButton, keys, point)


def pixels(image: QImage, colour: str) -> int:
    """Return how many pixels come near to a colour."""
    wanted = QColor(colour)
    count = 0
    for y in range(0, image.height(), 2):
        for x in range(image.width()):
            found = image.pixelColor(x, y)
            near = abs(found.red() - wanted.red()) + abs(found.green() - wanted.green())
            count += near + abs(found.blue() - wanted.blue()) < 40
    return count


def member(app: App) -> Part:
    """Return a member of the network shown that stands clear of the others."""
    network = app.networks.networks.network
    assert network is not None
    return max(network.members_of(Tier.TOWNSHIP), key=lambda part: part.lat)


def test_a_network_is_lit_up_and_a_click_tells_of_its_members(app: App, qtbot: QtBot) -> None:
    blue = str(asked(qtbot, app, "yiquan.LINK_COLOURS.trusteeship"))
    before = pixels(app.map_view.grab_image(), blue)
    choose(app, "崇州 1+8+N")
    assert app.networks.networks.chosen == CHONGZHOU
    shown = "(yiquan.page.network._network || {}).id || ''"
    qtbot.waitUntil(lambda: asked(qtbot, app, shown) == CHONGZHOU, timeout=WAIT_MS)
    settled(qtbot, app)
    wait_for_rest(qtbot, app)
    # The reported tie to the supporter is a solid line.
    qtbot.waitUntil(lambda: pixels(app.map_view.grab_image(), blue) > before + 20, timeout=WAIT_MS)
    rings = "yiquan.page.network._network.catchment.length"
    qtbot.waitUntil(lambda: asked(qtbot, app, rings) != 0, timeout=WAIT_MS)
    caption = "document.querySelector('.caption').innerText"
    text = str(asked(qtbot, app, caption))
    assert "崇州 1+8+N" in text
    assert "推定成员 8/8" in text
    assert "推定" in str(asked(qtbot, app, "document.querySelector('.legend').innerText"))

    part = member(app)
    click(app, spot(qtbot, app, part.lon, part.lat))
    qtbot.waitUntil(lambda: app.session.facility_key == part.facility, timeout=WAIT_MS)
    assert app.networks.networks.chosen == CHONGZHOU


def test_what_is_edited_away_leaves_the_network_on_the_map(app: App, qtbot: QtBot) -> None:
    choose(app, "崇州 1+8+N")
    nodes = "((yiquan.page.network._network || {}).nodes || []).length"
    qtbot.waitUntil(lambda: asked(qtbot, app, nodes) == 11, timeout=WAIT_MS)
    gone, next_one = member(app), "道明镇卫生院"
    names = "yiquan.page.network._network.nodes.map((node) => node.name).sort().join()"
    before = str(asked(qtbot, app, names)).split(",")
    assert gone.name in before
    assert next_one not in before
    app.session.select_key(gone.facility)
    app.what_if.remove()
    # Eight members are published: the nearest of the other network takes the free place.
    after = sorted({*before, next_one} - {gone.name})
    qtbot.waitUntil(
        lambda: sorted(str(asked(qtbot, app, names)).split(",")) == after, timeout=WAIT_MS
    )
    app.document.undo_stack.undo()
    qtbot.waitUntil(
        lambda: sorted(str(asked(qtbot, app, names)).split(",")) == sorted(before), timeout=WAIT_MS
    )
    # Another language builds the window and its page anew.
    app.set_language(Language.EN)
    settled(qtbot, app)
    raise_networks(app)
    qtbot.waitUntil(lambda: asked(qtbot, app, nodes) == 11, timeout=WAIT_MS)
    caption = "document.querySelector('.caption').innerText"
    qtbot.waitUntil(lambda: "Chongzhou 1+8+N" in str(asked(qtbot, app, caption)), timeout=WAIT_MS)
    other = next(
        dock for dock in app.window.findChildren(QDockWidget) if dock.objectName() == "coverage"
    )
    other.raise_()
    qtbot.waitUntil(lambda: asked(qtbot, app, nodes) == 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Chongzhou" not in str(asked(qtbot, app, caption)), timeout=WAIT_MS)


def test_a_click_asks_for_a_chain_and_escape_does_not(app: App, qtbot: QtBot) -> None:
    [panel] = app.window.findChildren(ReferralPanel)
    button = next(b for b in panel.findChildren(QPushButton) if "一点" in b.text())
    waits = "document.querySelector('.leaflet-container').classList.contains('placing')"
    button.click()
    qtbot.waitUntil(lambda: asked(qtbot, app, waits) is True, timeout=WAIT_MS)
    assert "Esc" in app.window.statusBar().currentMessage()
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow, timeout=WAIT_MS)
    QTest.keyClick(app.map_view.input_widget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not app.networks.referral.placing, timeout=WAIT_MS)
    assert app.window.statusBar().currentMessage() == ""

    # To place a facility and to ask for a chain are two things: the last one asked for holds.
    app.what_if.begin_adding(Tier.TOWNSHIP)
    button.click()
    assert app.what_if.placing is None
    qtbot.waitUntil(lambda: asked(qtbot, app, waits) is True, timeout=WAIT_MS)
    click(app, spot(qtbot, app, 103.62, 30.65))
    qtbot.waitUntil(lambda: app.networks.referral.chains is not None, timeout=WAIT_MS)
    assert not app.document.project.edits
    chains = app.networks.referral.chains
    assert chains is not None
    steps = "((yiquan.page.chain._chain || {}).steps || []).map(s => s.name)"
    names = [step.name for step in chains.network.steps]
    assert names
    qtbot.waitUntil(lambda: asked(qtbot, app, steps) == names, timeout=WAIT_MS)
    button.click()
    app.what_if.begin_adding(Tier.TOWNSHIP)
    assert not app.networks.referral.placing
