"""Norms and verdicts as tables."""

from collections.abc import Sequence
from typing import Final

from data.reference.norms import Norm
from data.schema import Language
from geo.norms.verdict import Judgement
from geo.norms.words import judgement_notes, table_notes
from geo.tables.notes import Basis
from geo.tables.table import Column, Kind, Table, columns_of
from geo.words.places import place_name
from geo.words.wording import say

NAME: Final = "norms"
_NORMS: Final = (
    *columns_of(Kind.TEXT, "id", "title", "measure"),
    Column("number", Kind.NUMBER),
    *columns_of(Kind.TEXT, "unit", "comparator", "tier"),
    *columns_of(Kind.NUMBER, "minutes", "speed_kmh"),
    Column("radius_km", Kind.DISTANCE),
    *columns_of(Kind.TEXT, "status", "standing", "source", "article", "date", "secondary", "text"),
)
_VERDICTS: Final = (
    Column("adcode", Kind.COUNT),
    Column("name", Kind.TEXT),
    Column("value", Kind.NUMBER),
    *columns_of(Kind.TEXT, "verdict", "reason"),
)


def norms_table(norms: Sequence[Norm], notes: Sequence[str], language: Language) -> Table:
    """Return a row for each norm, nothing where nothing is known."""
    rows = tuple(
        (
            norm.id,
            norm.title.in_language(language),
            norm.measure.value,
            norm.number,
            norm.unit.value,
            norm.comparator.value,
            norm.tier.value if norm.tier else None,
            norm.minutes,
            norm.speed_kmh,
            norm.reach_m,
            norm.status.value,
            norm.standing.value,
            norm.source.in_language(language),
            norm.article,
            norm.date,
            norm.secondary,
            norm.note.in_language(language),
        )
        for norm in norms
    )
    return Table(NAME, _NORMS, rows, tuple(notes))


def verdicts_table(judgement: Judgement, notes: Sequence[str], language: Language) -> Table:
    """Return a row for each unit: its value in the measure's own unit, and its verdict."""
    rows = tuple(
        (unit.adcode, unit.name, unit.value, unit.verdict.value, unit.reason.text(language))
        for unit in judgement.units
    )
    return Table(NAME, _VERDICTS, rows, tuple(notes))


def told_norms(norms: Sequence[Norm], language: Language) -> Table:
    """Return a row for each norm, with every note."""
    return norms_table(norms, table_notes(language), language)


def told_verdicts(judgement: Judgement, basis: Basis, language: Language) -> Table:
    """Return a row for each unit, with what it is held against and every note."""
    said = [verdicts_title(judgement, basis, language), *verdict_notes(judgement, basis, language)]
    return verdicts_table(judgement, said, language)


def verdicts_title(judgement: Judgement, basis: Basis, language: Language) -> str:
    """Return where verdicts are of and what by, in a sentence."""
    place, title = place_name(basis.province, language), judgement.norm.title
    return say("cli_norm_headline", language, place=place, title=title.in_language(language))


def verdict_notes(judgement: Judgement, basis: Basis, language: Language) -> list[str]:
    """Return what has to be known of verdicts before they are used, each once."""
    notes = [*basis.told, *judgement_notes(judgement, language), *basis.read]
    return list(dict.fromkeys(notes))
