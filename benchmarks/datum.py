"""GCJ-02 and BD-09 of a million points against one projection of the same points.

Run as `python -m benchmarks.datum [points]`.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np
import pyproj

from data.place.datum import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

REPEATS = 5
MOST_S = 1.0


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(points: int) -> None:
    """Print the median of each way, and its ratio to PROJ's Gauss-Krüger."""
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(89, 123, points), rng.uniform(26, 41, points)
    project = pyproj.Transformer.from_crs(4326, 4543, always_xy=True).transform
    ways = (wgs84_to_gcj02, gcj02_to_wgs84, wgs84_to_bd09, bd09_to_wgs84)
    taken: dict[str, list[float]] = {way.__name__: [] for way in ways}
    bare = []
    for _ in range(REPEATS):
        bare.append(seconds(lambda: project(lon, lat)))
        for way in ways:
            taken[way.__name__].append(seconds(partial(way, lon, lat)))
    print(f"{points:,} points, {os.cpu_count()} cores; at most {MOST_S:g} s for a million")
    print(f"  {'PROJ, Gauss-Krüger':18} {median(bare):7.3f} s")
    for name, times in taken.items():
        print(f"  {name:18} {median(times):7.3f} s   ratio {median(times) / median(bare):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
