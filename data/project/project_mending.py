"""What of a project can be put right without a loss: where the map looks, places, long names.

A map that is dragged over the date line counts its degrees on; a name may be as long as its
file has it. Neither is a reason not to save a project, or not to open one.
"""

import math
from typing import Any, Final

from data.project.project_json import MAX_LETTERS
from data.project.project_limits import MAX_ZOOM

_NAMES: Final = frozenset({"name", "title", "zh", "en", "article", "note"})
_WHOLE_TURN_DEG: Final = 360.0
_MOST_LAT_DEG: Final = 90.0


def mended(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the plain values of a project with what can be put right put right.

    Longitudes are wrapped, latitudes and the zoom level kept within their bounds, names cut
    to what a file may hold; a map that looks nowhere shows the whole province. Everything
    else stays, for the checks to judge.
    """
    return {
        name: _mended_view(value) if name == "map_view" else _mended(value)
        for name, value in plain.items()
    }


def wrapped_lon(lon_deg: float) -> float:
    """Return a longitude from -180 to 180 degrees; one that is there stays to the last digit."""
    if -_WHOLE_TURN_DEG / 2 <= lon_deg <= _WHOLE_TURN_DEG / 2:
        return lon_deg
    return math.remainder(lon_deg, _WHOLE_TURN_DEG)


def shortened(name: str) -> str:
    """Return a name as a project keeps it: with an ellipsis where it is too long."""
    return name if len(name) <= MAX_LETTERS else f"{name[: MAX_LETTERS - 1]}…"


def _mended(value: Any) -> Any:
    """Return a value with the names and the places in it put right."""
    if isinstance(value, list | tuple):
        return [_mended(each) for each in value]
    if not isinstance(value, dict):
        return value
    group = value.copy()
    for name, each in value.items():
        if isinstance(each, str):
            if len(each) > MAX_LETTERS and name in _NAMES:
                group[name] = shortened(each)
        elif isinstance(each, dict | list | tuple):
            group[name] = _mended(each)
    return _with_place(group) if "lon" in group and "lat" in group else group


def _mended_view(view: Any) -> Any:
    if not isinstance(view, dict) or not {"lon", "lat", "zoom"} <= view.keys():
        return view
    numbers = [view[name] for name in ("lon", "lat", "zoom")]
    if not all(map(_is_number, numbers)):
        return view
    if not all(map(math.isfinite, numbers)):
        return None
    zoom = view["zoom"]
    within = min(max(zoom, 0.0), MAX_ZOOM) if not 0 <= zoom <= MAX_ZOOM else zoom
    return _with_place({**view, "zoom": within})


def _with_place(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group whose place is on the globe; one that is none, as it is."""
    lon, lat = group["lon"], group["lat"]
    if not all(_is_number(each) and math.isfinite(each) for each in (lon, lat)):
        return group
    if not -_MOST_LAT_DEG <= lat <= _MOST_LAT_DEG:
        lat = math.copysign(_MOST_LAT_DEG, lat)
    return {**group, "lon": wrapped_lon(lon), "lat": lat}


def _is_number(value: object) -> bool:
    """Return whether a value is a number that a double can hold."""
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**1023
    return isinstance(value, float)
