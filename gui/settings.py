"""What the program remembers between runs: language, folders, the shape of the window."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from data.schema import Language
from geo.words.wording import system_language

MOST_RECENT: Final = 8


class Settings:
    """Typed access to the stored settings.

    Parameters
    ----------
    store
        Where they are kept; tests pass one in a scratch folder.
    """

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def language(self) -> Language:
        """The chosen language; Chinese by default when the system speaks it."""
        stored = self._store.value("language")
        if isinstance(stored, str) and stored in set(Language):
            return Language(stored)
        return system_language()

    @language.setter
    def language(self, language: Language) -> None:
        self._store.setValue("language", language.value)

    @property
    def folder(self) -> Path:
        """The folder that file dialogs open in: the last one used that still exists."""
        stored = self._store.value("folder")
        if isinstance(stored, str) and Path(stored).is_dir():
            return Path(stored)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        found = Path(QStandardPaths.writableLocation(documents))
        return found if found.is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._store.setValue("folder", str(folder))

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The figures chosen for the table of counties; None before any choice."""
        stored = self._store.value("columns")
        return tuple(stored.split(",")) if isinstance(stored, str) else None

    @columns.setter
    def columns(self, columns: tuple[str, ...]) -> None:
        self._store.setValue("columns", ",".join(columns))

    @property
    def recent(self) -> tuple[Path, ...]:
        """The projects opened or saved last, the newest first."""
        return tuple(Path(name) for name in self._texts("recent"))[:MOST_RECENT]

    @recent.setter
    def recent(self, paths: Sequence[Path]) -> None:
        names = list(dict.fromkeys(str(path) for path in paths))
        self._store.setValue("recent", json.dumps(names[:MOST_RECENT]))

    @property
    def hosts(self) -> frozenset[str]:
        """The servers that projects may read from without a question."""
        return frozenset(self._texts("hosts"))

    @hosts.setter
    def hosts(self, hosts: frozenset[str]) -> None:
        self._store.setValue("hosts", json.dumps(sorted(hosts)))

    @property
    def indicator_places(self) -> frozenset[int] | None:
        """Codes of the places whose published figures are shown; None before any choice."""
        stored = self._store.value("indicator_places")
        if not isinstance(stored, str):
            return None
        return frozenset(int(code) for code in stored.split(",") if code.isdecimal())

    @indicator_places.setter
    def indicator_places(self, places: frozenset[int]) -> None:
        # With the comma an empty choice is a text as well.
        self._store.setValue("indicator_places", "".join(f"{code}," for code in sorted(places)))

    @property
    def folds(self) -> dict[str, bool]:
        """The panels over the map that were folded by hand, or unfolded."""
        stored = self._store.value("folds")
        pairs = (
            [each.partition("=") for each in stored.split(",")] if isinstance(stored, str) else []
        )
        return {name: value == "1" for name, _, value in pairs if value in {"0", "1"}}

    @folds.setter
    def folds(self, folds: Mapping[str, bool]) -> None:
        pairs = (f"{name}={int(folded)}" for name, folded in folds.items())
        self._store.setValue("folds", ",".join(pairs))

    def remember_window(self, geometry: QByteArray, state: QByteArray) -> None:
        """Keep the window's size, place and dock layout."""
        self._store.setValue("geometry", geometry)
        self._store.setValue("state", state)

    def window(self) -> tuple[QByteArray, QByteArray] | None:
        """Return what `remember_window` kept, or None."""
        geometry, state = self._store.value("geometry"), self._store.value("state")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def _texts(self, key: str) -> list[str]:
        """Return a list of texts; none where it is spoilt."""
        stored = self._store.value(key)
        try:
            texts = json.loads(stored) if isinstance(stored, str) else []
        except ValueError:
            texts = []
        texts = texts if isinstance(texts, list) else []
        return [text for text in texts if isinstance(text, str)]
