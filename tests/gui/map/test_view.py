import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.project.project import MapView as Look
from data.reference.demand import Demand, Grid
from data.schema import CRS, FacilityColumn, Language, Status, Tier
from geo.page.demand_image import CLASS_COLOURS
from geo.page.facilities import facility_json
from geo.page.page import Caption, FacilityLayer, PageContent, build_page, page_html
from geo.words.wording import say
from gui.map.notice import NOT_PAINTED, RENDERER_DIED
from gui.map.view import MapView

WAIT_MS = 30_000
LAND = QColor("#fbfaf6")
OUTSIDE = QColor("#e8edf0")
EVIL = "</script><img src=x onerror=alert(1)><b>甲</b>"
CENTRE = Look(104.0, 30.5, 9.0)
SIZE = (900, 700)


def content(**changes: object) -> PageContent:
    """Return two counties, three facilities by the centre, people east of it."""
    boundaries = gpd.GeoDataFrame(
        {"adcode": [510101, 510201], "name": ["甲县", "乙县"], "pinyin": ["Jia", "Yi"]},
        geometry=[shapely.box(103, 30, 104, 31), shapely.box(104, 30, 105, 31)],
        crs=CRS,
    )
    lon, lat = np.array([103.9, 104.0, 104.1]), np.array([30.5, 30.5, 30.5])
    frame = gpd.GeoDataFrame(
        {
            FacilityColumn.NAME: [EVIL, "乙院", "丙院"],
            FacilityColumn.STATUS: ["mapped", "mapped", "assumed"],
            FacilityColumn.LON: lon,
            FacilityColumn.LAT: lat,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=CRS,
    )
    layer = FacilityLayer(
        "county", EVIL, Tier.COUNTY, "#d55e00", frame, radius_m=8000, show_circles=True
    )
    demand = Demand(
        lon=np.array([104.705]),
        lat=np.array([30.305]),
        population=np.array([5000.0]),
        unit=np.array([1], dtype=np.int32),
        units=pd.DataFrame(),
        grid=Grid(west=103.0, north=31.0, cell_deg=0.01, rows=100, cols=200),
    )
    plain = PageContent(
        language=Language.ZH,
        boundaries=boundaries,
        caption=Caption(EVIL, "50.0%", (EVIL,)),
        facilities=(layer,),
        reach_colour="#d55e00",
        demand=demand,
        attributions=(EVIL,),
        view=CENTRE,
    )
    fields = {name: getattr(plain, name) for name in PageContent.__dataclass_fields__}
    return PageContent(**{**fields, **changes})


def place(lon: float, lat: float, look: Look = CENTRE) -> QPoint:
    """Return where a position is in the view, by pyproj's Web Mercator."""
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    x0, y0 = to_mercator(look.lon, look.lat)
    x, y = to_mercator(lon, lat)
    metres_a_pixel = 2 * np.pi * 6378137 / (256 * 2**look.zoom)
    return QPoint(
        round(SIZE[0] / 2 + (x - x0) / metres_a_pixel),
        round(SIZE[1] / 2 - (y - y0) / metres_a_pixel),
    )


def difference(a: QColor, b: QColor) -> int:
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue()))


def is_red(colour: QColor) -> bool:
    return colour.red() > colour.green() + 60


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    return made


def show(qtbot: QtBot, view: MapView, page: PageContent) -> None:
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.show_page(page_html(build_page(page)))


def ask(qtbot: QtBot, view: MapView, script: str) -> object:
    """Return what a script in the page returns, as JSON carries it."""
    answers: list[object] = []
    view.page.runJavaScript(f"JSON.stringify({script})", 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return json.loads(str(answers[0]))


def click(widget: QWidget, point: QPoint) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)


def wait_for(qtbot: QtBot, view: MapView, seen: Callable[[QImage], bool]) -> QImage:
    """Return the first picture in which `seen` is true."""
    pictures: list[QImage] = []

    def look() -> bool:
        pictures.append(view.grab_image())
        return seen(pictures[-1])

    qtbot.waitUntil(look, timeout=WAIT_MS)
    return pictures[-1]


def test_what_is_painted_stands_where_it_should(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    image = wait_for(
        qtbot, view, lambda image: image.pixelColor(place(104.0, 30.5)) == QColor("#d55e00")
    )
    assert image.pixelColor(place(103.5, 30.8)) == LAND
    assert image.pixelColor(place(104.5, 29.95)) == OUTSIDE
    cell = image.pixelColor(place(104.705, 30.305))
    assert difference(cell, QColor(CLASS_COLOURS[7])) < 3
    # Assumed: hollow; mapped: filled.
    assert difference(image.pixelColor(place(104.1, 30.5)), QColor("white")) < 30
    # Within the radius the ground is tinted, three overlaps no darker than one.
    tint = image.pixelColor(place(104.03, 30.5))
    overlap = image.pixelColor(place(103.95, 30.505))
    assert tint.red() > tint.blue() + 30
    assert difference(tint, overlap) < 3


def test_radius_moves_without_a_reload(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    spot = place(104.3, 30.5)
    assert view.grab_image().pixelColor(spot) == LAND
    ask(qtbot, view, "window.mark = 1")
    view.set_radius("county", 25_000)
    wait_for(qtbot, view, lambda image: image.pixelColor(spot) != LAND)
    view.show_circles([], "#d55e00")
    wait_for(qtbot, view, lambda image: image.pixelColor(spot) == LAND)
    assert ask(qtbot, view, "window.mark") == 1


def test_rows_of_pixels_show_what_paths_show(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    """The fast painting while a slider moves differs from the smooth one at edges alone."""
    show(qtbot, view, content(view=None))
    script = """(() => {
        const { reach } = yiquan.page, canvas = reach._canvas, n = canvas.width * canvas.height;
        const read = () => canvas.getContext("2d", { willReadFrequently: true })
            .getImageData(0, 0, canvas.width, canvas.height).data;
        const view = reach._view, context = canvas.getContext("2d");
        const circles = reach._circles(reach._sources[0], view);
        const area = { circles, colour: reach._colour, edged: true };
        reach._draw();
        const smooth = read();
        context.clearRect(0, 0, canvas.width, canvas.height);
        reach._paintSpans(context, view, area);
        const fast = read();
        let apart = 0, inside = 0;
        for (let i = 3; i < 4 * n; i += 4) {
            apart += Math.abs(smooth[i] - fast[i]) > 8;
            inside += fast[i] > 0;
        }
        return [apart, inside];
    })()"""
    answer = ask(qtbot, view, script)
    assert isinstance(answer, list)
    apart, inside = answer
    assert inside > 1000
    assert apart < 0.2 * inside
    caplog.clear()  # Chromium's advice on reading a canvas twice


def test_areas_of_several_layers_are_one_of_one_colour(qtbot: QtBot, view: MapView) -> None:
    first = content().facilities[0]
    second = replace(first, id="township", tier=Tier.TOWNSHIP, colour="#0072b2", show_circles=False)
    show(qtbot, view, content(facilities=(first, second)))
    spot = place(104.03, 30.5)
    alone = view.grab_image().pixelColor(spot)
    view.set_radius("township", 8000)
    view.show_circles(["county", "township"], "#d55e00")
    wait_for(qtbot, view, lambda image: not image.isNull())
    assert difference(view.grab_image().pixelColor(spot), alone) < 3
    view.show_circles(["county", "township"], "#0072b2")
    blue = wait_for(
        qtbot, view, lambda image: image.pixelColor(spot).blue() > image.pixelColor(spot).red()
    )
    assert difference(blue.pixelColor(place(103.95, 30.505)), blue.pixelColor(spot)) < 3


def test_gaps_are_outlined_and_one_is_marked(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    edge, inside, hole = place(104.3, 30.7), place(104.22, 30.75), place(104.25, 30.7)
    outer = "[104.2,30.6,104.3,30.6,104.3,30.8,104.2,30.8,104.2,30.6]"
    inner = "[104.23,30.68,104.27,30.68,104.27,30.72,104.23,30.72,104.23,30.68]"
    outline = f"[{outer},{inner}]"
    view.show_gaps(f"[{outline}]")
    image = wait_for(qtbot, view, lambda image: image.pixelColor(inside) != LAND)
    assert is_red(image.pixelColor(edge))
    assert image.pixelColor(hole) == LAND
    assert image.pixelColor(place(104.4, 30.7)) == LAND
    words = "document.querySelector('.legend').innerText.includes('空白区')"
    assert ask(qtbot, view, words) is True
    view.show_gaps("[]")
    view.select_gap(outline)
    wait_for(
        qtbot,
        view,
        lambda image: image.pixelColor(inside) == LAND and is_red(image.pixelColor(edge)),
    )
    assert ask(qtbot, view, words) is False
    view.select_gap("[]")
    wait_for(qtbot, view, lambda image: image.pixelColor(edge) == LAND)


def test_counties_are_marked_together(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content(facilities=()))
    spots = [place(103.0, 30.7), place(105.0, 30.7)]
    before = view.grab_image()
    view.select_units([510101, 510201])
    wait_for(
        qtbot,
        view,
        lambda image: all(image.pixelColor(s) != before.pixelColor(s) for s in spots),
    )


def test_what_is_said_early_is_heard_and_said_again(qtbot: QtBot, view: MapView) -> None:
    view.show_page(page_html(build_page(content())))
    view.set_radius("county", 1000)
    view.set_radius("county", 25_000)
    view.set_colour("county", "#0000ff")
    view.set_visible("demand", visible=False)
    view.select_units([510201])
    view.select_facility("county", 1)
    view.set_caption(Caption("标题", "12.3%"))
    expected = [[25_000, "#0000ff", 1], [510201], "标题\n12.3%", 0]
    script = (
        "[...yiquan.page.facilities.map(l => [l.radiusM, l.colour, l._selected]),"
        "yiquan.page.counties.selected, document.querySelector('.caption').innerText,"
        "document.querySelectorAll('img').length]"
    )
    for _ in range(2):
        with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
            view.reload()
        qtbot.waitUntil(lambda: ask(qtbot, view, script) == expected, timeout=WAIT_MS)


def test_visibility_takes_a_layer_off_the_map(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    view.set_visible("county", visible=False)
    spot, beside = place(104.0, 30.5), place(104.03, 30.5)
    wait_for(qtbot, view, lambda image: image.pixelColor(beside) == LAND)
    assert view.grab_image().pixelColor(spot) != QColor("#d55e00")
    view.set_visible("county", visible=True)
    wait_for(qtbot, view, lambda image: image.pixelColor(spot) == QColor("#d55e00"))


def test_clicks_name_what_was_clicked(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    inner = view.input_widget()
    with qtbot.waitSignal(view.facility_clicked, timeout=WAIT_MS) as facility:
        QTest.mouseClick(
            inner, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(103.9, 30.5)
        )
    assert facility.args == ["county", 0]
    with qtbot.waitSignal(view.unit_clicked, timeout=WAIT_MS) as unit:
        QTest.mouseClick(
            inner, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(104.4, 30.3)
        )
    assert unit.args == [510201]


def test_a_click_while_placing_is_a_place(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    told: list[tuple[object, ...]] = []
    view.facility_clicked.connect(lambda *what: told.append(what))
    view.unit_clicked.connect(lambda *what: told.append(what))
    view.set_placing("facility", placing=True)
    inner, keys = view.input_widget(), Qt.KeyboardModifier.NoModifier
    cursor = "getComputedStyle(document.querySelector('.leaflet-container')).cursor"
    qtbot.waitUntil(lambda: ask(qtbot, view, cursor) == "crosshair", timeout=WAIT_MS)
    with qtbot.waitSignal(view.place_clicked, timeout=WAIT_MS) as clicked:
        QTest.mouseClick(inner, Qt.MouseButton.LeftButton, keys, place(103.9, 30.5))
    assert clicked.args is not None
    # A pixel of the map is 0.0027 degrees wide at this zoom.
    assert clicked.args == pytest.approx([103.9, 30.5], abs=0.003)
    assert told == []
    view.set_placing("facility", placing=False)
    qtbot.waitUntil(lambda: ask(qtbot, view, cursor) != "crosshair", timeout=WAIT_MS)
    with qtbot.waitSignal(view.facility_clicked, timeout=WAIT_MS):
        QTest.mouseClick(inner, Qt.MouseButton.LeftButton, keys, place(103.9, 30.5))


def test_other_facilities_take_the_place_of_a_layers(qtbot: QtBot, view: MapView) -> None:
    [layer] = content().facilities
    moved = layer.frame.iloc[[1, 2]].assign(lon=[103.7, np.nan], lat=30.6, status="what-if")
    show(qtbot, view, content())
    old, new = place(104.0, 30.5), place(103.7, 30.6)
    orange = QColor("#d55e00")
    before = wait_for(qtbot, view, lambda image: image.pixelColor(old) == orange)
    assert before.pixelColor(place(104.03, 30.52)) != LAND
    view.set_facilities("county", facility_json(gpd.GeoDataFrame(moved)))
    view.select_facility("county", 0)
    wait_for(qtbot, view, lambda image: image.pixelColor(new) == orange)
    # With the symbol its service area has gone.
    assert view.grab_image().pixelColor(place(104.03, 30.52)) == LAND
    legend = ask(qtbot, view, "document.querySelector('.legend').innerText")
    assert say("what_if_legend", Language.ZH) in str(legend)
    assert Status.MAPPED.label.zh not in str(legend)
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.reload()
    script = "yiquan.page.facilities.map(l => [l.points.count, l._selected])"
    qtbot.waitUntil(lambda: ask(qtbot, view, script) == [[2, 0]], timeout=WAIT_MS)


def test_names_are_text(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content(view=None))
    assert ask(qtbot, view, "document.querySelector('.caption h1').textContent") == EVIL
    assert ask(qtbot, view, "document.querySelector('.credits').textContent") == EVIL
    script = "[...document.querySelectorAll('.legend .name')].map(e => e.textContent)"
    names = ask(qtbot, view, script)
    assert isinstance(names, list)
    assert EVIL in names
    QTest.mouseMove(view.input_widget(), QPoint(5, 5))
    spot = ask(qtbot, view, "yiquan.page.map.latLngToContainerPoint([30.5, 103.9])")
    assert isinstance(spot, dict)
    QTest.mouseMove(view.input_widget(), QPoint(round(spot["x"]), round(spot["y"])))
    qtbot.waitUntil(
        lambda: (
            ask(qtbot, view, "(document.querySelector('.name-tip b') || {}).textContent || ''")
            == EVIL
        ),
        timeout=WAIT_MS,
    )
    assert ask(qtbot, view, "document.querySelectorAll('b b, img[src=x]').length") == 0


def test_fly_to_reports_the_new_view(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    with qtbot.waitSignal(
        view.view_changed, timeout=WAIT_MS, check_params_cb=lambda *values: values[2] > 10
    ):
        view.fly_to(104.4, 30.4, 104.5, 30.5)
    box = ask(qtbot, view, "yiquan.page.map.getBounds().toBBoxString().split(',').map(Number)")
    assert isinstance(box, list)
    assert shapely.box(*box).contains(shapely.box(104.4, 30.4, 104.5, 30.5))


def drag(qtbot: QtBot, view: MapView, pixels: int) -> None:
    """Pull the map sideways with the mouse."""
    widget, start, left = view.input_widget(), QPoint(450, 350), Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(view.view_changed, timeout=WAIT_MS):
        QTest.mousePress(widget, left, keys, start)
        for step in range(1, 11):
            point = start + QPoint(pixels * step // 10, 0)
            QTest.mouseMove(widget, point)
            qtbot.wait(10)
        QTest.mouseRelease(widget, left, keys, start + QPoint(pixels, 0))


def test_a_map_dragged_over_the_date_line_still_looks_at_the_globe(
    qtbot: QtBot, view: MapView
) -> None:
    show(qtbot, view, content(view=Look(104.0, 30.5, 4.0)))
    looks: list[tuple[float, ...]] = []
    view.view_changed.connect(lambda *look: looks.append(look))
    for _ in range(5):
        drag(qtbot, view, -400)
    assert min(lon for lon, _, _ in looks) < 0
    assert all(-180 <= lon <= 180 for lon, _, _ in looks)


@pytest.mark.parametrize("lat", [0.0, 26.0, 36.5, 41.0])
@pytest.mark.parametrize("radius_m", [500.0, 5_000.0, 100_000.0, 300_000.0])
def test_circles_on_the_ground(qtbot: QtBot, view: MapView, lat: float, radius_m: float) -> None:
    if view.page.url().isEmpty():
        show(qtbot, view, content())
    shape = ask(qtbot, view, f"yiquan.geometry.groundEllipse({lat}, {radius_m})")
    assert isinstance(shape, dict)
    y0 = ask(qtbot, view, f"yiquan.geometry.worldY({lat})")
    assert isinstance(y0, float)
    world_m = 2 * np.pi * 6378137
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    geod = Geod(ellps="WGS84")
    _, origin_y = to_mercator(0, lat)
    worst = 0.0
    for azimuth in range(0, 360, 5):
        lon_there, lat_there, _ = geod.fwd(0, lat, azimuth, radius_m)
        x, y = to_mercator(lon_there, lat_there)
        dx = x / world_m / shape["rx"]
        dy = (-(y - origin_y) / world_m - shape["shift"]) / shape["ry"]
        worst = max(worst, abs(np.hypot(dx, dy) - 1))
    assert worst < (2e-3 if radius_m <= 100_000 else 1e-2)


def test_a_failing_script_reaches_the_log(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    show(qtbot, view, content())
    view.page.runJavaScript("setTimeout(() => nowhere.to_be_found(), 0)")
    qtbot.waitUntil(lambda: "nowhere is not defined" in caplog.text, timeout=WAIT_MS)
    caplog.clear()


def test_the_network_is_closed(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    show(qtbot, view, content())
    for address in ("https://tiles.example.org/1.png", "file:///etc/hostname", "app://other/x.png"):
        view.page.runJavaScript(
            "{const i = new Image(); i.onerror = () => document.title += 'x';"
            f"i.src = '{address}'}}"
        )
    qtbot.waitUntil(lambda: view.page.title() == "Yiquanxxx", timeout=WAIT_MS)
    view.page.runJavaScript(
        "fetch('app://yiquan/web/map.js', {method: 'POST'}).catch(() => document.title = 'denied')"
    )
    qtbot.waitUntil(lambda: view.page.title() == "denied", timeout=WAIT_MS)
    caplog.clear()


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_dead_renderer_is_told_and_reloaded(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    show(qtbot, view, content())
    with qtbot.waitSignal(view.failed, timeout=WAIT_MS) as failed:
        os.kill(view.page.renderProcessPid(), signal.SIGKILL)
    assert failed.args == [RENDERER_DIED]
    assert view.grab_image().isNull()
    labels = [label for label in view.findChildren(QLabel) if label.isVisible()]
    assert any("stopped" in label.text() for label in labels)
    button = next(b for b in view.findChildren(QPushButton) if b.isVisible())
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        button.click()
    assert not view.grab_image().isNull()
    assert not button.isVisible()
    caplog.clear()


def test_a_page_that_never_paints_is_told(qtbot: QtBot, view: MapView) -> None:
    view.draw_seconds = 0.2
    with qtbot.waitSignal(view.failed, timeout=WAIT_MS) as failed:
        view.show_page("<!DOCTYPE html><title>nothing</title>")
    assert failed.args == [NOT_PAINTED]


def test_dropped_files_are_left_to_the_window(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content())
    assert not [child for child in view.findChildren(QWidget) if child.acceptDrops()]


def test_the_whole_province_is_shown_beside_the_panels(qtbot: QtBot, view: MapView) -> None:
    show(qtbot, view, content(view=None))
    box = ask(qtbot, view, "yiquan.page.map.getBounds().toBBoxString().split(',').map(Number)")
    assert isinstance(box, list)
    assert shapely.box(*box).contains(shapely.box(103, 30, 105, 31))
    first = ask(qtbot, view, "yiquan.page.map.getZoom()")
    view.resize(1400, 1100)
    qtbot.waitUntil(lambda: ask(qtbot, view, "yiquan.page.map.getZoom()") != first, timeout=WAIT_MS)


def test_rects_do_not_overlap(qtbot: QtBot, view: MapView) -> None:
    """Panels of the page keep clear of each other in a window of ordinary size."""
    show(qtbot, view, content(view=None))
    script = (
        "[...document.querySelectorAll('.panel')].filter(e => !e.hidden).map(e => {"
        "const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })"
    )
    boxes = ask(qtbot, view, script)
    assert isinstance(boxes, list)
    rects = [QRect(*(round(edge) for edge in box)) for box in boxes]
    for index, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[index + 1 :])


def test_a_page_shown_ahead_is_not_loaded_again_when_it_is_asked_for(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    html = page_html(build_page(content()))
    view.show_ahead(html)
    ahead = view.page.requestedUrl()
    view.show_page(html)
    assert view.page.requestedUrl() == ahead
    view.show_page(html)
    assert view.page.requestedUrl() != ahead
