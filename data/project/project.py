"""The project: every choice a planner makes, as one immutable value.

A change is a pure function `Project -> Project`; the document applies it, keeps
the old value for undo and tells the views which fields differ. What is computed
from a project (coverage figures) or merely looked at (the selection) is not here.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Final

from data.facility_key import ADDED_LAYER, FacilityKey
from data.project.read_as import ReadAs
from data.reference.network_model import NetworkEdit
from data.reference.norms import Norm
from data.schema import ANY_TIER_TITLE, Method, Province, Scope, SupplyKind, Tier, Title

ADDED_PREFIX: Final = "what-if-"


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
    read_as
        How the user's file is read; None for a bundled tier.
    """

    id: str
    kind: LayerKind
    colour: str
    title: str = ""
    path: Path | None = None
    tier: Tier | None = None
    visible: bool = True
    counted: bool = True
    read_as: ReadAs | None = None

    @property
    def is_bundled(self) -> bool:
        """Whether it is the bundled list of its tier."""
        return self.path is None and self.tier is not None and self.id == self.tier.value


@dataclass(frozen=True, slots=True)
class ServiceRadius:
    """How far the facilities of a tier are taken to reach, in metres."""

    tier: Tier
    radius_m: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """When a place counts as covered: so many facilities of these tiers within the radius.

    Attributes
    ----------
    tier
        The chosen tier.
    scope
        Whether only it counts, those above it too, or every tier.
    at_least
        How many facilities have to be near, 1 or more.
    """

    tier: Tier
    scope: Scope = Scope.TIER
    at_least: int = 1

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers that count, highest first."""
        order = tuple(Tier)
        if self.scope is Scope.ANY:
            return order
        last = order.index(self.tier) + 1
        return order[:last] if self.scope is Scope.OR_HIGHER else order[last - 1 : last]

    @property
    def label(self) -> Title:
        """Return what counts, in words."""
        title = self.tier.label
        if self.scope is Scope.ANY:
            title = ANY_TIER_TITLE
        elif self.scope is Scope.OR_HIGHER:
            title = Title(f"{title.zh}及以上", f"{title.en} or higher")
        if self.at_least == 1:
            return title
        zh, en = f"{title.zh}（至少 {self.at_least} 处）", f"{title.en} (at least {self.at_least})"
        return Title(zh, en)


@dataclass(frozen=True, slots=True)
class Zone:
    """A ring of a catchment, up to a radius in metres, and how much a person in it weighs."""

    radius_m: float
    weight: float


@dataclass(frozen=True, slots=True)
class AccessChoice:
    """How access to facilities is measured.

    Attributes
    ----------
    radius_m
        Radius of the catchments in metres; None for the service radius of the chosen tier.
    zones
        Zones of the enhanced method, from the inside out; empty for its own.
    """

    method: Method = Method.TWO_STEP
    supply: SupplyKind = SupplyKind.ONE
    radius_m: float | None = None
    zones: tuple[Zone, ...] = ()


class EditKind(StrEnum):
    """What is done to a facility to see what would follow; the values are those of options."""

    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    RAISE = "raise"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a facility is put: degrees (WGS 84), and the county there, 0 for none."""

    lon: float
    lat: float
    adcode: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the facilities, made to see what would follow from it.

    Attributes
    ----------
    name
        What the facility is called.
    site
        Where it is put, by an edit that adds or moves it.
    tier
        The tier it is given, higher or lower, by an edit that adds or raises it.
    """

    kind: EditKind
    facility: FacilityKey
    name: str = ""
    site: Site | None = None
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """People of the user in place of the bundled ones.

    Attributes
    ----------
    id
        Which table of people is meant.
    title
        What the user reads for it.
    path, read_as
        The user's file, and how it is read.
    """

    id: str
    title: str
    path: Path | None = None
    read_as: ReadAs | None = None


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
    scope, at_least
        Which tiers count beside it, and how many facilities have to be near.
    access
        How access to the facilities is measured.
    edits
        What is supposed of the facilities, in the order of the last change of each.
    people
        Whose people the figures are of; None for the bundled ones.
    networks
        What the planner says of county medical networks, in the order it was said.
    norms
        The table of planning norms; empty for the bundled one (data.project.norm_edits.table_of).
    all_hospitals
        Whether hospitals for some patients alone count, too; else those that take patients of
        every kind do (data.schema.Speciality).
    """

    province: Province | None
    tier: Tier
    layers: tuple[Layer, ...]
    radii: tuple[ServiceRadius, ...]
    scope: Scope = Scope.TIER
    at_least: int = 1
    access: AccessChoice = AccessChoice()
    edits: tuple[Edit, ...] = ()
    people: OwnPeople | None = None
    networks: tuple[NetworkEdit, ...] = ()
    norms: tuple[Norm, ...] = ()
    all_hospitals: bool = False
    show_demand: bool = True
    map_view: MapView | None = field(default=None)

    @property
    def criterion(self) -> Criterion:
        """Return when a place counts as covered."""
        return Criterion(self.tier, self.scope, self.at_least)

    def layer(self, layer_id: str) -> Layer:
        """Return the layer called `layer_id`; KeyError when there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def radius_m(self, tier: Tier) -> float:
        """Return the service radius of `tier` in metres."""
        return next(r.radius_m for r in self.radii if r.tier is tier)

    @property
    def catchment_m(self) -> float:
        """Return the radius of the catchments that access is measured in, in metres."""
        own = self.access.radius_m
        return self.radius_m(self.tier) if own is None else own

    def counted_layers(self, tiers: Collection[Tier]) -> tuple[Layer, ...]:
        """Return the facility layers whose facilities make the figures of `tiers` together.

        A sub-centre is the township hospital of its township, and counts among those. A list
        of the user in place of the bundled township hospitals is whole as it is.
        """
        counted = [
            layer
            for layer in self.layers
            if layer.kind is LayerKind.FACILITIES and layer.counted and layer.tier
        ]
        bundled = any(layer.id == Tier.TOWNSHIP.value for layer in counted)
        wanted = with_subcentres(tiers) if bundled else tuple(tiers)
        return tuple(layer for layer in counted if layer.tier in wanted)

    def layer_of_tier(self, tier: Tier) -> Layer | None:
        """Return the layer that a facility of `tier` joins: one that counts, if any does."""
        own = [each for each in self.layers if each.kind is LayerKind.FACILITIES]
        own = [each for each in own if each.tier is tier]
        return next((each for each in own if each.counted), own[0] if own else None)

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

    def with_added(self, tier: Tier, site: Site, name: str) -> "Project":
        """Return this project with a facility that there is not."""
        taken = {edit.facility.id for edit in self.edits if edit.kind is EditKind.ADD}
        number = next(n for n in count(1) if f"{ADDED_PREFIX}{n}" not in taken)
        key = FacilityKey(ADDED_LAYER, f"{ADDED_PREFIX}{number}")
        return replace(self, edits=(*self.edits, Edit(EditKind.ADD, key, name, site, tier)))

    def with_removed(self, facility: FacilityKey, name: str) -> "Project":
        """Return this project without a facility; one that was added leaves no trace."""
        edits = tuple(edit for edit in self.edits if edit.facility != facility)
        if facility.layer != ADDED_LAYER:
            edits = (*edits, Edit(EditKind.REMOVE, facility, name))
        return replace(self, edits=edits)

    def with_moved(self, facility: FacilityKey, name: str, site: Site) -> "Project":
        """Return this project with a facility somewhere else."""
        return self._with_changed(Edit(EditKind.MOVE, facility, name, site=site))

    def with_raised(self, facility: FacilityKey, name: str, tier: Tier) -> "Project":
        """Return this project with a facility of another tier; of its own, as it was."""
        if facility.layer != ADDED_LAYER and self.layer(facility.layer).tier is tier:
            edits = (e for e in self.edits if (e.kind, e.facility) != (EditKind.RAISE, facility))
            return replace(self, edits=tuple(edits))
        return self._with_changed(Edit(EditKind.RAISE, facility, name, tier=tier))

    def without_edit(self, edit: Edit) -> "Project":
        """Return this project without one of its edits."""
        return replace(self, edits=tuple(each for each in self.edits if each != edit))

    def _with_changed(self, edit: Edit) -> "Project":
        """Put an edit in the place of an earlier one of its kind, or of what it changes."""
        if edit.facility.layer == ADDED_LAYER:
            changed = (
                replace(old, site=edit.site or old.site, tier=edit.tier or old.tier)
                if old.facility == edit.facility
                else old
                for old in self.edits
            )
            return replace(self, edits=tuple(changed))
        same = edit.kind, edit.facility
        others = (old for old in self.edits if (old.kind, old.facility) != same)
        return replace(self, edits=(*others, edit))


def with_subcentres(tiers: Collection[Tier]) -> tuple[Tier, ...]:
    """Return the tiers whose facilities count in some tiers: sub-centres beside townships."""
    return tuple(
        tier
        for tier in Tier
        if tier in tiers or (tier is Tier.SUBCENTRE and Tier.TOWNSHIP in tiers)
    )


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
