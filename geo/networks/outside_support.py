"""Published support of hospitals that are in no network, so that nothing published is lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.facility_key import FacilityKey
from data.reference.network_model import Network, Support
from geo.networks.facilities import Places


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

    A tie is held by a network when it is one of its links.
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
        if lower is None or upper is None or (lower, upper, each.kind) not in held:
            apart.append(ApartSupport(each, lower, upper))
    return tuple(apart)
