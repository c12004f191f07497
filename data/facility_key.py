"""Which facility is meant, in edits of facilities and of networks."""

from dataclasses import dataclass
from typing import Final

# No layer is called so: the facilities that edits add are in no table.
ADDED_LAYER: Final = ""


@dataclass(frozen=True, slots=True)
class FacilityKey:
    """Which facility is meant, whatever row it stands in.

    Attributes
    ----------
    layer
        The layer whose table lists it; empty for one that an edit has added.
    id
        Its id there.
    """

    layer: str
    id: str
