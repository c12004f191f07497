"""Opening a project: its file, and every file of the user's that it names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from data.errors import DataError
from data.project.project import Layer, LayerKind, OwnPeople, Project
from data.project.project_file import load_marked
from data.project.project_mending import shortened
from data.project.read_as import ReadAs
from data.schema import CRS, FacilityColumn, Tier
from geo.intake.case import Case
from geo.intake.hosts import require_agreed
from geo.intake.layer_tables import Tables, facility_tables, outline_tables, people_of
from geo.intake.plan import Use, plan_again
from geo.progress import Progress, part
from geo.study.study import all_facilities
from geo.study.user_people import UserPeople
from geo.study.user_tables import UserTables

_READ: Final = 0.8
_USES: Final = {LayerKind.FACILITIES: Use.FACILITIES, LayerKind.OUTLINE: Use.OUTLINE}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something of the user's that was not to be read, what they call it, and why.

    Attributes
    ----------
    tier
        Where only the facilities of one tier of the file are missing, that tier.
    """

    title: str
    error: DataError
    tier: Tier | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """A project with all that its files hold.

    Attributes
    ----------
    cases
        The files for the doctor.
    missing
        What was not to be read; its layers have empty tables.
    doubts
        What-if edits that no longer fit the files.
    mark
        Tells the file's content from any other (`data.project.project_file.mark_of`).
    """

    project: Project
    tables: UserTables = field(default_factory=UserTables)
    cases: tuple[Case, ...] = ()
    missing: tuple[Missing, ...] = ()
    doubts: tuple[DataError, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project as its file says, before any other file is looked at."""

    project: Project
    mark: str


def load(path: Path, progress: Progress) -> Loaded:
    """Return what the file of a project says.

    Raises
    ------
    DataError
        Why the project's own file cannot be read.
    """
    progress(0.0)
    return Loaded(*load_marked(path))


def restore_loaded(loaded: Loaded, agreed: frozenset[str], progress: Progress) -> Restored:
    """Return a project with what its files hold now."""
    return replace(restore(loaded.project, progress, agreed), mark=loaded.mark)


def restore(project: Project, progress: Progress, agreed: frozenset[str] = frozenset()) -> Restored:
    """Return a project with what its files hold now.

    Parameters
    ----------
    agreed
        The other computers that may be called for it (`geo.intake.hosts.Host.name`).
    """
    groups = files_of(project)
    steps = len(groups) + 1
    frames: dict[str, gpd.GeoDataFrame] = {}
    attributes: dict[str, pd.DataFrame] = {}
    cases: list[Case] = []
    missing: list[Missing] = []
    for number, layers in enumerate(groups):
        try:
            require_agreed(layers[0], agreed)
            tables = read_layers(layers, part(progress, number / steps, (number + 1) / steps))
        except DataError as error:
            missing.append(Missing(layers[0].title, error))
            continue
        gone = [layer for layer in layers if tables.frames[layer.id].empty]
        missing += [Missing(layer.title, rows_gone(layer), layer.tier) for layer in gone]
        frames |= {each: frame for each, frame in tables.frames.items() if not frame.empty}
        attributes |= tables.attributes
        cases.append(tables.case)
    people: dict[str, UserPeople] = {}
    if own := project.people:
        try:
            require_agreed(own, agreed)
            people[own.id] = read_people(own, part(progress, 1 - 1 / steps, 1.0))
        except DataError as error:
            missing.append(Missing(own.title, error))
    progress(1.0)
    lost = [layer for layers in groups for layer in layers if layer.id not in frames]
    frames |= {layer.id: _empty(layer) for layer in lost}
    ids = frozenset(layer.id for layer in lost)
    user_tables = UserTables(frames, attributes, people, ids)
    doubts = doubtful_edits(project, user_tables)
    return Restored(project, user_tables, tuple(cases), tuple(missing), doubts)


def files_of(project: Project) -> list[list[Layer]]:
    """Return the layers of the user's, those together that one reading of a file has become."""
    groups: dict[tuple[Path | None, ReadAs | None, LayerKind], list[Layer]] = {}
    for layer in project.layers:
        if layer.path is not None or layer.id != layer.tier:
            groups.setdefault((layer.path, layer.read_as, layer.kind), []).append(layer)
    return list(groups.values())


def read_layers(layers: Sequence[Layer], progress: Progress) -> Tables:
    """Return the tables of layers of one file, read as before.

    Raises
    ------
    DataError
        Why it cannot be read.
    """
    first = layers[0]
    path, read_as = _source(first.path, first.read_as, first.title)
    plan = plan_again(path, read_as, _USES[first.kind], part(progress, 0.0, _READ))
    if first.kind is LayerKind.OUTLINE:
        # Read once, shown as often as it was opened.
        tables = [outline_tables(plan, [layer], part(progress, _READ, 1.0)) for layer in layers]
        return _joined(tables)
    return facility_tables(plan, layers, part(progress, _READ, 1.0))


def rows_gone(layer: Layer) -> DataError:
    """Return what to say of a layer of which nothing is in its file any more."""
    return DataError("project_rows_gone", file=_file_of(layer))


def doubtful_edits(project: Project, tables: UserTables) -> tuple[DataError, ...]:
    """Return what to say of edits whose facility is another one, or none, in the files of now."""
    layers = {layer.id: layer for layer in project.layers}
    doubts = []
    for edit in project.edits:
        layer, frame = layers.get(edit.facility.layer), tables.frames.get(edit.facility.layer)
        if layer is None or frame is None or layer.id in tables.missing:
            continue
        rows = frame[frame[FacilityColumn.ID] == edit.facility.id]
        facts = {"file": _file_of(layer), "name": edit.name}
        if rows.empty:
            doubts.append(DataError("project_edit_lost", **facts))
        elif (found := str(rows[FacilityColumn.NAME].iloc[0])) != edit.name and shortened(
            found
        ) != edit.name:
            doubts.append(DataError("project_edit_misfit", found=found, **facts))
    return tuple(doubts)


def _file_of(layer: Layer) -> str:
    return layer.path.name if layer.path else layer.title


def read_people(own: OwnPeople, progress: Progress) -> UserPeople:
    """Return the people of a file, read as before.

    Raises
    ------
    DataError
        Why it cannot be read.
    """
    path, read_as = _source(own.path, own.read_as, own.title)
    plan = plan_again(path, read_as, Use.POPULATION, part(progress, 0.0, _READ))
    return people_of(plan, part(progress, _READ, 1.0))


def _source(path: Path | None, read_as: ReadAs | None, title: str) -> tuple[Path, ReadAs]:
    if path is None:
        raise DataError("file_missing", file=title)
    return path, read_as or ReadAs()


def _joined(tables: Iterable[Tables]) -> Tables:
    first, *others = tables
    for other in others:
        frames, attributes = first.frames | other.frames, first.attributes | other.attributes
        case = replace(first.case, layers=(*first.case.layers, *other.case.layers))
        first = Tables(frames, attributes, case)
    return first


def _empty(layer: Layer) -> gpd.GeoDataFrame:
    """Return the table of a layer whose file is missing."""
    if layer.kind is LayerKind.FACILITIES:
        return all_facilities([])
    return gpd.GeoDataFrame({FacilityColumn.NAME.value: []}, geometry=[], crs=CRS)
