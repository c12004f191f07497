"""`access` and `equity` on the command line, against brute force over pyproj.Geod."""

import csv
import io
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
from pyproj import Geod

from data.reference.catalog import Level, read_boundaries, read_facilities, read_units
from data.schema import Province, Tier
from geo.tables.files.forms import console_width
from geo.words.numbers import rate

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]
Floats = npt.NDArray[np.float64]
Decay = Callable[[float], float]

WGS84 = Geod(ellps="WGS84")
QINGHAI = ("--province", "qinghai", "--by", "prefecture")
RADIUS_M = 30_000.0


@pytest.fixture
def world(in_folder: Path) -> tuple[list[str], gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Write people, and facilities some of which have beds; return options and tables."""
    chance = np.random.default_rng(7)
    tables = []
    for name, number in (("people", 80), ("sites", 20)):
        lon, lat = chance.uniform(100.5, 102.2, number), chance.uniform(35.8, 37.0, number)
        table = gpd.GeoDataFrame(
            {"name": [f"{name}{n}" for n in range(number)], "lon": lon, "lat": lat},
            geometry=gpd.points_from_xy(lon, lat),
            crs="EPSG:4326",
        )
        tables.append(table)
    people, sites = tables
    people["population"] = chance.integers(1, 1000, len(people)).astype(float)
    sites["beds"] = chance.integers(1, 200, len(sites)).astype(float)
    sites.loc[:4, "beds"] = np.nan
    # Far from everybody.
    sites.loc[19, ["lon", "lat", "beds"]] = [91.0, 34.0, 50.0]
    for name, table in (("people", people), ("sites", sites)):
        table.drop(columns="geometry").to_csv(f"{name}.csv", index=False, encoding="utf-8")
    return ["--population", "people.csv", "--facilities", "sites.csv"], people, sites


def brute_access(
    people: gpd.GeoDataFrame, supply: Sequence[tuple[float, float, float, Decay]]
) -> Floats:
    """Return access place by place, facility by facility: loops and nothing clever."""
    access = [0.0] * len(people)
    for lon, lat, amount, decay in supply:
        weights = []
        for x, y in zip(people["lon"], people["lat"], strict=True):
            weights.append(decay(WGS84.inv(x, y, lon, lat)[2]))
        sharing = sum(w * p for w, p in zip(weights, people["population"], strict=True))
        if sharing > 0:
            for place, weight in enumerate(weights):
                access[place] += weight * amount / sharing
    return np.array(access)


def step(distance_m: float) -> float:
    return float(distance_m <= RADIUS_M)


def zoned(distance_m: float) -> float:
    return 1.0 if distance_m <= 10_000 else 0.6 if distance_m <= 25_000 else 0.0


def gauss(radius_m: float) -> Decay:
    def decay(distance_m: float) -> float:
        if distance_m > radius_m:
            return 0.0
        edge = math.exp(-0.5)
        return (math.exp(-((distance_m / radius_m) ** 2) / 2) - edge) / (1 - edge)

    return decay


@pytest.mark.parametrize("supply", ["1", "beds"])
@pytest.mark.parametrize(
    ("options", "decay"),
    [
        (["--radius-km", "30"], step),
        (["--method", "e2sfca", "--zones", "10:1,25:0.6"], zoned),
        (["--method", "gaussian", "--radius-km", "30"], gauss(RADIUS_M)),
    ],
    ids=["2sfca", "e2sfca", "gaussian"],
)
def test_access_is_what_loops_find(
    options: list[str],
    decay: Decay,
    supply: str,
    answer: Answer,
    world: tuple[list[str], gpd.GeoDataFrame, gpd.GeoDataFrame],
) -> None:
    files, people, sites = world
    found = answer("access", *QINGHAI, *files, *options, "--supply", supply, "--json")
    amount = sites["beds"] if supply == "beds" else sites["beds"] * 0 + 1.0
    if supply == "1":
        amount = amount.fillna(1.0)
    known = [
        (lon, lat, amount, decay)
        for lon, lat, amount in zip(sites["lon"], sites["lat"], amount, strict=True)
        if not math.isnan(amount)
    ]
    access = brute_access(people, known)
    weights = people["population"].to_numpy()
    assert found["access_per_1000"] == pytest.approx(1000 * np.average(access, weights=weights))
    assert found["share_without"] == pytest.approx(weights[access == 0].sum() / weights.sum())
    assert found["supply"] == supply
    assert found["facilities"] == len(known)
    assert found["facilities_unknown"] == len(sites) - len(known)
    reached = found["access_per_1000"] / 1000 * found["population"]
    assert found["supply_reached"] == pytest.approx(reached), "what is shared out is all there is"
    assert found["facilities_unreached"] >= 1

    prefecture = prefectures_of(people)
    for unit in found["units"]:
        here = prefecture == unit["adcode"]
        assert unit["population"] == weights[here].sum()
        if not here.any():
            assert unit["access_per_1000"] is None
            continue
        mean = 1000 * np.average(access[here], weights=weights[here])
        assert unit["access_per_1000"] == pytest.approx(mean)
        without = weights[here & (access == 0)].sum() / weights[here].sum()
        assert unit["share_without"] == pytest.approx(without)


def prefectures_of(people: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the prefecture each place lies in by a join, 0 in none."""
    counties = read_boundaries(Level.COUNTY, Province.QINGHAI)[["adcode", "geometry"]]
    joined = gpd.sjoin(people[["geometry"]], counties, predicate="within", how="left")
    code = joined["adcode"].fillna(0).astype(int).groupby(level=0).min()
    units = read_units(Province.QINGHAI).set_index("adcode")["prefecture_adcode"]
    return code.map(units).fillna(0).to_numpy(dtype=np.int64)


def test_a_hierarchy_of_tiers(
    answer: Answer, world: tuple[list[str], gpd.GeoDataFrame, gpd.GeoDataFrame]
) -> None:
    files, people, _ = world
    found = answer("access", *QINGHAI, *files[:2], "--method", "h2sfca", "--json")
    supply = []
    for tier in Tier:
        frame = read_facilities(Province.QINGHAI, tier)
        frame = frame[frame["speciality"].isin(["general", "tcm"])]
        decay = gauss(tier.default_radius_m)
        supply += [(x, y, 1.0, decay) for x, y in zip(frame["lon"], frame["lat"], strict=True)]
    access = brute_access(people, supply)
    mean = 1000 * np.average(access, weights=people["population"])
    assert found["access_per_1000"] == pytest.approx(mean, rel=1e-4)
    assert found["radii_km"] == {tier.value: tier.default_radius_m / 1000 for tier in Tier}
    assert "radius_km" not in found
    assert found["tier"] == "any"


def test_zones_begin_as_thirds_of_the_catchment(answer: Answer) -> None:
    line = ("access", *QINGHAI, "--method", "e2sfca", "--json")
    found = answer(*line, "--radius-km", "15")
    zones = [(zone["radius_km"], zone["weight"]) for zone in found["zones"]]
    assert zones == [(5, 1), (10, 0.68), (15, 0.22)]
    assert found == answer(*line, "--zones", "５：1，10:0.68,15:0.22") | {"notes": found["notes"]}


@pytest.mark.parametrize("group", ["65plus", "urban", "rural"])
def test_access_of_a_group(group: str, answer: Answer) -> None:
    found = answer("access", *QINGHAI, "--group", group, "--json")
    everybody = answer("access", *QINGHAI, "--json")
    units = read_units(Province.QINGHAI)
    census = {
        "65plus": (units["population"] * units["share_65_plus"]).sum(),
        "urban": units["urban"].sum(),
        "rural": units["rural"].sum(),
    }[group]
    assert found["population"] == pytest.approx(census, abs=len(units))
    assert found["group"] == group
    assert found["supply_reached"] == everybody["supply_reached"], "all people share it"
    assert found["access_per_1000"] != everybody["access_per_1000"]
    assert len(found["notes"]) > len(everybody["notes"])


@pytest.mark.parametrize("command", ["access", "equity"])
def test_no_facility_has_beds(
    capsys: Capture, spoken: str, run: Run, in_folder: Path, command: str
) -> None:
    assert read_facilities(Province.QINGHAI, Tier.TOWNSHIP)["beds"].isna().all()
    assert run(command, "--province", "qinghai", "--supply", "beds") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "beds" in err


def test_own_people_have_no_groups(
    capsys: Capture,
    run: Run,
    answer: Answer,
    world: tuple[list[str], gpd.GeoDataFrame, gpd.GeoDataFrame],
) -> None:
    files, people, _ = world
    assert run("access", *QINGHAI, *files, "--group", "rural") == 2
    assert len(capsys.readouterr().err.splitlines()[-1]) > 0
    found = answer("equity", "--province", "qinghai", *files, "--json")
    assert [group["group"] for group in found["groups"]] == ["total"]
    assert found["groups"][0]["population"] == people["population"].sum()


def test_no_facilities_at_all(capsys: Capture, run: Run, answer: Answer) -> None:
    line = ("--province", "zhejiang", "--tier", "subcentre")
    found = answer("access", *line, "--json")
    assert (found["facilities"], found["supply_reached"]) == (0, 0)
    assert (found["access_per_1000"], found["share_without"]) == (0, 1)
    groups = answer("equity", *line, "--json")["groups"]
    assert {group["gini"] for group in groups} == {None}
    for command in ("access", "equity"):
        assert run(command, *line) == 0
        assert capsys.readouterr().out


def test_equity_is_what_pairs_find(
    answer: Answer, world: tuple[list[str], gpd.GeoDataFrame, gpd.GeoDataFrame]
) -> None:
    files, people, sites = world
    line = ("--province", "qinghai", *files, "--radius-km", "30")
    found = answer("equity", *line, "--json")["groups"][0]
    spots = zip(sites["lon"], sites["lat"], strict=True)
    access = brute_access(people, [(x, y, 1.0, step) for x, y in spots])
    weights = people["population"].to_numpy()
    mean = np.average(access, weights=weights)
    pairs = np.abs(access[:, None] - access[None, :]) * weights[:, None] * weights[None, :]
    assert found["gini"] == pytest.approx(pairs.sum() / (2 * weights.sum() ** 2 * mean))
    relative = access / mean
    logs = np.where(relative > 0, relative * np.log(np.where(relative > 0, relative, 1)), 0)
    assert found["theil"] == pytest.approx(np.average(logs, weights=weights))
    prefecture, between = prefectures_of(people), 0.0
    for code in np.unique(prefecture):
        here = prefecture == code
        ratio = np.average(access[here], weights=weights[here]) / mean
        between += weights[here].sum() / weights.sum() * (ratio * math.log(ratio) if ratio else 0)
    assert found["theil_between"] == pytest.approx(between)
    assert found["theil_within"] == pytest.approx(found["theil"] - between)
    assert found["share_without"] == pytest.approx(weights[access == 0].sum() / weights.sum())
    assert found["lorenz"][0] == [0, 0]
    assert found["lorenz"][-1] == [1, 1]
    order = np.argsort(access)
    people_share = np.cumsum(weights[order]) / weights.sum()
    access_share = np.cumsum((weights * access)[order]) / (weights * access).sum()
    for share, of_access in found["lorenz"][1:]:
        assert of_access == pytest.approx(np.interp(share, people_share, access_share), abs=1e-9)


def test_equity_of_four_groups(answer: Answer) -> None:
    found = answer("equity", "--province", "qinghai", "--tier", "county", "--json")
    groups = {group["group"]: group for group in found["groups"]}
    assert list(groups) == ["total", "65plus", "urban", "rural"]
    assert groups["total"]["population"] == 5_923_957
    urban, rural = groups["urban"], groups["rural"]
    assert urban["population"] + rural["population"] == groups["total"]["population"]
    mixed = sum(each["population"] * each["share_without"] for each in (urban, rural))
    total = groups["total"]
    assert mixed == pytest.approx(total["population"] * total["share_without"])
    access = answer("access", *QINGHAI, "--tier", "county", "--json")
    assert total["access_per_1000"] == pytest.approx(access["access_per_1000"])
    for group in groups.values():
        assert 0 <= group["gini"] < 1
        assert group["theil"] == pytest.approx(group["theil_between"] + group["theil_within"])
        assert len(group["lorenz"]) <= 101
        assert all(access <= people + 1e-12 for people, access in group["lorenz"])


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def texts_of(row: dict[str, Any]) -> dict[str, str]:
    return {
        name: "" if value is None else str(value) for name, value in row.items() if name != "lorenz"
    }


@pytest.mark.parametrize("command", ["access", "equity"])
def test_table_and_csv_agree_with_json(
    capsys: Capture,
    spoken: str,
    run: Run,
    answer: Answer,
    command: str,
    world: tuple[list[str], gpd.GeoDataFrame, gpd.GeoDataFrame],
) -> None:
    line = [command, "--province", "qinghai", *world[0], "--supply", "beds", "--radius-km", "30"]
    found = answer(*line, "--json")
    rows = found["units"] if command == "access" else found["groups"]
    capsys.readouterr()
    assert run(*line, "--csv") == 0
    in_csv = csv_rows(capsys.readouterr().out)
    assert [texts_of(row) for row in rows] == [
        {name: row[name] for name in texts_of(rows[0])} for row in in_csv
    ]
    assert all(note in in_csv[0]["note"] for note in found["notes"])
    assert {row["note"] for row in in_csv[1:]} <= {""}
    assert run(*line, "-o", "out.csv") == 0
    written = csv_rows(Path("out.csv").read_bytes().decode())
    assert written == in_csv, "the ending says in which form"
    capsys.readouterr()
    assert run(*line) == 0
    head, table, notes = capsys.readouterr().out.split("\n\n")
    assert all(note in notes for note in found["notes"])
    assert ("床位" if spoken == "zh" else "Beds") in head
    assert f"{found['facilities_unknown']}" in head
    lines = table.splitlines()
    assert len({console_width(text) for text in lines[1:]}) == 1, "columns line up"
    for text, row in zip(lines[1:], rows, strict=True):
        value = row["access_per_1000"]
        assert {rate(math.nan if value is None else value), f"{row['population']:,.0f}"} <= {
            *text.split()
        }


@pytest.mark.parametrize("method", ["2sfca", "e2sfca", "gaussian", "h2sfca"])
def test_every_method_names_its_reference(method: str, answer: Answer, spoken: str) -> None:
    line = ("--province", "qinghai", "--method", method, "--json")
    source = {"2sfca": "2003", "e2sfca": "2009", "gaussian": "Dai", "h2sfca": "2020"}[method]
    notes = answer("access", *line)["notes"]
    assert source in notes[0]
    assumed = "假定" if spoken == "zh" else "assum"
    assert any(assumed in note for note in notes)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.0598123, "0.0598"), (6.2345, "6.23"), (1234.5, "1,234"), (math.nan, "–")],
)
def test_a_rate_has_three_digits(value: float, text: str) -> None:
    assert rate(value) == text
