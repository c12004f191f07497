"""The composition root: builds everything once and passes it on by argument."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QSettings,
    Qt,
    QTimer,
    QTranslator,
    QUrl,
)
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from data.project import MapView as Look
from data.project import Project
from data.schema import Language
from geo.wording import I18N_FOLDER
from gui import crash, qt_log, scheme
from gui.about import AboutDialog, SourcesDialog
from gui.add_layer import AddLayer
from gui.analysis import Analysis
from gui.doctor_analysis import DoctorAnalysis
from gui.doctor_sync import DoctorSync
from gui.document import Document
from gui.environment import Environment
from gui.equity_analysis import EquityAnalysis
from gui.export import SavePicture
from gui.gap_analysis import GapAnalysis
from gui.gap_sync import GapSync
from gui.main_window import Dock, MainWindow
from gui.map_sync import PAGE_KEY, MapSync
from gui.map_view import MapView
from gui.messages import say_in_dialog, show_failure
from gui.network_analysis import NetworkAnalysis
from gui.network_editor import NetworkEditor
from gui.network_figures import NetworkFigures
from gui.network_sync import NetworkSync, ReferralSync
from gui.open_file import OpenFile
from gui.panels.coverage import CoveragePanel
from gui.panels.doctor import DoctorPanel
from gui.panels.equity import EquityPanel
from gui.panels.facility import FacilityPanel
from gui.panels.gaps import GapsPanel
from gui.panels.layers import LayersPanel
from gui.panels.network_editor import NetworkEditPanel
from gui.panels.networks import NetworksPanel
from gui.panels.radii import RadiiPanel
from gui.panels.referral_chain import ReferralPanel
from gui.panels.what_if import EditList, WhatIfPanel
from gui.read_network_table import ReadNetworkTable
from gui.referral import Referral
from gui.refinement import Refinement
from gui.save_access import SaveAccess
from gui.save_findings import SaveFindings
from gui.save_gaps import SaveGaps
from gui.save_layer import SaveLayer
from gui.save_networks import SaveNetworks
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.what_if import WhatIf
from gui.what_if_sync import WhatIfSync

log = logging.getLogger(__name__)
STYLE = """
QLabel#headline { font-size: 15pt; font-weight: 600; }
QLabel#note { color: palette(placeholder-text); }
"""


class App(QObject):
    """Everything that lives as long as the program; the window is built anew per language."""

    def __init__(self, project: Project, settings: Settings, application: QApplication) -> None:
        super().__init__(application)
        self._translators: list[QTranslator] = []
        self.settings = settings
        self.document = Document(project, self)
        self.session = Session(self)
        self.tasks = Tasks(self)
        self.analysis = Analysis(self.document, self.session, self.tasks, self)
        self.analysis.failed.connect(self.show_failure)
        self.quick, self.background = Tasks(self), Tasks(self)
        self.refinement = Refinement(
            self.document,
            self.session,
            self.analysis,
            self.tasks,
            self.quick,
            self.background,
            self,
        )
        self.refinement.failed.connect(self.show_failure)
        self.gaps = GapAnalysis(self.session, self.tasks, self)
        self.gaps.failed.connect(self.show_failure)
        self.equity = EquityAnalysis(self.document, self.session, self.tasks, self)
        self.equity.failed.connect(self.show_failure)
        self.doctor = DoctorAnalysis(self.document, self.tasks, self)
        self.doctor.failed.connect(self.show_failure)
        adding = AddLayer(self.document, self.session, self.tasks, self.doctor, self)
        adding.failed.connect(self.show_failure)
        adding.added.connect(self._say)
        self.open_file = OpenFile(self.tasks, settings, adding, lambda: self.window, self)
        self.open_file.failed.connect(self.show_failure)
        self.what_if = WhatIf(self.document, self.session, self)
        self.networks = NetworkAnalysis(self.document, self.session, self.tasks, self)
        self.network_figures = NetworkFigures(
            self.document, self.session, self.networks, self.tasks, self
        )
        self.referral = Referral(self.session, self.networks, self.tasks, self)
        for failing in (self.networks, self.network_figures, self.referral):
            failing.failed.connect(self.show_failure)
        self._edit_networks(settings)
        self.window = self._build_window(None)

    def _edit_networks(self, settings: Settings) -> None:
        self.network_editor = NetworkEditor(self.document, self.session, self.networks, self)
        self.read_networks = ReadNetworkTable(
            self.session, self.network_editor, self.tasks, settings, lambda: self.window, self
        )
        self.read_networks.failed.connect(self.show_failure)
        self.read_networks.taken.connect(self._say)

    def start(self, files: Sequence[Path] = ()) -> None:
        """Show the window, read the province, open `files`."""
        if kept := self.settings.window():
            self.window.restore(*kept)
        self.window.show()
        self.analysis.start()
        if files:
            self.open_file.open(list(files))

    def set_language(self, language: Language) -> None:
        """Speak another language from now on; nothing of the project is lost."""
        if language is self.settings.language:
            return
        self.settings.language = language
        old = self.window
        kept = old.layout_state()
        self.window = self._build_window(self.map_sync.look)
        self.window.restore(*kept)
        self.window.show()
        old.closing.disconnect()
        old.close()
        old.deleteLater()

    def shut_down(self) -> None:
        """Remember the window, end the worker, speak no language any more."""
        self.settings.remember_window(*self.window.layout_state())
        # The worker may take a second or two to reach a place where it can end.
        self.window.hide()
        for tasks in (self.background, self.quick, self.tasks):
            tasks.shut_down()
        self._remove_translators()

    def end(self) -> None:
        """Delete the window now: later, Qt takes the map's parts apart in the wrong order."""
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)

    def _build_window(self, look: Look | None) -> MainWindow:
        language = self.settings.language
        self._translate(language)
        self.map_view = MapView()
        layers = LayersPanel(self.document, self.session, language)
        radii = RadiiPanel(self.document, language)
        coverage = CoveragePanel(self.document, self.session, self.settings, language)
        gaps = GapsPanel(self.session, self.gaps, language)
        equity = EquityPanel(self.document, self.session, language)
        supposed = WhatIfPanel(self.document, self.session, self.what_if, language)
        edits = EditList(self.document, self.what_if, language)
        facility = FacilityPanel(self.session, supposed, edits, language)
        doctor = DoctorPanel(self.doctor, language)
        networks, referral = self._network_panels(language)
        seen, seen_networks = partial(self.equity.set_seen, equity), networks.set_seen
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        docks = [
            Dock("layers", self.tr("Layers"), layers, left, 260),
            Dock("radii", self.tr("Service radii"), radii, left, 262),
            Dock("facility", self.tr("Facility"), facility, left, 300),
            Dock("doctor", self.tr("Data doctor"), doctor, left, 300, "facility"),
            Dock("coverage", self.tr("Coverage"), coverage, right, 820),
            Dock("gaps", self.tr("Gaps"), gaps, right, 820, "coverage", gaps.set_seen),
            Dock("equity", self.tr("Access and equity"), equity, right, 820, "coverage", seen),
            Dock("networks", self.tr("Networks"), networks, right, 820, "coverage", seen_networks),
        ]
        window = MainWindow(self.map_view, docks, self.document.undo_stack, language)
        sync = MapSync(self.document, self.session, self.tasks, self.map_view, language, look)
        self.map_sync = sync
        WhatIfSync(self.what_if, sync, self.map_view)
        supposed.advised.connect(window.advise)
        sync.failed.connect(self.show_failure)
        coverage.unit_activated.connect(sync.show_unit)
        coverage.resume_requested.connect(self.analysis.resume)
        gaps.resume_requested.connect(self.analysis.resume)
        equity.unit_activated.connect(sync.show_unit)
        for resume in (self.analysis.resume, self.equity.resume):
            equity.resume_requested.connect(resume)
        gaps.gap_activated.connect(GapSync(self.gaps, sync, self.map_view).show_gap)
        layers.zoom_requested.connect(sync.show_layer)
        self._show_networks(networks, referral, sync, window)
        DoctorSync(self.doctor, doctor, self.session, sync, window)
        window.zoom_out_requested.connect(sync.show_all)
        self._connect_files(window)
        gaps.export_requested.connect(self.save_gaps.ask)
        networks.export_requested.connect(self.save_networks.ask)
        equity.export_requested.connect(self.save_access.ask)
        layers.save_requested.connect(self.save_layer.ask)
        window.save_layer_requested.connect(layers.save_chosen)
        doctor.export_requested.connect(self.save_findings.ask)
        self._connect_window(window)
        return window

    def _network_panels(self, language: Language) -> tuple[NetworksPanel, ReferralPanel]:
        referral = ReferralPanel(self.session, self.referral, language)
        editor = NetworkEditPanel(
            self.document, self.session, self.networks, self.network_editor, language
        )
        editor.advised.connect(self._advise)
        editor.table_requested.connect(self.read_networks.ask)
        panel = NetworksPanel(
            self.session,
            self.networks,
            self.network_figures,
            referral,
            editor,
            language,
        )
        for resume in (self.analysis.resume, self.networks.resume, self.network_figures.resume):
            panel.resume_requested.connect(resume)
        panel.facility_activated.connect(self.session.select_key)
        referral.step_activated.connect(self.session.select_key)
        return panel, referral

    def _show_networks(
        self,
        panel: NetworksPanel,
        referral: ReferralPanel,
        sync: MapSync,
        window: MainWindow,
    ) -> None:
        """Join the networks and the referral chain to the map."""
        shown = NetworkSync(self.networks, self.network_figures, sync, self.map_view)
        chain = ReferralSync(self.referral, self.what_if, sync, self.map_view)
        panel.network_activated.connect(shown.show_network)
        referral.advised.connect(window.advise)
        referral.chain_requested.connect(chain.show_chain)

    def _connect_files(self, window: MainWindow) -> None:
        window.open_requested.connect(self.open_file.ask)
        window.open_folder_requested.connect(self.open_file.ask_folder)
        window.open_database_requested.connect(self.open_file.ask_database)
        window.files_dropped.connect(self.open_file.open)
        self.save_picture = SavePicture(
            self.map_view, self.document, self.settings, window, self.networks
        )
        self.save_picture.failed.connect(self.show_failure)
        self.save_picture.saved.connect(window.say)
        window.save_picture_requested.connect(self.save_picture.ask)
        self.save_gaps = SaveGaps(
            self.document, self.session, self.gaps, self.tasks, self.settings, window
        )
        self.save_gaps.failed.connect(self.show_failure)
        self.save_gaps.saved.connect(window.say)
        self.save_access = SaveAccess(self.document, self.session, self.settings, window)
        self.save_access.failed.connect(self.show_failure)
        self.save_access.saved.connect(window.say)
        self.save_layer = SaveLayer(self.document, self.session, self.tasks, self.settings, window)
        self.save_findings = SaveFindings(self.doctor, self.settings, window)
        self.save_networks = SaveNetworks(
            self.document, self.networks, self.tasks, self.settings, window
        )
        for saving in (self.save_layer, self.save_findings, self.save_networks):
            saving.failed.connect(self.show_failure)
            saving.saved.connect(window.say)

    def _connect_window(self, window: MainWindow) -> None:
        language = self.settings.language
        self.tasks.progress.connect(window.show_progress)
        self.tasks.idle.connect(window.hide_progress)
        # Not the map's page: it takes a second, and without it the map would stay blank.
        window.cancel_requested.connect(partial(self.tasks.cancel, but={PAGE_KEY}))
        # After the click has run its course: the menu that was clicked goes with the window.
        window.language_requested.connect(
            lambda chosen: QTimer.singleShot(0, self, lambda: self.set_language(chosen))
        )
        window.sources_requested.connect(lambda: SourcesDialog(language, window).open())
        window.about_requested.connect(lambda: AboutDialog(window).open())
        window.log_folder_requested.connect(partial(_open_log_folder, window))
        window.closing.connect(self.shut_down)

    def _translate(self, language: Language) -> None:
        self._remove_translators()
        chinese = language is Language.ZH
        QLocale.setDefault(QLocale("zh_CN" if chinese else "en_US"))
        if not chinese:
            return
        qt_texts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase_zh_CN", qt_texts), ("yiquan_zh", str(I18N_FOLDER))):
            translator = QTranslator(self)
            if translator.load(name, folder):
                QCoreApplication.installTranslator(translator)
                self._translators.append(translator)
            else:
                log.warning("no translation %s in %s", name, folder)

    def _remove_translators(self) -> None:
        while self._translators:
            QCoreApplication.removeTranslator(self._translators.pop())

    def _advise(self, text: str) -> None:
        self.window.advise(text)

    def _say(self, text: str) -> None:
        self.window.say(text)

    def show_failure(self, error: Exception) -> None:
        """Tell the user what failed and what to do next."""
        show_failure(self.window, error, self.settings.language)


def run(argv: Sequence[str], project: Project, environment: Environment) -> int:
    """Open the window on `project`, and on the files named in `argv`."""
    scheme.register()
    application = QApplication(["yiquan", *argv])
    application.setApplicationName("Yiquan")
    application.setOrganizationName("Yiquan")
    application.setStyleSheet(STYLE)
    stop_log = _start_log()
    uncaught = crash.Uncaught(application)
    uncaught.install()
    qt_log.route_messages()
    log.info("started: %s", environment)
    app = App(project, Settings(QSettings()), application)
    uncaught.happened.connect(app.show_failure)
    app.start([Path(name) for name in application.arguments()[1:]])
    code = application.exec()
    app.end()
    stop_log()
    return code


def _start_log() -> Callable[[], None]:
    try:
        return crash.start_log(crash.log_folder())
    except OSError as error:
        # A full or locked disk is no reason not to start.
        log.warning("no log file: %s", error)
        return lambda: None


def _open_log_folder(window: MainWindow) -> None:
    folder = str(crash.log_folder())
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
        say_in_dialog(window, folder)
