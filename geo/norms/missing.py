"""What a row of the table of norms lacks before anything can be judged by it."""

from enum import StrEnum

from data.reference.norms import Norm
from data.schema import Language
from geo.words.wording import say


class Lack(StrEnum):
    """What a row lacks."""

    NUMBER = "number"
    SPEED = "speed"
    RADIUS = "radius"
    SOURCE = "source"

    def hint(self, language: Language) -> str:
        """Return what stands in the empty cell, in a word or two."""
        return say(f"norm_missing_{self.value}", language)

    def why(self, language: Language) -> str:
        """Return why nothing is judged, and what to do."""
        return say(f"norm_missing_{self.value}_why", language)


def lacks_of(norm: Norm) -> tuple[Lack, ...]:
    """Return what a row lacks; nothing where it judges.

    A row with minutes and no speed lacks the speed, one without minutes the radius.
    """
    has_no_reach = norm.measure.has_radius and norm.reach_m is None
    found = {
        Lack.NUMBER: norm.number is None,
        Lack.SPEED: has_no_reach and norm.minutes is not None,
        Lack.RADIUS: has_no_reach and norm.minutes is None,
        Lack.SOURCE: not norm.has_source,
    }
    return tuple(lack for lack, is_so in found.items() if is_so)
