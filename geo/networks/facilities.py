"""The facilities that networks are made of: those that count, as arrays, by county."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facility_key import FacilityKey
from data.project.project import Project
from data.schema import FacilityColumn, Tier
from geo.distance.distances import Among, Distances
from geo.distance.ellipsoid import placed
from geo.distance.straight_line import STRAIGHT_LINE
from geo.study.edited_facilities import EditedFrames
from geo.study.study import all_facilities, positions, takes_everybody

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

NOBODY: Final = -1
_TEXTS: Final = (
    FacilityColumn.NAME,
    FacilityColumn.STATUS,
    FacilityColumn.GRADE,
    FacilityColumn.NETWORK,
    FacilityColumn.SOURCE,
    FacilityColumn.POSITION_SOURCE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Facilities that have a position, in the order of their layers.

    Attributes
    ----------
    keys
        Which facility each is.
    rows
        The row of each.
    tier, name, status, grade, network, source, position_source : object[n]
        As in the facility table; `tier` holds data.schema.Tier.
    position_error_m : float64[n]
        Bound on the error of the position in metres, NaN where it is not known.
    adcode : int64[n]
        County.
    lon, lat : float64[n]
        Degrees (EPSG:4326).
    counts : bool[n]
        Whether it is where a chain leads and who is assumed to support or lead: it takes
        patients of every kind, or all hospitals count.
    among
        How far they are from each other.
    """

    keys: tuple[FacilityKey, ...]
    rows: Mapping[FacilityKey, int]
    tier: Objects
    name: Objects
    status: Objects
    grade: Objects
    network: Objects
    source: Objects
    position_source: Objects
    position_error_m: Floats
    adcode: Integers
    lon: Floats
    lat: Floats
    counts: Booleans
    among: Among

    def row_of(self, key: FacilityKey) -> int:
        """Return the row of a facility, `NOBODY` when it is not among them."""
        return self.rows.get(key, NOBODY)

    def of_tiers(self, *tiers: Tier) -> Integers:
        """Return the rows of some tiers."""
        return np.flatnonzero(np.isin(self.tier, tiers)).astype(np.int64)

    def counting(self, *tiers: Tier) -> Integers:
        """Return the rows of some tiers that count."""
        return np.flatnonzero(np.isin(self.tier, tiers) & self.counts).astype(np.int64)

    def distance_m(self, one: int, other: int) -> float:
        """Return the distance from one facility to another in metres."""
        return float(self.from_facility_m(one, np.array([other]))[0])

    def from_facility_m(self, row: int, others: Integers) -> Floats:
        """Return the distances from one facility to others in metres, float64[k]."""
        return self.among.between(np.array([row]), others)

    def from_point_m(self, lon: float, lat: float, others: Integers) -> Floats:
        """Return the distances from a point in degrees to facilities in metres, float64[k]."""
        return self.among.from_point(lon, lat, others)

    def nearest(self, row: int, among: Sequence[int]) -> int:
        """Return which of some facilities is nearest to one of them, the first of equals."""
        if not among:
            return NOBODY
        away_m = self.from_facility_m(row, np.asarray(among, dtype=np.int64))
        return int(among[int(np.argmin(away_m))])


def places_of(
    project: Project, edited: EditedFrames, distances: Distances = STRAIGHT_LINE
) -> Places:
    """Return the facilities of every tier that count, with what is supposed of them.

    Parameters
    ----------
    edited
        The table of each layer, with the edits of the project in it.
    distances
        How far it is, in metres.
    """
    layers = [layer for layer in project.counted_layers(list(Tier)) if layer.id in edited.frames]
    frame = all_facilities(edited.frames[layer.id] for layer in layers)
    keys = [
        key
        for layer in layers
        for row in range(len(edited.frames[layer.id]))
        if (key := edited.key_of(layer.id, row)) is not None
    ]
    points = positions(frame)
    kept = np.flatnonzero(placed(*points))
    points = points.of(kept)
    column = FacilityColumn
    texts = {name: _texts(frame[name].to_numpy(dtype=object)[kept]) for name in _TEXTS}
    ours = tuple(keys[row] for row in kept)
    return Places(
        keys=ours,
        rows=MappingProxyType({key: row for row, key in enumerate(ours)}),
        tier=np.array([Tier(each) for each in frame[column.TIER].iloc[kept]], dtype=object),
        name=texts[column.NAME],
        status=texts[column.STATUS],
        grade=texts[column.GRADE],
        network=texts[column.NETWORK],
        source=texts[column.SOURCE],
        position_source=texts[column.POSITION_SOURCE],
        position_error_m=_numbers(frame[column.POSITION_ERROR_M])[kept],
        adcode=frame[column.ADCODE].to_numpy(dtype=np.int64, na_value=0)[kept],
        lon=points.lon,
        lat=points.lat,
        counts=(takes_everybody(frame) | project.all_hospitals)[kept],
        among=distances.among(points),
    )


def _numbers(values: "pd.Series[float]") -> Floats:
    """Return numbers; what is none, as a gap in a user's column, is NaN."""
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _texts(values: Iterable[object]) -> Objects:
    """Return texts; what is no text, as a gap in a user's column, is empty."""
    return np.array([each if isinstance(each, str) else "" for each in values], dtype=object)
