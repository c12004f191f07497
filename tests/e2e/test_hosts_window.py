"""A stranger's project in the real window: nobody is called before the user agrees."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytest_socket import enable_socket
from pytestqt.qtbot import QtBot

from data.project.project import Layer, LayerKind, new_project
from data.project.project_file import save_project
from data.project.read_as import ReadAs
from data.schema import Language, Province, Tier
from gui.app import App
from gui.settings import Settings

WAIT_MS = 60_000


@pytest.fixture(params=[Language.EN, Language.ZH])
def app(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[App]:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.language = request.param
    app = App(new_project(Province.QINGHAI), settings, qapp)
    app.window.resize(1440, 900)
    app.start()
    settled(qtbot, app)
    yield app
    app.window.may_close = lambda: True
    app.window.close()
    app.end()
    app.deleteLater()


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Return a port that hangs up on whoever calls."""
    enable_socket()
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.setblocking(False)
        yield made


def settled(qtbot: QtBot, app: App) -> None:
    """Wait until nothing runs and the map is painted."""

    def done() -> bool:
        working = app.tasks.busy or app.reading.busy
        return not working and app.map_view.is_painted and app.session.report is not None

    qtbot.waitUntil(done, timeout=WAIT_MS)


def calls(server: socket.socket) -> int:
    """Return how often the server was called since it was asked last; hang up."""
    number = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return number
        number += 1


def drop(app: App, path: Path) -> None:
    """Drop a file on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), action, mime, button, keys)
    QApplication.sendEvent(app.window, enter)
    QApplication.sendEvent(app.window, QDropEvent(QPointF(5, 5), action, mime, button, keys))


def box(qtbot: QtBot, app: App, name: str) -> QMessageBox:
    """Return the box of this name, once it is there."""

    def found() -> list[QMessageBox]:
        return [each for each in app.window.findChildren(QMessageBox, name) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=WAIT_MS)
    return found()[0]


def answer(asked: QMessageBox, role: QMessageBox.ButtonRole) -> None:
    """Press the button of this role by mouse."""
    (button,) = [
        each
        for each in asked.buttons()
        if asked.buttonRole(each) == role and isinstance(each, QPushButton)
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def layer(number: int, path: str, connection: str = "") -> Layer:
    """Return a layer of a stranger's."""
    made = Layer(f"user_{number}", LayerKind.FACILITIES, "#112233", "甲", Path(path), Tier.COUNTY)
    return replace(made, read_as=ReadAs(connection=connection, layer="public.h"))


def test_a_database_is_called_only_when_the_user_agrees(
    app: App, qtbot: QtBot, server: socket.socket, tmp_path: Path
) -> None:
    port = server.getsockname()[1]
    url = f"postgresql://planner@127.0.0.1:{port}/health?passfile=/etc/hostname"
    path = tmp_path / "stranger.yiquan"
    project = new_project(Province.QINGHAI)
    for number in (1, 2):
        connection = url.replace("planner", f"planner{number}")
        project = project.with_layer(layer(number, "db.server", connection))
    save_project(project, path)

    drop(app, path)
    asked = box(qtbot, app, "host")
    for known in ("health", f"127.0.0.1:{port}", "planner1"):
        assert known in asked.text()
    assert calls(server) == 0
    answer(asked, QMessageBox.ButtonRole.RejectRole)
    told = box(qtbot, app, "message")
    assert calls(server) == 0
    assert f"127.0.0.1:{port}" in told.text()
    told.close()
    settled(qtbot, app)
    assert app.session.missing == {"user_1", "user_2"}
    assert app.document.project.layers == project.layers
    assert app.settings.hosts == frozenset()

    drop(app, path)
    asked = box(qtbot, app, "host")
    always = asked.checkBox()
    assert always is not None
    always.click()
    answer(asked, QMessageBox.ButtonRole.AcceptRole)
    qtbot.waitUntil(lambda: calls(server) > 0, timeout=WAIT_MS)
    # Who hangs up ends the wait for an answer.
    qtbot.waitUntil(lambda: calls(server) >= 0 and not app.reading.busy, timeout=WAIT_MS)
    box(qtbot, app, "message").close()
    assert app.settings.hosts == {f"127.0.0.1:{port}"}

    drop(app, path)
    qtbot.waitUntil(lambda: calls(server) > 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: calls(server) >= 0 and not app.reading.busy, timeout=WAIT_MS)
    assert not [each for each in app.window.findChildren(QMessageBox, "host") if each.isVisible()]
    box(qtbot, app, "message").close()
    settled(qtbot, app)


def test_files_of_other_computers_are_asked_about_once_each(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "stranger.yiquan"
    project = new_project(Province.QINGHAI)
    paths = (r"\\evil\share\a.csv", "//evil/share/b.csv", "//other/c.csv", r"\\.\pipe\x")
    for number, each in enumerate(paths, 1):
        project = project.with_layer(layer(number, each))
    save_project(project, path)
    drop(app, path)
    for host, file in (("evil", "a.csv"), ("other", "c.csv")):
        asked = box(qtbot, app, "host")
        assert host in asked.text()
        assert file in asked.text()
        answer(asked, QMessageBox.ButtonRole.RejectRole)
    told = box(qtbot, app, "message")
    assert "evil" in told.text()
    told.close()
    settled(qtbot, app)
    assert app.session.missing == {f"user_{number}" for number in range(1, 5)}
