"""Everything a window can save, put together; each asks for a name and writes."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.access.save import SaveAccess
from gui.coverage.save import SaveCoverage
from gui.doctor.analysis import DoctorAnalysis
from gui.doctor.save import SaveFindings
from gui.document import Document
from gui.gaps.analysis import GapAnalysis
from gui.gaps.save import SaveGaps
from gui.indicators.save import SaveIndicators
from gui.layers.save_layer import SaveLayer
from gui.map.picture.save import SavePicture
from gui.map.view import MapView
from gui.networks.feature import NetworkParts
from gui.networks.save import SaveNetworks
from gui.norms.analysis import NormAnalysis
from gui.norms.save import SaveNorms
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Results:
    """What holds the results that can be saved."""

    gaps: GapAnalysis
    doctor: DoctorAnalysis
    norms: NormAnalysis
    networks: NetworkParts


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
            view, document, session, settings, tasks, window, results.networks.picture_lines
        )
        whole = document, session, tasks, settings, window
        end = tasks, settings, window
        self.layer, self.access = SaveLayer(*whole), SaveAccess(*whole)
        self.indicators, self.coverage = SaveIndicators(*whole), SaveCoverage(*whole)
        self.gaps = SaveGaps(document, session, results.gaps, *end)
        self.findings = SaveFindings(document, session, results.doctor, *end)
        self.norms = SaveNorms(document, session, results.norms, *end)
        self.networks = SaveNetworks(document, session, results.networks.networks, *end)
        for saving in (self.picture, self.gaps, self.access, self.layer):
            saving.saved.connect(self.saved)
            saving.failed.connect(self.failed)
        for more in (self.coverage, self.findings, self.norms, self.indicators, self.networks):
            more.saved.connect(self.saved)
            more.failed.connect(self.failed)
