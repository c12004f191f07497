"""The options of what-if questions, against people counted one by one with Geod."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pyproj import Geod

from data.reference.catalog import read_facilities
from data.reference.demand import read_demand
from data.schema import Province, Tier
from geo.words.wording import sentences

GEOD = Geod(ellps="WGS84")
LINE = ("coverage", "--province", "qinghai", "--tier", "county", "--radius-km", "20")
NEW = (97.5, 36.0)
Answer = Callable[..., Any]
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
Places = list[tuple[float, float]]


def people_within(sites: Places, radius_m: float) -> float:
    """Count the people of Qinghai within a radius of any site, without our own code."""
    demand = read_demand(Province.QINGHAI)
    lived = np.flatnonzero(demand.population > 0)
    lon, lat = demand.lon[lived], demand.lat[lived]
    near: npt.NDArray[np.bool_] = np.zeros(len(lived), dtype=np.bool_)
    for site_lon, site_lat in sites:
        # A degree of latitude is 110 km or more.
        rows = np.flatnonzero(np.abs(lat - site_lat) < radius_m / 110_000)
        end = np.full(len(rows), site_lon), np.full(len(rows), site_lat)
        near[rows] |= GEOD.inv(lon[rows], lat[rows], *end)[2] <= radius_m
    return float(demand.population[lived[near]].sum())


def county_hospitals() -> dict[str, tuple[float, float]]:
    frame = read_facilities(Province.QINGHAI, Tier.COUNTY)
    return dict(zip(frame["id"], zip(frame["lon"], frame["lat"], strict=True), strict=True))


def township(number: int) -> tuple[str, tuple[float, float]]:
    row = read_facilities(Province.QINGHAI, Tier.TOWNSHIP).iloc[number]
    return row["id"], (row["lon"], row["lat"])


def test_all_four_edits_at_once(answer: Answer) -> None:
    hospitals = county_hospitals()
    gone, moved = list(hospitals)[10], list(hospitals)[20]
    raised, where = township(100)
    said = answer(
        *LINE,
        *("--add", f"{NEW[0]},{NEW[1]},新院", "--remove", gone),
        *("--move", f"{moved},98.2,36.4", "--raise", f"{raised},county", "--json"),
    )
    assert said["before"]["covered"] == pytest.approx(
        people_within(list(hospitals.values()), 20_000), rel=1e-9
    )
    after = {key: site for key, site in hospitals.items() if key != gone}
    after |= {moved: (98.2, 36.4), raised: where, "new": NEW}
    expected = people_within(list(after.values()), 20_000)
    assert said["after"]["covered"] == pytest.approx(expected, rel=1e-9)
    assert said["after"]["facilities"] == len(hospitals) + 1
    assert said["after"]["by_status"]["what-if"] == 3
    assert [edit["kind"] for edit in said["what_if"]] == ["add", "remove", "move", "raise"]
    assert said["what_if"][0]["name"] == "新院"
    gained = sum(unit["covered_after"] - unit["covered_before"] for unit in said["units"])
    assert gained == pytest.approx(expected - said["before"]["covered"], abs=1)


def test_counties_that_do_not_change_are_not_listed(answer: Answer) -> None:
    said = answer(*LINE, "--add", f"{NEW[0]},{NEW[1]}", "--json")
    whole = {unit["adcode"]: unit for unit in answer(*LINE, "--json")["units"]}
    listed = {unit["adcode"] for unit in said["units"]}
    assert 632822 in listed
    assert len(listed) < len(whole)
    for unit in said["units"]:
        before = whole[unit["adcode"]]
        assert unit["covered_before"] == before["covered"]
        assert unit["mean_km_before"] == before["mean_km"]
        assert unit["mean_km_after"] <= unit["mean_km_before"]


def test_a_second_facility_beside_the_first_changes_nothing(run: Run, capsys: Capture) -> None:
    lon, lat = next(iter(county_hospitals().values()))
    line = (*LINE, "--add", f"{lon},{lat}")
    assert run(*line, "--csv") == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff")))
    assert row["adcode"] == ""
    assert row["note"]


def test_the_answer_says_what_it_is(run: Run, capsys: Capture, spoken: str) -> None:
    assert run(*LINE, "--add", f"{NEW[0]},{NEW[1]}", "--by", "prefecture") == 0
    out = capsys.readouterr().out
    note = sentences()["what_if_note"][spoken].format(count=1)
    assert note in out
    assert "{" not in out
    for key in ("what_if_before", "what_if_after", "what_if_add", "what_if_level_prefecture"):
        assert sentences()[key][spoken].partition("{")[0] in out
    for view in ("--gaps", "--curve"):
        assert run(*LINE, "--add", f"{NEW[0]},{NEW[1]}", view) == 0
        assert note in capsys.readouterr().out


def test_a_lower_tier_and_own_facilities(answer: Answer, points_csv: Callable[..., str]) -> None:
    own = points_csv("own.csv", [(101.78, 36.62, 0), (97.37, 37.37, 0)])
    line = (*LINE, "--facilities", own)
    lowered = answer(*line, "--raise", "user-2,village", "--json")
    removed = answer(*line, "--remove", "user-2", "--json")
    assert lowered["after"] == removed["after"]
    assert lowered["after"]["covered"] == pytest.approx(
        people_within([(101.78, 36.62)], 20_000), rel=1e-9
    )


def test_gaps_in_a_file_say_what_they_are(run: Run, in_folder: Path, spoken: str) -> None:
    assert run(*LINE, "--add", f"{NEW[0]},{NEW[1]}", "--gaps", "-o", "gaps.csv") == 0
    note = sentences()["what_if_note"][spoken].format(count=1)
    assert note in (in_folder / "gaps.csv").read_text("utf-8")


def test_the_map_says_what_it_is(run: Run, in_folder: Path, spoken: str) -> None:
    pages: list[str] = []

    def draw(html: str, width: int, height: int) -> bytes:
        pages.append(html)
        return b"\x89PNG"

    line = ("map", *LINE[1:], "-o", "map.png")
    assert run(*line, "--add", f"{NEW[0]},{NEW[1]}", draw=draw) == 0
    assert run(*line, draw=draw) == 0
    caption = sentences()["what_if_caption"][spoken].format(count=1)
    assert [caption in page for page in pages] == [True, False]


HOSPITAL = "assumed-630102"
BAD = [
    ["--add", "97.5"],
    ["--add", "97.5,north"],
    ["--add", "97.5,91"],
    ["--add", "nan,36"],
    ["--add", "36.0,97.5"],
    ["--add", "112.5,37.8"],
    ["--add", ""],
    ["--add", "97.5,36", "--tier", "any"],
    ["--remove", "assumed-0"],
    ["--remove", ""],
    ["--remove", "township-630102001"],
    ["--move", HOSPITAL],
    ["--move", f"{HOSPITAL},97.5"],
    ["--move", f"{HOSPITAL},112.5,37.8"],
    ["--move", "assumed-0,97.5,36"],
    ["--raise", HOSPITAL],
    ["--raise", f"{HOSPITAL},hospital"],
    ["--raise", f"{HOSPITAL},county"],
    ["--raise", "township-630102001,village"],
    ["--remove", HOSPITAL, "--move", f"{HOSPITAL},97.5,36"],
    ["--move", f"{HOSPITAL},97.5,36", "--move", f"{HOSPITAL},97.6,36"],
    ["--add", "97.5,36", "--interval"],
    ["--remove", HOSPITAL, "--share", "90"],
]


@pytest.mark.parametrize("options", BAD, ids=" ".join)
def test_what_cannot_be_is_refused_in_one_sentence(
    run: Run, capsys: Capture, spoken: str, options: list[str]
) -> None:
    tier = [] if "--tier" in options else ["--tier", "county"]
    assert run("coverage", "--province", "qinghai", *tier, *options) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert err.isascii() is False or spoken == "en"


def test_a_chinese_comma_will_do(answer: Answer) -> None:
    said = answer(*LINE, "--add", "97.5，36，新院，二部", "--json")
    assert said["what_if"][0]["name"] == "新院,二部"
