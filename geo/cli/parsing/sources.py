"""A file, folder or database of the user as the command line names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import DataError
from data.schema import Datum
from data.text.connection import is_connection
from geo.cli.parsing.values import known, path_of

if TYPE_CHECKING:
    from data.layer.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read, and how.

    Attributes
    ----------
    path
        A file or folder; a text for the connection string of a database.
    layer, encoding, crs, datum
        As `data.read.reader.read_file` takes them: None to choose or to find out.
    """

    path: Path | str
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    datum: Datum | None = None

    @property
    def shown(self) -> str:
        """The path as given; of a database, nothing of user or password."""
        return _label(self.path) if isinstance(self.path, str) else str(self.path)

    @property
    def name(self) -> str:
        """The name without the folder."""
        return _label(self.path) if isinstance(self.path, str) else self.path.name

    def read(self, layer: str | None = None) -> Loaded:
        """Return a layer, by default the one asked for; DataError as `read_file` has it."""
        from data.read.reader import read_file  # noqa: PLC0415 - help need not wait

        return read_file(
            self.path,
            layer=layer or self.layer,
            encoding=self.encoding,
            crs=self.crs,
            datum=self.datum,
        )


def source_of(text: str, given: Mapping[str, str], layer_option: str) -> Source | None:
    """Return what `text` names, None where it can be no path.

    Parameters
    ----------
    given
        The options given with their values.
    layer_option
        Which of them names the layer; the one of like name names the coordinate system, as
        `--crs` does where there is but one file.

    Raises
    ------
    DataError
        `encoding_unknown`, `crs_unknown`, `cli_unknown_datum`.
    """
    path = _with_plain_scheme(text) if is_connection(text) else path_of(text)
    if path is None:
        return None
    encoding = given.get("--encoding")
    crs = given.get(layer_option.replace("layer", "crs"), given.get("--crs"))
    if encoding is not None:
        from data.text.encoding import chosen_codec  # noqa: PLC0415 - loads numpy

        chosen_codec(encoding)
    if crs is not None:
        _refuse_unknown(crs)
    datum = _datum_of(given["--datum"]) if "--datum" in given else None
    return Source(path, given.get(layer_option), encoding, crs, datum)


def _with_plain_scheme(url: str) -> str:
    """Return a connection string with its first word in small letters, as the driver wants it."""
    scheme, colon, rest = url.partition(":")
    return f"{scheme.lower()}{colon}{rest}"


def _datum_of(text: str) -> Datum:
    plain = re.sub(r"[\s_-]", "", text.casefold())
    try:
        return Datum(plain)
    except ValueError:
        raise DataError("cli_unknown_datum", found=text, known=known(Datum)) from None


def _refuse_unknown(crs: str) -> None:
    from data.place.crs_names import parsed  # noqa: PLC0415 - help need not wait

    if parsed(crs) is None:
        raise DataError("crs_unknown", crs=crs)


def _label(url: str) -> str:
    from data.formats.database import label_of  # noqa: PLC0415 - help need not wait

    return label_of(url)
