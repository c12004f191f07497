"""What is under the pointer stays there: a message or a longer text moves no control."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QTabWidget,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.schema import Language, Province, Tier
from gui.access.panel import EquityPanel
from gui.app import App
from gui.coverage.panel import CoveragePanel
from gui.coverage.radii import RadiiPanel
from gui.desktop.style import STYLE
from gui.gaps.panel import GapsPanel
from gui.networks.chain.panel import ReferralPanel
from gui.networks.editing.panel import NetworkEditPanel
from gui.networks.panel import NetworksPanel
from gui.norms.model import NUMBER
from gui.norms.panel import NormsPanel
from gui.opening.import_dialog import ImportDialog
from gui.settings import Settings
from gui.what_if.panel import WhatIfPanel

WAIT_MS = 60_000
LEFT = Qt.MouseButton.LeftButton
SIZES = {Language.ZH: (1366, 768), Language.EN: (1280, 720)}


@pytest.fixture(params=Language, ids=str)
def app(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[App]:
    """Return the program in a small window, in each of its languages."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = request.param
    qapp.setStyleSheet(STYLE)
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(*SIZES[request.param])
    app.start()
    settled(qtbot, app)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()
    qapp.setStyleSheet("")


def settled(qtbot: QtBot, app: App) -> None:
    """Wait until nothing runs."""

    def done() -> bool:
        working = (app.tasks, app.reading, app.quick, app.background)
        return not any(each.busy for each in working) and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)
    QTest.qWait(50)


def shown(app: App, name: str, kind: type[QWidget]) -> QWidget:
    """Bring a panel up and return it."""
    app.window.bring_up(name)
    QTest.qWait(50)
    (panel,) = app.window.findChildren(kind)
    return panel


def places(widgets: Sequence[QWidget]) -> list[QPoint]:
    """Return where on the screen widgets stand."""
    return [each.mapToGlobal(QPoint(0, 0)) for each in widgets]


def controls(panel: QWidget) -> list[QWidget]:
    """Return what can be pressed in a panel."""
    kinds = (QAbstractButton, QComboBox, QTabBar)
    return [
        each
        for kind in kinds
        for each in panel.findChildren(kind)
        if each.isVisible() and each.isVisibleTo(panel)
    ]


def test_no_title_of_a_tab_is_cut_in_the_smallest_window(app: App, qtbot: QtBot) -> None:
    for size in ((1366, 768), (1280, 720), (683, 384)):
        app.window.resize(*size)
        QTest.qWait(50)
        bars = [bar for bar in app.window.findChildren(QTabBar) if bar.isVisible()]
        assert {6} <= {bar.count() for bar in bars}
        for bar in bars:
            arrows = [each for each in bar.findChildren(QAbstractButton) if each.isVisible()]
            assert not arrows
            for at in range(bar.count()):
                needed = bar.fontMetrics().horizontalAdvance(bar.tabText(at))
                assert bar.tabRect(at).width() >= needed + 8
                assert bar.tabRect(at).right() < bar.width()
            assert bar.mapTo(app.window, QPoint(bar.width(), 0)).x() <= app.window.width()


def test_the_window_is_no_wider_than_a_laptop_at_200_percent(app: App) -> None:
    """Full HD at 200 % leaves 960 x 540; in English, the titles of the tabs need more."""
    app.window.resize(960, 540)
    QTest.qWait(50)
    most_px = {Language.ZH: 960, Language.EN: 1120}[app.settings.language]
    assert app.window.width() <= most_px


def test_to_suppose_something_moves_no_button(app: App, qtbot: QtBot) -> None:
    panel = shown(app, "facility", WhatIfPanel)
    layer = app.document.project.layer(Tier.TOWNSHIP).id
    app.session.select_facility((layer, 0))
    settled(qtbot, app)
    buttons = [each for each in controls(panel) if each.isEnabled()]
    assert len(buttons) >= 4
    before = places(buttons)
    move = next(each for each in panel.findChildren(QPushButton) if each.text().endswith("…"))
    QTest.mouseClick(move, LEFT)
    assert app.what_if.placing is not None
    QTest.qWait(50)
    assert places(buttons) == before
    QTest.keyClick(app.map_view.input_widget(), Qt.Key.Key_Escape)
    app.what_if.cancel()
    remove = panel.findChildren(QPushButton)[1]
    QTest.mouseClick(remove, LEFT)
    assert app.document.project.edits
    settled(qtbot, app)
    assert places(buttons) == before


def test_the_tabs_of_networks_stay_where_they_are(app: App, qtbot: QtBot) -> None:
    panel = shown(app, "networks", NetworksPanel)
    settled(qtbot, app)
    (tabs,) = panel.findChildren(QTabWidget)
    before = places([tabs.tabBar()])
    for at in (1, 2, 0, 2):
        QTest.mouseClick(tabs.tabBar(), LEFT, pos=tabs.tabBar().tabRect(at).center())
        QTest.qWait(50)
        assert tabs.currentIndex() == at
        assert places([tabs.tabBar()]) == before


def test_to_change_a_network_moves_no_button(app: App, qtbot: QtBot) -> None:
    networks = shown(app, "networks", NetworksPanel)
    settled(qtbot, app)
    (tabs,) = networks.findChildren(QTabWidget)
    QTest.mouseClick(tabs.tabBar(), LEFT, pos=tabs.tabBar().tabRect(2).center())
    app.session.select_facility((app.document.project.layer(Tier.TOWNSHIP).id, 3))
    settled(qtbot, app)
    qtbot.waitUntil(lambda: app.networks.editor.place() is not None, timeout=WAIT_MS)
    place = app.networks.editor.place()
    assert place is not None
    assert place.network is not None
    app.networks.networks.choose(place.network.id)
    settled(qtbot, app)
    (panel,) = networks.findChildren(NetworkEditPanel)
    fixed = controls(networks)
    kinds = [each for each in panel.findChildren(QComboBox) if each.isVisible()]
    add = button_of(panel, "Add a link…", "添加联系…")
    fixed = [each for each in fixed if each not in (add, *kinds)]
    before = places(fixed)
    QTest.mouseClick(add, LEFT)
    QTest.qWait(50)
    assert app.networks.editor.linking is not None
    assert places(fixed) == before
    QTest.mouseClick(button_of(panel, "Cancel", "取消"), LEFT)
    lead = button_of(panel, "Make it a lead hospital", "设为牵头医院")
    QTest.mouseClick(lead, LEFT)
    settled(qtbot, app)
    assert places(fixed) == before


def button_of(panel: QWidget, *texts: str) -> QPushButton:
    """Return the button that is called so in one of the languages."""
    found = [each for each in panel.findChildren(QPushButton) if each.text() in texts]
    assert len(found) == 1, (texts, [each.text() for each in panel.findChildren(QPushButton)])
    return found[0]


def test_a_number_that_will_not_do_moves_no_button_of_the_norms(app: App, qtbot: QtBot) -> None:
    panel = shown(app, "norms", NormsPanel)
    settled(qtbot, app)
    (refusal,) = panel.findChildren(QLabel, "norm_refusal")
    table = panel.findChildren(QTableView)[0]
    buttons = controls(panel)
    before = places(buttons)
    table.setCurrentIndex(table.model().index(0, NUMBER))
    settled(qtbot, app)
    table.edit(table.currentIndex())
    (field,) = table.findChildren(QLineEdit)
    field.clear()
    QTest.keyClicks(field, "not a number, and a long one at that: seven hundred and more")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.qWait(50)
    assert refusal.text()
    assert places(buttons) == before
    # Another row, and the refusal is of nothing that is seen any more.
    QTest.mouseClick(
        table.viewport(), LEFT, pos=table.visualRect(table.model().index(2, 0)).center()
    )
    settled(qtbot, app)
    assert not refusal.text()
    assert places(buttons) == before


def test_figures_of_another_tier_move_nothing_in_coverage(app: App, qtbot: QtBot) -> None:
    panel = shown(app, "coverage", CoveragePanel)
    standing = controls(panel)
    before = places(standing)

    def chosen(change: Callable[[], None]) -> None:
        change()
        settled(qtbot, app)
        assert places(standing) == before

    for tier in Tier:
        chosen(lambda tier=tier: choose(app, tier))  # type: ignore[misc]
    scope = panel.findChildren(QComboBox)[0]
    chosen(lambda: QTest.keyClick(scope, Qt.Key.Key_Down))


def choose(app: App, tier: Tier) -> None:
    """Choose a tier by its round button in the panel of radii."""
    (radii,) = app.window.findChildren(RadiiPanel)
    name = tier.label.in_language(app.settings.language)
    (radio,) = [each for each in radii.findChildren(QAbstractButton) if each.text() == name]
    QTest.mouseClick(radio, LEFT, pos=QPoint(8, radio.height() // 2))


def test_a_question_in_the_dialog_of_a_file_moves_no_box(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    good = tmp_path / "good.csv"
    good.write_text("名称,经度,纬度\n甲医院,101.7,36.6\n乙医院,101.8,36.7\n", encoding="utf-8")
    app.open_file.open([good])
    qtbot.waitUntil(lambda: bool(app.window.findChildren(ImportDialog)), timeout=WAIT_MS)
    (dialog,) = app.window.findChildren(ImportDialog)
    QTest.qWait(50)
    boxes = [each for each in dialog.findChildren(QComboBox) if each.isVisible()]
    before = places(boxes)
    lon = next(each for each in boxes if each.accessibleName() in ("Longitude", "经度"))
    lon.setFocus()
    QTest.keyClick(lon, Qt.Key.Key_Home)
    lon.activated.emit(lon.currentIndex())
    qtbot.waitUntil(lambda: not app.reading.busy, timeout=WAIT_MS)
    QTest.qWait(50)
    (message,) = dialog.findChildren(QLabel, "message")
    assert message.isVisible()
    assert [each for each in boxes if each.isVisible()] == boxes
    assert places(boxes) == before
    dialog.reject()


def test_what_is_said_of_access_and_gaps_moves_no_control(app: App, qtbot: QtBot) -> None:
    gaps = shown(app, "gaps", GapsPanel)
    before = places(controls(gaps))
    settled(qtbot, app)
    assert places(controls(gaps)) == before
    equity = shown(app, "equity", EquityPanel)
    settled(qtbot, app)
    standing = controls(equity)
    before = places(standing)
    method, supply = equity.findChildren(QComboBox)[:2]
    for box, key in ((supply, Qt.Key.Key_Down), (method, Qt.Key.Key_End), (supply, Qt.Key.Key_Up)):
        QTest.keyClick(box, key)
        settled(qtbot, app)
        still = [each for each in standing if each.isVisible()]
        assert places(still) == [
            at for at, each in zip(before, standing, strict=True) if each in still
        ]


def test_the_words_of_a_referral_stay_out_of_its_table(app: App, qtbot: QtBot) -> None:
    networks = shown(app, "networks", NetworksPanel)
    settled(qtbot, app)
    (tabs,) = networks.findChildren(QTabWidget)
    QTest.mouseClick(tabs.tabBar(), LEFT, pos=tabs.tabBar().tabRect(1).center())
    app.session.select_facility((app.document.project.layer(Tier.TOWNSHIP).id, 3))
    (panel,) = networks.findChildren(ReferralPanel)
    qtbot.waitUntil(lambda: app.networks.editor.place() is not None, timeout=WAIT_MS)
    place = app.networks.editor.place()
    assert place is not None
    assert place.network is not None
    app.networks.networks.choose(place.network.id)
    settled(qtbot, app)
    buttons = controls(panel)
    before = places(buttons)
    QTest.mouseClick(buttons[0], LEFT)
    settled(qtbot, app)
    assert places(buttons) == before
    (steps,) = panel.findChildren(QTreeWidget)
    assert steps.topLevelItemCount()
    QTest.mouseClick(buttons[1], LEFT)
    app.map_view.place_clicked.emit(95.0448, 34.3799)
    settled(qtbot, app)
    assert steps.topLevelItemCount()
    assert places(buttons) == before
    words = [each for each in panel.findChildren(QLabel) if each.isVisible() and each.text()]
    (note,) = words
    assert note.height() >= note.heightForWidth(note.width())
    top = note.mapTo(panel, QPoint(0, 0)).y()
    assert top > steps.geometry().bottom()
    assert top + note.heightForWidth(note.width()) <= panel.height()
