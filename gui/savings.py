"""Everything a window can save, put together; each asks for a name and writes."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.doctor_analysis import DoctorAnalysis
from gui.document import Document
from gui.export import SavePicture
from gui.gap_analysis import GapAnalysis
from gui.map_view import MapView
from gui.network_analysis import NetworkAnalysis
from gui.norm_analysis import NormAnalysis
from gui.save_access import SaveAccess
from gui.save_findings import SaveFindings
from gui.save_gaps import SaveGaps
from gui.save_indicators import SaveIndicators
from gui.save_layer import SaveLayer
from gui.save_networks import SaveNetworks
from gui.save_norms import SaveNorms
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Results:
    """What holds the results that can be saved."""

    gaps: GapAnalysis
    doctor: DoctorAnalysis
    norms: NormAnalysis
    networks: NetworkAnalysis


class Savings(QObject):
    """What is saved from a window.

    `saved` carries a message for the status bar, `failed` why it did not work.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        results: Results,
        tasks: Tasks,
        settings: Settings,
        view: MapView,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.picture = SavePicture(
            view, document, session, settings, tasks, window, results.networks
        )
        self.gaps = SaveGaps(document, session, results.gaps, tasks, settings, window)
        self.access = SaveAccess(document, session, settings, window)
        self.layer = SaveLayer(document, session, tasks, settings, window)
        self.findings = SaveFindings(results.doctor, settings, window)
        self.norms = SaveNorms(document, session, results.norms, settings, window)
        self.indicators = SaveIndicators(document, session, settings, window)
        self.networks = SaveNetworks(document, session, results.networks, tasks, settings, window)
        for saving in (self.picture, self.gaps, self.access, self.layer):
            saving.saved.connect(self.saved)
            saving.failed.connect(self.failed)
        for more in (self.findings, self.norms, self.indicators, self.networks):
            more.saved.connect(self.saved)
            more.failed.connect(self.failed)
