"""A project of the window, and what window and console say of it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from pytestqt.qtbot import QtBot

from data.facility_key import FacilityKey
from data.project.project import Layer, LayerKind, OwnPeople, Project, Site, new_project
from data.project.project_file import load_project
from data.project.read_as import ReadAs
from data.schema import FacilityColumn, Province, Tier
from geo.cli.run import main
from geo.coverage.figures import CoverageReport
from geo.intake.restore import restore
from geo.progress import silent
from geo.study.study import bundled_facilities
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

WAIT_MS: Final = 60_000
Capture = pytest.CaptureFixture[str]


def _nothing(_html: str, _width: int, _height: int) -> bytes:
    raise AssertionError


def console(capsys: Capture, *line: str) -> tuple[int, str, str]:
    """Return the exit code of a command line, and what it prints."""
    code = main(line, _nothing, list)
    out, err = capsys.readouterr()
    return code, out, err


def asked(capsys: Capture, *line: str) -> Any:
    """Return the JSON of a command line that succeeds."""
    code, out, err = console(capsys, *line, "--json")
    assert code == 0, err
    return json.loads(out)


def supposed(folder: Path) -> Project:
    """A project with a list and people of its own, a moved radius and three what-ifs."""
    listed, people = folder / "own.csv", folder / "people.csv"
    listed.write_text("名称,经度,纬度,床位\n甲,101.7,36.6,20\n乙,99.0,37.3,10\n", encoding="utf-8")
    people.write_text(
        "经度,纬度,人口\n101.71,36.61,500\n99.0,37.2,300\n100.21,36.3,70\n96,35,9\n",
        encoding="utf-8",
    )
    own = Layer(
        "user_1",
        LayerKind.FACILITIES,
        "#123456",
        "own",
        listed,
        Tier.TOWNSHIP,
        read_as=ReadAs(tier=Tier.TOWNSHIP),
    )
    project = new_project(Province.QINGHAI).with_layer(own).with_radius(Tier.TOWNSHIP, 7300.0)
    rows = bundled_facilities(Province.QINGHAI)[Tier.TOWNSHIP.value]
    first, second = rows.iloc[0], rows.iloc[1]
    keys = [
        FacilityKey(Tier.TOWNSHIP.value, str(row[FacilityColumn.ID])) for row in (first, second)
    ]
    project = project.with_removed(keys[0], str(first[FacilityColumn.NAME]))
    project = project.with_raised(keys[1], str(second[FacilityColumn.NAME]), Tier.COUNTY)
    project = project.with_added(Tier.TOWNSHIP, Site(100.2, 36.3, 632521), "new")
    return replace(project, people=OwnPeople("people_1", "people", people, ReadAs()))


def window_report(path: Path, qtbot: QtBot) -> tuple[CoverageReport, Session]:
    """Return what the window shows of a project that is open in it."""
    restored = restore(load_project(path), silent)
    document, session, tasks = Document(restored.project), Session(), Tasks()
    session.replace_user_tables(restored.tables)
    analysis = Analysis(document, session, tasks)
    analysis.start()
    qtbot.waitUntil(lambda: not tasks.busy, timeout=WAIT_MS)
    assert session.report is not None
    tasks.shut_down()
    return session.report, session
