"""A list that is opened in the window is seen: on the map, in the list of layers, or it is said."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
)
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.schema import Language, Province
from gui.app import App
from gui.coverage.curve import CoverageCurve
from gui.opening.import_dialog import ImportDialog
from gui.settings import Settings

WAIT_MS = 60_000
QINGHAI = [(101.70, 36.60), (101.80, 36.70), (101.90, 36.65)]
SICHUAN = [(104.05, 30.60), (104.15, 30.70)]
AMERICA = [(-95.0, 40.0), (-96.0, 41.0)]
# What a frame of the province shifts by when the caption over it grows by a line.
LITTLE_DEG = 4.0
Places = Sequence[tuple[float, float]]


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(1366, 768)
    app.start()
    settled(qtbot, app)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def settled(qtbot: QtBot, app: App) -> None:
    def done() -> bool:
        working = app.tasks.busy or app.reading.busy
        return not working and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


def table(folder: Path, name: str, places: Places) -> Path:
    path = folder / f"{name}.csv"
    rows = [f"{number} hospital,{lon},{lat}" for number, (lon, lat) in enumerate(places)]
    path.write_text("\n".join(["name,lon,lat", *rows]), encoding="utf-8")
    return path


def dialog_of(qtbot: QtBot, app: App, path: Path) -> ImportDialog:
    app.open_file.open([path])
    shown: list[ImportDialog] = []

    def is_shown() -> bool:
        found = app.window.findChildren(ImportDialog)
        shown[:] = [each for each in found if each.isVisible()]
        return bool(shown)

    qtbot.waitUntil(is_shown, timeout=WAIT_MS)
    return shown[0]


def press_ok(dialog: ImportDialog) -> None:
    # Its own, not that of a question over it.
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    [buttons] = dialog.findChildren(QDialogButtonBox, options=direct)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)


def question_of(dialog: ImportDialog) -> QMessageBox:
    [box] = [each for each in dialog.findChildren(QMessageBox) if each.isVisible()]
    return box


def press(box: QMessageBox, text: str) -> None:
    [button] = [each for each in box.findChildren(QPushButton) if text in each.text()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def box_seen(qtbot: QtBot, app: App) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the map."""
    answers: list[object] = []
    # While another page is on its way there is none to ask.
    page = "window.yiquan && yiquan.page"
    box = "yiquan.page.map.getBounds().toBBoxString().split(',').map(Number)"
    script = f"JSON.stringify({page} ? {box} : [0, 0, 0, 0])"
    app.map_view.page.runJavaScript(script, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    west, south, east, north = json.loads(str(answers[0]))
    return west, south, east, north


def wait_for_view_of(qtbot: QtBot, app: App, places: Places) -> None:
    """Wait until the map shows these places, and little else."""

    def close_up() -> bool:
        west, south, east, north = box_seen(qtbot, app)
        inside = all(west < lon < east and south < lat < north for lon, lat in places)
        return inside and east - west < 3

    qtbot.waitUntil(close_up, timeout=WAIT_MS)


def tree_of(app: App) -> QTreeWidget:
    trees = app.window.findChildren(QTreeWidget)
    [tree] = [each for each in trees if each.accessibleName() == "Layers"]
    return tree


def zoom_to_chosen(app: App) -> None:
    [button] = [each for each in app.window.findChildren(QPushButton) if each.text() == "Layer"]
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    next(each for each in menu.actions() if each.text() == "Zoom to layer").trigger()


def test_the_map_goes_to_a_new_layer_and_its_row_is_chosen(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    press_ok(dialog_of(qtbot, app, table(tmp_path, "mine", [*QINGHAI, (0.0, 0.0)])))
    wait_for_view_of(qtbot, app, QINGHAI)
    # The page that has the layer looks there, too, not only the one before it.
    settled(qtbot, app)
    wait_for_view_of(qtbot, app, QINGHAI)
    tree = tree_of(app)
    chosen = tree.currentItem()
    assert chosen is not None
    assert chosen.text(0).startswith("mine")
    assert tree.viewport().rect().contains(tree.visualItemRect(chosen))
    assert "mine" in app.window.statusBar().currentMessage()
    # Whoever has moved away comes back by the menu, not to the sea off Africa.
    app.map_sync.show_all()
    qtbot.waitUntil(lambda: box_seen(qtbot, app)[2] - box_seen(qtbot, app)[0] > 6, timeout=WAIT_MS)
    zoom_to_chosen(app)
    wait_for_view_of(qtbot, app, QINGHAI)


def test_a_list_of_another_continent_is_asked_about_and_the_map_stays(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    path, before = table(tmp_path, "usa", AMERICA), app.document.project
    dialog = dialog_of(qtbot, app, path)
    press_ok(dialog)
    box = question_of(dialog)
    assert "None of the 2 records lies in Qinghai" in box.text()
    press(box, "Cancel")
    assert dialog.isVisible()
    assert app.document.project is before
    press_ok(dialog)
    seen = box_seen(qtbot, app)
    press(question_of(dialog), "Add all the same")
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: app.document.project is not before, timeout=WAIT_MS)
    settled(qtbot, app)
    assert box_seen(qtbot, app) == pytest.approx(seen, abs=LITTLE_DEG)
    assert "none of them in the provinces" in app.window.statusBar().currentMessage()
    app.window.statusBar().clearMessage()
    zoom_to_chosen(app)
    assert "No record of usa" in app.window.statusBar().currentMessage()
    assert box_seen(qtbot, app) == pytest.approx(seen, abs=LITTLE_DEG)
    [curve] = app.window.findChildren(CoverageCurve)
    qtbot.waitUntil(lambda: bool(curve.radii_m.size) and curve.isEnabled(), timeout=WAIT_MS)
    assert curve.radii_m[-1] <= 3_000_000
    [figures] = app.window.findChildren(QLabel, "figures")
    assert "more than 3,000 km on average" in figures.text()


def test_a_list_of_another_province_is_asked_about(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_of(qtbot, app, table(tmp_path, "neighbours", SICHUAN))
    press_ok(dialog)
    text = question_of(dialog).text()
    assert "Qinghai" in text
    assert "Some lie in other provinces" in text
    press(question_of(dialog), "Cancel")
    dialog.reject()


def test_a_record_at_no_place_is_told_of_and_the_map_stays(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    press_ok(dialog_of(qtbot, app, table(tmp_path, "mine", [*QINGHAI, (0.0, 0.0)])))
    wait_for_view_of(qtbot, app, QINGHAI)
    # The page that has the layer looks there, too, not only the one before it.
    settled(qtbot, app)
    wait_for_view_of(qtbot, app, QINGHAI)
    trees = app.window.findChildren(QTreeWidget)
    [findings] = [each for each in trees if each.accessibleName() == "Findings"]
    qtbot.waitUntil(lambda: findings.topLevelItemCount() > 0, timeout=WAIT_MS)
    finding = findings.topLevelItem(0)
    assert finding is not None
    finding.setExpanded(True)
    seen, record = box_seen(qtbot, app), finding.child(0)
    assert record is not None
    findings.scrollToItem(record)
    spot = findings.visualItemRect(record).center()
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(findings.viewport(), left, plain, spot)
    assert "neither in the provinces" in app.window.statusBar().currentMessage()
    assert box_seen(qtbot, app) == pytest.approx(seen, abs=LITTLE_DEG)
