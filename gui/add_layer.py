"""Adds what the user has planned: facilities as one layer per tier, an outline, or people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from PySide6.QtCore import QObject, Signal

from data.datum_guess import counties
from data.loaded import Loaded
from data.project import Layer, LayerKind, OwnPeople, Project
from data.reader import as_facilities, as_outline, as_population
from data.schema import FacilityColumn, Tier, UnitColumn
from geo.progress import Report
from gui.doctor_analysis import Case, DoctorAnalysis
from gui.document import Document
from gui.import_reading import Plan, Use
from gui.people_study import UserPeople
from gui.session import Session
from gui.tasks import Tasks

OUTLINE_COLOUR: Final = "#444444"


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What becomes of a file: a table for each layer, and what the doctor needs of it.

    Attributes
    ----------
    frames
        Facilities, or outlines, by layer id.
    attributes
        The file's own columns, row by row of `frames`.
    case
        The records for the doctor.
    """

    frames: Mapping[str, gpd.GeoDataFrame]
    attributes: Mapping[str, pd.DataFrame]
    case: Case


class AddLayer(QObject):
    """Carries out plans on the worker and puts the results into session and document.

    `failed` carries why it did not work, `added` what was added, for the status bar.
    """

    failed = Signal(object)
    added = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        doctor: DoctorAnalysis,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._doctor = doctor
        # Never one given before: an undone layer's table is kept, and one may be on its way.
        self._numbers = count(1)

    def add(self, plan: Plan) -> None:
        """Add what `plan` says."""
        title = self.tr("Adding {file}").format(file=plan.source.name)
        key = f"add-{next(self._numbers)}"
        if plan.use is Use.POPULATION:
            done = partial(self._insert_people, plan)
            self._tasks.run(key, title, partial(_people, plan), done, self.failed.emit)
            return
        layers = self._layers_of(plan)
        self._tasks.run(
            key,
            title,
            partial(_outline if plan.use is Use.OUTLINE else _facilities, plan, layers),
            partial(self._insert, plan, layers),
            self.failed.emit,
        )

    def _layers_of(self, plan: Plan) -> list[Layer]:
        """Return the layers to add: one for each tier found, all of one name."""
        title, path = plan.source.title, plan.reading.loaded.path
        if plan.use is Use.OUTLINE:
            return [Layer(self._free_id(), LayerKind.OUTLINE, OUTLINE_COLOUR, title, path)]
        found = plan.found_tiers
        return [
            Layer(self._free_id(), LayerKind.FACILITIES, tier.colour, title, path, tier)
            for tier in Tier
            if tier in found
        ]

    def _free_id(self) -> str:
        return f"user_{next(self._numbers)}"

    def _insert(self, plan: Plan, layers: Sequence[Layer], tables: Tables) -> None:
        for layer_id, frame in tables.frames.items():
            self._session.add_user_frame(layer_id, frame, tables.attributes[layer_id])
        change = partial(_with_layers, layers=layers, replaces=plan.replaces)
        self._document.apply(self.tr("Add layer"), change)
        self.added.emit(self._added_text(layers, tables))
        self._doctor.examine(tables.case)

    def _insert_people(self, plan: Plan, people: UserPeople) -> None:
        own = OwnPeople(f"people_{next(self._numbers)}", plan.source.title)
        self._session.add_user_people(own.id, people)
        self._document.apply(self.tr("Use own people"), partial(replace, people=own))
        text = self.tr("People from {file}: {count}")
        count = f"{people.population.sum():,.0f}"
        self.added.emit(text.format(file=plan.source.name, count=count))

    def _added_text(self, layers: Sequence[Layer], tables: Tables) -> str:
        frames, study = list(tables.frames.values()), self._session.study
        title, rows = layers[0].title, f"{sum(map(len, frames)):,}"
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


def _facilities(plan: Plan, layers: Sequence[Layer], report: Report) -> Tables:
    """Return the facilities of each tier, with ids that no other layer has."""
    loaded, tiers = plan.reading.loaded, plan.row_tiers
    report(0.0)
    # Those whose words say none get a tier here and are left out below.
    anyone = plan.tier or plan.rest or Tier.TOWNSHIP
    whole = as_facilities(loaded, anyone, counties(), by_row=plan.tier is None)
    report(0.6)
    frames: dict[str, gpd.GeoDataFrame] = {}
    attributes: dict[str, pd.DataFrame] = {}
    places: dict[int, tuple[str, int]] = {}
    own = _own_columns(loaded)
    for layer in layers:
        rows = np.flatnonzero([tier is layer.tier for tier in tiers])
        frame = whole.iloc[rows].reset_index(drop=True)
        frame[FacilityColumn.ID] = [f"{layer.id}-{row + 1}" for row in rows]
        frames[layer.id] = gpd.GeoDataFrame(frame)
        attributes[layer.id] = own.iloc[rows].reset_index(drop=True)
        for number, record in enumerate(loaded.source_rows[rows].tolist()):
            places.setdefault(record, (layer.id, number))
    report(1.0)
    ids = tuple(layer.id for layer in layers)
    return Tables(frames, attributes, Case(plan.source.title, ids, loaded, whole, places))


def _outline(plan: Plan, layers: Sequence[Layer], report: Report) -> Tables:
    report(0.0)
    loaded, (layer,) = plan.reading.loaded, layers
    frame = as_outline(loaded)
    case = Case(plan.source.title, (layer.id,), loaded, None, {})
    return Tables({layer.id: frame}, {layer.id: _own_columns(loaded)}, case)


def _people(plan: Plan, report: Report) -> UserPeople:
    report(0.0)
    lon, lat, population = as_population(plan.reading.loaded)
    return UserPeople(plan.source.name, lon, lat, population)


def _own_columns(loaded: Loaded) -> pd.DataFrame:
    return loaded.records.attributes()
