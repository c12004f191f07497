"""What stands over the map: a gist in a window, in full on a picture, never in the way."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from data.project.project import MapView as Look
from data.schema import CRS, FacilityColumn, Language, Tier
from geo.page.page import Caption, FacilityLayer, PageContent, build_page, page_html
from geo.words.wording import say
from gui.map.folds import MapFolds
from gui.map.picture.full import WholePicture
from gui.map.stable_frame import when_still
from gui.map.view import MapView
from gui.settings import Settings

WAIT_MS = 30_000
SMALL = (388, 666)
LARGE = (1100, 900)
CAPTION = Caption(
    "某省 · 县级医院", "94.7%", ("常住人口在 30 公里服务半径内",), ("推定成员 9/9 家",)
)
SOURCES = tuple(f"第 {number} 个数据来源（许可证）" for number in range(9))
NETWORK = {
    "id": "n",
    "nodes": [
        {
            "lon": 104.1,
            "lat": 30.5,
            "tier": "county",
            "role": "lead",
            "membership": "reported",
            "name": "甲",
        }
    ],
    "links": [],
    "catchment": [],
}


def content(**changes: object) -> PageContent:
    """Return two counties with an assumed facility, which calls for notes."""
    frame = gpd.GeoDataFrame(
        {
            FacilityColumn.NAME: ["甲"],
            FacilityColumn.STATUS: ["assumed"],
            FacilityColumn.LON: np.array([104.0]),
            FacilityColumn.LAT: np.array([30.5]),
        },
        geometry=gpd.points_from_xy([104.0], [30.5]),
        crs=CRS,
    )
    layer = FacilityLayer("county", "县级医院", Tier.COUNTY, "#d55e00", frame, 8000.0, True)
    boundaries = gpd.GeoDataFrame(
        {"adcode": [510101, 510201], "name": ["甲县", "乙县"], "pinyin": ["Jia", "Yi"]},
        geometry=[shapely.box(103, 30, 104, 31), shapely.box(104, 30, 105, 31)],
        crs=CRS,
    )
    fields: dict[str, object] = {
        "language": Language.ZH,
        "boundaries": boundaries,
        "caption": CAPTION,
        "facilities": (layer,),
        "attributions": SOURCES,
        "view": Look(104.0, 30.5, 9.0),
    }
    return PageContent(**{**fields, **changes})  # type: ignore[arg-type]


def shown(qtbot: QtBot, size: tuple[int, int], **changes: object) -> MapView:
    view = MapView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.show_page(page_html(build_page(content(**changes))))
    return view


def ask(qtbot: QtBot, view: MapView, script: str) -> object:
    answers: list[object] = []
    view.page.runJavaScript(f"JSON.stringify({script})", 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return json.loads(str(answers[0]))


def folded(qtbot: QtBot, view: MapView) -> object:
    return ask(
        qtbot, view, "yiquan.page._panels().filter(each => each.folded).map(each => each.name)"
    )


def text(qtbot: QtBot, view: MapView, panel: str) -> str:
    return str(ask(qtbot, view, f"document.querySelector('.{panel} .body').innerText"))


def wait_folded(qtbot: QtBot, view: MapView, names: list[str]) -> None:
    qtbot.waitUntil(lambda: folded(qtbot, view) == names, timeout=WAIT_MS)


def test_a_page_for_a_picture_shows_everything_and_no_button(qtbot: QtBot) -> None:
    view = shown(qtbot, SMALL)
    assert folded(qtbot, view) == []
    assert say("map_note_assumed", Language.ZH) in text(qtbot, view, "legend")
    assert text(qtbot, view, "credits") == " · ".join(SOURCES)
    buttons = "[...document.querySelectorAll('.fold')].filter(b => b.offsetWidth).length"
    assert ask(qtbot, view, buttons) == 0


@pytest.mark.parametrize(
    ("size", "expected"), [(SMALL, ["caption", "legend", "credits"]), (LARGE, ["credits"])]
)
def test_only_a_small_map_starts_with_the_gist(
    qtbot: QtBot, size: tuple[int, int], expected: list[str]
) -> None:
    view = shown(qtbot, size)
    view.set_foldable(foldable=True)
    wait_folded(qtbot, view, expected)
    view.resize(*(LARGE if size == SMALL else SMALL))
    wait_folded(qtbot, view, ["credits"] if size == SMALL else ["caption", "legend", "credits"])


def test_the_gist_is_short_and_says_what_is_assumed(qtbot: QtBot) -> None:
    view = shown(qtbot, SMALL)
    view.set_foldable(foldable=True)
    wait_folded(qtbot, view, ["caption", "legend", "credits"])
    view.show_network(json.dumps(NETWORK))
    parts = "医共体内的空心符号"
    qtbot.waitUntil(lambda: parts in text(qtbot, view, "legend"), timeout=WAIT_MS)
    assert say("map_note_assumed", Language.ZH) in text(qtbot, view, "legend")
    assert "推定成员 9/9 家 · 常住人口" in text(qtbot, view, "caption")
    title = "document.querySelector('.caption .body').title"
    whole = [CAPTION.title, CAPTION.figure, *CAPTION.lines, *CAPTION.supposed]
    assert ask(qtbot, view, title) == "\n".join(whole)
    panels = "['caption','legend','credits'].map(n => document.querySelector('.' + n))"
    heights = ask(qtbot, view, f"{panels}.map(panel => panel.offsetHeight)")
    assert isinstance(heights, list)
    assert all(height < most for height, most in zip(heights, (80, 80, 30), strict=True))


def test_the_button_is_reached_by_key_and_its_word_outlives_what_is_drawn_anew(
    qtbot: QtBot,
) -> None:
    view = shown(qtbot, SMALL)
    view.set_foldable(foldable=True)
    wait_folded(qtbot, view, ["caption", "legend", "credits"])
    button = "document.querySelector('.legend .fold')"
    ask(qtbot, view, f"{button}.focus() || true")
    label = f"[{button}.tabIndex, {button}.title, {button}.getAttribute('aria-expanded')]"
    assert ask(qtbot, view, label) == [0, say("map_unfold_legend", Language.ZH), "false"]
    with qtbot.waitSignal(view.panel_folded, timeout=WAIT_MS) as heard:
        QTest.keyClick(view.input_widget(), Qt.Key.Key_Return)
    assert heard.args == ["legend", False]
    view.set_colour("county", "#0000ff")
    view.show_network(json.dumps(NETWORK))
    qtbot.waitUntil(lambda: "牵头" not in text(qtbot, view, "legend"), timeout=WAIT_MS)
    assert folded(qtbot, view) == ["caption", "credits"]
    # What is drawn anew leaves the focus where it was.
    assert ask(qtbot, view, f"document.activeElement === {button}") is True
    assert ask(qtbot, view, label) == [0, say("map_fold_legend", Language.ZH), "true"]


class Pages(QObject):
    """Stands for gui.map.sync.MapSync, of which the folds hear one thing."""

    page_shown = Signal()


def test_what_was_folded_by_hand_is_so_on_the_next_page(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert settings.folds == {}
    view, pages = shown(qtbot, SMALL), Pages()
    MapFolds(pages, view, settings)  # type: ignore[arg-type]
    pages.page_shown.emit()
    wait_folded(qtbot, view, ["caption", "legend", "credits"])
    for name in ("legend", "credits"):
        with qtbot.waitSignal(view.panel_folded, timeout=WAIT_MS):
            ask(qtbot, view, f"document.querySelector('.{name} .fold').click() || true")
    assert settings.folds == {"legend": False, "credits": False}
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.show_page(page_html(build_page(content())))
        pages.page_shown.emit()
    wait_folded(qtbot, view, ["caption"])


def test_a_picture_has_every_note_whatever_is_folded(qtbot: QtBot) -> None:
    view = shown(qtbot, SMALL)
    view.set_foldable(foldable=True)
    everything = ["caption", "legend", "credits"]
    wait_folded(qtbot, view, everything)
    stood: list[QImage] = []
    when_still(view, view.grab_image, stood.append)
    qtbot.waitUntil(lambda: bool(stood), timeout=WAIT_MS)
    [before] = stood
    whole = WholePicture(view)
    pictures: list[QImage] = []
    seen: list[str] = []

    def look(is_whole: bool) -> None:
        if is_whole:
            script = "document.querySelector('.leaflet-control-container').innerText"
            view.page.runJavaScript(script, 0, lambda told: seen.append(str(told)))

    view.whole_shown.connect(look)
    whole.take(pictures.append)
    whole.take(pictures.append)
    qtbot.waitUntil(lambda: len(pictures) == 2 and bool(seen), timeout=WAIT_MS)
    assert pictures[0] == pictures[1]
    assert pictures[0].size() == before.size()
    for note in (
        say("map_note_assumed", Language.ZH),
        say("map_note_straight_line", Language.ZH),
        *CAPTION.supposed,
        *SOURCES,
    ):
        assert note in seen[0]
    # The credits stand in full where there was land before.
    middle = (SMALL[0] - 20, SMALL[1] - 60)
    assert pictures[0].pixelColor(*middle) != before.pixelColor(*middle)
    wait_folded(qtbot, view, everything)
    qtbot.waitUntil(lambda: view.grab_image() == before, timeout=WAIT_MS)


def test_a_view_without_a_page_gives_no_picture(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    pictures: list[QImage] = []
    WholePicture(view).take(pictures.append)
    assert [picture.isNull() for picture in pictures] == [True]


@pytest.mark.parametrize("size", [SMALL, (674, 954), LARGE, (900, 420)])
def test_what_one_flies_to_is_clear_of_what_stands_over_the_map(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    view = shown(qtbot, size)
    view.set_foldable(foldable=True)
    qtbot.waitUntil(lambda: "credits" in str(folded(qtbot, view)), timeout=WAIT_MS)
    with qtbot.waitSignal(
        view.view_changed, timeout=WAIT_MS, check_params_cb=lambda *look: look[2] > 9.5
    ):
        view.fly_to(104.4, 30.4, 104.6, 30.5)
    script = (
        "[[30.5, 104.4], [30.4, 104.6]].map(p => yiquan.page.map.latLngToContainerPoint(p))"
        ".concat([...document.querySelectorAll('.panel')].map(e => e.getBoundingClientRect())"
        ".flatMap(r => [{x: r.left, y: r.top}, {x: r.right, y: r.bottom}]))"
        ".map(p => [p.x, p.y])"
    )
    points = ask(qtbot, view, script)
    assert isinstance(points, list)
    land, *panels = [shapely.box(*points[at], *points[at + 1]) for at in range(0, len(points), 2)]
    assert shapely.box(0, 0, *size).contains(land)
    assert len(panels) == 3
    assert not any(land.intersects(panel) for panel in panels)


def test_the_whole_land_is_clear_of_the_folded_panels_at_first(qtbot: QtBot) -> None:
    view = shown(qtbot, SMALL, view=None)
    zoom = "yiquan.page.map.getZoom()"
    crowded = float(str(ask(qtbot, view, zoom)))
    view.set_foldable(foldable=True)
    wait_folded(qtbot, view, ["caption", "legend", "credits"])
    qtbot.waitUntil(lambda: float(str(ask(qtbot, view, zoom))) >= crowded, timeout=WAIT_MS)
    box = ask(qtbot, view, "yiquan.page.map.getBounds().toBBoxString().split(',').map(Number)")
    assert isinstance(box, list)
    assert shapely.box(*box).contains(shapely.box(103, 30, 105, 31))


def test_the_page_takes_the_map_when_the_tab_key_comes(qtbot: QtBot) -> None:
    """From a widget of the window one comes to the buttons of the page by Tab alone."""
    outside = QWidget()
    qtbot.addWidget(outside)
    before, view = QPushButton("-"), MapView()
    layout = QVBoxLayout(outside)
    layout.addWidget(before)
    layout.addWidget(view)
    outside.resize(500, 700)
    outside.show()
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.show_page(page_html(build_page(content())))
    view.set_foldable(foldable=True)
    qtbot.waitUntil(lambda: "credits" in str(folded(qtbot, view)), timeout=WAIT_MS)
    before.setFocus()
    focused = "document.activeElement.className"

    def tabbed() -> bool:
        inner = view.input_widget()
        QTest.keyClick(inner if inner.hasFocus() else before, Qt.Key.Key_Tab)
        return "fold" in str(ask(qtbot, view, focused))

    qtbot.waitUntil(tabbed, timeout=WAIT_MS)


def middle_of(qtbot: QtBot, view: MapView, selector: str) -> QPoint:
    spot = ask(
        qtbot,
        view,
        f"(r => [r.left + r.width / 2, r.top + r.height / 2])"
        f"(document.querySelector('{selector}').getBoundingClientRect())",
    )
    assert isinstance(spot, list)
    return QPoint(*map(round, spot))


@pytest.mark.parametrize(
    "start",
    [
        ".caption h1",
        ".caption .line",
        ".legend .row .name",
        ".legend .note",
        ".credits .body",
        ".leaflet-control-zoom-in",
        ".leaflet-control-scale-line",
    ],
)
def test_a_drag_from_what_stands_over_the_map_selects_no_text(qtbot: QtBot, start: str) -> None:
    view = shown(qtbot, LARGE)
    at, left = middle_of(qtbot, view, start), Qt.MouseButton.LeftButton
    inner, end = view.input_widget(), QPoint(550, 450)
    plain = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(inner, left, plain, at)
    for step in range(1, 6):
        QTest.mouseMove(inner, at + (end - at) * step / 5)
    QTest.mouseRelease(inner, left, plain, end)
    assert ask(qtbot, view, "getSelection().toString()") == ""


@pytest.mark.parametrize("start", [".caption h1", ".legend .note", ".leaflet-control-zoom-in"])
def test_a_drag_from_what_stands_over_the_map_is_no_click_where_it_ends(
    qtbot: QtBot, start: str
) -> None:
    view = shown(qtbot, LARGE)
    clicked: list[object] = []
    for signal in (view.facility_clicked, view.unit_clicked, view.place_clicked):
        signal.connect(lambda *said: clicked.append(said))
    spot = ask(qtbot, view, "yiquan.page.map.latLngToContainerPoint([30.5, 104.0])")
    assert isinstance(spot, dict)
    facility = QPoint(round(spot["x"]), round(spot["y"]))
    at, inner = middle_of(qtbot, view, start), view.input_widget()
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for placing in (False, True):
        view.set_placing("facility", placing=placing)
        QTest.mousePress(inner, left, plain, at)
        QTest.mouseMove(inner, (at + facility) / 2)
        QTest.mouseMove(inner, facility)
        QTest.mouseRelease(inner, left, plain, facility)
        ask(qtbot, view, "1")
        qtbot.wait(50)
        assert clicked == []
    # What begins on the map is a click there.
    with qtbot.waitSignal(view.place_clicked, timeout=WAIT_MS):
        QTest.mouseClick(inner, left, plain, facility)


@pytest.mark.parametrize("start", [".caption .line", ".legend .note", ".credits .body"])
def test_clicking_a_word_twice_or_thrice_selects_no_text(qtbot: QtBot, start: str) -> None:
    view = shown(qtbot, LARGE)
    at, plain = middle_of(qtbot, view, start), Qt.KeyboardModifier.NoModifier
    inner, left = view.input_widget(), Qt.MouseButton.LeftButton
    QTest.mouseClick(inner, left, plain, at)
    QTest.mouseDClick(inner, left, plain, at)
    QTest.mouseClick(inner, left, plain, at)
    assert ask(qtbot, view, "getSelection().toString()") == ""


def test_the_name_under_the_pointer_goes_when_the_pointer_leaves(qtbot: QtBot) -> None:
    view = shown(qtbot, LARGE)
    inner, tip = view.input_widget(), "document.querySelectorAll('.name-tip').length"
    hovered = "yiquan.page.counties._hovered.getLayers().length"
    spot = ask(qtbot, view, "yiquan.page.map.latLngToContainerPoint([30.5, 104.0])")
    assert isinstance(spot, dict)
    at = QPoint(round(spot["x"]) - 3, round(spot["y"]))

    def pointed() -> bool:
        QTest.mouseMove(inner, at - QPoint(20, 0))
        QTest.mouseMove(inner, at)
        return ask(qtbot, view, f"[{tip}, {hovered}]") == [1, 1]

    qtbot.waitUntil(pointed, timeout=WAIT_MS)
    QApplication.sendEvent(inner, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: ask(qtbot, view, f"[{tip}, {hovered}]") == [0, 0], timeout=5000)
