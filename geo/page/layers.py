"""The folium elements of the map page: its figure, its map and the layers drawn by our scripts.

Every element has an id of our own, so that the same content gives the same bytes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import folium
from branca.element import Figure
from folium.template import Template
from jinja2 import Template as JinjaTemplate

from geo.page.policy import ORIGIN

SCRIPTS: Final = (
    "geometry",
    "canvas_layer",
    "span_painter",
    "reach_layer",
    "gaps_layer",
    "network_layer",
    "chain_layer",
    "facility_layer",
    "label_layer",
    "counties",
    "room",
    "panel",
    "caption",
    "bridge",
    "map",
)
# Bottom to top; Leaflet's own overlay pane (400) holds the counties, which take the pointer.
PANES: Final = {
    "land": 220, "demand": 300, "reach": 340, "borders": 410, "outlines": 420,
    "gaps": 430, "facilities": 450, "network": 454, "chain": 456, "labels": 460,
}  # fmt: skip
MIN_ZOOM: Final = 4
MAX_ZOOM: Final = 15
# In what a user's file says, an opening bracket is always escaped.
_DATA_SIGN: Final = re.compile(r"<data:([A-Za-z][A-Za-z0-9_]*)>")
_AT_ONCE: Final = 5_000
_TEMPLATE_SIGN: Final = re.compile(r"\{(?=[{%#])")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_LAYER_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


# TRAP jinja-twice
def script_json(value: object) -> str:
    """Return `value` as JSON that is safe inside a script element and a template.

    No text in it can end the script or open a comment, and U+2028 and U+2029, which end a
    line in older JavaScript, are escaped. So are the signs that open a Jinja expression:
    branca reads every script as a template once more, and would run what a name says.
    """
    return "".join(_pieces(value))


def _pieces(value: object) -> Iterator[str]:
    """Yield the JSON of a value bit by bit: one long call would hold up every other thread."""
    if isinstance(value, Mapping):
        yield "{"
        for place, (key, each) in enumerate(value.items()):
            yield f"{',' if place else ''}{_escaped(str(key))}:"
            yield from _pieces(each)
        yield "}"
    elif isinstance(value, list) and len(value) > _AT_ONCE:
        for start in range(0, len(value), _AT_ONCE):
            yield f"{',' if start else '['}{_escaped(value[start : start + _AT_ONCE])[1:-1]}"
        yield "]"
    else:
        yield _escaped(value)


def _escaped(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # In JSON a brace is followed by one of these inside a string alone.
    return _TEMPLATE_SIGN.sub(r"\\u007b", text)


def checked_id(layer_id: str) -> str:
    """Return `layer_id`, which becomes part of a JavaScript name; ValueError when it cannot."""
    if not _LAYER_ID.fullmatch(layer_id):
        raise ValueError(f"not a layer id: {layer_id!r}")
    return layer_id


def checked_colour(colour: str) -> str:
    """Return `colour`, `#rrggbb`, which becomes part of a script; ValueError when it is not."""
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"not a colour: {colour!r}")
    return colour


class PageFigure(Figure):
    """An HTML page in a given language, and our name for it."""

    _template = JinjaTemplate(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.lang }}">\n'
        "<head>\n<title>Yiquan</title>\n{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang


class PageMap(folium.Map):
    """A map that loads Leaflet and our scripts from the program and nothing from elsewhere.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees: what the map is of.
    tiles
        Whether there will be background tiles.
    """

    def __init__(self, bounds: tuple[float, float, float, float], *, tiles: bool) -> None:
        west, south, east, north = bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            zoom_start=6,
            tiles=None,
            zoom_control="topright",
            font_size="12px",
            attributionControl=False,
            fadeAnimation=False,
            minZoom=MIN_ZOOM,
            maxZoom=MAX_ZOOM,
            # Beyond the date line there is another copy of the world, with nothing of ours in it.
            world_copy_jump=True,
            # Tiles are sharp at whole zoom levels alone.
            zoomSnap=1 if tiles else 0.25,
            zoomDelta=1 if tiles else 0.5,
        )
        self._id = "main"
        self.default_js = [
            ("leaflet", f"{ORIGIN}/leaflet/leaflet.js"),
            ("qwebchannel", f"{ORIGIN}/qt/qwebchannel.js"),
            *((name, f"{ORIGIN}/web/{name}.js") for name in SCRIPTS),
        ]
        self.default_css = [
            ("leaflet_css", f"{ORIGIN}/leaflet/leaflet.css"),
            ("map_css", f"{ORIGIN}/web/map.css"),
        ]


class Script(folium.map.Layer):
    """A statement of script, in the place of the element among the map's."""

    _template = Template("{% macro script(this, kwargs) %}\n{{ this.code }}\n{% endmacro %}")

    def __init__(self, element_id: str, code: str, *, show: bool = False) -> None:
        super().__init__(name=element_id, overlay=True, control=False, show=show)
        self._id = checked_id(element_id)
        self.code = code


class ScriptLayer(Script):
    """A layer that one of our scripts draws from one object of data.

    Parameters
    ----------
    layer_id
        Id of the element and, with the class, its name in the page.
    script_class
        The class in resources/web, without its namespace.
    data
        What its constructor takes.
    """

    def __init__(
        self, layer_id: str, script_class: str, data: Mapping[str, object], *, show: bool
    ) -> None:
        super().__init__(layer_id, "", show=show)
        self._name = script_class
        # branca reads its scripts as templates, which takes a second for a large layer; no text
        # of a user's can hold the sign that stands for the data meanwhile.
        self.code = f"var {self.get_name()} = new yiquan.{script_class}(<data:{layer_id}>);"
        self.layer_id = layer_id
        self.data_json = script_json(data)


def with_data(html: str, layers: Iterable[ScriptLayer]) -> str:
    """Return a rendered page with the data of its layers in their places."""
    data = {layer.layer_id: layer.data_json for layer in layers}
    bits = _DATA_SIGN.split(html)
    bits[1::2] = [data[layer_id] for layer_id in bits[1::2]]
    return "".join(bits)
