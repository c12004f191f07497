"""The referral chains of a facility, or of a place that is named by a click on the map."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.errors import DataError
from geo.networks.facilities import NOBODY
from geo.networks.referral import nearest_chain, network_chain, start_of
from geo.networks.referral_chain import Chain, Start
from geo.progress import Report
from geo.study.edited_facilities import site_at
from gui.networks.analysis import Found, NetworkAnalysis
from gui.session import Session
from gui.tasks import Tasks

CHAIN_KEY: Final = "chain"


@dataclass(frozen=True, slots=True)
class Chains:
    """Where one is referred to, from the same start.

    Attributes
    ----------
    network
        Along the ties of the network; without steps where there is no network.
    nearest
        By distance alone, regardless of borders.
    """

    network: Chain
    nearest: Chain


class Referral(QObject):
    """The chains asked for: neither saved nor undone; none of other networks than are found.

    `changed` says that `chains` or `regardless` differs, `placing_changed` that `placing`
    does, `refused` carries why a place will not do, `failed` an exception.
    """

    changed = Signal()
    placing_changed = Signal()
    refused = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        networks: NetworkAnalysis,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._networks = networks
        self._tasks = tasks
        self._start: Start | None = None
        self._of: Found | None = None
        self._chains: Chains | None = None
        self._regardless = False
        self._placing = False
        networks.changed.connect(self._follow)

    @property
    def chains(self) -> Chains | None:
        """The chains; None while none is asked for, or they are not found."""
        return self._chains

    @property
    def shown(self) -> Chain | None:
        """The one of them that the map shows while anybody looks."""
        if self._chains is None or not self._networks.wanted:
            return None
        return self._chains.nearest if self._regardless else self._chains.network

    @property
    def regardless(self) -> bool:
        """Whether the chain by distance alone is shown, and not that of the network."""
        return self._regardless

    @property
    def placing(self) -> bool:
        """Whether the next click on the map names a place that a chain starts at."""
        return self._placing

    def set_regardless(self, *, regardless: bool) -> None:
        """Show the chain by distance alone, or that of the network."""
        if regardless != self._regardless:
            self._regardless = regardless
            self.changed.emit()

    def begin(self) -> None:
        """Wait for the place that a chain starts at."""
        if self._session.study is not None:
            self._set_placing(placing=True)

    def cancel(self) -> None:
        """Wait no longer."""
        self._set_placing(placing=False)

    def place(self, lon: float, lat: float) -> None:
        """Look for the chains of a place (degrees), if one is waited for."""
        study = self._session.study
        if not self._placing or study is None:
            return
        try:
            site = site_at(lon, lat, study.province, anywhere=not study.modelled)
        except DataError as error:
            self.refused.emit(error)
            return
        self._set_placing(placing=False)
        self._look_from(Start(site.lon, site.lat, site.adcode))

    def from_selected(self) -> None:
        """Look for the chains of the selected facility."""
        key, found = self._session.facility_key, self._networks.found
        row = found.places.row_of(key) if found is not None and key is not None else NOBODY
        if found is not None and row != NOBODY:
            self._look_from(start_of(found.places, row))

    def clear(self) -> None:
        """Ask for no chain any more."""
        self._tasks.cancel(CHAIN_KEY)
        self._start = self._chains = None
        self.changed.emit()

    def _look_from(self, start: Start) -> None:
        self._start, self._chains = start, None
        self._work()
        self.changed.emit()

    def _follow(self) -> None:
        """Look again among other facilities, from where one is."""
        found = self._networks.found
        if self._session.study is None:
            # Another province is being read.
            self._start = None
            self._set_placing(placing=False)
        if found is not self._of:
            self._of, self._chains = found, None
            self._tasks.cancel(CHAIN_KEY)
            self._work()
        self.changed.emit()

    def _work(self) -> None:
        start, found = self._start, self._networks.found
        if start is None or found is None:
            return
        if start.facility is not None:
            row = found.places.row_of(start.facility)
            if row == NOBODY:
                self._start = None
                return
            start = start_of(found.places, row)
        self._tasks.run(
            CHAIN_KEY,
            self.tr("Following the referrals"),
            partial(_chains, start, found),
            self._on_chains,
            self.failed.emit,
        )

    def _on_chains(self, chains: Chains) -> None:
        self._chains = chains
        self.changed.emit()

    def _set_placing(self, *, placing: bool) -> None:
        if placing != self._placing:
            self._placing = placing
            self.placing_changed.emit()


def _chains(start: Start, found: Found, report: Report) -> Chains:
    network = network_chain(start, found.places, found.networks)
    report(0.5)
    return Chains(network, nearest_chain(start, found.places))
