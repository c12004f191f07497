"""The referral chains of a facility, or of a place that is named by a click on the map."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.errors import DataError
from geo.networks.facilities import NOBODY
from geo.networks.found import Found
from geo.networks.referral.chain import Chain, Start
from geo.networks.referral.find_chains import nearest_chain, network_chain, start_of
from geo.progress import Progress
from geo.study.edited_facilities import site_at
from gui.follow.follower import Errand, Follower
from gui.networks.analysis import NetworkAnalysis
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


_Key = tuple[Start, Found]


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
        self._start: Start | None = None
        self._regardless = False
        self._placing = False
        self._looking: Follower[_Key, Chains] = Follower(
            Errand(CHAIN_KEY, self._title, self._key, _looking), tasks, self, rest_ms=0
        )
        self._looking.set_seen("map", seen=True)
        self._looking.changed.connect(self.changed)
        self._looking.failed.connect(self.failed)
        networks.changed.connect(self._follow)

    @property
    def chains(self) -> Chains | None:
        """The chains; None while none is asked for, or they are not found."""
        return self._looking.result

    @property
    def shown(self) -> Chain | None:
        """The one of them that the map shows while anybody looks."""
        if self.chains is None or not self._networks.wanted:
            return None
        return self.chains.nearest if self._regardless else self.chains.network

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
        self._look_from(None)

    def _look_from(self, start: Start | None) -> None:
        self._start = start
        self._looking.follow()
        self.changed.emit()

    def _follow(self) -> None:
        """Look again among other facilities, from where one is."""
        if self._session.study is None:
            # Another province is being read.
            self._start = None
            self._set_placing(placing=False)
        self._looking.follow()
        self.changed.emit()

    def _title(self) -> str:
        return self.tr("Following the referrals")

    def _key(self) -> _Key | None:
        start, found = self._start, self._networks.found
        if start is None or found is None:
            return None
        if start.facility is None:
            return start, found
        row = found.places.row_of(start.facility)
        return None if row == NOBODY else (start_of(found.places, row), found)

    def _set_placing(self, *, placing: bool) -> None:
        if placing != self._placing:
            self._placing = placing
            self.placing_changed.emit()


def _looking(key: _Key) -> Callable[[Progress], Chains]:
    start, found = key
    return partial(_chains, start, found)


def _chains(start: Start, found: Found, progress: Progress) -> Chains:
    network = network_chain(start, found.places, found.networks)
    progress(0.5)
    return Chains(network, nearest_chain(start, found.places))
