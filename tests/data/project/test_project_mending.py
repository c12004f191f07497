"""No project that is written is one that is refused, whatever values it came to hold."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.norm_edits import table_of
from data.project.project import (
    AccessChoice,
    Layer,
    LayerKind,
    MapView,
    OwnPeople,
    Project,
    ServiceRadius,
    Site,
    Zone,
    new_project,
)
from data.project.project_file import load_project, mark_of, project_bytes, save_project
from data.project.project_limits import MAX_LAYERS
from data.project.project_mending import shortened, wrapped_lon
from data.project.project_salvage import salvaged
from data.reference.network_model import NetworkEdit, NetworkEditKind
from data.schema import Language, Province, Tier, Title
from geo.words.wording import explain

QINGHAI = new_project(Province.QINGHAI)
LONG = "x" * 20_000
KEY = FacilityKey("user_1", "user-3")
ODD = st.floats() | st.sampled_from([284.0, -400.0, 180.0, 1e300, -0.0, 5000.0, np.float64(200.0)])
NAMES = st.sampled_from(["", LONG, "x" * 10_000, "县" * 10_001, "\ud800", "a\0b\n"]) | st.text()
IDS = st.sampled_from(["user_1", "user_2", "village", "demand", "a b", "x" * 70])
CODES = st.sampled_from([0, 630121, -1, 10**7, 2**60]) | st.just(np.int64(630121))
OWN_LAYERS = st.builds(
    Layer,
    IDS,
    st.sampled_from(LayerKind),
    st.sampled_from(["#112233", "red"]),
    NAMES,
    st.none() | st.just(Path("/nowhere/甲.shp")),
    st.none() | st.sampled_from(Tier),
)
SITES = st.builds(Site, ODD, ODD, CODES)

Change = Callable[[Project], Project]
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda look: lambda p: replace(p, map_view=look), st.builds(MapView, ODD, ODD, ODD)),
    st.builds(lambda t, m: lambda p: p.with_radius(t, m), st.sampled_from(Tier), ODD),
    st.builds(lambda site, n: lambda p: p.with_added(Tier.COUNTY, site, n), SITES, NAMES),
    st.builds(lambda n: lambda p: p.with_removed(KEY, n), NAMES),
    st.builds(lambda n, site: lambda p: p.with_moved(KEY, n, site), NAMES, SITES),
    st.builds(lambda layer: lambda p: p.with_layer(layer), OWN_LAYERS),
    st.builds(lambda i, n: lambda p: replace(p, people=OwnPeople(i, n)), IDS, NAMES),
    st.builds(lambda n: lambda p: replace(p, at_least=n), CODES),
    st.builds(
        lambda m, w: lambda p: replace(p, access=AccessChoice(radius_m=m, zones=(Zone(m, w),))),
        ODD,
        ODD,
    ),
    st.builds(
        lambda n, c: (
            lambda p: replace(
                p,
                networks=(
                    *p.networks,
                    NetworkEdit(NetworkEditKind.CREATE, KEY, n, None, None, n, c),
                ),
            )
        ),
        NAMES,
        CODES,
    ),
    st.builds(
        lambda n, x: (
            lambda p: replace(
                p, norms=(replace(table_of(())[0], number=x, title=Title(n, n), note=Title(n, n)),)
            )
        ),
        NAMES,
        ODD,
    ),
)


def refused(project: Project, path: Path) -> list[str]:
    """Save a project, or return why that is not done, in both languages."""
    try:
        save_project(project, path)
    except DataError as error:
        return [explain(error, language) for language in Language]
    return []


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, max_size=6))
def test_what_odd_changes_make_is_saved_and_opens_or_costs_nothing(
    tmp_path: Path, changes: list[Change]
) -> None:
    path = tmp_path / "a.yiquan"
    save_project(QINGHAI, path)
    before = path.read_bytes()
    project = QINGHAI
    for change in changes:
        project = change(project)
    if told := refused(project, path):
        assert path.read_bytes() == before
        assert all("a.yiquan" in sentence for sentence in told)
        # What can be kept of it is kept.
        save_project(salvaged(project), path)
    load_project(path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.yiquan"]


@pytest.mark.parametrize(("lon", "wrapped"), [(284.0, -76.0), (200.0, -160.0), (-185.0, 175.0)])
def test_a_map_dragged_over_the_date_line_is_saved(
    lon: float, wrapped: float, tmp_path: Path
) -> None:
    save_project(replace(QINGHAI, map_view=MapView(lon, 35.0, 5.0)), tmp_path / "a.yiquan")
    assert load_project(tmp_path / "a.yiquan").map_view == MapView(wrapped, 35.0, 5.0)


@pytest.mark.parametrize(
    ("saved", "opened"),
    [
        ({"lon": 464.0, "lat": 35.0, "zoom": 5.0}, MapView(104.0, 35.0, 5.0)),
        ({"lon": 104, "lat": 91.5, "zoom": 99}, MapView(104.0, 90.0, 30.0)),
        ({"lon": 104, "lat": -1e9, "zoom": -3}, MapView(104.0, -90.0, 0.0)),
        ({"lon": math.nan, "lat": 35.0, "zoom": 5.0}, None),
        ({"lon": 104.0, "lat": 35.0, "zoom": math.inf}, None),
    ],
)
def test_what_an_earlier_program_saved_of_the_map_opens(
    saved: dict[str, Any], opened: MapView | None, tmp_path: Path
) -> None:
    plain = json.loads(project_bytes(QINGHAI, tmp_path))
    plain["project"]["map_view"] = saved
    (tmp_path / "a.yiquan").write_text(json.dumps(plain), encoding="utf-8")
    assert load_project(tmp_path / "a.yiquan").map_view == opened


def test_a_long_name_is_cut_when_it_is_saved_and_when_an_old_file_is_opened(tmp_path: Path) -> None:
    path, named = tmp_path / "a.yiquan", QINGHAI.with_removed(KEY, LONG)
    save_project(named, path)
    assert load_project(path).edits[0].name == shortened(LONG)
    plain = json.loads(path.read_bytes())
    plain["project"]["edits"][0]["name"] = LONG
    path.write_text(json.dumps(plain), encoding="utf-8")
    (edit,) = load_project(path).edits
    assert edit.facility == KEY
    assert len(edit.name) == 10_000
    assert edit.name.endswith("x…")


@given(st.floats(-1e6, 1e6))
def test_a_wrapped_longitude_is_the_same_meridian(lon: float) -> None:
    wrapped = wrapped_lon(lon)
    assert -180 <= wrapped <= 180
    apart = math.remainder(wrapped - lon, 360.0)
    assert apart == pytest.approx(0.0, abs=1e-9 * max(1.0, abs(lon)))


@pytest.mark.parametrize("radius_m", [math.nan, math.inf, -5.0, 1e9])
def test_a_radius_that_is_none_is_refused_before_the_file_is_replaced(
    radius_m: float, tmp_path: Path
) -> None:
    path = tmp_path / "a.yiquan"
    save_project(QINGHAI, path)
    before, mark = path.read_bytes(), mark_of(path)
    with pytest.raises(DataError, match="project_not_saved") as caught:
        save_project(QINGHAI.with_radius(Tier.COUNTY, radius_m), path)
    assert "radius_m" in explain(caught.value, Language.EN)
    assert path.read_bytes() == before
    assert mark_of(path) == mark


def layers(count: int) -> Project:
    project = QINGHAI
    for number in range(count):
        path = Path(f"/nowhere/{number}.shp")
        layer = Layer(f"user_{number}", LayerKind.OUTLINE, "#112233", str(number), path)
        project = replace(project, layers=(*project.layers, layer))
    return project


def test_layers_that_an_earlier_program_let_in_are_saved_and_open(tmp_path: Path) -> None:
    project = layers(MAX_LAYERS + 100)
    save_project(project, tmp_path / "a.yiquan")
    assert load_project(tmp_path / "a.yiquan") == project


def test_too_many_layers_are_refused_before_the_file_is_replaced(tmp_path: Path) -> None:
    path, project = tmp_path / "a.yiquan", layers(2_100)
    save_project(QINGHAI, path)
    before = path.read_bytes()
    with pytest.raises(DataError, match="project_not_saved"):
        save_project(project, path)
    assert path.read_bytes() == before


def test_what_cannot_be_saved_is_left_out_of_what_is_kept_of_it(tmp_path: Path) -> None:
    sound = QINGHAI.with_removed(KEY, "甲").with_radius(Tier.VILLAGE, 3_000.0)
    site = Site(math.nan, 36.0, 630121)
    broken = sound.with_added(Tier.COUNTY, site, "乙").with_radius(Tier.COUNTY, math.nan)
    broken = replace(broken, at_least=-3, access=AccessChoice(radius_m=math.inf))
    assert salvaged(broken) == sound
    assert salvaged(sound) is sound
    radii = tuple(each for each in sound.radii if each.tier is not Tier.COUNTY)
    doubled = replace(sound, radii=(*radii, ServiceRadius(Tier.VILLAGE, 1_000.0)))
    save_project(salvaged(doubled), tmp_path / "a.yiquan")
    assert load_project(tmp_path / "a.yiquan").edits == sound.edits
