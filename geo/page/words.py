"""The fixed words of the map page, in one language."""

from typing import Final

from data.schema import Language, Status
from geo.networks.words import chain_words, network_words
from geo.words.wording import say

PANELS: Final = ("caption", "legend", "credits")


def page_words(language: Language) -> dict[str, object]:
    """Return the words of legend, tooltips and buttons, as resources/web/map.js takes them."""
    return {
        "reach": say("map_reach", language),
        "gap": say("map_gap", language),
        "demand": say("map_demand", language),
        "unit": say("map_demand_unit", language),
        "unnamed": say("map_unnamed", language),
        "statuses": _status_words(language),
        "network": network_words(language),
        "chain": chain_words(language),
        **_panel_words(language),
    }


def _status_words(language: Language) -> dict[str, str]:
    words = {status.value: status.label.in_language(language) for status in Status}
    return words | {Status.WHAT_IF.value: say("what_if_legend", language)}


def _panel_words(language: Language) -> dict[str, dict[str, str]]:
    """Return what the button of each panel does, and what the legend is called."""
    words = {
        panel: {
            "fold": say(f"map_fold_{panel}", language),
            "unfold": say(f"map_unfold_{panel}", language),
        }
        for panel in PANELS
    }
    words["legend"]["title"] = say("map_legend", language)
    return words
