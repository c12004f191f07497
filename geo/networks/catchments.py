"""Whom a network serves: the people nearest to it, and those nearer to the lead of another.

No report and no source says who goes where. The catchment of a network is therefore
assumed: the cells of its county whose nearest township-level member or lead, of any network
of the county, belongs to it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from data.reference.demand import Demand
from data.reference.network_model import Network, Part
from data.schema import UnitColumn
from geo.coverage.index import summable
from geo.distance.distances import Distances, Points
from geo.distance.straight_line import STRAIGHT_LINE
from geo.networks.assemble import TOWNSHIP_LEVEL
from geo.progress import Progress, part, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NO_NETWORK: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Catchments:
    """Which network each place is in the catchment of.

    Attributes
    ----------
    rows
        Row of each network, by its id.
    network : int64[n]
        Row of the network of each place of the demand; `NO_NETWORK` in a county without
        one, in no county, or without a position.
    """

    rows: Mapping[str, int]
    network: Integers

    def places_of(self, network: str) -> Integers:
        """Return the rows of the demand in the catchment of a network, by its id."""
        row = self.rows.get(network)
        if row is None:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(self.network == row).astype(np.int64)


def demand_of_counties(demand: Demand, adcodes: Collection[int]) -> Demand:
    """Return the places of some counties alone, with all the counties of `demand`."""
    wanted = np.flatnonzero(demand.units[UnitColumn.ADCODE].isin(adcodes).to_numpy())
    kept = np.isin(demand.unit, wanted)
    return replace(
        demand,
        lon=demand.lon[kept],
        lat=demand.lat[kept],
        population=demand.population[kept],
        unit=demand.unit[kept],
        # What is left does not fill a grid.
        grid=None,
    )


def anchors(network: Network) -> tuple[Part, ...]:
    """Return the facilities that make the catchment: leads and township-level members."""
    return (*network.leads, *network.members_of(*TOWNSHIP_LEVEL))


def catchments_of(
    demand: Demand,
    networks: Sequence[Network],
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> Catchments:
    """Return in the catchment of which network each place is.

    Place i of county c is in that of network ``k = argmin over j of d_ij``, where j are the
    leads and the township-level members (sub-centres and township hospitals) of the networks
    of county c, and d the distance. Assumed: nobody has published who goes where.

    Parameters
    ----------
    networks
        Those of at least the counties of `demand`; others are passed over.
    progress
        Told the fraction done.
    distances
        How far it is.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    by_county: dict[int, list[int]] = {}
    for row, network in enumerate(networks):
        by_county.setdefault(network.adcode, []).append(row)
    found = np.full(len(demand.lon), NO_NETWORK, dtype=np.int64)
    order, starts = _by_unit(demand)
    points = Points(demand.lon, demand.lat)
    codes = demand.units[UnitColumn.ADCODE].to_numpy(dtype=np.int64).tolist()
    for unit, adcode in enumerate(codes):
        rows = by_county.get(adcode, [])
        places = order[starts[unit] : starts[unit + 1]]
        sites = [(row, each) for row in rows for each in anchors(networks[row])]
        if sites and places.size:
            nearest = distances.nearest(points.of(places), _points([each for _, each in sites]))
            # The last stands for those that have no position, whose nearest is -1.
            holder = np.array([*(row for row, _ in sites), NO_NETWORK])
            found[places] = holder[nearest.facility]
        progress((unit + 1) / len(codes))
    ids = {network.id: row for row, network in enumerate(networks)}
    return Catchments(MappingProxyType(ids), found)


def _by_unit(demand: Demand) -> tuple[Integers, Integers]:
    """Return the places county by county, and where each county's begin and end."""
    order = np.argsort(demand.unit, kind="stable").astype(np.int64)
    starts = np.searchsorted(demand.unit[order], np.arange(len(demand.units) + 1))
    return order, starts.astype(np.int64)


def _points(sites: Sequence[Part]) -> Points:
    lon, lat = ([site.lon for site in sites], [site.lat for site in sites])
    return Points(np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class NetworkPeople:
    """People of a network.

    Attributes
    ----------
    people
        In its catchment.
    nearer_other_lead
        Of them, those who live nearer to a lead of another network than to any of its own,
        whatever its county.
    """

    people: float
    nearer_other_lead: float

    @property
    def share(self) -> float:
        """Share of its people nearer to another's lead; NaN without people."""
        return self.nearer_other_lead / self.people if self.people else float("nan")


def people_of_networks(
    demand: Demand,
    networks: Sequence[Network],
    catchments: Catchments,
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> dict[str, NetworkPeople]:
    """Return the people of each network that has places in `demand`, by its id.

    ``people_k = sum of P_i`` over the places of the catchment of k, and
    ``nearer_k = sum of P_i`` over those of them with ``d(i, nearest lead of any network) <
    d(i, nearest lead of k)``.

    Parameters
    ----------
    networks
        As for `catchments_of`: those whose leads are looked at, so that of a neighbouring
        county is one only if it is among them.
    progress
        Told the fraction done.
    distances
        As for `catchments_of`.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    population = summable(demand.population)
    served = np.flatnonzero(catchments.network != NO_NETWORK)
    holder = catchments.network[served]
    leads = [(row, lead) for row, network in enumerate(networks) for lead in network.leads]
    places = Points(demand.lon, demand.lat)
    nearest, lead = distances.nearest(
        places.of(served), _points([each for _, each in leads]), part(progress, 0.0, 0.9)
    )
    # Another's lead is nearest of all; it is nearer only if none of its own is as near.
    astray = np.flatnonzero(np.array([*(row for row, _ in leads), NO_NETWORK])[lead] != holder)
    own = _to_own_leads(places.of(served[astray]), networks, holder[astray], distances)
    astray = astray[nearest[astray] < own]
    people = np.bincount(holder, population[served], len(networks))
    nearer = np.bincount(holder[astray], population[served[astray]], len(networks))
    return {
        networks[row].id: NetworkPeople(float(people[row]), float(nearer[row]))
        for row in np.unique(holder).tolist()
    }


def _to_own_leads(
    places: Points, networks: Sequence[Network], holder: Integers, distances: Distances
) -> Floats:
    """Return how far places are from the nearest lead of their own network."""
    own = np.full(len(holder), np.inf)
    for row in np.unique(holder).tolist():
        ours = np.flatnonzero(holder == row)
        own[ours] = distances.nearest(places.of(ours), _points(networks[row].leads)).distance
    return own
