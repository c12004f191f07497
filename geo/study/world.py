"""What figures are of: a project, with the tables that it names as they stand now.

Frozen, and made anew where anything differs. Tables are equal when they are the same object:
every cache key begins with the tables it used, and what did not change stays the same object.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from data.project.project import Project
from geo.study.edited_facilities import EditedFrames, edited_frames
from geo.study.study import Study
from geo.study.user_people import UserPeople
from geo.study.user_tables import UserTables


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A project, the study of its province, and the user's tables; make one by `world_of`.

    Attributes
    ----------
    study
        The people and the bundled facilities of the province; None while they are read.
    tables
        What was read of the user's files.
    edited
        Every table that a layer can show, with the project's edits in it, each applied once
        to the table as it is without edits.
    """

    project: Project
    study: Study | None = None
    tables: UserTables = field(default_factory=UserTables)
    edited: EditedFrames = field(default_factory=lambda: EditedFrames(MappingProxyType({})))

    @property
    def frames(self) -> Mapping[str, gpd.GeoDataFrame]:
        """Every table that a layer can show, by layer id, with the project's edits in it."""
        return self.edited.frames

    @property
    def plain(self) -> Mapping[str, gpd.GeoDataFrame]:
        """The same tables without the project's edits."""
        bundled = self.study.facilities if self.study else {}
        return MappingProxyType({**bundled, **self.tables.frames})

    @property
    def missing(self) -> frozenset[str]:
        """Layers of the user whose file was not to be read: their tables are empty."""
        return self.tables.missing

    @property
    def people(self) -> UserPeople | None:
        """The people of the user that the figures are of; None for the bundled, or lost ones."""
        own = self.project.people
        return self.tables.people.get(own.id) if own else None

    def attributes(self, layer_id: str) -> pd.DataFrame | None:
        """Return the columns of the file that a user's layer comes from, in its rows, if any."""
        attributes = self.tables.attributes.get(layer_id)
        rows = self.edited.source_rows.get(layer_id)
        if attributes is None or rows is None:
            return attributes
        # One that a what-if has put there is in no file.
        return attributes.reset_index(drop=True).reindex(rows).reset_index(drop=True)

    def with_project(self, project: Project) -> "World":
        """Return the world of another project on the same tables; this one for an equal one.

        The edited tables are kept unless what they depend on differs.
        """
        if project == self.project:
            return self
        if _edited_by(project) == _edited_by(self.project):
            return replace(self, project=project)
        return world_of(project, self.study, self.tables)

    def with_study(self, study: Study | None) -> "World":
        """Return the world of another province's data; None while they are read."""
        return self if study is self.study else world_of(self.project, study, self.tables)

    def with_tables(self, tables: UserTables) -> "World":
        """Return the world with other tables of the user."""
        return self if tables is self.tables else world_of(self.project, self.study, tables)

    def differing_frames(self, other: "World") -> frozenset[str]:
        """Return the layers whose tables, edits in them, are not the same object in both."""
        ids = self.frames.keys() | other.frames.keys()
        return frozenset(
            each for each in ids if self.frames.get(each) is not other.frames.get(each)
        )


def world_of(
    project: Project, study: Study | None = None, tables: UserTables | None = None
) -> World:
    """Return the world of a project.

    Parameters
    ----------
    study
        The data of its province; None while they are read.
    tables
        What was read of the user's files; None for nothing.
    """
    world = World(project, study, tables or UserTables())
    return replace(world, edited=edited_frames(project, world.plain))


def _edited_by(project: Project) -> tuple[object, ...]:
    """Return what the edited tables depend on, beside the tables themselves."""
    layers = tuple((each.id, each.kind, each.tier, each.counted) for each in project.layers)
    return (project.province, project.edits, layers) if project.edits else ()
