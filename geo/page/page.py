"""The map page: content as a value -> folium map -> HTML.

folium draws the ground, the borders and the picture of demand; our own scripts (see
resources/web) draw the facilities and their service areas, because a facility each as a
folium marker takes a page 25 s that one array takes half a second.
"""

import math
import re
from dataclasses import asdict, dataclass
from typing import Final

import folium
import geopandas as gpd
import numpy as np

from data.errors import DataError
from data.project.project import MapView
from data.reference.demand import Demand
from data.schema import FacilityColumn, Language, Status, Tier, UnitColumn, bare_name
from geo.page.demand_image import CLASS_COLOURS, EDGE_LABELS, DemandImage, demand_image
from geo.page.facilities import STATUSES, facility_data
from geo.page.layers import (
    MAX_ZOOM,
    PANES,
    PageFigure,
    PageMap,
    Script,
    ScriptLayer,
    checked_colour,
    checked_id,
    script_json,
    with_data,
)
from geo.page.outlines import features, name_places, prefectures, provinces, simplified
from geo.page.policy import with_policy
from geo.page.words import page_words
from geo.words.numbers import percent, radius_text
from geo.words.wording import say

_LANG: Final = {Language.ZH: "zh-CN", Language.EN: "en"}

_LAND: Final = {"stroke": False, "fillColor": "#fbfaf6", "fillOpacity": 1.0}
_COUNTY: Final = {"color": "#9a9286", "weight": 0.7, "fillOpacity": 0.0}
_PREFECTURE: Final = {"color": "#6f685e", "weight": 1.0, "fill": False}
_PROVINCE: Final = {"color": "#4a453e", "weight": 1.8, "fill": False}
_PROVINCE_GLOW: Final = {"color": "#4a453e", "weight": 7.0, "opacity": 0.12, "fill": False}
_TILES_UNDER_LAND: Final = 0.35
# The only placeholders a tile address may have; other braces would mean something to folium.
_TILE_ADDRESS: Final = re.compile(r"https?://(?:[^\s{}]|\{[sxyzr]\})+")
_CLAUSE_END: Final = re.compile(r"\s*[;；]\s*")

Json = dict[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class FacilityLayer:
    """Facilities of one layer, as the page shows them.

    Attributes
    ----------
    frame
        Facilities (data.schema.FacilityColumn); the page names one by its row number.
    show_circles
        Whether the ground within `radius_m` of any of them is tinted.
    all_hospitals
        Whether that of hospitals for some patients alone is, too.
    """

    id: str
    title: str
    tier: Tier | None
    colour: str
    frame: gpd.GeoDataFrame
    radius_m: float = 0.0
    show_circles: bool = False
    visible: bool = True
    all_hospitals: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class OutlineLayer:
    """Lines or polygons of the user's own, drawn as lines."""

    id: str
    title: str
    colour: str
    frame: gpd.GeoDataFrame
    visible: bool = True


@dataclass(frozen=True, slots=True)
class TileSource:
    """A background from a tile server that the user has chosen."""

    url: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands over the map: a title, one great figure, lines under it.

    Attributes
    ----------
    supposed
        Lines that say what is assumed or supposed: they come last, and are the last to go
        where there is no room for all.
    """

    title: str = ""
    figure: str = ""
    lines: tuple[str, ...] = ()
    supposed: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the caption as the page's `set_caption` takes it."""
        return script_json(asdict(self))


@dataclass(frozen=True, slots=True, eq=False)
class PageContent:
    """Everything the map page shows.

    Attributes
    ----------
    boundaries
        Counties: polygons in EPSG:4326 with `adcode`, `name` and `pinyin`.
    facilities
        Bottom to top.
    reach_colour
        Colour of the ground within the radius of the facilities that show their circles.
    attributions
        Whose data it is, for the corner of the map.
    notes
        Sentences under the legend, beside those the layers call for.
    view
        Where the map looks at first; None shows all counties.
    """

    language: Language
    boundaries: gpd.GeoDataFrame
    caption: Caption = Caption()
    facilities: tuple[FacilityLayer, ...] = ()
    reach_colour: str = Tier.TOWNSHIP.colour
    outlines: tuple[OutlineLayer, ...] = ()
    demand: Demand | None = None
    show_demand: bool = True
    attributions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tiles: TileSource | None = None
    view: MapView | None = None


def service_caption(
    language: Language,
    *,
    province: str,
    tier: str,
    radius_m: float,
    facilities: int,
    population: float,
    covered: float,
) -> Caption:
    """Return the caption of a tier's service areas: the share of residents within reach."""
    ratio = percent(covered / population if population > 0 else math.nan)
    # Covered and uncovered add up to the population in whole persons, too.
    covered_persons = round(covered)
    return Caption(
        title=say("map_caption_title", language, province=province, tier=tier),
        figure=ratio,
        lines=(
            say("map_caption_reach", language, radius=radius_text(radius_m)),
            say(
                "map_caption_covered",
                language,
                covered=f"{covered_persons:,}",
                uncovered=f"{round(population) - covered_persons:,}",
            ),
            say("map_caption_facilities", language, facilities=f"{facilities:,}"),
        ),
    )


def build_page(content: PageContent) -> folium.Map:
    """Return the folium map of `content`; equal contents give equal HTML."""
    page = PageMap(_bounds(content), tiles=content.tiles is not None)
    PageFigure(_LANG[content.language]).add_child(page)
    for name, z_index in PANES.items():
        pane = folium.map.CustomPane(name, z_index=z_index)
        pane._id = name  # noqa: SLF001 - branca has no other way to name an element
        page.add_child(pane)
    if content.tiles is not None:
        page.add_child(_identified(_tile_layer(content.tiles), "tiles"))
    counties = simplified(content.boundaries)
    image = demand_image(content.demand) if content.demand is not None else None
    _add_ground(page, counties, content)
    if image is not None:
        page.add_child(_image_overlay(image, show=content.show_demand))
    for outline in content.outlines:
        page.add_child(_outline(outline))
    for layer in content.facilities:
        page.add_child(_facilities(layer))
    page.add_child(_labels(counties, content.language))
    _start(page, content, image)
    return page


def page_html(page: folium.Map) -> str:
    """Return the page as HTML."""
    layers = [each for each in page._children.values() if isinstance(each, ScriptLayer)]  # noqa: SLF001
    return with_policy(with_data(page.get_root().render(), layers))


def _bounds(content: PageContent) -> tuple[float, float, float, float]:
    west, south, east, north = (float(edge) for edge in content.boundaries.total_bounds)
    return west, south, east, north


def _identified(element: folium.map.Layer, element_id: str) -> folium.map.Layer:
    element._id = checked_id(element_id)  # noqa: SLF001
    return element


def _tile_layer(tiles: TileSource) -> folium.map.Layer:
    if not _TILE_ADDRESS.fullmatch(tiles.url):
        raise DataError("tile_address", address=tiles.url)
    # Our own corner shows the credit, as text; folium insists on one here as well.
    return folium.TileLayer(tiles.url, attr="-", max_zoom=MAX_ZOOM, control=False)


def _lines(element_id: str, data: Json, pane: str, style: Json) -> folium.map.Layer:
    layer = folium.GeoJson(
        data,
        style_function=lambda _: style,
        smooth_factor=0.6,
        control=False,
        pane=pane,
        className=element_id,
        interactive=False,
    )
    return _identified(layer, element_id)


def _add_ground(page: folium.Map, counties: gpd.GeoDataFrame, content: PageContent) -> None:
    """Add land, county polygons (which take the pointer) and the borders over them."""
    outline = provinces(counties)
    land = _LAND | ({"fillOpacity": _TILES_UNDER_LAND} if content.tiles else {})
    page.add_child(_lines("land", outline, "land", land))
    named = gpd.GeoDataFrame(
        {"adcode": counties["adcode"], "name": _names(counties, content.language)},
        geometry=counties.geometry,
        crs=counties.crs,
    )
    layer = folium.GeoJson(
        features(named, ("adcode", "name")),
        style_function=lambda _: _COUNTY,
        smooth_factor=0.6,
        control=False,
    )
    page.add_child(_identified(layer, "counties"))
    page.add_child(_lines("prefectures", prefectures(counties), "borders", _PREFECTURE))
    page.add_child(_lines("glow", outline, "borders", _PROVINCE_GLOW))
    page.add_child(_lines("provinces", outline, "borders", _PROVINCE))


def _names(counties: gpd.GeoDataFrame, language: Language) -> list[str]:
    """Return the counties' names in the page's language, Chinese where there is no other."""
    # folium writes them into a template, in which a brace is not just a brace.
    names = counties[UnitColumn.NAME].astype(str).str.replace("{", "(").to_list()
    if language is Language.EN and UnitColumn.PINYIN in counties.columns:
        pinyin = counties[UnitColumn.PINYIN].fillna("").astype(str).str.replace("{", "(").to_list()
        return [latin or name for latin, name in zip(pinyin, names, strict=True)]
    return names


def _image_overlay(image: DemandImage, *, show: bool) -> folium.map.Layer:
    overlay = folium.raster_layers.ImageOverlay(
        image.url,
        bounds=[[image.south, image.west], [image.north, image.east]],
        pixelated=False,
        control=False,
        show=show,
        pane="demand",
        className="demand",
    )
    return _identified(overlay, "demand")


def _outline(outline: OutlineLayer) -> folium.map.Layer:
    style: Json = {"color": checked_colour(outline.colour), "weight": 2.2, "fill": False}
    layer = _lines(outline.id, features(outline.frame, ()), "outlines", style)
    layer.show = outline.visible
    return layer


def _facilities(layer: FacilityLayer) -> ScriptLayer:
    data = {
        "id": layer.id,
        "title": layer.title,
        "tier": layer.tier.value if layer.tier else "",
        "colour": checked_colour(layer.colour),
        "radiusM": layer.radius_m,
        "showCircles": layer.show_circles,
        "statuses": [status.value for status in STATUSES],
        **facility_data(layer.frame, all_hospitals=layer.all_hospitals),
    }
    return ScriptLayer(layer.id, "FacilityLayer", data, show=layer.visible)


def _labels(counties: gpd.GeoDataFrame, language: Language) -> ScriptLayer:
    places = name_places(counties)
    data = {
        # On the map the kind of county goes without saying.
        "names": [bare_name(name) for name in _names(counties, language)],
        "lon": places.lon.tolist(),
        "lat": places.lat.tolist(),
        "room": np.round(places.room_deg / 360, 8).tolist(),
    }
    return ScriptLayer("labels", "LabelLayer", data, show=True)


def _start(page: folium.Map, content: PageContent, image: DemandImage | None) -> None:
    """Add the statement that joins the layers to legend, pointer and bridge."""
    ids = [checked_id(layer.id) for layer in content.facilities]
    overlays = {outline.id: f"geo_json_{outline.id}" for outline in content.outlines}
    overlays |= {"labels": "label_layer_labels"}
    overlays |= {"demand": "image_overlay_demand"} if image is not None else {}
    named = ",".join(f"{key}:{name}" for key, name in overlays.items())
    parts = (
        f"{{counties:geo_json_counties,overlays:{{{named}}},"
        f"facilities:[{','.join(f'facility_layer_{layer_id}' for layer_id in ids)}]}}"
    )
    config = script_json(_config(content, image))
    page.add_child(Script("start", f"yiquan.start({page.get_name()}, {parts}, {config});"))


def _config(content: PageContent, image: DemandImage | None) -> Json:
    language = content.language
    demand = None
    if image is not None:
        demand = {
            "colours": CLASS_COLOURS,
            "labels": EDGE_LABELS,
            "visible": content.show_demand,
            "cell": image.cell_deg / 360,
        }
    return {
        "lang": _LANG[language],
        "words": page_words(language),
        "caption": asdict(content.caption),
        "notes": [*_own_notes(content), *content.notes],
        "credits": _credits(content),
        "bounds": _bounds(content),
        "view": asdict(content.view) if content.view else None,
        "demand": demand,
        "reachColour": checked_colour(content.reach_colour),
        "tierColours": {tier.value: tier.colour for tier in Tier},
    }


def _credits(content: PageContent) -> list[str]:
    """Return whose data it is, each source once: layers share many of theirs."""
    tile_credit = (content.tiles.attribution,) if content.tiles else ()
    said: list[str] = []
    for clause in _CLAUSE_END.split("; ".join((*content.attributions, *tile_credit))):
        if clause and not any(clause in earlier for earlier in said):
            said.append(clause)
    return said


def _own_notes(content: PageContent) -> list[str]:
    """Return the notes that a map of these layers may never go without."""
    keys = []
    if any(
        (layer.frame[FacilityColumn.STATUS] == Status.ASSUMED).any() for layer in content.facilities
    ):
        keys.append("map_note_assumed")
    if any(layer.show_circles for layer in content.facilities):
        keys.append("map_note_straight_line")
    return [say(key, content.language) for key in keys]
