"""The networks that stand beside published figures: those of a project, and of provinces beside."""

from functools import cache

from data.project.project import Project, new_project
from data.reference.catalog import read_units
from data.reference.networks import published_networks, published_supports
from data.schema import Province
from geo.networks.assemble import networks_of
from geo.networks.counts import NetworkCounts, counts_by_county
from geo.networks.facilities import places_of
from geo.study.edited_facilities import EditedFrames
from geo.study.study import bundled_facilities


def project_networks(project: Project, edited: EditedFrames) -> dict[int, NetworkCounts]:
    """Return the networks of each county of all four provinces, by adcode.

    Parameters
    ----------
    project
        Its facilities and what it says of networks hold in its own province; elsewhere the
        bundled facilities do, and nothing but what reports say.
    edited
        The table of each layer, with the edits of the project in it.
    """
    counts: dict[int, NetworkCounts] = {}
    for province in Province:
        if project.province not in (None, province):
            counts |= _bundled(province)
    return counts | _counted(project, edited)


@cache
def _bundled(province: Province) -> dict[int, NetworkCounts]:
    """Return the networks of the bundled facilities; not to be handed out, a caller may add."""
    return _counted(new_project(province), EditedFrames(bundled_facilities(province)))


def _counted(project: Project, edited: EditedFrames) -> dict[int, NetworkCounts]:
    places = places_of(project, edited)
    units = read_units(project.province)
    told = published_networks(), published_supports()
    return counts_by_county(networks_of(places, units, *told, project.networks), places)
