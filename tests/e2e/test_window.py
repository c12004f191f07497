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
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QDoubleSpinBox,
    QLabel,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.project.project import Criterion, new_project
from data.schema import Language, Province, Scope, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.gaps import find_gaps
from geo.coverage.position_errors import coverage_draws, interval
from geo.coverage.tier_coverage import tier_coverage
from geo.study.study import counted_facilities, load_study
from gui.app import App
from gui.coverage.curve import CoverageCurve
from gui.opening.import_dialog import ImportDialog
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
        working = app.tasks.busy or app.reading.busy
        return not working and app.map_view.is_painted and app.session.report is not None

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


def told(app: App, name: str) -> str:
    """Return what a label of the coverage panel says."""
    label = child(app, QDockWidget, "coverage").findChild(QLabel, name)
    assert label is not None
    return label.text()


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
    qtbot.waitUntil(lambda: bool(app.window.findChildren(ImportDialog)), timeout=WAIT_MS)
    dialog = app.window.findChildren(ImportDialog)[0]
    if tier is not None:
        boxes = {box.accessibleName(): box for box in dialog.findChildren(QComboBox)}
        box = boxes["Tier of the facilities"]
        box.setCurrentIndex(box.findData(tier))
    dialog.accept()


def test_a_radius_moves_figures_and_picture(app: App, qtbot: QtBot) -> None:
    before = app.map_view.grab_image()
    headline = told(app, "headline")
    assert "Qinghai" in headline
    assert "5 km" in headline
    child(app, QDoubleSpinBox, "Service radius of Township hospital").setValue(40.0)

    assert "40 km" in told(app, "headline")
    study = load_study(Province.QINGHAI)
    oracle = tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))
    expected = coverage_report(oracle, 40_000.0)
    assert app.session.report is not None
    assert app.session.report.covered == expected.covered
    assert f"{expected.covered:,.0f}" in told(app, "figures")
    wait_for_picture(qtbot, app, lambda after: changed_share(before, after) > 0.05)

    app.document.undo_stack.undo()
    assert told(app, "headline") == headline


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


def test_the_map_is_saved_as_a_picture(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    with qtbot.waitSignal(app.savings.picture.saved, timeout=WAIT_MS):
        app.savings.picture.save(path)
    saved = QImage(str(path))
    assert (saved.width(), saved.height()) == (1600, 1000)
    assert "OpenStreetMap" in saved.text("Description")
    assert len(np.unique(pixels(saved).reshape(-1, 3), axis=0)) > 50


def test_a_county_in_the_table_moves_the_map(app: App, qtbot: QtBot) -> None:
    before = app.map_view.grab_image()
    table = child(app, QTableView, "Coverage by county")
    with qtbot.waitSignal(app.map_view.view_changed, timeout=WAIT_MS):
        table.setCurrentIndex(table.model().index(3, 0))
    assert app.session.unit is not None
    wait_for_picture(qtbot, app, lambda after: changed_share(before, after) > 0.05)


def test_scope_and_number_are_what_the_figures_and_the_map_say(app: App, qtbot: QtBot) -> None:
    before = app.map_view.grab_image()
    scope = child(app, QComboBox, "Tiers that count")
    scope.setCurrentIndex(1)
    scope.activated.emit(1)
    child(app, QSpinBox, "Facilities within reach, at least").setValue(2)
    settled(qtbot, app)
    criterion = Criterion(Tier.TOWNSHIP, Scope.OR_HIGHER, 2)
    study = load_study(Province.QINGHAI)
    project = new_project(Province.QINGHAI)
    facilities = counted_facilities(project, study.facilities, criterion.tiers)
    expected = coverage_report(tier_coverage(study, facilities, criterion), 5_000.0)
    covered = f"{round(expected.covered):,}"
    assert criterion.label.en in told(app, "headline")
    assert covered in told(app, "figures")
    captions: list[object] = []
    app.map_view.page.runJavaScript(
        "document.querySelector('.caption').innerText", 0, captions.append
    )
    qtbot.waitUntil(lambda: bool(captions), timeout=WAIT_MS)
    for text in (criterion.label.en, covered, f"{expected.ratio:.1%}"):
        assert text in str(captions[0])
    wait_for_picture(qtbot, app, lambda after: changed_share(before, after) > 0.0005)
    for _ in range(2):
        app.document.undo_stack.undo()
    assert app.document.project.criterion == Criterion(Tier.TOWNSHIP)


def test_the_radius_is_pulled_and_its_interval_follows(app: App, qtbot: QtBot) -> None:
    curve = child(app, CoverageCurve, "Coverage curve")
    with qtbot.waitSignal(app.session.report_changed, timeout=WAIT_MS):
        QTest.mouseClick(curve, Qt.MouseButton.LeftButton, pos=curve.rect().center())
    radius_m = app.document.project.radius_m(Tier.TOWNSHIP)
    assert radius_m != 5_000.0
    assert "…" in told(app, "interval")
    qtbot.waitUntil(lambda: app.session.intervals is not None, timeout=WAIT_MS)
    study = load_study(Province.QINGHAI)
    coverage = tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))
    expected = interval(coverage_draws(coverage), radius_m).whole
    text = told(app, "interval")
    assert f"{expected.low:.1%} to {expected.high:.1%}" in text


def test_a_gap_in_the_list_is_where_the_map_goes(app: App, qtbot: QtBot) -> None:
    assert app.gaps.gaps is None
    dock = child(app, QDockWidget, "gaps")
    dock.raise_()
    qtbot.waitUntil(lambda: bool(app.gaps.outlines), timeout=WAIT_MS)
    assert app.session.coverage is not None
    study = load_study(Province.QINGHAI)
    expected = find_gaps(study.demand, app.session.coverage.distance_m, 5_000.0)
    summary = child(app, QLabel, "summary").text()
    assert f"{len(expected.table):,} gaps, {expected.population:,.0f} people" in summary
    table = child(app, QTableView, "Gaps in coverage")
    row = int(np.argmin(expected.table["area_km2"].to_numpy()))
    looks: list[tuple[float, ...]] = []
    app.map_view.view_changed.connect(lambda *look: looks.append(look))
    table.setCurrentIndex(table.model().index(row, 0))
    gap = expected.table.iloc[row]

    def there() -> bool:
        return bool(looks) and bool(
            gap["west"] - 0.2 < looks[-1][0] < gap["east"] + 0.2
            and gap["south"] - 0.2 < looks[-1][1] < gap["north"] + 0.2
        )

    qtbot.waitUntil(there, timeout=WAIT_MS)
    red = (0xB3, 0x00, 0x1B)
    wait_for_picture(qtbot, app, lambda image: int((pixels(image) == red).all(axis=2).sum()) > 100)
    child(app, QDockWidget, "coverage").raise_()
    wait_for_picture(qtbot, app, lambda image: not (pixels(image) == red).all(axis=2).any())


def test_prefectures_are_rows_that_the_map_goes_to(app: App, qtbot: QtBot) -> None:
    child(app, QComboBox, "Rows of the table").activated.emit(1)
    table = child(app, QTableView, "Coverage by county")
    qtbot.waitUntil(lambda: table.model().rowCount() == 8, timeout=WAIT_MS)
    with qtbot.waitSignal(app.map_view.view_changed, timeout=WAIT_MS):
        table.setCurrentIndex(table.model().index(3, 0))
    assert app.session.unit is not None
    assert app.session.unit % 100 == 0


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
    assert "青海省" in told(app, "headline")
    assert "12 公里" in told(app, "headline")
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
