"""Which hospitals count on the command line, and what is said of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.project.project import new_project
from data.project.project_file import save_project
from data.reference.catalog import read_facilities
from data.schema import Province, Tier

Answer = Callable[..., Any]
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
REGIONAL = ("coverage", "--province", "qinghai", "--tier", "regional", "--json")


def numbers() -> tuple[int, int]:
    """Return how many regional hospitals of Qinghai count, and how many there are."""
    frame = read_facilities(Province.QINGHAI, Tier.REGIONAL)
    return int(frame["speciality"].isin(["general", "tcm"]).sum()), len(frame)


def test_hospitals_for_some_patients_alone_count_only_when_asked(answer: Answer) -> None:
    counting, every = numbers()
    assert counting < every
    assert answer(*REGIONAL)["facilities"] == counting
    assert answer(*REGIONAL, "--all-hospitals")["facilities"] == every


def test_a_project_that_counts_all_hospitals_does_so_on_the_command_line(
    tmp_path: Path, answer: Answer
) -> None:
    project = replace(new_project(Province.QINGHAI), tier=Tier.REGIONAL)
    for all_hospitals, number in zip((False, True), numbers(), strict=True):
        path = tmp_path / f"{all_hospitals}.yiquan"
        save_project(replace(project, all_hospitals=all_hospitals), path)
        assert answer("coverage", "--project", str(path), "--json")["facilities"] == number


def test_what_counts_is_said(answer: Answer) -> None:
    said = " ".join(answer(*REGIONAL)["notes"])
    assert "unless all hospitals are chosen to count" in said
    assert "highest general hospital of their prefecture" in said
    every = " ".join(answer(*REGIONAL, "--all-hospitals")["notes"])
    assert "chosen to count" not in every
    township = " ".join(answer("coverage", "--province", "sichuan", "--json")["notes"])
    assert "sub-centre is the township hospital" in township


def test_a_sub_centre_counts_in_chongzhou(answer: Answer) -> None:
    found = answer("coverage", "--tier", "township", "--radius-km", "5", "--json")
    (unit,) = [each for each in found["units"] if each["adcode"] == 510184]
    assert unit["ratio"] == pytest.approx(0.938, abs=0.001)
    assert found["facilities"] == sum(
        len(read_facilities(Province.SICHUAN, tier)) for tier in (Tier.SUBCENTRE, Tier.TOWNSHIP)
    )


def test_facilities_tell_speciality_and_whether_the_grade_is_known(
    run: Run, capsys: Capture
) -> None:
    assert run("facilities", "--province", "qinghai", "--tier", "regional", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["grade_known"] for row in rows} == {True, False}
    assert {"general", "tcm", "psychiatric"} <= {row["speciality"] for row in rows}
    assert run("facilities", "--province", "qinghai", "--tier", "regional") == 0
    out = capsys.readouterr().out
    assert "Psychiatric" in out
    assert "unknown" in out


def test_referral_leads_past_a_maternity_hospital_unless_all_count(answer: Answer) -> None:
    county = read_facilities(Province.ZHEJIANG, Tier.COUNTY)
    there = county[county["name"] == "海宁市妇幼保健院"].iloc[0]
    line = ("referral", "--point", f"{there['lon']},{there['lat']}", "--json")

    def hospital(*flags: str) -> str:
        steps = answer(*line, *flags)["chain"]["nearest"]["steps"]
        return next(str(step["name"]) for step in steps if step["tier"] == "county")

    assert hospital("--all-hospitals") == there["name"]
    assert hospital() != there["name"]
