"""The console says of the networks and facilities of a project what the window shows."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import Project, new_project
from data.project.project_file import load_project, save_project
from data.reference.network_model import Network, NetworkEdit, NetworkEditKind
from data.schema import FacilityColumn, Province, Scope, Status, Tier
from geo.networks.catchments import NetworkPeople, catchments_of, people_of_networks
from geo.networks.found import Found, found_networks
from geo.networks.referral.find_chains import nearest_chain, network_chain, start_of
from geo.networks.single_points_of_failure import most_critical, rows_of_network, tier_losses
from geo.progress import silent
from geo.study.study import bundled_facilities, counted_facilities
from gui.session import Session
from tests.project_on_the_console import asked, console, supposed, window_report

Capture = pytest.CaptureFixture[str]
GONGHE = 632521


def with_network_edits(project: Project) -> Project:
    """A project that gives a township hospital to a network of its own."""
    rows = bundled_facilities(Province.QINGHAI)[Tier.TOWNSHIP.value]
    here = rows[rows[FacilityColumn.ADCODE] == GONGHE]
    lead, member = (FacilityKey(Tier.TOWNSHIP.value, str(each)) for each in here["id"].iloc[:2])
    own = "own-1"
    edits = (
        NetworkEdit(NetworkEditKind.CREATE, lead, own, name="新医共体", adcode=GONGHE),
        NetworkEdit(NetworkEditKind.ASSIGN, member, own),
    )
    return replace(project, networks=edits)


def shown(path: Path, qtbot: QtBot) -> tuple[Session, Found]:
    """Return what the window finds of the project in a file."""
    _, session = window_report(path, qtbot)
    project = load_project(path)
    assert session.study is not None
    units = session.study.demand.units
    return session, found_networks(project, session.edited, units, project.networks, silent)


def parts(network: Network) -> dict[str, list[str]]:
    return {
        "leads": [part.facility.id for part in network.leads],
        "members": sorted(part.facility.id for part in network.members),
        "supporters": [part.facility.id for part in network.supporters],
    }


def said_parts(said: dict[str, Any]) -> dict[str, list[str]]:
    members = [part["id"] for tier in said["members"].values() for part in tier]
    return {
        "leads": [part["id"] for part in said["leads"]],
        "members": sorted(members),
        "supporters": [part["id"] for part in said["supporters"]],
    }


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Project], Path]:
    def save(project: Project) -> Path:
        path = tmp_path / "plan.yiquan"
        save_project(project, path)
        return path

    return save


def test_networks_of_a_project_are_those_of_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot, saved: Callable[[Project], Path]
) -> None:
    path = saved(with_network_edits(supposed(tmp_path)))
    session, found = shown(path, qtbot)
    assert session.study is not None
    demand = session.study.demand
    catchments = catchments_of(demand, found.networks)
    people = people_of_networks(demand, found.networks, catchments)
    said = asked(capsys, "networks", "--project", str(path))
    assert [each["id"] for each in said["networks"]] == [each.id for each in found.networks]
    for network, each in zip(found.networks, said["networks"], strict=True):
        assert said_parts(each) == parts(network)
        served = people.get(network.id, NetworkPeople(0.0, 0.0))
        assert each["people"] == pytest.approx(served.people, rel=1e-12)
        assert each["people_nearer_other_lead"] == pytest.approx(
            served.nearer_other_lead, rel=1e-12
        )
        assert len(each["links"]) == len(network.links)
    assert sum(each["people"] for each in said["networks"]) > 0
    assert any(each["status"] == Status.USER for each in said["networks"])
    assert any("own.csv" in note and "people.csv" in note for note in said["notes"])
    assert any("3" in note for note in said["notes"][:1])


def test_networks_of_a_county_are_some_of_those_of_the_project(
    tmp_path: Path, capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(with_network_edits(supposed(tmp_path)))
    whole = asked(capsys, "networks", "--project", str(path))["networks"]
    said = asked(capsys, "networks", "--project", str(path), "--county", str(GONGHE))["networks"]
    assert said == [each for each in whole if each["adcode"] == GONGHE]
    assert len(said) == 2


def test_a_place_beside_a_project_goes_before_its_province(
    capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(new_project(Province.QINGHAI))
    line = ("networks", "--project", str(path))
    county = asked(capsys, *line, "--county", "140121")["networks"]
    assert {each["adcode"] for each in county} == {140121}
    province = asked(capsys, *line, "--province", "shanxi")["networks"]
    assert {each["adcode"] // 10000 for each in province} == {14}
    assert [each for each in province if each["adcode"] == 140121] == county


def test_a_table_beside_a_project_goes_before_what_the_project_says(
    tmp_path: Path, capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(with_network_edits(new_project(Province.QINGHAI)))
    line = ("networks", "--project", str(path), "--county", str(GONGHE))
    first = asked(capsys, *line)["networks"]
    lead = next(each for each in first if each["status"] != Status.USER)
    own = next(each for each in first if each["status"] == Status.USER)
    part = next(part for tier in own["members"].values() for part in tier)
    member = part["id"]
    table = tmp_path / "table.csv"
    row = f"{lead['name']},{part['name']},{GONGHE}"
    table.write_text(f"network,facility,adcode\n{row}\n", encoding="utf-8")
    told = asked(capsys, *line, "--table", str(table))
    second = {each["id"]: said_parts(each) for each in told["networks"]}
    assert member in second[lead["id"]]["members"]
    assert member not in second[own["id"]]["members"]
    assert any("table.csv" in note for note in told["notes"])


def test_referral_in_a_project_is_that_of_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot, saved: Callable[[Project], Path]
) -> None:
    path = saved(with_network_edits(supposed(tmp_path)))
    session, found = shown(path, qtbot)
    added = next(key for key in found.places.keys if key.id == "what-if-1")
    start = start_of(found.places, found.places.row_of(added))
    chains = {
        "nearest": nearest_chain(start, found.places),
        "inside": network_chain(start, found.places, found.networks),
    }
    said = asked(capsys, "referral", "--project", str(path), "--facility", "what-if-1")
    assert said["county"]["adcode"] == GONGHE
    for name, chain in chains.items():
        told = said["chain"][name]
        assert [step["id"] for step in told["steps"]] == [e.facility.id for e in chain.steps]
        assert told["distance_km"] == pytest.approx(chain.distance_m / 1000, abs=5e-4)
    assert session.study is not None
    radius_m = load_project(path).radius_m(Tier.TOWNSHIP)
    losses = tier_losses(session.study.demand, found.places, Tier.TOWNSHIP, radius_m)
    mine = [each for each in found.networks if each.adcode == GONGHE]
    for network in mine:
        worst = most_critical(losses, rows_of_network(network, found.places))
        row = next(
            each
            for each in said["critical"]
            if (each["of"], each["tier"]) == (network.id, Tier.TOWNSHIP)
        )
        assert row["radius_km"] == 7.3
        assert row["people_lost"] == pytest.approx(worst.people_lost if worst else 0)


def test_referral_from_a_county_elsewhere_is_in_its_province(
    capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(new_project(Province.QINGHAI))
    said = asked(capsys, "referral", "--project", str(path), "--point", "112.35,37.6")
    assert said["county"]["province"] == "shanxi"
    assert said["chain"]["nearest"]["steps"]


def test_what_facilities_count_is_told_with_referral(
    capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(new_project(Province.QINGHAI))
    place = ("--county", str(GONGHE))
    alone = asked(capsys, "referral", *place)["notes"]
    said = asked(capsys, "referral", "--project", str(path), *place)["notes"]
    assert set(said) != set(alone)


def test_facilities_of_a_project_are_those_that_count_in_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot, saved: Callable[[Project], Path]
) -> None:
    path = saved(supposed(tmp_path))
    _, session = window_report(path, qtbot)
    frame = counted_facilities(load_project(path), session.frames, list(Tier))
    said = asked(capsys, "facilities", "--project", str(path))
    assert [each["id"] for each in said] == frame["id"].tolist()
    assert [each["status"] for each in said] == frame["status"].tolist()
    assert [each["lon"] for each in said] == frame["lon"].tolist()
    assert {each["status"] for each in said} >= {Status.USER, Status.WHAT_IF}
    county = asked(capsys, "facilities", "--project", str(path), "--tier", "county")
    assert county == [each for each in said if each["tier"] == Tier.COUNTY]
    assert asked(capsys, "facilities", "--project", str(path), "--tier", "any") == said


def test_facilities_of_a_project_say_what_is_supposed_and_whose_they_are(
    tmp_path: Path, capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(supposed(tmp_path))
    code, out, err = console(capsys, "facilities", "--project", str(path), "--csv")
    assert (code, err) == (0, "")
    note = next(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))["note"]
    assert "own.csv" in note
    assert "people.csv" not in note
    assert "3" in note
    out_file = tmp_path / "out.geojson"
    assert console(capsys, "facilities", "--project", str(path), "-o", str(out_file))[0] == 0
    assert "what-if-1" in out_file.read_text(encoding="utf-8")


def test_a_project_of_another_scope_lists_every_tier_that_counts(
    tmp_path: Path, capsys: Capture, saved: Callable[[Project], Path]
) -> None:
    path = saved(replace(supposed(tmp_path), scope=Scope.OR_HIGHER, at_least=2))
    said = asked(capsys, "facilities", "--project", str(path))
    assert {each["tier"] for each in said} >= {Tier.REGIONAL, Tier.COUNTY, Tier.TOWNSHIP}


@pytest.mark.parametrize("command", ["networks", "referral"])
def test_a_project_stands_beside_no_list_of_facilities(
    tmp_path: Path, capsys: Capture, saved: Callable[[Project], Path], command: str
) -> None:
    path = saved(new_project(Province.QINGHAI))
    place = ("--county", str(GONGHE))
    line = (command, "--project", str(path), *place, "--facilities", "a.csv")
    code, out, err = console(capsys, *line)
    assert (code, out) == (2, "")
    assert "--project" in err
    assert "--facilities" in err


@pytest.mark.parametrize("command", ["networks", "referral", "facilities"])
def test_a_missing_file_of_a_project_is_told(
    tmp_path: Path, capsys: Capture, saved: Callable[[Project], Path], command: str
) -> None:
    path = saved(replace(supposed(tmp_path), people=None))
    (tmp_path / "own.csv").unlink()
    place = ("--county", str(GONGHE)) if command == "referral" else ()
    code, out, err = console(capsys, command, "--project", str(path), *place, "--csv")
    assert code == 0
    assert "own.csv" in err
    note = next(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))["note"]
    assert "own" in note
    assert "own.csv" not in note
