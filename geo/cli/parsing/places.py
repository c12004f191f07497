"""Which place networks and referrals are asked for: texts of options -> a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data.errors import DataError
from data.reference.catalog import read_units
from data.schema import Province, UnitColumn
from geo.cli.parsing.values import province_of
from geo.words.numbers import number_of

_CODE_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place as the command line names it.

    Attributes
    ----------
    anywhere
        Whether nothing is named.
    province
        The province named, None for all four or where another place is named.
    county
        Code of the county named.
    point
        Longitude and latitude named, in degrees (EPSG:4326).
    facility
        Id of the facility named.
    """

    anywhere: bool = True
    province: Province | None = None
    county: int | None = None
    point: tuple[float, float] | None = None
    facility: str | None = None


def asked_place(given: Mapping[str, str]) -> AskedPlace:
    """Return the place asked for.

    Raises
    ------
    DataError
        If a county is none of those there are, or a point no two numbers.
    """
    return AskedPlace(
        anywhere=given.keys().isdisjoint(("--province", "--county", "--point", "--facility")),
        province=province_of(given["--province"]) if "--province" in given else None,
        county=_county(given["--county"]) if "--county" in given else None,
        point=_point(given["--point"]) if "--point" in given else None,
        facility=given["--facility"].strip() if "--facility" in given else None,
    )


def _county(text: str) -> int:
    plain = text.strip()
    known = plain.isdecimal() and len(plain) == _CODE_DIGITS
    if not known or int(plain) not in set(read_units(None)[UnitColumn.ADCODE]):
        raise DataError("cli_unknown_county", found=text)
    return int(plain)


def _point(text: str) -> tuple[float, float]:
    # A Chinese keyboard gives a wide comma.
    lon, _, lat = text.replace("，", ",").partition(",")
    point = number_of(lon), number_of(lat)
    if not (abs(point[0]) <= 180 and abs(point[1]) <= 90):  # noqa: PLR2004 - degrees
        raise DataError("cli_bad_point", found=text)
    return point
