"""A name of the user's within a sentence of ours."""

import unicodedata
from typing import Final

_DIRECTIONS: Final = frozenset({"R", "AL", "LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI"})
_ISOLATE, _END = "\u2068", "\u2069"


def spoken(name: str) -> str:
    """Return a name as it may stand in a sentence, whose own direction it does not turn."""
    turned = any(unicodedata.bidirectional(letter) in _DIRECTIONS for letter in name)
    return f"{_ISOLATE}{name}{_END}" if turned else name
