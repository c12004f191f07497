"""Reads a layer of a PostGIS database, named by a connection string.

The driver is an optional extra of the program. A password is never shown: what the server
says is cleaned of it before anybody reads it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final
from urllib.parse import unquote

import numpy as np

from data.errors import DataError
from data.findings import Problem, Reason
from data.formats.database_rows import AS_TEXT, Heard, fetched
from data.formats.vector import Decoded, decoded
from data.layer.attributes import Attributes
from data.layer.loaded import RawTable
from data.layer.points import Shapes
from data.layer.read_request import Request
from data.lists import some
from data.progress import Progress, silent
from data.text.connection import alone, place_of, typed
from data.text.encoding import Declared, decode, find_encoding

_SECONDS: Final = 10
# A dead line is given up after a minute.
_LINE: Final = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# No answer within five minutes is none. PostGIS may stand in a schema that is not searched.
_SETTINGS: Final = """
    SET statement_timeout = 300000;
    SET datestyle = 'ISO';
    SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''),
                      quote_ident(n.nspname)), false)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'
"""
_TELLING: Final = 3
_SIGNS: Final = re.compile(r"[@:/?#%]")
# A server that knows of no encoding hands out the bytes it was given.
_UNKNOWN: Final = "SQL_ASCII"
# TRAP sql-ascii
_BYTES: Final = "LATIN1"
_MOST_ROWS: Final = 20_000_000
_FOUND_LENGTH: Final = 200
_KINDS: Final = {"POINT": "points", "LINESTRING": "lines", "POLYGON": "polygons"}
_LISTING: Final = """
    SELECT g.f_table_schema, g.f_table_name, g.f_geometry_column, g.type, g.srid,
           (SELECT c.reltuples::bigint FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = g.f_table_schema AND c.relname = g.f_table_name)
    FROM (SELECT f_table_schema, f_table_name, f_geometry_column, type, srid
          FROM geometry_columns
          UNION ALL
          SELECT f_table_schema, f_table_name, f_geography_column, type, srid
          FROM geography_columns) g
    ORDER BY 1, 2, 3
"""


def label_of(url: str) -> str:
    """Return a connection as a name to show: host and database, nothing of user or password."""
    host, _, rest = _place(url).partition("/")
    database = unquote(rest.partition("?")[0].strip("/")) or "postgres"
    shown = host.partition("?")[0].partition(":")[0] or "localhost"
    return re.sub(r"[^\w.-]", "_", f"{shown}.{database}")[:100]


def tables_of(url: str, progress: Progress = silent) -> list[tuple[str, int | None, str | None]]:
    """Return the tables with geometry: schema.table, rows as estimated, kind.

    Raises
    ------
    DataError
        `database_driver_missing`, `database_refused`, `database_failed`.
    """
    with _connected(url, Heard(progress)) as connection:
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
        `database_driver_missing`, `database_refused`, `database_failed`, `database_place`,
        `database_without_tables`, `several_layers`, `layer_missing`, `table_too_wide`,
        `no_rows`, `encoding_unknown`.
    """
    heard = Heard(request.progress)
    with _connected(url, heard, trusted=request.trusted) as connection:
        listed = _listed(connection, url)
        name = _choose(listed, label_of(url), request.layer)
        schema, table, column, _, srid, _ = listed[name]
        crs = _crs(connection, int(srid))
        shapes = [row[2] for row in listed.values() if row[:2] == (schema, table)]
        source = (schema, table, [column, *(each for each in shapes if each != column)])
        attributes, geometry = _rows(connection, source, url, heard)
        undeclared = _is_undeclared(connection)
    if not len(geometry):
        raise DataError("no_rows", file=f"{label_of(url)}: {name}")
    why = Reason("encoding_fixed", {"encoding": "UTF-8"})
    text = Decoded(attributes, "UTF-8", why, [])
    if undeclared:
        names, arrays = attributes.names, attributes.arrays
        text = decoded(names, arrays, len(geometry), request.encoding, Declared())
    doubts = [] if crs else [Problem.of("problem_crs_unusable", found=f"SRID {srid}")]
    return RawTable(
        columns=text.attributes,
        geometry=geometry,
        layer=name,
        crs=crs,
        encoding=text.encoding,
        encoding_why=text.why,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int32),
        problems=[*doubts, *text.problems],
        parts=(label_of(url),),
        layers=tuple(listed),
    )


@contextmanager
def _connected(url: str, heard: Heard, *, trusted: bool = True) -> Iterator[Any]:
    """Open the database for reading only; what it does ends when the progress raises."""
    driver = _driver()
    options = {"connect_timeout": _SECONDS, "client_encoding": "UTF8", **_LINE}
    connection_text = typed(url) if trusted else ""
    if not trusted:
        options |= alone(place_of(url), driver)
    try:
        connection = driver.connect(connection_text, **options)
    except (driver.Error, ValueError, UnicodeError) as error:
        facts = {"file": label_of(url), "found": _cleaned(error, url)}
        raise DataError("database_refused", **facts) from None
    try:
        with _told(driver, url), heard.listening(connection):
            connection.read_only = True
            for name in AS_TEXT:
                connection.adapters.register_loader(name, driver.types.string.TextLoader)
            connection.execute(_SETTINGS)
            if _is_undeclared(connection):
                connection.execute(f"SET client_encoding = '{_BYTES}'")
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


def _is_undeclared(connection: Any) -> bool:
    """Return whether the server knows of no encoding; its text then comes a byte a character."""
    return bool(connection.info.parameter_status("server_encoding") == _UNKNOWN)


def _titles(connection: Any, names: list[str]) -> list[str]:
    """Return names of tables as people read them."""
    if not _is_undeclared(connection):
        return names
    raw = [name.encode("latin-1", "replace") for name in names]
    codec, _ = find_encoding(raw, Declared())
    return [decode(name, codec, "replace") for name in raw]


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
    names = _titles(connection, [f"{row[0]}.{row[1]}" for row in rows])
    listed: dict[str, tuple[Any, ...]] = {}
    for name, row in zip(names, rows, strict=True):
        listed[name if name not in listed else f"{name}.{row[2]}"] = row
    return listed


def _choose(listed: dict[str, tuple[Any, ...]], file: str, layer: str | None) -> str:
    if layer is None:
        if len(listed) > 1:
            raise DataError("several_layers", file=file, count=len(listed), found=some(listed))
        return next(iter(listed))
    fits = [name for name in listed if name == layer]
    # Without the name of its schema.
    fits = fits or [n for n, row in listed.items() if n.removeprefix(f"{row[0]}.") == layer]
    if len(fits) > 1:
        raise DataError("several_layers", file=file, count=len(fits), found=some(fits))
    if not fits:
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
    connection: Any, source: tuple[str, str, list[str]], url: str, progress: Progress
) -> tuple[Attributes, Shapes]:
    """Return the attributes and the geometry of a table: its schema, name and geometry columns."""
    from psycopg import sql  # noqa: PLC0415 - an optional extra

    schema, table, shapes = source
    named = sql.Identifier(schema, table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(named))
        names = [each.name for each in cursor.description if each.name not in shapes]
        total = cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(named)).fetchone()[0]
    if total > _MOST_ROWS:
        raise DataError("database_too_large", file=label_of(url), limit=_MOST_ROWS)
    listed = [sql.Identifier(name) for name in names]
    # Arcs become lines of many short pieces.
    geometry = sql.SQL("ST_AsBinary(ST_CurveToLine({}::geometry))").format(
        sql.Identifier(shapes[0])
    )
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join([geometry, *listed]), named)
    with connection.cursor("yiquan") as cursor:
        return fetched(cursor, query, names, total, label_of(url), progress)


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
