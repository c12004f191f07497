"""Works out what the people have of the networks found, while anybody looks at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from data.reference.demand import Demand
from data.reference.network_model import Network
from data.schema import Tier
from geo.networks.catchments import Catchments, NetworkPeople, catchments_of, people_of_networks
from geo.networks.single_points_of_failure import (
    Critical,
    TierLosses,
    most_critical,
    rows_of_network,
    tier_losses,
)
from geo.page.networks import catchment_rings
from geo.progress import Report, part
from gui.document import Document
from gui.networks.analysis import Found, NetworkAnalysis
from gui.session import Session
from gui.tasks import Tasks

PEOPLE_KEY: Final = "network-people"
LOSSES_KEY: Final = "network-losses"
OUTLINE_KEY: Final = "network-outline"
# Tiers that a network cannot do without; village clinics are known in few counties.
CRITICAL_TIERS: Final = (Tier.COUNTY, Tier.TOWNSHIP)
REST_MS: Final = 250

Rings = list[list[float]]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """In whose catchment everybody is, and how many people each network has."""

    catchments: Catchments
    of_network: Mapping[str, NetworkPeople]


class NetworkFigures(QObject):
    """People in the catchments, the outline of the chosen one, and what cannot be lost.

    `people_changed` and `outline_changed` say that `people` and `outline` differ,
    `losses_changed` that `critical` does, `failed` carries an exception.
    """

    people_changed = Signal()
    outline_changed = Signal()
    losses_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        networks: NetworkAnalysis,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._networks = networks
        self._tasks = tasks
        self._of: Found | None = None
        self._people: People | None = None
        self._losses: dict[Tier, TierLosses] = {}
        self._outline: tuple[str, Rings] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._measure_losses)
        self._stopped = False
        networks.changed.connect(self._follow)
        tasks.idle.connect(self._on_idle)
        networks.selection_changed.connect(self._outline_chosen)
        document.changed.connect(self._on_changed)

    @property
    def people(self) -> NetworkPeople | None:
        """People of the chosen network; None without one, or until they are counted."""
        network = self._networks.network
        if network is None or self._people is None:
            return None
        return self._people.of_network.get(network.id)

    @property
    def known(self) -> bool:
        """Whether the people have been counted."""
        return self._people is not None

    @property
    def stopped(self) -> bool:
        """Whether figures are asked for, not known, and not on their way."""
        return self._stopped

    @property
    def outline(self) -> Rings:
        """Rings around the catchment of the chosen network; none until they are drawn."""
        chosen = self._networks.network
        if chosen is None or self._outline is None or self._outline[0] != chosen.id:
            return []
        return self._outline[1]

    @property
    def losses_known(self) -> bool:
        """Whether it is known what cannot be lost."""
        return len(self._losses) == len(CRITICAL_TIERS)

    @property
    def critical(self) -> list[Critical]:
        """For each tier the facility of the chosen network that most people depend on alone."""
        network, found = self._networks.network, self._of
        if network is None or found is None or not self.losses_known:
            return []
        among = rows_of_network(network, found.places)
        worst = [most_critical(self._losses[tier], among) for tier in CRITICAL_TIERS]
        return [each for each in worst if each is not None]

    def name_of(self, critical: Critical) -> str:
        """Return what the facility is called."""
        return str(self._of.places.name[critical.row]) if self._of else ""

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._stopped = False
        self._count_people()
        self._measure_losses()
        self.people_changed.emit()

    def _on_idle(self) -> None:
        waits = self._rest.isActive() or self._of is None or not self._networks.wanted
        if not waits and not self._stopped and not (self.known and self.losses_known):
            self._stopped = True
            self.people_changed.emit()

    def _follow(self) -> None:
        """Drop what was counted of other networks, and count again for who looks."""
        found = self._networks.found
        if found is not self._of:
            self._of, self._people, self._outline, self._losses = found, None, None, {}
            self._stopped = False
            for key in (PEOPLE_KEY, LOSSES_KEY, OUTLINE_KEY):
                self._tasks.cancel(key)
            self.people_changed.emit()
            self.outline_changed.emit()
            self.losses_changed.emit()
        if found is not None and self._networks.wanted and not self._stopped:
            self._count_people()
            self._measure_losses()

    def _on_changed(self, names: frozenset[str]) -> None:
        if "radii" in names and self._losses:
            self._losses = {}
            self._tasks.cancel(LOSSES_KEY)
            self.losses_changed.emit()
            # A slider says a hundred radii on its way.
            self._rest.start()

    def _count_people(self) -> None:
        study, found = self._session.study, self._of
        if study is None or found is None or self._people is not None:
            return
        if not self._tasks.awaits(PEOPLE_KEY):
            self._tasks.run(
                PEOPLE_KEY,
                self.tr("Counting the people of the networks"),
                partial(_count, study.demand, found),
                self._on_counted,
                self.failed.emit,
            )

    def _on_counted(self, people: People) -> None:
        self._people = people
        self.people_changed.emit()
        self._outline_chosen()

    def _outline_chosen(self) -> None:
        study, network, people = self._session.study, self._networks.network, self._people
        if study is None or network is None or people is None or not self._networks.wanted:
            return
        if self._outline is None or self._outline[0] != network.id:
            self._tasks.run(
                OUTLINE_KEY,
                self.tr("Outlining the catchment"),
                partial(_rings, study.demand, people.catchments, network),
                partial(self._on_outlined, network.id),
                self.failed.emit,
            )

    def _on_outlined(self, network_id: str, rings: Rings) -> None:
        self._outline = network_id, rings
        self.outline_changed.emit()

    def _measure_losses(self) -> None:
        study, found = self._session.study, self._of
        if study is None or found is None or self.losses_known or not self._networks.wanted:
            return
        if not self._tasks.awaits(LOSSES_KEY):
            project = self._document.project
            radii = {tier: project.radius_m(tier) for tier in CRITICAL_TIERS}
            self._tasks.run(
                LOSSES_KEY,
                self.tr("Looking for what cannot be lost"),
                partial(_lose, study.demand, found, radii),
                self._on_losses,
                self.failed.emit,
            )

    def _on_losses(self, losses: dict[Tier, TierLosses]) -> None:
        self._losses = losses
        self.losses_changed.emit()


def _count(demand: Demand, found: Found, report: Report) -> People:
    catchments = catchments_of(demand, found.networks, part(report, 0.0, 0.4))
    people = people_of_networks(demand, found.networks, catchments, part(report, 0.4, 1.0))
    return People(catchments, people)


def _rings(demand: Demand, catchments: Catchments, network: Network, report: Report) -> Rings:
    rings = catchment_rings(demand, catchments.places_of(network.id))
    report(1.0)
    return rings


def _lose(
    demand: Demand, found: Found, radii: Mapping[Tier, float], report: Report
) -> dict[Tier, TierLosses]:
    losses = {}
    for number, (tier, radius_m) in enumerate(radii.items()):
        step = part(report, number / len(radii), (number + 1) / len(radii))
        losses[tier] = tier_losses(demand, found.places, tier, radius_m, step)
    return losses
