"""Lists that only name county and township are placed at the township's seat."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from data.errors import DataError
from data.place.township_seats import place
from data.read.reader import Loaded, read_file
from data.reference.catalog import read_townships, read_units
from data.schema import Language
from data.text.fields import Role, guess_columns
from geo.words.wording import explain, say


def codes(loaded: Loaded) -> dict[str, tuple[int, ...]]:
    for problem in loaded.problems:
        for language in Language:
            assert "{" not in say(problem.code, language, **problem.facts)
    return {problem.code: problem.rows for problem in loaded.problems}


def placed(*rows: tuple[str, ...], columns: tuple[str, ...] = ("县", "乡镇")) -> list[str]:
    """Return the township code of each record, or why it has none."""
    table = pd.DataFrame(rows, columns=list(columns))
    numbers = np.arange(1, len(rows) + 1, dtype=np.int32)
    found = place(table, guess_columns(columns), numbers)
    result = found.columns["township_code"].tolist()
    for problem in found.problems:
        if problem.code in {"problem_place_unknown", "problem_place_several"}:
            for row in problem.rows:
                result[row - 1] = problem.code.removeprefix("problem_place_")
    return result


def code_of(county: str, township: str) -> str:
    units = read_units(None)
    adcode = units.loc[units["name"] == county, "adcode"].iloc[0]
    table = read_townships(None)
    return str(table.loc[(table["adcode"] == adcode) & (table["name"] == township), "code"].iloc[0])


@pytest.mark.parametrize(
    ("county", "township"),
    [
        *(("刚察县", "泉吉乡"), ("刚察县", "泉吉"), ("刚察", "泉吉乡"), ("青海省刚察县", "泉吉乡")),
        *(
            ("刚察县", "泉吉镇"),
            ("刚察县", "刚察县泉吉乡"),
            ("刚察县", " 泉 吉 乡 "),
            ("刚察县", "泉吉乡人民政府"),
        ),
        ("刚察县", "青海省海北藏族自治州刚察县泉吉乡"),
    ],
)
def test_one_township_in_many_spellings(county: str, township: str) -> None:
    assert placed((county, township)) == [code_of("刚察县", "泉吉乡")]


def test_every_bundled_township_finds_itself() -> None:
    units = read_units(None).set_index("adcode")
    # Zones of development have codes of their own, which are no counties.
    towns = read_townships(None)
    towns = towns[towns["adcode"].isin(units.index)]
    rows = [
        (units.loc[adcode, "prefecture"], units.loc[adcode, "name"], name)
        for adcode, name in zip(towns["adcode"], towns["name"], strict=True)
    ]
    found = placed(*rows, columns=("市", "县", "乡镇"))
    assert found == towns["code"].astype(str).tolist()


def test_one_name_in_several_counties_needs_more() -> None:
    towns = read_townships(None)
    repeated = towns.loc[towns.duplicated("name", keep=False), "name"].iloc[0]
    units = read_units(None).set_index("adcode")
    adcode = towns.loc[towns["name"] == repeated, "adcode"].iloc[0]
    rows = [(repeated, ""), (repeated, units.loc[adcode, "name"])]
    first, second = placed(*rows, columns=("乡镇", "县"))
    assert first == "several"
    assert second == code_of(str(units.loc[adcode, "name"]), str(repeated))


def test_kinds_alike_but_for_their_kind() -> None:
    # 玛沁县 has both 大武镇 and 大武乡.
    rows = [("玛沁县", "大武镇"), ("玛沁县", "大武乡"), ("玛沁县", "大武")]
    first, second, third = placed(*rows)
    assert first != second
    assert third == "several"


def test_what_is_not_known_is_not_placed() -> None:
    rows = [("刚察县", "没有乡"), ("没有县", "泉吉乡"), ("刚察县", "")]
    assert placed(*rows) == ["unknown"] * 3


def test_counties_written_once_count_for_those_below() -> None:
    code = code_of("刚察县", "泉吉乡")
    other = code_of("刚察县", "沙柳河镇")
    assert placed(("刚察县", "泉吉乡"), ("", "沙柳河镇")) == [code, other]


def test_the_township_in_a_facilitys_name() -> None:
    rows = [
        ("刚察县", "泉吉乡卫生院"),
        ("刚察县", "刚察县泉吉乡中心卫生院"),
        ("刚察县", "人民医院"),
    ]
    code = code_of("刚察县", "泉吉乡")
    assert placed(*rows, columns=("县", "名称")) == [code, code, "unknown"]


def test_a_workbook_of_names(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["乡镇卫生院名单"])
        sheet.write_row(1, 0, ["序号", "县（市、区）", "乡镇", "机构名称", "床位数"])
        sheet.write_row(2, 0, [1, "刚察县", "泉吉乡", "泉吉乡卫生院", 12])
        sheet.write_row(3, 0, [2, "刚察县", "无此乡", "某卫生院", 5])
    loaded = read_file(path)
    town = read_townships(None).set_index("code").loc[int(code_of("刚察县", "泉吉乡"))]
    assert loaded.placed_by_name
    assert loaded.frame["机构名称"].tolist() == ["泉吉乡卫生院"]
    assert loaded.frame.geometry.x[0] == town["lon"]
    assert loaded.frame["position_error_m"].tolist() == [town["position_error_m"]]
    assert loaded.frame["position_source"].tolist() == [town["position_source"]]
    assert codes(loaded) == {
        "problem_placed_at_seat": (1,),
        "problem_place_unknown": (2,),
        "problem_empty_geometry": (2,),
    }


def test_nothing_known_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("县,乡镇\n某县,某乡\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert caught.value.code == "places_unknown"
    assert "某乡" in explain(caught.value, Language.ZH)


def test_roles_that_are_needed() -> None:
    assert Role.TOWNSHIP in guess_columns(["县", "乡镇"])
