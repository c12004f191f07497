"""A view of a GeoPackage is a program: it is read where it is harmless and comes to an end."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.errors import DataError
from data.layer.loaded import Loaded
from data.read.contents import contents_of
from data.read.reader import read_file
from geo.progress import Cancelled

ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"
SEVERAL = ", ".join(f"pts AS p{number}" for number in range(12))
HARMFUL = {
    "endless": f"{ENDLESS} SELECT n AS fid, (SELECT geom FROM pts) AS geom FROM r",
    "endless cell": f"SELECT fid, geom, ({ENDLESS} SELECT count(*) FROM r) AS n FROM pts",
    "endless condition": f"SELECT fid, geom FROM pts WHERE ({ENDLESS} SELECT max(n) FROM r) > 1",
    "long": f"SELECT p0.fid, p0.geom FROM {SEVERAL}",
    "long count": f"SELECT fid, geom, (SELECT count(*) FROM {SEVERAL}) AS n FROM pts",
    "large": "SELECT fid, geom, zeroblob(900000000) AS n FROM pts",
    "larger": "SELECT fid, geom, hex(zeroblob(20000000)) AS n FROM pts",
    "trimmed": "SELECT fid, geom, trim(name, name) AS n FROM pts",
    "long pattern": f"SELECT fid, geom FROM pts WHERE name LIKE '%{'a' * 300}'",
    "table function": "SELECT p.fid, p.geom, j.value FROM pts p, json_each('[1]') j",
    "unknown function": "SELECT fid, geom, st_buffer(geom, 1) AS n FROM pts",
    "unknown table": "SELECT fid, geom FROM absent",
    "not SQL": "SELECT fid, geom FROM pts WHERE unknown(",
}
HARMLESS = {
    "all": "SELECT fid, geom, name FROM pts",
    "some": "SELECT fid, geom, upper(name) AS name FROM pts WHERE fid < 3",
    "pattern": "SELECT fid, geom, name FROM pts WHERE name LIKE '%院%'",
    "joined": "SELECT p.fid, p.geom, q.name FROM pts p JOIN pts q ON p.fid = q.fid",
}


def package(path: Path, views: dict[str, str], extra: Sequence[str] = ()) -> Path:
    """Write a layer `pts` of twelve points, and views as further layers."""
    shapes = shapely.points([[101 + row / 100, 36.5] for row in range(12)])
    names = [f"院{row}" for row in range(12)]
    gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=4326).to_file(path, layer="pts")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA writable_schema = ON")
        for name, sql in views.items():
            connection.execute(
                "INSERT INTO sqlite_master VALUES ('view', ?, ?, 0, ?)",
                (name, name, f'CREATE VIEW "{name}" AS {sql}'),
            )
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
                " VALUES (?, 'features', ?, 4326)",
                (name, name),
            )
            connection.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4326, 0, 0)", (name,)
            )
        for statement in extra:
            connection.execute(statement)
    connection.close()
    return path


def problems(loaded: Loaded, code: str) -> list[str]:
    return [str(each.facts["layer"]) for each in loaded.problems if each.code == code]


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_view_is_left_out_and_the_table_is_read(tmp_path: Path, name: str) -> None:
    path = package(tmp_path / "a.gpkg", {"v": HARMFUL[name]})
    before = path.read_bytes()
    if name == "not SQL":
        with pytest.raises(DataError):
            read_file(path)
    else:
        assert [each.name for each in contents_of(path).layers] == ["pts"]
        loaded = read_file(path)
        assert (len(loaded.records), loaded.layers) == (12, ("pts",))
        assert problems(loaded, "problem_view_not_read") == ["v"]
        with pytest.raises(DataError) as caught:
            read_file(path, layer="v")
        assert caught.value.code == "view_not_read"
        assert caught.value.facts["layer"] == "v"
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.gpkg"]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_view_is_a_layer(tmp_path: Path, name: str) -> None:
    path = package(tmp_path / "a.gpkg", {"v": HARMLESS[name]})
    rows = 2 if name == "some" else 12
    found = [(each.name, each.rows) for each in contents_of(path).layers]
    assert found == [("pts", 12), ("v", rows)]
    assert len(read_file(path, layer="v").records) == rows


def test_a_package_of_harmful_views_alone_is_refused(tmp_path: Path) -> None:
    drop = ["DELETE FROM gpkg_contents WHERE table_name = 'pts'"]
    path = package(tmp_path / "a.gpkg", {"v": HARMFUL["endless"]}, drop)
    for step in (contents_of, read_file):
        with pytest.raises(DataError) as caught:
            step(path)
        assert caught.value.code == "view_not_read"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW gpkg_ogr_contents_2 AS SELECT 1",
        "CREATE VIEW rtree_x AS SELECT 1",
        "CREATE VIEW other AS SELECT ogr_geocode('Xining')",
        "CREATE VIEW other AS SELECT load_extension('x.so')",
        "CREATE TRIGGER t AFTER UPDATE ON pts BEGIN SELECT ogr_datasource_load_layers('x'); END",
        "CREATE TRIGGER t AFTER UPDATE ON pts BEGIN SELECT \"writefile\" ('x', 1); END",
    ],
)
def test_a_database_that_reaches_beyond_its_file_is_refused(tmp_path: Path, statement: str) -> None:
    path = package(tmp_path / "a.gpkg", {}, [statement])
    for step in (contents_of, read_file):
        with pytest.raises(DataError) as caught:
            step(path)
        assert caught.value.code == "geopackage_calls"


def test_triggers_that_empty_the_layer_change_nothing(tmp_path: Path) -> None:
    triggers = [
        "CREATE TRIGGER one AFTER UPDATE ON pts BEGIN DELETE FROM pts; END",
        "CREATE TRIGGER two AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM pts; END",
    ]
    path = package(tmp_path / "a.gpkg", {}, triggers)
    before = path.read_bytes()
    contents_of(path)
    assert len(read_file(path).records) == 12
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.gpkg"]


@pytest.mark.parametrize("suffix", ["-wal", "-journal", "-shm"])
def test_files_beside_a_database_stay_as_they_are(tmp_path: Path, suffix: str) -> None:
    path = package(tmp_path / "a.gpkg", {})
    path.with_name(f"a.gpkg{suffix}").write_bytes(b"left behind")
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    contents_of(path)
    assert len(read_file(path).records) == 12
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("step", [contents_of, read_file])
def test_cancel_ends_a_view_in_the_midst_of_it(tmp_path: Path, step: object) -> None:
    assert callable(step)
    path = package(tmp_path / "a.gpkg", {"v": HARMFUL["long"]})
    asked = 0

    def progress(_: float) -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        step(path, progress=progress)
    assert asked == 3
