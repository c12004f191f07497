"""What the map page shows of a project and its results: one place for window and console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from data.project.project import Layer, LayerKind, Project
from data.reference.catalog import Level, attributions, read_boundaries
from data.reference.network_model import Network
from data.schema import ALL_PROVINCES_TITLE, Language
from geo.networks.words import network_lines
from geo.page.page import Caption, FacilityLayer, OutlineLayer, PageContent, service_caption
from geo.study.study import Study
from geo.words.wording import say

if TYPE_CHECKING:
    # The first page is drawn before there are figures, and before what computes them is loaded.
    from geo.coverage.figures import CoverageReport


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
    counted = project.counted_layers(project.criterion.tiers)
    facilities = tuple(
        FacilityLayer(
            id=layer.id,
            title=_title(layer, layers, language),
            tier=layer.tier,
            colour=layer.colour,
            frame=frames[layer.id],
            radius_m=project.radius_m(project.tier if layer in counted else layer.tier),
            show_circles=layer in counted,
            visible=layer.visible,
            all_hospitals=project.all_hospitals,
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
        reach_colour=reach_colour(project),
        outlines=outlines,
        # The picture of cells says that they are modelled, which a user's own people are not.
        demand=study.demand if study.modelled else None,
        show_demand=project.show_demand,
        attributions=tuple(title.in_language(language) for title in attributions()),
        view=project.map_view,
    )


def reach_colour(project: Project) -> str:
    """Return the colour of the ground in reach: that of the chosen tier's layer that counts."""
    counted = project.counted_layers([project.tier])
    own = [layer.colour for layer in counted if layer.tier is project.tier]
    return own[0] if own else project.tier.colour


def page_caption(
    project: Project,
    report: CoverageReport | None,
    language: Language,
    network: Network | None = None,
) -> Caption:
    """Return what stands over the map: place, tier, radius, share covered, what is supposed.

    Parameters
    ----------
    network
        The one that is lit up, if any.
    """
    supposed = network_lines(network, language) if network else ()
    if project.edits:
        supposed = (*supposed, say("what_if_caption", language, count=len(project.edits)))
    if report is None:
        return Caption(supposed=supposed)
    place = project.province.label if project.province else ALL_PROVINCES_TITLE
    caption = service_caption(
        language,
        province=place.in_language(language),
        tier=project.criterion.label.in_language(language),
        radius_m=report.radius_m,
        facilities=report.facilities,
        population=report.population,
        covered=report.covered,
    )
    at_least = project.criterion.at_least
    # The ground is tinted wherever one is in reach.
    tinted = () if at_least == 1 else (say("map_caption_at_least", language, count=at_least),)
    return replace(caption, lines=(*caption.lines, *tinted), supposed=supposed)


def _title(layer: Layer, layers: Sequence[Layer], language: Language) -> str:
    """Return what the legend calls a layer: layers of one file are told apart by their tiers."""
    tier = layer.tier.label.in_language(language) if layer.tier else ""
    if not layer.title:
        return tier
    alike = sum(other.title == layer.title for other in layers)
    return f"{layer.title} · {tier}" if alike > 1 else layer.title
