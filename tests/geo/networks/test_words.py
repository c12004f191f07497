"""What the map and files say of a network: names, and how much of it is assumed."""

from data.facility_key import FacilityKey
from data.project.project import new_project
from data.reference.network_model import Link, LinkKind, Network, Part, Role
from data.schema import Language, Province, Status, Tier, Title
from geo.networks.words import chain_words, network_lines, network_words
from geo.page.content import page_caption


def part(name: str, role: Role, membership: Status) -> Part:
    tier = Tier.COUNTY if role is Role.LEAD else Tier.TOWNSHIP
    key = FacilityKey(tier.value, name)
    return Part(key, name, tier, 510184, 103.0, 30.0, Status.MAPPED, role, membership)


LEAD = part("甲", Role.LEAD, Status.REPORTED)
KNOWN = part("乙", Role.MEMBER, Status.USER)
GUESS = part("丙", Role.MEMBER, Status.ASSUMED)
NETWORK = Network(
    "510184-1",
    Title("崇州 1+8+N", "Chongzhou 1+8+N"),
    510184,
    Status.REPORTED,
    (LEAD, KNOWN, GUESS),
    (
        Link(KNOWN.facility, LEAD.facility, LinkKind.MANAGEMENT, Status.USER),
        Link(KNOWN.facility, LEAD.facility, LinkKind.REFERRAL_UP, Status.ASSUMED),
        Link(GUESS.facility, LEAD.facility, LinkKind.MANAGEMENT, Status.ASSUMED),
    ),
)


def test_it_is_said_how_much_is_assumed() -> None:
    assert network_lines(NETWORK, Language.ZH) == (
        "医共体：崇州 1+8+N",
        "推定成员 1/2 家，推定联系 2/3 条",
    )
    assert network_lines(NETWORK, Language.EN) == (
        "Network: Chongzhou 1+8+N",
        "Assumed: 1 of 2 members, 2 of 3 links",
    )


def test_the_caption_tells_of_the_network_that_is_lit() -> None:
    project = new_project(Province.SICHUAN)
    supposed = page_caption(project, None, Language.ZH, NETWORK).supposed
    assert supposed == network_lines(NETWORK, Language.ZH)
    assert page_caption(project, None, Language.ZH).supposed == ()


def test_the_legend_has_a_word_for_every_kind() -> None:
    for language in Language:
        words = network_words(language)
        assert words["kinds"] == {kind.value: kind.label.in_language(language) for kind in LinkKind}
        assert all(words[key] for key in ("assumed", "known", "catchment", "parts"))
        assert all(chain_words(language).values())
    assert "推定" in str(network_words(Language.ZH)["assumed"])
