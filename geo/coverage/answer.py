"""What is told of coverage: the figures asked for, and the same in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.schema import FacilityColumn, Language, Tier
from geo.coverage.curves import Curves
from geo.coverage.figures import CoverageReport
from geo.coverage.gaps import Gaps
from geo.coverage.position_errors import DRAWS, SEED, Interval, Intervals, reach_of_error_m
from geo.coverage.tier_coverage import TierCoverage
from geo.words.numbers import kilometres, people, percent, radius_text
from geo.words.places import place_name
from geo.words.statuses import facilities_line
from geo.words.wording import say

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ShareRadius:
    """The radius within which a share of the people live, in metres, whole and by unit."""

    share: float
    whole_m: float
    unit_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class CoverageAnswer:
    """What is told of coverage.

    Attributes
    ----------
    radii_m
        Radius of each tier in metres, where each has its own; empty with one radius.
    exact
        How many facilities have no position error, so that no draw moves them.
    intervals, share_radius, curves, gaps
        None where not asked for.
    """

    report: CoverageReport
    radii_m: Mapping[Tier, float] = field(default_factory=dict)
    exact: int = 0
    intervals: Intervals | None = None
    share_radius: ShareRadius | None = None
    curves: Curves | None = None
    gaps: Gaps | None = None


def without_error(coverage: TierCoverage) -> int:
    """Return how many facilities have no position error, so that no draw moves them."""
    error_m = coverage.facilities[FacilityColumn.POSITION_ERROR_M]
    reach_m = reach_of_error_m(error_m.to_numpy(dtype=np.float64, na_value=np.nan))
    return int(np.count_nonzero(reach_m == 0))


def answer_units(answer: CoverageAnswer) -> pd.DataFrame:
    """Return the units of the report, beside them the interval and the radius for a share.

    Columns of `CoverageReport.units` and, where asked for, ratio_low, ratio_high,
    ratio_mean and share_m.
    """
    units = answer.report.units
    if answer.intervals is not None:
        units = units.assign(
            ratio_low=answer.intervals.low,
            ratio_high=answer.intervals.high,
            ratio_mean=answer.intervals.mean,
        )
    if answer.share_radius is not None:
        units = units.assign(share_m=answer.share_radius.unit_m)
    return units


def headline(answer: CoverageAnswer, language: Language) -> list[str]:
    """Return what was asked and the answer for all, in sentences."""
    report = answer.report
    covered = round(report.covered)
    lines = [
        asked_line(answer, language),
        facilities_line(report.by_status, language),
        # Rounded so that covered and uncovered still make the population.
        say(
            "cli_people",
            language,
            population=people(report.population),
            covered=f"{covered:,}",
            ratio=percent(report.ratio),
            uncovered=f"{round(report.population) - covered:,}",
        ),
    ]
    if answer.intervals is not None:
        lines.append(_interval_line(answer.intervals.whole, language))
    if report.area_km2 > 0:
        land, reached = people(report.area_km2), people(report.covered_area_km2)
        ratio = percent(report.area_ratio)
        lines.append(say("cli_land", language, area=land, covered=reached, ratio=ratio))
    lines.append(_distances_line(report, language))
    if answer.share_radius is not None:
        lines.append(_share_line(answer.share_radius, language))
    return lines


def asked_line(answer: CoverageAnswer, language: Language) -> str:
    """Return what was asked: the place, what counts and the radius."""
    report = answer.report
    place = place_name(report.province, language)
    tier = report.criterion.label.in_language(language)
    if not answer.radii_m:
        radius = radius_text(report.radius_m)
        return say("cli_headline", language, place=place, tier=tier, radius=radius)
    radii = say("cli_comma", language).join(
        f"{each.label.in_language(language)} {radius_text(radius_m)}"
        for each, radius_m in answer.radii_m.items()
    )
    return say("cli_headline_own_radii", language, place=place, tier=tier, radii=radii)


def _interval_line(whole: Interval, language: Language) -> str:
    limits = between(whole.low, whole.high)
    return say("cli_interval", language, between=limits, mean=percent(whole.mean))


def _distances_line(report: CoverageReport, language: Language) -> str:
    if not report.facilities:
        return say("cli_no_facilities", language)
    at_least = report.criterion.at_least
    if report.facilities < at_least:
        return say("cli_too_few_facilities", language, count=report.facilities, at_least=at_least)
    distances = report.distances
    return say(
        "cli_distances" if at_least == 1 else "cli_distances_at_least",
        language,
        at_least=at_least,
        mean=kilometres(distances.mean_m),
        median=kilometres(distances.median_m),
        p90=kilometres(distances.p90_m),
        farthest=kilometres(distances.farthest_m),
    )


def _share_line(asked: ShareRadius, language: Language) -> str:
    radius, share = kilometres(asked.whole_m), f"{asked.share * 100:g}"
    return say("cli_share_radius", language, share=share, radius=radius)


def interval_notes(answer: CoverageAnswer, language: Language) -> list[str]:
    """Return what an interval means and what it leaves out; nothing without one."""
    if answer.intervals is None:
        return []
    notes = [say("cli_note_interval", language, draws=DRAWS, seed=SEED)]
    if answer.exact:
        notes.append(say("cli_note_exact", language, count=f"{answer.exact:,}"))
    return notes


def between(low: float, high: float) -> str:
    """Return an interval of shares, or the one share that it is."""
    return f"{percent(low)}–{percent(high)}" if low <= high else percent(low)
