"""How far a service reaches: one value, in metres or in minutes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering
from typing import Self

from data.errors import DataError
from data.schema import Language
from geo.words.numbers import radius_text
from geo.words.wording import say


class ReachKind(StrEnum):
    """What a reach, or a distance, is measured in."""

    METRES = "metres"
    MINUTES = "minutes"


@total_ordering
@dataclass(frozen=True, slots=True)
class Reach:
    """How far a service reaches.

    Reaches of one kind are compared by their amount. No speed is assumed: one kind is never
    turned into the other.

    Attributes
    ----------
    kind
        Metres along the ground, or minutes on the way.
    amount
        In that unit. What is exactly so far away is within; below 0 nothing is, and all that
        can be reached is within an infinite one.

    Raises
    ------
    ValueError
        If the amount is NaN.
    """

    kind: ReachKind
    amount: float

    def __post_init__(self) -> None:
        if math.isnan(self.amount):
            raise ValueError("the radius, or the minutes, of a reach are NaN")

    def __lt__(self, other: "Reach") -> bool:
        return self.amount < other.amount_in(self.kind)

    @classmethod
    def in_metres(cls, radius_m: float) -> Self:
        """Return a reach along the ground, in metres."""
        return cls(ReachKind.METRES, radius_m)

    @classmethod
    def in_minutes(cls, minutes: float) -> Self:
        """Return a reach in minutes on the way."""
        return cls(ReachKind.MINUTES, minutes)

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Self:
        """Return the reach that `to_json` wrote.

        Raises
        ------
        ValueError
            If that is not just one amount, of metres or of minutes, or it is NaN.
        TypeError
            If the amount is no number.
        """
        found = list(document.items())
        if len(found) != 1 or found[0][0] not in set(ReachKind):
            raise ValueError(f"one amount of metres or minutes, not {found}")
        kind, amount = found[0]
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            raise TypeError(f"a number of {kind}, not {amount!r}")
        return cls(ReachKind(kind), float(amount))

    @property
    def radius_m(self) -> float:
        """The reach in metres.

        Raises
        ------
        DataError
            As `amount_in`.
        """
        return self.amount_in(ReachKind.METRES)

    def amount_in(self, kind: ReachKind) -> float:
        """Return the amount, where distances are of this kind, too.

        Raises
        ------
        DataError
            `reach_in_minutes` or `reach_in_metres` when they are of the other.
        """
        if self.kind is not kind:
            raise DataError(f"reach_in_{self.kind}", amount=self._number())
        return self.amount

    def to_json(self) -> dict[str, float]:
        """Return the reach as JSON, such as ``{"minutes": 30.0}``."""
        return {self.kind.value: self.amount}

    def in_words(self, language: Language) -> str:
        """Return the reach as it is read: kilometres, or minutes."""
        return say(f"reach_words_{self.kind}", language, amount=self._number())

    def _number(self) -> str:
        return radius_text(self.amount) if self.kind is ReachKind.METRES else f"{self.amount:g}"
