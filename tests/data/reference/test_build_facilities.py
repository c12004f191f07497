"""The rules by which hospitals get into the table, each on a world to check by hand."""

from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from data.bundled.build.facilities.facility import Facility, mapped_facility
from data.bundled.build.facilities.hospitals import assumed_county, county_hospitals, listed_county
from data.bundled.build.facilities.names import Township
from data.bundled.build.facilities.osm import Feature, Finding, Kind, Reason
from data.bundled.build.facilities.regional import (
    CITY_ERROR_M,
    Prefectures,
    city_hospitals,
    listed_regional,
    served_districts,
    with_highest,
)
from data.bundled.build.facilities.specialities import Specialities
from data.bundled.build.facilities.table import with_shared_positions
from data.bundled.build.facilities.townships import township_rows
from data.bundled.build.people.cells import Cells
from data.bundled.build.people.demand import DemandRaster
from data.bundled.build.people.settled import SettledPlaces
from data.bundled.build.places.counties import Counties
from data.bundled.build.records import GradedHospital, Position, TownshipRow, read_townships
from data.schema import Province, Speciality, Status, Tier

DISTRICT, COUNTY = 510101, 510121
KINDS = Specialities({"甲市第四人民医院": Speciality.PSYCHIATRIC})


def units() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "adcode": [DISTRICT, COUNTY],
            "name": ["东区", "乙县"],
            "prefecture_adcode": 510100,
            "prefecture": "甲市",
            "province": Province.SICHUAN.value,
        }
    )


def settled() -> SettledPlaces:
    """People live in two cells: one of the district, one of the county."""
    people = np.array([[1024, 1024]], dtype=np.int32)
    adcode = np.array([[DISTRICT, COUNTY]], dtype=np.int32)
    raster = DemandRaster(Cells(10_000, 3_001, np.zeros((1, 2), np.int64)), people, people, adcode)
    return SettledPlaces({"sichuan": raster}, units(), [])


def prefectures() -> Prefectures:
    return Prefectures.of(units(), {510100: DISTRICT}, settled())


def feature(osm_id: int, name: str, lon: float, adcode: int = DISTRICT) -> Feature:
    return Feature(osm_id, "hospital", name, adcode, lon, 30.0)


def listed(name: str, *osm_ids: int, level: str = "regional", also: str = "") -> GradedHospital:
    adcode = COUNTY if level == "county" else None
    names = tuple(each for each in also.split(";") if each)
    return GradedHospital(name, level, adcode, osm_ids, "甲市", names)


def regional(graded: list[GradedHospital], *features: Feature) -> list[Facility]:
    known = {each.osm_id: each for each in features}
    return listed_regional(graded, known, set(), set(), prefectures(), KINDS)


def test_a_listed_hospital_on_the_map_stands_there() -> None:
    (row,) = regional([listed("甲市人民医院", 1)], feature(1, "甲市人民医院", 100.2))
    assert (row.tier, row.status, row.position_source) == (Tier.REGIONAL, Status.MAPPED, "osm")
    assert (row.lon, row.grade, row.grade_known) == (100.2, "三甲", True)
    assert row.source == "tertiary-2024;osm-1"


def test_a_listed_hospital_that_no_map_shows_stands_at_the_seat_of_its_prefecture() -> None:
    (row,) = regional([listed("甲市中医医院")])
    assert (row.status, row.adcode, row.tier) == (Status.REPORTED, DISTRICT, Tier.REGIONAL)
    assert row.position_error_m >= CITY_ERROR_M
    assert row.speciality is Speciality.TCM
    assert row.source == "tertiary-2024"


def test_a_private_hospital_of_the_list_is_in_no_tier() -> None:
    assert regional([listed("甲市私立医院", level="private")]) == []


def test_a_second_campus_counts_where_the_map_names_it() -> None:
    rows = regional(
        [listed("甲市人民医院", 1, 2)],
        feature(1, "甲市人民医院", 100.2),
        feature(2, "甲市人民医院（新院区）", 100.4),
    )
    assert [row.name for row in rows] == ["甲市人民医院", "甲市人民医院（新院区）"]


@pytest.mark.parametrize("name", ["甲市人民医院", "甲市老医院"])
def test_a_second_entry_without_a_campus_repeats_the_first(name: str) -> None:
    """Under the same name, or under a former one."""
    rows = regional(
        [listed("甲市人民医院", 1, 2, also="甲市老医院")],
        feature(1, "甲市人民医院", 100.2),
        feature(2, name, 100.4),
    )
    assert [row.name for row in rows] == ["甲市人民医院"]


def city(*features: Feature, there: tuple[Facility, ...] = ()) -> list[Facility]:
    findings = [Finding(each, reason=Reason.CITY_GRADE_UNKNOWN) for each in features]
    graded = [listed("甲市人民医院", 1, also="甲市老医院")]
    return city_hospitals(findings, there, graded, prefectures(), KINDS)[0]


def test_a_city_hospital_that_no_list_names_is_of_the_county_tier() -> None:
    (row,) = city(feature(2, "甲市第二人民医院", 100.2))
    assert (row.tier, row.status, row.remark) == (Tier.COUNTY, Status.MAPPED, "city")
    assert not row.grade_known


def test_a_city_hospital_under_a_listed_name_or_on_its_grounds_is_no_other() -> None:
    there = mapped_facility(feature(1, "甲市人民医院", 100.2), Tier.REGIONAL)
    old = feature(2, "甲市老医院", 100.6)
    near = feature(3, "甲市第九人民医院", 100.2005)
    assert city(old, near, there=(there,)) == []


def test_two_entries_of_a_city_hospital_without_a_campus_are_one() -> None:
    rows = city(feature(3, "甲市妇幼保健院", 100.2), feature(2, "甲市妇幼保健院", 100.6))
    assert [row.id for row in rows] == ["osm-2"]
    assert rows[0].speciality is Speciality.MATERNITY


def test_a_mapped_city_hospital_takes_the_place_of_the_one_assumed_in_its_district() -> None:
    general = city(feature(2, "甲市第二人民医院", 100.2))
    served = served_districts(general, units())
    assert served == {DISTRICT}
    assert [row.name for row in assumed_county(units(), served, settled())] == ["乙县人民医院"]


def test_a_county_keeps_its_own_hospital_and_so_does_a_district_with_a_psychiatric_one() -> None:
    of_county = city(feature(2, "甲市第二人民医院", 100.2, COUNTY))
    psychiatric = city(feature(3, "甲市第四人民医院", 100.2))
    assert psychiatric[0].speciality is Speciality.PSYCHIATRIC
    assert served_districts([*of_county, *psychiatric], units()) == set()


def test_a_prefecture_without_a_regional_hospital_has_its_city_hospital_raised() -> None:
    rows = city(feature(2, "甲市第二人民医院", 100.2))
    (row,) = with_highest(rows, prefectures())
    assert (row.id, row.tier, row.remark) == ("osm-2", Tier.REGIONAL, "highest-of-prefecture")
    assert not row.grade_known


def test_without_a_city_hospital_one_is_assumed_at_the_seat() -> None:
    (row,) = with_highest([], prefectures())
    assert (row.name, row.adcode, row.status) == ("甲市人民医院", DISTRICT, Status.ASSUMED)
    assert (row.tier, row.remark) == (Tier.REGIONAL, "highest-of-prefecture")
    assert row.position_error_m >= CITY_ERROR_M


def test_a_regional_hospital_for_some_patients_alone_does_not_fill_a_prefecture() -> None:
    psychiatric = regional([listed("甲市第四人民医院")])
    assert len(with_highest(psychiatric, prefectures())) == 2
    general = regional([listed("甲市人民医院")])
    assert with_highest(general, prefectures()) == general


def test_a_listed_county_hospital_is_reported_and_none_is_assumed_beside_it() -> None:
    graded = [listed("乙县人民医院", level="county"), listed("乙县中医院", level="county")]
    rows = listed_county(graded, [], settled(), KINDS)
    assert [row.id for row in rows] == [f"listed-{COUNTY}-1", f"listed-{COUNTY}-2"]
    assert {row.status for row in rows} == {Status.REPORTED}
    assert [row.speciality for row in rows] == [Speciality.GENERAL, Speciality.TCM]
    assert listed_county(graded, rows, settled(), KINDS) == []


def test_a_graded_feature_of_a_county_is_taken_whatever_its_name_says() -> None:
    found = Finding(feature(5, "乙县骨伤医院", 100.2, COUNTY), reason=Reason.OTHER_HOSPITAL)
    grades = {5: listed("乙县骨伤医院", 5, level="county")}
    rows, _, served = county_hospitals([found], grades, set(), KINDS)
    assert [(row.grade, row.speciality) for row in rows] == [("三甲", Speciality.ORTHOPAEDIC)]
    assert served == set()


def test_estimated_places_that_hospitals_share_are_said() -> None:
    (one,) = regional([listed("甲市人民医院")])
    other = replace(one, id="other")
    apart = replace(one, id="apart", lon=101.0)
    mapped = replace(one, id="mapped", position_source="osm")
    rows = with_shared_positions([one, other, apart, mapped])
    assert [row.remark for row in rows] == ["position-shared", "position-shared", "", ""]


@pytest.mark.parametrize(
    ("name", "speciality"),
    [
        ("甲市第四人民医院（东院区）", Speciality.PSYCHIATRIC),
        ("甲市妇女儿童医院", Speciality.MATERNITY),
        ("甲省儿童医院", Speciality.CHILDREN),
        ("甲市中西医结合医院", Speciality.TCM),
        ("甲区中医骨伤医院", Speciality.ORTHOPAEDIC),
        ("甲市精神卫生中心", Speciality.PSYCHIATRIC),
        ("甲省心血管病医院", Speciality.CARDIOVASCULAR),
        ("甲市康复医院", Speciality.REHABILITATION),
        ("甲市人民医院", Speciality.GENERAL),
    ],
)
def test_who_is_treated_is_told_by_a_table_or_the_name(name: str, speciality: Speciality) -> None:
    assert KINDS.of(name) is speciality


def test_general_and_chinese_medicine_take_everybody() -> None:
    taking = {each for each in Speciality if each.takes_everybody}
    assert taking == {Speciality.GENERAL, Speciality.TCM}


def test_a_township_without_a_seat_takes_that_of_the_one_that_shares_its_villages(
    tmp_path: Path,
) -> None:
    table, further = tmp_path / "townships.csv", tmp_path / "villages.csv"
    table.write_text(
        "code,name,county_code,lon,lat,position_source,position_error_km\n"
        "510121100,丙镇,510121,100.1,30.0,geonames,1.0\n"
        "510121101,丁镇,510121,,,,\n"
        "510121102,戊镇,510121,,,,\n",
        encoding="utf-8",
    )
    further.write_text(
        "code,name,adcode,lon,lat,half_diag_km,shared_villages,via_old_town\n"
        "510121100,丙镇,510121,100.9,30.0,4.0,3,丙乡\n"
        "510121101,丁镇,510121,100.2,30.0,4.5,5,丁乡\n",
        encoding="utf-8",
    )
    rows = read_townships(table, further)
    assert [row.position for row in rows] == [
        Position(100.1, 30.0, "geonames", 1000),
        Position(100.2, 30.0, "shared-villages", 4500),
        None,
    ]
    shape = geopandas.GeoDataFrame(
        {"adcode": [COUNTY]}, geometry=[shapely.box(100.0, 29.0, 101.0, 31.0)], crs="EPSG:4326"
    )
    found = township_rows([], rows, set(), set(), Counties(shape))
    assert [row.name for row in found.facilities] == ["丙镇卫生院", "丁镇卫生院"]
    assert [row["name"] for row in found.unplaced] == ["戊镇"]


def test_a_mapped_health_centre_stands_before_a_seat_by_villages() -> None:
    town = Township("510121101", "丁镇", COUNTY)
    row = TownshipRow(town, Position(100.2, 30.0, "shared-villages", 4500))
    mapped = Finding(feature(7, "丁镇卫生院", 100.3, COUNTY), Kind.TOWNSHIP, town)
    shape = geopandas.GeoDataFrame(
        {"adcode": [COUNTY]}, geometry=[shapely.box(100.0, 29.0, 101.0, 31.0)], crs="EPSG:4326"
    )
    found = township_rows([mapped], [row], set(), set(), Counties(shape))
    assert [each.status for each in found.facilities] == [Status.MAPPED]
