"""Which other computers a project is read from, and how often one is asked about them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import Layer, LayerKind, OwnPeople, Project, new_project
from data.project.read_as import ReadAs
from data.schema import Language, Province, Tier
from geo.intake.hosts import Host, hosts_of, require_agreed
from geo.intake.restore import restore
from geo.progress import silent
from geo.words.wording import explain
from gui.opening.hosts import MOST_ASKED, Hosts, remember_typed
from gui.settings import Settings

HOME = Path("/home/planner")


def layer(number: int, path: str, connection: str = "") -> Layer:
    read_as = ReadAs(connection=connection)
    kind, colour = LayerKind.FACILITIES, "#112233"
    made = Layer(f"user_{number}", kind, colour, "甲", Path(path), Tier.COUNTY)
    return replace(made, read_as=read_as)


def project(*layers: Layer) -> Project:
    made = new_project(Province.QINGHAI)
    for each in layers:
        made = made.with_layer(each)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def hosts(settings: Settings, qtbot: QtBot) -> Iterator[Hosts]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield Hosts(settings, lambda: window, window)
    assert not shown(window)


def shown(window: QWidget) -> list[QMessageBox]:
    return [each for each in window.findChildren(QMessageBox) if each.isVisible()]


def press(hosts: Hosts, role: QMessageBox.ButtonRole) -> None:
    window = hosts.parent()
    assert isinstance(window, QWidget)
    (box,) = shown(window)
    (button,) = [each for each in box.buttons() if box.buttonRole(each) == role]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_each_computer_is_named_once_and_the_projects_own_not_at_all() -> None:
    made = project(
        layer(1, r"\\A\s\1.csv"),
        layer(2, "//a/s/2.csv"),
        layer(3, "x.db", "postgresql://u@A/d"),
        layer(4, "x.db", "postgresql://v@a:5432/e"),
        layer(5, "x.db", "postgresql://v@a:5433/e"),
        layer(6, "x.db", "postgresql:///d?host=/run/postgresql"),
        layer(7, "/home/planner/7.csv"),
        layer(8, r"\\.\pipe\x"),
        layer(9, "x.db", "postgresql://a,b/d"),
    )
    own = OwnPeople("people_1", "人", Path("//far/people.tif"))
    made = replace(made, people=own)
    names = [host.name for host in hosts_of(made, HOME)]
    assert names == ["//a", "a", "a:5433", "//far"]
    assert [host.name for host in hosts_of(made, Path(r"\\a\s"))] == names[1:]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (layer(1, "//a/1.csv"), "host_not_agreed"),
        (layer(1, "x.db", "postgresql://a/d"), "host_not_agreed"),
        (layer(1, r"\\.\pipe\x"), "far_device"),
        (layer(1, "x.db", "postgresql://a,b/d"), "database_place"),
    ],
)
def test_what_was_not_agreed_to_stays_missing(source: Layer, code: str) -> None:
    with pytest.raises(DataError) as caught:
        require_agreed(source, frozenset({"//b"}))
    assert caught.value.code == code
    for language in Language:
        assert "{" not in explain(caught.value, language)
    restored = restore(project(source), silent)
    assert [each.error.code for each in restored.missing] == [code]
    assert restored.tables.missing == {"user_1"}


def test_people_of_another_computer_are_not_read_either() -> None:
    own = OwnPeople("people_1", "人", Path("//far/people.tif"))
    restored = restore(replace(project(), people=own), silent)
    assert [each.error.code for each in restored.missing] == ["host_not_agreed"]


def test_a_tired_user_is_not_asked_without_end(hosts: Hosts) -> None:
    told: list[frozenset[str]] = []
    hosts.ask([Host(f"//h{number}") for number in range(50)], told.append)
    for _ in range(MOST_ASKED):
        assert not told
        press(hosts, QMessageBox.ButtonRole.RejectRole)
    assert told == [frozenset()]


def test_who_agreed_once_is_asked_no_more_while_the_program_runs(
    hosts: Hosts, settings: Settings
) -> None:
    told: list[frozenset[str]] = []
    hosts.ask([Host("//a")], told.append)
    press(hosts, QMessageBox.ButtonRole.AcceptRole)
    hosts.ask([Host("//a")], told.append)
    assert told == [frozenset({"//a"})] * 2
    assert settings.hosts == frozenset()


def test_a_question_of_a_project_that_is_not_wanted_any_more_goes(hosts: Hosts) -> None:
    told: list[str] = []
    hosts.ask([Host("//a")], lambda _: told.append("first"))
    hosts.ask([Host("//b")], lambda _: told.append("second"))
    press(hosts, QMessageBox.ButtonRole.RejectRole)
    assert told == ["second"]


def test_a_server_that_was_typed_is_known(hosts: Hosts, settings: Settings) -> None:
    remember_typed(settings, "postgresql://u:p@Db.example:5432/d")
    remember_typed(settings, "postgresql://a,b/d")
    assert settings.hosts == {"db.example"}
    told: list[frozenset[str]] = []
    hosts.ask([Host("db.example")], told.append)
    assert told == [frozenset({"db.example"})]
