"""`norms` on the command line."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.reference.norms import bundled_norms

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]
CIRCLE = ("norms", "--norm", "circle_15_minutes", "--province", "qinghai")


def test_the_table_says_source_and_status(answer: Answer, spoken: str) -> None:
    found = answer("norms", "--json")
    assert found.keys() == {"norms", "notes"}
    assert [norm["id"] for norm in found["norms"]] == [norm.id for norm in bundled_norms()]
    for norm, bundled in zip(found["norms"], bundled_norms(), strict=True):
        assert norm["status"] == norm["standing"] == bundled.status.value
        assert norm["source"] == getattr(bundled.source, spoken)
        assert norm["number"] == bundled.number
        assert norm["radius_km"] is None
    assert len(found["notes"]) == 2


def test_the_table_on_the_screen(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("norms", "--province", "qinghai") == 0
    out = capsys.readouterr().out
    for norm in bundled_norms():
        assert norm.id in out
        assert getattr(norm.source, spoken) in out
    assert ("指导性" if spoken == "zh" else "Guidance") in out


def test_the_table_as_a_file(run: Run, in_folder: Path) -> None:
    assert run("norms", "-o", "n.csv") == 0
    text = (in_folder / "n.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(bundled_norms())
    assert rows[0]["note"]
    assert float(rows[0]["number"]) == 90
    # A comparison sign is no formula to a spreadsheet; ">" is kept as it is.
    assert rows[0]["comparator"] == ">"


def test_a_verdict_for_each_county(answer: Answer) -> None:
    found = answer(*CIRCLE, "--speed-kmh", "40", "--json")
    coverage = answer(
        *("coverage", "--province", "qinghai", "--tier", "any", "--radius-km", "10", "--json")
    )
    assert found.keys() == {"province", "level", "norm", "units", "counts", "notes"}
    assert found["norm"]["radius_km"] == 10
    assert found["norm"]["footing"] == "assumption"
    shares = {unit["adcode"]: unit["ratio"] for unit in coverage["units"]}
    assert len(shares) == len(found["units"]) == 45
    for unit in found["units"]:
        assert unit.keys() == {"adcode", "name", "value", "verdict", "reason"}
        assert unit["value"] == shares[unit["adcode"]]
        assert unit["verdict"] == ("passed" if unit["value"] > 0.9 else "missed")
        assert unit["reason"]
    counts = [sum(u["verdict"] == v for u in found["units"]) for v in found["counts"]]
    assert counts == list(found["counts"].values())
    same = answer(*CIRCLE, "--radius-km", "10", "--json")
    assert [unit["value"] for unit in same["units"]] == [unit["value"] for unit in found["units"]]


def test_without_a_radius_nothing_is_judged(answer: Answer) -> None:
    found = answer(*CIRCLE, "--json", "--by", "prefecture")
    assert found["level"] == "prefecture"
    assert found["counts"] == {"passed": 0, "missed": 0, "not_judged": 8}
    assert {unit["value"] for unit in found["units"]} == {None}


def test_the_verdicts_on_the_screen(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("norms", "--norm", "care_in_county", "--province", "sichuan") == 0
    out = capsys.readouterr().out
    assert "95.3%" in out
    assert ("达到指导值 1、未达到指导值 0、未判定 182" in out) == (spoken == "zh")
    assert "达标" not in out
    assert "Meets" not in out


def test_the_verdicts_as_csv(run: Run, capsys: Capture) -> None:
    assert run("norms", "--norm", "care_in_county", "--province", "sichuan", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert len(rows) == 183
    assert [row["value"] for row in rows if row["verdict"] == "passed"] == ["0.953"]
    assert "90" in rows[0]["note"]


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("--norm", "none"), "circle_15_minutes"),
        (("--radius-km", "5"), "--norm"),
        (("--speed-kmh", "5"), "--norm"),
        (("--by", "province"), "--norm"),
        (("--by", "county"), "--norm"),
        (("--norm", "care_in_county", "--radius-km", "5"), "--radius-km"),
        (("--norm", "care_in_county", "--speed-kmh", "5"), "--speed-kmh"),
        (("--norm", "circle_15_minutes", "--speed-kmh", "5", "--radius-km", "5"), "--radius-km"),
        (("--norm", "circle_15_minutes", "--speed-kmh", "x"), "x"),
        (("--norm", "circle_15_minutes", "--speed-kmh", "nan"), "nan"),
        (("--norm", "circle_15_minutes", "--radius-km", "0.01"), "0.01"),
        (("--tier", "county"), "--tier"),
        (("--norm", "care_in_county", "--tier", "county"), "--facilities"),
        (("--facilities", "x.csv"), "--norm"),
        (("--population", "x.csv"), "--norm"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, capsys: Capture, spoken: str, argv: tuple[str, ...], word: str
) -> None:
    assert run("norms", *argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert word in err
    assert len(err.splitlines()) == 1


def test_help_names_every_option(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("norms", "--help") == 0
    out = capsys.readouterr().out
    for option in ("--norm", "--radius-km", "--speed-kmh", "--by", "--province", "--json"):
        assert option in out


def test_a_list_of_ones_own_is_judged(answer: Answer, in_folder: Path) -> None:
    lines = ["名称,经度,纬度,执业医师数,注册护士数", "甲,101.78,36.62,9000,1", "乙,101.79,36.62,,2"]
    (in_folder / "m.csv").write_text("\n".join(lines), encoding="utf-8")
    own = ("--facilities", "m.csv", "--tier", "county", "--province", "qinghai", "--json")
    found = answer("norms", "--norm", "physicians_2030", *own)
    (told,) = [unit for unit in found["units"] if unit["value"] is not None]
    assert told["verdict"] == "passed"
    people = {
        unit["adcode"]: unit
        for unit in answer("coverage", "--province", "qinghai", "--json")["units"]
    }
    assert told["value"] == pytest.approx(9000 / people[told["adcode"]]["population"] * 1000)
    assert any("m.csv" in note for note in found["notes"])
    nurses = answer("norms", "--norm", "nurses_2030", *own)
    (told,) = [unit for unit in nurses["units"] if unit["value"] is not None]
    # Other facilities of the county have no figure: it may have enough.
    assert told["verdict"] == "not_judged"


def test_people_of_ones_own_are_judged(answer: Answer, points_csv: Callable[..., str]) -> None:
    path = points_csv("p.csv", [(101.78, 36.62, 10.0), (92.5, 35.5, 30.0)], "人口")
    found = answer(*CIRCLE, "--radius-km", "5", "--population", path, "--json")
    values = {unit["value"] for unit in found["units"]}
    assert values == {None, 0, 1}
    assert found["counts"] == {"passed": 1, "missed": 1, "not_judged": 43}
    assert any("p.csv" in note for note in found["notes"])
    assert not any("2020" in note for note in found["notes"])
