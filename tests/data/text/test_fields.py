"""What a heading says of its column, and what the user says instead."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import DataError
from data.schema import Language
from data.text.fields import HEADINGS, Role, column_of, guess_columns, plain
from geo.words.wording import explain


@pytest.mark.parametrize(
    ("headings", "role", "found"),
    [
        (["ID", "NAME"], Role.NAME, "NAME"),
        (["name", "机构名称"], Role.NAME, "机构名称"),
        (["县区名", "常住人"], Role.NAME, "县区名"),
        (["常住人"], Role.POPULATION, "常住人"),
        (["床位数(张)"], Role.BEDS, "床位数(张)"),
        (["populatio"], Role.POPULATION, None),
        (["longitude", "lon"], Role.LON, "lon"),
        (["a"], Role.NAME, None),
        ([], Role.NAME, None),
        (["县（市、区）"], Role.COUNTY, "县（市、区）"),
        (["所属区县"], Role.COUNTY, "所属区县"),
        (["乡镇（街道）"], Role.TOWNSHIP, "乡镇（街道）"),
        (["详细地址"], Role.ADDRESS, "详细地址"),
        (["机构类别"], Role.KIND, "机构类别"),
        (["层级"], Role.TIER, "层级"),
        (["级别"], Role.GRADE, "级别"),
        (["人员数"], Role.STAFF, "人员数"),
        (["所属医共体"], Role.NETWORK, "所属医共体"),
        (["百度经度"], Role.LON, "百度经度"),
        (["bd_lat"], Role.LAT, "bd_lat"),
        (["GCJ02_Lng"], Role.LON, "GCJ02_Lng"),
        (["经度_wgs84"], Role.LON, "经度_wgs84"),
    ],
)
def test_headings(headings: list[str], role: Role, found: str | None) -> None:
    assert column_of(headings, role) == found


def test_a_list_of_a_health_commission() -> None:
    headings = [
        *("序号", "市（州）", "县（市、区）", "乡镇", "机构名称", "机构类别", "等级"),
        *("编制床位数（张）", "在岗人数", "详细地址", "经度", "纬度", "备注"),
    ]
    assert guess_columns(headings) == {
        Role.NAME: "机构名称",
        Role.LON: "经度",
        Role.LAT: "纬度",
        Role.KIND: "机构类别",
        Role.GRADE: "等级",
        Role.BEDS: "编制床位数（张）",
        Role.STAFF: "在岗人数",
        Role.PREFECTURE: "市（州）",
        Role.COUNTY: "县（市、区）",
        Role.TOWNSHIP: "乡镇",
        Role.ADDRESS: "详细地址",
    }


@pytest.mark.parametrize("reverse", [False, True])
def test_of_several_pairs_both_columns_are_of_one(reverse: bool) -> None:
    headings = ["bd_lng", "bd_lat", "高德经度", "高德纬度", "wgs84_lng", "wgs84_lat"]
    found = guess_columns(headings[::-1] if reverse else headings)
    assert (found[Role.LON], found[Role.LAT]) == ("wgs84_lng", "wgs84_lat")
    found = guess_columns(headings[:4][::-1] if reverse else headings[:4])
    assert (found[Role.LON], found[Role.LAT]) == ("高德经度", "高德纬度")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({Role.NAME: "b"}, {Role.NAME: "b", Role.LON: "lon"}),
        ({Role.BEDS: "name"}, {Role.BEDS: "name", Role.LON: "lon"}),
        ({Role.NAME: ""}, {Role.LON: "lon"}),
        ({Role.LON: "b", Role.LAT: "b"}, {Role.NAME: "name", Role.LON: "b", Role.LAT: "b"}),
        ({}, {Role.NAME: "name", Role.LON: "lon"}),
    ],
)
def test_what_the_user_says_counts(said: Mapping[Role, str], expected: dict[Role, str]) -> None:
    assert guess_columns(["name", "b", "lon"], said) == expected


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(DataError) as caught:
        guess_columns(["a", "b"], {Role.NAME: "c"})
    assert caught.value.code == "column_missing"
    for language in Language:
        assert "“c”" in explain(caught.value, language)
        assert ("a, b" if language is Language.EN else "a、b") in explain(caught.value, language)


def test_the_lists_hold_together() -> None:
    for role in Role:
        assert role.label.zh
        assert role.label.en
        assert len(set(HEADINGS[role])) == len(HEADINGS[role])
        assert all(plain(heading) == heading for heading in HEADINGS[role])
        # A heading in Chinese and its own title find the role.
        assert column_of([role.label.zh], role) == role.label.zh
    # Only what names a county or township may as well be the name of a row.
    meanings: dict[str, set[Role]] = {}
    for role in Role:
        for heading in HEADINGS[role]:
            meanings.setdefault(heading, set()).add(role)
    shared = [roles for roles in meanings.values() if len(roles) > 1]
    assert all(roles <= {Role.NAME, Role.COUNTY, Role.TOWNSHIP} for roles in shared)


@given(st.lists(st.text()))
def test_any_headings_at_all(headings: list[str]) -> None:
    assert set(guess_columns(headings).values()) <= set(headings)
