"""A project as a file: the same project out of it, nothing lost, and nothing bad let in."""

import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.facility_key import ADDED_LAYER, FacilityKey
from data.project.norm_edits import table_of
from data.project.project import (
    AccessChoice,
    Edit,
    EditKind,
    Layer,
    LayerKind,
    MapView,
    OwnPeople,
    Project,
    ServiceRadius,
    Site,
    Zone,
    bundled_layer,
    new_project,
)
from data.project.project_file import (
    FORMAT,
    MAX_BYTES,
    is_project_file,
    load_project,
    project_bytes,
    project_of_bytes,
    save_project,
)
from data.project.read_as import ColumnChoice, ReadAs
from data.reference.network_model import LinkKind, NetworkEdit, NetworkEditKind
from data.schema import MAX_RADIUS_M, MIN_RADIUS_M, Language, Province, Tier, Title
from data.text.connection import without_password
from data.text.fields import Role
from geo.words.wording import explain

HERE = Path("/nowhere/projects/a.yiquan")

# Whatever a file system or a planner may put into a name, lone surrogates as well.
TEXTS = st.text(st.characters(blacklist_characters="\0"), max_size=12)
PATHS = st.lists(
    st.text(st.characters(blacklist_characters="\0/"), min_size=1, max_size=8).filter(
        lambda name: name not in {".", ".."}
    ),
    min_size=1,
    max_size=4,
).map(lambda names: Path("/nowhere", *names))
LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)
RADII = st.floats(MIN_RADIUS_M, MAX_RADIUS_M)
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
SITES = st.builds(Site, LONS, LATS, st.integers(0, 999_999))
CONNECTIONS = st.just("") | TEXTS.map(lambda text: f"postgresql://{text}")
READ_AS = st.builds(ReadAs, connection=CONNECTIONS)
TIERS = st.sampled_from(Tier)
KEYS = st.builds(FacilityKey, st.from_regex(r"user_[0-9]", fullmatch=True), TEXTS)
NETWORKS = st.builds(NetworkEdit, st.just(NetworkEditKind.ASSIGN), KEYS, TEXTS)
NORMS = st.builds(
    replace,
    st.sampled_from(table_of(())),
    number=st.none() | st.floats(0, 100),
    source=st.builds(Title, TEXTS, TEXTS),
)
st.register_type_strategy(str, TEXTS)


@st.composite
def own_layers(draw: st.DrawFn, number: int) -> Layer:
    kind = draw(st.sampled_from(LayerKind))
    tier = draw(TIERS) if kind is LayerKind.FACILITIES else None
    return Layer(
        f"user_{number}",
        kind,
        draw(COLOURS),
        draw(TEXTS),
        draw(PATHS),
        tier,
        draw(st.booleans()),
        draw(st.booleans()),
        draw(READ_AS),
    )


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    kind = draw(st.sampled_from(EditKind))
    key = FacilityKey(ADDED_LAYER, draw(TEXTS)) if kind is EditKind.ADD else draw(KEYS)
    site = draw(SITES) if kind in {EditKind.ADD, EditKind.MOVE} else None
    tier = draw(TIERS) if kind in {EditKind.ADD, EditKind.RAISE} else None
    return Edit(kind, key, draw(TEXTS), site, tier)


@st.composite
def accesses(draw: st.DrawFn) -> AccessChoice:
    radii_m = sorted(draw(st.sets(RADII, max_size=3)))
    weights = st.floats(0, 1, exclude_min=True)
    zones = tuple(Zone(radius_m, draw(weights)) for radius_m in radii_m)
    plain = draw(st.builds(AccessChoice, radius_m=st.none() | RADII, zones=st.just(())))
    return replace(plain, zones=zones)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    own = [draw(own_layers(number)) for number in range(draw(st.integers(0, 3)))]
    layers = draw(st.permutations([*(bundled_layer(tier) for tier in Tier), *own]))
    return draw(
        st.builds(
            Project,
            layers=st.just(tuple(layers)),
            radii=st.tuples(*(st.builds(ServiceRadius, st.just(tier), RADII) for tier in Tier)),
            at_least=st.integers(1, 1000),
            access=accesses(),
            edits=st.lists(edits(), max_size=3).map(tuple),
            networks=st.lists(NETWORKS, max_size=3).map(tuple),
            norms=st.lists(NORMS, max_size=3).map(tuple),
            people=st.none() | st.builds(OwnPeople, TEXTS, TEXTS, PATHS, READ_AS),
            map_view=st.none() | st.builds(MapView, LONS, LATS, st.floats(0, 30)),
        )
    )


@given(projects())
def test_what_is_saved_is_what_is_loaded(project: Project) -> None:
    content = project_bytes(project, HERE.parent)
    content.decode("utf-8")
    assert project_of_bytes(content, HERE) == project
    assert project_bytes(project_of_bytes(content, HERE), HERE.parent) == content


def own_project(*paths: Path) -> Project:
    project = new_project(Province.QINGHAI)
    for number, path in enumerate(paths):
        title = path.stem
        layer = Layer(f"user_{number}", LayerKind.FACILITIES, "#112233", title, path, Tier.COUNTY)
        project = project.with_layer(layer)
    return project


def own_paths(project: Project) -> list[Path]:
    return [layer.path for layer in project.layers if layer.path]


def test_the_file_can_be_read_by_a_person(tmp_path: Path) -> None:
    path = tmp_path / "西宁.yiquan"
    save_project(own_project(tmp_path / "数据" / "医院.shp"), path)
    text = path.read_text(encoding="utf-8")
    assert '"relative": "数据/医院.shp"' in text
    plain = json.loads(text)
    assert text == json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert (plain["format"], plain["version"]) == (FORMAT, 1)


def test_a_folder_that_moves_takes_its_files_along(tmp_path: Path) -> None:
    old, new, apart = tmp_path / "old", tmp_path / "new", tmp_path / "apart.csv"
    for path in (old / "data" / "a.csv", old / "gone.csv", apart):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    project = own_project(old / "data" / "a.csv", old / "gone.csv", apart)
    save_project(project, old / "p.yiquan")
    assert load_project(old / "p.yiquan") == project
    old.rename(new)
    (new / "gone.csv").unlink()
    # What went missing is looked for where the folder is now; what lay elsewhere is still there.
    expected = [new / "data" / "a.csv", new / "gone.csv", apart]
    assert own_paths(load_project(new / "p.yiquan")) == expected
    (new / "deeper").mkdir()
    (new / "p.yiquan").rename(new / "deeper" / "p.yiquan")
    # The file alone was moved, out of the folder that it was in; nothing is beside it.
    found = own_paths(load_project(new / "deeper" / "p.yiquan"))
    assert found[2] == apart


def test_a_file_left_in_its_place_is_found_from_a_project_that_moved(tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    data.write_text("x", encoding="utf-8")
    save_project(own_project(data), tmp_path / "p.yiquan")
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "p.yiquan").rename(tmp_path / "far" / "away" / "p.yiquan")
    assert own_paths(load_project(tmp_path / "far" / "away" / "p.yiquan")) == [data]


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_costs_nothing(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.yiquan"
    save_project(new_project(Province.QINGHAI), path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "write":
        monkeypatch.setattr(Path, "open", half_written(full))
    else:
        monkeypatch.setattr(os, step, full)
    with pytest.raises(DataError, match="file_not_written") as caught:
        save_project(new_project(Province.SHANXI), path)
    monkeypatch.undo()
    assert "No space left" in explain(caught.value, Language.EN)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["p.yiquan"]


def half_written(fail: Callable[..., None]) -> Callable[..., Any]:
    """Return a `Path.open` whose file takes half of what it is given."""
    real = Path.open

    def opened(path: Path, mode: str) -> Any:
        file = real(path, mode, buffering=0)

        class Half:
            def __enter__(self) -> Self:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, content: bytes) -> None:
                file.write(content[: len(content) // 2])
                fail()

        return Half()

    return opened


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="file_not_written"):
        save_project(new_project(None), tmp_path / "no" / "p.yiquan")
    with pytest.raises(DataError, match="file_missing"):
        load_project(tmp_path / "p.yiquan")
    with pytest.raises(DataError, match="file_not_opened"):
        load_project(tmp_path)


def test_rights_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yiquan", tmp_path / "link.yiquan"
    save_project(new_project(None), real)
    real.chmod(0o640)
    link.symlink_to(real)
    save_project(new_project(Province.SHANXI), link)
    assert link.is_symlink()
    assert load_project(real).province is Province.SHANXI
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_suffix_tells_a_project() -> None:
    assert is_project_file(Path("a.YIQUAN"))
    assert not is_project_file(Path("a.shp"))
    assert not is_project_file("postgresql://h/a.yiquan")


def changed(**values: Any) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        plain["project"].update(values)

    return change


def at(*keys: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        here: Any = plain
        for key in keys[:-1]:
            here = here[key]
        here[keys[-1]] = value

    return change


def without(*keys: str | int) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        here: Any = plain
        for key in keys[:-1]:
            here = here[key]
        del here[keys[-1]]

    return change


P = "project"
BAD: list[tuple[Callable[[dict[str, Any]], None], str, str]] = [
    (at("version", value=2), "project_newer", "2"),
    (at("version", value="1"), "project_not_version", "1"),
    (at("version", value=True), "project_not_version", "true"),
    (at("version", value=0), "project_not_version", "0"),
    (without("version"), "project_key_missing", "version"),
    (without("project"), "project_key_missing", "project"),
    (at("more", value=1), "project_key_unknown", "more"),
    (at("format", value="x"), "project_not_ours", "a.yiquan"),
    (at(P, value=[]), "project_not_group", "project"),
    (without(P, "tier"), "project_key_missing", "project.tier"),
    (changed(later=1), "project_key_unknown", "project.later"),
    (changed(tier="clinic"), "project_not_known", "clinic"),
    (changed(tier=None), "project_not_text", "project.tier"),
    (changed(tier=["county"]), "project_not_text", "project.tier"),
    (changed(at_least="1"), "project_not_whole", "project.at_least"),
    (changed(at_least=True), "project_not_whole", "project.at_least"),
    (changed(at_least=1.0), "project_not_whole", "project.at_least"),
    (changed(at_least=0), "project_out_of_range", "project.at_least"),
    (changed(at_least=10**30), "project_not_whole", "project.at_least"),
    (changed(show_demand=1), "project_not_truth", "project.show_demand"),
    (changed(layers="abc"), "project_not_list", "project.layers"),
    (changed(layers={}), "project_not_list", "project.layers"),
    (changed(layers=[]), "project_each_tier", "county"),
    (changed(layers=[{}] * 200_001), "project_too_many", "200001"),
    (at(P, "layers", 1, "colour", value="red;}"), "project_colour", "project.layers[1].colour"),
    (at(P, "layers", 1, "id", value="a b"), "project_layer_id", "project.layers[1].id"),
    (at(P, "layers", 1, "id", value="demand"), "project_layer_id", "demand"),
    (at(P, "layers", 1, "id", value="village"), "project_layer_id", "project.layers[4].id"),
    (at(P, "layers", 1, "tier", value=None), "project_layer_tier", "project.layers[1].tier"),
    (at(P, "layers", 5, "kind", value="outline"), "project_layer_tier", "project.layers[5].tier"),
    (at(P, "layers", 5, "path", value="a.shp"), "project_not_path", "project.layers[5].path"),
    (at(P, "layers", 5, "path", value={"absolute": "a\0b"}), "project_not_path", "layers[5]"),
    (at(P, "layers", 5, "path", value={"relative": "a"}), "project_not_path", "layers[5]"),
    (
        at(P, "layers", 5, "read_as", value={"connection": "/etc/passwd"}),
        "project_value",
        "project.layers[5].read_as.connection",
    ),
    (at(P, "layers", 5, "title", value="x" * 10_001), "project_too_long", "10001"),
    (at(P, "radii", 2, "radius_m", value=-5.0), "project_out_of_range", "radii[2].radius_m"),
    (at(P, "radii", 2, "radius_m", value=1e9), "project_out_of_range", "300000"),
    (at(P, "radii", 2, "radius_m", value="5000"), "project_not_number", "5000"),
    (at(P, "radii", 2, "radius_m", value=float("nan")), "project_not_number", "nan"),
    (at(P, "radii", 2, "radius_m", value=float("inf")), "project_not_number", "inf"),
    (at(P, "radii", 2, "tier", value="county"), "project_each_tier", "subcentre"),
    (without(P, "radii", 2), "project_each_tier", "subcentre"),
    (at(P, "map_view", value={"lon": 999, "lat": 1, "zoom": 5}), "project_out_of_range", "lon"),
    (at(P, "map_view", value={"lon": 1, "lat": 1, "zoom": 99}), "project_out_of_range", "zoom"),
    (at(P, "edits", 0, "site", value=None), "project_edit", "project.edits[0].site"),
    (at(P, "edits", 0, "tier", value=None), "project_edit", "project.edits[0].tier"),
    (at(P, "edits", 0, "kind", value="remove"), "project_edit", "edits[0].facility.layer"),
    (at(P, "edits", 0, "site", "adcode", value=-1), "project_out_of_range", "site.adcode"),
    (at(P, "edits", 0, "site", "lat", value=float("nan")), "project_not_number", "site.lat"),
    (
        at(P, "access", "zones", value=[{"radius_m": 900, "weight": 0}]),
        "project_out_of_range",
        "project.access.zones[0].weight",
    ),
    (
        at(P, "access", "zones", value=[{"radius_m": 900, "weight": 1}] * 2),
        "project_zones",
        "project.access.zones[1].radius_m",
    ),
]


def sample() -> dict[str, Any]:
    project = own_project(Path("/nowhere/甲.shp"))
    project = project.with_added(Tier.COUNTY, Site(101.5, 36.5, 630121), "乙")
    plain: dict[str, Any] = json.loads(project_bytes(project, HERE.parent))
    return plain


def read(plain: object) -> Project:
    return project_of_bytes(json.dumps(plain).encode(), HERE)


@pytest.mark.parametrize(("change", "code", "named"), BAD)
def test_what_is_wrong_is_named(
    change: Callable[[dict[str, Any]], None], code: str, named: str
) -> None:
    plain = sample()
    read(plain)
    change(plain)
    with pytest.raises(DataError) as caught:
        read(plain)
    assert caught.value.code == code
    for language in Language:
        sentence = explain(caught.value, language)
        assert "a.yiquan" in sentence
        assert named in sentence


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe{\x00}\x00",
        b"\x80\x81",
        b"[" * 200_000,
        b"1" * 5_000,
        b'{"a":1,"a":2}',
        b'{"format":"yiquan-project","version":1,"project":{"tier":1,"tier":2}}',
        json.dumps({"format": FORMAT, "version": 10**400, "project": {}}).encode(),
        b" " * (MAX_BYTES + 1),
        "﻿{}".encode(),
    ],
    ids=range(13),
)
def test_no_bytes_are_a_traceback(content: bytes) -> None:
    with pytest.raises(DataError) as caught:
        project_of_bytes(content, HERE)
    assert "a.yiquan" in explain(caught.value, Language.ZH)


def test_a_mark_of_an_editor_does_no_harm() -> None:
    plain = sample()
    content = b"\xef\xbb\xbf" + json.dumps(plain).encode()
    assert project_of_bytes(content, HERE) == read(plain)


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.yiquan"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(DataError, match="project_too_large"):
        load_project(path)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from(["county", "add", "", "#ff0000", "user_1", "\0", "../..", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "tier", "lon", "absolute", "x"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


def places_in(plain: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return where every value of a project stands."""
    found = [here] if here else []
    if isinstance(plain, dict):
        for key, value in plain.items():
            found += places_in(value, (*here, key))
    elif isinstance(plain, list):
        for number, value in enumerate(plain):
            found += places_in(value, (*here, number))
    return found


PLACES = places_in(sample())


def loads_or_refuses(content: bytes) -> None:
    try:
        project = project_of_bytes(content, HERE)
    except DataError as error:
        told = explain(error, Language.EN)
        if "a.yiquan" in told:
            return
        raise
    # What is taken can be saved, and comes back.
    assert project_of_bytes(project_bytes(project, HERE.parent), HERE) == project


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_a_value_out_of_place_is_refused_or_harmless(
    changes: list[tuple[tuple[str | int, ...], object]],
) -> None:
    plain = sample()
    for place, value in changes:
        try:
            at(*place, value=value)(plain)
        except (KeyError, IndexError, TypeError):
            continue
    loads_or_refuses(json.dumps(plain).encode())


def test_damaged_bytes_are_refused_or_harmless() -> None:
    luck = random.Random(20_261_127)
    whole = json.dumps(sample(), ensure_ascii=False).encode()
    tokens = [b"null", b"{", b"}", b"[", b"]", b'"', b"-", b"1e999", b"NaN", b"\\u0000", b"\xff"]
    for _ in range(10_000):
        content = bytearray(whole[: luck.choice([len(whole), luck.randrange(len(whole))])])
        for _ in range(luck.randrange(1, 4)):
            start = luck.randrange(len(content) + 1)
            content[start : start + luck.randrange(12)] = luck.choice(tokens)
        loads_or_refuses(bytes(content))


def test_what_a_planner_says_of_networks_comes_back() -> None:
    # A file from before the field was there.
    older = sample()
    older["project"].pop("networks", None)
    assert read(older).networks == ()
    lower, upper = FacilityKey("township", "t-1"), FacilityKey("county", "c-1")
    said = (
        NetworkEdit(NetworkEditKind.CREATE, upper, "user-1", name="新医共体", adcode=510184),
        NetworkEdit(NetworkEditKind.ASSIGN, lower, "user-1", source="医共体.xlsx"),
        NetworkEdit(NetworkEditKind.LINK, lower, upper=upper, link=LinkKind.TELEMEDICINE),
    )
    project = replace(read(sample()), networks=said)
    content = project_bytes(project, HERE.parent)
    assert project_of_bytes(content, HERE) == project
    plain = json.loads(content)
    plain["project"]["networks"][2]["link"] = "kinship"
    with pytest.raises(DataError) as caught:
        read(plain)
    assert caught.value.facts["field"] == "project.networks[2].link"
    plain["project"]["networks"][2]["link"] = None
    with pytest.raises(DataError) as caught:
        read(plain)
    assert caught.value.code == "project_edit"
    assert caught.value.facts["field"] == "project.networks[2].link"


def test_a_norm_that_cannot_be_is_refused() -> None:
    plain = json.loads(project_bytes(replace(read(sample()), norms=table_of(())), HERE.parent))
    assert read(plain).norms == table_of(())
    plain["project"]["norms"][0]["number"] = 190.0
    with pytest.raises(DataError) as caught:
        read(plain)
    assert (caught.value.code, caught.value.facts["field"]) == ("project_norm", "project.norms[0]")


def renamed(plain: dict[str, Any]) -> dict[str, Any]:
    return {("tier" if key == "level" else key): value for key, value in plain.items()}


def widened(plain: dict[str, Any]) -> dict[str, Any]:
    return {**plain, "at_least": plain["at_least"] + 1}


def test_an_older_file_is_brought_up_to_date_step_by_step() -> None:
    plain = sample()
    plain["project"]["level"] = plain["project"].pop("tier")
    content = json.dumps(plain).encode()
    assert project_of_bytes(content, HERE, [renamed, widened]).at_least == 2
    plain["version"] = 2
    plain["project"]["tier"] = plain["project"].pop("level")
    assert project_of_bytes(json.dumps(plain).encode(), HERE, [renamed, widened]).at_least == 2
    plain["version"] = 3
    assert project_of_bytes(json.dumps(plain).encode(), HERE, [renamed, widened]).at_least == 1
    plain["version"] = 4
    with pytest.raises(DataError, match="project_newer"):
        project_of_bytes(json.dumps(plain).encode(), HERE, [renamed, widened])


def test_an_older_file_with_holes_is_a_sentence() -> None:
    plain = sample()
    del plain["project"]["at_least"]
    with pytest.raises(DataError, match="project_not_migrated"):
        project_of_bytes(json.dumps(plain).encode(), HERE, [renamed, widened])


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("postgresql://u:s3cret@h:5/d", "postgresql://u@h:5/d"),
        ("postgresql://u:s3@cret/x@h/d?sslmode=require", "postgresql://u@h/d?sslmode=require"),
        ("postgresql://u:s3?cret@h/d", "postgresql://u@h/d"),
        ("postgresql://h/d?password=s3cret&user=u", "postgresql://h/d?user=u"),
        ("postgresql://h/d?user=u&p%61ssword=s3cret", "postgresql://h/d?user=u"),
        ("postgresql:///d?host=/x&PASSWORD=s3cret", "postgresql:///d?host=/x"),
        ("postgresql://h/d", "postgresql://h/d"),
    ],
)
def test_a_connection_is_kept_without_its_password(url: str, kept: str) -> None:
    assert without_password(url) == kept


@given(
    st.text(min_size=3).filter(lambda text: not set(text) <= set("postgresql://user@host/db?sw=&"))
)
def test_nothing_of_a_password_is_kept(password: str) -> None:
    marked = f"s3{password}cr"
    for url in (f"postgresql://u:{marked}@h/d", f"postgresql://u:{marked}@h/d?user=u"):
        assert "s3" not in without_password(url)


def test_columns_are_told_by_what_they_hold() -> None:
    read_as = ReadAs(columns=(ColumnChoice(Role.NAME, "名"), ColumnChoice(Role.LON, "")))
    assert read_as.column_of == {Role.NAME: "名", Role.LON: ""}
