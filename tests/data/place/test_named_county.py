"""Which county a record names."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.place.named_county import adcodes_of, county_names, named_counties
from data.reference.catalog import read_facilities, read_units
from data.text.fields import Role


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        ("四川省成都市锦江区一环路 1 号", 510104),
        ("成都市崇州市怀远镇", 510184),
        ("崇州市人民医院", 510184),
        ("乐山市市中区某路", 511102),
        ("内江市市中区人民医院", 511002),
        ("市中区人民医院", 0),
        ("阳泉市城区医院", 140302),
        ("城区医院", 0),
        ("主城区", 0),
        ("古县人民医院", 141025),
        ("古县乡卫生院", 0),
        ("提高县级医院能力", 0),
        ("管理县医院", 0),
        ("重庆市江北区人民医院", 0),
        ("宁波江北区人民医院", 330205),
        ("山西省成都市锦江区", 0),
        ("东区医院", 0),
        ("攀枝花市东区医院", 510402),
        ("大柴旦行政委员会", 632857),
        ("", 0),
    ],
)
def test_in_text(text: str, adcode: int) -> None:
    assert county_names().in_text(text) == adcode


@pytest.mark.parametrize(
    ("text", "above", "adcode"),
    [
        ("崇州市", "", 510184),
        ("崇州", "", 510184),
        (" 清徐 县 ", "", 140121),
        ("北川县", "", 510726),
        ("北川", "绵阳市", 510726),
        ("Chongzhou City", "", 510184),
        ("chongzhou", "", 510184),
        ("市中区", "乐山市", 511102),
        ("市中区", "四川省内江市", 511002),
        ("市中区", "四川省", 0),
        ("成都市崇州市", "", 510184),
        ("无此县", "", 0),
    ],
)
def test_in_a_county_column(text: str, above: str, adcode: int) -> None:
    assert county_names().in_column(text, above) == adcode


def test_every_county_is_found_by_its_name_and_prefecture() -> None:
    units = read_units(None)
    for adcode, name, prefecture in zip(
        units["adcode"], units["name"], units["prefecture"], strict=True
    ):
        assert county_names().in_column(name, prefecture) == adcode
        assert county_names().in_text(f"{prefecture}{name}人民路") == adcode


def test_codes() -> None:
    texts = pd.Series(["510184", "510184101", "510184101200", "510184.0", " 510184 ", "5101", "x"])
    assert adcodes_of(texts).tolist() == [510184] * 5 + [0, 0]
    assert adcodes_of(pd.Series([510184.0, np.nan])).tolist() == [510184, 0]
    assert adcodes_of(pd.Series([510184, 1])).tolist() == [510184, 0]


def test_the_surest_column_counts() -> None:
    table = pd.DataFrame(
        {
            "code": ["140121", "999999", "", "", ""],
            "county": ["崇州市", "崇州市", "", "", None],
            "address": ["成都市锦江区", "", "成都市锦江区", "", None],
            "name": ["建德市人民医院"] * 4 + [None],
        }
    )
    columns = {Role.ADCODE: "code", Role.COUNTY: "county", Role.ADDRESS: "address"}
    found = named_counties(table, columns | {Role.NAME: "name"})
    assert found.tolist() == [140121, 510184, 510104, 330182, 0]
    assert named_counties(table, {}).tolist() == [0] * 5
    assert named_counties(table.iloc[:0], columns).tolist() == []


def test_names_of_real_hospitals() -> None:
    frame = pd.DataFrame(read_facilities(None))
    found = named_counties(frame, {Role.NAME: "name"})
    told = found > 0
    assert told.sum() > 500
    assert (found[told] == frame["adcode"][told]).mean() > 0.99


@given(st.text(alphabet="省市县区州会城东古崇清徐x"), st.text(alphabet="四川省成都市乐山"))
def test_any_words_at_all(text: str, above: str) -> None:
    known = {0, *read_units(None)["adcode"].tolist()}
    assert county_names().in_column(text, above) in known
