"""The command indicators, in every form."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.reference.catalog import BUNDLED
from data.reference.indicators import indicators, themes

Run = Callable[..., int]
Answer = Callable[..., Any]
Capture = pytest.CaptureFixture[str]


def published() -> list[dict[str, str]]:
    path = BUNDLED / "build" / "tables" / "published_indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_json_has_every_figure(answer: Answer) -> None:
    document = answer("indicators", "--json")
    assert set(document) == {"indicators", "notes"}
    expected = published()
    assert len(document["indicators"]) == len(expected) == 122
    for found, row in zip(document["indicators"], expected, strict=True):
        assert found["place"]["adcode"] == int(row["adcode"])
        assert found["scope"] == row["scope"]
        assert found["indicator"] == row["indicator_zh"]
        assert found["indicator_en"] == row["indicator_en"]
        assert found["value"] == float(row["value"])
        assert (found["unit"], found["comparator"]) == (row["unit"], row["comparator"])
        assert found["period"] == row["period"]
        assert found["source"]["id"] == row["source_id"]
        assert found["source"]["publisher"]
        # Of one report no more is known than the day of the notice that it tells of.
        undated = row["source_id"] == "chongzhou-2025"
        assert found["source"]["published"][:2] == ("" if undated else "20")
        assert ("2025-09-04" in found["source"]["dated"]) is undated
        assert bool(found["period_text"])
        assert found["difference_reason"]
        assert found["reasons"][0]["code"]
    shared = {each["theme"]["id"] for each in document["indicators"] if each["theme"]}
    assert shared == {theme.id for theme in themes()}


def test_reasons_have_their_facts(answer: Answer) -> None:
    (found,) = [
        each
        for each in answer("indicators", "--json", "--place", "510185")["indicators"]
        if each["indicator"] == "医共体成员单位"
    ]
    assert (found["computed"], found["computed_unit"]) == (30, "institutions")
    members, assumed, unplaced, apart = found["reasons"]
    assert members == {"code": "check_members", "facts": {"place": "简阳市", "computed": 30}}
    assert assumed == {"code": "check_members_assumed", "facts": {"count": 29}}
    assert unplaced == {"code": "check_unplaced", "facts": {"count": 7}}
    assert apart["code"] == "differs_members"


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("510184", {510184}),
        ("510000", {510184, 510185}),
        ("510100", {510184, 510185}),
        ("330400", {330400, 330402, 330411, 330482}),
        ("嘉兴市", {330400, 330402, 330411, 330482}),
        ("330411", {330411}),
        ("青海省", {630000}),
        ("Qingxu County", {140121}),
    ],
)
def test_a_place_brings_those_inside_it(place: str, codes: set[int], answer: Answer) -> None:
    found = answer("indicators", "--json", "--place", place)["indicators"]
    assert {each["place"]["adcode"] for each in found} == codes
    assert len(found) == sum(each.place.adcode in codes for each in indicators())


@pytest.mark.parametrize(
    "place", ["510104", "632701", "000000", "成都", "", "12", "-1", "５１０１８４"]
)
def test_a_place_without_figures_is_refused(
    place: str, run: Run, capsys: Capture, spoken: str
) -> None:
    assert run("indicators", f"--place={place}") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "510184" in err
    assert "青海省" in err


def test_csv_is_every_figure_with_its_source(
    in_folder: Path, run: Run, capsys: Capture, spoken: str
) -> None:
    assert run("indicators", "-o", "指标.csv") == 0
    assert capsys.readouterr() == ("", "")
    raw = Path("指标.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(rows) == 122
    for row, known in zip(rows, published(), strict=True):
        assert float(row["value"]) == float(known["value"])
        assert row["comparator"] == {"=": "", ">=": "≥", ">": ">"}[known["comparator"]]
        assert row["source_title"]
        assert row["difference_reason"]
    assert rows[0]["note"]
    assert {row["note"] for row in rows[1:]} == {""}
    assert not any(cell.startswith(("=", "'=")) for row in rows for cell in row.values())


def test_the_table_names_places_values_and_reports(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("indicators", "--place", "630000") == 0
    out = capsys.readouterr().out
    for said in ("54.02 %", "> 44,000", "qinghai-2025", "青海新闻网", "2025-11-01"):
        assert said in out
    assert ("青海省" if spoken == "zh" else "Qinghai") in out


def test_each_computed_figure_has_a_footnote_that_says_what_it_counts(
    run: Run, answer: Answer, capsys: Capture, spoken: str
) -> None:
    document = answer("indicators", "--json", "--place", "630000")["indicators"]
    reasons = [each["difference_reason"] for each in document if each["computed"] is not None]
    assert run("indicators", "--place", "630000") == 0
    out = capsys.readouterr().out
    table, _, below = out.partition("\n[1] ")
    marks = [int(number) for number in re.findall(r"\[(\d+)\] ", table)]
    feet = dict(re.findall(r"^\[(\d+)\] (.+)$", f"[1] {below}", re.MULTILINE))
    assert len(marks) == len(reasons) > 0
    assert [feet[str(number)] for number in marks] == reasons
    assert len(feet) == len(set(reasons))


def test_help_tells_the_place(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("indicators", "--help") == 0
    out = capsys.readouterr().out
    assert "--place" in out
    assert "510184" in out
    assert run("--help") == 0
    assert "indicators" in capsys.readouterr().out


def test_a_list_of_the_user_counts(
    answer: Answer, points_csv: Callable[..., str], run: Run, capsys: Capture, spoken: str
) -> None:
    # Two points in Chongzhou, one in Qingxu.
    name = points_csv("村.csv", [(103.67, 30.63, 0), (103.70, 30.60, 0), (112.35, 37.60, 0)])
    line = ("indicators", "--json", "--facilities", name, "--tier", "village")
    document = answer(*line, "--place", "140121")
    (upgraded,) = [
        each for each in document["indicators"] if each["indicator"] == "提档升级村卫生室"
    ]
    assert upgraded["computed"] == 1
    assert upgraded["reasons"][0]["facts"]["by_status"] == {"user": 1}
    assert [each["code"] for each in upgraded["reasons"]] == ["check_village", "differs_works"]
    assert name in document["notes"][-1]


@pytest.mark.parametrize(
    "options",
    [
        ("--tier", "village"),
        ("--facilities-layer", "a"),
        ("--facilities", "村.csv", "--tier", "any"),
        ("--facilities", "none.csv"),
        ("--province", "qinghai"),
        ("--json", "--csv"),
    ],
)
def test_options_that_do_not_go_together(
    options: tuple[str, ...],
    points_csv: Callable[..., str],
    run: Run,
    capsys: Capture,
    spoken: str,
) -> None:
    points_csv("村.csv", [(103.67, 30.63, 0)])
    assert run("indicators", *options) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
