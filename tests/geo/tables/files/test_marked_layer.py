"""A layer saved under a what-if: every edit is told, by a plain reading of the edits."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data.facility_key import FacilityKey
from data.project.project import Project, Site, bundled_layer, new_project
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier
from geo.study.edited_facilities import edited_frames
from geo.tables.files.marked_layer import ToldLayer, told_layer

TIERS = (Tier.COUNTY, Tier.TOWNSHIP, Tier.VILLAGE)
PLACE = Site(101.55, 36.2, 630102)


def table(tier: Tier, count: int) -> gpd.GeoDataFrame:
    rows: dict[str, object] = {column.value: "" for column in FacilityColumn}
    rows |= {
        FacilityColumn.ID.value: [f"{tier}-{number}" for number in range(count)],
        FacilityColumn.NAME.value: [f"院{number}" for number in range(count)],
        FacilityColumn.TIER.value: tier.value,
        FacilityColumn.ADCODE.value: np.full(count, 630102, dtype=np.int32),
        FacilityColumn.LON.value: 101 + 0.1 * np.arange(count),
        FacilityColumn.LAT.value: np.full(count, 36.0),
        FacilityColumn.STATUS.value: Status.MAPPED.value,
        FacilityColumn.POSITION_ERROR_M.value: 200.0,
        FacilityColumn.BEDS.value: np.nan,
        FacilityColumn.STAFF.value: np.nan,
    }
    frame = pd.DataFrame(rows, index=range(count))
    shapes = gpd.points_from_xy(101 + 0.1 * np.arange(count), np.full(count, 36.0))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


@pytest.fixture
def frames() -> dict[str, gpd.GeoDataFrame]:
    return {tier.value: table(tier, count) for tier, count in zip(TIERS, (3, 6, 0), strict=True)}


@pytest.fixture
def project() -> Project:
    layers = tuple(bundled_layer(tier) for tier in TIERS)
    return replace(new_project(Province.QINGHAI), layers=layers)


def told(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame], layer: Tier, language: Language
) -> ToldLayer | None:
    edited = edited_frames(project, frames)
    return told_layer(layer.value, project.edits, edited, frames[layer.value], language)


def key(tier: Tier, number: int) -> FacilityKey:
    return FacilityKey(tier.value, f"{tier}-{number}")


def marks(frame: gpd.GeoDataFrame) -> dict[str, str]:
    named = zip(frame[FacilityColumn.NAME], frame["what_if"], strict=True)
    return {name: mark for name, mark in named if mark}


@pytest.mark.parametrize("language", list(Language))
def test_each_edit_is_told_in_its_layer(
    project: Project, frames: dict[str, gpd.GeoDataFrame], language: Language
) -> None:
    town = Tier.TOWNSHIP
    project = project.with_added(town, PLACE, "新院").with_removed(key(town, 0), "院0")
    project = project.with_moved(key(town, 2), "院2", PLACE)
    project = project.with_raised(key(town, 3), "院3", Tier.COUNTY)
    project = project.with_moved(key(town, 4), "院4", PLACE)
    project = project.with_raised(key(town, 4), "院4", Tier.COUNTY)
    of_town = told(project, frames, town, language)
    assert of_town is not None
    assert marks(of_town.frame) == {"院2": "moved", "新院": "added"}
    assert marks(of_town.gone) == {"院0": "removed", "院3": "raised", "院4": "moved;raised"}
    assert of_town.gone_rows.tolist() == [0, 3, 4]
    # What is gone is told as it was.
    assert set(of_town.gone[FacilityColumn.STATUS]) == {Status.MAPPED.value}
    assert of_town.gone.geometry.x.tolist() == pytest.approx([101.0, 101.3, 101.4])
    note = of_town.frame.set_index(FacilityColumn.NAME)["what_if_note"]
    assert "101.55000, 36.20000" in note["院2"]
    assert "101.20000, 36.00000" in note["院2"]
    assert note["院1"] == ""
    of_county = told(project, frames, Tier.COUNTY, language)
    assert of_county is not None
    assert marks(of_county.frame) == {"院3": "raised", "院4": "moved;raised"}
    assert of_county.gone.empty
    assert told(project, frames, Tier.VILLAGE, language) is None


def test_an_edit_taken_back_is_not_told(
    project: Project, frames: dict[str, gpd.GeoDataFrame]
) -> None:
    edited = project.with_removed(key(Tier.COUNTY, 1), "院1")
    assert told(edited, frames, Tier.COUNTY, Language.EN) is not None
    back = edited.without_edit(edited.edits[0])
    assert told(back, frames, Tier.COUNTY, Language.EN) is None
