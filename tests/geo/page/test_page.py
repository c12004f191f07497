import base64
import json
import re
import warnings
from dataclasses import replace
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from data.errors import DataError
from data.project.project import MapView
from data.reference.catalog import Level, read_boundaries
from data.reference.demand import Demand, Grid
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier
from geo.page.demand_image import CLASS_EDGES, demand_image
from geo.page.layers import script_json
from geo.page.outlines import features, name_places, provinces, simplified
from geo.page.page import (
    Caption,
    FacilityLayer,
    OutlineLayer,
    PageContent,
    TileSource,
    build_page,
    page_html,
    service_caption,
)

EVIL = "</script><script>alert(1)</script><!-- {{ 7 * 7 }} & \u2028 '\"` ${x}"
TILE_URL = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"


def toy_boundaries() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "adcode": [510101, 510201],
            "name": ["甲县", EVIL],
            "pinyin": ["Jia County", None],
        },
        geometry=[shapely.box(103, 30, 104, 31), shapely.box(104, 30, 105, 31)],
        crs=CRS,
    )


def toy_facilities(names: list[str]) -> gpd.GeoDataFrame:
    count = len(names)
    lon, lat = 103.1 + 0.2 * np.arange(count), np.full(count, 30.5)
    statuses = [list(Status)[row % len(Status)].value for row in range(count)]
    return gpd.GeoDataFrame(
        {
            FacilityColumn.NAME: names,
            FacilityColumn.STATUS: statuses,
            FacilityColumn.LON: lon,
            FacilityColumn.LAT: lat,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=CRS,
    )


def toy_demand(
    lon: list[float], lat: list[float], people: list[float], grid: Grid | None
) -> Demand:
    return Demand(
        lon=np.array(lon),
        lat=np.array(lat),
        population=np.array(people),
        unit=np.full(len(lon), -1, dtype=np.int32),
        units=pd.DataFrame(),
        grid=grid,
    )


def everything() -> PageContent:
    """Return content with one of every kind of layer."""
    grid = Grid(west=103.0, north=31.0, cell_deg=0.01, rows=100, cols=200)
    line = gpd.GeoDataFrame(
        geometry=[shapely.LineString([(103, 30), (105, 31)]), shapely.Point()], crs=CRS
    )
    return PageContent(
        language=Language.ZH,
        boundaries=toy_boundaries(),
        caption=Caption("四川省", "50.0%", (EVIL,)),
        facilities=(
            FacilityLayer(
                "township",
                EVIL,
                Tier.TOWNSHIP,
                "#0072b2",
                toy_facilities([EVIL, "乙", "丙", "丁"]),
                radius_m=5000,
                show_circles=True,
            ),
            FacilityLayer("mine", "mine", None, "#112233", toy_facilities([]), visible=False),
        ),
        outlines=(OutlineLayer("outline_1", EVIL, "#445566", line),),
        demand=toy_demand([103.105], [30.555], [500.0], grid),
        attributions=(f"来源；{EVIL}", "来源"),
        notes=(EVIL,),
        tiles=TileSource(TILE_URL, f"<b>{EVIL}</b>"),
    )


def pixels(url: str, folder: Path) -> npt.NDArray[np.uint8]:
    """Decode the picture with GDAL."""
    path = folder / "picture.png"
    path.write_bytes(base64.b64decode(url.removeprefix("data:image/png;base64,")))
    with warnings.catch_warnings():
        # The picture's place is in the page.
        warnings.filterwarnings("ignore", "Dataset has no geotransform")
        with rasterio.open(path) as dataset:
            return np.asarray(dataset.read([1])[0], dtype=np.uint8)


def test_two_renders_are_the_same_bytes() -> None:
    assert page_html(build_page(everything())) == page_html(build_page(everything()))


def test_page_is_a_folium_map_with_our_ids() -> None:
    page = build_page(everything())
    html = page_html(page)
    assert isinstance(page, folium.Map)
    for name in (
        "map_main",
        "geo_json_counties",
        "facility_layer_township",
        "image_overlay_demand",
    ):
        assert re.search(rf"var {name} =", html) or f'id="{name}"' in html
    assert '<html lang="zh-CN">' in html
    assert '"maxZoom": 15' in html


def test_nothing_comes_from_the_network_but_the_users_tiles() -> None:
    html = page_html(build_page(everything()))
    assert TILE_URL in html
    rest = html.replace(TILE_URL, "")
    assert not re.findall(r"https?:|//[a-z]+\.", rest.replace("app://yiquan", ""))
    without_tiles = page_html(build_page(replace(everything(), tiles=None)))
    assert "tiles.example.org" not in without_tiles


def test_only_leaflet_and_our_own_scripts_are_loaded() -> None:
    html = page_html(build_page(everything()))
    assets = re.findall(r'(?:src|href)="([^"]+)"', html)
    folders = {asset.removeprefix("app://yiquan/").split("/")[0] for asset in assets}
    assert folders == {"leaflet", "web", "qt"}
    assert not [asset for asset in assets if "jquery" in asset or "bootstrap" in asset]


def test_text_from_files_never_becomes_markup() -> None:
    html = page_html(build_page(everything()))
    plain = page_html(
        build_page(
            replace(
                everything(),
                boundaries=toy_boundaries().assign(name="x"),
                caption=Caption(),
                facilities=(),
                outlines=(),
                attributions=(),
                notes=(),
                tiles=None,
            )
        )
    )
    assert html.count("</script>") == plain.count("</script>")
    assert "alert(1)</" not in html


def test_facilities_are_one_array_with_row_numbers_kept() -> None:
    frame = toy_facilities(["甲", "乙", "丙"])
    frame.loc[1, FacilityColumn.LON] = np.nan
    content = replace(
        everything(), facilities=(FacilityLayer("t", "t", Tier.COUNTY, "#000000", frame),)
    )
    html = page_html(build_page(content))
    found = re.search(r"new yiquan\.FacilityLayer\((.*)\);", html)
    assert found is not None
    data = json.loads(found.group(1))
    assert data["names"] == ["甲", "乙", "丙"]
    assert data["lon"] == [103.1, None, 103.5]
    assert [data["statuses"][code] for code in data["status"]] == frame["status"].to_list()
    assert "CircleMarker" not in html


@pytest.mark.parametrize("layer_id", ["", "1a", "a b", "a;alert(1)", "a-b"])
def test_an_id_that_is_no_name_is_refused(layer_id: str) -> None:
    layer = FacilityLayer(layer_id, "t", None, "#000000", toy_facilities(["甲"]))
    with pytest.raises(ValueError, match="not a layer id"):
        build_page(replace(everything(), facilities=(layer,)))


@given(st.recursive(st.text() | st.integers(), st.lists))
def test_script_json_is_json_without_markup(value: object) -> None:
    text = script_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")
    assert not re.search(r"\{[{%#]", text)


def test_a_name_is_never_run_as_a_template() -> None:
    names = ["{{ 7 * 191 }}", "{% broken", "{# gone #}", "{{{{ 7 * 191 }}}}"]
    layer = FacilityLayer("t", names[0], None, "#000000", toy_facilities(names))
    counties = toy_boundaries().assign(name=names[:2], pinyin=names[2:])
    for language in Language:
        content = PageContent(language, counties, Caption(names[0], names[1]), (layer,))
        html = page_html(build_page(content))
        assert "1337" not in html
        found = re.search(r"new yiquan\.FacilityLayer\((.*)\);", html)
        assert found is not None
        assert json.loads(found.group(1))["names"] == names


@pytest.mark.parametrize(
    "address",
    [
        "https://x.org/{{ 7 }}/{z}",
        "file:///{z}",
        "javascript:1",
        "https://x.org/{% if %}",
        "",
        "https://x.org/{k}",
    ],
)
def test_a_tile_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(DataError, match="tile_address"):
        build_page(replace(everything(), tiles=TileSource(address, "x")))


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "{{ 7 }}", "#123456;}"])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    layer = FacilityLayer("t", "t", None, colour, toy_facilities(["甲"]))
    with pytest.raises(ValueError, match="not a colour"):
        build_page(replace(everything(), facilities=(layer,)))
    outline = replace(everything().outlines[0], colour=colour)
    with pytest.raises(ValueError, match="not a colour"):
        build_page(replace(everything(), outlines=(outline,)))


def test_notes_say_what_is_assumed_and_that_radii_are_straight() -> None:
    html = page_html(build_page(everything()))
    assert "未经核实" in html
    assert "直线距离" in html
    quiet = replace(everything(), facilities=())
    assert "未经核实" not in page_html(build_page(quiet))


def test_each_source_is_credited_once() -> None:
    content = replace(everything(), attributions=("人口：甲；乙", "乙；丙", "甲"), tiles=None)
    found = re.search(r'"credits":(\[[^\]]*\])', page_html(build_page(content)))
    assert found is not None
    assert json.loads(found.group(1)) == ["人口：甲", "乙", "丙"]


def test_view_is_kept() -> None:
    html = page_html(build_page(replace(everything(), view=MapView(103.5, 30.5, 9.25))))
    assert '"view":{"lon":103.5,"lat":30.5,"zoom":9.25}' in html


@given(st.integers(0, 10**9), st.floats(0, 1))
def test_caption_counts_add_up(population: int, share: float) -> None:
    caption = service_caption(
        Language.EN, province="P", tier="T", radius_m=5000, facilities=3,
        population=float(population), covered=population * share,
    )  # fmt: skip
    numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", caption.lines[1])]
    assert sum(numbers) == population
    assert "5 km" in caption.lines[0]


def test_caption_of_nobody_has_no_share() -> None:
    caption = service_caption(
        Language.ZH, province="P", tier="T", radius_m=2500, facilities=0, population=0, covered=0
    )
    assert caption.figure == "–"
    assert json.loads(caption.to_json())["title"] == "P · T"


def test_a_cell_is_where_web_mercator_puts_it(tmp_path: Path) -> None:
    grid = Grid(west=103.0, north=36.0, cell_deg=0.01, rows=500, cols=100)
    lon, lat = [103.005, 103.995, 103.505], [35.995, 31.005, 33.335]
    image = demand_image(toy_demand(lon, lat, [1.0, 4000.0, 200.0], grid))
    assert image is not None
    picture = pixels(image.url, tmp_path)
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    left, top = to_mercator(image.west, image.north)
    right, bottom = to_mercator(image.east, image.south)
    for each_lon, each_lat, people in zip(lon, lat, [1.0, 4000.0, 200.0], strict=True):
        x, y = to_mercator(each_lon, each_lat)
        column = int((x - left) / (right - left) * picture.shape[1])
        row = int((top - y) / (top - bottom) * picture.shape[0])
        corners = shapely.box(
            each_lon - 0.005, each_lat - 0.005, each_lon + 0.005, each_lat + 0.005
        )
        area_km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(corners)[0]) / 1e6
        expected = sum(people / area_km2 >= edge for edge in CLASS_EDGES)
        assert picture[row, column] == expected
    assert (picture > 0).sum() <= 6


def test_no_people_no_picture() -> None:
    assert demand_image(toy_demand([], [], [], None)) is None
    assert demand_image(toy_demand([103.0], [30.0], [0.0], None)) is None


def test_a_wide_country_stays_a_small_picture(tmp_path: Path) -> None:
    lon = np.arange(9000, 12300) / 100 + 0.005
    image = demand_image(toy_demand(lon.tolist(), [30.005] * len(lon), [1.0] * len(lon), None))
    assert image is not None
    picture = pixels(image.url, tmp_path)
    assert picture.shape[1] <= 2400
    # Whole cells to a pixel: no stripes of empty columns.
    assert (picture[0] > 0).all()


def test_neighbours_keep_one_line_between_them() -> None:
    counties = simplified(read_boundaries(Level.COUNTY, Province.SICHUAN))
    assert bool(shapely.coverage_is_valid(counties.geometry.to_numpy()))
    assert len(json.dumps(features(counties, ("adcode",)), separators=(",", ":"))) < 560_000
    outline = provinces(counties)["features"]
    assert isinstance(outline, list)
    assert len(outline) == 1


def test_names_stand_inside_their_counties() -> None:
    counties = simplified(read_boundaries(Level.COUNTY, Province.ZHEJIANG))
    places = name_places(counties)
    points = shapely.points(places.lon, places.lat)
    assert bool(shapely.covers(counties.geometry.to_numpy(), points).all())
    assert (places.room_deg > 0).all()
