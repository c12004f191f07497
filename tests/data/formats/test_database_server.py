"""PostGIS on a real server of our own, reached by its socket alone; skipped where there is none."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import active_count
from typing import Final, LiteralString
from urllib.parse import quote

import numpy as np
import pytest

from data.errors import DataError
from data.read.contents import LayerInfo, contents_of
from data.read.reader import Loaded, read_file
from data.schema import Language
from geo.words.wording import explain
from resources import FOLDER

psycopg = pytest.importorskip("psycopg")

ROOT = FOLDER.parent
SECRET: Final = "s3cr3t-Pw"
HEALTH: Final[LiteralString] = """
CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis; SET search_path = public, gis;
CREATE TABLE hospitals ("名称" text, beds int, rate numeric(6, 2), code numeric(20), opened date,
    seen timestamptz, ok bool, tags text[], days date[], more jsonb, raw bytea, uid uuid,
    geom geometry(Point, 4490));
INSERT INTO hospitals VALUES
    ('康定市人民医院', 300, 12.5, 51330100112345678901, '2001-02-03', '2020-01-01 10:00+08', true,
     '{a,b}', '{2001-02-03}', '{"级": 2}', '\\x0102', '00000000-0000-0000-0000-000000000001',
     'SRID=4490;POINT(101.96 30.05)'),
    ('无位置', null, null, null, null, null, null, null, null, null, null, null, null),
    ('空点', 1, 'NaN', 0, 'infinity', '-infinity', false, '{}', '{}', '[1]', null, null,
     'SRID=4490;POINT EMPTY'),
    ('泸定县医院', 120, 1000, 7, '0044-03-15 BC', '2020-01-01', false, '{c}', null, 'null', null,
     null, 'SRID=4490;POINT(102.23 29.91)');
CREATE SCHEMA "规划 2024";
CREATE TABLE "规划 2024"."服务 ""区"" 表" ("代码" int, "a.b" int, "100%" int, "select" text,
    geom geometry(MultiPolygon, 4547));
INSERT INTO "规划 2024"."服务 ""区"" 表" VALUES (510101, 1, 2, '选',
    ST_Transform(ST_Multi(ST_Buffer('SRID=4490;POINT(114.1 30)'::geometry, 0.1)), 4547));
CREATE TABLE gauss (name text, shape geometry(Point, 4547));
INSERT INTO gauss SELECT '院' || i,
    ST_Transform(ST_SetSRID(ST_MakePoint(114 + i * 0.01, 30.5), 4490), 4547)
    FROM generate_series(1, 5) i;
CREATE TABLE "规划 2024".gauss (name text, geom geometry(Point, 4326));
CREATE TABLE geog (name text, place geography(Point, 4326));
INSERT INTO geog VALUES ('一', 'POINT(100.5 30.5)'), ('二', null);
CREATE VIEW large AS SELECT "名称" AS name, geom FROM hospitals WHERE beds > 100;
CREATE MATERIALIZED VIEW kept AS SELECT name, shape FROM gauss;
CREATE TABLE empty (name text, geom geometry(Point, 4326));
CREATE TABLE plain (name text);
CREATE TABLE two (a geometry(Point, 4326), name text, b geometry(Polygon, 4326));
INSERT INTO two VALUES ('SRID=4326;POINT(104 30)', 'n',
    'SRID=4326;POLYGON((104 30, 105 30, 105 31, 104 30))');
CREATE TABLE curves (name text, geom geometry(CurvePolygon, 4326));
INSERT INTO curves VALUES ('c',
    'SRID=4326;CURVEPOLYGON(CIRCULARSTRING(103 30, 103.5 30.5, 104 30, 103.5 29.5, 103 30))');
CREATE TABLE surfaces (name text, geom geometry(TINZ, 4326));
INSERT INTO surfaces VALUES ('t', 'SRID=4326;TIN Z(((0 0 0, 0 0 1, 0 1 0, 0 0 0)))');
CREATE TABLE mixed (name text, geom geometry);
INSERT INTO mixed VALUES ('x', ST_MakePoint(104.06, 30.67)), ('y', ST_MakeEnvelope(1, 1, 2, 2));
CREATE VIEW failing AS SELECT 1 / (beds - 300) AS q, geom FROM hospitals WHERE beds IS NOT NULL;
CREATE VIEW slow AS SELECT pg_sleep(0.1)::text AS z, geom
    FROM hospitals, generate_series(1, 10000);
CREATE TABLE many AS SELECT i AS id, '卫生院' || i AS name,
    ST_SetSRID(ST_MakePoint(101 + i * 0.00001, 30), 4326)::geometry(Point, 4326) AS geom
    FROM generate_series(1, 12000) i;
CREATE TABLE hidden (name text, geom geometry(Point, 4326));
GRANT USAGE ON SCHEMA gis, "规划 2024" TO planner;
GRANT SELECT ON ALL TABLES IN SCHEMA public, gis, "规划 2024" TO planner;
REVOKE SELECT ON hidden FROM planner;
ANALYZE;
"""


@dataclass(frozen=True)
class Server:
    """A cluster of our own in a folder that also holds its socket."""

    folder: str

    def url(self, database: str, user: str = "planner", password: str = SECRET) -> str:
        where = f"host={quote(self.folder)}&user={user}"
        return f"postgresql:///{quote(database)}?{where}&password={quote(password)}"

    def run(self, database: str, *statements: LiteralString) -> None:
        url = self.url(database, "postgres")
        with psycopg.connect(url, autocommit=True, client_encoding="UTF8") as connection:
            for statement in statements:
                connection.execute(statement)


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, which distributions keep off the path."""
    on_path = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [Path(on_path).resolve().parent] if on_path else []
    wanted = ("initdb", "pg_ctl", "pg_config", "postgres")
    return next((p for p in [*found, *places] if all((p / name).exists() for name in wanted)), None)


def owner() -> str | None:
    """Return whom the server runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server; skip where PostgreSQL or PostGIS is not installed."""
    if sys.platform == "win32":
        pytest.skip("the server is reached by a Unix socket")
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: no initdb and pg_ctl")
    shared = subprocess.run(
        [found / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
    ).stdout.strip()
    if not (Path(shared) / "extension" / "postgis.control").exists():
        pytest.skip("PostGIS is not installed: no postgis.control")
    # A short path: that of a socket may have some hundred bytes.
    with TemporaryDirectory(prefix="yq-pg-") as folder:
        word = Path(folder) / "word"
        word.write_text(SECRET, "utf-8")
        user = owner()
        if user is not None:
            shutil.chown(folder, user)
            shutil.chown(word, user)
        made: list[Path | str] = [
            found / "initdb",
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
        ]
        run_as(user, *made, "--pwfile", word, "--locale=C", "--no-sync", "-D", f"{folder}/data")
        control: list[Path | str] = [
            found / "pg_ctl",
            "-D",
            f"{folder}/data",
            "-w",
            "-l",
            f"{folder}/log",
        ]
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run_as(user, *control, "-o", settings, "start")
        try:
            fill(Server(folder))
            yield Server(folder)
        finally:
            run_as(user, *control, "-m", "immediate", "stop")


def run_as(user: str | None, *command: Path | str) -> None:
    nothing = subprocess.DEVNULL
    subprocess.run(command, user=user, cwd="/", stdout=nothing, stderr=nothing, check=True)


def fill(server: Server) -> None:
    server.run(
        "postgres",
        f"CREATE ROLE planner LOGIN PASSWORD '{SECRET}'",
        "CREATE DATABASE health",
        "CREATE DATABASE bare",
        "CREATE DATABASE \"空 库\" ENCODING 'EUC_CN' TEMPLATE template0",
        "CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0",
    )
    server.run("health", HEALTH)
    server.run("空 库", "CREATE EXTENSION postgis")
    listed: LiteralString = """
        CREATE TABLE "医院" ("名称" text, geom geometry(Point, 4326));
        INSERT INTO "医院" VALUES ('中心卫生院', 'SRID=4326;POINT(104 30)');
        GRANT SELECT ON "医院" TO planner;
    """
    server.run("空 库", listed)
    server.run("bytes", "CREATE EXTENSION postgis")
    # As bytes: what the server is given is what it holds.
    as_gbk = listed.encode("gb18030").decode("latin-1")
    with psycopg.connect(server.url("bytes", "postgres"), client_encoding="LATIN1") as connection:
        connection.execute(as_gbk)


def refused(url: str, layer: str | None = None) -> tuple[str, str]:
    with pytest.raises(DataError) as caught:
        read_file(url, layer=layer)
    told = [explain(caught.value, language) for language in Language]
    for sentence in (*told, str(caught.value), repr(caught.value)):
        assert SECRET not in sentence
    assert not any("{" in sentence or "\n" in sentence for sentence in told)
    return caught.value.code, explain(caught.value, Language.EN)


def problems(loaded: Loaded) -> list[str]:
    return [problem.code for problem in loaded.problems]


def test_every_type_is_read(server: Server) -> None:
    loaded = read_file(server.url("health"), layer="hospitals")
    frame = loaded.frame
    assert loaded.crs_found == "EPSG:4490"
    assert problems(loaded) == ["problem_empty_geometry"]
    assert loaded.source_rows.tolist() == [1, 4]
    assert frame["名称"].tolist() == ["康定市人民医院", "泸定县医院"]
    assert frame["beds"].tolist() == [300, 120]
    assert frame["rate"].tolist() == [12.5, 1000]
    assert frame["ok"].tolist() == ["true", "false"]
    assert frame["opened"].tolist() == ["2001-02-03", "0044-03-15 BC"]
    assert frame["tags"].tolist() == ['["a", "b"]', '["c"]']
    assert frame["days"][0] == '["2001-02-03"]'
    assert frame["more"][0] == '{"级": 2}'
    assert frame["raw"][0] == "0102"
    assert frame["uid"][0] == "00000000-0000-0000-0000-000000000001"
    np.testing.assert_allclose(frame.geometry.x, [101.96, 102.23])


def test_names_that_need_quoting(server: Server) -> None:
    loaded = read_file(server.url("health"), layer='规划 2024.服务 "区" 表')
    frame = loaded.frame
    assert list(frame.columns) == ["代码", "a.b", "100%", "select", "geometry"]
    assert frame.iloc[0, :4].tolist() == [510101, 1, 2, "选"]
    assert loaded.crs_found == "EPSG:4547"
    np.testing.assert_allclose(loaded.bounds, (114.0, 29.9, 114.2, 30.1), atol=1e-6)


@pytest.mark.parametrize("layer", ["public.gauss", "kept"])
def test_gauss_kruger_comes_to_degrees(server: Server, layer: str) -> None:
    frame = read_file(server.url("health"), layer=layer).frame
    np.testing.assert_allclose(frame.geometry.x, 114 + 0.01 * np.arange(1, 6), atol=1e-9)
    np.testing.assert_allclose(frame.geometry.y, 30.5, atol=1e-9)


def test_other_kinds_of_geometry(server: Server) -> None:
    url = server.url("health")
    geog = read_file(url, layer="geog")
    assert geog.frame["name"].tolist() == ["一"]
    assert problems(geog) == ["problem_empty_geometry"]
    assert read_file(url, layer="large").frame["name"].tolist() == ["康定市人民医院", "泸定县医院"]
    circle = read_file(url, layer="curves").frame.geometry[0]
    assert circle.area == pytest.approx(np.pi / 4, rel=1e-2)
    assert list(read_file(url, layer="public.two").frame.columns) == ["name", "geometry"]
    assert read_file(url, layer="public.two.b").geometry == "polygons"
    mixed = read_file(url, layer="mixed")
    assert {"problem_crs_unusable", "problem_other_kind"} <= set(problems(mixed))
    assert refused(url, "surfaces")[0] == "no_geometry"


def test_what_a_database_holds(server: Server) -> None:
    layers = contents_of(server.url("health")).layers
    assert LayerInfo("public.hospitals", 4, "points") in layers
    assert LayerInfo("public.geog", 2, "points") in layers
    assert LayerInfo("public.large", None, "points") in layers
    assert LayerInfo('规划 2024.服务 "区" 表', 1, "polygons") in layers
    assert not {"public.plain", "public.hidden"} & {layer.name for layer in layers}


def test_other_encodings(server: Server) -> None:
    for database, encoding in (("空 库", "UTF-8"), ("bytes", "GB18030")):
        loaded = read_file(server.url(database))
        assert loaded.layer == "public.医院"
        assert loaded.frame["名称"].tolist() == ["中心卫生院"]
        assert loaded.encoding == encoding
    chosen = read_file(server.url("bytes"), encoding="UTF-8")
    assert chosen.encoding_why.code == "encoding_override"


def test_a_large_table_comes_in_pieces(server: Server) -> None:
    heard: list[float] = []
    loaded = read_file(server.url("health"), layer="many", progress=heard.append)
    assert loaded.frame["id"].tolist() == list(range(1, 12001))
    assert loaded.frame["name"][11999] == "卫生院12000"
    np.testing.assert_allclose(loaded.frame.geometry.x, 101 + 0.00001 * np.arange(1, 12001))
    assert len(set(heard)) > 3


@pytest.mark.parametrize(
    ("layer", "code", "said"),
    [
        ("empty", "no_rows", "public.empty"),
        ("gauss", "several_layers", "public.gauss"),
        ("plain", "layer_missing", "plain"),
        ("hidden", "layer_missing", "hidden"),
        ("failing", "database_failed", "division by zero"),
        (None, "several_layers", "public.hospitals"),
    ],
)
def test_each_refusal_is_one_sentence(
    server: Server, layer: str | None, code: str, said: str
) -> None:
    found, told = refused(server.url("health"), layer)
    assert found == code
    assert said in told


def test_what_cannot_be_reached(server: Server) -> None:
    assert refused(server.url("bare"))[0] == "database_without_postgis"
    assert refused(server.url("nowhere"))[0] == "database_refused"
    wrong = server.url("health", password=f"{SECRET}x")
    assert "password" in refused(wrong)[1]
    assert refused(server.url("health", user="nobody"))[0] == "database_refused"
    nobody_listens = Server(f"{server.folder}/elsewhere").url("health")
    assert refused(nobody_listens)[0] == "database_refused"
    assert refused(f"postgresql://planner:{SECRET}@127.0.0.1:1/health")[0] == "database_refused"


class StopError(Exception):
    pass


@pytest.mark.parametrize("layer", ["slow", "many"])
def test_reading_can_be_cancelled(server: Server, layer: str) -> None:
    threads, start = active_count(), time.monotonic()

    def progress(fraction: float) -> None:
        if fraction > 0.1 or time.monotonic() > start + 0.5:
            raise StopError

    with pytest.raises(StopError):
        read_file(server.url("health"), layer=layer, progress=progress)
    # The view alone would take over an hour.
    assert time.monotonic() < start + 60
    assert active_count() == threads


def test_the_command_line(server: Server) -> None:
    command = [sys.executable, "main.py", "inspect", server.url("health"), "--json"]
    done = subprocess.run(
        [*command, "--layer", "hospitals"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    (layer,) = json.loads(done.stdout)["layers"]
    assert layer["rows"] == 4
    assert layer["crs"] == "EPSG:4490"
