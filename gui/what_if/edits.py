"""What a planner supposes of the facilities: added, removed, moved, given another tier.

Every change goes through the document, so it is undone like any other. To add or to move
a facility is to name a place by a click on the map, for which this waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from data.errors import DataError
from data.facility_key import ADDED_LAYER, FacilityKey
from data.project.project import Edit, EditKind, Project, Site
from data.schema import FacilityColumn, Province, Tier
from geo.study.edited_facilities import site_at
from gui.document import Document
from gui.session import Session

Change = Callable[[Project], Project]


@dataclass(frozen=True, slots=True)
class Placing:
    """What the next click on the map is for.

    Attributes
    ----------
    tier
        Tier of the facility to be added; None when one is moved.
    facility, name
        The one to be moved.
    """

    tier: Tier | None = None
    facility: FacilityKey | None = None
    name: str = ""


class WhatIf(QObject):
    """Edits the facilities of the document.

    `placing_changed` says that `placing` differs; `refused` carries why a place will not do.
    """

    placing_changed = Signal()
    refused = Signal(object)

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._placing: Placing | None = None
        document.changed.connect(self._on_changed)

    @property
    def placing(self) -> Placing | None:
        """What the next click on the map is for; None for what it is otherwise."""
        return self._placing

    def begin_adding(self, tier: Tier) -> None:
        """Wait for the place of a new facility."""
        if self._session.study is not None:
            self._set_placing(Placing(tier=tier))

    def begin_moving(self) -> None:
        """Wait for the place that the selected facility is moved to."""
        if selected := self._selected():
            self._set_placing(Placing(facility=selected[0], name=selected[1]))

    def cancel(self) -> None:
        """Wait no longer."""
        self._set_placing(None)

    def place(self, lon: float, lat: float) -> None:
        """Put what is to be placed at `lon`, `lat` (degrees); wait on where that cannot be."""
        placing, study = self._placing, self._session.study
        if placing is None or study is None:
            return
        try:
            site = site_at(lon, lat, study.province, anywhere=not study.modelled)
            self._require_province(placing, site)
        except DataError as error:
            self.refused.emit(error)
            return
        self._set_placing(None)
        if placing.tier is not None:
            self._add(placing.tier, site)
        elif placing.facility is not None:
            change = partial(
                Project.with_moved, facility=placing.facility, name=placing.name, site=site
            )
            self._document.apply(self.tr("Move facility"), change)

    def remove(self) -> None:
        """Suppose that the selected facility were gone."""
        if selected := self._selected():
            change = partial(Project.with_removed, facility=selected[0], name=selected[1])
            self._document.apply(self.tr("Remove facility"), change)

    def set_tier(self, tier: Tier) -> None:
        """Suppose that the selected facility were of another tier."""
        if selected := self._selected():
            change = partial(Project.with_raised, facility=selected[0], name=selected[1], tier=tier)
            self._document.apply(self.tr("Change tier"), _seen(change, tier))
            self._session.select_key(selected[0])

    def take_back(self, edit: Edit) -> None:
        """Suppose one thing less."""
        self._document.apply(
            self.tr("Take back a change"), partial(Project.without_edit, edit=edit)
        )

    def take_back_all(self) -> None:
        """Suppose nothing any more."""
        self._document.apply(self.tr("Take back all changes"), partial(replace, edits=()))

    def _add(self, tier: Tier, site: Site) -> None:
        edits = self._document.project.edits
        number = 1 + sum(edit.kind is EditKind.ADD for edit in edits)
        name = self.tr("What-if facility {number}").format(number=number)
        change = partial(Project.with_added, tier=tier, site=site, name=name)
        self._document.apply(self.tr("Add facility"), _seen(change, tier))
        self._session.select_key(self._document.project.edits[-1].facility)

    def _selected(self) -> tuple[FacilityKey, str] | None:
        key, row = self._session.facility_key, self._session.selected_facility()
        if key is None or row is None:
            return None
        return key, str(row[FacilityColumn.NAME])

    def _require_province(self, placing: Placing, site: Site) -> None:
        """Refuse to move a facility of a list into another province than its own."""
        if placing.facility is None or placing.facility.layer == ADDED_LAYER:
            return
        row, there = self._session.selected_facility(), Province.of_adcode(site.adcode)
        own = str(row[FacilityColumn.PROVINCE]) if row else ""
        if own and there is not None and own != there.value:
            raise DataError("what_if_other_province", found=placing.name)

    def _on_changed(self, names: frozenset[str]) -> None:
        # What was to be moved may be gone, or in another row.
        if names & {"province", "layers", "edits"}:
            self._set_placing(None)

    def _set_placing(self, placing: Placing | None) -> None:
        if placing != self._placing:
            self._placing = placing
            self.placing_changed.emit()


def _seen(change: Change, tier: Tier) -> Change:
    """Return a change that also shows the layer that a facility of `tier` joins."""

    def changed(project: Project) -> Project:
        project = change(project)
        layer = project.layer_of_tier(tier)
        return project.with_layer(replace(layer, visible=True)) if layer else project

    return changed
