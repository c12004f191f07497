"""A saved picture is fit for a report, and the map fits the window it is shown in."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QAction, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from data.project.project import new_project
from data.reference.catalog import Level, read_boundaries
from data.schema import Language, Province
from gui.app import App
from gui.map.picture.off_screen import OffScreen
from gui.settings import Settings

WAIT_MS = 60_000
PROVINCE = Province.QINGHAI


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    """Return the program in a small window, painted."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language, settings.folder = Language.EN, tmp_path
    app = App(new_project(PROVINCE), settings, qapp)
    app.window.resize(1366, 768)
    app.start()

    def done() -> bool:
        working = app.tasks.busy or app.reading.busy
        return not working and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def asked(qtbot: QtBot, app: App, script: str) -> object:
    """Return what the page answers."""
    answers: list[object] = []
    app.map_view.page.runJavaScript(f"JSON.stringify({script})", 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    told: object = json.loads(str(answers[0]))
    return told


def action(app: App, shortcut: str) -> QAction:
    """Return what the menu does at a key."""
    (found,) = [
        each for each in app.window.findChildren(QAction) if each.shortcut().toString() == shortcut
    ]
    return found


def test_the_picture_of_a_small_window_is_of_report_size(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    assert app.map_view.width() < 600
    path = tmp_path / "map.png"
    action(app, "Ctrl+E").trigger()
    (dialog,) = app.window.findChildren(QFileDialog)
    assert len(dialog.nameFilters()) >= 3
    with qtbot.waitSignal(app.savings.picture.saved, timeout=WAIT_MS):
        dialog.selectFile(str(path))
        dialog.accept()
    saved = QImage(str(path))
    assert (saved.width(), saved.height()) == (1600, 1000)
    assert "OpenStreetMap" in saved.text("Description")
    # The window's own map is as it was.
    assert app.map_view.width() < 600
    assert app.map_view.grab_image().width() < 600


def test_legend_and_caption_stand_beside_the_province(app: App, qtbot: QtBot) -> None:
    drawing = OffScreen((1600, 1000))
    images: list[QImage] = []
    drawing.drawn.connect(images.append)
    drawing.view.show_as(app.map_view)
    qtbot.waitUntil(lambda: bool(images), timeout=WAIT_MS)
    told: list[object] = []
    script = """
        [...document.querySelectorAll('.panel')].filter(e => !e.hidden).map(e => {
            const r = e.getBoundingClientRect();
            const at = (x, y) => yiquan.page.map.containerPointToLatLng([x, y]);
            const a = at(r.left, r.bottom), b = at(r.right, r.top);
            return [e.className, e.innerText, a.lng, a.lat, b.lng, b.lat];
        })"""
    drawing.view.page.runJavaScript(f"JSON.stringify({script})", 0, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    panels = json.loads(str(told[0]))
    assert {name.split()[1] for name, *_ in panels} == {"caption", "legend", "credits"}
    land = read_boundaries(Level.COUNTY, PROVINCE).union_all()
    covered = sum(land.intersection(shapely.box(*box)).area for _, _, *box in panels)
    assert covered / land.area < 0.02
    # What the page was told after it was built is in the picture: the share covered.
    (caption,) = [text for name, text, *_ in panels if "caption" in name]
    assert "%" in caption
    corner = images[0].copy(0, 0, 260, 120)
    shades = np.unique([corner.pixel(x, y) for x in range(0, 260, 2) for y in range(0, 120, 2)])
    assert len(shades) > 10
    drawing.end()


def test_a_picture_shows_what_the_map_was_moved_to(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.png", tmp_path / "part.png"
    picture = app.savings.picture
    with qtbot.waitSignal(picture.saved, timeout=WAIT_MS):
        picture.save(whole)
    with qtbot.waitSignal(
        app.map_view.view_changed, timeout=WAIT_MS, check_params_cb=lambda *look: look[2] > 7
    ):
        app.map_view.fly_to(101.2, 36.3, 102.4, 37.0)
    with qtbot.waitSignal(picture.saved, timeout=WAIT_MS):
        picture.save(part)
    assert QImage(str(part)).size() == QImage(str(whole)).size()
    assert QImage(str(part)) != QImage(str(whole))
    seen = asked(qtbot, app, "yiquan.page.seen()")
    assert isinstance(seen, list)
    assert shapely.box(*seen).contains(shapely.box(101.2, 36.3, 102.4, 37.0))


def looks(app: App) -> bool:
    """Return whether the map looks somewhere of its own."""
    return app.map_sync.look is not None


def zoom_of(qtbot: QtBot, app: App) -> float:
    """Return how far in the map is."""
    return float(str(asked(qtbot, app, "yiquan.page.map.getZoom()")))


def fitted(qtbot: QtBot, app: App) -> bool:
    """Return whether the province fills the map as far as it can beside what stands over it."""
    script = """(() => {
        const map = yiquan.page.map, [w, s, e, n] = yiquan.page.config.bounds;
        const box = L.latLngBounds([s, w], [n, e]);
        const best = map.getBoundsZoom(box, false, L.point(0, 0));
        return [map.getBounds().contains(box), best - map.getZoom()];
    })()"""
    found = asked(qtbot, app, script)
    assert isinstance(found, list)
    return bool(found[0]) and found[1] <= 1.0


def test_the_province_is_fitted_to_a_larger_window(app: App, qtbot: QtBot) -> None:
    assert fitted(qtbot, app)
    small = zoom_of(qtbot, app)
    # A click selects, and moves nothing.
    QTest.mouseClick(app.map_view.input_widget(), Qt.MouseButton.LeftButton, pos=QPoint(200, 300))
    app.map_sync.build()
    qtbot.waitUntil(lambda: not app.tasks.busy, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: app.map_view.is_painted, timeout=WAIT_MS)
    app.window.resize(1920, 1080)
    qtbot.waitUntil(lambda: zoom_of(qtbot, app) > small, timeout=WAIT_MS)
    assert fitted(qtbot, app)


def test_a_map_moved_by_hand_stays_until_all_is_asked_for(app: App, qtbot: QtBot) -> None:
    widget = app.map_view.input_widget()
    at = QPointF(widget.width() / 2, widget.height() / 2)
    wheel = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(app.map_view.view_changed, timeout=WAIT_MS):
        QApplication.sendEvent(widget, wheel)
    QTest.qWait(500)
    zoom = zoom_of(qtbot, app)
    app.window.resize(1600, 900)
    QTest.qWait(500)
    assert zoom_of(qtbot, app) == zoom
    assert looks(app)
    action(app, "Ctrl+0").trigger()
    qtbot.waitUntil(lambda: fitted(qtbot, app), timeout=WAIT_MS)
    assert not looks(app)
    shown = zoom_of(qtbot, app)
    app.window.resize(1920, 1080)
    qtbot.waitUntil(
        lambda: zoom_of(qtbot, app) > shown,
        timeout=WAIT_MS,
    )
    assert fitted(qtbot, app)
