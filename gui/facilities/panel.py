"""What is known of the one facility that was clicked, and from where."""

from collections.abc import Mapping
from typing import Final, Protocol

import pandas as pd
from PySide6.QtCore import QEvent, Qt, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from data.facility_key import FacilityKey
from data.reference.network_model import Network
from data.reference.networks import published_supports
from data.reference.sources import (
    grade_title,
    position_source_title,
    remark_titles,
    source_titles,
)
from data.schema import FacilityColumn, Language, Speciality, Status, Tier
from geo.networks.facilities import NOBODY
from geo.networks.found import Found
from geo.networks.outside_support import supporter_text
from gui.session import Session

ASKER: Final = "facility panel"


class KnownNetworks(Protocol):
    """What is known of networks, and worked out for whoever asks."""

    @property
    def changed(self) -> SignalInstance:
        """Tells that any of it differs."""

    @property
    def found(self) -> Found | None:
        """The networks; None while they are not found."""

    @property
    def stopped(self) -> bool:
        """Whether they are asked for, not found, and not on their way."""

    def ask(self, asker: str, *, asked: bool) -> None:
        """Have them found for somebody, or no more."""

    def network_of(self, facility: FacilityKey) -> Network | None:
        """Return the network that a facility belongs to, if that is known."""


class FacilityPanel(QWidget):
    """What can be supposed of the selected facility, and a form of what is known of it.

    Parameters
    ----------
    what_if, edits
        What stands above the form, and below it.
    """

    def __init__(
        self,
        session: Session,
        networks: KnownNetworks,
        what_if: QWidget,
        edits: QWidget,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._networks = networks
        self._language = language
        self._empty = QLabel(self.tr("Click a facility on the map to see what is known of it."))
        self._empty.setWordWrap(True)
        self._form = QWidget()
        layout = QVBoxLayout(self)
        layout.addWidget(what_if)
        layout.addWidget(self._empty)
        layout.addWidget(self._form)
        layout.addWidget(edits)
        layout.addStretch(1)
        session.facility_changed.connect(self._on_facility)
        networks.changed.connect(self._on_networks)
        self._on_facility()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the height that the wrapped texts need at this width."""
        super().resizeEvent(event)
        self._fit_height()

    def event(self, event: QEvent) -> bool:
        """Fit the height again when a row has come or gone."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_height()
        return handled

    def _fit_height(self) -> None:
        # A scroll area asks for a widget's least height without saying for which width.
        if layout := self.layout():
            self.setMinimumHeight(max(layout.totalHeightForWidth(self.width()), 0))

    def _on_facility(self) -> None:
        # Which network it belongs to is worked out of all of them.
        self._networks.ask(ASKER, asked=self._session.facility is not None)
        self._show()

    def _on_networks(self) -> None:
        if self._session.facility is not None:
            self._show()

    def _show(self) -> None:
        row = self._session.selected_facility()
        self._empty.setVisible(row is None)
        form = _form_of(self._facts(row) if row is not None else [])
        if layout := self.layout():
            layout.replaceWidget(self._form, form)
        self._form.setParent(None)
        self._form = form

    def _facts(self, row: Mapping[str, object]) -> list[tuple[str, str]]:
        column, known = FacilityColumn, _known
        status = Status(str(row[column.STATUS]))
        facts = [
            (self.tr("Name"), known(row[column.NAME])),
            (self.tr("Tier"), Tier(str(row[column.TIER])).label.in_language(self._language)),
            (self.tr("Status"), self._status_text(status)),
            (self.tr("County"), self._session.county_name(row[column.ADCODE], self._language)),
            (self.tr("Position"), self._position_text(row)),
            (self.tr("Position from"), self._position_source(row)),
            (self.tr("Grade"), self._grade(row)),
            (self.tr("Patients"), self._speciality(row)),
            (self.tr("Beds"), known(row[column.BEDS])),
            (self.tr("Staff"), known(row[column.STAFF])),
            (self.tr("Network"), self._network_text(row)),
            (self.tr("Source"), self._sources(row)),
        ]
        told = [(heading, text or self.tr("not known")) for heading, text in facts]
        remarks = self._remarks(row)
        return [*told, (self.tr("Remark"), remarks)] if remarks else told

    def _speciality(self, row: Mapping[str, object]) -> str:
        code = _known(row.get(FacilityColumn.SPECIALITY))
        return Speciality(code).label.in_language(self._language) if code else ""

    def _remarks(self, row: Mapping[str, object]) -> str:
        """Return what else has to be known, and who supports it from outside the map."""
        titles = remark_titles(_known(row.get(FacilityColumn.REMARK)))
        lines = [title.in_language(self._language) for title in titles]
        lines += [
            self.tr("Supported by {name}").format(name=supporter_text(each, self._language))
            for each in published_supports()
            if each.outside is not None
            and (each.facility, each.adcode)
            == (row[FacilityColumn.NAME], row[FacilityColumn.ADCODE])
        ]
        return "\n".join(lines)

    def _position_source(self, row: Mapping[str, object]) -> str:
        code = _known(row[FacilityColumn.POSITION_SOURCE])
        return position_source_title(code).in_language(self._language)

    def _grade(self, row: Mapping[str, object]) -> str:
        return grade_title(_known(row[FacilityColumn.GRADE])).in_language(self._language)

    def _sources(self, row: Mapping[str, object]) -> str:
        titles = source_titles(_known(row[FacilityColumn.SOURCE]))
        return "\n".join(title.in_language(self._language) for title in titles)

    def _network_text(self, row: Mapping[str, object]) -> str:
        """Return the network that a facility belongs to, and how that is known."""
        key, written = self._session.facility_key, _known(row[FacilityColumn.NETWORK])
        if key is None or self._networks.found is None:
            late = self._session.study is not None and not self._networks.stopped
            return written or (self.tr("being worked out…") if late else "")
        network = self._networks.network_of(key)
        part = network.part_of(key) if network is not None else None
        if network is None or part is None:
            counts = self._networks.found.places.row_of(key) != NOBODY
            return written or (self.tr("in no network") if counts else "")
        return self.tr("{network} ({known})").format(
            network=network.name.in_language(self._language),
            known=part.membership.label.in_language(self._language),
        )

    def _status_text(self, status: Status) -> str:
        meaning = {
            Status.REPORTED: self.tr("a published source names it"),
            Status.MAPPED: self.tr("it stands in OpenStreetMap"),
            Status.ASSUMED: self.tr("assumed to exist by policy; no source names it"),
            Status.USER: self.tr("from your own file"),
            Status.WHAT_IF: self.tr("supposed by you; not a real facility"),
        }[status]
        return self.tr("{status} ({meaning})").format(
            status=status.label.in_language(self._language), meaning=meaning
        )

    def _position_text(self, row: Mapping[str, object]) -> str:
        position = f"{row[FacilityColumn.LON]:.5f}, {row[FacilityColumn.LAT]:.5f}"
        error_m = row[FacilityColumn.POSITION_ERROR_M]
        if not isinstance(error_m, int | float) or pd.isna(error_m):
            return self.tr("{position} (error not known)").format(position=position)
        return self.tr("{position} (within {error} km)").format(
            position=position, error=f"{error_m / 1000:.1f}"
        )


def _form_of(facts: list[tuple[str, str]]) -> QWidget:
    """Return headings and texts side by side, each text wrapped and free to be copied."""
    form = QWidget()
    # A form layout shares out height wrongly among rows of wrapped text; a grid does not.
    grid = QGridLayout(form)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setColumnStretch(1, 1)
    for row, (heading, text) in enumerate(facts):
        value = QLabel(text)
        # A name from a user's file is text: a tag in it must not become markup.
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(QLabel(heading), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
    return form


def _known(value: object) -> str:
    if not isinstance(value, str | int | float) or pd.isna(value):
        return ""
    return f"{value:,.0f}" if isinstance(value, int | float) else value
