"""Single points of failure: the facility without which the most people lose reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from data.project.project import with_subcentres
from data.reference.demand import Demand
from data.reference.network_model import Network
from data.schema import Tier
from geo.coverage.index import summable
from geo.distance.distances import NO_FACILITY, Distances, Points
from geo.distance.straight_line import STRAIGHT_LINE
from geo.networks.catchments import Catchments
from geo.networks.facilities import Places
from geo.progress import Progress, part, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_HOSPITALS: Final = (Tier.COUNTY, Tier.REGIONAL)


@dataclass(frozen=True, slots=True, eq=False)
class TierLosses:
    """How many people lose reach of a tier when one of its facilities is gone.

    Attributes
    ----------
    tier, radius_m
        The tier, and how far its facilities are taken to reach.
    row : int64[m]
        The facilities of the tier, as rows of `Places`.
    people : float64[m]
        People who have that facility within the radius and no other of the tier.
    """

    tier: Tier
    radius_m: float
    row: Integers
    people: Floats


@dataclass(frozen=True, slots=True)
class Critical:
    """The facility without which the most people lose reach of a tier.

    Attributes
    ----------
    row
        Its row in `Places`.
    people_lost
        How many those are.
    """

    tier: Tier
    radius_m: float
    row: int
    people_lost: float


def tier_losses(
    demand: Demand,
    places: Places,
    tier: Tier,
    radius_m: float,
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> TierLosses:
    """Return how many people lose reach of a tier when one of its facilities is gone.

    ``loss_f = sum of P_i`` over the places i whose nearest facility of the tier is f, with
    ``d_i1 <= r < d_i2``: within reach of the nearest, but not of the second. It is what
    coverage of the tier falls by when f is removed. Everybody in `demand` counts, whatever
    the county, and every facility in `places` that counts, sub-centres among the township
    hospitals.

    Parameters
    ----------
    radius_m
        Service radius in metres; a place exactly at it is within reach.
    progress
        Told the fraction done.
    distances
        How far it is.

    Raises
    ------
    ValueError
        If `radius_m` is NaN or not finite, or a population negative or not finite.
    Cancelled
        When `progress` raises it.
    """
    if not np.isfinite(radius_m):
        raise ValueError(f"a radius of {radius_m}")
    row = places.counting(*with_subcentres((tier,)))
    only = _only_within(demand, places, row, radius_m, distances, progress)
    known = only != NO_FACILITY
    people = np.bincount(only[known], summable(demand.population)[known], len(row))
    return TierLosses(tier, radius_m, row, people.astype(np.float64))


def _only_within(
    demand: Demand,
    places: Places,
    row: Integers,
    radius_m: float,
    distances: Distances,
    progress: Progress,
) -> Integers:
    """Return for each place which of some facilities is the only one within reach, int64[n]."""
    facilities = Points(places.lon, places.lat).of(row)
    found = distances.k_nearest(Points(demand.lon, demand.lat), facilities, 2, progress)
    alone = (found.distance[:, 0] <= radius_m) & (found.distance[:, 1] > radius_m)
    return np.where(alone, found.facility[:, 0], NO_FACILITY)


def most_critical(losses: TierLosses, among: Iterable[int] | None = None) -> Critical | None:
    """Return the facility whose loss costs the most people, the first of equals.

    Parameters
    ----------
    among
        Rows of `Places` that come into question, such as those of a network or a county;
        None for all of the tier.

    Returns
    -------
    Critical or None
        None where none of them is of the tier, or nobody would lose reach.
    """
    ours = np.arange(len(losses.row))
    if among is not None:
        ours = np.flatnonzero(np.isin(losses.row, list(among)))
    if not ours.size:
        return None
    worst = int(ours[int(np.argmax(losses.people[ours]))])
    if losses.people[worst] <= 0:
        return None
    row, lost = int(losses.row[worst]), float(losses.people[worst])
    return Critical(losses.tier, losses.radius_m, row, lost)


def rows_of_network(network: Network, places: Places) -> list[int]:
    """Return the rows of a network's leads and members."""
    return [places.row_of(part.facility) for part in (*network.leads, *network.members)]


def rows_of_counties(places: Places, adcodes: Iterable[int]) -> list[int]:
    """Return the rows of the facilities in some counties."""
    return [int(row) for row in np.flatnonzero(np.isin(places.adcode, list(adcodes)))]


def people_on_single_leads(
    demand: Demand,
    networks: Sequence[Network],
    catchments: Catchments,
    places: Places,
    radius_m: float,
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> Mapping[str, float]:
    """Return how many people of each network with a single lead have no other hospital.

    ``sum of P_i`` over the places of its catchment that have its lead within the radius and
    no other facility of the county or the regional tier.

    Parameters
    ----------
    radius_m
        Service radius of county hospitals in metres.
    progress
        Told the fraction done.
    distances
        How far it is.

    Returns
    -------
    dict
        By id of the network; those with several leads are left out.
    """
    if not np.isfinite(radius_m):
        raise ValueError(f"a radius of {radius_m}")
    leads = [places.row_of(lead.facility) for network in networks for lead in network.leads]
    row = np.union1d(places.counting(*_HOSPITALS), np.array(leads, dtype=np.int64))
    only = _only_within(demand, places, row, radius_m, distances, part(progress, 0.0, 0.9))
    population = summable(demand.population)
    people = {}
    for network in networks:
        if len(network.leads) == 1:
            ours = catchments.places_of(network.id)
            lead = places.row_of(network.leads[0].facility)
            on_it = ours[(only[ours] != NO_FACILITY) & (row[only[ours]] == lead)]
            people[network.id] = float(population[on_it].sum())
    progress(1.0)
    return people
