"""The functions that make the bundled data, on worlds small enough to check by hand."""

import random
from fractions import Fraction
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.bundled.build.facilities.campuses import one_a_campus
from data.bundled.build.facilities.names import (
    Place,
    Township,
    displayed,
    match_township,
    split_campus,
    township_stem,
    unit_forms,
)
from data.bundled.build.facilities.osm import Feature, Finding, Kind, Reason, find_kind
from data.bundled.build.facilities.townships import kind_suffix, township_rows
from data.bundled.build.inputs import REQUIREMENTS, key_of
from data.bundled.build.people.cells import Cells, lay_cells
from data.bundled.build.people.demand import DENSITY_TENTHS, DemandRaster, cell_weights
from data.bundled.build.people.raking import divide, divide_by_group
from data.bundled.build.people.settled import SettledPlaces, box_sums
from data.bundled.build.places.counties import Counties, distance_m
from data.bundled.build.places.pinyin import Readings
from data.bundled.build.records import Position, TownshipRow
from data.bundled.build.write import write_demand, write_geopackage
from data.schema import Status

CHONGZHOU = Place.of("崇州市", "成都市", "四川省")
BEICHUAN = Place.of("北川羌族自治县", "绵阳市", "四川省")
TOWNS = [
    Township("510184107", "怀远镇", 510184),
    Township("510184003", "三江街道", 510184),
    Township("510184110", "文井江镇", 510184),
    Township("510184200", "鸡冠山乡", 510184),
]


def whole(values: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(values, dtype=np.int64)


def test_division_gives_what_is_left_to_the_largest_remainders() -> None:
    # Shares are 3.33, 3.33 and 3.33: the unit left over goes to the first.
    assert list(divide(10, whole([1, 1, 1]))) == [4, 3, 3]
    # Shares are 1.25, 2.5 and 1.25.
    assert list(divide(5, whole([1, 2, 1]))) == [1, 3, 1]
    assert list(divide(7, whole([0, 1, 0]))) == [0, 7, 0]


@given(
    st.integers(0, 10**6),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(lambda w: sum(w) > 0),
)
def test_division_is_exact_and_within_one_of_the_share(total: int, weights: list[int]) -> None:
    shares = divide(total, whole(weights))
    assert shares.sum() == total
    for share, weight in zip(shares.tolist(), weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1
        assert weight > 0 or share == 0


@pytest.mark.parametrize("weights", [[0, 0], [1, -1], [-1, 3]])
def test_division_needs_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        divide(3, whole(weights))


def test_division_refuses_what_would_overflow() -> None:
    with pytest.raises(ValueError, match="too large"):
        divide(2**40, whole([2**40]))


def test_groups_are_divided_each_by_itself() -> None:
    group, weights = whole([1, 0, 1, 0]), whole([1, 1, 3, 1])
    assert list(divide_by_group(whole([5, 8]), group, weights)) == [2, 3, 6, 2]


def square(west: float, south: float, side: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.box(west, south, west + side, south + side)])


def world(*shapes: shapely.MultiPolygon) -> geopandas.GeoDataFrame:
    codes = [510101 + index for index in range(len(shapes))]
    return geopandas.GeoDataFrame({"adcode": codes}, geometry=list(shapes), crs="EPSG:4326")


def test_a_cell_belongs_to_the_county_that_holds_its_centre() -> None:
    cells = lay_cells(world(square(100.0, 30.0, 0.05), square(100.05, 30.0, 0.05)))
    assert cells.county.shape == (5, 10)
    assert (cells.county[:, :5] == 0).all()
    assert (cells.county[:, 5:] == 1).all()
    assert cells.lon[0] == 100.005
    assert cells.lat[0] == 30.045


def test_a_county_too_small_for_a_centre_takes_the_nearest_cell() -> None:
    cells = lay_cells(world(square(100.0, 30.0, 0.05), square(100.0511, 30.0211, 0.002)))
    assert (cells.county == 1).sum() == 1
    row, col = np.argwhere(cells.county == 1)[0]
    assert cells.lon[col] == pytest.approx(100.055)
    assert cells.lat[row] == pytest.approx(30.025)


def test_weights_are_area_times_density() -> None:
    classes = np.array([30, 12, 10, 11], dtype=np.uint8)
    lat = np.array([30.0, 60.0, 30.0, 0.0])
    weights = cell_weights(classes, lat, whole([0, 0, 0, 0]))
    assert list(weights) == [8660 * DENSITY_TENTHS[30], 5000 * DENSITY_TENTHS[12], 0, 10000 * 20]


def test_a_county_of_water_weighs_by_area() -> None:
    classes = np.array([10, 255, 30], dtype=np.uint8)
    weights = cell_weights(classes, np.array([0.0, 60.0, 0.0]), whole([0, 0, 1]))
    assert list(weights) == [10000, 5000, 10000 * DENSITY_TENTHS[30]]


def raster(people: list[list[int]], codes: list[list[int]]) -> DemandRaster:
    county = np.array(codes, dtype=np.int64)
    cells = Cells(10000, 3000, county)
    bands = [np.array(band, dtype=np.int32) for band in (people, people, codes)]
    return DemandRaster(cells, *bands)


def test_box_sums_are_those_of_a_loop() -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(0, 100, (6, 7))
    for reach in (1, 2):
        expected = [
            [
                values[max(r - reach, 0) : r + reach + 1, max(c - reach, 0) : c + reach + 1].sum()
                for c in range(7)
            ]
            for r in range(6)
        ]
        assert box_sums(values, reach).tolist() == expected


def test_the_densest_place_is_looked_for_near_the_seat() -> None:
    people = [[1] * 30]
    people[0][2], people[0][25] = 50, 90
    toy = {"toy": raster(people, [[510101] * 30])}
    units = pd.DataFrame({"adcode": [510101], "name": ["甲县"]})
    far = SettledPlaces(toy, units, []).of(510101)
    assert far.lon == pytest.approx(100.245)  # the first cell beside the densest one
    assert far.source == "densest-settled"
    seat = TownshipRow(
        Township("510101100", "甲镇", 510101), Position(100.03, 29.995, "geonames", 1000.0)
    )
    near = SettledPlaces(toy, units, [seat]).of(510101)
    assert near.lon == pytest.approx(100.015)
    assert near.source == "densest-settled-near-seat"
    assert near.error_m < far.error_m


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("成华区人民医院（新院区）", ("成华区人民医院", "(新院区)")),
        ("富顺县中医院同心院区", ("富顺县中医院", "同心院区")),
        ("太原市中心医院(汾东院区)", ("太原市中心医院", "(汾东院区)")),
        ("江安县人民医院东区", ("江安县人民医院", "东区")),
        ("崇州市人民医院", ("崇州市人民医院", "")),
        ("中和社区卫生服务中心(", ("中和社区卫生服务中心", "(")),
    ],
)
def test_a_campus_is_told_from_the_hospital(name: str, expected: tuple[str, str]) -> None:
    assert split_campus(name) == expected


def test_units_are_written_in_several_ways() -> None:
    assert unit_forms("北川羌族自治县") == ("北川羌族自治县", "北川县", "北川")
    assert unit_forms("泸县") == ("泸县",)
    assert set(unit_forms("大柴旦行政委员会")) == {"大柴旦行政委员会", "大柴旦行委", "大柴旦"}
    assert "阿坝州" in unit_forms("阿坝藏族羌族自治州")


def test_a_stem_shared_with_the_prefecture_means_the_prefecture() -> None:
    place = Place.of("甘孜县", "甘孜藏族自治州", "四川省")
    assert place.after_county("甘孜县人民医院") == "人民医院"
    assert place.after_county("甘孜州人民医院") is None
    assert place.after_county("甘孜人民医院") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("上党区人民医院(新院区)", "上党区人民医院（新院区）"),
        ("兰溪市人民医院 (城西院区)", "兰溪市人民医院（城西院区）"),
        ("中和社区卫生服务中心(", "中和社区卫生服务中心"),
    ],
)
def test_brackets_are_shown_full_width(name: str, shown: str) -> None:
    assert displayed(name) == shown


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("怀远镇", "510184107"),
        ("怀远", "510184107"),
        ("三江镇", "510184003"),
        ("三江", "510184003"),
        ("成都三江街道", "510184003"),
        ("怀远镇三官", None),
        ("街子", None),
    ],
)
def test_a_health_centre_finds_its_township(place: str, code: str | None) -> None:
    found = match_township(place, TOWNS)
    assert (found.code if found else None) == code


def test_two_townships_of_one_stem_are_told_by_the_full_name() -> None:
    towns = [Township("1", "柯桥街道", 1), Township("2", "柯桥镇", 1)]
    found = match_township("柯桥镇", towns)
    assert found is not None
    assert found.code == "2"
    assert match_township("柯桥", towns) is None


@pytest.mark.parametrize(
    ("name", "stem"),
    [("怀远镇", "怀远"), ("浆洗街街道", "浆洗街"), ("界牌彝族乡", "界牌"), ("三江街道", "三江")],
)
def test_stems_of_townships(name: str, stem: str) -> None:
    assert township_stem(name) == stem


def feature(name: str, fclass: str = "hospital", osm_id: int = 1, lon: float = 103.7) -> Feature:
    return Feature(osm_id, fclass, name, 510184, lon, 30.6)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("崇州市人民医院", Kind.PEOPLE),
        ("成都市崇州市第二人民医院", Kind.PEOPLE),
        ("崇州人民医院（新院区）", Kind.PEOPLE),
        ("崇州市中心医院", Kind.PEOPLE),
        ("崇州市中医医院", Kind.TCM),
        ("崇州市妇幼保健计划生育服务中心", Kind.MATERNITY),
        ("怀远中心卫生院", Kind.TOWNSHIP),
        ("崇州市三江街道社区卫生服务中心", Kind.TOWNSHIP),
        ("怀远镇医院", Kind.TOWNSHIP),
        ("怀远镇三官社区卫生服务站", Kind.VILLAGE),
        ("香泉村卫生室", Kind.VILLAGE),
        ("怀远镇社区卫生服务中心三官社区卫生服务站", Kind.VILLAGE),
    ],
)
def test_public_facilities_are_known_by_their_names(name: str, kind: Kind) -> None:
    finding = find_kind(feature(name), CHONGZHOU, TOWNS)
    assert (finding.kind, finding.reason) == (kind, None)


@pytest.mark.parametrize(
    ("name", "fclass", "reason"),
    [
        ("崇州市人民医院（在建）", "hospital", Reason.PLANNED_OR_GONE),
        ("崇州市疾病预防控制中心", "hospital", Reason.PUBLIC_HEALTH),
        ("华西口腔医院", "hospital", Reason.DENTAL),
        ("怀远微笑", "dentist", Reason.DENTAL),
        ("西华大学医院", "hospital", Reason.SCHOOL_OR_COMPANY),
        ("浙江传媒学院卫生所", "clinic", Reason.SCHOOL_OR_COMPANY),
        ("王医生诊所", "clinic", Reason.PRIVATE_CLINIC),
        ("崇州市人民医院住院部", "building", Reason.PART_OF_HOSPITAL),
        ("崇州市人民医院（街子分院）", "hospital", Reason.BRANCH),
        ("成都市第三人民医院", "hospital", Reason.CITY_GRADE_UNKNOWN),
        ("崇州康复医院", "hospital", Reason.OTHER_HOSPITAL),
        ("怀远医院", "hospital", Reason.OTHER_HOSPITAL),
        ("卫生院", "hospital", Reason.NAME_SAYS_TOO_LITTLE),
        ("中国电信", "hospital", Reason.NOT_A_FACILITY),
    ],
)
def test_all_else_stays_out_for_a_reason(name: str, fclass: str, reason: Reason) -> None:
    finding = find_kind(feature(name, fclass), CHONGZHOU, TOWNS)
    assert (finding.kind, finding.reason) == (None, reason)


def test_an_autonomous_county_is_known_by_its_short_name() -> None:
    finding = find_kind(feature("北川县人民医院"), BEICHUAN, [])
    assert finding.kind is Kind.PEOPLE
    assert finding.own_name == "人民医院"


def test_features_of_one_campus_become_one() -> None:
    near = [
        feature("崇州市人民医院", "building", 1, 103.7),
        feature("成都市崇州市人民医院", "hospital", 2, 103.702),
        feature("崇州市人民医院(新院区)", "hospital", 3, 103.75),
    ]
    found = [find_kind(each, CHONGZHOU, TOWNS) for each in near]
    kept, repeats = one_a_campus([(each, each.own_name) for each in found])
    assert sorted(each.feature.osm_id for each in kept) == [2, 3]
    assert [each.feature.osm_id for each in repeats] == [1]


def test_what_is_kept_does_not_depend_on_the_order() -> None:
    found = [
        Finding(feature("怀远镇卫生院", osm_id=n, lon=103.7 + n / 1000), Kind.TOWNSHIP)
        for n in range(8)
    ]
    pairs = [(each, "怀远镇卫生院") for each in found]
    first = {each.feature.osm_id for each in one_a_campus(pairs)[0]}
    for seed in range(5):
        random.Random(seed).shuffle(pairs)
        assert {each.feature.osm_id for each in one_a_campus(pairs)[0]} == first


def test_each_township_is_placed_once_or_listed() -> None:
    shape = geopandas.GeoDataFrame(
        {"adcode": [510184]}, geometry=[square(103.0, 30.0, 1.0)], crs="EPSG:4326"
    )
    rows = [
        TownshipRow(TOWNS[0], Position(103.5, 30.7, "geonames", 1000.0)),
        TownshipRow(TOWNS[1], None),
        TownshipRow(TOWNS[2], Position(103.4, 30.7, "township-extent", 5000.0)),
        TownshipRow(TOWNS[3], Position(109.0, 30.7, "township-extent", 5000.0)),
        TownshipRow(Township("510184400", "经济技术开发区", 510184), None),
    ]
    mapped = Finding(feature("怀远中心卫生院", lon=103.5), Kind.TOWNSHIP, TOWNS[0])
    found = township_rows([mapped], rows, set(), set(), Counties(shape))
    assert [(row.id, row.status) for row in found.facilities] == [
        ("osm-1", Status.MAPPED),
        ("township-510184110", Status.ASSUMED),
    ]
    assert found.facilities[1].name == "文井江镇卫生院"
    # One has no position, the other one far outside its county.
    assert [row["name"] for row in found.unplaced] == ["三江街道", "鸡冠山乡"]
    assert found.no_township == 1


def test_kinds_of_township() -> None:
    assert kind_suffix("怀远镇") == "镇"
    assert kind_suffix("三江街道") == "街道"
    assert kind_suffix("永济监狱") is None


def test_points_find_their_county() -> None:
    counties = Counties(world(square(100.0, 30.0, 0.5), square(100.5, 30.0, 0.5)))
    found = counties.holding([100.2, 100.7, 100.5, 105.0], [30.2, 30.2, 30.2, 30.2])
    assert list(found) == [510101, 510102, 510101, 0]


def test_distance_to_a_county_is_that_to_its_edge() -> None:
    counties = Counties(world(square(100.0, 30.0, 0.5)))
    assert counties.distance_m(510101, 100.2, 30.2) == 0
    expected = distance_m(100.6, 30.2, 100.5, 30.2)
    assert counties.distance_m(510101, 100.6, 30.2) == pytest.approx(expected, rel=1e-4)


def toy_reader(hans: str) -> list[str]:
    sounds = {"西": "xi", "安": "an", "泸": "lu", "县": "xian", "绿": "lv", "长": "zhang"}
    return [sounds[each] for each in hans]


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("西安市", "Xi'an City"),
        ("泸县", "Luxian County"),
        ("绿县", "Lüxian County"),
        ("长治市", "Changzhi City"),
        ("安西省", "Anxi Province"),
    ],
)
def test_names_are_spelled(name: str, spelled: str) -> None:
    assert Readings(toy_reader).place(0, name) == spelled


def test_some_places_have_a_spelling_of_their_own() -> None:
    assert Readings(toy_reader).place(632801, "格尔木市") == "Golmud City"


def test_inputs_are_pinned_by_hash_and_name_no_registry() -> None:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert all("==" in line and " --hash=sha256:" in line for line in wanted)
    assert not any("://" in line or "index" in line.lower() for line in wanted)


def test_keys_tell_parts_apart() -> None:
    assert key_of(b"ab", b"c") != key_of(b"a", b"bc")
    assert key_of(b"ab") == key_of(b"ab")


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = world(square(100.0, 30.0, 0.5))
    toy = raster([[1024, 2048]], [[510101, 510101]])
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_geopackage(folder / "a.gpkg", {"first": frame, "second": frame})
        write_demand(folder / "a.tif", toy)
        written.append([(folder / file).read_bytes() for file in ("a.gpkg", "a.tif")])
    assert written[0] == written[1]


def test_a_raster_is_read_back_as_it_was(tmp_path: Path) -> None:
    write_demand(tmp_path / "a.tif", raster([[1024, 2048]], [[510101, 0]]))
    with rasterio.open(tmp_path / "a.tif") as file:
        assert file.read().tolist() == [[[1024, 2048]], [[1024, 2048]], [[510101, 0]]]
        assert file.transform.c == 100.0
        assert file.transform.f == 30.0
