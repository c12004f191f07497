"""Adds what the user has planned: facilities as one layer per tier, an outline, or people."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.errors import DataError
from data.project.project import Layer, LayerKind, OwnPeople, Project
from data.project.project_limits import MAX_LAYERS
from data.schema import FacilityColumn, Province, Tier, UnitColumn
from geo.intake.layer_tables import Tables, facility_tables, outline_tables, people_of
from geo.intake.plan import Plan, Use
from geo.study.land import boxes_near_land, boxes_of
from geo.study.user_people import UserPeople
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

OUTLINE_COLOUR: Final = "#444444"


class AddLayer(QObject):
    """Carries out plans on the worker and puts the results into session and document.

    `failed` carries why it did not work, `added` what was added, for the status bar,
    `layers_added` the ids of the new layers, `case_read` what the data doctor may look at.
    """

    failed = Signal(object)
    added = Signal(str)
    layers_added = Signal(list)
    case_read = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        # Never one given before: an undone layer's table is kept, and one may be on its way.
        self._numbers = count(1)

    @property
    def province(self) -> Province | None:
        """The province that what is added will be seen in; None for all of them."""
        return self._document.project.province

    def add(self, plan: Plan) -> None:
        """Add what `plan` says."""
        title = self.tr("Adding {file}").format(file=plan.source.name)
        key = f"add-{next(self._numbers)}"
        if plan.use is Use.POPULATION:
            done = partial(self._insert_people, plan)
            self._tasks.run(key, title, partial(people_of, plan), done, self.failed.emit)
            return
        layers = self._layers_of(plan)
        tables = outline_tables if plan.use is Use.OUTLINE else facility_tables
        self._tasks.run(
            key,
            title,
            partial(tables, plan, layers),
            partial(self._insert, plan, layers),
            self.failed.emit,
        )

    def _layers_of(self, plan: Plan) -> list[Layer]:
        """Return the layers to add: one for each tier found, all of one name."""
        new = partial(Layer, title=plan.source.title, path=plan.path, read_as=plan.read_as)
        if plan.use is Use.OUTLINE:
            return [new(self._free_id(), LayerKind.OUTLINE, OUTLINE_COLOUR)]
        found = plan.found_tiers
        return [
            new(self._free_id(), LayerKind.FACILITIES, tier.colour, tier=tier)
            for tier in Tier
            if tier in found
        ]

    def _free_id(self) -> str:
        project = self._document.project
        # An edit of a layer that is gone must not come to be one of another file.
        taken = {*self._session.frames, *(edit.facility.layer for edit in project.edits)}
        taken.update(layer.id for layer in project.layers)
        ids = (f"user_{number}" for number in self._numbers)
        return next(each for each in ids if each not in taken)

    def _people_id(self) -> str:
        own = self._document.project.people
        for number in self._numbers:
            people_id = f"people_{number}"
            known = self._session.user_people(people_id) is not None
            if not known and (own is None or own.id != people_id):
                return people_id
        raise AssertionError

    def _insert(self, plan: Plan, layers: Sequence[Layer], tables: Tables) -> None:
        count = len(self._document.project.layers) + len(layers)
        if count > MAX_LAYERS:
            facts = {"file": plan.source.name, "count": count, "limit": MAX_LAYERS}
            self.failed.emit(DataError("layers_too_many", **facts))
            return
        for layer_id, frame in tables.frames.items():
            self._session.add_user_frame(layer_id, frame, tables.attributes[layer_id])
        change = partial(_with_layers, layers=layers, replaces=plan.replaces)
        self._document.apply(self.tr("Add layer"), change)
        self.layers_added.emit([layer.id for layer in layers])
        self.added.emit(self._added_text(layers, tables))
        self.case_read.emit(tables.case)

    def _insert_people(self, plan: Plan, people: UserPeople) -> None:
        own = OwnPeople(self._people_id(), plan.source.title, plan.path, plan.read_as)
        self._session.add_user_people(own.id, people)
        self._document.apply(self.tr("Use own people"), partial(replace, people=own))
        text = self.tr("People from {file}: {count}")
        count = f"{people.population.sum():,.0f}"
        self.added.emit(text.format(file=plan.source.name, count=count))

    def _added_text(self, layers: Sequence[Layer], tables: Tables) -> str:
        frames, study = list(tables.frames.values()), self._session.study
        title, rows = layers[0].title, f"{sum(map(len, frames)):,}"
        if not any(boxes_near_land(boxes_of(frame)).any() for frame in frames):
            return self.tr(
                "Added {layer}, rows: {rows}, none of them in the provinces or near them: the map "
                "stays where it is"
            ).format(layer=title, rows=rows)
        if layers[0].tier is None or study is None:
            return self.tr("Added {layer}, rows: {rows}").format(layer=title, rows=rows)
        codes = study.demand.units[UnitColumn.ADCODE]
        here = sum(int(frame[FacilityColumn.ADCODE].isin(codes).sum()) for frame in frames)
        return self.tr(
            "Added {layer}, facilities: {rows}, of them in the counties shown: {here}"
        ).format(layer=title, rows=rows, here=f"{here:,}")


def _with_layers(project: Project, layers: Sequence[Layer], *, replaces: bool) -> Project:
    """Add layers; where they replace, the bundled ones of their tiers no longer count."""
    for layer in layers:
        project = project.with_layer(layer)
        if layer.tier is not None and replaces:
            bundled = replace(project.layer(layer.tier), counted=False, visible=False)
            project = project.with_layer(bundled)
    tiers = [layer.tier for layer in layers if layer.tier is not None]
    shown = project.tier in tiers or not tiers
    return project if shown else replace(project, tier=tiers[0])
