"""Works out what the people have of the networks found, while anybody looks at them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.reference.demand import Demand
from data.schema import Tier
from geo.networks.catchments import Catchments, NetworkPeople, catchments_of, people_of_networks
from geo.networks.found import Found
from geo.networks.single_points_of_failure import (
    Critical,
    TierLosses,
    most_critical,
    rows_of_network,
    tier_losses,
)
from geo.page.networks import catchment_rings
from geo.progress import Progress, part
from geo.study.study import Study
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.networks.analysis import NetworkAnalysis
from gui.session import Session
from gui.tasks import Tasks

PEOPLE_KEY: Final = "network-people"
LOSSES_KEY: Final = "network-losses"
OUTLINE_KEY: Final = "network-outline"
# Tiers that a network cannot do without; village clinics are known in few counties.
CRITICAL_TIERS: Final = (Tier.COUNTY, Tier.TOWNSHIP)

Rings = list[list[float]]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """In whose catchment everybody is, and how many people each network has."""

    catchments: Catchments
    of_network: Mapping[str, NetworkPeople]


_Of = tuple[Study, Found]
_OfNetwork = tuple[Study, People, str]
_OfRadii = tuple[Study, Found, tuple[float, ...]]


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
        people = Errand(PEOPLE_KEY, self._people_title, self._of, _counting)
        outline = Errand(OUTLINE_KEY, self._outline_title, self._of_chosen, _outlining)
        losses = Errand(LOSSES_KEY, self._losses_title, self._of_radii, _losing)
        self._people = Follower(people, tasks, self, rest_ms=0)
        self._outline = Follower(outline, tasks, self, rest_ms=0)
        # A slider says a hundred radii on its way.
        self._losses = Follower(losses, tasks, self)
        self._followers = self._people, self._outline, self._losses
        for follower in self._followers:
            follower.failed.connect(self.failed)
        self._people.changed.connect(self._on_people)
        self._outline.changed.connect(self.outline_changed)
        self._losses.changed.connect(self._on_losses)
        networks.changed.connect(self._follow)
        networks.selection_changed.connect(self._follow_chosen)
        document.changed.connect(self._losses.follow)

    @property
    def people(self) -> NetworkPeople | None:
        """People of the chosen network; None without one, or until they are counted."""
        network, people = self._networks.network, self._people.result
        return None if network is None or people is None else people.of_network.get(network.id)

    @property
    def known(self) -> bool:
        """Whether the people have been counted."""
        return self._people.result is not None

    @property
    def stopped(self) -> bool:
        """Whether figures are asked for, not known, and not on their way."""
        return self._people.stopped or self._losses.stopped

    @property
    def outline(self) -> Rings:
        """Rings around the catchment of the chosen network; none until they are drawn."""
        return self._outline.result or []

    @property
    def losses_known(self) -> bool:
        """Whether it is known what cannot be lost."""
        return self._losses.result is not None

    @property
    def critical(self) -> list[Critical]:
        """For each tier the facility of the chosen network that most people depend on alone."""
        network, found, losses = self._networks.network, self._networks.found, self._losses.result
        if network is None or found is None or losses is None:
            return []
        among = rows_of_network(network, found.places)
        worst = [most_critical(losses[tier], among) for tier in CRITICAL_TIERS]
        return [each for each in worst if each is not None]

    def name_of(self, critical: Critical) -> str:
        """Return what the facility is called."""
        found = self._networks.found
        return str(found.places.name[critical.row]) if found else ""

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        for follower in self._followers:
            follower.resume()

    def _follow(self) -> None:
        """Drop what was counted of other networks, and count again for who looks."""
        for follower in self._followers:
            follower.set_seen("panel", seen=self._networks.wanted)
            follower.follow()

    def _follow_chosen(self) -> None:
        self._outline.set_seen("panel", seen=self._networks.wanted)
        self._outline.follow()

    def _on_people(self) -> None:
        self.people_changed.emit()
        self._outline.follow()

    def _on_losses(self) -> None:
        self.losses_changed.emit()
        # What is stopped is said beside the people.
        self.people_changed.emit()

    def _people_title(self) -> str:
        return self.tr("Counting the people of the networks")

    def _outline_title(self) -> str:
        return self.tr("Outlining the catchment")

    def _losses_title(self) -> str:
        return self.tr("Looking for what cannot be lost")

    def _of(self) -> _Of | None:
        study, found = self._session.study, self._networks.found
        return None if study is None or found is None else (study, found)

    def _of_chosen(self) -> _OfNetwork | None:
        study, network, people = self._session.study, self._networks.network, self._people.result
        if study is None or network is None or people is None:
            return None
        return study, people, network.id

    def _of_radii(self) -> _OfRadii | None:
        of, project = self._of(), self._document.project
        return None if of is None else (*of, tuple(map(project.radius_m, CRITICAL_TIERS)))


def _counting(of: _Of) -> Callable[[Progress], People]:
    study, found = of
    return partial(_count, study, found)


def _outlining(of: _OfNetwork) -> Callable[[Progress], Rings]:
    study, people, network_id = of
    return partial(_rings, study.demand, people.catchments, network_id)


def _losing(of: _OfRadii) -> Callable[[Progress], dict[Tier, TierLosses]]:
    study, found, radii_m = of
    return partial(_lose, study, found, dict(zip(CRITICAL_TIERS, radii_m, strict=True)))


def _count(study: Study, found: Found, progress: Progress) -> People:
    demand, distances = study.demand, study.distances
    catchments = catchments_of(demand, found.networks, part(progress, 0.0, 0.4), distances)
    step = part(progress, 0.4, 1.0)
    people = people_of_networks(demand, found.networks, catchments, step, distances)
    return People(catchments, people)


def _rings(demand: Demand, catchments: Catchments, network_id: str, progress: Progress) -> Rings:
    rings = catchment_rings(demand, catchments.places_of(network_id))
    progress(1.0)
    return rings


def _lose(
    study: Study, found: Found, radii: Mapping[Tier, float], progress: Progress
) -> dict[Tier, TierLosses]:
    losses = {}
    for number, (tier, radius_m) in enumerate(radii.items()):
        step = part(progress, number / len(radii), (number + 1) / len(radii))
        losses[tier] = tier_losses(
            study.demand, found.places, tier, radius_m, step, study.distances
        )
    return losses
