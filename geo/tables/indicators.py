"""Published figures, what is computed beside them and why they differ, as a table."""

from collections.abc import Sequence
from typing import Final

from data.reference.indicators import Comparator
from data.schema import Language
from geo.indicators.computed import Comparison
from geo.indicators.words import indicator_notes, reason_text
from geo.tables.notes import Basis
from geo.tables.table import Column, Kind, Table, Value, columns_of

NAME: Final = "indicators"
COLUMNS: Final = (
    Column("adcode", Kind.COUNT),
    *columns_of(Kind.TEXT, "place", "place_en", "level", "scope", "scope_en", "indicator"),
    *columns_of(Kind.TEXT, "indicator_en", "comparator"),
    Column("value", Kind.NUMBER),
    *columns_of(Kind.TEXT, "unit", "unit_text", "period", "source_id", "source_title"),
    *columns_of(Kind.TEXT, "publisher", "published", "theme", "theme_title", "likeness"),
    Column("theme_note", Kind.TEXT),
    Column("computed", Kind.NUMBER),
    Column("computed_unit", Kind.TEXT),
    Column("difference", Kind.NUMBER),
    *columns_of(Kind.TEXT, "reason_code", "difference_reason"),
)
# A cell that begins with “=” would be a formula to a spreadsheet.
_BOUNDS: Final = {Comparator.EQUAL: "", Comparator.AT_LEAST: "≥", Comparator.ABOVE: ">"}


def told_indicators(compared: Sequence[Comparison], basis: Basis, language: Language) -> Table:
    """Return a row for each published figure, with every note."""
    return indicators_table(compared, told_notes(compared, basis, language), language)


def told_notes(compared: Sequence[Comparison], basis: Basis, language: Language) -> list[str]:
    """Return what has to be known of figures before they are used."""
    shown, within = [each.indicator for each in compared], basis.province is not None
    return [
        *basis.told,
        *indicator_notes(shown, language, of_one_province=within),
        *basis.read,
    ]


def indicators_table(
    compared: Sequence[Comparison], notes: Sequence[str], language: Language
) -> Table:
    """Return a row for each published figure, with its report and its reason."""
    rows = tuple(_row(each, language) for each in compared)
    return Table(NAME, COLUMNS, rows, tuple(notes))


def _row(compared: Comparison, language: Language) -> tuple[Value, ...]:
    indicator = compared.indicator
    place, source = indicator.place, indicator.source
    return (
        place.adcode,
        place.name.zh,
        place.name.en,
        place.level.value,
        indicator.scope.zh,
        indicator.scope.en,
        indicator.title.zh,
        indicator.title.en,
        _BOUNDS[indicator.comparator],
        indicator.value,
        indicator.unit,
        indicator.unit_title.in_language(language),
        indicator.period_title.in_language(language),
        source.id,
        source.title,
        source.publisher,
        source.dated.in_language(language),
        *_theme(compared, language),
        compared.computed,
        None if compared.computed is None else compared.unit,
        compared.difference,
        compared.code,
        reason_text(compared, language),
    )


def _theme(compared: Comparison, language: Language) -> tuple[str | None, ...]:
    theme = compared.indicator.theme
    if theme is None:
        return (None, None, None, None)
    title, note = theme.title.in_language(language), theme.note.in_language(language)
    return (theme.id, title, theme.likeness.value, note)
