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


def facilities_line(by_status: Mapping[Status, int], language: Language) -> str:
    """Return the number of facilities, in all and by how they are known, in a sentence."""
    counts = status_counts(by_status, language)
    in_brackets = say("cli_brackets", language, text=counts) if counts else ""
    count = f"{sum(by_status.values()):,}"
    return say("cli_facilities", language, count=count, by_status=in_brackets)
