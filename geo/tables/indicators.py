"""Published indicators as a table, the same for console and window."""

from collections.abc import Sequence
from typing import Final

from data.reference.indicators import Comparator
from data.schema import Language
from geo.indicators.computed import Comparison
from geo.indicators.words import reason_text
from geo.tables.forms import Row, csv_text, plain

COLUMNS: Final = (
    *("adcode", "place", "place_en", "level", "scope", "scope_en", "indicator", "indicator_en"),
    *("comparator", "value", "unit", "unit_text", "period", "source_id", "source_title"),
    *("publisher", "published", "theme", "theme_title", "likeness", "theme_note"),
    *("computed", "computed_unit", "difference", "reason_code", "difference_reason", "note"),
)


# A cell that begins with “=” would be a formula to a spreadsheet.
_BOUNDS: Final = {Comparator.EQUAL: "", Comparator.AT_LEAST: "≥", Comparator.ABOVE: ">"}


def indicators_csv(compared: Sequence[Comparison], notes: Sequence[str], language: Language) -> str:
    """Return a row for each figure as CSV; the first row's `note` says what has to be known."""
    return csv_text(COLUMNS, indicator_rows(compared, notes, language))


def indicator_rows(
    compared: Sequence[Comparison], notes: Sequence[str], language: Language
) -> list[Row]:
    """Return a flat row for each figure, in `COLUMNS`; the first row's `note` has the notes."""
    rows = [indicator_row(each, language) for each in compared]
    if rows:
        rows[0]["note"] = " ".join(notes)
    return rows


def indicator_row(compared: Comparison, language: Language) -> Row:
    """Return the flat row of a figure, in `COLUMNS`."""
    indicator = compared.indicator
    source, theme = indicator.source, indicator.theme
    return {
        "adcode": indicator.place.adcode,
        "place": indicator.place.name.zh,
        "place_en": indicator.place.name.en,
        "level": indicator.place.level.value,
        "scope": indicator.scope.zh,
        "scope_en": indicator.scope.en,
        "indicator": indicator.title.zh,
        "indicator_en": indicator.title.en,
        "comparator": _BOUNDS[indicator.comparator],
        "value": plain(indicator.value),
        "unit": indicator.unit,
        "unit_text": indicator.unit_title.in_language(language),
        "period": indicator.period,
        "source_id": source.id,
        "source_title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "theme": theme.id if theme else None,
        "theme_title": theme.title.in_language(language) if theme else None,
        "likeness": theme.likeness.value if theme else None,
        "theme_note": theme.note.in_language(language) if theme else None,
        "computed": None if compared.computed is None else plain(compared.computed),
        "computed_unit": None if compared.computed is None else compared.unit,
        "difference": None if compared.difference is None else plain(compared.difference),
        "reason_code": compared.code,
        "difference_reason": reason_text(compared, language),
    }
