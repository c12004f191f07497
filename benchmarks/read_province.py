"""All that a province needs at start, against bare reads of the same files.

Run as `python -m benchmarks.read_province [province|all ...]`. Ours is a study and the
counties of the page, ready to compute with; bare is what pyogrio, rasterio and pandas
take to bring the same rows and bands into memory and nothing more.
"""

import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Final

import pandas as pd
import pyogrio
import rasterio

from data.reference.catalog import BUNDLED, Level, _all_units, read_boundaries
from data.schema import Province
from geo.study.study import load_study

REPEATS: Final = 7
MOST: Final = 1.5
BANDS: Final = [1, 3]
ALL: Final = "all"


def ours(province: Province | None) -> None:
    """Read as the window does, nothing of it kept from an earlier time."""
    _all_units.cache_clear()
    load_study(province)
    read_boundaries(Level.COUNTY, province)


def bare(province: Province | None) -> None:
    """Read the same rows and bands, and leave them as they come."""
    where = None if province is None else f"province = '{province.value}'"
    for each in Province if province is None else [province]:
        with rasterio.open(BUNDLED / f"demand_{each.value}.tif") as file:
            file.read(BANDS)
    pd.read_csv(BUNDLED / "county_population.csv")
    pyogrio.read_dataframe(BUNDLED / "facilities.gpkg", layer="facilities", where=where)
    for level in (Level.PREFECTURE, Level.COUNTY):
        pyogrio.read_dataframe(
            BUNDLED / "boundaries.gpkg",
            layer=level.value,
            where=where,
            read_geometry=level is Level.COUNTY,
        )


def seconds(work: Callable[[Province | None], object], province: Province | None) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work(province)
    return time.perf_counter() - start


def main(provinces: list[Province | None]) -> None:
    """Print the median of both, taken in turns, and their ratio."""
    print(f"reading a province, {os.cpu_count()} cores; at most {MOST:g} times a bare read")
    for province in provinces:
        ours(province)
        bare(province)
        own_s, bare_s = [], []
        for _ in range(REPEATS):
            bare_s.append(seconds(bare, province))
            own_s.append(seconds(ours, province))
        name = province.value if province else ALL
        ratio = median(own_s) / median(bare_s)
        print(
            f"  {name:<9} bare {median(bare_s) * 1e3:6.0f} ms  "
            f"ours {median(own_s) * 1e3:6.0f} ms  ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    named = sys.argv[1:] or [*(province.value for province in Province), ALL]
    main([None if name == ALL else Province(name) for name in named])
