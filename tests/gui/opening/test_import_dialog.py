"""The import dialog: what it shows of a file, what it asks, and what a choice changes."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.place.datum import bd09_to_wgs84, wgs84_to_gcj02
from data.reference.catalog import Level, read_boundaries
from data.schema import Datum, Language, Tier
from data.text.fields import Role
from geo.intake.plan import (
    Choices,
    Plan,
    Reading,
    Source,
    Use,
    guessed_use,
    look,
    read,
    read_again,
)
from geo.progress import silent
from gui.opening.import_columns import NO_COLUMN
from gui.opening.import_dialog import ImportDialog
from gui.opening.import_how import code_in
from gui.opening.import_preview import Preview
from gui.tasks import Tasks

WAIT_MS = 30_000


class Desk:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.tasks = Tasks()
        self.plans: list[Plan] = []

    def ask(self, path: Path, language: Language = Language.EN) -> ImportDialog:
        source = Source(path)
        dialog = ImportDialog(source, read(source, Choices()), self.tasks, language, self.window)
        dialog.planned.connect(self.plans.append)
        dialog.open()
        return dialog

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT_MS)

    def choose(self, dialog: ImportDialog, name: str, text: str) -> None:
        """Choose an entry as with the mouse, and wait for what follows."""
        box = box_of(dialog, name)
        index = next(i for i in range(box.count()) if box.itemText(i).startswith(text))
        box.setCurrentIndex(index)
        box.activated.emit(index)
        self.settle()

    def plan(self, dialog: ImportDialog) -> Plan:
        dialog.accept()
        return self.plans[-1]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    desk.window.show()
    yield desk
    desk.tasks.shut_down()
    desk.window.close()
    desk.window.deleteLater()


def box_of(dialog: ImportDialog, name: str) -> QComboBox:
    (found,) = [each for each in dialog.findChildren(QComboBox) if each.accessibleName() == name]
    return found


def told(dialog: ImportDialog, name: str) -> str:
    (label,) = dialog.findChildren(QLabel, name)
    assert label.textFormat() is Qt.TextFormat.PlainText
    return "" if label.isHidden() else label.text()


def how(dialog: ImportDialog) -> str:
    return dialog.findChildren(QPlainTextEdit)[0].toPlainText()


def cells(dialog: ImportDialog) -> list[list[str]]:
    (preview,) = dialog.findChildren(Preview)
    rows, columns = range(preview.rowCount()), range(preview.columnCount())
    items = [[preview.item(row, column) for column in columns] for row in rows]
    return [["" if item is None else item.text() for item in row] for row in items]


def is_ready(dialog: ImportDialog) -> bool:
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    return buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def clinics(rows: int = 12) -> str:
    lines = [f"第{n}卫生院,{101 + n / 100},36.6,{n},甲县" for n in range(rows)]
    return "\n".join(["机构名称,lon,lat,床位,备注", *lines])


def test_it_shows_ten_rows_and_how_they_were_read(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.ask(written(tmp_path, clinics(), "gbk"))
    rows = cells(dialog)
    assert len(rows) == 10
    assert rows[3] == ["101.03000, 36.60000", "第3卫生院", "101.03", "36.6", "3", "甲县"]
    assert told(dialog, "file") == "list.csv · 12 rows, points"
    assert "GB18030" in how(dialog)
    assert "WGS 84" in how(dialog)
    assert box_of(dialog, "Encoding").currentText() == "As found: GB18030"
    assert box_of(dialog, "Name").currentText() == "机构名称"
    assert box_of(dialog, "Beds").currentText() == "床位"
    assert box_of(dialog, "Staff").currentText() == NO_COLUMN
    assert is_ready(dialog)


def test_text_from_a_file_is_text(desk: Desk, tmp_path: Path) -> None:
    tag = "<img src=x onerror=alert(1)>"
    path = written(tmp_path, f"名称,lon,lat,<b>x</b>\n{tag},101.7,36.6,{tag}\n", name="<b>a.csv")
    dialog = desk.ask(path)
    assert cells(dialog)[0][1] == tag
    assert told(dialog, "file").startswith("<b>a.csv")
    (preview,) = dialog.findChildren(Preview)
    assert not preview.findChildren(QLabel)
    assert all(not item.toolTip() for item in [preview.item(0, c) for c in range(4)] if item)


def test_another_encoding_reads_the_file_again(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.ask(written(tmp_path, clinics(), "gbk"))
    desk.choose(dialog, "Encoding", "Windows-1252")
    assert "第" not in cells(dialog)[0][1]
    assert box_of(dialog, "Name").currentText() == NO_COLUMN
    desk.choose(dialog, "Encoding", "GBK")
    assert cells(dialog)[0][1] == "第0卫生院"
    assert "as you asked" in how(dialog)
    assert desk.plan(dialog).reading.loaded.encoding == "GB18030"


def test_a_table_without_known_headings_asks_for_its_columns(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.ask(written(tmp_path, "甲,东,北\n共和县人民医院,100.62,36.28\n"))
    assert not is_ready(dialog)
    assert "甲, 东, 北" in told(dialog, "message")
    assert "choose here which columns" in told(dialog, "message")
    assert cells(dialog) == [["共和县人民医院", "100.62", "36.28"]]
    desk.choose(dialog, "Longitude", "东")
    assert not is_ready(dialog)
    desk.choose(dialog, "Latitude", "北")
    desk.choose(dialog, "Name", "甲")
    assert is_ready(dialog)
    assert told(dialog, "message") == ""
    plan = desk.plan(dialog)
    loaded = plan.reading.loaded
    assert loaded.columns == {Role.LON: "东", Role.LAT: "北", Role.NAME: "甲"}
    assert loaded.bounds == pytest.approx((100.62, 36.28, 100.62, 36.28))
    assert plan.row_tiers == (Tier.COUNTY,)


def test_projected_coordinates_ask_for_their_system(desk: Desk, tmp_path: Path) -> None:
    x, y = pyproj.Transformer.from_crs(4490, 4543, always_xy=True).transform(101.7, 36.6)
    dialog = desk.ask(written(tmp_path, f"name,x,y\nA,{x:.3f},{y:.3f}\n"))
    assert not is_ready(dialog)
    assert "under “System”" in told(dialog, "message")
    desk.choose(dialog, "Coordinate system", "CGCS2000, central meridian 102°")
    assert is_ready(dialog)
    assert cells(dialog)[0][0] == "101.70000, 36.60000"
    assert desk.plan(dialog).reading.loaded.crs_found == "EPSG:4543"


def test_a_code_is_typed_and_enter_is_no_ok(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    x, y = pyproj.Transformer.from_crs(4490, 4543, always_xy=True).transform(101.7, 36.6)
    dialog = desk.ask(written(tmp_path, f"name,x,y\nA,{x:.3f},{y:.3f}\n"))
    field = box_of(dialog, "Coordinate system").findChildren(QLineEdit)[0]
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    field.setFocus()
    for text, ready in (("999999", False), ("nonsense", False), ("4543", True)):
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        desk.settle()
        assert dialog.isVisible()
        assert is_ready(dialog) is ready
        assert bool(told(dialog, "message")) is not ready
    assert not desk.plans


def test_a_datum_that_was_chosen_moves_the_points(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.ask(written(tmp_path, "name,lon,lat\nA,101.7,36.6\n"))
    desk.choose(dialog, "Datum", "BD-09")
    lon, lat = bd09_to_wgs84(np.array([101.7]), np.array([36.6]))
    assert cells(dialog)[0][0] == f"{lon[0]:.5f}, {lat[0]:.5f}"
    assert desk.plan(dialog).reading.loaded.datum is Datum.BD09


def test_the_score_of_each_datum_is_shown(desk: Desk, tmp_path: Path) -> None:
    counties = read_boundaries(Level.COUNTY, None)
    west = counties[counties["province"] == "zhejiang"]
    # Just inside each border, where a shift of some hundred metres tells.
    inside = west.geometry.to_crs("EPSG:4528").buffer(-150).boundary
    spots = inside.interpolate(0.3, normalized=True).to_crs("EPSG:4326")
    lon, lat = wgs84_to_gcj02(*shapely.get_coordinates(spots.to_numpy()).T)
    lines = [f"{n},{x},{y}" for n, x, y in zip(west["adcode"], lon, lat, strict=True)]
    dialog = desk.ask(written(tmp_path, "\n".join(["adcode,lon,lat", *lines])))
    scores = told(dialog, "scores").splitlines()
    assert len(scores) == 3
    hits = f"{len(west)} of {len(west)} places fall in the county they name"
    assert scores[0] == f"GCJ-02: {hits}"
    assert box_of(dialog, "Datum").currentText() == "As found: GCJ-02"


def test_tiers_are_counted_and_one_may_be_set_for_all(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.ask(written(tmp_path, clinics() + "\n某某诊所,101.9,36.6,1,x\n"))
    assert box_of(dialog, "Tier of the facilities").currentIndex() == 0
    assert told(dialog, "counts") == "Township hospital: 12\nNot recognised: 1"
    assert not box_of(dialog, "Tier of those not recognised").isHidden()
    desk.choose(dialog, "Tier of the facilities", "County hospital")
    assert told(dialog, "counts") == ""
    assert box_of(dialog, "Tier of those not recognised").isHidden()
    plan = desk.plan(dialog)
    assert plan.row_tiers == (Tier.COUNTY,) * 13


def test_a_column_for_the_tier_counts_without_reading_again(desk: Desk, tmp_path: Path) -> None:
    text = "name,lon,lat,which\nA,101.7,36.6,村卫生室\nB,101.8,36.6,县级\n"
    path = written(tmp_path, text)
    dialog = desk.ask(path)
    assert box_of(dialog, "Tier of the facilities").currentData() == Tier.TOWNSHIP
    path.unlink()
    desk.choose(dialog, "Tier", "which")
    assert told(dialog, "counts") == "County hospital: 1\nVillage clinic: 1"
    # The position needs the file again, and it is gone.
    desk.choose(dialog, "Longitude", "lat")
    assert "list.csv" in told(dialog, "message")
    assert not is_ready(dialog)


def test_the_newest_choice_wins(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.ask(written(tmp_path, "name,lon,lat\nA,101.7,36.6\n"))
    box = box_of(dialog, "Datum")
    for datum in (Datum.BD09, Datum.GCJ02, Datum.CGCS2000):
        box.setCurrentIndex(box.findData(datum))
        box.activated.emit(box.currentIndex())
        assert not is_ready(dialog)
    desk.settle()
    assert desk.plan(dialog).reading.loaded.datum is Datum.CGCS2000


def test_reading_that_is_stopped_from_elsewhere_leaves_a_dialog_that_can_go_on(
    desk: Desk, tmp_path: Path
) -> None:
    dialog = desk.ask(written(tmp_path, "name,lon,lat\nA,101.7,36.6\n"))
    box = box_of(dialog, "Datum")
    box.setCurrentIndex(box.findData(Datum.BD09))
    box.activated.emit(box.currentIndex())
    desk.tasks.cancel()
    desk.settle()
    assert "stopped" in told(dialog, "message")
    assert not is_ready(dialog)
    desk.choose(dialog, "Datum", "CGCS2000")
    assert is_ready(dialog)


def test_a_declined_file_is_not_planned(desk: Desk, tmp_path: Path) -> None:
    desk.ask(written(tmp_path, clinics())).reject()
    assert not desk.plans


def test_lines_can_only_be_an_outline(desk: Desk, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '{"type": "LineString", "coordinates": [[101, 36], [102, 37]]}',
        name="road.geojson",
    )
    dialog = desk.ask(path)
    box = box_of(dialog, "Use as")
    assert [box.itemData(i) for i in range(box.count())] == [Use.OUTLINE]
    assert box_of(dialog, "Tier of the facilities").isHidden()
    assert box_of(dialog, "Longitude").isHidden()


@pytest.mark.parametrize("language", Language)
def test_it_opens_in_both_languages(desk: Desk, tmp_path: Path, language: Language) -> None:
    dialog = desk.ask(written(tmp_path, clinics()), language)
    assert is_ready(dialog)
    dialog.reject()


@pytest.mark.parametrize(
    ("heading", "use"),
    [("名称,人口", Use.POPULATION), ("名称,床位", Use.FACILITIES), ("名称,x", Use.FACILITIES)],
)
def test_what_a_file_most_likely_is(tmp_path: Path, heading: str, use: Use) -> None:
    outcome = read(Source(written(tmp_path, f"{heading},lon,lat\nA,5,101.7,36.6\n")), Choices())
    assert isinstance(outcome, Reading)
    assert guessed_use(outcome) is use


def test_reading_again_is_the_same_as_reading_anew(tmp_path: Path) -> None:
    source = Source(written(tmp_path, clinics()))
    first = read(source, Choices())
    assert isinstance(first, Reading)
    for columns in ({Role.TIER: "备注"}, {Role.COUNTY: "备注"}, {Role.NAME: ""}):
        new = Choices(columns=columns)
        again = read_again(source, first, Choices(), new, silent)
        anew = read(source, new)
        assert isinstance(again, Reading)
        assert isinstance(anew, Reading)
        assert again.tiers == anew.tiers
        assert again.loaded.columns == anew.loaded.columns
        assert again.loaded.frame.equals(anew.loaded.frame)


def test_a_file_of_one_layer_is_read_at_once(tmp_path: Path) -> None:
    assert isinstance(look(Source(written(tmp_path, clinics())), silent), Reading)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4547", "EPSG:4547"),
        (" epsg:4547", "EPSG:4547"),
        ("CGCS2000, central meridian 102° (EPSG:4543)", "EPSG:4543"),
        ("Xian", "Xian"),
    ],
)
def test_a_code_is_found_in_what_was_typed(text: str, code: str) -> None:
    assert code_in(text) == code


def test_a_raster_in_metres_is_asked_for_its_system(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "人口.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=40,
        height=40,
        count=1,
        dtype="float32",
        crs="",
        transform=rasterio.transform.Affine(5000, 0, 400_000, 0, -5000, 3_500_000),
    ) as target:
        target.write(np.full((40, 40), 7, dtype=np.float32), 1)
    dialog = desk.ask(path, Language.ZH)
    assert not is_ready(dialog)
    assert "EPSG:32648" in told(dialog, "message")
    box = box_of(dialog, "Coordinate system")
    offered = [box.itemText(row) for row in range(box.count())]
    assert len(offered) == len(set(map(code_in, offered)))
    # Those that are likely come first, and say where the file would lie.
    first = [text for text in offered[1:] if "around" in text]
    assert offered[1 : 1 + len(first)] == first
    assert any("EPSG:32648" in text for text in first)
    assert any("EPSG:4544" in text for text in first)
    assert any("ALBERS:WGS84" in text for text in offered)
    desk.choose(dialog, "Coordinate system", "WGS 84 / UTM 48N")
    assert is_ready(dialog)
    loaded = desk.plan(dialog).reading.loaded
    assert (loaded.crs_found, loaded.crs_why.code) == ("EPSG:32648", "crs_override")


def test_a_list_in_utm_may_be_said_to_be(desk: Desk, tmp_path: Path) -> None:
    way = pyproj.Transformer.from_crs(4326, 32648, always_xy=True)
    lines = ["name,x,y"]
    for number in range(8):
        x, y = way.transform(104.0 + number / 10, 30.5)
        lines.append(f"甲{number},{x:.2f},{y:.2f}")
    dialog = desk.ask(written(tmp_path, "\n".join(lines)))
    assert not is_ready(dialog)
    assert "EPSG:32648" in told(dialog, "message")
    desk.choose(dialog, "Coordinate system", "WGS 84 / UTM 48N")
    loaded = desk.plan(dialog).reading.loaded
    assert loaded.frame.geometry.x.iloc[0] == pytest.approx(104.0, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("全国（ALBERS:KRASOVSKY）", "ALBERS:KRASOVSKY"),
        ("albers:wgs84", "ALBERS:WGS84"),
        ("Mollweide, WGS 84 (ESRI:54009)", "ESRI:54009"),
    ],
)
def test_a_code_is_found_in_a_title(text: str, code: str) -> None:
    assert code_in(text) == code


def test_the_preview_of_a_list_of_names_speaks_in_words(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "名称,县,乡镇,床位\n甲卫生院,刚察县,泉吉乡,120\n乙卫生院,刚察县,沙柳河镇,\n",
        encoding="utf-8",
    )
    for language in Language:
        dialog = desk.ask(path, language)
        (preview,) = dialog.findChildren(Preview)
        items = [preview.horizontalHeaderItem(at) for at in range(preview.columnCount())]
        headings = [item.text() for item in items if item is not None]
        assert len(headings) > 6
        read_by_people = [*headings, *(text for row in cells(dialog) for text in row)]
        assert [text for text in read_by_people if re.search(r"[a-z]+[_-][a-z]+", text)] == []
        assert "adcode" not in headings
        beds = headings.index("床位")
        assert [row[beds] for row in cells(dialog)] == ["120", ""]
        dialog.reject()
