"""How much care people have within reach: floating catchment areas.

Coverage asks whether a facility is near. Access also asks how many people share it: a
facility's supply is divided among those in its catchment (its ratio), and a person's
access is the sum of the ratios of the facilities whose catchment they live in. One
function is one method; they differ in how distance weighs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from data.project.project import Zone
from geo.distance.distances import Decay, Distances, Points
from geo.distance.reach import Reach
from geo.distance.straight_line import STRAIGHT_LINE
from geo.progress import Progress, part, silent

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

# Luo and Qi 2009, the slow decay of their two sets. They are weights of driving times of 10,
# 20 and 30 minutes; that thirds of a radius stand for them is assumed.
ZONE_WEIGHTS: Final = (1.0, 0.68, 0.22)

_FIRST_STEP: Final = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Where people live.

    Attributes
    ----------
    lon, lat : float64[n]
        Degrees (EPSG:4326). A position that is nowhere (see geo.distance.distances.Points) is in no
        catchment.
    population : float64[n]
        Persons, 0 or more. A place where nobody lives has an access all the same: what
        a person there would have.
    """

    lon: Floats
    lat: Floats
    population: Floats

    def __post_init__(self) -> None:
        if not self.lon.shape == self.lat.shape == self.population.shape:
            raise ValueError("coordinates and populations must be of one length")
        if not np.all((self.population >= 0) & np.isfinite(self.population)):
            raise ValueError("populations must be finite and not negative")


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Facilities and what they offer.

    Attributes
    ----------
    lon, lat : float64[m]
        Degrees (EPSG:4326). A facility that is nowhere is in nobody's reach.
    amount : float64[m]
        1 each, or beds, or staff; 0 or more. NaN is not known: the facility is left out,
        as if it were not there, and it is for the caller to say how many those are.
    """

    lon: Floats
    lat: Floats
    amount: Floats

    def __post_init__(self) -> None:
        if not self.lon.shape == self.lat.shape == self.amount.shape:
            raise ValueError("coordinates and amounts must be of one length")
        if np.any((self.amount < 0) | np.isinf(self.amount)):
            raise ValueError("amounts must be finite and not negative, or NaN where not known")


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """What a floating catchment method finds.

    Attributes
    ----------
    access : float64[n]
        Supply per person at each place, A_i; 0 where no facility is within reach.
        ``sum of P_i A_i`` is the supply of the facilities reached.
    ratio : float64[m]
        Supply per weighted person of each facility's catchment, R_j; 0 where nobody
        reaches the facility, NaN where its supply is not known.
    reached : bool[m]
        Whether the weighted catchment holds anybody, and the supply is known.
    """

    access: Floats
    ratio: Floats
    reached: Booleans


def two_step(
    people: People,
    supply: Supply,
    radius_m: float,
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> Access:
    """Return access by the two-step floating catchment method (2SFCA).

    ``R_j = S_j / sum of P_k over d_kj <= d0``, ``A_i = sum of R_j over d_ij <= d0``
    (Luo and Wang 2003).

    Parameters
    ----------
    people, supply
        Where people and facilities are. Without either, every access is 0 and no
        facility is reached.
    radius_m
        Catchment d0 in metres, measured by `distances`; one of just d0 is
        within.
    progress
        Told the fraction done.
    distances
        How far it is.

    Raises
    ------
    ValueError
        If the radius is not above 0 and finite.
    Cancelled
        When `progress` raises it.

    References
    ----------
    Luo W, Wang F (2003). Measures of spatial accessibility to health care in a GIS
    environment. Environment and Planning B 30: 865-884.
    """
    return _floating(people, supply, radius_m, np.ones_like, progress, distances)


def enhanced(
    people: People,
    supply: Supply,
    zones: Sequence[Zone],
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> Access:
    """Return access by the enhanced two-step floating catchment method (E2SFCA).

    ``R_j = S_j / sum over zones r of W_r P_k, k in r``, ``A_i = sum over zones r of
    W_r R_j, j in r`` (Luo and Qi 2009).

    Parameters
    ----------
    people, supply, progress, distances
        As in `two_step`.
    zones
        From the innermost outwards; a place is in the first whose radius reaches it.
        `zones_within` gives usual ones.

    Raises
    ------
    ValueError
        If there is no zone, radii are not above 0, finite and ascending, or a weight is
        not above 0 and at most 1.
    Cancelled
        When `progress` raises it.

    References
    ----------
    Luo W, Qi Y (2009). An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians. Health & Place 15: 1100-1107.
    """
    radii_m = [zone.radius_m for zone in zones]
    if not zones or not all(inner < outer for inner, outer in pairwise([0, *radii_m])):
        raise ValueError(f"zones whose radii ascend from above 0, not {radii_m}")
    if not all(0 < zone.weight <= 1 for zone in zones):
        raise ValueError(f"zones of weights above 0 and at most 1, not {zones}")

    def stepped(distance_m: Floats) -> Floats:
        weight = np.full(len(distance_m), zones[-1].weight)
        for zone in zones[-2::-1]:
            weight[distance_m <= zone.radius_m] = zone.weight
        return weight

    return _floating(people, supply, radii_m[-1], stepped, progress, distances)


def zones_within(radius_m: float) -> tuple[Zone, ...]:
    """Return zones to begin with: thirds of a catchment, weighing 1, 0.68 and 0.22.

    The weights are those of Luo and Qi (2009) for driving times of up to 10, 20 and 30
    minutes; that a third of the radius stands for 10 minutes is assumed.
    """
    number = len(ZONE_WEIGHTS)
    return tuple(
        Zone(radius_m * ring / number, weight) for ring, weight in enumerate(ZONE_WEIGHTS, start=1)
    )


def gaussian(
    people: People,
    supply: Supply,
    radius_m: float,
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> Access:
    """Return access by the two-step method with Gaussian decay (Gaussian 2SFCA).

    ``G(d, d0) = (exp(-(d / d0)^2 / 2) - exp(-1 / 2)) / (1 - exp(-1 / 2))`` for d <= d0;
    ``R_j = S_j / sum of G(d_kj, d0) P_k``, ``A_i = sum of G(d_ij, d0) R_j`` (Dai 2010).

    Parameters
    ----------
    people, supply, progress, distances
        As in `two_step`. The weight at just `radius_m` is 0.
    radius_m
        Catchment d0 in metres.

    Raises
    ------
    ValueError
        If the radius is not above 0 and finite.
    Cancelled
        When `progress` raises it.

    References
    ----------
    Dai D (2010). Black residential segregation, disparities in spatial access to health
    care facilities, and late-stage breast cancer diagnosis in metropolitan Detroit.
    Health & Place 16: 1038-1052.
    """
    return _floating(people, supply, radius_m, _gaussian_decay(radius_m), progress, distances)


def hierarchical(
    people: People,
    supply: Supply,
    radius_m: Floats,
    progress: Progress = silent,
    distances: Distances = STRAIGHT_LINE,
) -> Access:
    """Return access by a hierarchical two-step method (H2SFCA), simplified.

    Facilities of each tier t have a catchment d_t and Gaussian decay of their own:
    ``R_j = S_j / sum of G(d_kj, d_t) P_k``, ``A_i = sum over tiers t, and j in t, of
    G(d_ij, d_t) R_j`` with G as in `gaussian`. That each tier has its own catchment
    follows Tao, Cheng and Liu (2020); their term for absolute distance, which leaves part
    of the supply unused, and their modes of transport are not part of it.

    Parameters
    ----------
    people, supply, progress, distances
        As in `two_step`; all tiers' facilities together.
    radius_m : float64[m]
        Catchment of each facility's tier, in metres.

    Raises
    ------
    ValueError
        If there is not one radius for each facility, or one is not above 0 and finite.
    Cancelled
        When `progress` raises it.

    References
    ----------
    Tao Z, Cheng Y, Liu J (2020). Hierarchical two-step floating catchment area (2SFCA)
    method: measuring the spatial accessibility to hierarchical healthcare facilities in
    Shenzhen, China. International Journal for Equity in Health 19: 164.
    """
    if radius_m.shape != supply.amount.shape:
        raise ValueError(f"{radius_m.shape} radii for {supply.amount.shape} facilities")
    access = np.zeros(len(people.lon))
    ratio = np.zeros(len(supply.lon))
    reached = np.zeros(len(supply.lon), dtype=bool)
    catchments, tier = np.unique(radius_m, return_inverse=True)
    for number, catchment_m in enumerate(catchments):
        rows = np.flatnonzero(tier == number)
        of_tier = Supply(supply.lon[rows], supply.lat[rows], supply.amount[rows])
        step = part(progress, number / len(catchments), (number + 1) / len(catchments))
        found = gaussian(people, of_tier, float(catchment_m), step, distances)
        access += found.access
        ratio[rows], reached[rows] = found.ratio, found.reached
    return Access(access, ratio, reached)


def _gaussian_decay(radius_m: float) -> Decay:
    edge = np.exp(-0.5)

    def decay(distance_m: Floats) -> Floats:
        weight: Floats = (np.exp(-0.5 * (distance_m / radius_m) ** 2) - edge) / (1 - edge)
        return weight

    return decay


def _floating(
    people: People,
    supply: Supply,
    radius_m: float,
    decay: Decay,
    progress: Progress,
    distances: Distances,
) -> Access:
    known = np.flatnonzero(~np.isnan(supply.amount))
    places, facilities = Points(people.lon, people.lat), Points(supply.lon, supply.lat)
    pairs = distances.pairs_within(places, facilities.of(known), Reach.in_metres(radius_m), decay)
    sharing = pairs.to_facilities(people.population, part(progress, 0.0, _FIRST_STEP))
    reached = np.zeros(len(supply.lon), dtype=bool)
    reached[known] = sharing > 0
    ratio = np.where(np.isnan(supply.amount), np.nan, 0.0)
    ratio[reached] = supply.amount[reached] / sharing[sharing > 0]
    access = pairs.to_places(ratio[known], part(progress, _FIRST_STEP, 1.0))
    return Access(access, ratio, reached)
