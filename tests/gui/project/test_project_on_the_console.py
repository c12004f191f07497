"""The console says of a project what the window does with that project open."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from data.project.norm_edits import norm_of, with_norm
from data.project.project import (
    AccessChoice,
    Project,
    new_project,
)
from data.project.project_file import load_project, save_project
from data.reference.catalog import Level
from data.reference.indicators import indicators
from data.schema import Method, Province, Scope, SupplyKind
from geo.access.state import AccessFigures, access_figures
from geo.indicators.computed import comparisons
from geo.indicators.ground import project_ground
from geo.indicators.networks import project_networks
from geo.norms.judge import Ground, judge
from tests.project_on_the_console import asked, console, supposed, window_report

Capture = pytest.CaptureFixture[str]
Change = Callable[[Project], Project]


def as_it_is(project: Project) -> Project:
    return project


def bundled_people(project: Project) -> Project:
    return replace(project, people=None)


def or_higher_twice(project: Project) -> Project:
    return replace(project, people=None, scope=Scope.OR_HIGHER, at_least=2)


def any_tier(project: Project) -> Project:
    return replace(project, people=None, scope=Scope.ANY)


@pytest.mark.parametrize("change", [as_it_is, bundled_people, or_higher_twice, any_tier])
def test_coverage_of_a_project_is_that_of_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot, change: Change
) -> None:
    path = tmp_path / "plan.yiquan"
    save_project(change(supposed(tmp_path)), path)
    report, _ = window_report(path, qtbot)
    said = asked(capsys, "coverage", "--project", str(path))
    for key in ("covered", "population", "ratio", "facilities"):
        assert said[key] == pytest.approx(getattr(report, key), rel=1e-12)
    units = report.units[report.units["population"] > 0]
    covered = {unit["adcode"]: unit["covered"] for unit in said["units"]}
    for adcode, people in zip(units["adcode"], units["covered"], strict=True):
        assert covered[adcode] == pytest.approx(people, rel=1e-12)
    assert said["radius_km"] == report.radius_m / 1000
    assert any("3" in note for note in said["notes"])


@pytest.mark.parametrize("method", Method)
def test_access_of_a_project_is_that_of_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot, method: Method
) -> None:
    path = tmp_path / "plan.yiquan"
    access = AccessChoice(method, SupplyKind.ONE, 9100.0)
    save_project(replace(supposed(tmp_path), people=None, access=access), path)
    _, session = window_report(path, qtbot)
    assert session.study is not None
    shown: AccessFigures = access_figures(session.study, load_project(path), session.frames)
    said = asked(capsys, "access", "--project", str(path))
    assert said["access_per_1000"] == pytest.approx(shown.report.access_per_1000, rel=1e-12)
    groups = asked(capsys, "equity", "--project", str(path))["groups"]
    assert len(groups) == len(shown.groups)


@pytest.mark.parametrize("norm_id", ["circle_15_minutes", "township_hospital_each"])
def test_a_norm_of_a_project_is_judged_as_in_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot, norm_id: str
) -> None:
    path = tmp_path / "plan.yiquan"
    project = bundled_people(supposed(tmp_path))
    norm = norm_of((), norm_id)
    assert norm is not None
    own = replace(norm, radius_m=4200.0) if norm.measure.has_radius else norm
    save_project(replace(project, norms=with_norm((), own)), path)
    _, session = window_report(path, qtbot)
    assert session.study is not None
    judged = judge(own, Ground(session.study, load_project(path), session.frames), Level.COUNTY)
    said = asked(capsys, "norms", "--project", str(path), "--norm", norm_id)
    assert said["counts"] == {verdict.value: count for verdict, count in judged.counts.items()}
    assert [unit["value"] for unit in said["units"]] == pytest.approx(
        [unit.value for unit in judged.units], rel=1e-9, nan_ok=True
    )


def test_indicators_are_held_against_the_project_as_in_the_window(
    tmp_path: Path, capsys: Capture, qtbot: QtBot
) -> None:
    path = tmp_path / "plan.yiquan"
    save_project(bundled_people(supposed(tmp_path)), path)
    _, session = window_report(path, qtbot)
    project = load_project(path)
    networks = project_networks(project, session.edited)
    compared = comparisons(indicators(), project_ground(project, session.frames, networks))
    shown = [each.computed for each in compared]
    told = asked(capsys, "indicators", "--project", str(path))["indicators"]
    said = [each["computed"] for each in told]
    assert [each is None for each in said] == [each is None for each in shown]
    assert [each for each in said if each is not None] == pytest.approx(
        [each for each in shown if each is not None], rel=1e-9, nan_ok=True
    )


def test_options_go_before_what_the_project_chooses(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "plan.yiquan"
    save_project(bundled_people(supposed(tmp_path)), path)
    line = ("coverage", "--project", str(path), "--tier", "county", "--radius-km", "12")
    said = asked(capsys, *line)
    assert (said["tier"], said["radius_km"]) == ("county", 12)


def test_a_missing_file_is_told(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "plan.yiquan"
    save_project(supposed(tmp_path), path)
    (tmp_path / "own.csv").unlink()
    (tmp_path / "people.csv").unlink()
    code, out, err = console(capsys, "coverage", "--project", str(path), "--json")
    assert code == 0
    assert "own.csv" in err
    assert "people.csv" in err
    notes = json.loads(out)["notes"]
    assert any("own" in note and "people" in note for note in notes)
    assert not any("own.csv" in note for note in notes)


@pytest.mark.parametrize(
    "more", [("--facilities", "a.csv"), ("--population", "a.csv"), ("--add", "101,36")]
)
def test_a_project_stands_beside_no_other_lists(
    tmp_path: Path, capsys: Capture, more: tuple[str, str]
) -> None:
    path = tmp_path / "plan.yiquan"
    save_project(new_project(Province.QINGHAI), path)
    code, _, err = console(capsys, "coverage", "--project", str(path), *more)
    assert code == 2
    assert "--project" in err
    assert more[0] in err


def test_a_project_is_not_written_over(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "plan.yiquan"
    save_project(new_project(Province.QINGHAI), path)
    before = path.read_bytes()
    code, _, err = console(capsys, "coverage", "--project", str(path), "-o", str(path))
    assert code == 2
    assert err
    assert path.read_bytes() == before
