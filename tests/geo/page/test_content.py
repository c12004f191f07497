"""The page of a project: what is drawn, what counts, and what is said to be modelled."""

from dataclasses import replace

import numpy as np
import pytest

from data.project.project import new_project
from data.schema import Language, Province, Scope, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.intake.own_people import demand_of_points
from geo.page.content import page_caption, page_content, reach_colour
from geo.page.page import PageContent
from geo.study.study import load_study


def page(province: Province | None, tier: Tier = Tier.COUNTY) -> PageContent:
    project = replace(new_project(province), tier=tier)
    study = load_study(province)
    return page_content(project, study, study.facilities, None, Language.EN)


@pytest.mark.parametrize("province", [Province.QINGHAI, None])
def test_the_bundled_people_are_drawn(province: Province | None) -> None:
    assert page(province).demand is not None


def test_people_of_the_user_are_not_drawn_as_modelled() -> None:
    lon, lat, people = np.array([101.8]), np.array([36.6]), np.array([5.0])
    demand = demand_of_points(lon, lat, people, Province.QINGHAI)
    study = load_study(Province.QINGHAI, demand=demand)
    project = new_project(Province.QINGHAI)
    assert page_content(project, study, study.facilities, None, Language.EN).demand is None


def test_the_tier_shown_has_the_service_areas() -> None:
    content = page(Province.QINGHAI, Tier.SUBCENTRE)
    assert [layer.id for layer in content.facilities if layer.show_circles] == ["subcentre"]
    assert content.facilities[-1].id == "regional"


def test_a_layer_that_does_not_count_has_none() -> None:
    project = new_project(Province.QINGHAI)
    idle = replace(project.layer("township"), counted=False)
    study = load_study(Province.QINGHAI)
    content = page_content(project.with_layer(idle), study, study.facilities, None, Language.EN)
    assert not any(layer.show_circles for layer in content.facilities)


def test_every_source_is_credited() -> None:
    credit = " ".join(page(Province.QINGHAI).attributions)
    for name in ("Tianditu", "OpenStreetMap", "GeoNames", "JRC"):
        assert name in credit


def test_the_ground_in_reach_has_the_colour_of_the_chosen_tier() -> None:
    project = replace(new_project(Province.QINGHAI), scope=Scope.ANY)
    study = load_study(Province.QINGHAI)
    content = page_content(project, study, study.facilities, None, Language.EN)
    assert content.reach_colour == Tier.TOWNSHIP.colour
    assert all(layer.show_circles for layer in content.facilities)
    assert {layer.radius_m for layer in content.facilities} == {5_000.0}
    mine = replace(project.layer("township"), colour="#123456")
    assert reach_colour(project.with_layer(mine)) == "#123456"


@pytest.mark.parametrize(("at_least", "told"), [(1, False), (3, True)])
def test_a_caption_says_when_the_tint_is_not_what_is_counted(at_least: int, told: bool) -> None:
    project = replace(new_project(Province.QINGHAI), at_least=at_least)
    study = load_study(Province.QINGHAI)
    facilities = study.facilities["township"]
    report = coverage_report(tier_coverage(study, facilities, project.criterion), 5_000.0)
    caption = page_caption(project, report, Language.EN)
    assert any("asks for 3" in line for line in caption.lines) is told
    assert project.criterion.label.en in caption.title


def test_layers_of_one_file_are_told_apart_by_their_tiers() -> None:
    project, study = new_project(Province.QINGHAI), load_study(Province.QINGHAI)
    frames = dict(study.facilities)
    for number, tier in enumerate((Tier.COUNTY, Tier.VILLAGE)):
        layer = replace(project.layer(tier.value), id=f"user_{number}", title="名录")
        project, frames[layer.id] = project.with_layer(layer), study.facilities[tier.value]
    content = page_content(project, study, frames, None, Language.ZH)
    titles = {layer.id: layer.title for layer in content.facilities}
    assert titles["user_0"] == "名录 · 县级医院"
    assert titles["user_1"] == "名录 · 村卫生室"
    assert titles["county"] == "县级医院"
