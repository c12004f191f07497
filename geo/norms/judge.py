"""Holds the units of a study against a norm: what is measured, and whether that can be judged.

A unit is judged only where the row's number is known, its measure can be worked out, and
what it is worked out from does not follow from the norm itself. Everything else is not
judged, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.lists import several
from data.project.project import Criterion, Project
from data.reference.catalog import Level
from data.reference.norms import Comparator, Measure, Norm, NormStatus, NormUnit
from data.schema import Scope, Status, Tier, Title
from geo.coverage.figures import coverage_report
from geo.coverage.index import share, sum_by_unit
from geo.coverage.tier_coverage import TierCoverage, tier_coverage
from geo.norms.counts import (
    Counted,
    Known,
    TownshipKind,
    by_county,
    by_township,
    known_facilities,
    needed_of,
)
from geo.norms.published import CARE_IN_COUNTY, INPATIENTS_IN_COUNTY, own_staff, published
from geo.norms.verdict import (
    Judgement,
    Reason,
    UnitVerdict,
    Verdict,
    by_value,
    obstacle,
    said_of,
    value_title,
)
from geo.progress import Progress, silent
from geo.study.study import Study, count_by_status, counted_facilities
from geo.study.units import units_of

Integers = npt.NDArray[np.int64]
Judged = list[tuple[Verdict, float, Reason]]

_KINDS: Mapping[Measure, tuple[TownshipKind, ...]] = MappingProxyType(
    {
        Measure.TOWNSHIP_HOSPITALS: (TownshipKind.TOWN, TownshipKind.TOWNSHIP),
        Measure.COMMUNITY_CENTRES: (TownshipKind.STREET,),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What norms are held against.

    Attributes
    ----------
    frames
        Facility table of each layer by layer id, edits included.
    attributes
        The columns of the user's files by layer id, in the rows of `frames`.
    coverage
        A coverage that is known already; used where it is of the facilities meant.
    """

    study: Study
    project: Project
    frames: Mapping[str, gpd.GeoDataFrame]
    attributes: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    coverage: TierCoverage | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The number of a norm, to be drawn beside measured figures.

    Attributes
    ----------
    value
        In `unit`; per cent as written, 90 for 90 %.
    status
        How far it can be relied on; never unknown.
    """

    measure: Measure
    value: float
    unit: NormUnit
    comparator: Comparator
    label: Title
    status: NormStatus


def targets_of(norms: Sequence[Norm]) -> tuple[Target, ...]:
    """Return the numbers of the norms that have one and say where it comes from."""
    return tuple(
        Target(norm.measure, norm.number, norm.unit, norm.comparator, norm.title, norm.standing)
        for norm in norms
        if norm.number is not None and norm.standing is not NormStatus.UNKNOWN
    )


def criterion_of(norm: Norm) -> Criterion:
    """Return which facilities a row with a radius means."""
    if norm.tier is None:
        return Criterion(Tier.TOWNSHIP, Scope.ANY)
    return Criterion(norm.tier)


def judge(
    norm: Norm, ground: Ground, level: Level = Level.COUNTY, progress: Progress = silent
) -> Judgement:
    """Return every unit of a level held against a norm.

    Parameters
    ----------
    progress
        Told the fraction done; may raise Cancelled.

    Raises
    ------
    DataError
        `norm_several_columns` where a list of the user may mean two of its columns.
    Cancelled
        When `progress` raises it.
    """
    progress(0.0)
    if norm.measure.has_radius:
        judgement = _by_coverage(norm, ground, level, progress)
    elif norm.measure.is_count:
        judgement = _by_count(norm, ground, level)
    elif norm.measure is Measure.CARE_IN_COUNTY:
        judgement = _by_published(norm, ground, level)
    else:
        judgement = _by_staff(norm, ground, level)
    progress(1.0)
    return judgement


def _by_coverage(norm: Norm, ground: Ground, level: Level, progress: Progress) -> Judgement:
    """Judge by the share of the people within the radius: sum of P_i with d_i <= r, over all."""
    study, reach_m = ground.study, norm.reach_m
    if reach_m is None:
        reason = obstacle(norm) or Reason("norm_no_radius")
        return _judgement(norm, ground, level, _all_alike(study, level, reason))
    criterion = criterion_of(norm)
    facilities = counted_facilities(ground.project, ground.frames, criterion.tiers)
    coverage = ground.coverage
    if coverage is None or coverage.criterion != criterion or coverage.study is not study:
        coverage = tier_coverage(study, facilities, criterion, progress)
    units = coverage_report(coverage, reach_m, level).units
    assumed = coverage.by_status.get(Status.ASSUMED, 0)
    found = [_by_share(norm, ratio, assumed) for ratio in units["ratio"].tolist()]
    return _judgement(
        norm, ground, level, found, by_status=coverage.by_status, modelled=study.modelled
    )


def _by_share(norm: Norm, ratio: float, assumed: int) -> tuple[Verdict, float, Reason]:
    verdict, reason = by_value(norm, ratio)
    if assumed and verdict is not Verdict.NOT_JUDGED and norm.footing is not NormStatus.ASSUMPTION:
        # Words of a standard about facilities some of which nobody has seen.
        reason = reason.then(Reason("norm_rests_on_assumed", {"count": f"{assumed:,}"}))
    return verdict, ratio, reason


def _by_count(norm: Norm, ground: Ground, level: Level) -> Judgement:
    study, needed = ground.study, needed_of(norm)
    reason = obstacle(norm)
    if reason is None and needed is None:
        reason = Reason("norm_comparator_unfit")
    if reason is not None or needed is None:
        return _judgement(
            norm, ground, level, _all_alike(study, level, reason or Reason("norm_no_number"))
        )
    known = known_facilities(study, ground.project, ground.frames)
    kinds = _KINDS.get(norm.measure)
    counted = (
        by_county(study, known, needed)
        if kinds is None
        else by_township(study, known, kinds, needed)
    )
    group, units = units_of(study, level)
    found = [
        _count_of(norm, counted, known, np.flatnonzero(group == row)) for row in range(len(units))
    ]
    remarks = (Reason("norm_list_whole"),) if known.listed.any() else ()
    by_status = count_by_status(known.facilities[~known.assumed])
    return _judgement(norm, ground, level, found, by_status=by_status, remarks=remarks)


def _count_of(
    norm: Norm, counted: Counted, known: Known, counties: Integers
) -> tuple[Verdict, float, Reason]:
    """Judge the counties of a unit together: all have to pass, one that misses is enough."""
    counties = counties[counted.places[counties] > 0]
    places = int(counted.places[counties].sum())
    if not places:
        return Verdict.NOT_JUDGED, np.nan, Reason(f"norm_no_places_{norm.measure}")
    wanted = counted.needed * counted.places[counties]
    served = counted.served[counties]
    most = served + counted.loose[counties]
    value = float(served.sum()) / places
    facts = {
        "known": f"{counted.known[counties].sum():,}",
        "places": f"{places:,}",
        "assumed": f"{counted.assumed[counties].sum():,}",
        "loose": f"{counted.loose[counties].sum():,}",
    }
    told = Reason(f"norm_known_{norm.measure}", facts)
    if (served == wanted).all():
        return Verdict.PASSED, value, said_of(norm, Verdict.PASSED, value).then(told)
    if (known.listed[counties] & (most < wanted)).any():
        return Verdict.MISSED, value, said_of(norm, Verdict.MISSED, value).then(told)
    if known.listed[counties].all():
        return Verdict.NOT_JUDGED, value, told.then(Reason("norm_loose", facts))
    assumed = counted.assumed[counties].sum() > 0
    return (
        Verdict.NOT_JUDGED,
        value,
        told.then(Reason("norm_only_assumed" if assumed else "norm_not_all_known", facts)),
    )


def _by_published(norm: Norm, ground: Ground, level: Level) -> Judgement:
    """Judge by a figure that a report gives for the very unit; another measure is no answer."""
    care, inpatients = published(CARE_IN_COUNTY), published(INPATIENTS_IN_COUNTY)
    _, units = units_of(ground.study, level)
    found: Judged = []
    for adcode in units["adcode"].tolist():
        figure = care.get(adcode)
        other = inpatients.get(adcode) or inpatients.get(adcode // 10000 * 10000)
        if figure is not None:
            verdict, reason = by_value(norm, figure.share)
            told = Reason("norm_published", {"title": figure.title, "period": figure.period})
            found.append((verdict, figure.share, reason.then(told)))
        elif other is not None:
            facts = {
                "title": other.title,
                "value": value_title(norm, other.share),
                "wanted": norm.measure.label,
            }
            found.append((Verdict.NOT_JUDGED, np.nan, Reason("norm_other_measure", facts)))
        else:
            found.append((Verdict.NOT_JUDGED, np.nan, Reason("norm_no_figure")))
    return _judgement(norm, ground, level, found)


def _by_staff(norm: Norm, ground: Ground, level: Level) -> Judgement:
    """Judge by physicians or nurses in the user's lists: their number / people * 1,000."""
    study = ground.study
    staff = own_staff(norm.measure, study, ground.project, ground.frames, ground.attributes)
    if not staff.columns:
        reason = obstacle(norm) or Reason("norm_no_staff", {"what": norm.measure.label})
        return _judgement(norm, ground, level, _all_alike(study, level, reason))
    group, units = units_of(study, level)
    unit = study.demand.unit
    inside = unit >= 0
    people = sum_by_unit(
        unit[inside].astype(np.int64), study.demand.population[inside], len(staff.number)
    )
    number = sum_by_unit(group, np.nan_to_num(staff.number), len(units))
    value = share(number * 1000, sum_by_unit(group, people, len(units)))
    without = sum_by_unit(group, staff.without.astype(np.float64), len(units))
    told = sum_by_unit(group, np.isfinite(staff.number).astype(np.float64), len(units)) > 0
    found = [_staff_of(norm, *each) for each in zip(value, without, told, strict=True)]
    columns = Reason("norm_staff_columns", {"columns": several(staff.columns)})
    return _judgement(norm, ground, level, found, modelled=False, remarks=(columns,))


def _staff_of(
    norm: Norm,
    value: float,
    without: float,
    told: bool,  # noqa: FBT001 - from arrays
) -> tuple[Verdict, float, Reason]:
    if not told:
        return Verdict.NOT_JUDGED, np.nan, Reason("norm_no_list")
    verdict, reason = by_value(norm, value)
    # Those without a figure can only add to the value.
    at_least = norm.comparator in (Comparator.AT_LEAST, Comparator.MORE)
    doubtful = Verdict.MISSED if at_least else Verdict.PASSED
    if without and verdict is doubtful:
        facts = {"value": value_title(norm, value), "count": f"{without:,.0f}"}
        return Verdict.NOT_JUDGED, value, Reason("norm_staff_unknown", facts)
    return verdict, value, reason


def _all_alike(study: Study, level: Level, reason: Reason) -> Judged:
    return [(Verdict.NOT_JUDGED, np.nan, reason)] * len(units_of(study, level)[1])


def _judgement(
    norm: Norm,
    ground: Ground,
    level: Level,
    found: Judged,
    *,
    by_status: Mapping[Status, int] = MappingProxyType({}),
    modelled: bool = False,
    remarks: tuple[Reason, ...] = (),
) -> Judgement:
    _, units = units_of(ground.study, level)
    rows = units[["adcode", "name", "pinyin"]].to_dict("records")
    return Judgement(
        norm=norm,
        level=level,
        reach_m=norm.reach_m if norm.measure.has_radius else None,
        units=tuple(
            UnitVerdict(int(row["adcode"]), row["name"], row["pinyin"], *rest)
            for row, rest in zip(rows, found, strict=True)
        ),
        by_status=by_status,
        edits=ground.project.edits,
        modelled=modelled,
        remarks=remarks,
    )
