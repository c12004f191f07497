"""Which layers of a GeoPackage may be read: what its database would do is tried out here.

A view is a program. It may compute without end, or grow without bound, and the library that
reads GeoPackages lets nothing end it. Here it runs where it can be ended: without the means
to repeat itself, with harmless functions only, for a moment, and asking all the while whether
the user still wants it.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

from data.errors import DataError
from data.progress import Progress

# For all views of a file together.
_VIEWS_S: Final = 0.7
# For what the format itself lists.
_OWN_S: Final = 2.0
_STEPS_BETWEEN: Final = 1_000
_LONGEST_PATTERN: Final = 200
_LONGEST_VALUE: Final = 50_000_000
_MOST_BYTES: Final = 500_000_000

_SELECT: Final = 21
_READ: Final = 20
_FUNCTION: Final = 31
# None whose work grows with one text times another: nothing can end a function in its midst.
_HARMLESS: Final = frozenset(
    {
        *("abs", "avg", "coalesce", "count", "date", "datetime", "first_value", "glob"),
        *("ifnull", "iif", "julianday", "last_value", "length", "like", "lower", "max", "min"),
        *("nullif", "rank", "dense_rank", "round", "row_number", "strftime", "substr"),
        *("substring", "sum", "time", "total", "typeof", "unicode", "upper"),
    }
)
# Functions by which a database reaches beyond itself, whoever asks it for what.
_REACHING: Final = re.compile(
    r"\b(ogr_geocode\w*|ogr_datasource\w*|load_extension|readfile|writefile|edit)\s*[\"'\]`]?\s*\(",
    re.IGNORECASE,
)
# What is stored, and the index of positions that the format itself computes.
_KEPT: Final = re.compile(
    r"\s*CREATE\s+(TABLE|VIRTUAL\s+TABLE\s.*\bUSING\s+rtree)\b", re.IGNORECASE | re.DOTALL
)
_STORED: Final = re.compile(r"\s*CREATE\s+(TABLE|TEMP|VIEW)\b", re.IGNORECASE)
_TABLE: Final = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
_OF_THE_FORMAT: Final = ("gpkg_", "rtree_", "sqlite_", "ogr_")
_LISTED: Final = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid"
_SHAPED: Final = "SELECT table_name FROM gpkg_geometry_columns"


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a GeoPackage.

    Attributes
    ----------
    names
        Those with geometry that may be read.
    refused
        Views that may not, and why.
    """

    names: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def look_into(source: Path, file: str, progress: Progress) -> Layers:
    """Return the layers of a database that nobody else writes to.

    Raises
    ------
    DataError
        `geopackage_calls` where it would reach beyond itself, `no_geometry` where it is no
        GeoPackage.
    sqlite3.Error
        Where it is damaged.
    """
    with _opened(source) as connection:
        guard = _Guard(connection, progress)
        schema = [
            (str(kind), str(name), str(sql or ""))
            for kind, name, sql in guard.rows("SELECT type, name, sql FROM sqlite_master")
        ]
        _refuse_reaching(schema, file)
        tables = {name.lower(): sql for kind, name, sql in schema if kind in {"table", "view"}}
        if not {"gpkg_contents", "gpkg_geometry_columns"} <= tables.keys():
            raise DataError("no_geometry", file=file)
        shaped = {str(name).lower() for (name,) in guard.rows(_SHAPED)}
        listed = dict.fromkeys(str(name) for (name,) in guard.rows(_LISTED))
        layers = Layers()
        deadline_s = monotonic() + _VIEWS_S
        for name in listed:
            if name.lower() not in shaped & tables.keys():
                continue
            found = guard.objection(name, tables, deadline_s)
            if found is None:
                layers.names.append(name)
            else:
                layers.refused[name] = found
    return layers


@contextmanager
def _opened(source: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{source.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _LONGEST_PATTERN)
        yield connection
    finally:
        connection.close()


def _refuse_reaching(schema: list[tuple[str, str, str]], file: str) -> None:
    """Refuse a database that reaches beyond itself, or computes what the format wants kept."""
    for kind, name, sql in schema:
        match = _REACHING.search(sql) if kind != "index" else None
        if match is not None:
            raise DataError("geopackage_calls", file=file, name=name, found=match[1])
        of_the_format = kind in {"table", "view"} and name.lower().startswith(_OF_THE_FORMAT)
        if of_the_format and sql and not _KEPT.match(sql):
            raise DataError("geopackage_calls", file=file, name=name, found=sql[:40])


class _Guard:
    """Runs what a database computes, as far as that is harmless."""

    def __init__(self, connection: sqlite3.Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self._ended: BaseException | None = None

    @contextmanager
    def watching(self, deadline_s: float | None) -> Iterator[None]:
        """Run statements until the user cancels, or until a moment of `monotonic`."""

        def asks() -> int:
            try:
                self._progress(0.0)
            except BaseException as ended:  # noqa: BLE001 - SQLite passes nothing on
                self._ended = ended
                return 1
            return deadline_s is not None and monotonic() > deadline_s

        self._connection.set_progress_handler(asks, _STEPS_BETWEEN)
        try:
            yield
        except sqlite3.Error:
            if self._ended is not None:
                raise self._ended from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Return what a statement about the format's own tables gives."""
        with self.watching(monotonic() + _OWN_S):
            return self._connection.execute(statement).fetchall()

    def objection(self, name: str, tables: Mapping[str, str], deadline_s: float) -> str | None:
        """Return what speaks against reading a table or view, None when nothing does."""
        quoted = name.replace('"', '""')
        statement = f'SELECT * FROM "{quoted}"'  # noqa: S608 - quoted
        # What columns of a table compute cannot repeat itself: one row tells.
        statement += " LIMIT 1" if _TABLE.match(tables[name.lower()]) else ""
        self._connection.set_authorizer(lambda *asked: _allowed(tables, *asked))
        try:
            with self.watching(deadline_s):
                held = 0
                for row in self._connection.execute(statement):
                    held += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
                    if held > _MOST_BYTES:
                        return f"> {_MOST_BYTES} B"
        except sqlite3.Error as error:
            return str(error)[:200]
        finally:
            self._connection.set_authorizer(None)
        return None


def _allowed(
    tables: Mapping[str, str], action: int, one: str | None, two: str | None, *_: str | None
) -> int:
    """Tell SQLite whether it may do something: read tables that are there, and no more."""
    allowed = action == _SELECT
    if action == _READ:
        table = (one or "").lower()
        allowed = not table or (table in tables and bool(_STORED.match(tables[table])))
    elif action == _FUNCTION:
        allowed = (two or "").lower() in _HARMLESS
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
