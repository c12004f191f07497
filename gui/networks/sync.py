"""Keeps the network and the referral chain on the map in step with those chosen."""

from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from geo.page.networks import chain_json, network_json
from gui.map.clicks import MapClicks
from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.networks.analysis import NetworkAnalysis
from gui.networks.chain.referral import Referral
from gui.networks.editing.editor import NetworkEditor
from gui.networks.figures import NetworkFigures

NOTHING: Final = "null"
PURPOSE: Final = "chain"


class NetworkSync(QObject):
    """Tells the map view which network to light up and which chain to draw, and where to look."""

    def __init__(
        self,
        networks: NetworkAnalysis,
        figures: NetworkFigures,
        sync: MapSync,
        view: MapView,
    ) -> None:
        super().__init__(view)
        self._networks = networks
        self._figures = figures
        self._sync = sync
        self._view = view
        networks.selection_changed.connect(self._tell_network)
        networks.changed.connect(self._tell_network)
        networks.kinds_changed.connect(self._tell_kinds)
        figures.outline_changed.connect(self._tell_network)
        sync.page_shown.connect(self._tell_all)
        self._tell_network()

    def show_network(self) -> None:
        """Move the map to the leads and members of the chosen network."""
        network = self._networks.network
        if network is None:
            return
        parts = (*network.leads, *network.members)
        lon, lat = [part.lon for part in parts], [part.lat for part in parts]
        self._sync.show_places(lon, lat)

    def _tell_all(self) -> None:
        self._tell_network()
        self._tell_kinds()

    def _tell_network(self) -> None:
        network = self._networks.shown
        is_late = self._networks.chosen is not None and self._networks.found is None
        if network is None and is_late and self._networks.wanted and not self._networks.stopped:
            # Found anew in a moment: the map need not go dark for it.
            return
        outline = self._figures.outline
        self._view.show_network(network_json(network, outline) if network else NOTHING)
        self._sync.name_network(network)

    def _tell_kinds(self) -> None:
        kinds = self._networks.kinds
        self._view.show_kinds([kind.value for kind in kinds])


class ReferralSync(QObject):
    """Joins the referral chain to the map: the click that names a place, the line that is drawn."""

    def __init__(self, referral: Referral, clicks: MapClicks, sync: MapSync, view: MapView) -> None:
        super().__init__(view)
        self._referral = referral
        self._clicks = clicks
        self._sync = sync
        self._view = view
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), view)
        self._escape.activated.connect(referral.cancel)
        view.place_clicked.connect(referral.place)
        referral.placing_changed.connect(self._tell_placing)
        clicks.taken.connect(self._on_taken)
        referral.changed.connect(self._tell_chain)
        sync.page_shown.connect(self._tell_all)
        self._tell_placing()
        self._tell_chain()

    def show_chain(self) -> None:
        """Move the map to the whole chain."""
        chain = self._referral.shown
        if chain is not None and chain.steps:
            lon = [chain.start.lon, *(step.lon for step in chain.steps)]
            lat = [chain.start.lat, *(step.lat for step in chain.steps)]
            self._sync.show_places(lon, lat)

    def _on_taken(self, taker: QObject) -> None:
        if taker is not self:
            self._referral.cancel()

    def _tell_all(self) -> None:
        self._tell_placing()
        self._tell_chain()

    def _tell_placing(self) -> None:
        placing = self._referral.placing
        if placing:
            self._clicks.take(self)
        self._escape.setEnabled(placing)
        self._view.set_placing(PURPOSE, placing=placing)

    def _tell_chain(self) -> None:
        chain = self._referral.shown
        drawn = chain is not None and bool(chain.steps)
        self._view.show_chain(chain_json(chain) if chain is not None and drawn else NOTHING)


class LinkingSync(QObject):
    """Ends the picking of a link by Esc, whatever has the focus, or for another click."""

    def __init__(self, editor: NetworkEditor, clicks: MapClicks, view: MapView) -> None:
        super().__init__(view)
        self._editor = editor
        self._clicks = clicks
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), view)
        self._escape.activated.connect(editor.cancel)
        editor.linking_changed.connect(self._on_linking)
        clicks.taken.connect(self._on_taken)
        self._on_linking()

    def _on_linking(self) -> None:
        links = self._editor.linking is not None
        if links:
            self._clicks.take(self)
        # Two that are enabled would hold each other up.
        self._escape.setEnabled(links)

    def _on_taken(self, taker: QObject) -> None:
        if taker is not self:
            self._editor.cancel()
