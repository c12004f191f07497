"""Words for networks: in the legend, over the map, and with what is saved."""

from data.reference.network_model import LinkKind, Network
from data.schema import Language, Status
from geo.words.wording import say


def network_words(language: Language) -> dict[str, object]:
    """Return what the legend of the map page calls the parts and links of a network."""
    return {
        "kinds": {kind.value: kind.label.in_language(language) for kind in LinkKind},
        "assumed": say("network_links_assumed", language),
        "known": say("network_links_known", language),
        "catchment": say("network_catchment", language),
        "parts": say("network_parts", language),
    }


def chain_words(language: Language) -> dict[str, object]:
    """Return what the map page writes beside a referral chain."""
    return {
        "title": say("chain_title", language),
        "leaves": say("chain_leaves", language),
        "km": say("chain_km", language),
    }


def network_lines(network: Network, language: Language) -> tuple[str, ...]:
    """Return which network is shown, and how much of it is assumed, a sentence each.

    Members are counted without leads and supporters; links are those of all kinds, also of
    those that are hidden.
    """
    members = network.members
    name = network.name.in_language(language)
    key = "network_line_assumed" if network.status is Status.ASSUMED else "network_line"
    return (
        say(key, language, name=name),
        say(
            "network_line_parts",
            language,
            assumed=sum(each.membership is Status.ASSUMED for each in members),
            members=len(members),
            assumed_links=sum(each.status is Status.ASSUMED for each in network.links),
            links=len(network.links),
        ),
    )
