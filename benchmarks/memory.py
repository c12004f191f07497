"""Peak memory of a process that reads a province and computes all five tiers.

Run as `python -m benchmarks.memory [province ...]`; the two largest without a name. Each
is a process of its own. The peak is that of the resident set (`getrusage`): Linux only.
"""

import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from data.project.project import Criterion
from data.schema import Province, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.study.study import load_study

MOST_MB: Final = 1_000.0
RADIUS_M: Final = 5_000.0
_KB: Final = 1_024


def peak_mb() -> float:
    """Return the peak resident set of this process in MB (10^6 bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KB / 1e6


def all_tiers_mb(province: Province) -> tuple[int, float, float]:
    """Return the number of cells, and the peak after reading and with all tiers at hand."""
    study = load_study(province)
    read_mb = peak_mb()
    coverages = [tier_coverage(study, study.facilities[tier], Criterion(tier)) for tier in Tier]
    for coverage in coverages:
        coverage_report(coverage, RADIUS_M)
    return len(study.demand.lon), read_mb, peak_mb()


def main(provinces: list[Province]) -> None:
    """Print the peak of each province, and the worst of them."""
    print(f"memory with all {len(Tier)} tiers, at most {MOST_MB:,.0f} MB")
    peaks = []
    for province in provinces:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            cells, read_mb, whole_mb = alone.submit(all_tiers_mb, province).result()
        peaks.append(whole_mb)
        print(
            f"  {province.value:<9} {cells:>9,} cells  read {read_mb:5.0f} MB  {whole_mb:6.0f} MB"
        )
    print(f"  worst     {max(peaks):6.0f} MB")


if __name__ == "__main__":
    named = [Province(name) for name in sys.argv[1:]]
    main(named or [Province.SICHUAN, Province.QINGHAI])
