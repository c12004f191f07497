"""The composition root: builds everything once and passes it on by argument."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QObject,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from data.project.project import MapView as Look
from data.project.project import Project
from data.project.project_file import is_project_file
from data.schema import Language
from gui.access.analysis import EquityAnalysis
from gui.access.panel import EquityPanel
from gui.coverage.analysis import Analysis
from gui.coverage.panel import CoveragePanel
from gui.coverage.radii import RadiiPanel
from gui.coverage.refinement import Refinement
from gui.desktop import crash
from gui.desktop.about import AboutDialog, SourcesDialog
from gui.desktop.collector import Collector
from gui.desktop.languages import Translators
from gui.desktop.main_window import Dock, MainWindow
from gui.desktop.progress_bar import QueueProgress
from gui.doctor.analysis import DoctorAnalysis
from gui.doctor.panel import DoctorPanel
from gui.doctor.sync import DoctorSync
from gui.document import Document
from gui.facilities.panel import FacilityPanel
from gui.gaps.analysis import GapAnalysis
from gui.gaps.panel import GapsPanel
from gui.gaps.sync import GapSync
from gui.indicators.analysis import IndicatorAnalysis
from gui.indicators.panel import IndicatorsPanel
from gui.layers.panel import LayersPanel
from gui.map.clicks import MapClicks
from gui.map.first_window import FirstWindow, first_window
from gui.map.folds import MapFolds
from gui.map.sync import MAP_KEYS, MapSync
from gui.messages import say_in_dialog, show_failure
from gui.networks.chain.panel import ReferralPanel
from gui.networks.feature import NetworkParts
from gui.networks.panel import NetworksPanel
from gui.norms.analysis import NormAnalysis
from gui.norms.panel import NormsPanel
from gui.opening.add_layer import AddLayer
from gui.opening.open_file import OpenFile
from gui.project.files import ProjectFiles
from gui.savings import Results, Savings
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks, shut_down_all
from gui.what_if.edits import WhatIf
from gui.what_if.panel import EditList, WhatIfPanel
from gui.what_if.sync import WhatIfSync

log = logging.getLogger(__name__)
CLOSING_S = 8.0


@dataclass(frozen=True, slots=True)
class Panels:
    """The panels of one window."""

    layers: LayersPanel
    radii: RadiiPanel
    what_if: WhatIfPanel
    facility: FacilityPanel
    doctor: DoctorPanel
    coverage: CoveragePanel
    gaps: GapsPanel
    equity: EquityPanel
    networks: NetworksPanel
    referral: ReferralPanel
    indicators: IndicatorsPanel
    norms: NormsPanel


class App(QObject):
    """Everything that lives as long as the program; the window is built anew per language."""

    def __init__(
        self,
        project: Project,
        settings: Settings,
        application: QApplication,
        first: FirstWindow | None = None,
    ) -> None:
        super().__init__(application)
        Collector(self)
        self._first = first
        self._study = first.page.study if first and first.page else None
        self._translators = Translators(self)
        self.settings = settings
        self.document = Document(project, self)
        self.session = Session(self)
        self.tasks, self.reading = Tasks(self), Tasks(self)
        self.progress = QueueProgress((self.tasks, self.reading), self)
        self.analysis = Analysis(self.document, self.session, self.tasks, self)
        self.analysis.failed.connect(self.show_failure)
        self.quick, self.background = Tasks(self), Tasks(self)
        queues = self.tasks, self.quick, self.background
        self.refinement = Refinement(self.document, self.session, self.analysis, *queues, self)
        self.refinement.failed.connect(self.show_failure)
        self.gaps = GapAnalysis(self.session, self.tasks, self)
        self.gaps.failed.connect(self.show_failure)
        self.equity = EquityAnalysis(self.document, self.session, self.tasks, self)
        self.equity.failed.connect(self.show_failure)
        self.norms = NormAnalysis(
            self.document, self.session, self.analysis.coverage_of, self.tasks, self
        )
        self.norms.failed.connect(self.show_failure)
        self.indicators = IndicatorAnalysis(self.document, self.session, self.tasks, self)
        self.indicators.failed.connect(self.show_failure)
        self.doctor = DoctorAnalysis(self.document, self.tasks, self)
        self.doctor.failed.connect(self.show_failure)
        self._build_opening()
        self.what_if = WhatIf(self.document, self.session, self)
        self.networks = NetworkParts(
            self.document, self.session, self.tasks, settings, lambda: self.window, self
        )
        self.networks.failed.connect(self.show_failure)
        self.networks.said.connect(self._say)
        self.networks.advised.connect(self._advise)
        self.projects = ProjectFiles(
            self.document,
            self.session,
            (self.reading, self.tasks),
            settings,
            lambda: self.window,
            lambda: self.map_sync.look,
            self,
        )
        self.projects.failed.connect(self._on_project_failed)
        self.projects.said.connect(self._say)
        self.projects.opening.closed.connect(self.doctor.forget)
        self.projects.opening.case_read.connect(self.doctor.examine)
        self.open_file.project_chosen.connect(self.projects.actions.open)
        self._is_shut_down = False
        self.window = self._build_window(project.map_view)
        self.projects.actions.show_title()

    def _build_opening(self) -> None:
        self.adding = AddLayer(self.document, self.session, self.reading, self)
        self.adding.case_read.connect(self.doctor.examine)
        self.adding.failed.connect(self.show_failure)
        self.adding.added.connect(self._say)
        self.open_file = OpenFile(
            self.reading, self.settings, self.adding, lambda: self.window, self
        )
        self.open_file.failed.connect(self.show_failure)

    def start(self, files: Sequence[Path] = (), recovery_folder: Path | None = None) -> None:
        """Show the window, read the province, open `files`; keep copies of unsaved changes."""
        if kept := self.settings.window():
            self.window.restore(*kept)
        self.window.show()
        if not any(map(is_project_file, files)):
            self.analysis.start(self._study)
        if files:
            self.open_file.open(list(files))
        if recovery_folder is not None:
            self.projects.keep_copies(recovery_folder)

    def set_language(self, language: Language) -> None:
        """Speak another language from now on; nothing of the project is lost."""
        if language is self.settings.language:
            return
        self.settings.language = language
        old = self.window
        kept = old.layout_state()
        old.closing.disconnect()
        old.may_close = lambda: True
        self.window = self._build_window(self.map_sync.look)
        self.projects.actions.show_title()
        # To build it and to show it take a tenth of a second each; in between others have a turn.
        QTimer.singleShot(0, self.window, partial(self._show_in_place_of, old, kept))

    def _show_in_place_of(self, old: MainWindow, kept: tuple[QByteArray, QByteArray]) -> None:
        self.window.restore(*kept)
        self.window.show()
        old.close()
        old.deleteLater()

    def shut_down(self) -> None:
        """Remember the window, end the worker, speak no language any more."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self.settings.remember_window(*self.window.layout_state())
        # The worker may take a second or two to reach a place where it can end.
        self.window.hide()
        with crash.ended_after(CLOSING_S):
            queues = (self.background, self.quick, self.reading, self.tasks)
            if not shut_down_all(queues):
                log.warning("closing: a worker does not end")
        self.projects.end()
        self._translators.fall_silent()

    def end(self) -> None:
        """Delete the window now: later, Qt takes the map's parts apart in the wrong order."""
        self.shut_down()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)

    def _build_window(self, look: Look | None) -> MainWindow:
        language = self.settings.language
        self._translators.speak(language)
        first, self._first = self._first or first_window(), None
        self.map_view, window = first.view, first.window
        panels = self._build_panels(language)
        docks = self._docks(panels)
        window.furnish(docks, self.document.undo_stack, language)
        given = self.document, self.session, self.tasks, self.map_view, language, look, first.page
        sync = MapSync(*given)
        sync.failed.connect(self.show_failure)
        self.map_sync = sync
        MapFolds(sync, self.map_view, self.settings)
        self._connect_map(panels, sync, window)
        self._connect_figures(panels, window)
        self.projects.connect_window(window)
        panels.layers.find_requested.connect(self.projects.opening.find)
        self._connect_files(window)
        self._connect_savings(panels, window)
        self._connect_window(window)
        return window

    def _build_panels(self, language: Language) -> Panels:
        supposed = WhatIfPanel(self.document, self.session, self.what_if, language)
        edits = EditList(self.document, self.what_if, language)
        networks, referral = self.networks.panels(language)
        return Panels(
            layers=LayersPanel(self.document, self.session, language),
            radii=RadiiPanel(self.document, language),
            what_if=supposed,
            facility=FacilityPanel(self.session, self.networks.networks, supposed, edits, language),
            doctor=DoctorPanel(self.doctor, language),
            coverage=CoveragePanel(self.document, self.session, self.settings, language),
            gaps=GapsPanel(self.session, self.gaps, language),
            equity=EquityPanel(self.document, self.session, language),
            networks=networks,
            referral=referral,
            indicators=IndicatorsPanel(self.session, self.indicators, self.settings, language),
            norms=NormsPanel(self.document, self.session, self.norms, language),
        )

    def _docks(self, panels: Panels) -> list[Dock]:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        behind = partial(Dock, area=right, height_px=820, behind="coverage")
        coverage, gaps, equity = panels.coverage, panels.gaps, panels.equity
        networks, indicators, norms = panels.networks, panels.indicators, panels.norms
        seen = coverage.set_seen
        return [
            Dock("layers", self.tr("Layers"), panels.layers, left, 260),
            Dock("radii", self.tr("Service radii"), panels.radii, left, 262),
            Dock("facility", self.tr("Facility"), panels.facility, left, 300),
            Dock("doctor", self.tr("Data doctor"), panels.doctor, left, 300, "facility"),
            Dock("coverage", self.tr("Coverage"), coverage, right, 820, on_seen=seen),
            behind("gaps", self.tr("Gaps"), gaps, on_seen=gaps.set_seen),
            behind("equity", self.tr("Access and equity"), equity, on_seen=equity.set_seen),
            behind("networks", self.tr("Networks"), networks, on_seen=networks.set_seen),
            behind("indicators", self.tr("Indicators"), indicators, on_seen=indicators.set_seen),
            behind("norms", self.tr("Norms"), norms, on_seen=norms.set_seen),
        ]

    def _connect_map(self, panels: Panels, sync: MapSync, window: MainWindow) -> None:
        clicks = MapClicks(self.map_view)
        WhatIfSync(self.what_if, clicks, sync, self.map_view)
        DoctorSync(self.doctor, panels.doctor, self.session, sync, window)
        both = (panels.networks, panels.referral)
        self.networks.show_on_map(both, clicks, sync, self.map_view)
        panels.gaps.gap_activated.connect(GapSync(self.gaps, sync, self.map_view).show_gap)
        panels.layers.zoom_requested.connect(sync.show_layer)
        self.adding.layers_added.connect(sync.show_layers)
        self.adding.layers_added.connect(panels.layers.choose_layers)
        sync.said.connect(window.say)
        panels.coverage.unit_activated.connect(sync.show_unit)
        panels.equity.unit_activated.connect(sync.show_unit)
        panels.indicators.unit_activated.connect(sync.show_unit)
        panels.norms.unit_activated.connect(sync.show_unit)
        window.zoom_out_requested.connect(sync.show_all)

    def _connect_figures(self, panels: Panels, window: MainWindow) -> None:
        resume = self.analysis.resume
        panels.coverage.resume_requested.connect(resume)
        panels.gaps.resume_requested.connect(resume)
        panels.norms.resume_requested.connect(resume)
        panels.networks.resume_requested.connect(resume)
        panels.equity.resume_requested.connect(resume)
        panels.equity.seen.connect(partial(self.equity.set_seen, panels.equity))
        panels.equity.resume_requested.connect(self.equity.resume)
        panels.what_if.advised.connect(window.advise)
        panels.indicators.said.connect(window.say)

    def _connect_savings(self, panels: Panels, window: MainWindow) -> None:
        results = Results(self.gaps, self.doctor, self.norms, self.networks)
        savings = self.savings = Savings(
            self.document, self.session, results, self.tasks, self.settings, self.map_view, window
        )
        savings.failed.connect(self.show_failure)
        savings.saved.connect(window.say)
        window.save_picture_requested.connect(savings.picture.ask)
        window.save_layer_requested.connect(panels.layers.save_chosen)
        panels.layers.save_requested.connect(savings.layer.ask)
        panels.coverage.export_requested.connect(savings.coverage.ask)
        panels.coverage.curve_export_requested.connect(savings.coverage.ask_curve)
        panels.gaps.export_requested.connect(savings.gaps.ask)
        panels.equity.export_requested.connect(savings.access.ask)
        panels.doctor.export_requested.connect(savings.findings.ask)
        panels.networks.export_requested.connect(savings.networks.ask)
        panels.indicators.export_requested.connect(savings.indicators.ask)
        panels.norms.norms_export_requested.connect(savings.norms.ask_norms)
        panels.norms.judgement_export_requested.connect(savings.norms.ask_judgement)

    def _connect_files(self, window: MainWindow) -> None:
        window.open_requested.connect(self.open_file.ask)
        window.open_folder_requested.connect(self.open_file.ask_folder)
        window.open_database_requested.connect(self.open_file.ask_database)
        window.files_dropped.connect(self.open_file.open)

    def _connect_window(self, window: MainWindow) -> None:
        language = self.settings.language
        self.progress.progress.connect(window.show_progress)
        self.progress.idle.connect(window.hide_progress)
        # Not the map: it takes a second, and would stay blank, or show what is gone.
        window.cancel_requested.connect(partial(self.progress.cancel, but=MAP_KEYS))
        # TRAP menu-goes-with-window
        # After the click has run its course: the menu that was clicked goes with the window.
        window.language_requested.connect(
            lambda chosen: QTimer.singleShot(0, self, lambda: self.set_language(chosen))
        )
        window.sources_requested.connect(lambda: SourcesDialog(language, window).open())
        window.about_requested.connect(lambda: AboutDialog(window).open())
        window.log_folder_requested.connect(partial(_open_log_folder, window))
        window.closing.connect(self.shut_down)

    def _say(self, text: str) -> None:
        self.window.say(text)

    def _advise(self, text: str) -> None:
        self.window.advise(text)

    def _on_project_failed(self, error: Exception) -> None:
        self.show_failure(error)
        if self.session.study is None:
            # The program was started with it, and shows nothing else yet.
            self.analysis.resume()

    def show_failure(self, error: Exception) -> None:
        """Tell the user what failed and what to do next."""
        show_failure(self.window, error, self.settings.language)


def _open_log_folder(window: MainWindow) -> None:
    folder = str(crash.log_folder())
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
        say_in_dialog(window, folder)
