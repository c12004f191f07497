"""What the value of an option means: a text -> a number, a term of the schema, a path.

Every text that does not do is a sentence in the reader's language (DataError).
"""

import re
import unicodedata
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.lists import Several, several
from data.project.norm_edits import MOST_KMH
from data.project.project import Zone
from data.reference.catalog import Level
from data.schema import (
    ANY_TIER,
    MAX_RADIUS_M,
    Method,
    PeopleGroup,
    Province,
    SupplyKind,
    Tier,
)
from geo.tables.files.forms import METRES_PER_KM
from geo.words.numbers import number_of

ALL: Final = "all"
MOST_FACILITIES: Final = 20
MIN_SIDE: Final = 200
MAX_SIDE: Final = 8000
# "1" is what people write for one unit of supply a facility.
SUPPLY_NAMES: Final = {SupplyKind.ONE: "1", SupplyKind.BEDS: "beds", SupplyKind.STAFF: "staff"}


def known(values: type[StrEnum], *more: str) -> Several:
    """Return the values there are, for a sentence."""
    return several([*(value.value for value in values), *more])


def province_of(text: str) -> Province | None:
    """Return the province called `text`, None for all."""
    if text == ALL:
        return None
    try:
        return Province(text)
    except ValueError:
        listed = known(Province, ALL)
        raise DataError("cli_unknown_province", found=text, known=listed) from None


def tier_of(text: str) -> Tier | None:
    """Return the tier called `text`, None for any."""
    if text == ANY_TIER:
        return None
    try:
        return Tier(text)
    except ValueError:
        raise DataError("cli_unknown_tier", found=text, known=known(Tier, ANY_TIER)) from None


def level_of(text: str) -> Level:
    """Return the level of units called `text`."""
    try:
        return Level(text)
    except ValueError:
        raise DataError("cli_unknown_level", found=text, known=known(Level)) from None


def method_of(text: str) -> Method:
    """Return the floating catchment method called `text`."""
    try:
        return Method(text)
    except ValueError:
        raise DataError("cli_unknown_method", found=text, known=known(Method)) from None


def supply_of(text: str) -> SupplyKind:
    """Return what `text` says a facility offers."""
    plain = unicodedata.normalize("NFKC", text)
    for supply, name in SUPPLY_NAMES.items():
        if plain == name:
            return supply
    listed = several(SUPPLY_NAMES.values())
    raise DataError("cli_unknown_supply", found=text, known=listed)


def group_of(text: str) -> PeopleGroup:
    """Return the group of people called `text`."""
    try:
        return PeopleGroup(text)
    except ValueError:
        raise DataError("cli_unknown_group", found=text, known=known(PeopleGroup)) from None


def radius_m_of(text: str) -> float:
    """Return kilometres as metres."""
    radius_m = number_of(text) * METRES_PER_KM
    if not 0 < radius_m <= MAX_RADIUS_M:
        raise DataError("cli_bad_radius", found=text, largest=f"{MAX_RADIUS_M / METRES_PER_KM:g}")
    return radius_m


def speed_kmh_of(text: str) -> float:
    """Return a speed in kilometres an hour."""
    speed_kmh = number_of(text)
    if not 1 <= speed_kmh <= MOST_KMH:
        raise DataError("norm_bad_speed", found=text, largest=f"{MOST_KMH:g}")
    return speed_kmh


def at_least_of(text: str) -> int:
    """Return how many facilities have to be near."""
    number = number_of(text)
    if not (1 <= number <= MOST_FACILITIES and number.is_integer()):
        raise DataError("cli_bad_at_least", found=text, largest=MOST_FACILITIES)
    return int(number)


def share_of(text: str) -> float:
    """Return per cent as a share above 0, up to 1."""
    percent = number_of(text.strip().removesuffix("%").removesuffix("％"))
    share = percent / 100
    if not 0 < share <= 1:
        raise DataError("cli_bad_share", found=text)
    return share


def zones_of(text: str) -> tuple[Zone, ...]:
    """Return the zones of a catchment, as in `5:1,10:0.68,15:0.22`: kilometres and weights."""
    zones = []
    # Full-width colons and commas are what a Chinese keyboard gives.
    for part in unicodedata.normalize("NFKC", text).split(","):
        radius, _, weight = part.partition(":")
        zones.append(Zone(number_of(radius) * METRES_PER_KM, number_of(weight)))
    ascending = all(inner.radius_m < outer.radius_m for inner, outer in pairwise(zones))
    within = all(0 < zone.radius_m <= MAX_RADIUS_M and 0 < zone.weight <= 1 for zone in zones)
    if not (ascending and within):
        raise DataError("cli_bad_zones", found=text, largest=f"{MAX_RADIUS_M / METRES_PER_KM:g}")
    return tuple(zones)


def size_of(text: str) -> tuple[int, int]:
    """Return width and height in pixels, as in `1600x1000`."""
    found = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in sides):
        raise DataError("cli_bad_size", found=text, smallest=MIN_SIDE, largest=MAX_SIDE)
    return sides


def path_of(text: str) -> Path | None:
    """Return a path, None for a text that is none."""
    return None if not text.strip() or "\0" in text else Path(text)
