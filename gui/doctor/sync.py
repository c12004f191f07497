"""Brings up the panel of the data doctor, and leads from a finding to its place on the map."""

from typing import Final

from PySide6.QtCore import QObject

from geo.intake.case import Case
from gui.desktop.main_window import MainWindow
from gui.doctor.analysis import DoctorAnalysis
from gui.doctor.panel import DoctorPanel
from gui.map.sync import MapSync
from gui.session import Session

DOCK: Final = "doctor"


class DoctorSync(QObject):
    """Offers the panel while there is a file of the user's, and shows a record when asked."""

    def __init__(
        self,
        doctor: DoctorAnalysis,
        panel: DoctorPanel,
        session: Session,
        sync: MapSync,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._doctor = doctor
        self._session = session
        self._sync = sync
        self._window = window
        doctor.changed.connect(self._offer)
        doctor.examined.connect(self._bring_up)
        panel.record_activated.connect(self._show_record)
        self._offer()

    def _offer(self) -> None:
        self._window.offer(DOCK, offered=bool(self._doctor.cases))

    def _bring_up(self, case: Case) -> None:
        """Show the panel of a file just opened, where there is something to see in it."""
        if case in self._doctor.cases and self._doctor.findings(case):
            self._window.bring_up(DOCK)

    def _show_record(self, case: Case, record: int, lon: float, lat: float) -> None:
        self._session.select_listed(case.places.get(record))
        self._sync.show_places([lon], [lat])
