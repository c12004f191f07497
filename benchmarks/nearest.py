"""Nearest facility against one bare k-d tree query on the same coordinates.

Run as `python -m benchmarks.nearest [cells] [facilities]`.
"""

import os
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from scipy.spatial import cKDTree

from geo.distance.ellipsoid import ecef_m
from geo.distance.nearest import nearest_distance_m

REPEATS = 11


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(cells: int, facilities: int) -> None:
    """Print the median of both, taken in turns, and their ratio."""
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(97, 108, cells), rng.uniform(26, 34, cells)
    site_lon, site_lat = rng.uniform(97, 108, facilities), rng.uniform(26, 34, facilities)
    xyz, sites = ecef_m(lon, lat), ecef_m(site_lon, site_lat)
    ours, bare = [], []
    for _ in range(REPEATS):
        bare.append(seconds(lambda: cKDTree(sites).query(xyz, workers=-1)))
        ours.append(seconds(lambda: nearest_distance_m(lon, lat, site_lon, site_lat)))
    print(f"nearest of {facilities:,} for {cells:,} cells, {os.cpu_count()} cores")
    print(f"  bare cKDTree query  {median(bare):8.3f} s")
    print(f"  nearest_distance_m  {median(ours):8.3f} s")
    print(f"  ratio               {median(ours) / median(bare):8.2f}")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [1_500_000, 5_000][len(given) :]))
