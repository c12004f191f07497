"""Access and equity as the command line and the panels show them.

Access is measured once for a choice of facilities and method; reports of it by county,
prefecture or province, and for one group of people or another, are then sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import DataError
from data.project.project import AccessChoice, Zone
from data.reference.catalog import Level
from data.schema import FacilityColumn, Method, PeopleGroup, Province, SupplyKind, Tier
from geo.access.inequality import Theil, gini, lorenz, share_without, theil
from geo.access.methods import (
    Access,
    People,
    Supply,
    enhanced,
    gaussian,
    hierarchical,
    two_step,
    zones_within,
)
from geo.access.people_groups import group_population
from geo.coverage.index import share, sum_by_unit
from geo.coverage.tier_coverage import unit_rows
from geo.distance.distances import Distances
from geo.distance.ellipsoid import placed
from geo.progress import Progress, part, silent
from geo.study.study import Study, all_facilities, positions
from geo.study.units import units_of

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

PER_PEOPLE: Final = 1_000
LORENZ_POINTS: Final = 101

_COLUMNS: Final = {
    SupplyKind.BEDS: FacilityColumn.BEDS,
    SupplyKind.STAFF: FacilityColumn.STAFF,
}


@dataclass(frozen=True, slots=True, eq=False)
class PlaceAccess:
    """The access of each place of a study.

    Attributes
    ----------
    study
        The people and their counties. All of them share the supply, whoever is asked about.
    choice
        Method and supply.
    radii_m
        Catchment of each tier that was given, in metres.
    zones
        Zones of the enhanced method, empty for another.
    facilities
        The facilities of all tiers, in the rows of `found`.
    found
        Access of each place of the demand; ratio of each facility.
    known, unknown : bool[m]
        Whether a facility has a position and its supply is known, or is not known.
    """

    study: Study
    choice: AccessChoice
    radii_m: Mapping[Tier, float]
    zones: tuple[Zone, ...]
    facilities: gpd.GeoDataFrame
    found: Access
    known: Booleans
    unknown: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class AccessReport:
    """Access of a group of people.

    Attributes
    ----------
    province
        None for all four provinces.
    method, supply
        How access was measured, and of what.
    radii_m
        Catchment of each tier that was given, in metres.
    zones
        Zones of the enhanced method, empty for another.
    level
        What a row of `units` is.
    facilities
        Number of facilities that count: with a position, and their supply known.
    facilities_unknown
        Number of facilities with a position left out because their supply is not known.
    facilities_unreached
        Number of those that count whose weighted catchment holds nobody.
    supply_reached
        Supply of the other ones: what is shared out.
    population
        People of the group, those in no county among them.
    access_per_1000
        Mean access of the people of the group, supply per 1,000 people; NaN without people.
    share_without
        Share of them whose access is 0; NaN without people.
    units
        adcode, name, pinyin, population, access_per_1000, share_without, by adcode.
    """

    province: Province | None
    method: Method
    supply: SupplyKind
    radii_m: Mapping[Tier, float]
    zones: tuple[Zone, ...]
    level: Level
    facilities: int
    facilities_unknown: int
    facilities_unreached: int
    supply_reached: float
    population: float
    access_per_1000: float
    share_without: float
    units: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class GroupEquity:
    """How evenly access is spread over the people of a group; NaN where there are none.

    Attributes
    ----------
    population
        People of the group.
    access_per_1000
        Their mean access, supply per 1,000 people.
    gini
        0 where everybody has the same, towards 1 where few have all.
    theil
        Between prefectures and within them; people in no county are one more group.
    share_without
        Share of them whose access is 0.
    lorenz_people, lorenz_access : float64[k]
        The Lorenz curve from 0 to 1, k up to 101: where it has more points, those at whole
        percents of the people.
    """

    population: float
    access_per_1000: float
    gini: float
    theil: Theil
    share_without: float
    lorenz_people: Floats
    lorenz_access: Floats


def place_access(
    study: Study,
    facilities: Mapping[Tier, gpd.GeoDataFrame],
    choice: AccessChoice,
    radii_m: Mapping[Tier, float],
    progress: Progress = silent,
) -> PlaceAccess:
    """Return the access of each place of a study.

    Parameters
    ----------
    facilities
        Facilities that count, by tier. The hierarchical method gives each tier its own
        catchment; for the others they are one.
    choice
        Method, supply, and the catchment of all but the hierarchical method: `zones` of
        the enhanced one, where there are any, else `radius_m`.
    radii_m
        Catchment of each tier, for the hierarchical method.

    Raises
    ------
    DataError
        `access_no_supply` when there are facilities, and none has a figure for the supply.
    ValueError
        If `choice` has no radius and needs one; radii or zones as in geo.access.methods.
    Cancelled
        When `progress` raises it.
    """
    table = all_facilities(facilities.values())
    amount = _amount(table, choice.supply)
    lon, lat = positions(table)
    somewhere, figure = placed(lon, lat), ~np.isnan(amount)
    if somewhere.any() and not (somewhere & figure).any():
        count = int(somewhere.sum())
        raise DataError("access_no_supply", facilities=count, column=choice.supply)
    zones = _zones(choice)
    catchments_m = {tier: _catchment_m(choice, zones, radii_m, tier) for tier in facilities}
    radius_m = np.repeat(
        [catchments_m[tier] for tier in facilities], [len(rows) for rows in facilities.values()]
    )
    demand = study.demand
    people = People(demand.lon, demand.lat, demand.population)
    supply = Supply(lon, lat, amount)
    found = _found(people, supply, choice, zones, radius_m, progress, study.distances)
    return PlaceAccess(
        study=study,
        choice=choice,
        radii_m=MappingProxyType(catchments_m),
        zones=zones,
        facilities=table,
        found=found,
        known=somewhere & figure,
        unknown=somewhere & ~figure,
    )


def access_report(
    measured: PlaceAccess, people: Floats | None = None, by: Level = Level.COUNTY
) -> AccessReport:
    """Return the access of a group of people, and a row for each unit of a level.

    ``sum of w_i A_i over sum of w_i``, w the people of the group

    Parameters
    ----------
    people : float64[n]
        People of the group at each place of the demand, as from `group_population`; None
        for all.
    by
        What a row of the table is: county, prefecture or province.
    """
    study, choice = measured.study, measured.choice
    people = study.demand.population if people is None else people
    access, unit, counties = measured.found.access, unit_rows(study), len(study.demand.units)
    has = sum_by_unit(unit, people * access, counties + 1)
    without = sum_by_unit(unit, np.where(access == 0, people, 0.0), counties + 1)
    inhabitants = sum_by_unit(unit, people, counties + 1)
    group, units = units_of(study, by)

    def grouped(values: Floats) -> Floats:
        return sum_by_unit(group, values[:-1], len(units))

    table = units.assign(
        population=grouped(inhabitants),
        access_per_1000=PER_PEOPLE * share(grouped(has), grouped(inhabitants)),
        share_without=share(grouped(without), grouped(inhabitants)),
    )
    reached = measured.found.reached
    amount = _amount(measured.facilities, choice.supply)
    return AccessReport(
        province=study.province,
        method=choice.method,
        supply=choice.supply,
        radii_m=measured.radii_m,
        zones=measured.zones,
        level=by,
        facilities=int(measured.known.sum()),
        facilities_unknown=int(measured.unknown.sum()),
        facilities_unreached=int((measured.known & ~reached).sum()),
        supply_reached=float(amount[reached].sum()),
        population=float(inhabitants.sum()),
        access_per_1000=PER_PEOPLE * _ratio(has.sum(), inhabitants.sum()),
        share_without=_ratio(without.sum(), inhabitants.sum()),
        units=table,
    )


def people_of_groups(study: Study, progress: Progress = silent) -> dict[PeopleGroup, Floats]:
    """Return the people of each group at each place of a study.

    Of people of a user's file no group is known, but all of them together.
    """
    groups = tuple(PeopleGroup) if study.modelled else (PeopleGroup.TOTAL,)
    found = {}
    for number, group in enumerate(groups):
        step = part(progress, number / len(groups), (number + 1) / len(groups))
        found[group] = group_population(study.demand, group, study.province, step)
        step(1.0)
    return found


def equity_report(
    measured: PlaceAccess, people: Mapping[PeopleGroup, Floats], progress: Progress = silent
) -> dict[PeopleGroup, GroupEquity]:
    """Return how evenly access is spread over each group of people.

    Parameters
    ----------
    people
        People of each group at each place of the demand, from `people_of_groups`.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    study = measured.study
    of_county, prefectures = units_of(study, Level.PREFECTURE)
    prefecture = np.append(of_county, len(prefectures))[unit_rows(study)]
    found = {}
    for number, (group, weights) in enumerate(people.items(), start=1):
        found[group] = _group_equity(measured.found.access, weights, prefecture)
        progress(number / len(people))
    return found


def _group_equity(access: Floats, people: Floats, prefecture: npt.NDArray[np.int64]) -> GroupEquity:
    everybody = float(people.sum())
    lorenz_people, lorenz_access = _thinned(*lorenz(access, people))
    return GroupEquity(
        population=everybody,
        access_per_1000=PER_PEOPLE * _ratio((people * access).sum(), everybody),
        gini=gini(access, people),
        theil=theil(access, people, prefecture),
        share_without=share_without(access, people),
        lorenz_people=lorenz_people,
        lorenz_access=lorenz_access,
    )


def _thinned(people: Floats, access: Floats) -> tuple[Floats, Floats]:
    if len(people) <= LORENZ_POINTS:
        return people, access
    percents = np.linspace(0, 1, LORENZ_POINTS)
    return percents, np.interp(percents, people, access)


def _amount(facilities: gpd.GeoDataFrame, supply: SupplyKind) -> Floats:
    """Return what each facility offers; NaN where it is not known."""
    if supply is SupplyKind.ONE:
        return np.ones(len(facilities))
    return facilities[_COLUMNS[supply]].to_numpy(dtype=np.float64, na_value=np.nan)


def _zones(choice: AccessChoice) -> tuple[Zone, ...]:
    if choice.method is not Method.ENHANCED:
        return ()
    return choice.zones or zones_within(_radius_m(choice))


def _radius_m(choice: AccessChoice) -> float:
    if choice.radius_m is None:
        raise ValueError(f"{choice.method} needs a radius")
    return choice.radius_m


def _catchment_m(
    choice: AccessChoice, zones: tuple[Zone, ...], radii_m: Mapping[Tier, float], tier: Tier
) -> float:
    if choice.method is Method.HIERARCHICAL:
        return radii_m[tier]
    return zones[-1].radius_m if zones else _radius_m(choice)


def _found(
    people: People,
    supply: Supply,
    choice: AccessChoice,
    zones: tuple[Zone, ...],
    radius_m: Floats,
    progress: Progress,
    distances: Distances,
) -> Access:
    if choice.method is Method.HIERARCHICAL:
        return hierarchical(people, supply, radius_m, progress, distances)
    if choice.method is Method.ENHANCED:
        return enhanced(people, supply, zones, progress, distances)
    method = gaussian if choice.method is Method.GAUSSIAN else two_step
    return method(people, supply, _radius_m(choice), progress, distances)


def _ratio(part_of: float, whole: float) -> float:
    return float(share(np.array([part_of]), np.array([whole]))[0])
