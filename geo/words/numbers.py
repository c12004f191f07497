"""Numbers as console, panels and the map's caption alike show them: shares, people, distances."""

import math
from typing import Final

NO_PEOPLE: Final = "–"
NO_FACILITY: Final = "∞"
_LEAST_RATE: Final = 1e-6
_MOST_RATE: Final = 1e12
_RATE_DIGITS: Final = 3


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
        return NO_PEOPLE
    least = 10.0 ** -(decimals + 2)
    if 0.0 < share < least:
        return f"<{least:.{decimals}%}"
    if 1.0 - least < share < 1.0:
        return f">{1.0 - least:.{decimals}%}"
    return f"{share:.{decimals}%}"


def people(number: float) -> str:
    """Return a number of people as whole persons with thousands set apart."""
    return f"{round(number):,}"


def kilometres(distance_m: float) -> str:
    """Return a distance with one decimal; a dash without people, ∞ without a facility."""
    if math.isnan(distance_m):
        return NO_PEOPLE
    return NO_FACILITY if math.isinf(distance_m) else f"{distance_m / 1000:,.1f}"


def rate(per_1000: float) -> str:
    """Return supply per 1,000 people to three digits; a dash without people, 0 for none."""
    if not math.isfinite(per_1000):
        return NO_PEOPLE
    if per_1000 == 0:
        return "0"
    if not _LEAST_RATE <= per_1000 < _MOST_RATE:
        return f"{per_1000:.2e}"
    decimals = _RATE_DIGITS - 1 - math.floor(math.log10(per_1000))
    return f"{per_1000:,.{max(decimals, 0)}f}"


def index(value: float) -> str:
    """Return an index from 0 with three decimals, a dash where there is none."""
    return NO_PEOPLE if math.isnan(value) else f"{value:.3f}"


def radius_text(radius_m: float) -> str:
    """Return a radius in metres as kilometres: up to three decimals, none that says nothing."""
    return f"{radius_m / 1000:.3f}".rstrip("0").rstrip(".")


def number_of(text: str) -> float:
    """Return a number as people write one, full-width digits included; NaN for another text."""
    try:
        # Python would also read the 1_000 of its own programs.
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan
