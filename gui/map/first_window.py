"""The window as it is seen first: the map's place, and nothing yet that computes."""

from dataclasses import dataclass

from gui.desktop.main_window import MainWindow
from gui.map.first_page import FirstPage
from gui.map.view import MapView


@dataclass(frozen=True, slots=True)
class FirstWindow:
    """A window without panels, its map, and the page on it, if there is one."""

    window: MainWindow
    view: MapView
    page: FirstPage | None = None


def first_window() -> FirstWindow:
    """Return a window with an empty map."""
    view = MapView()
    return FirstWindow(MainWindow(view), view)
