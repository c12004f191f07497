"""Reads a layer of a PostGIS database, named by a connection string.

The driver is an optional extra of the program. A password is never shown: what the server
says is cleaned of it before anybody reads it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import unquote

import numpy as np
import shapely

from data.bundle import some
from data.errors import DataError
from data.features import Features
from data.loaded import Problem, RawTable, Reason
from data.request import Request

_SCHEMES: Final = ("postgresql://", "postgres://")
_SECONDS: Final = 10
# No answer within five minutes is none.
_STATEMENT: Final = "SET statement_timeout = 300000"
_TELLING: Final = 3
_SIGNS: Final = re.compile(r"[@:/?#%]")
_BATCH: Final = 5_000
_MOST_ROWS: Final = 20_000_000
_FOUND_LENGTH: Final = 200
_KINDS: Final = {"POINT": "points", "LINESTRING": "lines", "POLYGON": "polygons"}
_LISTING: Final = """
    SELECT g.f_table_schema, g.f_table_name, g.f_geometry_column, g.type, g.srid,
           (SELECT c.reltuples::bigint FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = g.f_table_schema AND c.relname = g.f_table_name)
    FROM geometry_columns g
    ORDER BY 1, 2, 3
"""


def is_connection(path: Path | str) -> bool:
    """Return whether what a user names is a database rather than a file."""
    return isinstance(path, str) and path.lower().startswith(_SCHEMES)


def label_of(url: str) -> str:
    """Return a connection as a name to show: host and database, nothing of user or password."""
    host, _, rest = _place(url).partition("/")
    database = unquote(rest.partition("?")[0].strip("/")) or "postgres"
    shown = host.partition("?")[0].partition(":")[0] or "localhost"
    return re.sub(r"[^\w.-]", "_", f"{shown}.{database}")[:100]


def tables_of(url: str) -> list[tuple[str, int | None, str | None]]:
    """Return the tables with geometry: schema.table, rows as estimated, kind.

    Raises
    ------
    DataError
        `database_driver_missing`, `database_refused`, `database_failed`.
    """
    with _connected(url) as connection:
        listed = _listed(connection, url)
    return [
        (name, row[5] if row[5] is not None and row[5] >= 0 else None, _kind(str(row[3])))
        for name, row in listed.items()
    ]


def read_database(url: str, request: Request) -> RawTable:
    """Read one table, the only one when none is named.

    Raises
    ------
    DataError
        `database_driver_missing`, `database_refused`, `database_failed`,
        `database_without_tables`, `several_layers`, `layer_missing`, `table_too_wide`.
    """
    with _connected(url) as connection:
        listed = _listed(connection, url)
        name = _choose(listed, label_of(url), request.layer)
        schema, table, column, _, srid, _ = listed[name]
        crs = _crs(connection, int(srid))
        features, wkb = _rows(connection, (schema, table, column), url, request)
    attributes, _ = features.attributes()
    geometry = np.empty(len(wkb), dtype=object)
    for start in range(0, len(wkb), _BATCH):
        piece = np.array(wkb[start : start + _BATCH], dtype=object)
        geometry[start : start + _BATCH] = shapely.from_wkb(piece, on_invalid="ignore")
    return RawTable(
        columns=attributes,
        geometry=geometry,
        layer=name,
        crs=crs,
        encoding="UTF-8",
        encoding_why=Reason("encoding_fixed", {"encoding": "UTF-8"}),
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        problems=[] if crs else [Problem.of("problem_crs_unusable", found=f"SRID {srid}")],
        parts=(label_of(url),),
        layers=tuple(listed),
    )


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    """Open the database for reading only."""
    driver = _driver()
    try:
        connection = driver.connect(url, connect_timeout=_SECONDS)
    except (driver.Error, ValueError, UnicodeError) as error:
        facts = {"file": label_of(url), "found": _cleaned(error, url)}
        raise DataError("database_refused", **facts) from None
    try:
        with _told(driver, url):
            connection.read_only = True
            connection.execute(_STATEMENT)
            yield connection
    finally:
        connection.close()


@contextmanager
def _told(driver: ModuleType, url: str) -> Iterator[None]:
    try:
        yield
    except (driver.Error, UnicodeError) as error:
        facts = {"file": label_of(url), "found": _cleaned(error, url)}
        raise DataError("database_failed", **facts) from None


def _driver() -> ModuleType:
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise DataError("database_driver_missing") from error
    return psycopg


def _listed(connection: Any, url: str) -> dict[str, tuple[Any, ...]]:
    """Return the geometry columns by the name of the layer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('geometry_columns') IS NOT NULL")
        if not cursor.fetchone()[0]:
            raise DataError("database_without_postgis", file=label_of(url))
        rows = cursor.execute(_LISTING).fetchall()
    if not rows:
        raise DataError("database_without_tables", file=label_of(url))
    listed: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        name = f"{row[0]}.{row[1]}"
        listed[name if name not in listed else f"{name}.{row[2]}"] = row
    return listed


def _choose(listed: dict[str, tuple[Any, ...]], file: str, layer: str | None) -> str:
    if layer is None:
        if len(listed) > 1:
            raise DataError("several_layers", file=file, count=len(listed), found=some(listed))
        return next(iter(listed))
    fits = [name for name, row in listed.items() if layer in {name, row[1]}]
    if len(fits) != 1:
        raise DataError("layer_missing", file=file, layer=layer, found=some(listed))
    return fits[0]


def _crs(connection: Any, srid: int) -> str | None:
    """Return what a table's SRID stands for."""
    with connection.cursor() as cursor:
        query = "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s"
        found = cursor.execute(query, [srid]).fetchone()
    if found is None:
        return None
    authority, code, text = found
    return f"{authority}:{code}" if authority in {"EPSG", "ESRI"} else text


def _rows(
    connection: Any, source: tuple[str, str, str], url: str, request: Request
) -> tuple[Features, list[bytes | None]]:
    """Return the attributes and the geometry of a table, fetched some rows at a time."""
    from psycopg import sql  # noqa: PLC0415 - an optional extra

    schema, table, column = source
    named = sql.Identifier(schema, table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(named))
        names = [each.name for each in cursor.description if each.name != column]
        total = cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(named)).fetchone()[0]
    if total > _MOST_ROWS:
        raise DataError("database_too_large", file=label_of(url), limit=_MOST_ROWS)
    listed = [sql.Identifier(name) for name in names]
    geometry = sql.SQL("ST_AsBinary({})").format(sql.Identifier(column))
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join([geometry, *listed]), named)
    features, wkb = Features(label_of(url)), list[bytes | None]()
    # A cursor of the server's own, so that the table is never held whole twice.
    with connection.cursor("yiquan") as cursor:
        cursor.itersize = _BATCH
        for number, row in enumerate(cursor.execute(query)):
            if number % _BATCH == 0:
                request.report(number / max(total, 1))
            wkb.append(None if row[0] is None else bytes(row[0]))
            values = zip(names, row[1:], strict=True)
            features.add({name: _plain(value) for name, value in values})
    return features, wkb


def _plain(value: object) -> object:
    """Return a value of the database as text, a number or a truth."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if type(value).__name__ == "Decimal":
        return float(str(value))
    return value.hex() if isinstance(value, bytes) else str(value)


def _kind(name: str) -> str | None:
    return _KINDS.get(name.upper().removeprefix("MULTI").rstrip("ZM"))


def _place(url: str) -> str:
    """Return what stands behind user and password, wherever a bad one may have its signs."""
    return url.partition("://")[2].rpartition("@")[2]


def _cleaned(error: Exception, url: str) -> str:
    """Return the first line of what the server said, without the password or a piece of it."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    text = lines[0][:_FOUND_LENGTH]
    user = url.partition("://")[2].rpartition("@")[0]
    secrets = [user.partition(":")[2], *re.findall(r"[?&]password=([^&]*)", url)]
    pieces = {piece for secret in secrets for piece in _SIGNS.split(f"{secret}@{unquote(secret)}")}
    # Shorter pieces tell nothing, and stand in addresses, too.
    told = {piece for piece in pieces if len(piece) >= _TELLING} | {s for s in secrets if s}
    for piece in sorted(told, key=len, reverse=True):
        text = text.replace(piece, "***")
    return text
