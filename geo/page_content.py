"""What the map page shows of a project and its results: one place for window and console."""

from collections.abc import Mapping

import geopandas as gpd

from data.catalog import Level, attributions, read_boundaries
from data.project import LayerKind, Project
from data.schema import ALL_PROVINCES_TITLE, Language
from geo.study import CoverageReport, Study
from geo.web_map import Caption, FacilityLayer, OutlineLayer, PageContent, service_caption


def page_content(
    project: Project,
    study: Study,
    frames: Mapping[str, gpd.GeoDataFrame],
    report: CoverageReport | None,
    language: Language,
) -> PageContent:
    """Return the page of a project.

    Parameters
    ----------
    study
        People and bundled facilities of the project's province.
    frames
        Table of each layer by layer id; a layer without one is left out.
    report
        Coverage to be told in the caption; None leaves the caption empty.
    """
    layers = [layer for layer in project.layers if layer.id in frames]
    facilities = tuple(
        FacilityLayer(
            id=layer.id,
            title=layer.title or layer.tier.label.in_language(language),
            tier=layer.tier,
            colour=layer.colour,
            frame=frames[layer.id],
            radius_m=project.radius_m(layer.tier),
            show_circles=layer.tier is project.tier and layer.counted,
            visible=layer.visible,
        )
        # The lowest tier has the most facilities: it lies under the others.
        for layer in reversed(layers)
        if layer.kind is LayerKind.FACILITIES and layer.tier is not None
    )
    outlines = tuple(
        OutlineLayer(layer.id, layer.title, layer.colour, frames[layer.id], layer.visible)
        for layer in layers
        if layer.kind is LayerKind.OUTLINE
    )
    return PageContent(
        language=language,
        boundaries=read_boundaries(Level.COUNTY, project.province),
        caption=page_caption(project, report, language),
        facilities=facilities,
        outlines=outlines,
        # The picture of cells says that they are modelled, which a user's own people are not.
        demand=study.demand if study.modelled else None,
        show_demand=project.show_demand,
        attributions=tuple(title.in_language(language) for title in attributions()),
        view=project.map_view,
    )


def page_caption(project: Project, report: CoverageReport | None, language: Language) -> Caption:
    """Return what stands over the map: place, tier, radius and the share covered."""
    if report is None:
        return Caption()
    place = project.province.label if project.province else ALL_PROVINCES_TITLE
    return service_caption(
        language,
        province=place.in_language(language),
        tier=project.tier.label.in_language(language),
        radius_m=report.radius_m,
        facilities=report.facilities,
        population=report.population,
        covered=report.covered,
    )
