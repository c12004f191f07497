"""Run by a process of its own: a test that leaves a map to be deleted when nothing runs."""

from pytestqt.qtbot import QtBot

from gui.map.view import MapView


def test_a_map_that_is_left(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    view.show()
    assert view.isVisible()
