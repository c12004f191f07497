"""A province as it is studied: its people, and the facilities that count."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.project.project import Project
from data.reference.catalog import Level, read_facilities, read_pinyin
from data.reference.demand import Demand, read_demand
from data.schema import CRS, FacilityColumn, Province, Speciality, Status, Tier
from geo.distance.distances import Distances, Points
from geo.distance.straight_line import STRAIGHT_LINE
from geo.progress import Progress, part, silent

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """The people and the bundled facilities of a province, or of all four.

    Attributes
    ----------
    province
        The province, or None for all four.
    demand
        Where people live, and the counties.
    facilities
        Bundled facilities by layer id, which for a bundled tier is the tier's value.
        Those of the province only: a hospital across the border is not counted.
    prefecture_pinyin
        Names of the prefectures for a reader of English, by code.
    modelled
        Whether the people are the bundled cells; False for people of the user.
    distances
        How far it is from people to facilities.
    """

    province: Province | None
    demand: Demand
    facilities: Mapping[str, gpd.GeoDataFrame]
    prefecture_pinyin: Mapping[int, str] = field(default_factory=dict)
    modelled: bool = True
    distances: Distances = STRAIGHT_LINE


def load_study(
    province: Province | None, progress: Progress = silent, *, demand: Demand | None = None
) -> Study:
    """Return the people and the bundled facilities of a province.

    Parameters
    ----------
    province
        The province, or None for all four.
    demand
        People in place of the bundled ones, with the counties of the same province.
    """
    modelled = demand is None
    if demand is None:
        demand = read_demand(province, progress=part(progress, 0.0, 0.8))
    facilities = bundled_facilities(province)
    pinyin = read_pinyin(Level.PREFECTURE, province)
    progress(1.0)
    return Study(province, demand, MappingProxyType(facilities), MappingProxyType(pinyin), modelled)


def bundled_facilities(province: Province | None) -> dict[str, gpd.GeoDataFrame]:
    """Return the bundled facilities of each tier by layer id; some tiers may have none."""
    frame = read_facilities(province)
    tiers = frame[FacilityColumn.TIER].to_numpy(dtype=object)
    facilities = {}
    for tier in Tier:
        rows = np.flatnonzero(tiers == tier.value)
        # Those of a tier stand together: a slice costs far less than a mask.
        together = slice(rows[0], rows[-1] + 1) if len(rows) else slice(0)
        facilities[tier.value] = frame.iloc[together].reset_index(drop=True)
    return facilities


def counted_facilities(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame], tiers: Collection[Tier]
) -> gpd.GeoDataFrame:
    """Return the facilities that take part in the figures of some tiers.

    Parameters
    ----------
    project
        Says which layers count, for which tier, and whether hospitals for some patients
        alone do. A user's list beside a bundled tier
        that no longer counts replaces it; beside one that does, it adds to it.
    frames
        Facility table of each layer by layer id: `Study.facilities` and the user's own.
        A user's list is used whole, wherever its places lie.
    tiers
        The tiers that count, as in `Criterion.tiers`.

    Raises
    ------
    KeyError
        If a layer that counts is not among `frames`.
    """
    frame = all_facilities(frames[layer.id] for layer in project.counted_layers(tiers))
    if project.all_hospitals:
        return frame
    taken = takes_everybody(frame)
    return frame if taken.all() else frame[taken].reset_index(drop=True)


def facilities_by_tier(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame], tiers: Collection[Tier]
) -> dict[Tier, gpd.GeoDataFrame]:
    """Return the facilities that take part in the figures of each tier, each of them once.

    Raises
    ------
    KeyError
        As for `counted_facilities`.
    """
    found = {tier: counted_facilities(project, frames, (tier,)) for tier in tiers}
    if {Tier.SUBCENTRE, Tier.TOWNSHIP} <= found.keys():
        # Sub-centres stand in their own tier already.
        frame = found[Tier.TOWNSHIP]
        own = frame[FacilityColumn.TIER] != Tier.SUBCENTRE.value
        found[Tier.TOWNSHIP] = frame[own].reset_index(drop=True)
    return found


def takes_everybody(facilities: gpd.GeoDataFrame) -> Booleans:
    """Return which facilities take patients of every kind, bool[n].

    One that no speciality is told of, as in a list of the user, is taken to do so.
    """
    if FacilityColumn.SPECIALITY not in facilities.columns:
        return np.ones(len(facilities), dtype=np.bool_)
    some = [each.value for each in Speciality if not each.takes_everybody]
    apart = facilities[FacilityColumn.SPECIALITY].isin(some)
    return ~apart.to_numpy(dtype=np.bool_)


def all_facilities(frames: Iterable[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the facility tables as one, in the order given."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        columns = [column.value for column in FacilityColumn]
        return gpd.GeoDataFrame(pd.DataFrame(columns=columns), geometry=[], crs=CRS)
    joined = pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0]
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS)


def count_by_status(facilities: gpd.GeoDataFrame) -> dict[Status, int]:
    """Return the number of facilities with a position, by how they are known; no zeros."""
    lon, lat = positions(facilities)
    placed = np.isfinite(lon) & np.isfinite(lat)
    counts = facilities[FacilityColumn.STATUS][placed].value_counts(sort=False)
    found = {status: int(counts.get(status.value, 0)) for status in Status}
    return {status: count for status, count in found.items() if count}


def positions(facilities: gpd.GeoDataFrame) -> Points:
    """Return lon and lat in degrees, NaN where a facility has no position."""
    lon = facilities[FacilityColumn.LON].to_numpy(dtype=np.float64, na_value=np.nan)
    lat = facilities[FacilityColumn.LAT].to_numpy(dtype=np.float64, na_value=np.nan)
    return Points(lon, lat)
