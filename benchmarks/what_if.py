"""One edit of a facility with all county figures, against measuring all from scratch.

Run as `python -m benchmarks.what_if [province|all]`. Edits are of township hospitals, the
new places drawn where people live; a report by county follows each. To raise a facility
is to take it from one tier and to add it to another: two coverages, two reports.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Final

import geopandas as gpd
import numpy as np

from data.project.project import Criterion
from data.schema import FacilityColumn, Province, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import TierCoverage, tier_coverage
from geo.coverage.updates import Ground, ground_of, with_added, with_moved, with_removed
from geo.study.study import Study, load_study

EDITS: Final = 20
SCRATCHES: Final = 3
RADIUS_M: Final = 5_000.0
MOST_MS: Final = 50.0


def seconds(work: Callable[[], TierCoverage]) -> float:
    """Return how long the work and a report by county take."""
    start = time.perf_counter()
    coverage_report(work(), RADIUS_M)
    return time.perf_counter() - start


def of_tier(study: Study, tier: Tier) -> TierCoverage:
    """Return the coverage of a bundled tier."""
    return tier_coverage(study, study.facilities[tier], Criterion(tier))


def somewhere(study: Study, row: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return a township hospital put near some inhabitant."""
    demand = study.demand
    place = rng.choice(len(demand.lon), p=demand.population / demand.population.sum())
    lon, lat = demand.lon[place] + rng.uniform(-0.01, 0.01), demand.lat[place]
    moved = {FacilityColumn.LON.value: lon, FacilityColumn.LAT.value: lat}
    return study.facilities[Tier.TOWNSHIP].iloc[[row]].assign(**moved)


def edits(study: Study, ground: Ground) -> dict[str, list[float]]:
    """Return the seconds each edit takes, by its kind."""
    rng = np.random.default_rng(0)
    lower, upper = of_tier(study, Tier.TOWNSHIP), of_tier(study, Tier.COUNTY)
    found: dict[str, list[float]] = {"add": [], "remove": [], "move": [], "raise": []}
    for _ in range(EDITS):
        row = int(rng.integers(len(lower.facilities)))
        new, old = somewhere(study, row, rng), lower.facilities.iloc[[row]]
        removed_s = seconds(partial(with_removed, lower, ground, row))
        found["add"].append(seconds(partial(with_added, lower, ground, new)))
        found["remove"].append(removed_s)
        found["move"].append(seconds(partial(with_moved, lower, ground, row, new)))
        found["raise"].append(removed_s + seconds(partial(with_added, upper, ground, old)))
    return found


def main(province: Province | None) -> None:
    """Print the median and the longest of each kind, and the ratio to from scratch."""
    study = load_study(province)
    start = time.perf_counter()
    ground = ground_of(study)
    ground_s = time.perf_counter() - start
    scratch_s = median(seconds(partial(of_tier, study, Tier.TOWNSHIP)) for _ in range(SCRATCHES))
    cells, counties = len(study.demand.lon), len(study.demand.units)
    print(f"what-if: {cells:,} cells, {counties} counties, {os.cpu_count()} cores")
    print(f"  at most {MOST_MS:g} ms an edit with all county figures, median of {EDITS}")
    print(f"  from scratch {scratch_s * 1e3:8.0f} ms")
    print(f"  once a study {ground_s * 1e3:8.0f} ms")
    for kind, taken_s in edits(study, ground).items():
        typical_s = median(taken_s)
        print(
            f"  {kind:<12} {typical_s * 1e3:8.1f} ms  longest {max(taken_s) * 1e3:6.1f} ms  "
            f"ratio {scratch_s / typical_s:5.0f}"
        )


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else "all"
    main(None if named == "all" else Province(named))
