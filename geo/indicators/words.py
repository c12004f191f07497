"""Published indicators in words: values with unit and comparator, reasons, sources, notes."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from data.reference.indicator_words import unit_title
from data.reference.indicators import Comparator, Indicator, PublishedReport, Theme
from data.schema import Language, Title
from geo.indicators.computed import Comparison, Fact
from geo.words.numbers import NO_PEOPLE
from geo.words.statuses import status_counts
from geo.words.wording import say

RANK: Final = "rank"
_SIGNIFICANT: Final = 4
_COMPARED: Final = {
    Comparator.EQUAL: "indicator_equal",
    Comparator.AT_LEAST: "indicator_at_least",
    Comparator.ABOVE: "indicator_above",
}


def value_text(value: float, unit: str, language: Language) -> str:
    """Return a value with its unit, as in `97.2 %`, `1 institution`, `rank 13`."""
    number = number_text(value)
    if unit == RANK:
        return say("indicator_rank", language, number=number)
    word = unit_title(unit).in_language(language)
    if language is Language.EN and value == 1:
        word = word.removesuffix("s")
    return f"{number} {word}"


def published_text(indicator: Indicator, language: Language) -> str:
    """Return the published value with its comparator, as in `≥ 55 %`."""
    value = value_text(indicator.value, indicator.unit, language)
    return say(_COMPARED[indicator.comparator], language, value=value)


def computed_text(comparison: Comparison, language: Language) -> str:
    """Return the computed value with its unit, a dash where there is none."""
    if comparison.computed is None:
        return NO_PEOPLE
    return value_text(comparison.computed, comparison.unit, language)


def number_text(value: float) -> str:
    """Return a number with thousands set apart: as published, a quotient to four digits."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    # Published figures have at most two decimals, and keep them.
    if round(value, 2) == value:
        return f"{value:,.10g}"
    decimals = _SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))
    return f"{value:,.{max(decimals, 0)}f}"


def reason_text(comparison: Comparison, language: Language) -> str:
    """Return what is computed and why it differs from what is published, in sentences."""
    space = "" if language is Language.ZH else " "
    return space.join(
        say(each.code, language, **_in_words(each.facts, language))
        for each in comparison.statements
    )


def _in_words(facts: Mapping[str, Fact], language: Language) -> dict[str, str]:
    return {name: _fact_text(fact, language) for name, fact in facts.items()}


def _fact_text(fact: Fact, language: Language) -> str:
    if isinstance(fact, Title):
        return fact.in_language(language)
    if isinstance(fact, Mapping):
        counts = status_counts(fact, language)
        return say("cli_brackets", language, text=counts) if counts else ""
    return number_text(fact)


def source_text(report: PublishedReport, language: Language) -> str:
    """Return a report by title, publisher and date."""
    return say(
        "indicator_source",
        language,
        title=report.title,
        publisher=report.publisher,
        published=report.dated.in_language(language),
    )


def theme_note(theme: Theme, language: Language) -> str:
    """Return how far the figures of a theme can be compared, and what sets them apart."""
    return say(
        "indicator_note_theme",
        language,
        title=theme.title.in_language(language),
        likeness=say(f"indicator_likeness_{theme.likeness}", language),
        note=theme.note.in_language(language),
    )


def indicator_notes(
    shown: Iterable[Indicator], language: Language, *, of_one_province: bool = False
) -> list[str]:
    """Return what has to be known of figures before they are used, the themes they share.

    Parameters
    ----------
    of_one_province
        Whether what is computed elsewhere is of the bundled lists, not of the project.
    """
    shown = tuple(shown)
    places: dict[Theme, set[int]] = {}
    for indicator in shown:
        if indicator.theme is not None:
            places.setdefault(indicator.theme, set()).add(indicator.place.adcode)
    return [
        say("indicator_note_published", language),
        say("indicator_note_computed", language),
        *([say("indicator_note_elsewhere", language)] if of_one_province else []),
        *(theme_note(theme, language) for theme, codes in places.items() if len(codes) > 1),
    ]


def line_title(indicator: Indicator, language: Language) -> str:
    """Return what a figure is, with its scope."""
    return say(
        "indicator_single",
        language,
        scope=indicator.scope.in_language(language),
        title=indicator.title.in_language(language),
    )


def figure_text(comparison: Comparison, language: Language) -> str:
    """Return all that is known of a figure in lines: value, computed value, reason, source."""
    indicator = comparison.indicator
    told = [
        say(
            "indicator_figure",
            language,
            place=indicator.place.name.in_language(language),
            scope=indicator.scope.in_language(language),
            title=indicator.title.in_language(language),
            value=published_text(indicator, language),
            period=indicator.period_title.in_language(language),
        )
    ]
    if comparison.computed is not None:
        value = computed_text(comparison, language)
        told.append(say("indicator_computed", language, value=value))
    return "\n".join(
        [*told, reason_text(comparison, language), source_text(indicator.source, language)]
    )
