"""The map page: a network and a referral chain as they are painted, and what the map says of it."""

import json
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from data.project.project import MapView as Look
from data.schema import CRS, FacilityColumn, Language, Tier
from geo.page.page import FacilityLayer, PageContent, build_page, page_html
from gui.map.view import MapView

WAIT_MS = 30_000
LAND = QColor("#fbfaf6")
CENTRE = Look(104.0, 30.5, 9.0)
SIZE = (900, 700)
LEAD = {"lon": 104.4, "lat": 30.5, "tier": "county", "role": "lead"}
# West of the lead, whose name stands east of it; links run along a parallel, straight on the map.
MEMBER = {"lon": 104.0, "lat": 30.5, "tier": "township", "role": "member"}
NETWORK = {
    "id": "n",
    "nodes": [
        LEAD | {"membership": "reported", "name": "</script><b>甲</b>"},
        MEMBER | {"membership": "assumed", "name": "乙"},
    ],
    "links": [
        {"a": 1, "b": 0, "kind": "management", "status": "reported"},
        {"a": 1, "b": 0, "kind": "telemedicine", "status": "assumed"},
    ],
    "catchment": [[103.6, 30.2, 104.6, 30.2, 104.6, 30.8, 103.6, 30.8]],
}
CHAIN = {
    "start": {"lon": 103.6, "lat": 30.4},
    "steps": [
        {
            "lon": 104.4,
            "lat": 30.4,
            "name": "丙",
            "tier": "county",
            "distance_km": 12.34,
            "leaves": True,
        }
    ],
}


def content() -> PageContent:
    """Return two counties and one facility that is in no network."""
    lon, lat = np.array([103.8]), np.array([30.7])
    frame = gpd.GeoDataFrame(
        {
            FacilityColumn.NAME: ["丁"],
            FacilityColumn.STATUS: ["mapped"],
            FacilityColumn.LON: lon,
            FacilityColumn.LAT: lat,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=CRS,
    )
    boundaries = gpd.GeoDataFrame(
        {"adcode": [510101, 510201], "name": ["甲县", "乙县"], "pinyin": ["Jia", "Yi"]},
        geometry=[shapely.box(103, 30, 104, 31), shapely.box(104, 30, 105, 31)],
        crs=CRS,
    )
    layer = FacilityLayer("county", "县级医院", Tier.COUNTY, "#d55e00", frame)
    return PageContent(Language.ZH, boundaries, facilities=(layer,), view=CENTRE)


def place(lon: float, lat: float) -> QPoint:
    """Return where a position is in the view, by pyproj's Web Mercator."""
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    x0, y0 = to_mercator(CENTRE.lon, CENTRE.lat)
    x, y = to_mercator(lon, lat)
    metres_a_pixel = 2 * np.pi * 6378137 / (256 * 2**CENTRE.zoom)
    return QPoint(
        round(SIZE[0] / 2 + (x - x0) / metres_a_pixel),
        round(SIZE[1] / 2 - (y - y0) / metres_a_pixel),
    )


def is_like(colour: QColor, other: str, within: int = 40) -> bool:
    wanted = QColor(other)
    channels = ((colour.red(), wanted.red()), (colour.green(), wanted.green()))
    return all(abs(a - b) <= within for a, b in (*channels, (colour.blue(), wanted.blue())))


def along(image: QImage, colour: str) -> int:
    """Return in how many columns between lead and member the links show a colour."""
    start, end = place(104.12, 30.5), place(104.35, 30.5)
    return sum(
        any(is_like(image.pixelColor(x, start.y() + off), colour) for off in range(-5, 6))
        for x in range(start.x(), end.x())
    )


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    with qtbot.waitSignal(made.painted, timeout=WAIT_MS):
        made.show_page(page_html(build_page(content())))
    return made


def ask(qtbot: QtBot, view: MapView, script: str) -> object:
    """Return what a script in the page returns, as JSON carries it."""
    answers: list[object] = []
    view.page.runJavaScript(f"JSON.stringify({script})", 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return json.loads(str(answers[0]))


def wait_for(qtbot: QtBot, view: MapView, seen: Callable[[QImage], bool]) -> QImage:
    """Return the first picture in which `seen` is true."""
    pictures: list[QImage] = []

    def look() -> bool:
        pictures.append(view.grab_image())
        return seen(pictures[-1])

    qtbot.waitUntil(look, timeout=WAIT_MS)
    return pictures[-1]


def colours(qtbot: QtBot, view: MapView) -> dict[str, str]:
    found = ask(qtbot, view, "yiquan.LINK_COLOURS")
    assert isinstance(found, dict)
    return found


def test_links_are_painted_by_kind_and_assumed_ones_are_dashed(qtbot: QtBot, view: MapView) -> None:
    colour = colours(qtbot, view)
    assert along(view.grab_image(), colour["management"]) == 0
    view.show_network(json.dumps(NETWORK))
    image = wait_for(qtbot, view, lambda image: along(image, colour["management"]) > 0)
    columns = place(104.35, 30.5).x() - place(104.12, 30.5).x()
    assert along(image, colour["management"]) == columns
    # Dashes of six pixels and gaps of five, in a paler colour.
    purple = [QColor(colour["telemedicine"]), LAND]
    paler = QColor(*(round(0.7 * a + 0.3 * b) for a, b in zip(*map(rgb, purple), strict=True)))
    dashed = along(image, paler.name())
    assert 0.3 * columns < dashed < 0.8 * columns


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def test_the_rest_fades_and_the_catchment_is_tinted(qtbot: QtBot, view: MapView) -> None:
    other, inside, outside = place(103.8, 30.7), place(103.9, 30.35), place(103.3, 30.5)
    wait_for(qtbot, view, lambda image: image.pixelColor(other) == QColor("#d55e00"))
    view.show_network(json.dumps(NETWORK))
    image = wait_for(qtbot, view, lambda image: image.pixelColor(inside) != LAND)
    assert image.pixelColor(outside) == LAND
    assert image.pixelColor(inside).lightness() < LAND.lightness()
    wait_for(qtbot, view, lambda image: not is_like(image.pixelColor(other), "#d55e00", 80))
    view.show_network("null")
    wait_for(qtbot, view, lambda image: image.pixelColor(other) == QColor("#d55e00"))
    assert view.grab_image().pixelColor(inside) == LAND


def test_kinds_that_are_hidden_leave_map_and_legend(qtbot: QtBot, view: MapView) -> None:
    colour = colours(qtbot, view)["management"]
    view.show_network(json.dumps(NETWORK))
    wait_for(qtbot, view, lambda image: along(image, colour) > 0)
    legend = "document.querySelector('.legend').innerText"
    text = str(ask(qtbot, view, legend))
    assert "统一管理" in text
    assert "远程医疗" in text
    assert "推定" in text
    assert "服务片区（推定）" in text
    view.show_kinds(["telemedicine"])
    wait_for(qtbot, view, lambda image: along(image, colour) == 0)
    text = str(ask(qtbot, view, legend))
    assert "统一管理" not in text
    assert "远程医疗" in text
    assert "实线" not in text


def test_a_chain_is_a_thick_line_that_says_where_it_leaves(qtbot: QtBot, view: MapView) -> None:
    colour = str(ask(qtbot, view, "yiquan.CHAIN_COLOUR"))
    spot = place(103.75, 30.4)
    view.show_chain(json.dumps(CHAIN))
    image = wait_for(qtbot, view, lambda image: is_like(image.pixelColor(spot), colour))
    for off in (-1, 1):
        assert is_like(image.pixelColor(spot.x(), spot.y() + off), colour)
    # The label of the step that leaves stands out in the colour of the line.
    middle = place(104.0, 30.4)
    assert is_like(image.pixelColor(middle.x(), middle.y() - 8), colour)
    assert "转诊路径" in str(ask(qtbot, view, "document.querySelector('.legend').innerText"))
    view.show_chain("null")
    wait_for(qtbot, view, lambda image: image.pixelColor(spot) == LAND)


def test_it_is_told_again_after_a_reload(qtbot: QtBot, view: MapView) -> None:
    view.show_network(json.dumps(NETWORK))
    view.show_kinds(["telemedicine"])
    view.show_chain(json.dumps(CHAIN))
    script = (
        "[yiquan.page.network._network && yiquan.page.network._network.id,"
        "yiquan.page.network.kindsShown(), yiquan.page.chain.isEmpty(),"
        "document.querySelectorAll('.leaflet-container b').length]"
    )
    expected = ["n", ["telemedicine"], False, 0]
    qtbot.waitUntil(lambda: ask(qtbot, view, script) == expected, timeout=WAIT_MS)
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.reload()
    qtbot.waitUntil(lambda: ask(qtbot, view, script) == expected, timeout=WAIT_MS)


def test_a_click_may_be_asked_for_by_two(qtbot: QtBot, view: MapView) -> None:
    cursor = "getComputedStyle(document.querySelector('.leaflet-container')).cursor"
    view.set_placing("chain", placing=True)
    view.set_placing("facility", placing=False)
    qtbot.waitUntil(lambda: ask(qtbot, view, cursor) == "crosshair", timeout=WAIT_MS)
    view.set_placing("chain", placing=False)
    qtbot.waitUntil(lambda: ask(qtbot, view, cursor) != "crosshair", timeout=WAIT_MS)
