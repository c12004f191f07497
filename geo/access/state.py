"""What is known of access: the figures, or why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd

from data.errors import DataError
from data.project.project import Project
from data.schema import Method, PeopleGroup, Status, Tier
from geo.access.figures import (
    AccessReport,
    GroupEquity,
    access_report,
    equity_report,
    people_of_groups,
    place_access,
)
from geo.progress import Progress, part, silent
from geo.study.study import Study, count_by_status, facilities_by_tier


class AccessTable(StrEnum):
    """A table that can be saved; the value ends the name of its file."""

    COUNTIES = "access"
    GROUPS = "equity"


@dataclass(frozen=True, slots=True, eq=False)
class AccessFigures:
    """Access of all people by county, and how evenly each group has it.

    Attributes
    ----------
    by_status
        How many facilities count, by how they are known.
    """

    report: AccessReport
    groups: Mapping[PeopleGroup, GroupEquity]
    by_status: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class AccessState:
    """The figures; or what the user has to mend, or that they were stopped; or nothing yet."""

    figures: AccessFigures | None = None
    problem: DataError | None = None
    stopped: bool = False


def access_tiers(project: Project) -> tuple[Tier, ...]:
    """Return the tiers whose facilities people have access to, as the project chooses."""
    if project.access.method is Method.HIERARCHICAL:
        return tuple(Tier)
    return project.criterion.tiers


def access_figures(
    study: Study,
    project: Project,
    frames: Mapping[str, gpd.GeoDataFrame],
    progress: Progress = silent,
) -> AccessFigures:
    """Return access as `project` chooses it, and its equity.

    Parameters
    ----------
    frames
        Facility table of each layer by layer id.

    Raises
    ------
    DataError
        `access_no_supply` when no facility has a figure for the supply.
    Cancelled
        When `progress` raises it.
    """
    tiers = access_tiers(project)
    measured = place_access(
        study,
        facilities_by_tier(project, frames, tiers),
        replace(project.access, radius_m=project.catchment_m),
        {tier: project.radius_m(tier) for tier in tiers},
        part(progress, 0.0, 0.6),
    )
    people = people_of_groups(study, part(progress, 0.6, 0.9))
    groups = equity_report(measured, people, part(progress, 0.9, 1.0))
    by_status = count_by_status(measured.facilities[measured.known])
    return AccessFigures(access_report(measured), groups, by_status)
