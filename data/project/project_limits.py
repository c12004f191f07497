"""What a project has to be beyond the types of its fields, so that the program can show it."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from data.errors import DataError
from data.facility_key import ADDED_LAYER
from data.lists import several
from data.project.norm_edits import checked
from data.project.project import AccessChoice, Edit, EditKind, Layer, LayerKind, Project
from data.project.project_json import clean
from data.project.read_as import ReadAs
from data.reference.network_model import NetworkEdit, NetworkEditKind
from data.reference.norms import Norm
from data.schema import MAX_RADIUS_M, MIN_RADIUS_M, Tier
from data.text.connection import is_connection

MAX_LAYERS: Final = 500
MAX_FACILITIES: Final = 1000
MAX_ZOOM: Final = 30.0
MAX_ADCODE: Final = 999_999
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
# What the page calls its own layers.
_TAKEN: Final = frozenset({"demand", "labels"})


def check_project(project: Project, most_layers: int = MAX_LAYERS) -> None:
    """Refuse a project that no window can have made.

    Parameters
    ----------
    most_layers
        How many layers it may have.

    Raises
    ------
    DataError
        `project_out_of_range` and others, with the `field` and what was found.
    """
    _within("project.at_least", project.at_least, 1, MAX_FACILITIES)
    _check_layers(project.layers, most_layers)
    radii = [(f"project.radii[{n}]", each) for n, each in enumerate(project.radii)]
    _require_each_tier("project.radii", (radius.tier for _, radius in radii))
    for field, radius in radii:
        _within(f"{field}.radius_m", radius.radius_m, MIN_RADIUS_M, MAX_RADIUS_M)
    _check_access(project.access)
    if project.people is not None:
        _check_source("project.people", project.people.read_as)
    for number, edit in enumerate(project.edits):
        _check_edit(f"project.edits[{number}]", edit)
    for number, said in enumerate(project.networks):
        _check_network_edit(f"project.networks[{number}]", said)
    for number, norm in enumerate(project.norms):
        _check_norm(f"project.norms[{number}]", norm)
    if look := project.map_view:
        _check_place("project.map_view", look.lon, look.lat)
        _within("project.map_view.zoom", look.zoom, 0.0, MAX_ZOOM)


def _check_layers(layers: tuple[Layer, ...], most: int) -> None:
    if len(layers) > most:
        facts = {"field": "project.layers", "count": len(layers), "limit": most}
        raise DataError("project_too_many", **facts)
    seen = set[str]()
    for number, layer in enumerate(layers):
        field = f"project.layers[{number}]"
        if layer.id in seen or layer.id in _TAKEN or not _ID.fullmatch(layer.id):
            raise DataError("project_layer_id", field=f"{field}.id", found=clean(layer.id))
        seen.add(layer.id)
        _check_source(field, layer.read_as)
        if not _COLOUR.fullmatch(layer.colour):
            raise DataError("project_colour", field=f"{field}.colour", found=clean(layer.colour))
        if (layer.kind is LayerKind.FACILITIES) is (layer.tier is None):
            raise DataError("project_layer_tier", field=f"{field}.tier")
    _require_each_tier("project.layers", _bundled_tiers(layers))


def _check_source(field: str, read_as: ReadAs | None) -> None:
    """Refuse a database that is none."""
    if read_as is not None and read_as.connection and not is_connection(read_as.connection):
        found = clean(read_as.connection)
        raise DataError("project_value", field=f"{field}.read_as.connection", found=found)


def _bundled_tiers(layers: Iterable[Layer]) -> Iterator[Tier]:
    """Return the tiers that have their bundled layer, which no project is without."""
    for layer in layers:
        if layer.tier is not None and layer.id == layer.tier.value and layer.path is None:
            yield layer.tier


def _require_each_tier(field: str, tiers: Iterable[Tier]) -> None:
    found = list(tiers)
    wrong = [tier.value for tier in Tier if found.count(tier) != 1]
    if wrong:
        raise DataError("project_each_tier", field=field, found=several(wrong))


def _check_access(access: AccessChoice) -> None:
    field = "project.access"
    if access.radius_m is not None:
        _within(f"{field}.radius_m", access.radius_m, MIN_RADIUS_M, MAX_RADIUS_M)
    for number, zone in enumerate(access.zones):
        _within(f"{field}.zones[{number}].radius_m", zone.radius_m, MIN_RADIUS_M, MAX_RADIUS_M)
        _within(f"{field}.zones[{number}].weight", zone.weight, 0.0, 1.0)
        if not zone.weight:
            facts = {"field": f"{field}.zones[{number}].weight", "found": zone.weight}
            raise DataError("project_out_of_range", least=0.001, most=1.0, **facts)
    for number, (inner, outer) in enumerate(pairwise(access.zones), 1):
        if not inner.radius_m < outer.radius_m:
            where = f"{field}.zones[{number}].radius_m"
            raise DataError("project_zones", field=where, found=outer.radius_m)


def _check_edit(field: str, edit: Edit) -> None:
    """Refuse an edit that does not say what it does."""
    adds = edit.kind is EditKind.ADD
    needs_site = adds or edit.kind is EditKind.MOVE
    needs_tier = adds or edit.kind is EditKind.RAISE
    if adds is not (edit.facility.layer == ADDED_LAYER):
        raise DataError(
            "project_edit", field=f"{field}.facility.layer", found=clean(edit.facility.layer)
        )
    if needs_site and edit.site is None:
        raise DataError("project_edit", field=f"{field}.site", found="null")
    if needs_tier and edit.tier is None:
        raise DataError("project_edit", field=f"{field}.tier", found="null")
    if edit.site is not None:
        _check_place(f"{field}.site", edit.site.lon, edit.site.lat)
        _within(f"{field}.site.adcode", edit.site.adcode, 0, MAX_ADCODE)


def _check_network_edit(field: str, edit: NetworkEdit) -> None:
    """Refuse what is said of a network without a word that it needs."""
    missing = []
    if edit.kind in (NetworkEditKind.LINK, NetworkEditKind.UNLINK):
        missing += [] if edit.upper else ["upper"]
        missing += [] if edit.link else ["link"]
    if edit.kind in (NetworkEditKind.CREATE, NetworkEditKind.LEAD):
        missing += [] if edit.network else ["network"]
    if missing:
        raise DataError("project_edit", field=f"{field}.{missing[0]}", found="null")
    _within(f"{field}.adcode", edit.adcode, 0, MAX_ADCODE)


def _check_norm(field: str, norm: Norm) -> None:
    try:
        checked(norm)
    except DataError as error:
        raise DataError("project_norm", field=field, found=clean(norm.title.zh)) from error


def _check_place(field: str, lon: float, lat: float) -> None:
    _within(f"{field}.lon", lon, -180.0, 180.0)
    _within(f"{field}.lat", lat, -90.0, 90.0)


def _within(field: str, found: float, least: float, most: float) -> None:
    # Not a number is within nothing.
    if not least <= found <= most:
        raise DataError("project_out_of_range", field=field, found=found, least=least, most=most)
