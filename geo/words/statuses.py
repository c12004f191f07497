"""How many facilities are known in which way, in words."""

from collections.abc import Mapping

from data.schema import Language, Status
from geo.words.wording import say


def status_counts(by_status: Mapping[Status, int], language: Language) -> str:
    """Return how many facilities are known in which way, in words."""
    comma = say("cli_comma", language)
    return comma.join(
        f"{status.label.in_language(language)} {by_status[status]:,}"
        for status in Status
        if status in by_status
    )
