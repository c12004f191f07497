"""Finds the county medical networks of the province shown, while anybody looks at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

import pandas as pd
from PySide6.QtCore import QObject, QTimer, Signal

from data.facility_key import FacilityKey
from data.project.project import Project
from data.reference.catalog import read_townships, unplaced_townships
from data.reference.network_model import (
    Link,
    LinkKind,
    Network,
    NetworkEdit,
    PublishedNetwork,
    Role,
)
from data.reference.networks import published_networks, published_supports
from data.schema import Province
from geo.networks.against_reports import PatternCheck, pattern_check
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places, places_of
from geo.progress import Report, part
from geo.study.edited_facilities import EditedFrames
from geo.study.study import Study
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

NETWORKS_KEY: Final = "networks"
REST_MS: Final = 250
_PLACED: Final = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """The networks of a province, and the facilities that they are made of.

    Attributes
    ----------
    of_facility
        Id of the network that a facility leads or is a member of.
    links
        The links of each facility that has any, up or down, each once.
    checks
        Each published record that a network has, against the map.
    """

    places: Places
    networks: tuple[Network, ...]
    of_facility: Mapping[FacilityKey, str]
    links: Mapping[FacilityKey, tuple[Link, ...]]
    checks: Mapping[PublishedNetwork, PatternCheck]

    def network(self, network_id: str | None) -> Network | None:
        """Return a network by its id; None when there is none of that id."""
        return next((each for each in self.networks if each.id == network_id), None)


class NetworkAnalysis(QObject):
    """The networks of the session's province, and the one chosen: neither saved nor undone.

    They are found anew when layers, edits, tables or what the planner says of networks
    differ. `changed` says that `found`, `stopped` or what is asked for differs,
    `selection_changed` that another network is shown, or none, `kinds_changed` that other
    kinds of links are; `failed` carries an exception.
    """

    changed = Signal()
    selection_changed = Signal()
    kinds_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, session: Session, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._of: tuple[object, ...] | None = None
        self._study: Study | None = None
        self._found: Found | None = None
        self._chosen: str | None = None
        self._kinds = frozenset(LinkKind)
        self._viewers: set[QObject] = set()
        self._askers: set[str] = set()
        self._kept = False
        self._stopped = False
        # Whether a facility was selected whose network was not known then.
        self._awaited = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        document.changed.connect(self._on_changed)
        session.study_changed.connect(self._follow)
        session.frames_changed.connect(self._follow)
        session.user_frames_changed.connect(self._follow)
        session.facility_changed.connect(self._on_facility)
        session.unit_changed.connect(self._on_unit)
        tasks.idle.connect(self._on_idle)
        self._follow()

    @property
    def found(self) -> Found | None:
        """The networks and their facilities; None while nobody asks or they are not found."""
        return self._found

    @property
    def networks(self) -> tuple[Network, ...] | None:
        """Every network, by county; None likewise."""
        return self._found.networks if self._found else None

    @property
    def chosen(self) -> str | None:
        """Id of the chosen network, also while it is found anew."""
        return self._chosen

    @property
    def network(self) -> Network | None:
        """The chosen network; None when none is, or while it is not found."""
        return self._found.network(self._chosen) if self._found else None

    @property
    def shown(self) -> Network | None:
        """The chosen network, while anybody looks or it is kept on the map."""
        return self.network if self.wanted else None

    @property
    def kinds(self) -> frozenset[LinkKind]:
        """The kinds of links that are shown."""
        return self._kinds

    @property
    def stopped(self) -> bool:
        """Whether networks are asked for, not found, and not on their way."""
        return self._stopped

    @property
    def kept(self) -> bool:
        """Whether the chosen network stays on the map while no panel of it is seen."""
        return self._kept

    @property
    def wanted(self) -> bool:
        """Whether anybody looks, or the map shows a network all the same."""
        return bool(self._viewers) or (self._kept and self._chosen is not None)

    @property
    def _needed(self) -> bool:
        return self.wanted or bool(self._askers)

    def ask(self, asker: str, *, asked: bool) -> None:
        """Have the networks found for somebody who shows none of them on the map, or no more."""
        (self._askers.add if asked else self._askers.discard)(asker)
        if asked and self._of is not None and self._found is None:
            self._rest.start()

    def set_seen(self, viewer: QObject, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        before = self.wanted
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        self._on_wish(before=before)

    def set_kept(self, *, kept: bool) -> None:
        """Say whether the chosen network stays on the map while no viewer is seen."""
        before, self._kept = self.wanted, kept
        self._on_wish(before=before)

    def set_kind(self, kind: LinkKind, *, shown: bool) -> None:
        """Show a kind of links, or hide it."""
        kinds = self._kinds | {kind} if shown else self._kinds - {kind}
        if kinds != self._kinds:
            self._kinds = kinds
            self.kinds_changed.emit()

    def choose(self, network_id: str | None) -> None:
        """Choose a network by its id, or none."""
        if network_id != self._chosen:
            self._chosen = network_id
            self.selection_changed.emit()

    def network_of(self, facility: FacilityKey) -> Network | None:
        """Return the network that a facility leads or is a member of, if that is known."""
        if self._found is None:
            return None
        return self._found.network(self._found.of_facility.get(facility))

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._work()

    def _on_wish(self, *, before: bool) -> None:
        if self.wanted == before:
            return
        if self.wanted:
            self._rest.start()
            self._on_unit()
        self.changed.emit()
        self.selection_changed.emit()

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"province", "layers", "edits", "networks"}:
            self._follow()

    def _follow(self) -> None:
        """Drop what was found of other facilities or other words of the planner."""
        project, study, edited = self._document.project, self._session.study, self._session.edited
        of = None
        if study is not None:
            layers = tuple((each.id, each.kind, each.tier, each.counted) for each in project.layers)
            of = (study, edited, layers, project.networks)
        if of == self._of:
            return
        self._of, self._found, self._stopped = of, None, False
        self._tasks.cancel(NETWORKS_KEY)
        if study is not self._study:
            self._study = study
            self.choose(None)
        self._rest.start()
        self.changed.emit()

    def _on_idle(self) -> None:
        waits = self._rest.isActive() or self._of is None or not self._needed
        if self._found is None and not waits and not self._stopped:
            self._stopped = True
            self.changed.emit()

    def _work(self) -> None:
        study = self._study
        if study is None or self._found is not None or not self._needed:
            return
        self._stopped = False
        project, edited = self._document.project, self._session.edited
        self._tasks.run(
            NETWORKS_KEY,
            self.tr("Putting the networks together"),
            partial(_find, project, edited, study.demand.units, project.networks),
            self._on_found,
            self.failed.emit,
        )
        self.changed.emit()

    def _on_found(self, found: Found) -> None:
        self._found = found
        if self._chosen is not None and found.network(self._chosen) is None:
            self._chosen = None
        self.changed.emit()
        if self._awaited:
            self._on_facility()
        self._on_unit()
        self.selection_changed.emit()

    def _on_facility(self) -> None:
        """Choose the network of a facility that is selected, unless it has a part in this one."""
        key, found = self._session.facility_key, self._found
        is_known = found is not None and key in found.of_facility
        self._awaited = key is not None and bool(self._viewers) and not is_known
        if key is None or not self._viewers or self._has_part(key):
            return
        if network := self.network_of(key):
            self.choose(network.id)

    def _on_unit(self) -> None:
        """Choose a network of the county that is selected, unless one of it is chosen."""
        unit, key = self._session.unit, self._session.facility_key
        shown = self.network
        if unit is None or self._found is None or not self._viewers:
            return
        if shown is not None and (shown.adcode == unit or (key and self._has_part(key))):
            return
        here = [each for each in self._found.networks if each.adcode == unit]
        if here:
            self.choose(here[0].id)

    def _has_part(self, key: FacilityKey) -> bool:
        network = self.network
        return network is not None and network.part_of(key) is not None


def _find(
    project: Project,
    edited: EditedFrames,
    units: pd.DataFrame,
    edits: tuple[NetworkEdit, ...],
    report: Report,
) -> Found:
    places = places_of(project, edited)
    report(_PLACED)
    networks = networks_of(
        places,
        units,
        published_networks(),
        published_supports(),
        edits,
        part(report, _PLACED, 1.0),
    )
    of_facility = {
        each.facility: network.id
        for network in networks
        for each in network.parts
        if each.role is not Role.SUPPORTER
    }
    checks = _checks(networks, units, project.province)
    return Found(
        places,
        networks,
        MappingProxyType(of_facility),
        MappingProxyType(_links(networks)),
        MappingProxyType(checks),
    )


def _links(networks: tuple[Network, ...]) -> dict[FacilityKey, tuple[Link, ...]]:
    of_facility: dict[FacilityKey, dict[Link, None]] = {}
    for network in networks:
        for link in network.links:
            for end in (link.lower, link.upper):
                of_facility.setdefault(end, {})[link] = None
    return {key: tuple(links) for key, links in of_facility.items()}


def _checks(
    networks: tuple[Network, ...], units: pd.DataFrame, province: Province | None
) -> dict[PublishedNetwork, PatternCheck]:
    townships, unplaced = read_townships(province), unplaced_townships(province)
    told = dict.fromkeys(each.published for each in networks if each.published is not None)
    return {each: pattern_check(each, networks, units, townships, unplaced) for each in told}
