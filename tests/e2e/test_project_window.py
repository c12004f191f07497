"""The real window: a project is saved, closed and opened again, and all figures are the same."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from data.project.project import MapView, Site, new_project
from data.project.project_file import load_project, save_project
from data.schema import Language, Province, Tier
from gui.app import App
from gui.opening.import_dialog import ImportDialog
from gui.settings import Settings

WAIT_MS = 60_000
NEAR_ZOOM = 10.0


def settled(qtbot: QtBot, app: App) -> None:
    def done() -> bool:
        queues = (app.tasks, app.reading, app.projects.disk, app.background, app.quick)
        busy = any(queue.busy for queue in queues)
        known = app.session.report is not None and app.session.any_tier is not None
        return not busy and app.map_view.is_painted and known

    qtbot.waitUntil(done, timeout=WAIT_MS)


@pytest.fixture
def begin(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Return what starts the program, with files or without."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    begun: list[App] = []

    def start(*files: Path) -> App:
        app = App(new_project(Province.QINGHAI), settings, qapp)
        begun.append(app)
        app.window.resize(1440, 900)
        app.start(files)
        settled(qtbot, app)
        return app

    yield start
    for app in begun:
        if isValid(app.window):
            app.document.undo_stack.setClean()
            app.window.close()
            app.end()
        app.deleteLater()


def points_file(folder: Path) -> Path:
    """Write a shapefile of three hospitals in Xining, in GBK as planners have them."""
    frame = gpd.GeoDataFrame(
        {"名称": ["甲县人民医院", "乙县人民医院", "丙县人民医院"]},
        geometry=gpd.points_from_xy([101.75, 101.80, 101.70], [36.60, 36.65, 36.63]),
        crs="EPSG:4326",
    )
    path = folder / "我的医院.shp"
    frame.to_file(path, encoding="GBK")
    return path


def add_file(qtbot: QtBot, app: App, path: Path) -> None:
    app.open_file.open([path])
    qtbot.waitUntil(lambda: bool(app.window.findChildren(ImportDialog)), timeout=WAIT_MS)
    app.window.findChildren(ImportDialog)[0].accept()
    settled(qtbot, app)


def figures(app: App) -> list[object]:
    """Return every figure of the report, and of every facility that counts."""
    report = app.session.report
    assert report is not None
    frames = [app.session.frames[layer.id] for layer in app.document.project.layers]
    return [
        report.population,
        report.covered,
        report.facilities,
        np.asarray(report.units.astype(str).to_numpy()).tolist(),
        app.session.any_tier,
        [frame.drop(columns="geometry").astype(str).to_numpy().tolist() for frame in frames],
    ]


def trigger(app: App, text: str) -> None:
    actions = [each for each in app.window.findChildren(QAction) if text in each.text()]
    assert len(actions) == 1, actions
    actions[0].trigger()


def answer(qtbot: QtBot, app: App, button: QMessageBox.StandardButton) -> None:
    def asked() -> list[QMessageBox]:
        boxes = app.window.findChildren(QMessageBox, "unsaved")
        return [box for box in boxes if box.isVisible()]

    qtbot.waitUntil(lambda: bool(asked()), timeout=WAIT_MS)
    asked()[0].button(button).click()


def _zoom(app: App) -> float:
    look = app.map_sync.look
    return 0.0 if look is None else look.zoom


def work(qtbot: QtBot, app: App, folder: Path) -> None:
    """Do what a planner does: a file, a radius, a what-if, a look at a place."""
    add_file(qtbot, app, points_file(folder))
    # The map goes to a new layer, and tells only afterwards where it has come.
    qtbot.waitUntil(lambda: _zoom(app) > NEAR_ZOOM, timeout=WAIT_MS)
    app.document.apply("Set radius", lambda p: p.with_radius(Tier.COUNTY, 12_000.0))
    site = Site(100.62, 36.28, 632521)
    app.document.apply("Add", lambda p: p.with_added(Tier.COUNTY, site, "甲"))
    app.map_view.view_changed.emit(101.5, 36.5, 9.0)
    settled(qtbot, app)


def test_a_project_comes_back_with_every_figure(
    begin: Callable[..., App], qtbot: QtBot, tmp_path: Path
) -> None:
    app = begin()
    work(qtbot, app, tmp_path)
    before, project = figures(app), app.document.project
    (own,) = [layer.id for layer in project.layers if layer.path]
    assert len(app.session.frames[own]) == 4
    path = tmp_path / "西宁.yiquan"
    assert app.window.isWindowModified()
    app.projects.actions.save_to(path)
    settled(qtbot, app)
    assert not app.window.isWindowModified()
    assert "西宁" in app.window.windowTitle()
    trigger(app, "&New project")
    settled(qtbot, app)
    assert app.document.project == new_project(Province.QINGHAI)
    assert "Untitled" in app.window.windowTitle()
    assert figures(app) != before
    app.projects.actions.open(path)
    settled(qtbot, app)
    assert app.document.project == replace(project, map_view=MapView(101.5, 36.5, 9.0))
    assert app.document.undo_stack.isClean()
    assert not app.document.undo_stack.canUndo()
    assert figures(app) == before
    assert not app.window.findChildren(QMessageBox, "message")
    look = app.map_sync.look
    assert look is not None
    assert (round(look.lon, 1), round(look.lat, 1), look.zoom) == (101.5, 36.5, 9.0)
    assert app.settings.recent == (path,)


def test_a_project_named_at_the_start_is_opened(
    begin: Callable[..., App], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "浙江.yiquan"
    look = MapView(120.2, 30.3, 8.0)
    saved = replace(new_project(Province.ZHEJIANG), tier=Tier.COUNTY, map_view=look)
    save_project(saved, path)
    app = begin(path)
    assert app.document.project == saved
    study, report = app.session.study, app.session.report
    assert study is not None
    assert report is not None
    assert (study.province, report.criterion.tier) == (Province.ZHEJIANG, Tier.COUNTY)
    assert app.map_sync.look is not None
    assert app.map_sync.look.zoom == 8.0
    # Another language is another window; the project stays as it is.
    app.document.apply("Set radius", lambda p: p.with_radius(Tier.COUNTY, 12_000.0))
    app.set_language(Language.ZH)
    settled(qtbot, app)
    assert app.window.windowTitle() == "浙江[*] – 医圈"
    assert app.window.isWindowModified()
    app.window.close()
    (box,) = app.window.findChildren(QMessageBox, "unsaved")
    assert "浙江" in box.text()
    box.button(QMessageBox.StandardButton.Save).click()
    qtbot.waitUntil(lambda: not app.window.isVisible(), timeout=WAIT_MS)
    assert load_project(path).radius_m(Tier.COUNTY) == 12_000.0


def test_a_project_that_is_none_leaves_the_usual_start(
    begin: Callable[..., App], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.yiquan"
    path.write_text("{}", encoding="utf-8")
    app = begin(path)
    assert app.document.project == new_project(Province.QINGHAI)
    (box,) = app.window.findChildren(QMessageBox, "message")
    assert "a.yiquan" in box.text()


def test_a_dropped_project_asks_for_the_changes_first(
    begin: Callable[..., App], qtbot: QtBot, tmp_path: Path
) -> None:
    app = begin()
    path = tmp_path / "a.yiquan"
    save_project(replace(new_project(Province.QINGHAI), tier=Tier.REGIONAL), path)
    app.document.apply("Set radius", lambda p: p.with_radius(Tier.COUNTY, 12_000.0))
    app.window.files_dropped.emit([path])
    answer(qtbot, app, QMessageBox.StandardButton.Discard)
    settled(qtbot, app)
    assert app.document.project.tier is Tier.REGIONAL
    assert app.session.report is not None
    assert app.session.report.criterion.tier is Tier.REGIONAL


def test_a_program_that_ends_unasked_still_ends_its_workers(begin: Callable[..., App]) -> None:
    app = begin()
    app.document.apply("Set radius", lambda p: p.with_radius(Tier.COUNTY, 12_000.0))
    app.window.close()
    assert app.window.isVisible()
    app.end()
    assert not app.tasks.busy


@pytest.mark.parametrize("lon", [200.0, 1e9])
def test_a_project_saved_beyond_the_date_line_opens_on_its_province(
    begin: Callable[..., App], qtbot: QtBot, tmp_path: Path, lon: float
) -> None:
    path = tmp_path / "a.yiquan"
    save_project(new_project(Province.QINGHAI), path)
    plain = json.loads(path.read_bytes())
    plain["project"]["map_view"] = {"lon": lon, "lat": 35.0, "zoom": 5.0}
    path.write_text(json.dumps(plain), encoding="utf-8")
    app = begin(path)
    assert app.projects.actions.path == path
    assert not app.window.findChildren(QMessageBox, "message")
    answers: list[str] = []
    script = "JSON.stringify(Object.values(yiquan.page.map.getCenter()))"
    app.map_view.page.runJavaScript(script, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    lat, lon_shown = json.loads(answers[0])
    assert 89 < lon_shown < 104
    assert 31 < lat < 40
