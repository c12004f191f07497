"""The networks and referral chains of a window, put together: figures, editor, panel and map."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.facility_key import FacilityKey
from data.schema import Language
from geo.networks.words import network_lines
from gui.document import Document
from gui.map.clicks import MapClicks
from gui.map.sync import MapSync
from gui.map.view import MapView
from gui.networks.analysis import NetworkAnalysis
from gui.networks.chain.panel import ReferralPanel
from gui.networks.chain.referral import Referral
from gui.networks.editing.editor import NetworkEditor
from gui.networks.editing.panel import NetworkEditPanel
from gui.networks.figures import NetworkFigures
from gui.networks.panel import NetworksPanel
from gui.networks.sync import LinkingSync, NetworkSync, ReferralSync
from gui.networks.table.reading import ReadNetworkTable
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks


class NetworkParts(QObject):
    """What computes networks and chains, and how both are joined to a window built anew.

    `failed` carries the exception of any of them, `said` what was done, `advised` what to do
    next, both for the status bar.
    """

    failed = Signal(object)
    said = Signal(str)
    advised = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        settings: Settings,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._settings = document, session, settings
        self.networks = NetworkAnalysis(document, session, tasks, self)
        self.figures = NetworkFigures(document, session, self.networks, tasks, self)
        self.referral = Referral(session, self.networks, tasks, self)
        self.editor = NetworkEditor(document, session, self.networks, self)
        self.table = ReadNetworkTable(session, self.editor, tasks, settings, window, self)
        self.table.taken.connect(self.said)
        for failing in (self.networks, self.figures, self.referral, self.table):
            failing.failed.connect(self.failed)

    def panels(self, language: Language) -> tuple[NetworksPanel, ReferralPanel]:
        """Return the panel of networks, and the one of chains that it holds."""
        # Nobody sees in a new panel that a click was waited for.
        self.editor.cancel()
        self.referral.cancel()
        referral = ReferralPanel(self._session, self.referral, language)
        editor = NetworkEditPanel(
            self._document, self._session, self.networks, self.editor, language
        )
        editor.table_requested.connect(self.table.ask)
        for advising in (editor, referral):
            advising.advised.connect(self.advised)
        panel = NetworksPanel(
            self._session, self.networks, self.figures, referral, editor, language
        )
        panel.editor_seen.connect(editor.set_seen)
        for resume in (self.networks.resume, self.figures.resume):
            panel.resume_requested.connect(resume)
        for activated in (panel.facility_activated, referral.step_activated):
            activated.connect(self._session.select_key)
        for selected in (panel.facility_selected, referral.step_selected):
            selected.connect(self._on_selected)
        self.editor.linking_changed.connect(panel.show_selected)
        return panel, referral

    def picture_lines(self) -> Sequence[str]:
        """Return what is to be said of the network in a picture of the map."""
        network = self.networks.shown
        return () if network is None else network_lines(network, self._settings.language)

    def _on_selected(self, facility: FacilityKey) -> None:
        # On the way to the upper end of a link, those passed by are not it.
        if self.editor.linking is None:
            self._session.select_key(facility)

    def show_on_map(
        self,
        panels: tuple[NetworksPanel, ReferralPanel],
        clicks: MapClicks,
        sync: MapSync,
        view: MapView,
    ) -> None:
        """Join the panels to the map."""
        panel, referral = panels
        shown = NetworkSync(self.networks, self.figures, sync, view)
        chain = ReferralSync(self.referral, clicks, sync, view)
        LinkingSync(self.editor, clicks, view)
        panel.network_activated.connect(shown.show_network)
        referral.chain_requested.connect(chain.show_chain)
