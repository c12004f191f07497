"""PostGIS, with a server that is played: what is asked of it, what is told, no password."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
import shapely

from data.errors import DataError
from data.formats import database
from data.read.contents import LayerInfo, contents_of
from data.read.reader import read_file
from data.schema import Language
from geo.words.wording import explain

pytest.importorskip("psycopg")

URL = "postgresql://planner:s3cret@db.example/health"
LISTED = [
    ("public", "医院", "geom", "POINT", 4490, 3),
    ("public", "片区", "geom", "MULTIPOLYGON", 9999, -1),
]


class RefusedError(Exception):
    pass


class Cursor:
    def __init__(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        self.rows = rows
        self.found: list[tuple[Any, ...]] = []
        self.description = [SimpleNamespace(name=name) for name in ("geom", "名称", "床位")]

    def execute(self, query: Any, _: object = None) -> Self:
        text = query if isinstance(query, str) else query.as_string(None)
        key = next((key for key in self.rows if key in text), None)
        if key is None:
            raise RefusedError(f"permission denied: s3cret {text}")
        self.found = self.rows[key]
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return self.found[0] if self.found else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.found

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def play(monkeypatch: pytest.MonkeyPatch, rows: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """Play a server that answers queries holding these words; return how it was opened."""
    opened: list[str] = []

    def connect(url: str, **_: object) -> SimpleNamespace:
        opened.append(url)
        cursor = Cursor(rows | {"SET statement": []})
        return SimpleNamespace(
            cursor=lambda *_: cursor,
            execute=cursor.execute,
            close=lambda: opened.append("closed"),
            info=SimpleNamespace(parameter_status=lambda _: "UTF8"),
            adapters=SimpleNamespace(register_loader=lambda *_: None),
        )

    driver = SimpleNamespace(
        Error=RefusedError,
        connect=connect,
        types=SimpleNamespace(string=SimpleNamespace(TextLoader=str)),
    )
    monkeypatch.setattr(database, "_driver", lambda: driver)
    return opened


ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "to_regclass": [(True,)],
    "f_table_schema": LISTED,
    "auth_name": [("EPSG", 4490, "")],
    "LIMIT 0": [],
    "count(*)": [(2,)],
    "ST_AsBinary": [
        (shapely.to_wkb(shapely.Point(100, 37)), "甲", 5),
        (None, "乙", None),
    ],
}


def refused(url: str, **options: Any) -> str:
    with pytest.raises(DataError) as caught:
        read_file(url, **options)
    for language in Language:
        sentence = explain(caught.value, language)
        assert "{" not in sentence
        assert "s3cret" not in sentence
    return caught.value.code


def test_a_table_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = play(monkeypatch, ANSWERS)
    loaded = read_file(URL, layer="医院")
    assert opened == [URL, "closed"]
    assert loaded.frame["名称"].tolist() == ["甲"]
    assert loaded.crs_found == "EPSG:4490"
    assert (loaded.path, loaded.layer) == (Path("db.example.health"), "public.医院")
    assert loaded.layers == ("public.医院", "public.片区")
    assert contents_of(URL).layers == (
        LayerInfo("public.医院", 3, "points"),
        LayerInfo("public.片区", None, "polygons"),
    )


def test_each_refusal_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, ANSWERS)
    assert refused(URL) == "several_layers"
    assert refused(URL, layer="学校") == "layer_missing"
    play(monkeypatch, ANSWERS | {"to_regclass": [(False,)]})
    assert refused(URL) == "database_without_postgis"
    play(monkeypatch, ANSWERS | {"f_table_schema": []})
    assert refused(URL) == "database_without_tables"
    play(monkeypatch, {key: rows for key, rows in ANSWERS.items() if key != "ST_AsBinary"})
    assert refused(URL, layer="医院") == "database_failed"
    play(monkeypatch, ANSWERS | {"count(*)": [(10**9,)]})
    assert refused(URL, layer="医院") == "database_too_large"


@pytest.mark.parametrize(
    ("url", "label", "said"),
    [
        (URL, "db.example.health", "no password s3cret"),
        ("postgres://a:s3@cret@h:5/d?x=1", "h.d", "no host cret@h"),
        ("postgresql://a:s3/cret@h/d", "h.d", "no host s3, no database cret@h/d"),
        ("postgresql://a:s3%40cret@h/d", "h.d", "no s3@cret"),
        ("postgresql://h/d?password=s3cret", "h.d", "password=s3cret is wrong"),
        ("postgresql://", "localhost.postgres", "no server"),
    ],
)
def test_no_password_is_shown(
    monkeypatch: pytest.MonkeyPatch, url: str, label: str, said: str
) -> None:
    def connect(*_: object, **__: object) -> None:
        raise RefusedError(said)

    driver = SimpleNamespace(Error=RefusedError, connect=connect)
    monkeypatch.setattr(database, "_driver", lambda: driver)
    assert refused(url) == "database_refused"
    assert database.label_of(url) == label
    with pytest.raises(DataError) as caught:
        read_file(url)
    assert "cret" not in str(caught.value)


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refused(URL) == "database_driver_missing"
