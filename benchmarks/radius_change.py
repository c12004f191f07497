"""A new radius for every county, against geopandas: buffer, union, overlay, join.

Run as `python -m benchmarks.radius_change [province|all]`. The geopandas side runs once:
it takes minutes.
"""

import os
import sys
import time
from statistics import median

import geopandas as gpd
import numpy as np

from data.project.project import Criterion
from data.reference.catalog import Level, read_boundaries
from data.schema import Province, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.index import covered
from geo.coverage.tier_coverage import tier_coverage
from geo.study.study import Study, load_study

RADII_M = np.linspace(1_000, 20_000, 50)
RADIUS_M = 5_000.0
MOST_MS = 16
LEAST_RATIO = 100
# Equal area over all four provinces; its distances are a little off, its cost is the same.
PROJECTION = "+proj=aea +lat_1=27 +lat_2=45 +lat_0=35 +lon_0=105 +datum=WGS84 +units=m"


def by_overlay(study: Study) -> float:
    """Return the people covered, the way it is done with geometry."""
    demand = study.demand
    facilities = study.facilities[Tier.TOWNSHIP].to_crs(PROJECTION)
    reach = gpd.GeoDataFrame(geometry=[facilities.buffer(RADIUS_M).union_all()], crs=PROJECTION)
    counties = read_boundaries(Level.COUNTY, study.province).to_crs(PROJECTION)
    reached = gpd.overlay(counties, reach, how="intersection", keep_geom_type=True)
    points = gpd.points_from_xy(demand.lon, demand.lat, crs="EPSG:4326")
    cells = gpd.GeoDataFrame({"people": demand.population}, geometry=points).to_crs(PROJECTION)
    joined = gpd.sjoin(cells, reached, predicate="within")
    return float(joined.groupby("adcode")["people"].sum().sum())


def main(province: Province | None) -> None:
    """Print the time of each and their ratio."""
    study = load_study(province)
    coverage = tier_coverage(study, study.facilities[Tier.TOWNSHIP], Criterion(Tier.TOWNSHIP))
    bare, whole = [], []
    for radius_m in RADII_M:
        start = time.perf_counter()
        covered(coverage.index, float(radius_m))
        bare.append(time.perf_counter() - start)
        start = time.perf_counter()
        coverage_report(coverage, float(radius_m))
        whole.append(time.perf_counter() - start)
    start = time.perf_counter()
    overlaid = by_overlay(study)
    overlay_s = time.perf_counter() - start
    ours = coverage_report(coverage, RADIUS_M).covered
    cells, counties = len(study.demand.lon), len(study.demand.units)
    print(f"radius change: {cells:,} cells, {counties} counties, {os.cpu_count()} cores")
    print(f"  at most {MOST_MS} ms, at least {LEAST_RATIO} times faster than by overlay")
    print(f"  people by county            {median(bare) * 1e3:10.2f} ms")
    print(f"  headline and county table   {median(whole) * 1e3:10.2f} ms")
    print(f"  geopandas overlay           {overlay_s * 1e3:10.0f} ms")
    print(f"  ratio                       {overlay_s / median(whole):10.0f}")
    print(f"  people: {ours:,.0f} here, {overlaid:,.0f} by overlay (projected distances)")


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else "all"
    main(None if named == "all" else Province(named))
