"""The published figures are those of the reports, and what this project says of them holds."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from data.reference.catalog import BUNDLED, Level, read_units
from data.reference.indicator_words import unit_title
from data.reference.indicators import (
    PEOPLE_PER_TEAM,
    Comparator,
    Counterpart,
    Indicator,
    Likeness,
    Place,
    indicators,
    level_of,
    places,
    themes,
)
from data.schema import Title
from geo.words.wording import sentences
from resources import FOLDER

ROOT = FOLDER.parent
TABLES = BUNDLED / "build" / "tables"
REFERENCE = ROOT.parent / "shared" / "reference"
UNDATED = ("jiaxing-2026", "2025")
KEY = ("source_id", "adcode", "scope", "indicator_zh")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_row(indicator: Indicator) -> dict[str, str]:
    """Return a figure as a row of the table it was read from."""
    return {
        "source_id": indicator.source.id,
        "adcode": str(indicator.place.adcode),
        "scope": indicator.scope.zh,
        "indicator_zh": indicator.title.zh,
        "indicator_en": indicator.title.en,
        "value": f"{indicator.value:.10g}",
        "unit": indicator.unit,
        "comparator": indicator.comparator.value,
        "period": indicator.period,
    }


@pytest.mark.parametrize("folder", [TABLES, REFERENCE], ids=["own", "reference"])
def test_every_figure_is_there_as_published(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the reference is not beside the checkout")
    expected = rows_of(folder / "published_indicators.csv")
    if folder == REFERENCE:
        assert len(expected) == 110
        # Its report does not state when: the year was that of its title.
        expected = [
            {**row, "period": ""} if (row["source_id"], row["period"]) == UNDATED else row
            for row in expected
        ]
    found = [as_row(each) for each in indicators()]
    assert len(found) == 122
    assert [row for row in found if row in expected] == expected
    assert folder == REFERENCE or found == expected


def test_figures_of_a_report_without_a_period_say_so() -> None:
    undated = [each for each in indicators() if not each.period]
    assert {each.source.id for each in undated} == {"jiaxing-2026", "chongzhou-2025"}
    assert {each.period_title.en for each in undated} == {"period not stated"}
    dated = [each for each in indicators() if each.period]
    assert all(each.period_title == Title(each.period, each.period) for each in dated)


def test_the_day_of_a_notice_is_not_told_as_the_day_of_publication() -> None:
    reports = {each.source.id: each.source for each in indicators()}
    assert reports["chongzhou-2025"].published == ""
    assert "notice of 2025-09-04" in reports["chongzhou-2025"].dated.en
    assert "通知日期 2025-09-04" in reports["chongzhou-2025"].dated.zh
    assert reports["qinghai-2025"].dated == Title("2025-11-01", "2025-11-01")


@pytest.mark.parametrize(
    ("source", "scope", "value", "comparator"),
    [
        ("chongzhou-2025", "县域", 0.0, "="),
        ("jianyang-2025", "医共体", 3000.0, ">"),
        ("jianyang-2025", "医共体", 30000.0, ">"),
        ("qingxu-2025", "医共体", 50.0, ">"),
        ("jiaxing-2026", "村级", 100.0, "="),
        ("jiaxing-2026", "全市", 40.0, ">"),
        ("qinghai-2025", "全省", 5000.0, ">"),
        ("qinghai-2025", "全省", 6.0, "="),
    ],
)
def test_figures_that_were_left_out_are_there(
    source: str, scope: str, value: float, comparator: str
) -> None:
    found = [(each.source.id, each.scope.zh, each.value, each.comparator) for each in indicators()]
    assert found.count((source, scope, value, Comparator(comparator))) == 1


@pytest.mark.parametrize("name", ["published_indicators", "indicator_themes", "indicator_links"])
def test_what_is_bundled_is_the_table_of_the_build(name: str) -> None:
    assert rows_of(BUNDLED / f"{name}.csv") == rows_of(TABLES / f"{name}.csv")


def test_every_figure_names_its_report() -> None:
    rows = rows_of(TABLES / "sources.csv")
    reports = {row["source_id"]: row for row in rows if row["kind"] == "report"}
    for indicator in indicators():
        row = reports[indicator.source.id]
        assert indicator.source.title == row["title_zh"]
        assert indicator.source.publisher == row["publisher"]
        assert indicator.source.published == row["published"]
    assert {each.source.id for each in indicators()} == set(reports)


def test_a_figure_is_named_by_report_place_scope_and_title() -> None:
    rows = rows_of(TABLES / "published_indicators.csv")
    assert len({tuple(row[name] for name in KEY) for row in rows}) == len(rows)


def test_links_lead_to_figures_and_themes() -> None:
    figures = {
        tuple(row[name] for name in KEY) for row in rows_of(TABLES / "published_indicators.csv")
    }
    links = rows_of(TABLES / "indicator_links.csv")
    keys = [tuple(row[name] for name in KEY) for row in links]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= figures
    known = {theme.id for theme in themes()}
    assert {row["theme"] for row in links if row["theme"]} == known
    assert len(known) == len(themes())
    assert all(row["theme"] or row["counterpart"] for row in links)
    assert {row["counterpart"] for row in links if row["counterpart"]} == set(Counterpart)
    # Only what is computed can differ from what is published.
    assert all(row["counterpart"] for row in links if row["differs"])


def test_a_theme_is_shared_by_places_and_says_how_far() -> None:
    shared: dict[str, set[int]] = defaultdict(set)
    for indicator in indicators():
        if indicator.theme:
            shared[indicator.theme.id].add(indicator.place.adcode)
    for theme in themes():
        assert len(shared[theme.id]) >= 2, theme.id
        assert theme.title.zh, theme.id
        assert theme.title.en, theme.id
        assert theme.note.zh.endswith("。"), theme.id
        assert theme.note.en.endswith("."), theme.id


@pytest.mark.parametrize(
    ("theme", "figures", "likeness"),
    [
        ("primary-share", {(510184, 60.0), (140121, 60.0)}, Likeness.SAME),
        ("care-in-county", {(510185, 95.3), (630000, 54.02)}, Likeness.KIND),
        (
            "township-standard",
            {
                (510184, 15.0),
                (510184, 7.0),
                (510185, 25.0),
                (140121, 8.0),
                (140121, 1.0),
                (330400, 75.0),
            },
            Likeness.KIND,
        ),
        ("shared-centres", {(510185, 6.0), (140121, 25.0)}, Likeness.KIND),
        ("county-consortia", {(330400, 13.0), (630000, 46.0)}, Likeness.SAME),
    ],
)
def test_what_the_themes_hold(
    theme: str, figures: set[tuple[int, float]], likeness: Likeness
) -> None:
    found = [each for each in indicators() if each.theme and each.theme.id == theme]
    assert {(each.place.adcode, each.value) for each in found} == figures
    assert {each.theme.likeness for each in found if each.theme} == {likeness}


def test_every_word_is_told_in_both_languages() -> None:
    for indicator in indicators():
        unit = indicator.unit_title
        assert unit.zh, indicator.unit
        assert unit.zh == "%" or not unit.zh.isascii(), indicator.unit
        assert unit.en.isprintable(), indicator.unit
        assert unit.en, indicator.unit
        assert indicator.scope.en.isascii(), indicator.scope.zh
        assert indicator.place.name.en.isascii()
        assert indicator.place.name.zh != indicator.place.name.en
    assert unit_title(PEOPLE_PER_TEAM).zh == "人/团队"
    assert unit_title("parsecs") == Title("parsecs", "parsecs")


def test_every_difference_has_its_sentence() -> None:
    codes = {each.differs for each in indicators() if each.differs}
    assert len(codes) >= 8
    assert {f"differs_{code}" for code in codes} <= sentences().keys()


def test_places_are_named_as_in_the_census() -> None:
    counties = read_units(None).set_index("adcode")
    for place in places():
        if place.level is Level.COUNTY:
            assert place.name.zh == counties.loc[place.adcode, "name"]
            assert place.name.en == counties.loc[place.adcode, "pinyin"]
        if place.level is Level.PREFECTURE:
            inside = counties[counties["prefecture_adcode"] == place.adcode]
            assert set(inside["prefecture"]) == {place.name.zh}
            assert {code for code in counties.index if place.holds(code)} == set(inside.index)
    named = {place.adcode: place.name for place in places()}
    assert named[630000] == Title("青海省", "Qinghai")
    assert named[330400] == Title("嘉兴市", "Jiaxing City")


def test_a_place_holds_what_lies_inside_it() -> None:
    province = Place(630000, Title("青海省", "Qinghai"), Level.PROVINCE)
    assert province.holds(630000)
    assert province.holds(632701)
    assert not province.holds(330411)
    county = Place(330411, Title("秀洲区", "Xiuzhou District"), Level.COUNTY)
    assert county.holds(330411)
    assert not county.holds(330400)
    assert [level_of(code) for code in (630000, 330400, 330411)] == [
        Level.PROVINCE,
        Level.PREFECTURE,
        Level.COUNTY,
    ]


def test_bounds_are_those_of_the_reports() -> None:
    found = {(each.title.zh, each.comparator) for each in indicators() if each.scope.zh == "基层"}
    assert ("中医药服务占比", Comparator.AT_LEAST) in found
    assert ("推广院内制剂", Comparator.ABOVE) in found
    assert ("基层诊疗人次占比", Comparator.EQUAL) in found
