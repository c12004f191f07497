"""What was read of the files of a project: tables and people by the ids of its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
