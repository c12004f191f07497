"""Floating catchments against pysal `access` on the same pairs.

Run as `python -m benchmarks.catchment [places] [facilities] [radius_km ...]`. Ours finds the pairs
within reach itself; pysal's is given them with their distances, and is not charged for it.
It needs `access` (PyPI), and runs once: it takes a while.
"""

import importlib
import os
import sys
import time
from statistics import median
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from geo.access.methods import People, Supply, enhanced, zones_within
from geo.distance.ellipsoid import arc_m, ecef_m

Floats = npt.NDArray[np.float64]

REPEATS: Final = 5
BOX: Final = (97.0, 108.0, 26.0, 34.0)
MOST_PEOPLE: Final = 900.0
MOST_BEDS: Final = 50.0


def world(places: int, facilities: int) -> tuple[People, Supply]:
    """Return people and facilities anywhere in a box of the size of Sichuan."""
    rng = np.random.default_rng(0)
    west, east, south, north = BOX
    people = People(
        rng.uniform(west, east, places),
        rng.uniform(south, north, places),
        rng.uniform(0, MOST_PEOPLE, places),
    )
    supply = Supply(
        rng.uniform(west, east, facilities),
        rng.uniform(south, north, facilities),
        rng.uniform(1, MOST_BEDS, facilities),
    )
    return people, supply


def cost_table(people: People, supply: Supply, radius_m: float) -> pd.DataFrame:
    """Return every pair within the radius and its distance, as pysal wants it."""
    pairs = cKDTree(ecef_m(people.lon, people.lat)).sparse_distance_matrix(
        cKDTree(ecef_m(supply.lon, supply.lat)), radius_m, output_type="ndarray"
    )
    table = pd.DataFrame({"origin": pairs["i"], "dest": pairs["j"], "cost": arc_m(pairs["v"])})
    return table[table["cost"] <= radius_m].reset_index(drop=True)


def by_pysal(people: People, supply: Supply, radius_m: float) -> tuple[Floats, float, int]:
    """Return pysal's access, how long it took, and how many pairs it was given."""
    fca = importlib.import_module("access.fca")
    weights = importlib.import_module("access.weights")
    costs = cost_table(people, supply, radius_m)
    demand = pd.DataFrame({"demand": people.population})
    beds = pd.DataFrame({"supply": supply.amount})
    demand.index.name = beds.index.name = "geoid"
    zones = {zone.radius_m: zone.weight for zone in zones_within(radius_m)}
    start = time.perf_counter()
    found = fca.two_stage_fca(
        demand, beds, costs, max_cost=radius_m, weight_fn=weights.step_fn(zones)
    )
    taken_s = time.perf_counter() - start
    return found.reindex(range(len(people.lon)), fill_value=0.0).to_numpy(), taken_s, len(costs)


def main(places: int, facilities: int, radii_km: list[int]) -> None:
    """Print, for each radius, the time of each, their ratio and how far their results differ."""
    people, supply = world(places, facilities)
    print(f"E2SFCA, {places:,} places x {facilities:,} facilities, {os.cpu_count()} cores")
    print("   radius       pairs    pysal     ours   ratio   largest difference")
    for radius_km in radii_km:
        radius_m = radius_km * 1_000.0
        ours_s = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            ours = enhanced(people, supply, zones_within(radius_m)).access
            ours_s.append(time.perf_counter() - start)
        theirs, theirs_s, pairs = by_pysal(people, supply, radius_m)
        apart = np.max(np.abs(ours - theirs) / np.where(theirs > 0, theirs, 1.0))
        print(
            f"  {radius_km:4} km  {pairs:10,}  {theirs_s:5.2f} s  {median(ours_s):5.2f} s"
            f"  {theirs_s / median(ours_s):6.1f}   {apart:.1e} of the value"
        )


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    first, second = given[:2] + [100_000, 5_000][len(given) :]
    main(first, second, given[2:] or [30, 60])
