"""Edited tables against a plain model of them, and the coverage made from another one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.project import Criterion, Project, Site, bundled_layer, new_project
from data.reference.catalog import Level, read_boundaries
from data.reference.demand import Demand
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier
from geo.coverage.edited_coverage import edited_coverage
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.coverage.updates import ground_of
from geo.study.edited_facilities import (
    EditedFrames,
    edit_title,
    edited_frames,
    site_at,
    what_if_notes,
)
from geo.study.study import Study, counted_facilities

TIERS = (Tier.COUNTY, Tier.TOWNSHIP, Tier.VILLAGE)
IN_QINGHAI, IN_SHANXI, NOWHERE = 630102, 140105, 0
Known = dict[FacilityKey, tuple[str, float, float]]


def table(tier: Tier, count: int) -> gpd.GeoDataFrame:
    lon, lat = 101 + 0.1 * np.arange(count), np.full(count, 36.0)
    rows: dict[str, object] = {column.value: "" for column in FacilityColumn}
    rows |= {
        FacilityColumn.ID.value: [f"{tier}-{number}" for number in range(count)],
        FacilityColumn.NAME.value: [f"院{number}" for number in range(count)],
        FacilityColumn.TIER.value: tier.value,
        FacilityColumn.PROVINCE.value: Province.QINGHAI.value,
        FacilityColumn.ADCODE.value: np.full(count, IN_QINGHAI, dtype=np.int32),
        FacilityColumn.LON.value: lon,
        FacilityColumn.LAT.value: lat,
        FacilityColumn.STATUS.value: Status.MAPPED.value,
        FacilityColumn.POSITION_SOURCE.value: "osm",
        FacilityColumn.POSITION_ERROR_M.value: 200.0,
        FacilityColumn.BEDS.value: np.nan,
        FacilityColumn.STAFF.value: np.nan,
    }
    frame = pd.DataFrame(rows, index=range(count))
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(lon, lat), crs=CRS)


@pytest.fixture
def frames() -> dict[str, gpd.GeoDataFrame]:
    return {tier.value: table(tier, count) for tier, count in zip(TIERS, (3, 4, 0), strict=True)}


@pytest.fixture
def project() -> Project:
    layers = tuple(bundled_layer(tier) for tier in TIERS)
    return replace(new_project(Province.QINGHAI), layers=layers)


def known(edited: EditedFrames) -> Known:
    """Return layer, lon and lat of every facility, found through the rows."""
    found: Known = {}
    for layer_id, frame in edited.frames.items():
        for row, (lon, lat) in enumerate(zip(frame["lon"], frame["lat"], strict=True)):
            key = edited.key_of(layer_id, row)
            assert key is not None
            assert edited.row_of(key) == (layer_id, row)
            found[key] = layer_id, lon, lat
    return found


def test_without_edits_the_tables_are_the_same(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame]
) -> None:
    edited = edited_frames(project, frames)
    assert all(edited.frames[each] is frame for each, frame in frames.items())


@dataclass(frozen=True)
class Step:
    kind: str
    number: int
    tier: Tier
    site: Site


steps = st.builds(
    Step,
    st.sampled_from(["add", "remove", "move", "raise"]),
    st.integers(0, 20),
    st.sampled_from(TIERS),
    st.builds(Site, st.floats(90, 110), st.floats(30, 40), st.just(IN_QINGHAI)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=8))
def test_any_edits_come_to_what_a_plain_model_says(todo: list[Step]) -> None:
    tables = {tier.value: table(tier, count) for tier, count in zip(TIERS, (3, 4, 0), strict=True)}
    layers = tuple(bundled_layer(tier) for tier in TIERS)
    project = replace(new_project(Province.QINGHAI), layers=layers)
    model = known(EditedFrames(tables))
    for step in todo:
        keys = sorted(model, key=lambda key: (key.layer, key.id))
        key = keys[step.number % len(keys)] if keys else None
        if step.kind == "add" or key is None:
            project = project.with_added(step.tier, step.site, "新")
            key = project.edits[-1].facility
            model[key] = step.tier.value, step.site.lon, step.site.lat
        elif step.kind == "remove":
            project = project.with_removed(key, "院")
            del model[key]
        elif step.kind == "move":
            project = project.with_moved(key, "院", step.site)
            model[key] = model[key][0], step.site.lon, step.site.lat
        else:
            project = project.with_raised(key, "院", step.tier)
            model[key] = step.tier.value, *model[key][1:]
    edited = edited_frames(project, tables)
    assert known(edited) == model
    for layer_id, frame in edited.frames.items():
        assert (frame["tier"] == layer_id).all()
        assert list(frame.index) == list(range(len(frame)))
        assert frame.crs == CRS
        np.testing.assert_array_equal(frame.geometry.x, frame["lon"])
        np.testing.assert_array_equal(frame.geometry.y, frame["lat"])
        assert_rows_are_traced(edited, layer_id, tables[layer_id])


def assert_rows_are_traced(edited: EditedFrames, layer_id: str, given: gpd.GeoDataFrame) -> None:
    """What an edit touched says so; the rest is the row it was."""
    frame = edited.frames[layer_id]
    rows = edited.source_rows.get(layer_id, np.arange(len(given)))
    assert len(rows) == len(frame)
    real = frame["status"] != Status.WHAT_IF
    assert (rows[real] >= 0).all()
    same = frame[real].reset_index(drop=True)
    expected = given.iloc[rows[real]].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(same), pd.DataFrame(expected), check_dtype=False)


def test_an_edited_row_says_what_it_is(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame]
) -> None:
    moved, raised = FacilityKey("county", "county-0"), FacilityKey("township", "township-1")
    project = project.with_moved(moved, "院0", Site(99.0, 35.0, IN_QINGHAI))
    project = project.with_raised(raised, "院1", Tier.COUNTY)
    project = project.with_added(Tier.COUNTY, Site(98.0, 35.0, IN_QINGHAI), "新院")
    rows = edited_frames(project, frames).frames["county"].set_index("id")
    assert rows["status"].to_list() == ["what-if", "mapped", "mapped", "what-if", "what-if"]
    assert rows.loc["county-0", "name"] == "院0"
    assert rows.loc["county-0", "position_source"] == "what-if"
    assert rows.loc["county-0", "position_error_m"] == 0
    # It stands where it stood: what was known of its place still is.
    assert rows.loc["township-1", "position_source"] == "osm"
    assert rows.loc["township-1", "position_error_m"] == 200
    assert rows.loc["what-if-1", "name"] == "新院"
    assert rows["beds"].isna().all()


def test_what_is_added_in_another_province_is_not_here(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame]
) -> None:
    project = project.with_added(Tier.COUNTY, Site(112.0, 37.0, IN_SHANXI), "")
    project = project.with_added(Tier.COUNTY, Site(99.0, 37.0, NOWHERE), "")
    assert len(edited_frames(project, frames).frames["county"]) == 4
    everywhere = replace(project, province=None)
    assert len(edited_frames(everywhere, frames).frames["county"]) == 5


def test_an_edit_of_what_is_not_there_does_nothing(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame]
) -> None:
    for key in (FacilityKey("county", "x"), FacilityKey("user_1", "user-1")):
        edited = edited_frames(project.with_removed(key, ""), frames)
        assert all(edited.frames[each] is frame for each, frame in frames.items())


def test_a_facility_that_leaves_for_no_layer_is_gone(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame]
) -> None:
    key = FacilityKey("county", "county-0")
    edited = edited_frames(project.with_raised(key, "", Tier.REGIONAL), frames)
    assert edited.row_of(key) is None
    assert len(edited.frames["county"]) == 2


def toy_study() -> Study:
    rng = np.random.default_rng(5)
    units = pd.DataFrame(
        {
            "adcode": [630102, 630103],
            "name": ["甲", "乙"],
            "pinyin": ["Jia", "Yi"],
            "province": "qinghai",
            "prefecture_adcode": 630100,
            "prefecture": "丙",
        }
    )
    lattice = rng.choice(3600, 200, replace=False)
    lon, lat = 101 + (lattice % 60 + 0.5) / 100, 35.7 + (lattice // 60 + 0.5) / 100
    unit = rng.integers(-1, 2, 200).astype(np.int32)
    demand = Demand(lon, lat, rng.uniform(0, 900, 200), unit, units, None, 0.01)
    return Study(Province.QINGHAI, demand, {})


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 11), max_size=4),
    st.lists(st.tuples(st.floats(101, 101.6), st.floats(35.7, 36.3)), max_size=3),
)
def test_a_coverage_made_from_another_is_the_one_measured(
    gone: list[int], new: list[tuple[float, float]]
) -> None:
    study, criterion = toy_study(), Criterion(Tier.TOWNSHIP)
    layer = bundled_layer(Tier.TOWNSHIP)
    project = replace(new_project(Province.QINGHAI), layers=(layer,))
    frames = {"township": table(Tier.TOWNSHIP, 6)}
    before = tier_coverage(study, frames["township"], criterion)
    for number in gone:
        project = project.with_removed(FacilityKey("township", f"township-{number}"), "")
    for lon, lat in new:
        project = project.with_added(Tier.TOWNSHIP, Site(lon, lat, IN_QINGHAI), "")
    facilities = counted_facilities(project, edited_frames(project, frames).frames, criterion.tiers)
    made = edited_coverage(before, ground_of(study), facilities)
    measured = tier_coverage(study, facilities, criterion)
    np.testing.assert_array_equal(made.distance_m, measured.distance_m)
    assert made.by_status == measured.by_status
    assert sorted(made.facilities["id"]) == sorted(facilities["id"])
    ours, theirs = coverage_report(made, 9_000.0), coverage_report(measured, 9_000.0)
    pd.testing.assert_frame_equal(ours.units, theirs.units, rtol=1e-12)


def test_nothing_changed_is_nothing_measured() -> None:
    study, frame = toy_study(), table(Tier.TOWNSHIP, 6)
    before = tier_coverage(study, frame, Criterion(Tier.TOWNSHIP))
    assert edited_coverage(before, ground_of(study), frame.copy()) is before


def test_a_place_is_in_the_county_it_lies_in() -> None:
    site = site_at(101.78, 36.62, Province.QINGHAI, anywhere=False)
    counties = read_boundaries(Level.COUNTY, Province.QINGHAI)
    [county] = counties[counties.contains(Point(101.78, 36.62))]["adcode"]
    assert site == Site(101.78, 36.62, county)


@pytest.mark.parametrize(("lon", "lat"), [(36.62, 101.78 - 90), (112.5, 37.8), (0.0, 0.0)])
def test_a_place_outside_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(DataError) as refusal:
        site_at(lon, lat, Province.QINGHAI, anywhere=False)
    assert refusal.value.code == "what_if_outside"
    assert site_at(lon, lat, Province.QINGHAI, anywhere=True) == Site(lon, lat, 0)


@pytest.mark.parametrize("language", list(Language))
def test_edits_are_told_in_words(project: Project, language: Language) -> None:
    key = FacilityKey("county", "county-0")
    project = project.with_added(Tier.COUNTY, Site(99.0, 36.0, IN_QINGHAI), "")
    project = project.with_moved(key, "{0}院", Site(98.5, 36.0, IN_QINGHAI))
    project = project.with_raised(key, "{0}院", Tier.REGIONAL)
    project = project.with_removed(FacilityKey("county", "county-1"), "县医院")
    words = [edit_title(edit, language) for edit in project.edits]
    assert "99.00000, 36.00000" in words[0]
    assert Tier.COUNTY.label.in_language(language) in words[0]
    assert "98.50000, 36.00000" in words[1]
    assert "{0}院" in words[1]
    assert Tier.REGIONAL.label.in_language(language) in words[2]
    assert "县医院" in words[3]
    assert what_if_notes((), language) == []
    assert "4" in what_if_notes(project.edits, language)[0]
