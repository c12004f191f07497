"""The commands networks and referral: what the model holds, in both languages and all forms."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.reference.catalog import read_facilities, read_units
from data.reference.networks import published_networks
from data.schema import Province, Tier
from geo.words.wording import sentences
from tests.toy_networks import geodesic_m

Answer = Callable[..., Any]
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
NETWORK_KEYS = {
    *("id", "name", "name_en", "adcode", "county", "county_en", "status", "source", "pattern"),
    *("published", "missing_leads", "leads", "members", "supporters", "links", "people"),
    *("people_nearer_other_lead", "share_nearer_other_lead", "check"),
}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_without_a_place_the_networks_of_the_reports(answer: Answer) -> None:
    said = answer("networks", "--json")
    named = [each for each in said["networks"] if each["status"] == "reported"]
    assert {each["name"] for each in named} == {
        each.name for each in published_networks() if each.leads
    }
    assert len([each for each in said["networks"] if each["adcode"] // 100 == 3304]) == 12
    assert len([each for each in said["networks"] if each["adcode"] // 10000 == 63]) == 45
    assert {area["adcode"]: area["county_networks"] for area in said["areas"]} == {
        330400: 13,
        630000: 46,
    }
    assert said["areas"][0]["check"]["figures"]["networks"] == {
        "published": 13,
        "on_map": 12,
        "difference": -1,
    }
    names = ["崇州市妇幼保健院", "青海省人民医院", "青海省中医院"]
    assert [each["name"] for each in said["apart"]] == names
    assert [len(each["supporters"]) for each in said["apart"]] == [3, 1, 1]
    outside = [each["outside_the_map"] for row in said["apart"] for each in row["supporters"]]
    assert outside == [False, False, False, True, True]
    for network in said["networks"]:
        assert network.keys() == NETWORK_KEYS
        assert network["published"] is not None
        assert (network["check"] is None) == (network["status"] == "assumed")
        assert 0 <= network["people_nearer_other_lead"] <= network["people"]


def test_networks_of_a_county(answer: Answer, spoken: str) -> None:
    said = answer("networks", "--county", "510184", "--json")
    first, second = said["networks"]
    assert [lead["name"] for lead in first["leads"]] == ["崇州市人民医院"]
    assert {each["membership"] for each in first["leads"]} == {"reported"}
    assert {each["name"] for each in second["supporters"]} == {
        "四川省人民医院",
        "成都市妇女儿童中心医院",
        "成都市第一人民医院",
        "四川大学华西医院",
        "成都中医药大学附属医院",
    }
    census = read_units(Province.SICHUAN).set_index("adcode")["population"].loc[510184]
    assert first["people"] + second["people"] == census
    assert first["check"]["figures"]["township_members"]["published"] == 8
    where = {
        part["id"]: (part["lon"], part["lat"])
        for part in (
            *first["leads"],
            *first["supporters"],
            *(member for tier in first["members"].values() for member in tier),
        )
    }
    for link in first["links"]:
        away = geodesic_m(where[link["lower"]], where[link["upper"]]) / 1000
        assert link["distance_km"] == pytest.approx(away, rel=1e-4)
    assert said["areas"] == []
    words = " ".join([*said["notes"], *first["check"]["why"]])
    assert ("推定" if spoken == "zh" else "assumed") in words


def test_networks_of_a_province_are_all_there_are(answer: Answer) -> None:
    said = answer("networks", "--province", "shanxi", "--json")
    hospitals = set(read_facilities(Province.SHANXI, Tier.COUNTY)["adcode"])
    # A district without a hospital of its own is led by one of the city.
    regional = read_facilities(Province.SHANXI, Tier.REGIONAL)
    everybody = regional["speciality"].isin(["general", "tcm"])
    units = read_units(Province.SHANXI)
    districts = set(units.loc[units["name"].str.endswith("区"), "adcode"])
    hospitals |= districts & set(regional.loc[everybody, "adcode"])
    assert {each["adcode"] for each in said["networks"]} == hospitals
    people = sum(each["people"] for each in said["networks"])
    assert people == read_units(Province.SHANXI)["population"].sum()
    assert said["apart"] == []


def test_the_table_of_networks(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("networks", "--county", "140121") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert ("清徐县" if spoken == "zh" else "Qingxu") in out
    assert ("牵头医院" if spoken == "zh" else "Lead hospital") in out
    assert "清徐县第二人民医院" in out


def test_a_csv_has_a_row_for_each_part(run: Run, answer: Answer, capsys: Capture) -> None:
    said = answer("networks", "--county", "510184", "--json")
    assert run("networks", "--county", "510184", "--csv") == 0
    rows = rows_of(capsys.readouterr().out)
    parts = [
        part["id"]
        for network in said["networks"]
        for part in (
            *network["leads"],
            *(member for tier in network["members"].values() for member in tier),
            *network["supporters"],
        )
    ]
    links = [row for row in rows if row["what"] == "links"]
    rows = [row for row in rows if row["what"] == "parts"]
    assert [row["facility"] for row in rows] == parts
    assert [row["kind"] for row in links] == [
        link["kind"] for network in said["networks"] for link in network["links"]
    ]
    assert rows[0]["note"]
    assert links[0]["note"] == rows[0]["note"]
    assert not any(row["note"] for row in (*rows[1:], *links[1:]))
    assert {row["role"] for row in rows} == {"lead", "member", "supporter"}
    member = next(row for row in rows if row["role"] == "member")
    assert member["parent"] == "崇州市人民医院"
    assert float(member["distance_km"]) > 0


def test_referral_of_a_county(answer: Answer, spoken: str) -> None:
    said = answer("referral", "--county", "510184", "--json")
    assert said["county"]["name"] == "崇州市"
    assert said["county"]["adcode"] == 510184
    assert said["chain"] is None
    members = {member["id"]: member for member in said["members"]}
    assert len(members) == len(said["members"]) > 10
    for member in members.values():
        tiers = [each["tier"] for each in member["nearest"]]
        assert tiers == ["subcentre", "county", "regional"][-len(tiers) :]
        for each in member["nearest"]:
            assert each["inside"]["distance_km"] >= each["regardless"]["distance_km"]
    networks = {each["id"]: each for each in said["networks"]}
    assert networks.keys() == {member["network"] for member in members.values()}
    for each in networks.values():
        assert each["share"] == pytest.approx(each["people_nearer_other_lead"] / each["people"])
        assert 0 <= each["people_on_single_lead"] <= each["people"]
    critical = {(each["of"], each["tier"]): each for each in said["critical"]}
    assert critical.keys() == {
        (of, tier.value) for of in ("county", "province", *networks) for tier in Tier
    }
    for tier in Tier:
        lost = [critical[of, tier]["people_lost"] for of in ("county", "province", *networks)]
        assert lost[1] >= lost[0] >= 0
        assert critical["county", tier]["radius_km"] == tier.default_radius_m / 1000
    assert ("转诊" if spoken == "zh" else "referrals") in " ".join(said["notes"])


def test_referral_of_a_point_and_of_a_facility(answer: Answer) -> None:
    at_point = answer("referral", "--point", "103.6，30.6", "--json")
    assert at_point["county"]["adcode"] == 510184
    assert at_point["chain"]["start"]["tier"] is None
    first = at_point["chain"]["inside"]["steps"][0]
    there = answer("referral", "--facility", first["id"], "--json")
    assert there["chain"]["start"]["id"] == first["id"]
    below = at_point["chain"]["inside"]["steps"][1:]
    above = there["chain"]["inside"]["steps"]
    assert [step["id"] for step in above] == [step["id"] for step in below]
    for way in ("nearest", "inside"):
        chain = at_point["chain"][way]
        total = sum(step["distance_km"] for step in chain["steps"])
        assert chain["distance_km"] == pytest.approx(total)
        assert chain["steps"][-1]["tier"] == "regional"
    assert at_point["members"] == there["members"]


def test_the_table_of_referral(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("referral", "--point", "103.6,30.6") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert ("从103.6, 30.6出发" if spoken == "zh" else "Chain from 103.6, 30.6") in out
    assert ("失去覆盖的人" if spoken == "zh" else "people lost") in out
    assert ("只是少数" if spoken == "zh" else "only a few of those there are") in out
    assert run("referral", "--county", "513327") == 0
    assert ("出发" if spoken == "zh" else "Chain from") not in capsys.readouterr().out


def test_a_csv_of_referral_and_its_file(
    run: Run, answer: Answer, capsys: Capture, in_folder: Path
) -> None:
    said = answer("referral", "--county", "140121", "--json")
    assert run("referral", "--county", "140121", "-o", "out.csv") == 0
    rows = rows_of((in_folder / "out.csv").read_text(encoding="utf-8"))
    assert len(rows) == sum(len(member["nearest"]) for member in said["members"])
    first = said["members"][0]
    assert rows[0]["id"] == first["id"]
    assert float(rows[0]["regardless_km"]) == first["nearest"][0]["regardless"]["distance_km"]
    assert rows[0]["note"]
    assert run("referral", "--facility", first["id"], "-o", "chain.json") == 0
    steps = json.loads((in_folder / "chain.json").read_text(encoding="utf-8"))["chain"]
    assert run("referral", "--facility", first["id"], "--csv") == 0
    rows = rows_of(capsys.readouterr().out)
    assert len(rows) == len(steps["nearest"]["steps"]) + len(steps["inside"]["steps"])


@pytest.mark.parametrize(
    "line",
    [
        ["networks", "--county", "510100"],
        ["networks", "--county", "崇州"],
        ["networks", "--county", ""],
        ["networks", "--county", "110101"],
        ["networks", "--county", "510184", "--province", "sichuan"],
        ["networks", "--tier", "county"],
        ["networks", "--tier", "any", "--facilities", "own.csv"],
        ["networks", "--facilities", "none.csv"],
        ["networks", "--facilities-layer", "own"],
        ["networks", "--table", "none.csv"],
        ["networks", "--table", ""],
        ["referral", "--county", "510184", "--tier", "county"],
        ["networks", "--point", "103.6,30.6"],
        ["networks", "-o", "out.gpkg"],
        ["networks", "--json", "--csv"],
        ["referral"],
        ["referral", "--json"],
        ["referral", "--province", "sichuan"],
        ["referral", "--county", "510184", "--point", "103.6,30.6"],
        ["referral", "--county", "510184", "--facility", "reported-510184-1"],
        ["referral", "--point", "103.6,30.6", "--facility", "reported-510184-1"],
        ["referral", "--point", "103.6"],
        ["referral", "--point", "30.6,103.6"],
        ["referral", "--point", "nan,30"],
        ["referral", "--point", "1,2"],
        ["referral", "--point", ""],
        ["referral", "--facility", "no-such"],
        ["referral", "--facility", ""],
        ["referral", "--county", "999999"],
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, capsys: Capture, spoken: str, line: list[str]
) -> None:
    assert run(*line) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert ("。" if spoken == "zh" else ".") in err


def test_a_list_of_the_user_takes_the_place_of_a_tier(
    answer: Answer, in_folder: Path, spoken: str
) -> None:
    lines = ["name,lon,lat,network", "甲乡卫生院,103.6,30.7,崇州 1+7+N", "乙乡卫生院,103.68,30.64,"]
    (in_folder / "own.csv").write_text("\n".join(lines), encoding="utf-8")
    said = answer("networks", "--county", "510184", "--facilities", "own.csv", "--json")
    members = {
        part["name"]: (network["name"], part["membership"], part["status"])
        for network in said["networks"]
        for part in network["members"]["township"]
    }
    # What the list says of a network goes before the nearest lead.
    assert members == {
        "甲乡卫生院": ("崇州 1+7+N", "user", "user"),
        "乙乡卫生院": ("崇州 1+8+N", "assumed", "user"),
    }
    assert "own.csv" in " ".join(said["notes"])
    why = " ".join(said["networks"][0]["check"]["why"])
    assert ("自己的清单" if spoken == "zh" else "list of your own") in why
    assert ("位置不明" if spoken == "zh" else "no known position") not in why
    line = ("referral", "--facility", "user-1", "--facilities", "own.csv", "--json")
    chain = answer(*line)["chain"]
    assert chain["start"]["name"] == "甲乡卫生院"
    assert chain["inside"]["steps"][-2]["name"] == "崇州市中医医院"


def test_an_unknown_county_says_where_codes_are(run: Run, capsys: Capture, spoken: str) -> None:
    assert run("referral", "--county", "510999") == 2
    err = capsys.readouterr().err
    assert "510999" in err
    assert "coverage" in err
    assert ("代码" if spoken == "zh" else "codes") in err


def test_a_table_of_networks_goes_first(answer: Answer, tmp_path: Path, spoken: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(
        "县,医共体,成员单位,角色\n"
        "崇州市,新医共体,廖家镇卫生院,牵头\n"
        "崇州市,新医共体,元通卫生院,成员\n"
        "崇州市,新医共体,某某镇卫生院,成员\n",
        encoding="gbk",
    )
    for place in (["--county", "510184"], []):
        said = answer("networks", *place, "--table", str(path), "--json")
        (made,) = [each for each in said["networks"] if each["name"] == "新医共体"]
        assert made["status"] == "user"
        members = [each["name"] for tier in made["members"].values() for each in tier]
        assert "元通镇卫生院" in members
        notes = " ".join(said["notes"])
        assert ("第 4 行" if spoken == "zh" else "Row 4") in notes
        assert "某某镇卫生院" in notes
    chain = answer("referral", "--county", "510184", "--table", str(path), "--json")
    assert "新医共体" in [each["name"] for each in chain["networks"]]


def test_what_link_means_is_said_where_it_stands(
    run: Run, answer: Answer, capsys: pytest.CaptureFixture[str], spoken: str
) -> None:
    told = sentences()["cli_referral_note_link"][spoken]
    point = ("referral", "--point", "103.67,30.63")
    document = answer(*point, "--json")
    assert told in document["notes"]
    links = [
        step["link"] for name in ("nearest", "inside") for step in document["chain"][name]["steps"]
    ]
    assert {link for link in links if link} <= {"reported", "assumed", "user"}
    assert run(*point, "--csv") == 0
    assert told in capsys.readouterr().out
    # Neither the console nor the members of a county have such a column.
    assert run(*point) == 0
    assert told not in capsys.readouterr().out
    assert told not in answer("referral", "--county", "510184", "--json")["notes"]
