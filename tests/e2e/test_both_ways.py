"""Every question is answered by the window and by the console with the same bytes."""

import ast
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from pytestqt.qtbot import QtBot

import geo.tables
from data.project.project import Project
from data.project.project_file import save_project
from data.reference.catalog import Level
from data.schema import Method, Scope, SupplyKind
from geo.access.state import AccessTable
from geo.cli.run import main
from geo.tables.access import told_access
from geo.tables.coverage import told_coverage
from geo.tables.curve import told_curve
from geo.tables.equity import told_equity
from geo.tables.facilities import told_facilities
from geo.tables.findings import told_findings
from geo.tables.gaps import told_gaps
from geo.tables.indicators import told_indicators
from geo.tables.networks import NetworkTables, told_networks
from geo.tables.norms import told_norms, told_verdicts
from geo.tables.referral import told_members, told_steps
from geo.tables.table import Table
from gui.access.save import SaveAccess
from gui.coverage.save import SaveCoverage
from gui.doctor.save import SaveFindings
from gui.follow.saver import Saver
from gui.gaps.save import SaveGaps
from gui.indicators.save import SaveIndicators
from gui.layers.save_layer import SaveLayer
from gui.networks.save import SaveNetworks
from gui.norms.save import SaveNorms
from tests.e2e.open_window import NORM, OpenWindow, supposed

ROOT = Path(__file__).parents[2]
Ask = Callable[[OpenWindow, Path], None]
Change = Callable[[Project], Project]


def ask_coverage(window: OpenWindow, path: Path) -> None:
    saver = SaveCoverage(window.document, window.session, *window.end_of_savers)
    window.answer(saver, saver.ask, path)


def ask_prefectures(window: OpenWindow, path: Path) -> None:
    window.session.set_level(Level.PREFECTURE)
    window.wait(lambda: _level(window) is Level.PREFECTURE)
    ask_coverage(window, path)


def _level(window: OpenWindow) -> Level | None:
    report = window.session.report
    return report.level if report else None


def ask_intervals(window: OpenWindow, path: Path) -> None:
    window.settings.columns = ("low", "high")
    window.wait(lambda: window.session.intervals is not None)
    ask_coverage(window, path)


def ask_curve(window: OpenWindow, path: Path) -> None:
    saver = SaveCoverage(window.document, window.session, *window.end_of_savers)
    window.answer(saver, saver.ask_curve, path)


def ask_gaps(window: OpenWindow, path: Path) -> None:
    window.gaps.set_seen(window, seen=True)
    window.wait(lambda: window.gaps.gaps is not None)
    saver = SaveGaps(window.document, window.session, window.gaps, *window.end_of_savers)
    window.answer(saver, saver.ask, path)


def ask_access(table: AccessTable, window: OpenWindow, path: Path) -> None:
    window.access.set_seen(window.window, seen=True)
    window.wait(lambda: window.session.access.figures is not None)
    saver = SaveAccess(window.document, window.session, *window.end_of_savers)
    window.answer(saver, lambda: saver.ask(table), path)


def ask_norms(window: OpenWindow, path: Path) -> None:
    saver = SaveNorms(window.document, window.session, window.norms, *window.end_of_savers)
    window.answer(saver, saver.ask_norms, path)


def ask_verdicts(window: OpenWindow, path: Path) -> None:
    window.norms.choose(NORM)
    window.norms.set_seen(window.window, True)
    window.wait(lambda: window.norms.judgement is not None)
    saver = SaveNorms(window.document, window.session, window.norms, *window.end_of_savers)
    window.answer(saver, saver.ask_judgement, path)


def ask_indicators(window: OpenWindow, path: Path) -> None:
    window.indicators.set_seen(window.window, seen=True)
    compared = window.indicators.compared
    window.wait(lambda: any(each.computed is not None for each in window.indicators.compared))
    assert compared
    saver = SaveIndicators(window.document, window.session, *window.end_of_savers)
    window.answer(saver, lambda: saver.ask(window.indicators.compared), path)


def ask_networks(window: OpenWindow, path: Path) -> None:
    window.networks.set_seen(window.window, seen=True)
    window.wait(lambda: window.networks.found is not None)
    window.networks.choose(None)
    saver = SaveNetworks(window.document, window.session, window.networks, *window.end_of_savers)
    window.answer(saver, saver.ask, path)


def ask_layer(window: OpenWindow, path: Path) -> None:
    saver = SaveLayer(window.document, window.session, *window.end_of_savers)
    window.answer(saver, lambda: saver.ask("county"), path)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the table that answers, the line of the console, and the window's way."""

    makes: Callable[..., object]
    saver: type[Saver]
    ask: Ask
    line: tuple[str, ...]
    endings: tuple[str, ...] = (".csv",)


ACCESS, EQUITY = partial(ask_access, AccessTable.COUNTIES), partial(ask_access, AccessTable.GROUPS)
QUESTIONS = {
    "coverage": Question(told_coverage, SaveCoverage, ask_coverage, ("coverage",)),
    "prefectures": Question(
        told_coverage, SaveCoverage, ask_prefectures, ("coverage", "--by", "prefecture")
    ),
    "intervals": Question(told_coverage, SaveCoverage, ask_intervals, ("coverage", "--interval")),
    "curve": Question(told_curve, SaveCoverage, ask_curve, ("coverage", "--curve")),
    "gaps": Question(told_gaps, SaveGaps, ask_gaps, ("coverage", "--gaps"), (".csv", ".geojson")),
    "access": Question(told_access, SaveAccess, ACCESS, ("access",)),
    "equity": Question(told_equity, SaveAccess, EQUITY, ("equity",)),
    "norms": Question(told_norms, SaveNorms, ask_norms, ("norms",)),
    "verdicts": Question(told_verdicts, SaveNorms, ask_verdicts, ("norms", "--norm", NORM)),
    "indicators": Question(told_indicators, SaveIndicators, ask_indicators, ("indicators",)),
    "networks": Question(told_networks, SaveNetworks, ask_networks, ("networks",)),
}
# A bundled list is the same in every project.
LAYER = Question(
    told_facilities,
    SaveLayer,
    ask_layer,
    ("facilities", "--province", "qinghai", "--tier", "county"),
)
# The window shows referral and saves none; records of a file are listed by the window alone.
ONE_WAY = {told_members, told_steps, told_findings}


def as_it_is(project: Project) -> Project:
    return project


def bundled_people(project: Project) -> Project:
    return replace(project, people=None)


def any_tier_twice(project: Project) -> Project:
    return replace(project, people=None, scope=Scope.ANY, at_least=2)


def gaussian_beds(project: Project) -> Project:
    access = replace(project.access, method=Method.GAUSSIAN, radius_m=9100.0)
    return replace(project, people=None, edits=(), access=replace(access, supply=SupplyKind.ONE))


def hierarchical(project: Project) -> Project:
    return replace(project, people=None, access=replace(project.access, method=Method.HIERARCHICAL))


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, english: None) -> Iterator[Callable[..., OpenWindow]]:
    windows: list[OpenWindow] = []

    def open_project(change: Change) -> OpenWindow:
        save_project(change(supposed(tmp_path)), tmp_path / "plan.yiquan")
        windows.append(OpenWindow(tmp_path / "plan.yiquan", tmp_path, qtbot))
        return windows[-1]

    yield open_project
    for window in windows:
        window.end()


def console(*line: str | Path) -> None:
    def never_drawn(_page: str, _width: int, _height: int) -> bytes:
        raise AssertionError

    assert main([str(each) for each in line], never_drawn, list) == 0


def assert_same(window: OpenWindow, question: Question, folder: Path, *project: str | Path) -> None:
    for ending in question.endings:
        saved, printed = folder / f"saved{ending}", folder / f"printed{ending}"
        question.ask(window, saved)
        console(*question.line, *project, "--output", printed)
        assert saved.read_bytes() == printed.read_bytes()
        assert len(saved.read_bytes().splitlines()) > 1


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("change", [as_it_is, bundled_people])
def test_a_project_is_answered_with_the_same_bytes(
    opened: Callable[..., OpenWindow], tmp_path: Path, change: Change, name: str
) -> None:
    window = opened(change)
    assert_same(window, QUESTIONS[name], tmp_path, "--project", tmp_path / "plan.yiquan")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("coverage", any_tier_twice),
        ("gaps", any_tier_twice),
        ("access", gaussian_beds),
        ("equity", gaussian_beds),
        ("access", hierarchical),
        ("equity", hierarchical),
    ],
)
def test_other_choices_are_answered_with_the_same_bytes(
    opened: Callable[..., OpenWindow], tmp_path: Path, change: Change, name: str
) -> None:
    window = opened(change)
    assert_same(window, QUESTIONS[name], tmp_path, "--project", tmp_path / "plan.yiquan")


def test_a_bundled_list_is_saved_as_the_console_lists_it(
    opened: Callable[..., OpenWindow], tmp_path: Path
) -> None:
    window = opened(lambda project: replace(project, edits=()))
    assert_same(window, LAYER, tmp_path)


def test_a_missing_file_is_told_alike(
    opened: Callable[..., OpenWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    opened(as_it_is).end()
    (tmp_path / "own.csv").unlink()
    (tmp_path / "people.csv").unlink()
    path = tmp_path / "plan.yiquan"
    window = OpenWindow(path, tmp_path, qtbot)
    assert_same(window, QUESTIONS["coverage"], tmp_path, "--project", path)
    window.end()
    note = pd.read_csv(tmp_path / "saved.csv", encoding="utf-8-sig")["note"].iloc[0]
    assert "could not be read" in note
    assert "own" in note
    assert "people" in note


def test_what_is_supposed_and_missing_stands_in_every_table_of_figures(
    opened: Callable[..., OpenWindow], tmp_path: Path
) -> None:
    window = opened(as_it_is)
    for name in QUESTIONS.keys() - {"norms"}:
        path = tmp_path / f"{name}.csv"
        QUESTIONS[name].ask(window, path)
        note = pd.read_csv(path, encoding="utf-8-sig")["note"].iloc[0]
        assert "What-if (changes: 3)" in note, name


def test_the_whole_of_a_json_is_what_the_csv_says(
    opened: Callable[..., OpenWindow], tmp_path: Path
) -> None:
    window, path = opened(bundled_people), tmp_path / "plan.yiquan"
    QUESTIONS["curve"].ask(window, tmp_path / "curve.csv")
    rows = pd.read_csv(tmp_path / "curve.csv", encoding="utf-8-sig")
    console("coverage", "--curve", "--project", path, "--output", tmp_path / "curve.json")
    whole = json.loads((tmp_path / "curve.json").read_text(encoding="utf-8"))["curve"]
    of_whole = rows[rows["adcode"].isna()]
    assert of_whole["radius_km"].tolist() == whole["radii_km"]
    assert of_whole["ratio"].tolist() == whole["ratio"]


def functions_of(module_name: str) -> list[Callable[..., object]]:
    """Every function that a module defines."""
    module = importlib.import_module(module_name)
    found = [each for _, each in inspect.getmembers(module, inspect.isfunction)]
    return [each for each in found if each.__module__ == module_name]


def gives_table(function: Callable[..., object]) -> bool:
    return inspect.signature(function).return_annotation in (Table, NetworkTables)


def told_tables() -> set[Callable[..., object]]:
    """Every function that makes a table with its notes."""
    modules = [each.name for each in pkgutil.iter_modules(geo.tables.__path__, "geo.tables.")]
    made = [each for name in modules for each in functions_of(name) if gives_table(each)]
    return {each for each in made if each.__name__.startswith("told_")}


def test_every_table_is_asked_for_both_ways() -> None:
    assert told_tables() == {each.makes for each in (*QUESTIONS.values(), LAYER)} | ONE_WAY


def test_every_saver_is_asked() -> None:
    for path in (ROOT / "gui").rglob("save*.py"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    savers = set(Saver.__subclasses__())
    # The findings are no figures: the console lists them by file, not by record.
    assert savers == {each.saver for each in (*QUESTIONS.values(), LAYER)} | {SaveFindings}


def test_the_window_makes_no_table_but_those_with_their_notes() -> None:
    told = told_tables()
    for path in (ROOT / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("geo.tables."):
                module = importlib.import_module(str(node.module))
                made = [getattr(module, each.name) for each in node.names]
                tables = {each for each in made if inspect.isfunction(each) and gives_table(each)}
                assert tables <= told, path
                assert not {each.name for each in node.names} & {"csv_text", "csv_of"}, path
