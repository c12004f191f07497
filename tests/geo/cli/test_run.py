"""What the commands answer, against the census, brute force and the files themselves."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from data.reference.catalog import entries, entry_of, read_facilities, read_units
from data.reference.demand import read_demand
from data.schema import Language, Province, Tier
from geo.tables.files.forms import console_width

CENSUS = {"sichuan": 83_674_866, "shanxi": 34_915_616, "zhejiang": 64_567_588, "qinghai": 5_923_957}
UNIT_KEYS = {
    "adcode", "name", "population", "covered", "ratio", "area_km2", "covered_area_km2",
    "area_ratio", "mean_km", "median_km", "p90_km", "farthest_km",
}  # fmt: skip
HEAD_KEYS = UNIT_KEYS - {"adcode", "name"} | {
    "province", "tier", "scope", "at_least", "radius_km", "facilities", "by_status", "uncovered",
    "units", "notes",
}  # fmt: skip
PIXELS = b"\x89PNG a picture "

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]
PointsCsv = Callable[..., str]


@pytest.mark.parametrize("province", CENSUS)
def test_coverage_json(province: str, answer: Answer) -> None:
    found = answer(
        "coverage", "--province", province, "--tier", "township", "--radius-km", "5",
        "--by", "county", "--json",
    )  # fmt: skip
    assert found.keys() == HEAD_KEYS
    assert (found["province"], found["tier"], found["radius_km"]) == (province, "township", 5)
    assert isinstance(found["population"], int)
    assert found["population"] == CENSUS[province]
    assert found["covered"] + found["uncovered"] == CENSUS[province]
    assert found["ratio"] == found["covered"] / found["population"]
    units = read_units(Province(province))
    assert [unit["adcode"] for unit in found["units"]] == units["adcode"].tolist()
    assert [unit["name"] for unit in found["units"]] == units["name"].tolist()
    assert [unit["population"] for unit in found["units"]] == units["population"].tolist()
    assert all(unit.keys() == UNIT_KEYS for unit in found["units"])
    assert sum(unit["covered"] for unit in found["units"]) == found["covered"]
    facilities = read_facilities(Province(province), Tier.TOWNSHIP)
    # Sub-centres are the township hospitals of their townships.
    subcentres = read_facilities(Province(province), Tier.SUBCENTRE)
    number = len(facilities) + len(subcentres)
    assert found["facilities"] == number == sum(found["by_status"].values())


def test_coverage_agrees_with_brute_force_over_geod(answer: Answer) -> None:
    found = answer(
        "coverage",
        "--province",
        "sichuan",
        "--tier",
        "subcentre",
        "--radius-km",
        "60",
        "--json",
    )
    demand = read_demand(Province.SICHUAN)
    sites = read_facilities(Province.SICHUAN, Tier.SUBCENTRE)
    nearest_m = np.full(len(demand.lon), np.inf)
    for lon, lat in zip(sites["lon"], sites["lat"], strict=True):
        ones = np.ones(len(demand.lon))
        away_m = Geod(ellps="WGS84").inv(demand.lon, demand.lat, lon * ones, lat * ones)[2]
        nearest_m = np.minimum(nearest_m, away_m)
    # Cells within 1e-4 of the radius may fall on either side.
    least = demand.population[nearest_m <= 60_000 * (1 - 1e-4)].sum()
    most = demand.population[nearest_m <= 60_000 * (1 + 1e-4)].sum()
    assert least <= found["covered"] <= most
    mean_km = np.average(nearest_m, weights=demand.population) / 1000
    assert found["mean_km"] == pytest.approx(mean_km, rel=1e-4)


def test_all_provinces_by_province(answer: Answer) -> None:
    found = answer(
        "coverage", "--province", "all", "--tier", "county", "--by", "province", "--json"
    )
    assert found["province"] == "all"
    assert found["population"] == sum(CENSUS.values())
    by_code = {unit["adcode"]: unit["population"] for unit in found["units"]}
    assert by_code == {Province(name).adcode: people for name, people in CENSUS.items()}
    assert found["radius_km"] == Tier.COUNTY.default_radius_m / 1000


def test_any_tier_reaches_at_least_as_many_as_each(answer: Answer) -> None:
    common = (
        "coverage",
        "--province",
        "qinghai",
        "--radius-km",
        "8",
        "--by",
        "prefecture",
        "--json",
    )
    each = [answer(*common, "--tier", tier.value) for tier in Tier]
    either = answer(*common, "--tier", "any")
    assert either["tier"] == "any"
    assert either["facilities"] == sum(found["facilities"] for found in each)
    assert either["covered"] >= max(found["covered"] for found in each)
    assert either["covered"] <= sum(found["covered"] for found in each)
    for number, unit in enumerate(either["units"]):
        assert unit["covered"] >= max(found["units"][number]["covered"] for found in each)


def test_grows_with_the_radius(answer: Answer) -> None:
    covered = [
        answer("coverage", "--province", "qinghai", "--radius-km", radius, "--json")["covered"]
        for radius in ("0.001", "1", "5", "50", "300")
    ]
    assert covered == sorted(covered)
    assert covered[0] < covered[-1]


def test_empty_answers_are_null(answer: Answer, points_csv: PointsCsv) -> None:
    people = points_csv("p.csv", [(104.06, 30.67, 7)], "population")
    found = answer("coverage", "--population", people, "--tier", "village", "--json")
    empty = [unit for unit in found["units"] if unit["population"] == 0]
    assert len(empty) == len(found["units"]) - 1
    assert {json.dumps([u["ratio"], u["mean_km"], u["p90_km"]]) for u in empty} == {
        "[null, null, null]"
    }


def test_facilities_of_the_user_are_used_whole(answer: Answer, points_csv: PointsCsv) -> None:
    """The file replaces the tier; places beyond the province count too."""
    rows = [(104.06, 30.67, 0), (101.78, 36.62, 0), (0.0, 0.0, 0)]
    sites = points_csv("医院.csv", rows)
    found = answer(
        "coverage",
        "--province",
        "qinghai",
        "--radius-km",
        "20",
        "--facilities",
        sites,
        "--json",
    )
    assert found["facilities"] == 3
    assert found["by_status"] == {"user": 3}
    assert 0 < found["covered"] < CENSUS["qinghai"]
    assert found["population"] == CENSUS["qinghai"]


def test_population_of_the_user_used_whole_for_all(answer: Answer, points_csv: PointsCsv) -> None:
    rows = [(104.06, 30.67, 100), (120.15, 30.27, 50.5), (0.0, 0.0, 7), (0.01, 0.0, 5)]
    people = points_csv("p.csv", rows, "population")
    sites = points_csv("f.csv", [(0.0, 0.0, 0), (104.0, 30.67, 0)])
    found = answer(
        "coverage", "--province", "all", "--radius-km", "10", "--by", "county", "--json",
        "--population", people, "--facilities", sites,
    )  # fmt: skip
    assert found["population"] == 162.5
    assert found["covered"] == 112
    assert found["outside"] == {"population": 12, "covered": 12}
    lived_in = {u["adcode"]: u["covered"] for u in found["units"] if u["population"]}
    assert sum(lived_in.values()) == 100
    assert len(lived_in) == 2


def test_population_of_the_user_is_cut_to_one_province(
    capsys: Capture, spoken: str, run: Run, points_csv: PointsCsv
) -> None:
    rows = [(104.06, 30.67, 100), (120.15, 30.27, 1250.0), (0.0, 0.0, 7)]
    people = points_csv("p.csv", rows, "population")
    assert run("coverage", "--province", "sichuan", "--population", people, "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["population"] == 100
    assert "outside" not in json.loads(out)
    assert "1,257" in err
    assert ("四川省" if spoken == "zh" else "Sichuan") in err


def test_table(capsys: Capture, spoken: str, run: Run) -> None:
    assert run("coverage", "--province", "qinghai", "--tier", "township", "--radius-km", "5") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "5,923,957" in out
    assert ("青海省" if spoken == "zh" else "Qinghai") in out
    assert ("推定" if spoken == "zh" else "assumed") in out
    assert ("模型" if spoken == "zh" else "modelled") in out
    assert ("城东区" if spoken == "zh" else "Chengdong") in out
    lines = [line for line in out.splitlines() if line[:6].isdigit()]
    assert len(lines) == len(read_units(Province.QINGHAI))
    assert len({console_width(line) for line in lines}) == 1, "columns line up"


def test_csv(capsys: Capture, in_folder: Path, run: Run, answer: Answer) -> None:
    argv = ("coverage", "--province", "qinghai", "--radius-km", "5")
    expected = answer(*argv, "--json")["units"]
    assert run(*argv, "--csv", "-o", "表.csv") == 0
    assert capsys.readouterr() == ("", "")
    raw = Path("表.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [int(row["adcode"]) for row in rows] == [unit["adcode"] for unit in expected]
    assert [float(row["covered"]) for row in rows] == [unit["covered"] for unit in expected]
    assert [row["name"] for row in rows] == [unit["name"] for unit in expected]
    assert "assumed" in rows[0]["note"]
    assert {row["note"] for row in rows[1:]} == {""}
    assert [path.name for path in Path().iterdir()] == ["表.csv"], "no draft is left behind"


def test_csv_names_people_in_no_county(capsys: Capture, run: Run, points_csv: PointsCsv) -> None:
    people = points_csv("p.csv", [(104.06, 30.67, 100), (0, 0, 7)], "population")
    assert run("coverage", "--province", "all", "--population", people, "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert (rows[-1]["adcode"], rows[-1]["population"], rows[-1]["covered"]) == ("", "7", "0")
    assert sum(float(row["population"]) for row in rows) == 107


def test_json_into_a_file(capsys: Capture, in_folder: Path, run: Run) -> None:
    Path("old.json").write_text("old")
    assert run("coverage", "--province", "qinghai", "--json", "--output", "old.json") == 0
    assert capsys.readouterr() == ("", "")
    text = Path("old.json").read_text(encoding="utf-8")
    assert json.loads(text)["population"] == CENSUS["qinghai"]
    assert "城东区" in text


def test_layers_json(spoken: str, answer: Answer) -> None:
    rows = answer("layers", "--json")
    keys = {"id", "title", "tier", "province", "rows", "by_status", "source", "licence", "date"}
    assert all(row.keys() == keys for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["province"] for row in rows} <= {*Province, "all"}
    facilities = [row for row in rows if row["tier"]]
    frame = read_facilities(None)
    assert sum(row["rows"] for row in facilities) == len(frame)
    for row in facilities:
        here = frame[(frame["tier"] == row["tier"]) & (frame["province"] == row["province"])]
        assert row["rows"] == len(here)
        assert row["by_status"] == here["status"].value_counts().to_dict()
    assert {row["id"] for row in rows if not row["tier"]} == {
        entry.id for entry in entries() if entry.tier is None
    }
    assert all(row["title"] and row["source"] and row["licence"] and row["date"] for row in rows)
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in rows[0]["title"])
    assert chinese is (spoken == "zh")


def test_layers_table(capsys: Capture, spoken: str, run: Run) -> None:
    assert run("layers") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > len(entries())


def test_check(answer: Answer) -> None:
    checks = answer("check", "--json")
    assert all(check.keys() == {"name", "ok", "detail"} for check in checks)
    assert all(check["ok"] is True for check in checks)
    names = [check["name"] for check in checks]
    assert len(set(names)) == len(names)
    assert {"python", "gdal", "proj", "qt"} <= set(names)
    assert {f"data/{entry.file}" for entry in entries()} <= set(names)


def test_check_fails_when_something_is_wrong(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoken: str, run: Run
) -> None:
    monkeypatch.setattr("geo.health.path_of", lambda entry: tmp_path / entry.file)
    (tmp_path / entries()[0].file).write_bytes(b"changed")
    assert run("check") == 1
    out = capsys.readouterr().out
    assert ("异常" if spoken == "zh" else "FAILED") in out
    assert "sha256" in out


def test_map(capsys: Capture, run: Run, points_csv: PointsCsv) -> None:
    pages: list[str] = []

    def keep(html: str, width: int, height: int) -> bytes:
        pages.append(html)
        return PIXELS + f"{width}x{height}".encode()

    argv = (
        "map",
        "--province",
        "qinghai",
        "--tier",
        "township",
        "--radius-km",
        "5",
        "-o",
        "地图.png",
    )
    assert run(*argv, "--size", "1600x1000", draw=keep) == 0
    assert Path("地图.png").read_bytes() == PIXELS + b"1600x1000"
    assert capsys.readouterr() == ("", "")
    assert "facility_layer_township" in pages[0]
    assert "facility_layer_village" not in pages[0]
    assert '"radiusM":5000.0,"showCircles":true' in pages[0]
    sites = points_csv("f.csv", [(101.78, 36.62, 0)])
    any_tier = [
        "map",
        "--province",
        "qinghai",
        "--tier",
        "any",
        "--radius-km",
        "7",
        "-o",
        "any.PNG",
    ]
    assert run(*any_tier, draw=keep) == 0
    assert pages[1].count('"radiusM":7000.0,"showCircles":true') == len(Tier)
    assert run(*argv, "--facilities", sites, draw=keep) == 0
    assert "facility_layer_user" in pages[2]
    assert "facility_layer_township" not in pages[2]


def test_an_incomplete_list_says_so(answer: Answer, capsys: Capture, run: Run) -> None:
    for tier in ("regional", "subcentre", "village"):
        entry = entry_of(f"facilities_{tier}")
        notes = answer("coverage", "--province", "qinghai", "--tier", tier, "--json")["notes"]
        said = {language: entry.accuracy.in_language(language) for language in Language}
        assert any(text in note for text in said.values() for note in notes)
    assert run("coverage", "--province", "qinghai", "--tier", "subcentre") == 0
    assert "∞" not in capsys.readouterr().out.split("\n\n")[0]


def test_own_people_are_no_census(answer: Answer, points_csv: PointsCsv) -> None:
    path = points_csv("p.csv", [(101.8, 36.6, 5)], "population")
    sources = answer("coverage", "--province", "qinghai", "--population", path, "--json")["notes"]
    assert "p.csv" in sources[-1]
    assert "2020" not in sources[-1]
