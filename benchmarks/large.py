"""From one to fifteen million cells: time, peak memory, how cost grows, how soon it stops.

Run as `python -m benchmarks.large`. Cells are made up: a lattice of one size of land, finer
and finer, in 435 rectangular counties with 5,000 facilities. Each size is a process of its
own, in which distances, index and a report by county are computed; the time to make the
cells up does not count. The peak is that of the resident set (`getrusage`): Linux only.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Timer
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.memory import peak_mb
from data.project.project import Criterion
from data.reference.demand import Demand
from data.schema import CRS, FacilityColumn, Status, Tier, UnitColumn
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.progress import Cancelled
from geo.study.study import Study

CELLS_PER_DEGREE: Final = (100, 141, 200, 283, 400)
WEST, SOUTH, WIDTH, HEIGHT = 97, 27, 11.0, 8.5
COUNTIES_ACROSS, COUNTIES_UP = 29, 15
FACILITIES: Final = 5_000
MOST_MB: Final = 4_000.0
RADIUS_M: Final = 5_000.0
ASKED_AFTER: Final = (0.2, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one size takes.

    Attributes
    ----------
    silent_s
        Longest time without a call of progress, in which a wish to stop would not be heard.
    """

    cells: int
    seconds: float
    before_mb: float
    peak_mb: float
    silent_s: float


def made_up(per_degree: int) -> Study:
    """Return a study of a lattice with so many cells to a degree."""
    cols, rows = round(WIDTH * per_degree), round(HEIGHT * per_degree)
    col, row = np.tile(np.arange(cols), rows), np.repeat(np.arange(rows), cols)
    unit = (row * COUNTIES_UP // rows) * COUNTIES_ACROSS + col * COUNTIES_ACROSS // cols
    demand = Demand(
        lon=WEST + (2 * col + 1) / (2 * per_degree),
        lat=SOUTH + (2 * row + 1) / (2 * per_degree),
        population=np.random.default_rng(0).pareto(1.2, cols * rows),
        unit=unit.astype(np.int32),
        units=counties(),
        grid=None,
        cell_deg=1 / per_degree,
    )
    return Study(None, demand, {Tier.TOWNSHIP.value: facilities()})


def counties() -> pd.DataFrame:
    """Return the table of the counties."""
    number = COUNTIES_ACROSS * COUNTIES_UP
    return pd.DataFrame(
        {
            UnitColumn.ADCODE.value: 510_000 + np.arange(number),
            UnitColumn.NAME.value: "县",
            UnitColumn.PINYIN.value: "Xian",
            UnitColumn.PROVINCE.value: "sichuan",
            UnitColumn.PREFECTURE_ADCODE.value: 510_000,
            UnitColumn.PREFECTURE.value: "州",
        }
    )


def facilities() -> gpd.GeoDataFrame:
    """Return facilities all over the land."""
    rng = np.random.default_rng(1)
    lon = rng.uniform(WEST, WEST + WIDTH, FACILITIES)
    lat = rng.uniform(SOUTH, SOUTH + HEIGHT, FACILITIES)
    table = {
        FacilityColumn.LON.value: lon,
        FacilityColumn.LAT.value: lat,
        FacilityColumn.STATUS.value: Status.USER.value,
    }
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=CRS)


def measured(per_degree: int) -> Measured:
    """Return what distances, index and report take; for a process of its own."""
    study = made_up(per_degree)
    before_mb = peak_mb()
    start = time.perf_counter()
    heard = [start]
    sites, criterion = study.facilities[Tier.TOWNSHIP], Criterion(Tier.TOWNSHIP)
    coverage = tier_coverage(study, sites, criterion, lambda _: heard.append(time.perf_counter()))
    coverage_report(coverage, RADIUS_M)
    end = time.perf_counter()
    silent_s = float(np.diff([*heard, end]).max())
    return Measured(len(study.demand.lon), end - start, before_mb, peak_mb(), silent_s)


def stops_s(per_degree: int, whole_s: float) -> list[float]:
    """Return how long after being asked the work stops; for a process of its own."""
    study = made_up(per_degree)
    return [stop_s(study, fraction * whole_s) for fraction in ASKED_AFTER]


def stop_s(study: Study, asked_after_s: float) -> float:
    """Return how long the work goes on after it was asked to stop, NaN if to its end."""
    asked_at: list[float] = []

    def progress(_: float) -> None:
        if asked_at:
            raise Cancelled

    Timer(asked_after_s, lambda: asked_at.append(time.perf_counter())).start()
    try:
        tier_coverage(study, study.facilities[Tier.TOWNSHIP], Criterion(Tier.TOWNSHIP), progress)
    except Cancelled:
        return time.perf_counter() - asked_at[0]
    return np.nan


def main() -> None:
    """Print a row for each size, the exponent of its cost, and how soon it stops."""
    print(f"large: nearest of {FACILITIES:,}, index and report, {os.cpu_count()} cores")
    print(f"  at most {MOST_MB:,.0f} MB")
    rows: list[Measured] = []
    for per_degree in CELLS_PER_DEGREE:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            rows.append(alone.submit(measured, per_degree).result())
        print(
            f"  {rows[-1].cells:>11,} cells {rows[-1].seconds:7.2f} s  "
            f"{rows[-1].peak_mb:6.0f} MB, of which the cells {rows[-1].before_mb:6.0f} MB  "
            f"longest silence {rows[-1].silent_s:5.2f} s"
        )
    cells, seconds = np.array([(row.cells, row.seconds) for row in rows]).T
    exponent = np.polyfit(np.log(cells), np.log(seconds), 1)[0]
    print(f"  time grows with the number of cells to the power of {exponent:.2f}")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        waited_s = alone.submit(stops_s, CELLS_PER_DEGREE[-1], rows[-1].seconds).result()
    for fraction, wait_s in zip(ASKED_AFTER, waited_s, strict=True):
        print(f"  asked to stop after {fraction:.0%} of its time, it stops {wait_s:.2f} s later")


if __name__ == "__main__":
    main()
