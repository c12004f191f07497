"""Every code in the bundled facilities is told in words."""

import csv
import re

import pytest

from data.reference.catalog import BUNDLED, read_facilities
from data.reference.sources import (
    grade_title,
    position_source_title,
    remark_titles,
    source_titles,
)
from data.schema import FacilityColumn, Language

CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+|policy")


@pytest.mark.parametrize("language", Language)
def test_no_bundled_code_is_left_as_it_is(language: Language) -> None:
    facilities = read_facilities(None)
    positions = facilities[FacilityColumn.POSITION_SOURCE].unique()
    assert len(positions) >= 5
    for code in positions:
        assert position_source_title(code).in_language(language) != code
    for codes in facilities[FacilityColumn.SOURCE].unique():
        told = [title.in_language(language) for title in source_titles(codes)]
        assert len(told) == len(codes.split(";"))
        assert not any(CODE.fullmatch(text) for text in told)
    for grade in set(facilities[FacilityColumn.GRADE]) - {""}:
        assert grade_title(grade).in_language(language) != grade


def test_a_users_own_words_come_back() -> None:
    assert position_source_title("我的表.xlsx").zh == "我的表.xlsx"
    assert [title.en for title in source_titles("我的表.xlsx")] == ["我的表.xlsx"]


def test_a_report_is_named_with_publisher_and_date() -> None:
    (title,) = source_titles("qinghai-2025")
    assert "青海新闻网" in title.zh
    assert "2025-11-01" in title.en


def test_every_remark_of_a_facility_is_told_in_words() -> None:
    remarks = set(read_facilities(None)[FacilityColumn.REMARK]) - {""}
    assert len(remarks) >= 5
    for codes in remarks:
        told = remark_titles(codes)
        assert len(told) == len(codes.split(";"))
        assert not any(CODE.fullmatch(text) for title in told for text in (title.zh, title.en))


def test_the_list_of_graded_hospitals_has_its_licence() -> None:
    with (BUNDLED / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["source_id"]: row for row in csv.DictReader(file)}
    assert rows["tertiary-2024"]["kind"] == "list"
    assert rows["tertiary-2024"]["licence"] == "MIT"
    assert all(row["licence"] for row in rows.values())
