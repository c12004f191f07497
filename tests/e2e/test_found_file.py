"""The real window: after “Find the file…” figures, map and panels are those of a fresh start."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from data.project.project import Layer, LayerKind, Project, new_project
from data.project.project_file import save_project
from data.project.read_as import ReadAs
from data.schema import Language, Province, Tier
from gui.app import App
from gui.settings import Settings

WAIT_MS = 60_000
PAGE = (
    "JSON.stringify([yiquan.page.facilities.map(l => [l.id, l.points.count]),"
    "Object.values(yiquan.page.map._layers).filter(l => l.feature && l.getLatLngs)"
    ".map(l => JSON.stringify(l.getLatLngs())).sort(),"
    "document.querySelector('.caption').innerText])"
)


def settled(qtbot: QtBot, app: App) -> None:
    def done() -> bool:
        queues = (app.tasks, app.reading, app.projects.disk, app.background, app.quick)
        rest = app.equity.rests or app.refinement.rests
        busy = any(queue.busy for queue in queues) or rest
        shown = app.map_view.is_painted and app.session.report is not None
        return not busy and shown and app.session.access.figures is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


@pytest.fixture
def begin(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Path], App]]:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = Language.EN
    begun: list[App] = []

    def start(path: Path) -> App:
        app = App(new_project(Province.QINGHAI), settings, qapp)
        begun.append(app)
        app.window.resize(1440, 900)
        app.start([path])
        app.window.bring_up("equity")
        settled(qtbot, app)
        return app

    yield start
    for app in begun:
        if isValid(app.window):
            app.document.undo_stack.setClean()
            app.window.close()
            app.end()
        app.deleteLater()


def write_files(folder: Path) -> None:
    folder.mkdir()
    rows = [
        "机构名称,lon,lat,床位数",
        "甲县人民医院,101.75,36.60,100",
        "乙县人民医院,101.2,36.9,50",
    ]
    (folder / "hospitals.csv").write_text("\n".join(rows), encoding="utf-8")
    ring = [[101.0, 36.0], [102.0, 36.0], [102.0, 37.0], [101.0, 36.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    area = {"type": "FeatureCollection", "features": [feature]}
    (folder / "area.geojson").write_text(json.dumps(area), encoding="utf-8")


def project_of(folder: Path) -> Project:
    project = replace(new_project(Province.QINGHAI), tier=Tier.COUNTY)
    bundled = replace(project.layer(Tier.COUNTY.value), counted=False)
    hospitals = Layer(
        "user_1",
        LayerKind.FACILITIES,
        "#d55e00",
        "hospitals",
        folder / "hospitals.csv",
        Tier.COUNTY,
        read_as=ReadAs(tier=Tier.COUNTY),
    )
    area = Layer("user_2", LayerKind.OUTLINE, "#444444", "area", folder / "area.geojson")
    return project.with_layer(bundled).with_layer(hospitals).with_layer(replace(area))


def close_message(app: App) -> None:
    for box in app.window.findChildren(QMessageBox, "message"):
        box.close()


def rows_of(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    found = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [item for item in found if item is not None]


def find(qtbot: QtBot, app: App, title: str, path: Path) -> None:
    """Choose “Find the file…” in the menu of the chosen layer, and the file in the dialog."""
    (tree,) = [e for e in app.window.findChildren(QTreeWidget) if e.accessibleName() == "Layers"]
    (item,) = [each for each in rows_of(tree) if each.text(0).startswith(title)]
    tree.setCurrentItem(item)
    (button,) = [e for e in app.window.findChildren(QPushButton) if e.text() == "Layer"]
    menu = button.menu()
    # Shown without a screen, it would complain of the keyboard.
    menu.aboutToShow.emit()
    (entry,) = [each for each in menu.actions() if each.text() == "Find the file…"]
    entry.trigger()
    (dialog,) = [each for each in app.window.findChildren(QFileDialog) if each.isVisible()]
    dialog.fileSelected.emit(str(path))
    dialog.close()
    settled(qtbot, app)


def told(qtbot: QtBot, app: App) -> list[object]:
    """Return what the window says: figures, panels and page."""
    report, access, curves = app.session.report, app.session.access.figures, app.session.curves
    assert report is not None
    assert access is not None
    assert curves is not None
    answers: list[str] = []
    app.map_view.page.runJavaScript(PAGE, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    (tree,) = [e for e in app.window.findChildren(QTreeWidget) if e.accessibleName() == "Layers"]
    return [
        (report.population, report.covered, report.facilities),
        report.units.astype(str).to_numpy().tolist(),
        app.session.any_tier,
        access.report.units.astype(str).to_numpy().tolist(),
        [[item.text(column) for column in range(tree.columnCount())] for item in rows_of(tree)],
        json.loads(answers[0]),
    ]


def test_a_file_that_is_found_again_counts_as_if_it_had_never_been_away(
    begin: Callable[[Path], App], qtbot: QtBot, tmp_path: Path
) -> None:
    save_project(project_of(tmp_path / "gone"), tmp_path / "a.yiquan")
    app = begin(tmp_path / "a.yiquan")
    missing = told(qtbot, app)
    assert missing[0][1:] == (0.0, 0)  # type: ignore[index]
    close_message(app)
    write_files(tmp_path / "found")
    find(qtbot, app, "hospitals", tmp_path / "found" / "hospitals.csv")
    find(qtbot, app, "area", tmp_path / "found" / "area.geojson")
    found = told(qtbot, app)
    assert app.session.report is not None
    assert app.session.report.facilities == 2
    assert app.session.report.covered > 100_000

    save_project(project_of(tmp_path / "found"), tmp_path / "b.yiquan")
    app.document.undo_stack.setClean()
    app.open_file.open([tmp_path / "b.yiquan"])
    qtbot.waitUntil(lambda: app.projects.actions.name == "b", timeout=WAIT_MS)
    settled(qtbot, app)
    assert found == told(qtbot, app)
    assert found != missing
