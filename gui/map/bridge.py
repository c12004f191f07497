"""All that the map page and the program may say to each other, one name each.

`Bridge` is on the channel: its slots are what the page may ask, its signals what the
page is told, and resources/web/bridge.js holds the other end of every one. What the
page has said reaches the window through `PageEvents`, which the page cannot see.
"""

import logging
import math
import re
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal, Slot

log = logging.getLogger(__name__)

PANELS: Final = frozenset({"caption", "legend", "credits"})
MOST_ROWS: Final = 10_000_000
MOST_LETTERS: Final = 500
MOST_ERRORS: Final = 20
# A map may be dragged around the world, and more than once.
MOST_TURNS: Final = 1_000
MOST_ZOOM: Final = 30.0
_LAYER_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_ADCODES: Final = range(100_000, 1_000_000)


class PageEvents(QObject):
    """What the page has said."""

    ready = Signal()
    painted = Signal()
    facility_clicked = Signal(str, int)
    unit_clicked = Signal(int)
    place_clicked = Signal(float, float)
    view_changed = Signal(float, float, float)
    panel_folded = Signal(str, bool)
    whole_shown = Signal(bool)


class Bridge(QObject):
    """The object the page knows as `bridge`.

    Signals, in the page's terms: `set_radius(layer_id, radius_m)`,
    `set_visible(layer_id, visible)`, `set_colour(layer_id, colour)`,
    `show_circles(layer_ids, colour)`, `select_facility(layer_id, index)` with "" and -1 for
    none, `select_units(adcodes)` of counties, `fly_to(west, south, east, north)` in degrees,
    `frame([west, south, east, north])`, a box that stays in sight, of all when it is empty,
    `set_caption(json)` as geo.page.page.Caption writes it, `show_gaps(json)` and
    `select_gap(json)` as geo.page.gaps writes outlines, a list of them and a single one,
    `show_network(json)` and `show_chain(json)` as geo.page.networks writes them, "null" for
    none, `show_kinds(kinds)`: the kinds of the links to show,
    `set_facilities(layer_id, json)` as geo.page.facilities writes them,
    `set_placing(placing)`: whether the next click names a place, `set_foldable(foldable)`:
    whether the panels over the map may be folded, `fold_panel(name, folded)` for one of them,
    and `show_whole(whole)`: all of them in full, for a picture.
    """

    set_radius = Signal(str, float)
    set_visible = Signal(str, bool)
    set_colour = Signal(str, str)
    show_circles = Signal(list, str)
    select_facility = Signal(str, int)
    select_units = Signal(list)
    fly_to = Signal(float, float, float, float)
    frame = Signal(list)
    set_caption = Signal(str)
    show_gaps = Signal(str)
    select_gap = Signal(str)
    show_network = Signal(str)
    show_kinds = Signal(list)
    show_chain = Signal(str)
    set_facilities = Signal(str, str)
    set_placing = Signal(bool)
    set_foldable = Signal(bool)
    fold_panel = Signal(str, bool)
    show_whole = Signal(bool)

    def __init__(self, events: PageEvents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events = events
        self._errors = 0
        self._refused: set[str] = set()

    def event(self, event: QEvent) -> bool:
        """Live as long as the window: to the page every QObject has a `deleteLater`."""
        if event.type() == QEvent.Type.DeferredDelete:
            self._refuse("deleteLater")
            return True
        return super().event(event)

    @Slot()
    def page_ready(self) -> None:
        """Hear that the page listens: from now on the signals reach it."""
        self._events.ready.emit()

    @Slot()
    def painted(self) -> None:
        """Hear that the first full drawing is on the screen."""
        self._events.painted.emit()

    @Slot(str, int)
    def facility_clicked(self, layer_id: str, index: int) -> None:
        """Hear of a click on the facility in row `index` of the layer's table."""
        if _LAYER_ID.fullmatch(layer_id) and 0 <= index < MOST_ROWS:
            self._events.facility_clicked.emit(layer_id, index)
        else:
            self._refuse("facility_clicked")

    @Slot(int)
    def unit_clicked(self, adcode: int) -> None:
        """Hear of a click on a county."""
        if adcode in _ADCODES:
            self._events.unit_clicked.emit(adcode)
        else:
            self._refuse("unit_clicked")

    @Slot(float, float)
    def place_clicked(self, lon: float, lat: float) -> None:
        """Hear of a click, while placing, on the place `lon`, `lat` (degrees)."""
        if _is_place(lon, lat):
            self._events.place_clicked.emit(_around(lon), lat)
        else:
            self._refuse("place_clicked")

    @Slot(float, float, float)
    def view_changed(self, lon: float, lat: float, zoom: float) -> None:
        """Hear that the map now looks at `lon`, `lat` (degrees)."""
        if _is_place(lon, lat) and 0.0 <= zoom <= MOST_ZOOM:
            self._events.view_changed.emit(_around(lon), lat, zoom)
        else:
            self._refuse("view_changed")

    @Slot(str, bool)
    def panel_folded(self, name: str, folded: bool) -> None:  # noqa: FBT001 - the slot's type
        """Hear that a panel over the map was folded by hand, or unfolded."""
        if name in PANELS:
            self._events.panel_folded.emit(name, folded)
        else:
            self._refuse("panel_folded")

    @Slot(bool)
    def whole_shown(self, whole: bool) -> None:  # noqa: FBT001 - the slot's type
        """Hear that the panels are drawn in full, or as they were."""
        self._events.whole_shown.emit(whole)

    @Slot(str)
    def page_error(self, text: str) -> None:
        """Hear that a script of the page failed."""
        self._errors += 1
        if self._errors <= MOST_ERRORS:
            log.error("map page: %s", " ".join(text[:MOST_LETTERS].split()))

    def _refuse(self, name: str) -> None:
        # Once each: a page that asks for nonsense may ask without end.
        if name not in self._refused:
            self._refused.add(name)
            log.info("refused what the map page said: %s", name)


def _is_place(lon: float, lat: float) -> bool:
    return abs(lon) <= 360.0 * MOST_TURNS and abs(lat) <= 90.0  # noqa: PLR2004 - the pole


def _around(lon: float) -> float:
    """Return a longitude of a map that was dragged around the world as one from -180 to 180."""
    return math.remainder(lon, 360.0)
