"""Which facilities a coverage is of, and which known coverage another one can be made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd

from data.project.project import Criterion, Edit, Project
from geo.coverage.edited_coverage import edited_coverage
from geo.coverage.tier_coverage import TierCoverage
from geo.coverage.updates import Ground, ground_of
from geo.progress import Progress, part
from geo.study.counted_tables import CountedTable, counted_tables
from geo.study.same import Same
from geo.study.study import Study
from geo.study.world import World

# Each takes tens of milliseconds; many of them take longer than to start from nothing.
MOST_EDITS_APART: Final = 4


@dataclass(frozen=True, slots=True)
class CoverageKey:
    """What the distances of a criterion depend on: tables first, each equal to itself alone.

    Attributes
    ----------
    study
        The people; None while they are read.
    tables
        The layers that count, with their tables as they are without edits.
    edits
        Those that may touch their facilities.
    sources
        The tables of other layers that edits bring facilities from.
    """

    study: Study | None
    tables: tuple[CountedTable, ...]
    criterion: Criterion
    edits: tuple[Edit, ...] = ()
    sources: tuple[Same[gpd.GeoDataFrame | None], ...] = ()


def coverage_key(world: World, project: Project, criterion: Criterion) -> CoverageKey:
    """Return which coverage a criterion has in a project, over the tables of a world."""
    tables = counted_tables(world, project, criterion.tiers)
    layers = {layer_id for layer_id, *_ in tables}
    tiers = {*criterion.tiers, *(tier for _, tier, *_ in tables)}
    # All edits of a facility, since one that is given another tier may have been moved, too.
    touched = {
        edit.facility
        for edit in project.edits
        if edit.facility.layer in layers or edit.tier in tiers
    }
    edits = tuple(edit for edit in project.edits if edit.facility in touched)
    plain = world.plain
    others = sorted({facility.layer for facility in touched} - layers)
    sources = tuple(Same(plain.get(each)) for each in others)
    return CoverageKey(world.study, tables, criterion, edits, sources)


def nearest_known(
    key: CoverageKey, known: Mapping[CoverageKey, TierCoverage]
) -> TierCoverage | None:
    """Return the known coverage that differs by the fewest edits; None without one near."""
    if key.criterion.at_least > 1:
        # Places know one facility each: of the others all has to be measured again.
        return None
    apart = {
        other: len(set(other.edits) ^ set(key.edits))
        for other in known
        if replace(other, edits=key.edits, sources=key.sources) == key
    }
    near = min(apart, key=apart.__getitem__, default=None)
    return known[near] if near is not None and apart[near] <= MOST_EDITS_APART else None


class Updates:
    """Makes coverages of a study from others; for one worker, which finds the ground once."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._ground: Ground | None = None

    def update(
        self, coverage: TierCoverage, facilities: gpd.GeoDataFrame, progress: Progress
    ) -> TierCoverage:
        """Return whom `facilities` reach, from a coverage of facilities much like them."""
        if self._ground is None:
            self._ground = ground_of(self._study, part(progress, 0.0, 0.5))
        return edited_coverage(coverage, self._ground, facilities, part(progress, 0.5, 1.0))
