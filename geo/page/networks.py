"""Networks and referral chains as the map page takes them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from data.reference.demand import Demand
from data.reference.network_model import Network
from geo.coverage.cell_outline import rings_of, union_of_places
from geo.networks.referral.chain import Chain
from geo.page.layers import script_json

Integers = npt.NDArray[np.int64]
Rings = Sequence[Sequence[float]]

_POSITION_DECIMALS: Final = 5
_DISTANCE_DECIMALS: Final = 3
_METRES_PER_KM: Final = 1000.0


def network_json(network: Network, catchment: Rings = ()) -> str:
    """Return a network, as JSON that is safe in a script.

    Parameters
    ----------
    catchment
        From `catchment_rings`.

    Returns
    -------
    str
        An object of

        - id;
        - nodes: lon and lat in degrees (EPSG:4326), tier, role, membership and name of each
          part, leads first and supporters last;
        - links: a and b, the numbers of the lower and the upper node, kind and status;
        - catchment: rings, each lon, lat, lon, lat and so on, to be filled even-odd.
    """
    number = {part.facility: row for row, part in enumerate(network.parts)}
    nodes = [
        {
            "lon": round(part.lon, _POSITION_DECIMALS),
            "lat": round(part.lat, _POSITION_DECIMALS),
            "tier": part.tier.value,
            "role": part.role.value,
            "membership": part.membership.value,
            "name": part.name,
        }
        for part in network.parts
    ]
    links = [
        {
            "a": number[link.lower],
            "b": number[link.upper],
            "kind": link.kind.value,
            "status": link.status.value,
        }
        for link in network.links
        if link.lower in number and link.upper in number
    ]
    rings = [list(ring) for ring in catchment]
    return script_json({"id": network.id, "nodes": nodes, "links": links, "catchment": rings})


def catchment_rings(demand: Demand, places: Integers) -> list[list[float]]:
    """Return the outline of the cells of a catchment, as `network_json` takes it.

    Parameters
    ----------
    places : int64[p]
        Rows of `demand`, as `geo.networks.catchments.Catchments.places_of` names them.
    """
    return rings_of(union_of_places(demand, places))


def chain_json(chain: Chain) -> str:
    """Return a referral chain, as JSON that is safe in a script.

    Returns
    -------
    str
        An object of start, with lon and lat in degrees (EPSG:4326), and steps, each with
        lon, lat, name and tier of the facility, distance_km of the step, and leaves: whether
        there the chain first leaves the county of its start.
    """
    start = {
        "lon": round(chain.start.lon, _POSITION_DECIMALS),
        "lat": round(chain.start.lat, _POSITION_DECIMALS),
    }
    steps = [
        {
            "lon": round(step.lon, _POSITION_DECIMALS),
            "lat": round(step.lat, _POSITION_DECIMALS),
            "name": step.name,
            "tier": step.tier.value,
            "distance_km": round(step.distance_m / _METRES_PER_KM, _DISTANCE_DECIMALS),
            "leaves": step.leaves_county,
        }
        for step in chain.steps
    ]
    return script_json({"steps": steps, "start": start})
