"""A share as console, panels and the map's caption alike show it."""

import math
from typing import Final

NONE: Final = "–"


def percent(share: float, decimals: int = 1) -> str:
    """Return a share in per cent; all and nobody only where it is exactly so.

    Rounding must not hide the last people left out: 0.9996 is `>99.9%`, not `100.0%`, and
    0.0004 is `<0.1%`.

    Parameters
    ----------
    share
        From 0 to 1; a dash stands for one that is not finite, as where there are no people.
    decimals
        Digits after the point.
    """
    if not math.isfinite(share):
        return NONE
    least = 10.0 ** -(decimals + 2)
    if 0.0 < share < least:
        return f"<{least:.{decimals}%}"
    if 1.0 - least < share < 1.0:
        return f">{1.0 - least:.{decimals}%}"
    return f"{share:.{decimals}%}"
