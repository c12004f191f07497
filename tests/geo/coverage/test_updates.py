"""Edits against the same facilities measured from scratch, and against Geod on a toy world."""

from collections.abc import Callable
from dataclasses import astuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.project.project import Criterion
from data.reference.catalog import Level
from data.reference.demand import Demand
from data.schema import CRS, FacilityColumn, Province, Status, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import TierCoverage, tier_coverage
from geo.coverage.updates import Ground, ground_of, with_added, with_moved, with_removed
from geo.distance import place_groups, straight_line
from geo.distance.nearest import nearest_distance_m
from geo.progress import Cancelled, Progress, silent
from geo.study.study import Study, load_study

GEOD = Geod(ellps="WGS84")
NEAREST = Criterion(Tier.TOWNSHIP)
NOWHERE = (np.nan, np.nan)
RADII_M = (3_000.0, 12_000.0)
EXACT = ["population", "covered", "covered_area_km2", "median_m", "p90_m", "farthest_m"]
Floats = npt.NDArray[np.float64]
Place = tuple[float, float]
Edit = tuple[str, int, Place]


def facilities(*places: Place, status: Status = Status.MAPPED) -> gpd.GeoDataFrame:
    lon, lat = np.array(places, dtype=float).reshape(-1, 2).T
    table = pd.DataFrame(
        {
            FacilityColumn.ID.value: [f"{status}-{row}" for row in range(len(lon))],
            FacilityColumn.LON.value: lon,
            FacilityColumn.LAT.value: lat,
            FacilityColumn.STATUS.value: status.value,
        }
    )
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=CRS)


def toy_units() -> pd.DataFrame:
    """Four counties, the last of them without a place."""
    return pd.DataFrame(
        {
            "adcode": [630102, 630103, 632221, 632222],
            "name": ["城东区", "城中区", "门源县", "祁连县"],
            "pinyin": ["Chengdong", "Chengzhong", "Menyuan", "Qilian"],
            "province": "qinghai",
            "prefecture_adcode": [630100, 630100, 632200, 632200],
            "prefecture": ["西宁市", "西宁市", "海北州", "海北州"],
            "population": 0,
        }
    )


def toy_study(seed: int, *, cells: bool) -> Study:
    """Sixty places, some empty, some in no county, and among points some without a position."""
    rng = np.random.default_rng(seed)
    lattice = rng.choice(60 * 60, 60, replace=False)
    lon, lat = 101 + (lattice % 60 + 0.5) / 100, 36 + (lattice // 60 + 0.5) / 100
    people = rng.choice([0.0, 1 / 3, 7.5, 1_000.0], 60)
    unit = rng.integers(-1, 3, 60).astype(np.int32)
    if not cells:
        lon[:3], lat[3:5] = np.nan, np.inf
    demand = Demand(lon, lat, people, unit, toy_units(), None, 0.01 if cells else None)
    return Study(Province.QINGHAI, demand, {})


def frozen(coverage: TierCoverage) -> TierCoverage:
    """Return the coverage with its arrays locked: an edit that writes to them fails."""
    index = coverage.index
    arrays = [coverage.distance_m, coverage.facility, index.distance_m, index.running]
    for array in [*arrays, index.running_area_km2, index.start]:
        array.setflags(write=False)
    return coverage


def edited(coverage: TierCoverage, ground: Ground, edit: Edit) -> TierCoverage:
    kind, number, place = edit
    row = number % max(1, len(coverage.facilities))
    if kind == "add" or coverage.facilities.empty:
        return with_added(coverage, ground, facilities(place, status=Status.USER))
    if kind == "remove":
        return with_removed(coverage, ground, row)
    return with_moved(coverage, ground, row, facilities(place, status=Status.USER))


def assert_as_from_scratch(coverage: TierCoverage) -> None:
    scratch = tier_coverage(coverage.study, coverage.facilities, coverage.criterion)
    np.testing.assert_array_equal(coverage.distance_m, scratch.distance_m)
    # Of facilities equally near, either may be named.
    same = coverage.facility == scratch.facility
    demand, sites = coverage.study.demand, coverage.facilities
    for place in np.flatnonzero(~same):
        row = sites.iloc[coverage.facility[place]]
        away_m = GEOD.inv(demand.lon[place], demand.lat[place], row["lon"], row["lat"])[2]
        assert away_m == pytest.approx(coverage.distance_m[place], rel=1e-4)
    assert coverage.by_status == scratch.by_status
    np.testing.assert_allclose(astuple(coverage.whole), astuple(scratch.whole), rtol=1e-12)
    for radius_m in RADII_M:
        ours, theirs = coverage_report(coverage, radius_m), coverage_report(scratch, radius_m)
        pd.testing.assert_frame_equal(ours.units, theirs.units, rtol=1e-12, atol=0)
        pd.testing.assert_frame_equal(ours.units[EXACT], theirs.units[EXACT], check_exact=True)
        assert (ours.covered, ours.uncovered) == (theirs.covered, theirs.uncovered)
        np.testing.assert_array_equal(ours.covered_area_km2, theirs.covered_area_km2)
        assert ours.outside == theirs.outside
    ours = coverage_report(coverage, RADII_M[1], Level.PREFECTURE)
    theirs = coverage_report(scratch, RADII_M[1], Level.PREFECTURE)
    pd.testing.assert_frame_equal(ours.units, theirs.units, rtol=1e-12, atol=0)


places = st.one_of(
    st.tuples(st.floats(100.9, 101.7), st.floats(35.9, 36.7)),
    st.sampled_from([(101.3, 36.3), (101.305, 36.305), (80.0, -20.0), NOWHERE]),
)
edits = st.tuples(st.sampled_from(["add", "remove", "move"]), st.integers(0, 9), places)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 99),
    st.booleans(),
    st.lists(places, max_size=5),
    st.lists(edits, min_size=1, max_size=4),
)
@example(1, True, [(101.3, 36.3), (101.3, 36.3)], [("remove", 0, NOWHERE), ("remove", 0, NOWHERE)])
@example(2, False, [(101.3, 36.3)], [("move", 0, NOWHERE), ("move", 0, (101.1, 36.1))])
def test_any_edits_come_to_what_is_measured_from_scratch(
    seed: int, cells: bool, start: list[Place], steps: list[Edit]
) -> None:
    study = toy_study(seed, cells=cells)
    ground = ground_of(study)
    coverage = frozen(tier_coverage(study, facilities(*start), NEAREST))
    for step in steps:
        coverage = frozen(edited(coverage, ground, step))
        assert_as_from_scratch(coverage)


def test_edits_in_a_real_province() -> None:
    study = load_study(Province.QINGHAI)
    ground = ground_of(study)
    coverage = frozen(tier_coverage(study, study.facilities[Tier.TOWNSHIP], NEAREST))
    moved = study.facilities[Tier.TOWNSHIP].iloc[[9]].assign(lon=101.77, lat=36.63)
    coverage = frozen(with_added(coverage, ground, moved))
    coverage = frozen(with_removed(coverage, ground, 30))
    coverage = frozen(with_moved(coverage, ground, 200, moved))
    assert len(coverage.facilities) == len(study.facilities[Tier.TOWNSHIP])
    assert_as_from_scratch(coverage)


def test_distances_after_edits_against_geodesics() -> None:
    study = toy_study(5, cells=True)
    ground = ground_of(study)
    coverage = tier_coverage(study, facilities((101.1, 36.1), (101.5, 36.5)), NEAREST)
    coverage = with_added(coverage, ground, facilities((101.2, 36.5)))
    coverage = with_moved(coverage, ground, 0, facilities((101.4, 36.2)))
    coverage = with_removed(coverage, ground, 1)
    sites = [(101.4, 36.2), (101.2, 36.5)]
    assert list(zip(coverage.facilities["lon"], coverage.facilities["lat"], strict=True)) == sites
    lon, lat = study.demand.lon, study.demand.lat
    away_m = np.array([GEOD.inv(lon, lat, np.full(60, x), np.full(60, y))[2] for x, y in sites])
    np.testing.assert_allclose(coverage.distance_m, away_m.min(axis=0), rtol=1e-4)
    np.testing.assert_array_equal(coverage.facility, away_m.argmin(axis=0))


def test_raising_a_facility_is_taking_it_from_one_tier_to_another() -> None:
    study = toy_study(6, cells=True)
    ground = ground_of(study)
    townships = facilities((101.1, 36.1), (101.5, 36.5))
    lower = tier_coverage(study, townships, NEAREST)
    upper = tier_coverage(study, facilities((101.3, 36.3)), Criterion(Tier.COUNTY))
    raised = with_added(upper, ground, townships.iloc[[1]])
    assert raised.criterion == Criterion(Tier.COUNTY)
    assert np.all(raised.distance_m <= upper.distance_m)
    left = with_removed(lower, ground, 1)
    assert np.all(left.distance_m >= lower.distance_m)
    assert_as_from_scratch(raised)
    assert_as_from_scratch(left)


@pytest.mark.parametrize("kind", ["add", "remove", "move"])
def test_where_several_have_to_be_near_all_is_measured_again(kind: str) -> None:
    study = toy_study(7, cells=True)
    ground = ground_of(study)
    sites = facilities((101.1, 36.1), (101.5, 36.5), (101.2, 36.4))
    coverage = frozen(tier_coverage(study, sites, Criterion(Tier.TOWNSHIP, at_least=2)))
    assert_as_from_scratch(edited(coverage, ground, (kind, 1, (101.3, 36.2))))


def test_only_what_an_edit_touches_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    study = toy_study(8, cells=True)
    ground = ground_of(study)
    sites = facilities(*((101 + x / 10, 36 + y / 10) for x in range(6) for y in range(6)))
    coverage = tier_coverage(study, sites, NEAREST)
    asked: list[int] = []

    def counted(
        lon: Floats, lat: Floats, site_lon: Floats, site_lat: Floats, progress: Progress = silent
    ) -> tuple[Floats, npt.NDArray[np.int64]]:
        asked.append(len(lon))
        return nearest_distance_m(lon, lat, site_lon, site_lat, progress)

    for module in (straight_line, place_groups):
        monkeypatch.setattr(module, "nearest_distance_m", counted)
    row = int(np.bincount(coverage.facility).argmax())
    with_removed(coverage, ground, row)
    assert asked == [np.count_nonzero(coverage.facility == row)]
    asked.clear()
    with_added(coverage, ground, facilities((101.305, 36.305)))
    # The centres of the units, and then the few places that may be nearer.
    assert asked[0] == coverage.index.units
    assert 0 < asked[1] < len(study.demand.lon) / 2
    asked.clear()
    with_added(coverage, ground, facilities((80.0, -20.0)))
    assert asked[1] == 0


def test_a_facility_without_a_position_changes_no_figure() -> None:
    study = toy_study(9, cells=True)
    coverage = tier_coverage(study, facilities((101.1, 36.1)), NEAREST)
    more = with_added(coverage, ground_of(study), facilities(NOWHERE, status=Status.USER))
    np.testing.assert_array_equal(more.distance_m, coverage.distance_m)
    assert (len(more.facilities), more.by_status) == (2, {Status.MAPPED: 1})


def test_people_nowhere_and_no_people_at_all() -> None:
    nobody = np.zeros(2)
    lost = np.full(2, np.nan)
    demand = Demand(lost, lost, nobody, np.array([0, -1], dtype=np.int32), toy_units(), None)
    study = Study(None, demand, {})
    coverage = tier_coverage(study, facilities((101.1, 36.1)), NEAREST)
    ground = ground_of(study)
    for step in [("add", 0, (101.2, 36.2)), ("remove", 0, NOWHERE), ("move", 0, (101.0, 36.0))]:
        coverage = edited(coverage, ground, step)
        assert_as_from_scratch(coverage)
        assert np.isnan(astuple(coverage.whole)).all()


def test_what_cannot_be_edited_is_refused() -> None:
    study = toy_study(10, cells=True)
    coverage = tier_coverage(study, facilities((101.1, 36.1)), NEAREST)
    ground = ground_of(study)
    for row in (-1, 1):
        with pytest.raises(IndexError, match="facility"):
            with_removed(coverage, ground, row)
        with pytest.raises(IndexError, match="facility"):
            with_moved(coverage, ground, row, facilities((101.1, 36.1)))
    for several in (facilities(), facilities((101.1, 36.1), (101.2, 36.2))):
        with pytest.raises(ValueError, match="one facility"):
            with_added(coverage, ground, several)
        with pytest.raises(ValueError, match="one facility"):
            with_moved(coverage, ground, 0, several)


@pytest.mark.parametrize("at_least", [1, 2])
@pytest.mark.parametrize("kind", ["add", "remove", "move", "ground"])
def test_work_tells_how_far_it_is_and_can_be_stopped(kind: str, at_least: int) -> None:
    def stop(fraction: float) -> None:
        raise Cancelled

    study = toy_study(11, cells=True)
    sites = facilities((101.1, 36.1), (101.2, 36.2))
    coverage = tier_coverage(study, sites, Criterion(Tier.TOWNSHIP, at_least=at_least))
    ground = ground_of(study)
    new = facilities((101.3, 36.3))
    work: dict[str, Callable[[Progress], object]] = {
        "add": lambda progress: with_added(coverage, ground, new, progress),
        "remove": lambda progress: with_removed(coverage, ground, 0, progress),
        "move": lambda progress: with_moved(coverage, ground, 0, new, progress),
        "ground": lambda progress: ground_of(study, progress),
    }
    told: list[float] = []
    work[kind](told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    with pytest.raises(Cancelled):
        work[kind](stop)
