"""The networks and referral chains of a window, put together: figures, panel and map."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from data.schema import Language
from gui.document import Document
from gui.map_sync import MapSync
from gui.map_view import MapView
from gui.network_analysis import NetworkAnalysis
from gui.network_figures import NetworkFigures
from gui.network_sync import NetworkSync, ReferralSync
from gui.panels.networks import NetworksPanel
from gui.panels.referral_chain import ReferralPanel
from gui.referral import Referral
from gui.session import Session
from gui.tasks import Tasks
from gui.what_if import WhatIf


class NetworkParts(QObject):
    """What computes networks and chains, and how both are joined to a window built anew.

    `failed` carries the exception of any of them.
    """

    failed = Signal(object)

    def __init__(
        self, document: Document, session: Session, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.networks = NetworkAnalysis(document, session, tasks, self)
        self.figures = NetworkFigures(document, session, self.networks, tasks, self)
        self.referral = Referral(session, self.networks, tasks, self)
        for failing in (self.networks, self.figures, self.referral):
            failing.failed.connect(self.failed)

    def panels(self, editor: QWidget, language: Language) -> tuple[NetworksPanel, ReferralPanel]:
        """Return the panel of networks, and the one of chains that it holds."""
        referral = ReferralPanel(self._session, self.referral, language)
        panel = NetworksPanel(
            self._session, self.networks, self.figures, referral, editor, language
        )
        for resume in (self.networks.resume, self.figures.resume):
            panel.resume_requested.connect(resume)
        panel.facility_activated.connect(self._session.select_key)
        referral.step_activated.connect(self._session.select_key)
        return panel, referral

    def show_on_map(
        self,
        panels: tuple[NetworksPanel, ReferralPanel],
        what_if: WhatIf,
        sync: MapSync,
        view: MapView,
    ) -> None:
        """Join the panels to the map."""
        panel, referral = panels
        shown = NetworkSync(self.networks, self.figures, sync, view)
        chain = ReferralSync(self.referral, what_if, sync, view)
        panel.network_activated.connect(shown.show_network)
        referral.chain_requested.connect(chain.show_chain)
