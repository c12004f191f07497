"""The command coverage: what it works out, and the figures as JSON and CSV."""

from collections.abc import Mapping

import numpy as np

from data.reference.catalog import Level
from data.schema import ANY_TIER, Scope, Tier
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import View
from geo.cli.parsing.values import ALL
from geo.cli.worlds.world import World
from geo.coverage.answer import CoverageAnswer, ShareRadius, answer_units, without_error
from geo.coverage.curves import curve_radii_m, curves
from geo.coverage.distances import quantile_distance_m
from geo.coverage.figures import CoverageReport, any_tier_report, coverage_report
from geo.coverage.gaps import find_gaps
from geo.coverage.position_errors import coverage_draws, level_interval
from geo.coverage.tier_coverage import TierCoverage, radius_for_share_m, tier_coverage
from geo.study.study import counted_facilities
from geo.study.units import units_of
from geo.tables.coverage import coverage_table
from geo.tables.files.forms import METRES_PER_KM, Row, json_text, plain, plain_km, plain_km2
from geo.tables.files.written import json_rows


def coverage_answer(request: Request, world: World) -> CoverageAnswer:
    """Return the coverage asked for."""
    criterion, radius_m = request.criterion, request.radius_m
    facilities = counted_facilities(world.project, world.frames, criterion.tiers)
    coverage = tier_coverage(world.study, facilities, criterion)
    share_radius = None
    if request.share is not None:
        share_radius = _share_radius(coverage, request.share, request.level)
    if radius_m is None:
        radii_m = {tier: world.project.radius_m(tier) for tier in criterion.tiers}
        report = _each_tier_report(coverage, world, radii_m, request.level)
        return CoverageAnswer(report, radii_m, share_radius=share_radius)
    intervals, found, gaps = None, None, None
    if request.interval:
        draws = coverage_draws(coverage)
        intervals = level_interval(draws, world.study, request.level, radius_m)
    if request.view is View.CURVE:
        found = curves(coverage, curve_radii_m(radius_m), request.level)
    if request.view is View.GAPS:
        gaps = find_gaps(world.study.demand, coverage.distance_m, radius_m)
    report = coverage_report(coverage, radius_m, request.level)
    exact = without_error(coverage)
    return CoverageAnswer(report, {}, exact, intervals, share_radius, found, gaps)


def _each_tier_report(
    coverage: TierCoverage, world: World, radii_m: Mapping[Tier, float], level: Level
) -> CoverageReport:
    by_tier = [
        tier_coverage(
            world.study,
            counted_facilities(world.project, world.frames, (tier,)),
            coverage.criterion,
        )
        for tier in radii_m
    ]
    return any_tier_report(coverage, by_tier, list(radii_m.values()), level)


def _share_radius(coverage: TierCoverage, q: float, level: Level) -> ShareRadius:
    index = coverage.index
    group, units = units_of(coverage.study, level)
    # The places in no county, last in the index, belong to the whole alone.
    of_units_m = quantile_distance_m(index, q, np.append(group, len(units)), len(units) + 1)[:-1]
    return ShareRadius(q, radius_for_share_m(index, q), of_units_m)


def unit_rows(answer: CoverageAnswer) -> list[Row]:
    """Return the units with numbers fit for JSON and CSV, distances in kilometres."""
    return json_rows(coverage_table(answer_units(answer), []))


def coverage_document(answer: CoverageAnswer, *, with_outside: bool) -> Row:
    """Return the figures of the whole: plain numbers, null where there is no answer."""
    report = answer.report
    any_tier = report.criterion.scope is Scope.ANY
    document: Row = {
        "province": report.province.value if report.province else ALL,
        "tier": ANY_TIER if any_tier else report.criterion.tier.value,
        "scope": report.criterion.scope.value,
        "at_least": report.criterion.at_least,
        "radius_km": plain(report.radius_m / METRES_PER_KM),
    }
    if answer.radii_m:
        document["radii_km"] = {
            tier.value: plain(radius_m / METRES_PER_KM) for tier, radius_m in answer.radii_m.items()
        }
    document |= {
        "facilities": report.facilities,
        "by_status": {status.value: count for status, count in report.by_status.items()},
        "population": plain(report.population),
        "covered": plain(report.covered),
        "uncovered": plain(report.uncovered),
        "ratio": plain(report.ratio),
        **_whole_interval(answer),
        "area_km2": plain_km2(report.area_km2),
        "covered_area_km2": plain_km2(report.covered_area_km2),
        "area_ratio": plain(report.area_ratio),
        "mean_km": plain_km(report.distances.mean_m),
        "median_km": plain_km(report.distances.median_m),
        "p90_km": plain_km(report.distances.p90_m),
        "farthest_km": plain_km(report.distances.farthest_m),
    }
    if answer.share_radius is not None:
        document["share"] = answer.share_radius.share
        document["radius_for_share_km"] = plain_km(answer.share_radius.whole_m)
    if with_outside:
        outside = report.outside
        document["outside"] = {
            "population": plain(outside.population),
            "covered": plain(outside.covered),
        }
    return document


def _whole_interval(answer: CoverageAnswer) -> Row:
    if answer.intervals is None:
        return {}
    whole = answer.intervals.whole
    return {
        "ratio_low": plain(whole.low),
        "ratio_high": plain(whole.high),
        "ratio_mean": plain(whole.mean),
    }


def coverage_json(answer: CoverageAnswer, notes: list[str], *, with_outside: bool) -> str:
    """Return coverage as JSON, the units by code."""
    document = coverage_document(answer, with_outside=with_outside)
    return json_text(document | {"units": unit_rows(answer), "notes": notes})
