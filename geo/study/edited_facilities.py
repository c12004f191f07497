"""The facilities as they would be: tables with a planner's edits in them, for what-if questions.

An edited facility has the status `what-if`, whatever was known of it before: nobody shall
take it for a real one. A facility that is moved stays in its row; one that is removed leaves
its row out; one that is added, or given another tier, joins the end of the layer of its tier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import DataError
from data.facility_key import ADDED_LAYER, FacilityKey
from data.project.project import Edit, EditKind, Project, Site
from data.reference.catalog import Level, read_boundaries
from data.reference.counties import county_rows
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier, UnitColumn
from geo.words.wording import say

WHAT_IF: Final = Status.WHAT_IF.value


@dataclass(frozen=True, slots=True, eq=False)
class EditedFrames:
    """Facility tables with edits in them, and which facility stands in which row.

    Attributes
    ----------
    frames
        Table of each layer by layer id; one that no edit touches is the table given.
    joined
        For each layer the facilities that edits have put at the end of its table.
    source_rows : int64[n]
        For each layer that edits touch, the row of the table given that each row was; -1
        for one that joined.
    """

    frames: Mapping[str, gpd.GeoDataFrame]
    joined: Mapping[str, tuple[FacilityKey, ...]] = field(default_factory=dict)
    source_rows: Mapping[str, npt.NDArray[np.int64]] = field(default_factory=dict)

    def key_of(self, layer_id: str, row: int) -> FacilityKey | None:
        """Return which facility stands in a row of a layer; None where there is no such row."""
        frame, joined = self.frames.get(layer_id), self.joined.get(layer_id, ())
        if frame is None or not 0 <= row < len(frame):
            return None
        own = len(frame) - len(joined)
        if row >= own:
            return joined[row - own]
        return FacilityKey(layer_id, str(frame[FacilityColumn.ID].iloc[row]))

    def row_of(self, key: FacilityKey) -> tuple[str, int] | None:
        """Return the layer and the row that a facility stands in; None when it is gone."""
        for layer_id, joined in self.joined.items():
            if key in joined:
                end = len(self.frames[layer_id]) - len(joined)
                return layer_id, end + joined.index(key)
        frame = self.frames.get(key.layer)
        if frame is None or FacilityColumn.ID not in frame.columns:
            return None
        own = len(frame) - len(self.joined.get(key.layer, ()))
        found = np.flatnonzero(frame[FacilityColumn.ID].iloc[:own].to_numpy(dtype=object) == key.id)
        return (key.layer, int(found[0])) if found.size else None


@dataclass(frozen=True, slots=True)
class _Change:
    """All that edits do to one facility."""

    name: str
    removed: bool = False
    site: Site | None = None
    tier: Tier | None = None


@dataclass(slots=True)
class _Table:
    """What becomes of the table of one layer: rows that leave, change and join."""

    gone: set[int] = field(default_factory=set)
    changed: dict[int, gpd.GeoDataFrame] = field(default_factory=dict)
    joined: dict[FacilityKey, gpd.GeoDataFrame] = field(default_factory=dict)


def edited_frames(project: Project, frames: Mapping[str, gpd.GeoDataFrame]) -> EditedFrames:
    """Return the tables with the edits of a project in them.

    Parameters
    ----------
    project
        Its edits, its layers and its province. An edit of a facility that is in no table
        of its layers does nothing, nor does one that adds a facility in another province.
    frames
        Table of each layer by layer id. Where the layer that a facility joins has none, it
        stands nowhere.
    """
    tables: dict[str, _Table] = {}
    for key, change in _changes(project.edits).items():
        _apply(key, change, project, frames, tables)
    edited = {each: _edited(frames[each], table) for each, table in tables.items()}
    joined = {each: tuple(table.joined) for each, table in tables.items() if table.joined}
    rows = {each: _source_rows(len(frames[each]), table) for each, table in tables.items()}
    return EditedFrames(MappingProxyType({**frames, **edited}), joined, rows)


def _changes(edits: Iterable[Edit]) -> dict[FacilityKey, _Change]:
    """Return what is done to each facility, in the order of its first edit."""
    changes: dict[FacilityKey, _Change] = {}
    for edit in edits:
        before = changes.get(edit.facility, _Change(edit.name))
        changes[edit.facility] = replace(
            before,
            removed=before.removed or edit.kind is EditKind.REMOVE,
            site=edit.site or before.site,
            tier=edit.tier or before.tier,
        )
    return changes


def _apply(
    key: FacilityKey,
    change: _Change,
    project: Project,
    frames: Mapping[str, gpd.GeoDataFrame],
    tables: dict[str, _Table],
) -> None:
    target = project.layer_of_tier(change.tier) if change.tier else None
    joins = target.id if target is not None and target.id in frames else None
    if key.layer == ADDED_LAYER:
        if joins is not None and _is_shown(change.site, project.province):
            tables.setdefault(joins, _Table()).joined[key] = _new_row(key, change)
        return
    row = _row(key, project, frames)
    if row is None:
        return
    table = tables.setdefault(key.layer, _Table())
    edited = _changed_row(frames[key.layer].iloc[[row]], change)
    if not change.removed and change.tier is None:
        table.changed[row] = edited
        return
    table.gone.add(row)
    if not change.removed and joins is not None:
        tables.setdefault(joins, _Table()).joined[key] = edited


def _is_shown(site: Site | None, province: Province | None) -> bool:
    """Return whether a place lies where the project looks; one in no county always does."""
    if site is None or province is None or site.adcode == 0:
        return True
    return Province.of_adcode(site.adcode) is province


def _row(key: FacilityKey, project: Project, frames: Mapping[str, gpd.GeoDataFrame]) -> int | None:
    if all(layer.id != key.layer for layer in project.layers):
        return None
    place = EditedFrames(frames).row_of(key)
    return place[1] if place else None


def _new_row(key: FacilityKey, change: _Change) -> gpd.GeoDataFrame:
    values: dict[str, object] = {column.value: "" for column in FacilityColumn}
    values |= {
        FacilityColumn.ID.value: key.id,
        FacilityColumn.NAME.value: change.name,
        FacilityColumn.GRADE_KNOWN.value: False,
        FacilityColumn.BEDS.value: np.nan,
        FacilityColumn.STAFF.value: np.nan,
        FacilityColumn.SOURCE.value: WHAT_IF,
    }
    row = gpd.GeoDataFrame(pd.DataFrame([values]), geometry=gpd.points_from_xy([0], [0]), crs=CRS)
    return _changed_row(row, change)


def _changed_row(row: gpd.GeoDataFrame, change: _Change) -> gpd.GeoDataFrame:
    known: dict[str, str | float] = {FacilityColumn.STATUS.value: WHAT_IF}
    if change.tier is not None:
        known[FacilityColumn.TIER.value] = change.tier.value
    site = change.site
    if site is None:
        return row.assign(**known)
    province = Province.of_adcode(site.adcode)
    known |= {
        FacilityColumn.LON.value: site.lon,
        FacilityColumn.LAT.value: site.lat,
        FacilityColumn.ADCODE.value: site.adcode,
        FacilityColumn.PROVINCE.value: province.value if province else "",
        FacilityColumn.POSITION_SOURCE.value: WHAT_IF,
        # It stands where it was put, and nowhere else.
        FacilityColumn.POSITION_ERROR_M.value: 0.0,
    }
    moved = row.assign(**known)
    return moved.set_geometry(gpd.points_from_xy([site.lon], [site.lat]), crs=CRS)


def _edited(frame: gpd.GeoDataFrame, table: _Table) -> gpd.GeoDataFrame:
    before = frame
    if table.gone or table.changed:
        left = np.setdiff1d(np.arange(len(frame)), [*table.gone, *table.changed])
        kept = frame.iloc[left].set_axis(left, axis=0)
        parts = [kept, *(row.set_axis([number], axis=0) for number, row in table.changed.items())]
        before = _together(parts, frame).sort_index()
    return _together([before, *table.joined.values()], frame).reset_index(drop=True)


def _source_rows(length: int, table: _Table) -> npt.NDArray[np.int64]:
    own = np.setdiff1d(np.arange(length), [*table.gone]).astype(np.int64)
    return np.append(own, np.full(len(table.joined), -1, dtype=np.int64))


def _together(parts: Sequence[gpd.GeoDataFrame], like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return tables as one, in the columns and types of another."""
    filled = [part[like.columns] for part in parts if len(part)]
    if not filled:
        return like.iloc[:0]
    types = like.dtypes.to_dict() if len(like) else {}
    # Most rows have these types already, and a table may be large.
    same = [part.dtypes.to_dict() == types for part in filled]
    typed = [part if fits else part.astype(types) for part, fits in zip(filled, same, strict=True)]
    joined = pd.concat(typed) if len(typed) > 1 else filled[0]
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS)


def site_at(lon: float, lat: float, province: Province | None, *, anywhere: bool) -> Site:
    """Return a place with the county it lies in.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4326).
    province
        Whose counties are looked at; None for those of all four.
    anywhere
        Whether a place in none of them will do.

    Raises
    ------
    DataError
        `what_if_outside` when it lies in none and has to.
    """
    counties = read_boundaries(Level.COUNTY, province)
    polygons = counties.geometry.to_numpy(dtype=object)
    row = int(county_rows(np.array([lon]), np.array([lat]), polygons)[0])
    if row >= 0:
        return Site(lon, lat, int(counties[UnitColumn.ADCODE].iloc[row]))
    if anywhere:
        return Site(lon, lat, 0)
    raise DataError("what_if_outside", lon=f"{lon:g}", lat=f"{lat:g}")


def what_if_notes(edits: Sequence[Edit], language: Language) -> list[str]:
    """Return that figures and maps show what is supposed, not what is; nothing without edits."""
    return [say("what_if_note", language, count=len(edits))] if edits else []


def edit_title(edit: Edit, language: Language) -> str:
    """Return an edit in words."""
    tier = edit.tier.label.in_language(language) if edit.tier else ""
    place = f"{edit.site.lon:.5f}, {edit.site.lat:.5f}" if edit.site else ""
    name = edit.name or say("map_unnamed", language)
    return say(f"what_if_{edit.kind}", language, name=name, tier=tier, place=place)
