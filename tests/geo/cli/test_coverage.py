"""What `coverage` says beyond the share of one tier, against brute force over pyproj.Geod."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import pytest
import shapely
from pyproj import Geod

from data.reference.catalog import Level, read_boundaries, read_facilities
from data.reference.demand import read_demand
from data.schema import Province, Tier
from geo.tables.files.forms import console_width

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]
PointsCsv = Callable[..., str]
Floats = npt.NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
QINGHAI = ("coverage", "--province", "qinghai", "--json")
CLOSE = 1e-4


def scattered(number: int, seed: int) -> list[tuple[float, float, float]]:
    """Return points in the east of Qinghai with a number of people each."""
    chance = np.random.default_rng(seed)
    lon, lat = chance.uniform(100.5, 102.2, number), chance.uniform(35.8, 37.0, number)
    people = chance.integers(0, 1000, number)
    return [(float(x), float(y), float(p)) for x, y, p in zip(lon, lat, people, strict=True)]


def away_m(places: list[tuple[float, float, float]], lon: Floats, lat: Floats) -> Floats:
    """Return the geodesic distance from each place to each site, ascending along a row."""
    rows = []
    for x, y, _ in places:
        ones = np.ones(len(lon))
        rows.append(WGS84.inv(x * ones, y * ones, lon, lat)[2])
    return np.sort(np.array(rows), axis=1)


def within_share(distance_m: Floats, people: Floats, share: float) -> float:
    """Return the smallest distance within which a share of the people live."""
    reaching = (d for d in distance_m if people[distance_m <= d].sum() >= share * people.sum())
    return float(min(reaching))


def people_of(places: list[tuple[float, float, float]]) -> Floats:
    return np.array([place[2] for place in places])


@pytest.fixture
def own(points_csv: PointsCsv) -> Callable[..., tuple[list[str], Floats, Floats]]:
    """Write people and facilities; return their options, distances and people."""

    def write(sites: int = 30) -> tuple[list[str], Floats, Floats]:
        places, spots = scattered(60, 1), scattered(sites, 2)
        options = [
            "--population", points_csv("people.csv", places, "population"),
            "--facilities", points_csv("sites.csv", spots),
        ]  # fmt: skip
        lon, lat = (np.array([spot[axis] for spot in spots]) for axis in (0, 1))
        return options, away_m(places, lon, lat), people_of(places)

    return write


@pytest.mark.parametrize("at_least", [1, 2, 5])
def test_at_least_so_many_within_reach(
    at_least: int, answer: Answer, own: Callable[..., tuple[list[str], Floats, Floats]]
) -> None:
    options, distance_m, people = own()
    found = answer(*QINGHAI, *options, "--radius-km", "25", "--at-least", str(at_least))
    far_m = distance_m[:, at_least - 1]
    assert not np.any(np.abs(far_m - 25_000) < 25_000 * CLOSE), "no place is on the edge"
    assert found["at_least"] == at_least
    assert found["covered"] == people[far_m <= 25_000].sum()
    expected_km = {
        "mean_km": np.average(far_m, weights=people) / 1000,
        "median_km": within_share(far_m, people, 0.5) / 1000,
        "p90_km": within_share(far_m, people, 0.9) / 1000,
        "farthest_km": far_m[people > 0].max() / 1000,
    }
    assert {name: found[name] for name in expected_km} == pytest.approx(expected_km, rel=CLOSE)
    assert found["area_km2"] is None, "points of the user are no cells"


def test_fewer_facilities_than_asked_for(
    capsys: Capture, spoken: str, run: Run, own: Callable[..., tuple[list[str], Floats, Floats]]
) -> None:
    options, _, _ = own(sites=3)
    capsys.readouterr()
    assert run("coverage", "--province", "qinghai", *options, "--at-least", "4") == 0
    head = capsys.readouterr().out.split("\n\n")[0]
    assert ("不足 4 处" if spoken == "zh" else "fewer than 4") in head
    assert "∞" not in head


def test_the_radius_for_a_share(
    answer: Answer, own: Callable[..., tuple[list[str], Floats, Floats]]
) -> None:
    options, distance_m, people = own()
    line = (*QINGHAI, *options, "--by", "prefecture", "--at-least", "2")
    found = answer(*line, "--share", "72.5%")
    needed_km = found["radius_for_share_km"]
    assert found["share"] == 0.725
    expected_m = within_share(distance_m[:, 1], people, 0.725)
    assert needed_km == pytest.approx(expected_m / 1000, rel=CLOSE)
    for unit in found["units"]:
        if unit["population"] == 0:
            assert unit["radius_for_share_km"] is None
            continue
        # A coverage at that radius has the share, one just below it has not.
        needed_km = unit["radius_for_share_km"]
        for radius_km, enough in ((needed_km * (1 + 1e-6), True), (needed_km * (1 - 1e-6), False)):
            units = answer(*line, "--radius-km", f"{radius_km:.9f}")["units"]
            ratio = next(each["ratio"] for each in units if each["adcode"] == unit["adcode"])
            assert (ratio >= 0.725) is enough


def placed(tier: Tier) -> tuple[Floats, Floats]:
    frame = read_facilities(Province.QINGHAI, tier)
    frame = frame[frame["speciality"].isin(["general", "tcm"])]
    return frame["lon"].to_numpy(), frame["lat"].to_numpy()


def test_this_tier_or_higher(answer: Answer, points_csv: PointsCsv) -> None:
    places = scattered(60, 3)
    file = points_csv("people.csv", places, "population")
    found = answer(*QINGHAI, "--population", file, "--tier", "county", "--or-higher")
    tiers = (Tier.REGIONAL, Tier.COUNTY)
    sites = [placed(tier) for tier in tiers]
    lon, lat = (np.concatenate([site[axis] for site in sites]) for axis in (0, 1))
    nearest_m = away_m(places, lon, lat)[:, 0]
    assert (found["tier"], found["scope"], found["radius_km"]) == ("county", "or_higher", 30)
    assert found["facilities"] == len(lon)
    assert found["covered"] == people_of(places)[nearest_m <= 30_000].sum()
    assert sum(unit["covered"] for unit in found["units"]) == found["covered"]


def test_any_tier_each_within_its_own_radius(
    capsys: Capture, answer: Answer, run: Run, points_csv: PointsCsv
) -> None:
    # Some of them far from everything, so that not all are covered.
    places = [*scattered(30, 4), *((92.0 + x / 5, 34.5, 100.0 + x) for x in range(30))]
    file = points_csv("people.csv", places, "population")
    line = (*QINGHAI, "--population", file, "--tier", "any", "--share", "50")
    found = answer(*line)
    near = np.zeros(len(places), dtype=bool)
    each_m = {}
    for tier in Tier:
        each_m[tier] = away_m(places, *placed(tier))[:, :1]
        near |= (each_m[tier] <= tier.default_radius_m).any(axis=1)
    people = people_of(places)
    assert 0 < found["covered"] < found["population"]
    assert found["covered"] == people[near].sum()
    assert found["radius_km"] is None
    assert found["radii_km"] == {tier.value: tier.default_radius_m / 1000 for tier in Tier}
    nearest_m = np.concatenate([far for far in each_m.values() if far.size], axis=1).min(axis=1)
    assert found["mean_km"] == pytest.approx(
        np.average(nearest_m, weights=people) / 1000, rel=CLOSE
    )
    at_one_radius = answer(*line, "--radius-km", "5")
    assert at_one_radius["radius_km"] == 5
    assert "radii_km" not in at_one_radius
    assert run(*(word for word in line if word != "--json")) == 0
    head = capsys.readouterr().out.splitlines()[0]
    assert all(f" {tier.default_radius_m / 1000:g}" in head for tier in Tier)
    assert "nan" not in head


@pytest.fixture
def two_sites(points_csv: PointsCsv) -> tuple[str, Floats, Floats]:
    """Two facilities in Zhejiang; their distances from each cell."""
    rows = [(120.15, 30.27, 0.0), (119.0, 28.5, 0.0)]
    demand = read_demand(Province.ZHEJIANG)
    ones = np.ones(len(demand.lon))
    each = [WGS84.inv(demand.lon, demand.lat, x * ones, y * ones)[2] for x, y, _ in rows]
    # The parallels and meridians of a cell, as a geodesic polygon with close vertices.
    area_of = {}
    for lat in np.unique(demand.lat):
        ring_lon = np.concatenate([np.linspace(0, 0.01, 5), np.linspace(0.01, 0, 5)])
        ring_lat = np.repeat([lat - 0.005, lat + 0.005], 5)
        area_of[lat] = abs(WGS84.polygon_area_perimeter(ring_lon, ring_lat)[0]) / 1e6
    area_km2 = np.array([area_of[lat] for lat in demand.lat])
    return points_csv("two.csv", rows), np.min(each, axis=0), area_km2


def test_area_and_curve(
    capsys: Capture, answer: Answer, run: Run, two_sites: tuple[str, Floats, Floats]
) -> None:
    file, distance_m, area_km2 = two_sites
    line = ["coverage", "--province", "zhejiang", "--facilities", file, "--radius-km", "50"]
    line += ["--by", "prefecture", "--curve"]
    found = answer(*line, "--json")
    assert found["area_km2"] == pytest.approx(area_km2.sum(), rel=1e-6)
    demand = read_demand(Province.ZHEJIANG)
    curve = found["curve"]
    assert curve["radii_km"] == [pytest.approx(2.5 * step) for step in range(41)]
    for radius_km, ratio, area_ratio in zip(
        curve["radii_km"], curve["ratio"], curve["area_ratio"], strict=True
    ):
        least, most = (distance_m <= radius_km * 1000 * (1 + by) for by in (-CLOSE, CLOSE))
        for share, weights in ((ratio, demand.population), (area_ratio, area_km2)):
            low, high = (weights[near].sum() / weights.sum() for near in (least, most))
            assert low - 1e-6 <= share <= high + 1e-6
    assert (curve["ratio"][20], curve["area_ratio"][20]) == (found["ratio"], found["area_ratio"])
    assert found["covered_area_km2"] == pytest.approx(found["area_ratio"] * found["area_km2"])
    for unit in found["units"]:
        own = unit["curve"]
        assert (own["ratio"][20], own["area_ratio"][20]) == (unit["ratio"], unit["area_ratio"])
        assert own["ratio"] == sorted(own["ratio"])
        assert len(own["ratio"]) == len(own["area_ratio"]) == 41
    assert sum(unit["area_km2"] for unit in found["units"]) == pytest.approx(found["area_km2"])

    assert run(*line, "--csv") == 0
    rows = csv_rows(capsys.readouterr().out)
    assert len(rows) == 41 * (1 + len(found["units"]))
    by_unit = {"": curve} | {str(unit["adcode"]): unit["curve"] for unit in found["units"]}
    for number, row in enumerate(rows):
        step = number % 41
        assert float(row["radius_km"]) == curve["radii_km"][step]
        assert float(row["ratio"]) == by_unit[row["adcode"]]["ratio"][step]
        assert float(row["area_ratio"]) == by_unit[row["adcode"]]["area_ratio"][step]
    assert run(*line) == 0
    lines = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert len(lines) == 2 + len(found["units"])
    for text, of in zip(lines[1:], by_unit.values(), strict=True):
        assert text.split()[-9:] == [shown_share(share) for share in of["ratio"][::5]]


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


GAPS = ("coverage", "--province", "qinghai", "--tier", "county", "--radius-km", "40", "--gaps")


def test_gaps_hold_everybody_uncovered(answer: Answer) -> None:
    found = answer(*GAPS, "--json")
    gaps = found["gaps"]
    people = [gap["population"] for gap in gaps]
    assert sum(people) == found["uncovered"] > 0
    assert people == sorted(people, reverse=True)
    assert [gap["rank"] for gap in gaps] == list(range(1, len(gaps) + 1))
    assert sum(gap["share_of_uncovered"] for gap in gaps) == pytest.approx(1)
    assert all(gap["farthest_km"] >= gap["mean_km"] > 40 for gap in gaps)
    units = answer(*GAPS[:-1], "--json")["units"]
    uncovered = {unit["adcode"]: unit["population"] - unit["covered"] for unit in units}
    for adcode, missed in uncovered.items():
        assert sum(gap["population"] for gap in gaps if gap["adcode"] == adcode) == missed


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_gaps_as_polygons(
    capsys: Capture, in_folder: Path, run: Run, answer: Answer, ending: str
) -> None:
    gaps = answer(*GAPS, "--json")["gaps"]
    assert run(*GAPS, "-o", f"空白.{ending}") == 0
    assert capsys.readouterr() == ("", "")
    assert [path.name for path in in_folder.iterdir()] == [f"空白.{ending}"]
    info = pyogrio.read_info(f"空白.{ending}")
    assert (info["crs"], info["geometry_type"]) == ("EPSG:4326", "MultiPolygon")
    assert "OpenStreetMap" in info["layer_metadata"]["DESCRIPTION"]
    frame = pyogrio.read_dataframe(f"空白.{ending}")
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame["population"].tolist() == [gap["population"] for gap in gaps]
    assert frame["rank"].tolist() == [gap["rank"] for gap in gaps]
    for shape, gap in zip(frame.geometry, gaps, strict=True):
        assert shape.is_valid
        assert shape.contains(shapely.Point(gap["lon"], gap["lat"]))
        assert shape.bounds == pytest.approx(
            [gap[side] for side in ("west", "south", "east", "north")]
        )
        area_km2 = abs(WGS84.geometry_area_perimeter(shape)[0]) / 1e6
        assert area_km2 == pytest.approx(gap["area_km2"], rel=1e-3)
    # Nobody in a gap is near a county hospital, seen from the polygons.
    lon, lat = placed(Tier.COUNTY)
    assert not shapely.intersects_xy(shapely.union_all(frame.geometry.to_numpy()), lon, lat).any()


def test_gaps_in_every_form_are_the_same(
    capsys: Capture, in_folder: Path, spoken: str, run: Run, answer: Answer
) -> None:
    gaps = answer(*GAPS, "--json")["gaps"]
    assert run(*GAPS, "-o", "gaps.json") == 0
    assert json.loads(Path("gaps.json").read_text(encoding="utf-8"))["gaps"] == gaps
    assert run(*GAPS, "--csv") == 0
    text = capsys.readouterr().out
    assert run(*GAPS, "-o", "gaps.csv") == 0
    assert Path("gaps.csv").read_bytes().decode() == text
    rows = csv_rows(text)
    assert list(rows[0]) == [*gaps[0], "note"]
    for row, gap in zip(rows, gaps, strict=True):
        assert {name: row[name] for name in gap} == {
            name: "" if value is None else str(value) for name, value in gap.items()
        }
    assert "OpenStreetMap" in rows[0]["note"]
    assert run(*GAPS) == 0
    head, table, _ = capsys.readouterr().out.split("\n\n")
    lines = table.splitlines()
    assert len(lines) == 1 + min(30, len(gaps))
    assert f"{len(gaps):,}" in head.splitlines()[-1]
    for line, gap in zip(lines[1:], gaps, strict=False):
        assert f" {gap['population']:,.0f} " in line
        assert (gap["county"] if spoken == "zh" else gap["county_pinyin"]) in line
    assert len({console_width(line) for line in lines[1:]}) == 1, "columns line up"
    if len(gaps) > 30:
        left = sum(gap["population"] for gap in gaps[30:])
        assert f"{round(left):,}" in head.splitlines()[-1]


def test_no_gap_where_everybody_is_covered(
    capsys: Capture, in_folder: Path, run: Run, answer: Answer
) -> None:
    line = ("coverage", "--province", "zhejiang", "--radius-km", "300", "--gaps")
    assert answer(*line, "--json")["gaps"] == []
    for form in (["--csv"], []):
        assert run(*line, *form) == 0
        assert capsys.readouterr().out
    assert run(*line, "-o", "none.gpkg") == 0
    assert pyogrio.read_info("none.gpkg")["features"] == 0


INTERVAL = ("coverage", "--province", "qinghai", "--by", "prefecture", "--interval")


@pytest.fixture
def people_file(points_csv: PointsCsv) -> list[str]:
    """Few people, so that draws take no time."""
    return ["--population", points_csv("people.csv", scattered(60, 5), "population")]


def test_the_interval_holds_the_share(answer: Answer, people_file: list[str]) -> None:
    found = answer(*INTERVAL, *people_file, "--json")
    again = answer(*INTERVAL, *people_file, "--json")
    assert found == again, "the draws are those of the seed"
    inhabited = [unit for unit in found["units"] if unit["population"]]
    for part in (found, *inhabited):
        assert 0 <= part["ratio_low"] <= part["ratio"] <= part["ratio_high"] <= 1
        assert part["ratio_low"] <= part["ratio_mean"] <= part["ratio_high"]
    assert found["ratio_low"] < found["ratio_high"]
    assert {unit["ratio_low"] for unit in found["units"] if not unit["population"]} == {None}
    plain = answer(*INTERVAL[:-1], *people_file, "--json")
    same = plain.keys() - {"units", "notes"}
    assert {name: found[name] for name in same} == {name: plain[name] for name in same}


def test_exact_positions_leave_no_interval(
    spoken: str, answer: Answer, own: Callable[..., tuple[list[str], Floats, Floats]]
) -> None:
    options, _, _ = own()
    found = answer(*INTERVAL, *options, "--json", "--radius-km", "20")
    assert found["ratio_low"] == found["ratio"] == found["ratio_high"]
    said = "30 处机构没有位置误差" if spoken == "zh" else "For 30 facilities no position error"
    assert any(said in note for note in found["notes"])


@pytest.mark.parametrize(
    "more",
    [[], ["--share", "80"], ["--interval"], ["--share", "80", "--interval"], ["--at-least", "2"]],
    ids=" ".join,
)
def test_table_and_csv_agree_with_json(
    capsys: Capture, spoken: str, run: Run, answer: Answer, people_file: list[str], more: list[str]
) -> None:
    line = ["coverage", "--province", "qinghai", "--by", "prefecture", *more]
    line += people_file if "--interval" in more else []
    units = answer(*line, "--json")["units"]
    assert run(*line, "--csv") == 0
    rows = csv_rows(capsys.readouterr().out)
    assert list(rows[0]) == [*units[0], "note"]
    for row, unit in zip(rows, units, strict=True):
        assert {name: row[name] for name in unit} == {
            name: "" if value is None else str(value) for name, value in unit.items()
        }
    assert run(*line) == 0
    lines = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert len({console_width(text) for text in lines[1:]}) == 1, "columns line up"
    assert max(map(console_width, lines)) <= 130
    for text, unit in zip(lines[1:], units, strict=True):
        assert set(shown_of(unit)) <= {*text.split()}


def shown_share(share: float) -> str:
    """Return a share in per cent that never rounds to nobody or to all."""
    return "<0.1%" if 0 < share < 0.001 else ">99.9%" if 0.999 < share < 1 else f"{share:.1%}"


def shown_of(unit: dict[str, Any]) -> list[str]:
    """Return what the table should have of a unit: a dash for what is not known."""
    formats: dict[str, Callable[[float], str]] = {
        "population": "{:,.0f}".format, "covered": "{:,.0f}".format, "ratio": shown_share,
        "p90_km": "{:,.1f}".format, "area_ratio": shown_share,
        "radius_for_share_km": "{:,.1f}".format,
    }  # fmt: skip
    if unit["area_km2"] is None:
        # Points of the user are no cells: no unit has land.
        del formats["area_ratio"]
    shown = {name: form for name, form in formats.items() if name in unit}
    texts = ["–" if unit[name] is None else form(unit[name]) for name, form in shown.items()]
    if unit.get("ratio_low") is not None:
        texts.append(f"{shown_share(unit['ratio_low'])}–{shown_share(unit['ratio_high'])}")
    return texts


def test_gaps_of_own_people(
    answer: Answer, own: Callable[..., tuple[list[str], Floats, Floats]]
) -> None:
    options, distance_m, people = own()
    found = answer(*GAPS, "--json", "--tier", "county", *options, "--at-least", "2")
    uncovered = people[distance_m[:, 1] > 40_000].sum()
    assert found["uncovered"] == uncovered == sum(gap["population"] for gap in found["gaps"])
    counties = read_boundaries(Level.COUNTY, Province.QINGHAI).set_index("adcode").geometry
    for gap in found["gaps"]:
        assert counties[gap["adcode"]].distance(shapely.Point(gap["lon"], gap["lat"])) < 0.01
