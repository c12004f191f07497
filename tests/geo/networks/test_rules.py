"""Links that make no sense are refused."""

import pytest

from data.errors import DataError
from data.facility_key import FacilityKey
from data.reference.network_model import Link, LinkKind, Network, Part, Role
from data.schema import Status, Tier, Title
from geo.networks.rules import End, Joined, is_unusual_lead, require_lead_left, require_link

TIERS = {"lead": Tier.COUNTY, "one": Tier.TOWNSHIP, "two": Tier.TOWNSHIP, "clinic": Tier.VILLAGE}


def end(name: str) -> End:
    tier = TIERS.get(name, Tier.REGIONAL)
    return End(FacilityKey(tier.value, name), name, tier)


def network(*links: tuple[str, str, LinkKind]) -> Network:
    parts = tuple(
        Part(
            end(name).facility,
            name,
            tier,
            510184,
            104.0,
            30.0,
            Status.MAPPED,
            Role.LEAD if name == "lead" else Role.MEMBER,
            Status.USER,
        )
        for name, tier in TIERS.items()
    )
    ties = tuple(
        Link(end(low).facility, end(up).facility, kind, Status.USER) for low, up, kind in links
    )
    return Network("user-1", Title("甲", "A"), 510184, Status.USER, parts, ties)


@pytest.mark.parametrize(
    ("lower", "upper", "kind", "code"),
    [
        ("one", "one", LinkKind.ALLIANCE, "network_link_self"),
        ("lead", "one", LinkKind.REFERRAL_UP, "network_link_tiers"),
        ("one", "clinic", LinkKind.MANAGEMENT, "network_link_tiers"),
        ("centre", "other centre", LinkKind.ALLIANCE, "network_link_outside"),
        ("two", "one", LinkKind.REFERRAL_UP, "network_link_circle"),
    ],
)
def test_what_is_refused(lower: str, upper: str, kind: LinkKind, code: str) -> None:
    there = network(("one", "two", LinkKind.REFERRAL_UP))
    with pytest.raises(DataError) as caught:
        require_link(end(lower), end(upper), kind, Joined([there]))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("lower", "upper", "kind"),
    [
        ("one", "lead", LinkKind.REFERRAL_UP),
        ("one", "two", LinkKind.REFERRAL_UP),
        ("two", "one", LinkKind.TELEMEDICINE),
        ("lead", "one", LinkKind.RECOGNITION),
        ("lead", "centre", LinkKind.TRUSTEESHIP),
    ],
)
def test_what_makes_sense(lower: str, upper: str, kind: LinkKind) -> None:
    require_link(
        end(lower), end(upper), kind, Joined([network(("one", "two", LinkKind.REFERRAL_UP))])
    )


def test_a_circle_over_others_is_found() -> None:
    there = network(
        ("one", "two", LinkKind.REFERRAL_UP),
        ("two", "three", LinkKind.REFERRAL_UP),
    )
    three = End(end("three").facility, "three", Tier.TOWNSHIP)
    with pytest.raises(DataError, match="network_link_outside"):
        require_link(three, end("one"), LinkKind.REFERRAL_UP, Joined([there]))
    closing = network(("one", "two", LinkKind.REFERRAL_UP), ("clinic", "one", LinkKind.REFERRAL_UP))
    require_link(end("clinic"), end("two"), LinkKind.REFERRAL_UP, Joined([closing]))
    with pytest.raises(DataError, match="network_link_circle"):
        require_link(end("two"), end("one"), LinkKind.REFERRAL_UP, Joined([closing]))


def test_the_only_lead_stays() -> None:
    there = network()
    with pytest.raises(DataError, match="network_only_lead"):
        require_lead_left(there, end("lead").facility)
    require_lead_left(there, end("one").facility)


def test_who_seldom_leads() -> None:
    assert [tier for tier in Tier if is_unusual_lead(tier)] == [
        Tier.SUBCENTRE,
        Tier.TOWNSHIP,
        Tier.VILLAGE,
    ]
