"""What every key begins with: the tables that it is of, each equal to itself alone."""

from collections.abc import Sequence

import geopandas as gpd

from data.project.project import Project
from data.schema import Tier
from geo.study.same import Same
from geo.study.world import World

CountedTable = tuple[str, Tier | None, Same[gpd.GeoDataFrame | None], bool]


def counted_tables(
    world: World, project: Project, tiers: Sequence[Tier] = tuple(Tier)
) -> tuple[CountedTable, ...]:
    """Return the layers of some tiers that count, with their tables as they are without edits.

    The last of each says whether hospitals for some patients alone count.
    """
    plain = world.plain
    return tuple(
        (layer.id, layer.tier, Same(plain.get(layer.id)), project.all_hospitals)
        for layer in project.counted_layers(tuple(tiers))
    )
