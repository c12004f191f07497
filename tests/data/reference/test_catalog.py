"""The catalogue says of each file what the file says of itself."""

import hashlib

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely

from data.reference.catalog import (
    BUNDLED,
    Entry,
    Kind,
    Level,
    attributions,
    entries,
    entry_of,
    path_of,
    read_boundaries,
    read_facilities,
    read_townships,
    read_units,
    unplaced_townships,
)
from data.reference.sources import position_source_title, source_titles
from data.schema import FacilityColumn, Province, Status, Tier, UnitColumn

MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def everything() -> geopandas.GeoDataFrame:
    return read_facilities(None)


def by_id(entry: Entry) -> str:
    return entry.id


@pytest.mark.parametrize("entry", entries(), ids=by_id)
def test_file_has_the_hash_that_the_catalogue_gives(entry: Entry) -> None:
    assert hashlib.sha256(path_of(entry).read_bytes()).hexdigest() == entry.sha256


@pytest.mark.parametrize("entry", entries(), ids=by_id)
def test_file_has_the_rows_that_the_catalogue_gives(entry: Entry) -> None:
    path = path_of(entry)
    if entry.kind is Kind.DEMAND:
        with rasterio.open(path) as file:
            found = int((file.read(3) > 0).sum())
    elif entry.tier:
        found = len(read_facilities(None, entry.tier))
    elif path.suffix == ".gpkg":
        found = pyogrio.read_info(path, layer=entry.layer)["features"]
    else:
        found = len(pd.read_csv(path))
    assert found == entry.rows


@pytest.mark.parametrize("entry", entries(), ids=by_id)
def test_file_has_the_crs_that_the_catalogue_gives(entry: Entry) -> None:
    path = path_of(entry)
    if entry.kind is Kind.DEMAND:
        with rasterio.open(path) as file:
            assert file.crs.to_string() == entry.crs
    elif path.suffix == ".gpkg":
        assert pyogrio.read_info(path, layer=entry.layer)["crs"] == entry.crs


@pytest.mark.parametrize("entry", entries(), ids=by_id)
def test_entry_says_everything_in_both_languages(entry: Entry) -> None:
    texts = [entry.title, entry.accuracy, *entry.credits]
    # Each norm names its own source, and none is shown on the map.
    texts += [entry.attribution] if entry.id != "norms" else []
    assert all(text.zh and text.en for text in texts)
    assert entry.source
    assert entry.licence
    assert entry.date
    assert "{" not in entry.title.zh + entry.title.en


def test_ids_are_unique_and_found() -> None:
    ids = [entry.id for entry in entries()]
    assert len(set(ids)) == len(ids)
    assert all(entry_of(each).id == each for each in ids)
    with pytest.raises(KeyError):
        entry_of("no such layer")


def test_every_bundled_file_is_in_the_catalogue() -> None:
    listed = {entry.file for entry in entries()} | {"catalog.toml", "__init__.py"}
    found = {path.name for path in BUNDLED.iterdir() if path.is_file()}
    assert found == listed


def test_bundled_folder_is_small() -> None:
    size = sum(path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file())
    assert size < 10 * MEBIBYTE


def test_only_the_cells_are_modelled() -> None:
    assert {entry.kind for entry in entries() if entry.modelled} == {Kind.DEMAND}
    assert all(entry.modelled for entry in entries() if entry.kind is Kind.DEMAND)


def test_counts_of_facilities_are_those_of_the_table() -> None:
    frame = read_facilities(None)
    keys = frame.groupby(["tier", "province", "status"]).size().to_dict()
    said = {
        (entry.tier.value, province.value, status.value): count
        for entry in entries()
        if entry.tier
        for province, by_status in entry.counts.items()
        for status, count in by_status.items()
    }
    assert said == keys


def test_credits_that_the_licences_ask_for_are_given() -> None:
    said = " ".join(title.zh for title in attributions())
    for name in ("天地图", "OpenStreetMap", "ODbL", "GeoNames", "JRC", "CC BY 4.0", "国家统计局"):
        assert name in said


def test_credits_are_said_once_and_only_for_what_is_used() -> None:
    assert len(set(attributions())) == len(attributions())
    assert attributions((entry_of("boundaries_county"),)) == entry_of("boundaries_county").credits
    assert attributions(()) == ()


@pytest.mark.parametrize("province", [*Province, None])
@pytest.mark.parametrize("tier", [*Tier, None])
def test_facilities_are_filtered_as_asked(
    everything: geopandas.GeoDataFrame, province: Province | None, tier: Tier | None
) -> None:
    mask = pd.Series(data=True, index=everything.index)
    if province:
        mask &= everything["province"] == province.value
    if tier:
        mask &= everything["tier"] == tier.value
    found = read_facilities(province, tier)
    assert list(found["id"]) == list(everything.loc[mask, "id"])
    assert list(found.columns) == [*(column.value for column in FacilityColumn), "geometry"]
    assert isinstance(found.index, pd.RangeIndex)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("province", [*Province, None])
def test_boundaries_are_filtered_and_sorted(level: Level, province: Province | None) -> None:
    frame = read_boundaries(level, province)
    assert list(frame["adcode"]) == sorted(frame["adcode"])
    assert {"adcode", "name", "pinyin", "province", "geometry"} <= set(frame.columns)
    assert frame.crs is not None
    assert frame.crs.to_epsg() == 4326
    if province:
        assert set(frame["province"]) == {province.value}


@pytest.mark.parametrize("province", [*Province, None])
def test_units_and_county_polygons_go_together(province: Province | None) -> None:
    units, counties = read_units(province), read_boundaries(Level.COUNTY, province)
    assert list(units.columns) == [column.value for column in UnitColumn]
    assert isinstance(units.index, pd.RangeIndex)
    for column in ("adcode", "name", "pinyin", "prefecture_adcode", "prefecture"):
        assert list(units[column]) == list(counties[column])


def test_unplaced_townships_are_of_the_province_asked_for() -> None:
    parts = [unplaced_townships(province) for province in Province]
    assert sum(map(len, parts)) == len(unplaced_townships(None))
    for province, part in zip(Province, parts, strict=True):
        assert set(part["adcode"] // 10000) == {province.adcode // 10000}


def test_townships_are_of_the_province_asked_for() -> None:
    everywhere = read_townships(None)
    parts = [read_townships(province) for province in Province]
    assert sum(map(len, parts)) == len(everywhere) == entry_of("townships").rows
    assert everywhere["code"].is_monotonic_increasing
    assert everywhere["code"].is_unique
    for province, part in zip(Province, parts, strict=True):
        assert set(part["adcode"] // 10000) == {province.adcode // 10000}
        assert isinstance(part.index, pd.RangeIndex)


def test_townships_have_a_position_or_none() -> None:
    townships = read_townships(None)
    placed = townships["lon"].notna()
    for column in ("lat", "position_error_m"):
        assert townships[column].dtype == float
        assert (townships[column].notna() == placed).all()
    assert ((townships["position_source"] != "") == placed).all()
    assert (townships["name"] != "").all()
    assert 0.7 < placed.mean() < 0.85
    unplaced = set(unplaced_townships(None)["code"])
    assert unplaced <= set(townships.loc[~placed, "code"])


def test_townships_stand_in_or_near_their_county() -> None:
    townships = read_townships(None).dropna(subset=["lon"])
    counties = read_boundaries(Level.COUNTY, None)
    known = townships[townships["adcode"].isin(counties["adcode"])]
    assert len(known) > 0.97 * len(townships)
    row = np.searchsorted(counties["adcode"].to_numpy(), known["adcode"].to_numpy())
    points = shapely.points(known["lon"].to_numpy(), known["lat"].to_numpy())
    assert shapely.intersects(counties.geometry.to_numpy()[row], points).mean() > 0.95


def test_a_table_handed_out_may_be_changed() -> None:
    townships = read_townships(None)
    townships["name"] = ""
    assert (read_townships(None)["name"] != "").all()


def test_every_source_and_position_has_words() -> None:
    frame = read_facilities(None)
    for code in frame["position_source"].unique():
        assert position_source_title(code).en != code
    for source in frame["source"].unique():
        titles = source_titles(source)
        assert titles
        assert all(title.en not in source for title in titles)
    real = set(Status) - {Status.USER, Status.WHAT_IF}
    assert frame["status"].isin([status.value for status in real]).all()
