"""The map in the window: a web view of one page, told of changes without a reload."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal, SignalInstance
from PySide6.QtGui import QImage
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.map.bridge import Bridge, PageEvents
from gui.map.notice import LOAD_FAILED, NOT_PAINTED, RENDERER_DIED, MapNotice
from gui.map.page import MapPage
from gui.map.scheme import SCHEME, Files, Gatekeeper, SchemeHandler, tile_hosts
from gui.map.stable_frame import BACKGROUND, when_still

if TYPE_CHECKING:
    from geo.page.page import Caption

log = logging.getLogger(__name__)

DRAW_SECONDS: Final = 30.0
# What a picture does not take over: where the map looks, and what a hand does on it.
OF_THE_SCREEN: Final = frozenset({"fly", "frame", "placing", "foldable", "fold"})


class MapView(QWidget):
    """Shows a page made by geo.page.page and keeps it in line with what it is told.

    Anything may be said at any time: it is kept, and said again when the page is ready,
    also after a reload.

    Attributes
    ----------
    draw_seconds
        How long a page may take to be painted before `failed`.
    """

    ready = Signal()
    painted = Signal()
    facility_clicked = Signal(str, int)
    unit_clicked = Signal(int)
    place_clicked = Signal(float, float)
    view_changed = Signal(float, float, float)
    panel_folded = Signal(str, bool)
    whole_shown = Signal(bool)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: dict[tuple[str, ...], tuple[str, tuple[object, ...]]] = {}
        self.draw_seconds = DRAW_SECONDS
        self._listening = False
        self._placing: set[str] = set()
        self._is_painted = False
        self._address = ""
        self._html = self._tile_url = self._ahead = ""
        self._files = Files()
        self._build_view()
        self._build_channel()
        self._notice = MapNotice(self)
        self._notice.reload.clicked.connect(self.reload)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._notice)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self._fail(NOT_PAINTED))

    def _build_view(self) -> None:
        profile = QWebEngineProfile()
        self._view = QWebEngineView(self)
        self._page = MapPage(profile, self)
        # TRAP page-before-profile
        # After the page: children go in their order, and a page must go before its profile.
        # The view cannot hold the page: raising a widget puts it last among its siblings.
        profile.setParent(self)
        self._profile = profile
        self._gatekeeper = Gatekeeper(profile)
        self._handler = SchemeHandler(self._files, profile)
        profile.setUrlRequestInterceptor(self._gatekeeper)
        profile.installUrlSchemeHandler(SCHEME.encode("ascii"), self._handler)
        self._page.setBackgroundColor(BACKGROUND)
        self._view.setPage(self._page)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        # Files dropped on the map are the window's business.
        self._view.setAcceptDrops(False)
        self._view.installEventFilter(self)
        self._page.loadFinished.connect(self._on_load)
        self._page.renderProcessTerminated.connect(self._on_end)

    def _build_channel(self) -> None:
        events = PageEvents(self)
        self._bridge = Bridge(events, self)
        channel = QWebChannel(self)
        channel.registerObject("bridge", self._bridge)
        self._page.setWebChannel(channel)
        events.ready.connect(self._on_ready)
        events.painted.connect(self._begin_settling)
        events.facility_clicked.connect(self.facility_clicked)
        events.unit_clicked.connect(self.unit_clicked)
        events.place_clicked.connect(self.place_clicked)
        events.view_changed.connect(self.view_changed)
        events.panel_folded.connect(self.panel_folded)
        events.whole_shown.connect(self.whole_shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Close the web view's inner widgets to drops as they appear."""
        if event.type() == QEvent.Type.ChildPolished:
            for child in self._view.findChildren(QWidget):
                child.setAcceptDrops(False)
        return super().eventFilter(watched, event)

    @property
    def page(self) -> QWebEnginePage:
        """The page, for tests and tools to look into; the window speaks through the methods."""
        return self._page

    def input_widget(self) -> QWidget:
        """Return the widget that takes mouse and keys for the page."""
        return self._view.focusProxy() or self._view

    @property
    def is_painted(self) -> bool:
        """Whether the present page has been drawn once."""
        return self._is_painted

    @property
    def is_told(self) -> bool:
        """Whether anything was said of the present page that does not stand in it."""
        return bool(self._said)

    def show_page(self, html: str, tile_url: str = "") -> None:
        """Show another page; what was said of the last one is forgotten.

        Parameters
        ----------
        html
            A page as geo.page.page.page_html gives it.
        tile_url
            The address of the background tiles the page uses, if any.
        """
        self._said.clear()
        is_there = bool(html) and html == self._ahead and not tile_url
        self._ahead = ""
        if is_there:
            return
        self._html, self._tile_url = html, tile_url
        self._gatekeeper.allow(tile_hosts(tile_url) if tile_url else frozenset())
        self.reload()

    def show_ahead(self, html: str) -> None:
        """Show a page before anybody follows it: the same, asked for next, is not loaded again."""
        self.show_page(html)
        self._ahead = html

    def reload(self) -> None:
        """Load the page again, from memory."""
        self._listening = False
        self._is_painted = False
        self._stack.setCurrentWidget(self._view)
        self._page.said.clear()
        self._address = self._page.address = self._files.put_page(self._html, self._tile_url)
        self._patience.start(round(self.draw_seconds * 1000))
        self._view.load(QUrl(self._address))

    def set_radius(self, layer_id: str, radius_m: float) -> None:
        """Redraw the service areas of a layer with another radius."""
        self._say("radius", layer_id, name="set_radius", values=(layer_id, radius_m))

    def set_visible(self, layer_id: str, *, visible: bool) -> None:
        """Show or hide a layer; `demand` and `labels` are layers too."""
        self._say("visible", layer_id, name="set_visible", values=(layer_id, visible))

    def set_colour(self, layer_id: str, colour: str) -> None:
        """Draw a layer in another colour, `#rrggbb`."""
        self._say("colour", layer_id, name="set_colour", values=(layer_id, colour))

    def show_circles(self, layer_ids: Sequence[str], colour: str) -> None:
        """Show the service areas of these layers and of no others, as one area."""
        values = (list(layer_ids), colour)
        self._say("circles", name="show_circles", values=values)

    def select_facility(self, layer_id: str, index: int) -> None:
        """Mark the facility in row `index` of a layer; "" and -1 mark none."""
        self._say("facility", name="select_facility", values=(layer_id, index))

    def select_units(self, adcodes: Sequence[int]) -> None:
        """Mark these counties and no others."""
        self._say("units", name="select_units", values=(list(adcodes),))

    def show_gaps(self, outlines: str) -> None:
        """Outline these gaps, as geo.page.gaps.joined writes them, and no others."""
        self._say("gaps", name="show_gaps", values=(outlines,))

    def select_gap(self, outline: str) -> None:
        """Mark a gap by its outline, as geo.page.gaps.gap_outlines writes it."""
        self._say("gap", name="select_gap", values=(outline,))

    def set_facilities(self, layer_id: str, facilities: str) -> None:
        """Show other facilities in a layer, as geo.page.facilities.facility_json writes them."""
        self._say(
            "facilities",
            layer_id,
            name="set_facilities",
            values=(layer_id, facilities),
        )

    def show_network(self, network: str) -> None:
        """Light a network up, as geo.page.networks.network_json writes it; `null` for none."""
        self._say("network", name="show_network", values=(network,))

    def show_kinds(self, kinds: Sequence[str]) -> None:
        """Show the links of these kinds (`network_model.LinkKind`), and of no others."""
        self._say("kinds", name="show_kinds", values=(list(kinds),))

    def show_chain(self, chain: str) -> None:
        """Draw a referral chain, as geo.page.networks.chain_json writes it; `null` for none."""
        self._say("chain", name="show_chain", values=(chain,))

    def set_placing(self, purpose: str, *, placing: bool) -> None:
        """Take the next clicks for places, `place_clicked`, for a purpose; or no longer for it."""
        (self._placing.add if placing else self._placing.discard)(purpose)
        values = (bool(self._placing),)
        self._say("placing", name="set_placing", values=values)

    def fly_to(self, west: float, south: float, east: float, north: float) -> None:
        """Move the map to a box in degrees."""
        self._say("fly", name="fly_to", values=(west, south, east, north))

    def frame(self, west: float, south: float, east: float, north: float) -> None:
        """Show a box in degrees beside what stands over the map, also at another size."""
        self._say("frame", name="frame", values=([west, south, east, north],))

    def frame_all(self) -> None:
        """Show all of the province, also at another size, until the map is moved by hand."""
        self._say("frame", name="frame", values=([],))

    def set_caption(self, caption: Caption) -> None:
        """Change the title and the figures over the map."""
        self._say("caption", name="set_caption", values=(caption.to_json(),))

    def set_foldable(self, *, foldable: bool) -> None:
        """Let the panels over the map be folded, which a small map starts with."""
        self._say("foldable", name="set_foldable", values=(foldable,))

    def fold_panel(self, name: str, *, folded: bool) -> None:
        """Fold a panel, `caption`, `legend` or `credits`, or unfold it."""
        self._say("fold", name, name="fold_panel", values=(name, folded))

    def show_whole(self, *, whole: bool) -> None:
        """Show every panel in full, or as it was; `whole_shown` says when that is drawn."""
        self._bridge.show_whole.emit(whole)

    def show_as(self, other: MapView) -> None:
        """Show the page of another view, and on it what the other was told of its contents."""
        self.show_page(other._html, other._tile_url)
        told = other._said.items()
        self._said = {key: what for key, what in told if key[0] not in OF_THE_SCREEN}

    def fit_to_pixels(self, width: int, height: int, scale: float = 1.0) -> None:
        """Become a picture of `width` x `height` device pixels, `scale` to each of the page's."""
        ratio = self.devicePixelRatioF()
        self.resize(math.ceil(width / ratio), math.ceil(height / ratio))
        self._view.setZoomFactor(scale / ratio)

    def grab_image(self) -> QImage:
        """Return the map as it is on the screen, in device pixels; empty before `painted`."""
        return self._view.grab().toImage() if self._is_painted else QImage()

    def _say(self, *key: str, name: str, values: tuple[object, ...]) -> None:
        # Last said, last in order: a selection is of the facilities told before it.
        self._said.pop(key, None)
        self._said[key] = (name, values)
        if self._listening:
            self._tell(name, values)

    def _tell(self, name: str, values: tuple[object, ...]) -> None:
        signal: SignalInstance = getattr(self._bridge, name)
        signal.emit(*values)

    def _on_ready(self) -> None:
        self._listening = True
        for name, values in self._said.values():
            self._tell(name, values)
        self.ready.emit()

    def _begin_settling(self) -> None:
        """Wait for the frame that the page speaks of."""
        when_still(
            self, lambda: self._view.grab().toImage() if self._listening else None, self._on_still
        )

    def _on_still(self, _image: QImage) -> None:
        self._patience.stop()
        self._is_painted = True
        self._stack.setCurrentWidget(self._view)
        self.painted.emit()

    def _on_load(self, ok: bool) -> None:  # noqa: FBT001 - the signal's type
        if not ok and self._page.requestedUrl().toString() == self._address:
            self._fail(LOAD_FAILED)

    def _on_end(
        self, status: QWebEnginePage.RenderProcessTerminationStatus, exit_code: int
    ) -> None:
        if status is not QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            log.error("the map's process ended: %s, exit code %d", status.name, exit_code)
            self._fail(RENDERER_DIED)

    def _fail(self, reason: str) -> None:
        self._patience.stop()
        self._listening = False
        self._is_painted = False
        self._notice.explain(reason)
        self._stack.setCurrentWidget(self._notice)
        self.failed.emit(reason)
