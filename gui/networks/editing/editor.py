"""What a planner says of county medical networks: members moved, networks made, links drawn.

Every change goes through the document, so it is undone like any other. It acts on the
facility that is selected; the upper end of a link is named by selecting it, for which this
waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.network_edits import (
    Edits,
    about_network,
    new_network_id,
    with_name,
    with_network_edit,
    without_network,
)
from data.project.project import Project
from data.reference.network_model import (
    IN_NO_NETWORK,
    Link,
    LinkKind,
    Network,
    NetworkEdit,
    NetworkEditKind,
    Part,
    Role,
)
from data.schema import Status, Tier
from geo.networks.facilities import NOBODY, Places
from geo.networks.found import Found
from geo.networks.rules import End, Joined, require_lead_left, require_link
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.session import Session

NEIGHBOURS: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """The facility that is acted on.

    Attributes
    ----------
    network, part
        The network that it leads or is a member of, and its part in it; None for neither.
    """

    end: End
    adcode: int
    row: int
    network: Network | None
    part: Part | None


@dataclass(frozen=True, slots=True)
class Linking:
    """The link whose upper end is yet to be named."""

    lower: End
    kind: LinkKind


class NetworkEditor(QObject):
    """Edits the networks of the document.

    `refused` carries why something makes no sense, `linking_changed` says that `linking`
    differs.
    """

    refused = Signal(object)
    linking_changed = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        networks: NetworkAnalysis,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._networks = networks
        self._linking: Linking | None = None
        document.changed.connect(self._on_changed)
        session.facility_changed.connect(self._on_facility)

    @property
    def found(self) -> Found | None:
        """The networks and their facilities; None while they are not found."""
        return self._networks.found

    @property
    def project(self) -> Project:
        """The project that is edited."""
        return self._document.project

    @property
    def edits(self) -> Edits:
        """What was said so far."""
        return self._document.project.networks

    @property
    def linking(self) -> Linking | None:
        """The link whose upper end is the next facility to be selected; None for none."""
        return self._linking

    def place(self) -> Place | None:
        """Return the facility selected; None without one, or while networks are not found."""
        found, key = self.found, self._session.facility_key
        return None if found is None or key is None else _place(found, key)

    def networks_near(self, place: Place) -> tuple[list[Network], list[Network]]:
        """Return the networks of a facility's county, and those led from nearest to it."""
        found = self.found
        if found is None:
            return [], []
        here = [each for each in found.networks if each.adcode == place.adcode]
        others = [each for each in found.networks if each.adcode != place.adcode]
        away = _away_m(found.places, place.row, others)
        nearest = np.argsort(away, kind="stable")[:NEIGHBOURS]
        return here, [others[at] for at in nearest]

    def uppers(self, place: Place) -> list[End]:
        """Return who may well be above a facility: of its county and the nearest centres."""
        found = self.found
        if found is None:
            return []
        places, order = found.places, list(Tier)
        ranks = [order.index(Tier(tier)) for tier in places.tier]
        rows = [
            row
            for row in np.flatnonzero(places.adcode == place.adcode).tolist()
            if row != place.row and ranks[row] < max(ranks[place.row], 1)
        ]
        rows.sort(key=lambda row: (-ranks[row], places.distance_m(place.row, row)))
        centres = places.of_tiers(Tier.REGIONAL).tolist()
        away = [row for row in centres if row not in (*rows, place.row)]
        away.sort(key=lambda row: places.distance_m(place.row, row))
        return [_end(places, row) for row in (*rows, *away[:NEIGHBOURS])]

    def move(self, network_id: str) -> None:
        """Make the selected facility a member of a network, or of none."""
        place = self.place()
        if place is None:
            return
        try:
            self._require_network(network_id)
            self._require_member(place, network_id)
        except DataError as error:
            self.refused.emit(error)
            return
        if network_id != IN_NO_NETWORK and _is_member(place, network_id):
            return
        edit = NetworkEdit(NetworkEditKind.ASSIGN, place.end.facility, network_id)
        self._say(self.tr("Move to another network"), edit)

    def lead(self, network_id: str) -> None:
        """Have the selected facility lead a network."""
        place = self.place()
        if place is None:
            return
        try:
            self._require_network(network_id)
            own = place.network
            if own is not None and own.id == network_id and _leads(place):
                return
            if own is not None and _leads(place):
                require_lead_left(own, place.end.facility)
        except DataError as error:
            self.refused.emit(error)
            return
        edit = NetworkEdit(NetworkEditKind.LEAD, place.end.facility, network_id)
        self._say(self.tr("Make it a lead hospital"), edit)

    def create(self, name: str) -> None:
        """Make a network in the county of the selected facility, which leads it."""
        place = self.place()
        if place is None:
            return
        if not name.strip():
            self.refused.emit(DataError("network_name_missing"))
            return
        new = new_network_id(self.edits)
        kind, key = NetworkEditKind.CREATE, place.end.facility
        self._say(
            self.tr("New network"),
            NetworkEdit(kind, key, new, name=name.strip(), adcode=place.adcode),
        )
        self._networks.choose(new)

    def rename(self, network_id: str, name: str) -> None:
        """Call a network of the user's own otherwise."""
        if not name.strip():
            self.refused.emit(DataError("network_name_missing"))
            return
        self._replace(
            self.tr("Rename the network"), with_name(self.edits, network_id, name.strip())
        )

    def dissolve(self, network_id: str) -> None:
        """Take away a network of the user's own, and all that was said of its members."""
        self._replace(self.tr("Dissolve the network"), without_network(self.edits, network_id))

    def begin_linking(self, kind: LinkKind) -> None:
        """Wait for the upper end of a link of the selected facility."""
        place = self.place()
        if place is not None:
            self._set_linking(Linking(place.end, kind))

    def cancel(self) -> None:
        """Wait no longer."""
        self._set_linking(None)

    def link_to(self, upper: FacilityKey) -> None:
        """Draw the link that waits for its upper end; wait on where it makes no sense."""
        linking, found = self._linking, self.found
        if linking is None or found is None:
            return
        row = found.places.row_of(upper)
        if row == NOBODY:
            self.refused.emit(DataError("network_facility_gone", found=upper.id))
            return
        end = _end(found.places, row)
        try:
            self._require_new(linking, end, found.networks)
            require_link(linking.lower, end, linking.kind, Joined(found.networks))
        except DataError as error:
            self.refused.emit(error)
            return
        self._set_linking(None)
        edit = NetworkEdit(
            NetworkEditKind.LINK, linking.lower.facility, upper=upper, link=linking.kind
        )
        self._say(self.tr("Add a link"), edit)
        self._session.select_key(linking.lower.facility)

    def unlink(self, link: Link) -> None:
        """Take a link away."""
        edit = NetworkEdit(NetworkEditKind.UNLINK, link.lower, upper=link.upper, link=link.kind)
        self._say(self.tr("Remove a link"), edit)

    def links(self, place: Place) -> list[Link]:
        """Return the links that run from a facility or to it."""
        found = self.found
        return list(found.links.get(place.end.facility, ())) if found is not None else []

    def about(self, network: Network) -> tuple[NetworkEdit, ...]:
        """Return what was said of a network."""
        inside = {part.facility for part in network.parts if part.role is not Role.SUPPORTER}
        return about_network(self.edits, network.id, inside)

    def take_back(self, edits: Iterable[NetworkEdit]) -> None:
        """Say some things no more."""
        gone = set(edits)
        left = tuple(each for each in self.edits if each not in gone)
        for edit in gone:
            if edit.kind is NetworkEditKind.CREATE:
                left = without_network(left, edit.network)
        self._replace(self.tr("Take back what was said of networks"), left)

    def take_over(self, text: str, edits: Edits) -> None:
        """Say what a table comes to, as one step."""
        self._replace(text, edits)

    def _say(self, text: str, edit: NetworkEdit) -> None:
        self._replace(text, with_network_edit(self.edits, edit))

    def _replace(self, text: str, edits: Edits) -> None:
        self._document.apply(text, partial(_with_edits, edits=edits))

    def _require_network(self, network_id: str) -> None:
        found = self.found
        known = found is not None and found.network(network_id) is not None
        if network_id != IN_NO_NETWORK and not known:
            raise DataError("network_unknown", found=network_id)

    def _require_member(self, place: Place, network_id: str) -> None:
        if network_id != IN_NO_NETWORK and place.end.tier is Tier.REGIONAL:
            raise DataError("network_regional_member", found=place.end.name)
        if place.network is not None and _leads(place):
            require_lead_left(place.network, place.end.facility)

    def _require_new(self, linking: Linking, upper: End, networks: Iterable[Network]) -> None:
        ends = (linking.lower.facility, upper.facility, linking.kind)
        there = any(
            (each.lower, each.upper, each.kind) == ends and each.status is not Status.ASSUMED
            for network in networks
            for each in network.links
        )
        if there:
            facts = {"lower": linking.lower.name, "upper": upper.name}
            raise DataError("network_link_there", **facts)

    def _on_changed(self, names: frozenset[str]) -> None:
        # What was to be linked may be gone, or be another's.
        if names & {"province", "layers", "edits", "networks", "all_hospitals"}:
            self._set_linking(None)

    def _on_facility(self) -> None:
        linking, key = self._linking, self._session.facility_key
        if linking is not None and key is not None and key != linking.lower.facility:
            self.link_to(key)

    def _set_linking(self, linking: Linking | None) -> None:
        if linking != self._linking:
            self._linking = linking
            self.linking_changed.emit()


def _place(found: Found, key: FacilityKey) -> Place | None:
    row = found.places.row_of(key)
    if row == NOBODY:
        return None
    network = found.network(found.of_facility.get(key))
    part = network.part_of(key) if network is not None else None
    return Place(_end(found.places, row), int(found.places.adcode[row]), row, network, part)


def _end(places: Places, row: int) -> End:
    return End(places.keys[row], str(places.name[row]), places.tier[row])


def _away_m(places: Places, row: int, networks: Iterable[Network]) -> list[float]:
    """Return how far the nearest lead of each network is, infinite where none is at hand."""
    # All distances at once: a call of numpy for each network would hold up the window.
    away_m = places.from_facility_m(row, np.arange(len(places.keys))).tolist()
    leads = [[places.row_of(part.facility) for part in each.leads] for each in networks]
    return [
        min((away_m[lead] for lead in rows if lead != NOBODY), default=np.inf) for rows in leads
    ]


def _leads(place: Place) -> bool:
    return place.part is not None and place.part.role is Role.LEAD


def _is_member(place: Place, network_id: str) -> bool:
    """Return whether the user has made a facility a member of a network already."""
    part, network = place.part, place.network
    if part is None or network is None or network.id != network_id:
        return False
    return part.role is Role.MEMBER and part.membership is Status.USER


def _with_edits(project: Project, edits: Edits) -> Project:
    return replace(project, networks=edits)
