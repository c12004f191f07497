"""Published support of hospitals that are in no network, so that nothing published is lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.facility_key import FacilityKey
from data.reference.network_model import Network, Support
from data.schema import Language
from geo.networks.facilities import Places
from geo.words.wording import say


@dataclass(frozen=True, slots=True)
class ApartSupport:
    """A published tie that no network holds.

    Attributes
    ----------
    facility, supporter
        The two facilities; None where none at hand bears the name.
    """

    support: Support
    facility: FacilityKey | None
    supporter: FacilityKey | None


def supports_apart(
    networks: Sequence[Network], places: Places, supports: Sequence[Support]
) -> tuple[ApartSupport, ...]:
    """Return the published ties of hospitals that no network holds, in their order.

    A tie is held by a network when it is one of its links. A supporter in a province that is
    not bundled is in no table, and its ties in no network.
    """
    named = {
        (str(places.name[row]), int(places.adcode[row])): places.keys[row]
        for row in reversed(range(len(places.keys)))
    }
    held = {(each.lower, each.upper, each.kind) for network in networks for each in network.links}
    apart = []
    for each in supports:
        lower = named.get((each.facility, each.adcode))
        upper = named.get((each.supporter, each.supporter_adcode))
        if each.is_of_townships:
            inside = any((over, kind) == (upper, each.kind) for _, over, kind in held)
        else:
            inside = (lower, upper, each.kind) in held
        if upper is None or not inside:
            apart.append(ApartSupport(each, lower, upper))
    return tuple(apart)


def supporter_text(support: Support, language: Language) -> str:
    """Return a supporter and the kind of its tie, in words; off the map with its city."""
    kind = support.kind.label.in_language(language)
    if support.outside is None:
        return support.supporter + say("cli_brackets", language, text=kind)
    city = support.outside.in_language(language)
    return say("network_outside", language, name=support.supporter, kind=kind, city=city)


def supported_text(support: Support, language: Language) -> str:
    """Return who is supported, in words."""
    return support.facility or say("network_township_level", language)
