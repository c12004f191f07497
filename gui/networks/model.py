"""A network as a tree: who supports it, who leads it, and who stands under whom."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from data.facility_key import FacilityKey
from data.reference.network_model import USER_SOURCE, Link, Network, Part, Role
from data.reference.sources import source_titles
from data.schema import Language, Status
from geo.networks.facilities import NOBODY, Places
from geo.words.wording import say

NAME, ROLE, KNOWN, DISTANCE = range(4)
COLUMNS: Final = 4
KEY_ROLE: Final = Qt.ItemDataRole.UserRole
_METRES_PER_KM: Final = 1000.0


class NetworkModel(QStandardItemModel):
    """Supporters under a heading, then leads, each with its members by tier below it.

    Columns: name, tier and role, how it is known to belong, distance to who stands above.
    What is assumed stands in italics.
    """

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._items: dict[FacilityKey, QStandardItem] = {}
        self._ties: dict[FacilityKey, list[Link]] = {}
        self._names: dict[FacilityKey, str] = {}
        self._set_headings()

    def _set_headings(self) -> None:
        headings = {
            NAME: (self.tr("Facility"), ""),
            ROLE: (self.tr("Tier and role"), ""),
            KNOWN: (self.tr("Belongs"), self.tr("How it is known to belong to the network")),
            DISTANCE: (
                self.tr("km"),
                self.tr(
                    "Straight-line distance to the facility above it; of a supporter, to the "
                    "nearest facility that it supports"
                ),
            ),
        }
        self.setHorizontalHeaderLabels([text for text, _ in headings.values()])
        for column, (_, tip) in headings.items():
            self.horizontalHeaderItem(column).setToolTip(tip)

    def set_network(self, network: Network | None, places: Places | None) -> None:
        """Show a network, made of facilities of `places`, or none."""
        self.setRowCount(0)
        self._items, self._ties = {}, {}
        if network is None or places is None:
            return
        self._names = {part.facility: part.name for part in network.parts}
        for link in network.links:
            for end in (link.lower, link.upper):
                self._ties.setdefault(end, []).append(link)
        if network.supporters:
            self._add_supporters(network, places)
        for part in (*network.leads, *network.members):
            over = self._items.get(part.parent) if part.parent is not None else None
            root = self.invisibleRootItem() if over is None else over
            above = [part.parent] if part.parent is not None else []
            root.appendRow(self._cells(part, _nearest_m(part.facility, above, places)))

    def _add_supporters(self, network: Network, places: Places) -> None:
        heading = QStandardItem(self.tr("Supporters from outside"))
        heading.setEditable(False)
        heading.setSelectable(False)
        self.appendRow([heading, *(_blank() for _ in range(1, COLUMNS))])
        for part in network.supporters:
            below = [link.lower for link in network.links if link.upper == part.facility]
            heading.appendRow(self._cells(part, _nearest_m(part.facility, below, places)))

    def item_of(self, facility: FacilityKey | None) -> QStandardItem | None:
        """Return the first cell of a facility's row; None when it has no part."""
        return self._items.get(facility) if facility is not None else None

    def _cells(self, part: Part, distance_m: float | None) -> list[QStandardItem]:
        language = self._language
        tier = part.tier.label.in_language(language)
        role = part.role.label.in_language(language)
        texts = (
            part.name or self.tr("no name recorded"),
            # Most are members: the others stand out where it goes without saying.
            tier if part.role is Role.MEMBER else f"{tier} · {role}",
            part.membership.label.in_language(language),
            "" if distance_m is None else f"{distance_m / _METRES_PER_KM:,.1f}",
        )
        cells = [QStandardItem(text) for text in texts]
        tip = self._tip(part)
        for cell in cells:
            cell.setEditable(False)
            cell.setToolTip(tip)
            font = cell.font()
            font.setItalic(part.membership is Status.ASSUMED)
            font.setBold(part.role is Role.LEAD)
            cell.setFont(font)
        cells[NAME].setData(part.facility, KEY_ROLE)
        cells[DISTANCE].setTextAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._items[part.facility] = cells[NAME]
        return cells

    def _tip(self, part: Part) -> str:
        """Return where the membership and each tie of a facility are known from, as text."""
        known = part.membership.label.in_language(self._language)
        source = self.source_text(part.source)
        lines = [part.name, self.tr("Belongs: {known}").format(known=self._with(known, source))]
        supports = part.role is Role.SUPPORTER
        lines += [
            self._link_text(link)
            for link in self._ties.get(part.facility, [])
            if part.facility == (link.upper if supports else link.lower)
        ]
        # A name from a user's file is text: no tag in it may become markup.
        return f"<qt>{'<br>'.join(escape(line) for line in lines)}</qt>"

    def _link_text(self, link: Link) -> str:
        kind = link.kind.label.in_language(self._language)
        known = link.status.label.in_language(self._language)
        ends = " → ".join(self._names.get(end, "") for end in (link.lower, link.upper))
        told = self._with(known, self.source_text(link.source))
        said = say("with_note", self._language, text=ends, note=told)
        return say("with_detail", self._language, text=kind, detail=said)

    def source_text(self, source: str) -> str:
        """Return a source in words: a report's title, a file of the user, or the user."""
        if source == USER_SOURCE:
            return self.tr("said by you")
        titles = source_titles(source)
        between = say("cli_semicolon", self._language)
        return between.join(title.in_language(self._language) for title in titles)

    def _with(self, known: str, source: str) -> str:
        return say("cli_semicolon", self._language).join(each for each in (known, source) if each)


def sources_of(network: Network) -> list[str]:
    """Return every source that anything of a network is known from, each once."""
    told = [network.published.source_id] if network.published else []
    told += [part.source for part in network.parts]
    told += [link.source for link in network.links]
    return [each for each in dict.fromkeys(told) if each]


def _blank() -> QStandardItem:
    item = QStandardItem()
    item.setEditable(False)
    item.setSelectable(False)
    return item


def _nearest_m(one: FacilityKey, others: Sequence[FacilityKey], places: Places) -> float | None:
    """Return the distance in metres to the nearest of some facilities; None without any."""
    row = places.row_of(one)
    rows = _known_rows(others, places)
    if row == NOBODY or not rows:
        return None
    return min(places.distance_m(row, each) for each in rows)


def _known_rows(keys: Iterable[FacilityKey], places: Places) -> list[int]:
    return [row for key in keys if (row := places.row_of(key)) != NOBODY]
