"""From a file as it is planned to the tables of its layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from data.layer.loaded import Loaded
from data.place.datum_guess import counties
from data.project.project import Layer
from data.read.reader import as_facilities, as_outline, as_population
from data.schema import FacilityColumn, Tier
from geo.intake.case import Case
from geo.intake.plan import Plan
from geo.progress import Progress
from geo.study.user_people import UserPeople


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

    frames: dict[str, gpd.GeoDataFrame]
    attributes: dict[str, pd.DataFrame]
    case: Case


def facility_tables(plan: Plan, layers: Sequence[Layer], progress: Progress) -> Tables:
    """Return the facilities of each tier, with ids that no other layer has."""
    loaded, tiers = plan.reading.loaded, plan.row_tiers
    progress(0.0)
    # Those whose words say none get a tier here and are left out below.
    anyone = plan.tier or plan.rest or Tier.TOWNSHIP
    whole = as_facilities(loaded, anyone, counties(), by_row=plan.tier is None)
    progress(0.6)
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
    progress(1.0)
    ids = tuple(layer.id for layer in layers)
    return Tables(frames, attributes, Case(plan.source.title, ids, loaded, whole, places))


def outline_tables(plan: Plan, layers: Sequence[Layer], progress: Progress) -> Tables:
    """Return the outlines of the one layer that a file has become."""
    progress(0.0)
    loaded, (layer,) = plan.reading.loaded, layers
    frame = as_outline(loaded)
    case = Case(plan.source.title, (layer.id,), loaded, None, {})
    return Tables({layer.id: frame}, {layer.id: _own_columns(loaded)}, case)


def people_of(plan: Plan, progress: Progress) -> UserPeople:
    """Return the people of a file."""
    progress(0.0)
    lon, lat, population = as_population(plan.reading.loaded)
    return UserPeople(plan.source.name, lon, lat, population)


def _own_columns(loaded: Loaded) -> pd.DataFrame:
    return loaded.records.attributes()
