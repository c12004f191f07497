"""Finds the county medical networks of the province shown, while anybody looks at them."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.facility_key import FacilityKey
from data.project.project import LayerKind
from data.reference.network_model import LinkKind, Network, NetworkEdit
from data.schema import Tier
from geo.networks.found import Found, found_networks
from geo.progress import Progress
from geo.study.edited_facilities import EditedFrames
from geo.study.study import Study
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.follow.tables import document_signals
from gui.session import Session
from gui.tasks import Tasks

NETWORKS_KEY: Final = "networks"
_MAP: Final = "map"
_LayerKey = tuple[str, LayerKind, Tier | None, bool]
# The layers, and whether hospitals for some patients alone count.
_Counted = tuple[tuple[_LayerKey, ...], bool]
_Key = tuple[Study, EditedFrames, _Counted, tuple[NetworkEdit, ...]]


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
        self._study: Study | None = None
        self._chosen: str | None = None
        self._kinds = frozenset(LinkKind)
        self._viewers: set[QObject] = set()
        self._kept = False
        # Whether a facility was selected whose network was not known then.
        self._awaited = False
        self._finding: Follower[_Key, Found] = Follower(
            Errand(NETWORKS_KEY, self._title, self._key, self._work),
            tasks,
            self,
            resumes_for_viewers=True,
            rests_for_viewers=True,
        )
        self._finding.changed.connect(self._on_finding)
        self._finding.failed.connect(self.failed)
        session.facility_changed.connect(self._on_facility)
        session.unit_changed.connect(self._on_unit)
        self._finding.follow_after(document_signals(document, session))
        self._study = session.study

    @property
    def found(self) -> Found | None:
        """The networks and their facilities; None while nobody asks or they are not found."""
        return self._finding.result

    @property
    def networks(self) -> tuple[Network, ...] | None:
        """Every network, by county; None likewise."""
        return self.found.networks if self.found else None

    @property
    def chosen(self) -> str | None:
        """Id of the chosen network, also while it is found anew."""
        return self._chosen

    @property
    def network(self) -> Network | None:
        """The chosen network; None when none is, or while it is not found."""
        return self.found.network(self._chosen) if self.found else None

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
        return self._finding.stopped

    @property
    def kept(self) -> bool:
        """Whether the chosen network stays on the map while no panel of it is seen."""
        return self._kept

    @property
    def wanted(self) -> bool:
        """Whether anybody looks, or the map shows a network all the same."""
        return bool(self._viewers) or (self._kept and self._chosen is not None)

    def ask(self, asker: str, *, asked: bool) -> None:
        """Have the networks found for somebody who shows none of them on the map, or no more."""
        self._finding.set_seen(asker, seen=asked)

    def set_seen(self, viewer: QObject, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        before = self.wanted
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        self._finding.set_seen(viewer, seen=seen)
        self._on_wish(before=before)

    def set_kept(self, *, kept: bool) -> None:
        """Say whether the chosen network stays on the map while no viewer is seen."""
        before, self._kept = self.wanted, kept
        self._look_for_map()
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
            self._look_for_map()
            self.selection_changed.emit()

    def network_of(self, facility: FacilityKey) -> Network | None:
        """Return the network that a facility leads or is a member of, if that is known."""
        if self.found is None:
            return None
        return self.found.network(self.found.of_facility.get(facility))

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._finding.resume()

    def _look_for_map(self) -> None:
        self._finding.set_seen(_MAP, seen=self._kept and self._chosen is not None)

    def _on_wish(self, *, before: bool) -> None:
        if self.wanted == before:
            return
        if self.wanted:
            self._on_unit()
        self.changed.emit()
        self.selection_changed.emit()

    def _title(self) -> str:
        return self.tr("Putting the networks together")

    def _key(self) -> _Key | None:
        """Return what networks depend on: facilities, and what the planner says of networks."""
        study, project = self._session.study, self._document.project
        if study is None:
            return None
        layers = tuple((each.id, each.kind, each.tier, each.counted) for each in project.layers)
        return study, self._session.edited, (layers, project.all_hospitals), project.networks

    def _work(self, key: _Key) -> Callable[[Progress], Found]:
        study, edited, _layers, edits = key
        project = self._document.project
        return partial(found_networks, project, edited, study.demand.units, edits)

    def _on_finding(self) -> None:
        if self._session.study is not self._study:
            self._study = self._session.study
            self.choose(None)
        if self.found is None:
            self.changed.emit()
            return
        if self._chosen is not None and self.network is None:
            self._chosen = None
            self._look_for_map()
        self.changed.emit()
        if self._awaited:
            self._on_facility()
        self._on_unit()
        self.selection_changed.emit()

    def _on_facility(self) -> None:
        """Choose the network of a facility that is selected, unless it has a part in this one."""
        key, found = self._session.facility_key, self.found
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
        if unit is None or self.found is None or not self._viewers:
            return
        if shown is not None and (shown.adcode == unit or (key and self._has_part(key))):
            return
        here = [each for each in self.found.networks if each.adcode == unit]
        if here:
            self.choose(here[0].id)

    def _has_part(self, key: FacilityKey) -> bool:
        network = self.network
        return network is not None and network.part_of(key) is not None
