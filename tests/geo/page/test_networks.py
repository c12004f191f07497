"""Networks and chains for the page: the parts and links of the model, and safe text."""

import json

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from data.facility_key import FacilityKey
from data.reference.demand import Demand
from data.reference.network_model import Link, LinkKind, Network, Part, Role
from data.schema import Status, Tier, Title
from geo.networks.referral.chain import Chain, Start, Step
from geo.page.networks import catchment_rings, chain_json, network_json

LEAD, TOWN, CENTRE = (FacilityKey("layer", each) for each in ("lead", "town", "centre"))


def part(key: FacilityKey, tier: Tier, role: Role, name: str) -> Part:
    parent = LEAD if role is Role.MEMBER else None
    return Part(
        key, name, tier, 510101, 104.1234567, 30.0, Status.MAPPED, role, Status.ASSUMED, parent
    )


def network(name: str = "甲县人民医院") -> Network:
    return Network(
        id="510101-1",
        name=Title("甲县医共体", "Jia network"),
        adcode=510101,
        status=Status.ASSUMED,
        parts=(
            part(LEAD, Tier.COUNTY, Role.LEAD, name),
            part(TOWN, Tier.TOWNSHIP, Role.MEMBER, "东乡卫生院"),
        ),
        links=(
            Link(TOWN, LEAD, LinkKind.MANAGEMENT, Status.ASSUMED),
            Link(TOWN, CENTRE, LinkKind.REFERRAL_UP, Status.USER),
        ),
    )


def test_nodes_and_links_are_the_parts_and_ties() -> None:
    shown = json.loads(network_json(network(), [[104.0, 30.0, 104.1, 30.0, 104.1, 30.1]]))
    assert shown == {
        "id": "510101-1",
        "nodes": [
            {
                "lon": 104.12346,
                "lat": 30.0,
                "tier": "county",
                "role": "lead",
                "membership": "assumed",
                "name": "甲县人民医院",
            },
            {
                "lon": 104.12346,
                "lat": 30.0,
                "tier": "township",
                "role": "member",
                "membership": "assumed",
                "name": "东乡卫生院",
            },
        ],
        # A tie to one that is no part of the network has no second end to be drawn at.
        "links": [{"a": 1, "b": 0, "kind": "management", "status": "assumed"}],
        "catchment": [[104.0, 30.0, 104.1, 30.0, 104.1, 30.1]],
    }


def test_a_name_cannot_end_the_script() -> None:
    text = network_json(network("</script>{{ run }}"))
    assert "<" not in text
    assert "{{" not in text
    assert json.loads(text)["nodes"][0]["name"] == "</script>{{ run }}"


def test_a_chain_is_its_steps() -> None:
    start = Start(104.0, 30.0, 510101)
    step = Step(
        TOWN, "东乡", Tier.TOWNSHIP, 104.1, 30.1, 510102, Status.MAPPED, 1234.5678, 1234.5678,
        leaves_county=True,
    )  # fmt: skip
    assert json.loads(chain_json(Chain(start, (step,)))) == {
        "steps": [
            {
                "lon": 104.1,
                "lat": 30.1,
                "name": "东乡",
                "tier": "township",
                "distance_km": 1.235,
                "leaves": True,
            }
        ],
        "start": {"lon": 104.0, "lat": 30.0},
    }


def test_rings_enclose_the_cells_of_the_catchment_and_no_others() -> None:
    cells = [(row, column) for row in range(3) for column in range(3)]
    lat, lon = (np.array(axis) * 0.01 + 30.005 for axis in zip(*cells, strict=True))
    demand = Demand(
        lon=np.append(lon + 74.0, np.nan),
        lat=np.append(lat, 30.0),
        population=np.ones(10),
        unit=np.array([0] * 5 + [1] * 5, dtype=np.int32),
        units=pd.DataFrame({"adcode": [510101, 510102]}),
        grid=None,
        cell_deg=0.01,
    )
    ring_of_eight = np.array([0, 1, 2, 3, 5, 6, 7, 8, 9])
    rings = catchment_rings(demand, ring_of_eight)
    inside: BaseGeometry = shapely.Polygon()
    for ring in rings:
        inside = inside.symmetric_difference(shapely.Polygon(np.array(ring).reshape(-1, 2)))
    covered = shapely.contains_xy(inside, demand.lon[:9], demand.lat[:9])
    assert covered.tolist() == [True] * 4 + [False] + [True] * 4
    assert np.isclose(inside.area, 8 * 0.01**2)
    assert catchment_rings(demand, np.array([9])) == []
