"""Opening users' files: one question at a time, whatever happens meanwhile."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.project import LayerKind, Site, new_project
from data.read.reader import read_file
from data.schema import Language, Province, Tier
from data.write.layer_file import WRITABLE_SUFFIXES
from geo.intake.plan import Use
from geo.words.wording import explain
from gui.coverage.analysis import Analysis
from gui.doctor.analysis import DoctorAnalysis
from gui.document import Document
from gui.layers.people_row import PeopleRow
from gui.layers.save_layer import SaveLayer, whole_table
from gui.messages import show_failure
from gui.opening.add_layer import AddLayer
from gui.opening.database_dialog import DatabaseDialog, with_password
from gui.opening.import_dialog import ImportDialog
from gui.opening.layer_choice import LayerChoice
from gui.opening.open_file import OpenFile
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks

WAIT_MS = 30_000


class Desk:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.document = Document(new_project(Province.QINGHAI))
        self.session = Session()
        self.tasks = Tasks()
        self.settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
        self.settings.language = Language.EN
        self.window = QWidget()
        self.failures: list[Exception] = []
        self.said: list[str] = []
        self.doctor = DoctorAnalysis(self.document, self.tasks)
        self.adding = AddLayer(self.document, self.session, self.tasks)
        self.adding.case_read.connect(self.doctor.examine)
        self.adding.added.connect(self.said.append)
        self.open_file = OpenFile(self.tasks, self.settings, self.adding, lambda: self.window)
        for each in (self.doctor, self.adding, self.open_file):
            each.failed.connect(self.failures.append)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def dialogs(self) -> list[ImportDialog]:
        return [each for each in self.window.findChildren(ImportDialog) if each.isVisible()]

    def choice(self) -> LayerChoice:
        (dialog,) = [each for each in self.window.findChildren(LayerChoice) if each.isVisible()]
        return dialog

    def files(self) -> list[str]:
        return [layer.title for layer in self.document.project.layers if layer.path]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path)
    desk.window.show()
    yield desk
    desk.tasks.shut_down()
    desk.window.close()
    desk.window.deleteLater()


def box_of(dialog: ImportDialog, name: str) -> QComboBox:
    (found,) = [each for each in dialog.findChildren(QComboBox) if each.accessibleName() == name]
    return found


def table(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("name,lon,lat\nA,101.7,36.6\nB,101.8,36.7\n", encoding="utf-8")
    return path


def test_files_are_asked_about_one_after_another(desk: Desk, tmp_path: Path) -> None:
    names = ["one.csv", "two.csv", "three.csv"]
    desk.open_file.open([table(tmp_path, name) for name in names])
    desk.settle()
    for name in names:
        (dialog,) = desk.dialogs()
        assert any(label.text().startswith(name) for label in dialog.findChildren(QLabel))
        dialog.accept()
    desk.settle()
    assert not desk.dialogs()
    assert desk.files() == ["one", "two", "three"]


def test_a_declined_file_leaves_the_next(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "one.csv"), table(tmp_path, "two.csv")])
    desk.settle()
    desk.dialogs()[0].reject()
    desk.dialogs()[0].accept()
    desk.settle()
    assert desk.files() == ["two"]


def test_the_same_file_twice_at_once_is_one_question(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, "one.csv")
    desk.open_file.open([path, path])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    assert desk.files() == ["one"]


def test_a_window_replaced_while_a_file_is_read_asks_in_the_new_one(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.open_file.open([table(tmp_path, "one.csv")])
    old, desk.window = desk.window, QWidget()
    desk.window.show()
    with qtbot.waitSignal(old.destroyed):
        old.deleteLater()
    desk.settle()
    assert len(desk.dialogs()) == 1
    desk.dialogs()[0].reject()


def test_reading_that_was_cancelled_asks_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "one.csv")])
    desk.tasks.cancel()
    desk.settle()
    assert not desk.dialogs()
    assert not desk.failures


def test_a_file_that_is_gone_fails_and_the_others_open(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([tmp_path / "gone.shp", table(tmp_path, "one.csv")])
    desk.settle()
    assert len(desk.failures) == 1
    assert "gone.shp" in str(desk.failures[0])
    assert len(desk.dialogs()) == 1
    desk.dialogs()[0].reject()


def test_a_file_name_with_a_tag_is_text(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "<b>one<b>.csv")])
    desk.settle()
    (dialog,) = desk.dialogs()
    label = next(each for each in dialog.findChildren(QLabel) if "<b>" in each.text())
    assert label.heightForWidth(1000) <= 2 * label.fontMetrics().height()
    assert label.textFormat().name == "PlainText"
    dialog.reject()


def test_it_says_how_many_stand_in_the_counties_shown(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "one.csv")])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    assert len(desk.said) == 1
    assert "one" in desk.said[0]


def mixed(folder: Path) -> Path:
    path = folder / "mixed.csv"
    lines = [
        "机构名称,床位数,lon,lat,note",
        "共和县人民医院,200,100.62,36.28,a",
        "恰卜恰镇中心卫生院,30,100.61,36.27,b",
        "倒淌河镇卫生院,20,100.98,36.40,c",
        "某某口腔诊所,1,100.70,36.30,d",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_list_of_several_tiers_becomes_a_layer_for_each_in_one_step(
    desk: Desk, tmp_path: Path
) -> None:
    before = desk.document.project
    desk.open_file.open([mixed(tmp_path)])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    project = desk.document.project
    own = [layer for layer in project.layers if layer.path]
    assert [layer.tier for layer in own] == [Tier.COUNTY, Tier.TOWNSHIP]
    frames = [desk.session.frames[layer.id] for layer in own]
    assert [len(frame) for frame in frames] == [1, 2]
    assert frames[1]["beds"].tolist() == [30.0, 20.0]
    ids = [each for frame in frames for each in frame["id"]]
    assert ids == [f"{own[0].id}-1", f"{own[1].id}-2", f"{own[1].id}-3"]
    for tier in (Tier.COUNTY, Tier.TOWNSHIP):
        assert not project.layer(tier).counted
        assert [each.tier for each in project.counted_layers([tier])] == [tier]
    assert project.layer(Tier.VILLAGE).counted
    desk.document.undo_stack.undo()
    assert desk.document.project == before
    desk.document.undo_stack.redo()
    assert desk.document.project == project


def test_those_not_recognised_join_the_tier_chosen_for_them(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([mixed(tmp_path)])
    desk.settle()
    (dialog,) = desk.dialogs()
    box = box_of(dialog, "Tier of those not recognised")
    box.setCurrentIndex(box.findData(Tier.VILLAGE))
    dialog.accept()
    desk.settle()
    own = {layer.tier: layer.id for layer in desk.document.project.layers if layer.path}
    assert set(own) == {Tier.COUNTY, Tier.TOWNSHIP, Tier.VILLAGE}
    assert desk.session.frames[own[Tier.VILLAGE]]["name"].tolist() == ["某某口腔诊所"]


def test_two_files_have_no_id_in_common(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([table(tmp_path, "one.csv"), table(tmp_path, "two.csv")])
    desk.settle()
    for _ in range(2):
        desk.dialogs()[0].accept()
    desk.settle()
    own = [layer.id for layer in desk.document.project.layers if layer.path]
    ids = [each for layer_id in own for each in desk.session.frames[layer_id]["id"]]
    assert len(ids) == len(set(ids)) == 4


def test_of_a_zip_with_several_files_those_wanted_are_opened(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("one.csv", "two.csv", "three.csv"):
            archive.write(table(tmp_path, name), name)
    desk.open_file.open([path])
    desk.settle()
    dialog = desk.choice()
    listed = dialog.findChildren(QListWidget)[0]
    texts = [listed.item(row).text() for row in range(listed.count())]
    assert [text.partition(".")[0] for text in texts] == ["one", "three", "two"]
    listed.item(0).setCheckState(Qt.CheckState.Unchecked)
    ok = dialog.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    for row in (1, 2):
        listed.item(row).setCheckState(Qt.CheckState.Checked)
    dialog.accept()
    desk.settle()
    for _ in range(2):
        desk.dialogs()[0].accept()
    desk.settle()
    assert not desk.dialogs()
    assert desk.files() == ["all: three.csv", "all: two.csv"]


def test_a_workbook_offers_its_sheets(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        for sheet in ("first", "second"):
            frame = pd.DataFrame({"name": [sheet], "lon": [101.7], "lat": [36.6]})
            frame.to_excel(book, sheet_name=sheet, index=False)
    desk.open_file.open([path])
    desk.settle()
    desk.choice().accept()
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    (layer,) = [each for each in desk.document.project.layers if each.path]
    assert desk.session.frames[layer.id]["name"].tolist() == ["first"]


def test_polygons_become_an_outline(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "area.geojson"
    shapes = [shapely.box(101, 36, 102, 37)]
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path)
    desk.open_file.open([path])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    (layer,) = [each for each in desk.document.project.layers if each.path]
    assert layer.kind is LayerKind.OUTLINE
    assert desk.document.project.layer(Tier.TOWNSHIP).counted


def test_people_take_the_place_of_the_bundled_ones_until_undone(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("lon,lat,人口\n101.7,36.6,100\n101.8,36.6,50\n0.5,0.5,7\n", encoding="utf-8")
    analysis = Analysis(desk.document, desk.session, desk.tasks)
    analysis.failed.connect(desk.failures.append)
    analysis.start()
    desk.settle()
    assert desk.session.study is not None
    bundled = desk.session.study.demand.population.sum()
    desk.open_file.open([path])
    desk.settle()
    (dialog,) = desk.dialogs()
    assert box_of(dialog, "Use as").currentData() == Use.POPULATION
    dialog.accept()
    desk.settle()
    assert desk.session.study.demand.population.tolist() == [100.0, 50.0]
    assert desk.session.study.prefecture_pinyin
    assert desk.session.report is not None
    assert desk.session.report.population == 150
    assert "157" in desk.said[0]
    row = PeopleRow(desk.document, desk.session)
    desk.qtbot.addWidget(row)
    assert any("people" in label.text() for label in row.findChildren(QLabel))
    buttons = {button.text(): button for button in row.findChildren(QPushButton)}
    buttons["Use the bundled people again"].click()
    assert row.isHidden()
    desk.settle()
    assert desk.session.study.demand.population.sum() == bundled
    desk.document.undo_stack.undo()
    desk.settle()
    assert desk.session.study.demand.population.sum() == 150
    desk.document.undo_stack.undo()
    desk.settle()
    assert desk.session.study.modelled
    assert not desk.failures


def test_people_of_elsewhere_are_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("lon,lat,人口\n2.3,48.8,100\n", encoding="utf-8")
    analysis = Analysis(desk.document, desk.session, desk.tasks)
    analysis.failed.connect(desk.failures.append)
    desk.open_file.open([path])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    (error,) = desk.failures
    assert isinstance(error, DataError)
    assert error.code == "people_elsewhere"
    assert "people.csv" in explain(error, Language.ZH)


def test_a_database_that_is_not_there_is_explained_without_its_password(desk: Desk) -> None:
    desk.open_file.ask_database()
    (dialog,) = desk.window.findChildren(DatabaseDialog)
    fields = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
    ok = dialog.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Ok)
    fields["Connection"].setText("mysql://user@localhost/db")
    assert not ok.isEnabled()
    fields["Connection"].setText("postgresql://planner@/db?host=/nowhere")
    fields["Password"].setText("s3cret@/")
    assert fields["Password"].echoMode() is QLineEdit.EchoMode.Password
    assert ok.isEnabled()
    dialog.accept()
    desk.settle()
    (error,) = desk.failures
    assert isinstance(error, DataError)
    assert error.code in {"database_refused", "database_driver_missing"}
    assert "s3cret" not in str(error)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://a@h:5/d", "postgresql://a:p%40%2F@h:5/d"),
        ("postgresql://a:old@h/d", "postgresql://a:p%40%2F@h/d"),
        ("postgresql://h/d", "postgresql://:p%40%2F@h/d"),
    ],
)
def test_a_password_of_any_letters_is_put_into_the_connection(url: str, expected: str) -> None:
    assert with_password(url, "p@/") == expected
    assert with_password(url, "") == url


def test_a_layer_is_saved_and_opens_again(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([mixed(tmp_path)])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    saving = SaveLayer(desk.document, desk.session, desk.tasks, desk.settings, desk.window)
    said: list[str] = []
    saving.saved.connect(said.append)
    saving.failed.connect(desk.failures.append)
    layer = [each for each in desk.document.project.layers if each.path][1]
    for suffix in WRITABLE_SUFFIXES:
        path = tmp_path / f"saved{suffix}"
        saving.save(layer.id, path)
        desk.settle()
        loaded = read_file(path)
        assert loaded.frame["name"].tolist() == ["恰卜恰镇中心卫生院", "倒淌河镇卫生院"]
        assert loaded.frame["beds"].tolist() == [30, 20]
        assert loaded.frame["note"].tolist() == ["b", "c"]
    assert len(said) == len(WRITABLE_SUFFIXES)
    assert not desk.failures
    # The shapefile had to shorten names, and says so.
    assert any("saved" in box.text() for box in desk.window.findChildren(QMessageBox))
    saving.save(layer.id, tmp_path / "no folder" / "saved.gpkg")
    desk.settle()
    assert [error.code for error in desk.failures if isinstance(error, DataError)] == [
        "file_not_written"
    ]


def test_a_layer_saved_under_a_what_if_tells_it(desk: Desk, tmp_path: Path) -> None:
    desk.open_file.open([mixed(tmp_path)])
    desk.settle()
    desk.dialogs()[0].accept()
    desk.settle()
    layer = [each for each in desk.document.project.layers if each.path][1]
    frame = desk.session.frames[layer.id]
    first, second = (FacilityKey(layer.id, str(each)) for each in frame["id"])
    place = Site(100.5, 36.3, 632521)
    desk.document.apply("Remove", lambda project: project.with_removed(first, "恰卜恰"))
    desk.document.apply("Move", lambda project: project.with_moved(second, "倒淌河", place))
    desk.session.follow(desk.document.project)
    saving = SaveLayer(desk.document, desk.session, desk.tasks, desk.settings, desk.window)
    saving.failed.connect(desk.failures.append)
    gone = {".gpkg": ("saved.gpkg", "removed"), ".shp": ("saved_removed.shp", None)}
    for suffix, (file, name) in gone.items():
        saving.save(layer.id, tmp_path / f"saved{suffix}")
        desk.settle()
        kept = pyogrio.read_dataframe(tmp_path / f"saved{suffix}", layer="saved")
        assert kept["name"].tolist() == ["倒淌河镇卫生院"]
        assert kept["what_if"].tolist() == ["moved"]
        assert kept.geometry.x.tolist() == [100.5]
        lost = pyogrio.read_dataframe(tmp_path / file, layer=name)
        assert lost["name"].tolist() == ["恰卜恰镇中心卫生院"]
        assert lost["what_if"].tolist() == ["removed"]
        # What stands in the user's file stays beside it.
        assert (lost["note"].tolist(), kept["note"].tolist()) == (["b"], ["c"])
    assert not desk.failures
    told = "\n".join(box.text() for box in desk.window.findChildren(QMessageBox))
    assert "what_if" in told
    assert "saved_removed.shp" in told


def test_a_column_of_the_users_under_a_name_of_ours_is_kept() -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["A"], "status": ["user"]}, geometry=gpd.points_from_xy([1], [2]), crs="EPSG:4326"
    )
    own = pd.DataFrame({"name": ["A"], "status": ["open"], "note": ["x"], "county": ["B"]})
    whole = whole_table(frame, own)
    assert whole.drop(columns="geometry").iloc[0].to_dict() == {
        "name": "A",
        "status": "user",
        "status_original": "open",
        "note": "x",
        "county": "B",
    }


def test_many_failures_are_one_message(desk: Desk) -> None:
    for name in ("a.shp", "b.shp", "a.shp"):
        show_failure(desk.window, DataError("file_missing", file=name), Language.EN)
    (box,) = desk.window.findChildren(QMessageBox)
    assert box.text().count("a.shp") == 1
    assert box.text().count("b.shp") == 1
    assert box.textFormat().name == "PlainText"
    box.close()
