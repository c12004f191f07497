"""The real window on the real data: what a planner does in the first five minutes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from data.project import new_project
from data.schema import Language, Province, Tier
from geo.study import coverage_report, load_study, tier_coverage
from gui.app import App
from gui.open_file import LayerDialog
from gui.settings import Settings

WAIT_MS = 60_000
Widget = TypeVar("Widget", bound=QWidget)


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    """Return the program with its window open on Qinghai, all worked out and painted."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    app = App(new_project(Province.QINGHAI), settings, qapp)
    # The screen of a run without a display is smaller than any desk has.
    app.window.resize(1440, 900)
    app.start()
    settled(qtbot, app)
    yield app
    app.window.close()
    app.end()
    app.deleteLater()


def settled(qtbot: QtBot, app: App) -> None:
    """Wait until nothing runs and the map is painted."""

    def done() -> bool:
        return not app.tasks.busy and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


def child(app: App, kind: type[Widget], name: str) -> Widget:
    """Return the widget of the window that has this accessible or object name."""
    found = [
        each
        for each in app.window.findChildren(kind)
        if name in (each.accessibleName(), each.objectName())
    ]
    assert len(found) == 1, (name, found)
    return found[0]


def pixels(image: QImage) -> npt.NDArray[np.uint8]:
    """Return an image as rows x columns x RGB."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def changed_share(before: QImage, after: QImage) -> float:
    """Return how much of the picture differs clearly."""
    difference = np.abs(pixels(before).astype(int) - pixels(after).astype(int)).max(axis=2)
    return float((difference > 8).mean())


def wait_for_picture(qtbot: QtBot, app: App, good: Callable[[QImage], bool]) -> None:
    """Wait until the map looks as it should."""
    qtbot.waitUntil(lambda: good(app.map_view.grab_image()), timeout=WAIT_MS)


def chosen_tier(app: App) -> Tier:
    """Return the tier whose coverage is shown."""
    return app.document.project.tier


def points_file(folder: Path) -> Path:
    """Write a shapefile of three hospitals in Xining, as a planner may bring it."""
    frame = gpd.GeoDataFrame(
        {"名称": ["甲医院", "<img src=x onerror=alert(1)>", "丙医院"]},
        geometry=gpd.points_from_xy([101.75, 101.80, 101.70], [36.60, 36.65, 36.63]),
        crs="EPSG:4326",
    )
    path = folder / "我的医院.shp"
    frame.to_file(path, encoding="UTF-8")
    return path


def drop(app: App, path: Path) -> None:
    """Drop a file on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), action, mime, button, keys)
    QApplication.sendEvent(app.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(app.window, QDropEvent(QPointF(5, 5), action, mime, button, keys))


def accept_dialog(qtbot: QtBot, app: App, tier: Tier | None = None) -> None:
    """Answer the question of what a file is."""
    qtbot.waitUntil(lambda: bool(app.window.findChildren(LayerDialog)), timeout=WAIT_MS)
    dialog = app.window.findChildren(LayerDialog)[0]
    if tier is not None:
        dialog.findChildren(QComboBox)[0].setCurrentIndex(list(Tier).index(tier))
    dialog.accept()


def test_a_radius_moves_figures_and_picture(app: App, qtbot: QtBot) -> None:
    before = app.map_view.grab_image()
    headline = child(app, QLabel, "headline").text()
    assert "Qinghai" in headline
    assert "5 km" in headline
    child(app, QDoubleSpinBox, "Service radius of Township hospital").setValue(40.0)

    assert "40 km" in child(app, QLabel, "headline").text()
    study = load_study(Province.QINGHAI)
    oracle = tier_coverage(study, study.facilities["township"], Tier.TOWNSHIP)
    expected = coverage_report(oracle, 40_000.0)
    assert app.session.report is not None
    assert app.session.report.covered == expected.covered
    assert f"{expected.covered:,.0f}" in child(app, QLabel, "figures").text()
    wait_for_picture(qtbot, app, lambda after: changed_share(before, after) > 0.05)

    app.document.undo_stack.undo()
    assert child(app, QLabel, "headline").text() == headline


def test_a_shapefile_becomes_facilities_that_count(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    drop(app, points_file(tmp_path))
    accept_dialog(qtbot, app, Tier.COUNTY)
    settled(qtbot, app)
    assert chosen_tier(app) is Tier.COUNTY
    assert app.session.report is not None
    assert app.session.report.facilities == 3
    mine = app.document.project.layers[-1]
    assert mine.title == "我的医院"
    assert "<img" in app.session.frames[mine.id]["name"].tolist()[1]

    app.document.undo_stack.undo()
    settled(qtbot, app)
    assert chosen_tier(app) is Tier.TOWNSHIP
    assert all(layer.path is None for layer in app.document.project.layers)


def test_the_map_is_saved_as_a_picture(app: App, tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    app.save_picture.save(path)
    saved = QImage(str(path))
    assert saved.size() == app.map_view.grab_image().size()
    assert "OpenStreetMap" in saved.text("Description")
    assert len(np.unique(pixels(saved).reshape(-1, 3), axis=0)) > 50


def test_a_county_in_the_table_moves_the_map(app: App, qtbot: QtBot) -> None:
    before = app.map_view.grab_image()
    table = child(app, QTableView, "Coverage by county")
    with qtbot.waitSignal(app.map_view.view_changed, timeout=WAIT_MS):
        table.setCurrentIndex(table.model().index(3, 0))
    assert app.session.unit is not None
    wait_for_picture(qtbot, app, lambda after: changed_share(before, after) > 0.05)


def test_a_clicked_facility_is_described(app: App, qtbot: QtBot) -> None:
    row = 0
    app.map_view.facility_clicked.emit("county", row)
    frame = app.session.frames["county"]
    name = str(frame["name"].iloc[row])
    assert any(label.text() == name for label in app.window.findChildren(QLabel))
    assert app.session.unit == int(frame["adcode"].iloc[row])


def test_another_language_keeps_the_work(app: App, qtbot: QtBot) -> None:
    child(app, QDoubleSpinBox, "Service radius of Township hospital").setValue(12.0)
    old = app.window
    app.set_language(Language.ZH)
    settled(qtbot, app)
    assert app.window is not old
    assert "青海省" in child(app, QLabel, "headline").text()
    assert "12 公里" in child(app, QLabel, "headline").text()
    assert app.document.undo_stack.canUndo()


def test_another_province_comes_with_its_figures(app: App, qtbot: QtBot) -> None:
    provinces = child(app, QComboBox, "Province")
    index = provinces.findText("Shanxi")
    provinces.setCurrentIndex(index)
    provinces.activated.emit(index)
    qtbot.waitUntil(
        lambda: app.session.report is not None and app.session.report.province is Province.SHANXI,
        timeout=WAIT_MS,
    )
    settled(qtbot, app)
    assert app.session.report is not None
    assert app.session.report.population == 34_915_616


def test_a_file_that_is_no_map_is_explained(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(b"not a zip")
    failures: list[Exception] = []
    app.open_file.failed.connect(failures.append)
    with qtbot.waitSignal(app.open_file.failed, timeout=WAIT_MS):
        drop(app, path)
    assert "broken.zip" in str(failures[0])
    box = app.window.findChild(QWidget, "message")
    assert box is not None
    assert "broken.zip" in box.property("text")
    box.close()
