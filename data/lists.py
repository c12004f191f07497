"""Things that a sentence lists: what stands between them is for the sentence's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

NONE: Final = "-"
_NAMES_SHOWN: Final = 10
_LONGEST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Several:
    """A fact of a `data.errors.DataError`, a reason or a problem; `geo.words.wording` joins it.

    Attributes
    ----------
    names
        The first of the things.
    is_cut
        Whether there are more of them.
    """

    names: tuple[str, ...]
    is_cut: bool = False

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.names)

    def __str__(self) -> str:
        """Return the things for a log."""
        return self.joined(", ")

    def joined(self, between: str) -> str:
        """Return the things as one text, `…` standing for the rest and `-` for none."""
        text = between.join(self.names) or NONE
        return f"{text} …" if self.is_cut else text


def several(names: Iterable[object], most: int | None = None) -> Several:
    """Return the first `most` of some things, or all of them."""
    rest = iter(names)
    first = tuple(str(name) for name in islice(rest, most))
    return Several(first, next(rest, rest) is not rest)


def some(names: Iterable[str]) -> Several:
    """Return the first names, to be listed in a sentence."""
    return several((name[:_LONGEST_SHOWN] for name in names), _NAMES_SHOWN)
