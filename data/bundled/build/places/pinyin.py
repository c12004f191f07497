"""Spells place names in Latin letters, as maps in English do."""

import importlib
import sys
from pathlib import Path
from typing import Protocol

from data.bundled.build.places.spellings import PLACES, READINGS, SUFFIXES


class Reader(Protocol):
    """Reads Chinese characters: one syllable each, without tones, ü written v."""

    def __call__(self, hans: str) -> list[str]:
        """Return the syllables."""
        ...


def load_reader(inputs: Path) -> Reader:
    """Return pypinyin's reader from the unpacked packages."""
    sys.path.insert(0, str(inputs))
    try:
        reader: Reader = importlib.import_module("pypinyin").lazy_pinyin
    finally:
        sys.path.remove(str(inputs))
    return reader


class Readings:
    """Readings of place names: our own exceptions, and a reader for the rest."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def place(self, adcode: int, name: str) -> str:
        """Return the spelling of a county, prefecture or province."""
        if known := PLACES.get(adcode):
            return known
        for suffix, english in SUFFIXES:
            stem = name.removesuffix(suffix)
            if stem != name:
                # A name of one character keeps its suffix: 泸县 is Luxian County.
                return f"{self.word(stem if len(stem) > 1 else name)} {english}"
        return self.word(name)

    def word(self, text: str) -> str:
        """Return `text` in pinyin as one word with a capital, without tone marks.

        A syllable that begins with a, e or o takes an apostrophe before it (Xi'an).
        """
        syllables = self._syllables(text)
        parts = [s if i == 0 or s[0] not in "aeo" else f"'{s}" for i, s in enumerate(syllables)]
        return "".join(parts).capitalize()

    def _syllables(self, text: str) -> list[str]:
        for known, reading in READINGS.items():
            if known in text:
                before, _, after = text.partition(known)
                return [*self._syllables(before), *reading.split(), *self._syllables(after)]
        if not text:
            return []
        return [syllable.replace("v", "ü") for syllable in self._read(text)]
