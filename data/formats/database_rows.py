"""Fetches the rows of a database table some at a time, and stops when it is asked to."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Event, Thread
from typing import Any, Final

import numpy as np
import shapely

from data.layer.attributes import Attributes
from data.layer.features import Features
from data.layer.points import Objects, Shapes, compact, joined
from data.progress import Progress

_BATCH: Final = 5_000
_ASKED_EVERY_S: Final = 0.2
# What Python's own types cannot hold of them, an infinite day among others, is text.
AS_TEXT: Final = ("date", "time", "timetz", "timestamp", "timestamptz", "interval", "uuid")


class Heard:
    """A progress that is asked again and again while the server is silent.

    Once it raises, the server is told to stop, and what it raised is raised by `listening`.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._fraction = 0.0

    def __call__(self, fraction: float) -> None:
        """Tell how far it is."""
        self._fraction = fraction
        self._progress(fraction)

    @contextmanager
    def listening(self, connection: Any) -> Iterator[None]:
        """Stop what the connection does once the progress raises."""
        done, raised = Event(), list[Exception]()

        def listen() -> None:
            while not done.wait(_ASKED_EVERY_S):
                try:
                    self._progress(self._fraction)
                except Exception as error:  # noqa: BLE001 - raised again where it belongs
                    raised.append(error)
                    connection.cancel_safe()
                    return

        thread = Thread(target=listen, name="database", daemon=True)
        thread.start()
        try:
            yield
        except Exception:
            if not raised:
                raise
        finally:
            done.set()
            thread.join()
        if raised:
            raise raised[0]


def fetched(
    cursor: Any,
    query: Any,
    names: list[str],
    total: int,
    file: str,
    progress: Progress,
) -> tuple[Attributes, Shapes]:
    """Return attributes and geometry of what `query` gives: the geometry's bytes first.

    Parameters
    ----------
    cursor
        One of the server's own, so that the table is never held whole twice.
    names
        Of the attributes.
    total
        Rows to expect.

    Raises
    ------
    DataError
        `table_too_wide`.
    """
    features, pieces, waiting = Features(file), list[Shapes](), list[bytes | None]()
    cursor.itersize = _BATCH
    for number, row in enumerate(cursor.execute(query)):
        if number % _BATCH == 0:
            progress(min(1.0, number / max(total, 1)))
            pieces.append(compact(_shapes(waiting)))
            waiting.clear()
        waiting.append(None if row[0] is None else bytes(row[0]))
        features.add(dict(zip(names, map(plain, row[1:]), strict=True)))
    pieces.append(compact(_shapes(waiting)))
    attributes, _ = features.attributes()
    return attributes, joined(pieces)


def plain(value: object) -> object:
    """Return a value of the database as text, a number, a truth, or a list of such."""
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return _number(value)
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)


def _number(value: Decimal) -> int | float | None:
    """Return a number as exactly as can be: a code of twenty digits stays whole."""
    if not value.is_finite():
        return None if value.is_nan() else math.copysign(math.inf, value)
    exponent = value.as_tuple().exponent
    return int(value) if isinstance(exponent, int) and exponent >= 0 else float(value)


def _shapes(wkb: list[bytes | None]) -> Objects:
    """Return geometry; None where there is none or it is of a kind beyond GEOS."""
    texts = np.empty(len(wkb), dtype=object)
    texts[:] = wkb
    try:
        return np.asarray(shapely.from_wkb(texts, on_invalid="ignore"), dtype=object)
    except NotImplementedError:
        shapes = np.empty(len(wkb), dtype=object)
        shapes[:] = [_shape(each) for each in wkb]
        return shapes


def _shape(wkb: bytes | None) -> shapely.Geometry | None:
    try:
        return shapely.from_wkb(wkb, on_invalid="ignore")
    except NotImplementedError:
        return None
