"""The project: every choice a planner makes, as one immutable value.

A change is a pure function `Project -> Project`; the document applies it, keeps
the old value for undo and tells the views which fields differ. What is computed
from a project (coverage figures) or merely looked at (the selection) is not here.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from data.schema import Province, Tier


class LayerKind(StrEnum):
    """What a layer draws."""

    FACILITIES = "facilities"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the map.

    Attributes
    ----------
    id
        Stable id, letters, digits and underscores: the page and the panels name the layer by it.
    title
        What the user reads for a layer of their own; empty for a bundled tier,
        whose title comes from the schema in the language of the day.
    path
        The user's file, or None for a bundled tier.
    tier
        Tier of a facility layer, None for an outline.
    counted
        Whether the layer's facilities take part in the figures of their tier. A user's
        list replaces the bundled tier by counting in its stead.
    """

    id: str
    kind: LayerKind
    colour: str
    title: str = ""
    path: Path | None = None
    tier: Tier | None = None
    visible: bool = True
    counted: bool = True


@dataclass(frozen=True, slots=True)
class ServiceRadius:
    """How far the facilities of a tier are taken to reach, in metres."""

    tier: Tier
    radius_m: float


@dataclass(frozen=True, slots=True)
class MapView:
    """Where the map looks: centre in degrees (WGS 84) and the zoom level."""

    lon: float
    lat: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Project:
    """Every choice a planner makes.

    Attributes
    ----------
    province
        The province shown, or None for all four.
    tier
        The tier whose coverage the panels report.
    """

    province: Province | None
    tier: Tier
    layers: tuple[Layer, ...]
    radii: tuple[ServiceRadius, ...]
    show_demand: bool = True
    map_view: MapView | None = field(default=None)

    def layer(self, layer_id: str) -> Layer:
        """Return the layer called `layer_id`; KeyError when there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def radius_m(self, tier: Tier) -> float:
        """Return the service radius of `tier` in metres."""
        return next(r.radius_m for r in self.radii if r.tier is tier)

    def counted_layers(self, tier: Tier | None) -> tuple[Layer, ...]:
        """Return the facility layers whose facilities make the figures of `tier`, None for any."""
        return tuple(
            layer
            for layer in self.layers
            if layer.kind is LayerKind.FACILITIES and layer.counted and tier in (None, layer.tier)
        )

    def with_radius(self, tier: Tier, radius_m: float) -> "Project":
        """Return this project with the service radius of `tier` set."""
        radii = tuple(replace(r, radius_m=radius_m) if r.tier is tier else r for r in self.radii)
        return replace(self, radii=radii)

    def with_layer(self, layer: Layer) -> "Project":
        """Return this project with `layer` added, or put in the place of the one of its id."""
        if any(old.id == layer.id for old in self.layers):
            layers = tuple(layer if old.id == layer.id else old for old in self.layers)
        else:
            layers = (*self.layers, layer)
        return replace(self, layers=layers)

    def without_layer(self, layer_id: str) -> "Project":
        """Return this project without the layer called `layer_id`."""
        return replace(self, layers=tuple(old for old in self.layers if old.id != layer_id))


def new_project(province: Province | None) -> Project:
    """Return the project a new window opens with: every tier, the assumed radii."""
    return Project(
        province=province,
        tier=Tier.TOWNSHIP,
        layers=tuple(bundled_layer(tier) for tier in Tier),
        radii=tuple(ServiceRadius(tier, tier.default_radius_m) for tier in Tier),
    )


def bundled_layer(tier: Tier) -> Layer:
    """Return the layer of a bundled tier."""
    return Layer(id=tier.value, kind=LayerKind.FACILITIES, colour=tier.colour, tier=tier)
