"""Which hospitals of a county lead its networks: those named, or those assumed to."""

from collections.abc import Sequence
from typing import Final

from data.reference.network_model import PublishedNetwork
from data.schema import Province, Status, Tier
from geo.networks.facilities import Places

_GENERAL: Final = "人民医院"
# In the order in which one is assumed to lead: a county's people's hospital, the hospital
# named after the county, its hospital of Chinese, Tibetan or Mongolian medicine.
_KINDS: Final = ((_GENERAL,), ("中心医院", "第一医院"), ("中医", "藏医", "蒙医", "民族医"))
_SPECIAL: Final = ("妇幼", "儿童", "精神", "口腔", "眼科", "疾病预防", "传染", "康复")
_KNOWN_FIRST: Final = (Status.USER, Status.REPORTED, Status.MAPPED, Status.WHAT_IF, Status.ASSUMED)


def named_leads(
    network: PublishedNetwork, rows: Sequence[int], places: Places
) -> tuple[list[int], tuple[str, ...]]:
    """Return the rows of a county that bear the published names, and the names left over."""
    hospitals = [row for row in rows if places.tier[row] in (Tier.COUNTY, Tier.REGIONAL)]
    found, missing = [], []
    for name in network.leads:
        row = next((each for each in hospitals if str(places.name[each]) == name), None)
        if row is None:
            missing.append(name)
        else:
            found.append(row)
    return found, tuple(missing)


def general_hospitals(
    rows: Sequence[int], places: Places, *, is_district: bool = False
) -> list[int]:
    """Return a county's general hospitals, the one most likely to lead first.

    A people's hospital goes before one of Chinese medicine, and of equals the one that is
    better known before one that is assumed. A hospital for some patients alone leads only
    where there is no other. A district of a city that has no hospital of its own is led by one
    of the regional tier.
    """
    hospitals = [row for row in rows if places.tier[row] is Tier.COUNTY]
    higher = [row for row in rows if places.tier[row] is Tier.REGIONAL]
    general = [row for row in hospitals if _is_general(row, places)]
    # Where no county hospitals are known at all, that a district has none says nothing.
    if is_district and not hospitals and places.of_tiers(Tier.COUNTY).size:
        general = [row for row in higher if _is_general(row, places)]
    return sorted(general or hospitals[:1], key=lambda row: _rank(row, places))


def area_of(adcode: int, published: Sequence[PublishedNetwork]) -> PublishedNetwork | None:
    """Return what is published of the prefecture or province that a county is in."""
    province = Province.of_adcode(adcode)
    around = [adcode // 100 * 100, province.adcode if province else 0]
    return next((each for code in around for each in published if each.adcode == code), None)


def _rank(row: int, places: Places) -> tuple[int, int, int, int]:
    name = str(places.name[row])
    kind = next(
        (n for n, words in enumerate(_KINDS) if any(word in name for word in words)), len(_KINDS)
    )
    # The second people's hospital of a county is not the one that leads.
    numbered = any(f"第{digit}" in name for digit in "二三四五六七八九")
    return kind, int(numbered), _KNOWN_FIRST.index(Status(places.status[row])), row


def _is_general(row: int, places: Places) -> bool:
    name = str(places.name[row])
    return bool(places.counts[row]) and not any(word in name for word in _SPECIAL)
