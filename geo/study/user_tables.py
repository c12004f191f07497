"""What was read of the files of a project: tables and people by the ids of its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import pandas as pd

from geo.study.user_people import UserPeople


@dataclass(frozen=True, slots=True, eq=False)
class UserTables:
    """What was read of the user's files: tables by layer id, people by theirs.

    Attributes
    ----------
    missing
        The layers whose file was not to be read, with an empty table.
    """

    frames: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    attributes: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    people: Mapping[str, UserPeople] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def with_frames(
        self, frames: Mapping[str, gpd.GeoDataFrame], attributes: Mapping[str, pd.DataFrame]
    ) -> "UserTables":
        """Return these with tables of layers added, or put in the place of earlier ones."""
        return replace(
            self,
            frames={**self.frames, **frames},
            attributes={**self.attributes, **attributes},
            missing=self.missing - frames.keys(),
        )

    def with_people(self, people_id: str, people: UserPeople) -> "UserTables":
        """Return these with people of the user added."""
        return replace(self, people={**self.people, people_id: people})
