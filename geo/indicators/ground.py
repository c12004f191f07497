"""What published indicators are held against: facilities, people, townships, networks."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from data.project.project import LayerKind, Project
from data.reference.catalog import read_facilities, read_units, unplaced_townships
from data.schema import FacilityColumn, Tier
from geo.networks.counts import NetworkCounts
from geo.study.study import all_facilities


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All that is counted beside published figures.

    Attributes
    ----------
    facilities
        Those that count, of every tier and wherever they lie (data.schema.FacilityColumn).
    units
        Counties with their census figures (data.schema.UnitColumn).
    unplaced
        Townships whose assumed hospital is on no map for lack of a position; none where
        the bundled tier of townships does not count.
    bundled
        The tiers whose bundled facilities count.
    networks
        Networks by county code; None where they are not known.
    """

    facilities: gpd.GeoDataFrame
    units: pd.DataFrame
    unplaced: pd.DataFrame
    bundled: frozenset[Tier]
    networks: Mapping[int, NetworkCounts] | None = None


def bundled_ground(networks: Mapping[int, NetworkCounts] | None = None) -> Ground:
    """Return what is bundled of all four provinces."""
    return Ground(
        read_facilities(None), read_units(None), unplaced_townships(None), frozenset(Tier), networks
    )


def project_ground(
    project: Project,
    frames: Mapping[str, gpd.GeoDataFrame],
    networks: Mapping[int, NetworkCounts] | None = None,
) -> Ground:
    """Return what counts in a project, and the bundled facilities of provinces not shown.

    Parameters
    ----------
    project
        Says which layers count; edits are in `frames` already.
    frames
        Facility table of each layer by layer id, as in `geo.study.study.counted_facilities`.
        Layers without one are left out: their province is on its way.
    networks
        Networks by county code; None where they are not known.
    """
    layers = [each for each in project.layers if each.kind is LayerKind.FACILITIES and each.counted]
    counted = [frames[each.id] for each in layers if each.id in frames]
    bundled = frozenset(each.tier for each in layers if each.tier and each.id == each.tier.value)
    if project.province is not None:
        everywhere = read_facilities(None)
        elsewhere = everywhere[FacilityColumn.PROVINCE] != project.province.value
        counts = everywhere[FacilityColumn.TIER].isin([tier.value for tier in bundled])
        counted.append(everywhere[elsewhere & counts])
    # Only the bundled list assumes a hospital in each township.
    rows = slice(None) if Tier.TOWNSHIP in bundled else slice(0)
    unplaced = unplaced_townships(None).iloc[rows]
    return Ground(all_facilities(counted), read_units(None), unplaced, bundled, networks)
