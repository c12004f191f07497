"""What is said of a unit held against a norm: passed, missed or not judged, why, and in words."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from data.project.project import Edit
from data.reference.catalog import Level
from data.reference.norms import Norm, NormStatus, NormUnit
from data.schema import Language, Status, Title
from geo.words.wording import say

_MOST_DECIMALS: Final = 9


def joined(sentences: Iterable[str], language: Language) -> str:
    """Return sentences as one text; Chinese ones need nothing between them."""
    return ("" if language is Language.ZH else " ").join(each for each in sentences if each)


class Verdict(StrEnum):
    """How a unit stands to a norm."""

    PASSED = "passed"
    MISSED = "missed"
    NOT_JUDGED = "not_judged"

    def label(self, footing: NormStatus) -> Title:
        """Return the verdict in a few words, which say what kind of number it is by."""
        if self is Verdict.NOT_JUDGED or footing is NormStatus.UNKNOWN:
            return _NOT_JUDGED
        return _VERDICT_TITLES[footing][self is Verdict.MISSED]


_NOT_JUDGED: Final = Title("未判定", "Not judged")
_VERDICT_TITLES: Final = {
    NormStatus.BINDING: (
        Title("达标", "Meets the standard"),
        Title("未达标", "Misses the standard"),
    ),
    NormStatus.GUIDANCE: (
        Title("达到指导值", "Reaches the guidance"),
        Title("未达到指导值", "Short of the guidance"),
    ),
    NormStatus.LITERATURE: (
        Title("达到文献值", "Reaches the literature's value"),
        Title("未达到文献值", "Short of the literature's value"),
    ),
    NormStatus.ASSUMPTION: (
        Title("达到设定值", "Reaches the assumed value"),
        Title("未达到设定值", "Short of the assumed value"),
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is: the key of a sentence, its facts, and what is said after it."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    more: "tuple[Reason, ...]" = ()

    def then(self, *more: "Reason") -> "Reason":
        """Return this with more said after it."""
        return replace(self, more=(*self.more, *more))

    def text(self, language: Language) -> str:
        """Return the sentences, terms among the facts in their language."""
        facts = {
            name: fact.in_language(language) if isinstance(fact, Title) else fact
            for name, fact in self.facts.items()
        }
        said = [say(self.code, language, **facts), *(each.text(language) for each in self.more)]
        return joined(said, language)


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """A county, prefecture or province held against a norm.

    Attributes
    ----------
    value
        What is measured, in the unit of the measure, shares from 0 to 1; NaN where nothing is.
    """

    adcode: int
    name: str
    pinyin: str
    verdict: Verdict
    value: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every unit of a level held against one norm, and what the verdicts rest on.

    Attributes
    ----------
    reach_m
        Radius in metres, None where none is known or none is needed.
    units
        By adcode.
    by_status
        The facilities that the values are made of, by how they are known.
    edits
        What is supposed of the facilities.
    modelled
        Whether the values hold people that are modelled.
    remarks
        What else has to be known of the values.
    """

    norm: Norm
    level: Level
    reach_m: float | None
    units: tuple[UnitVerdict, ...]
    by_status: Mapping[Status, int] = field(default_factory=lambda: MappingProxyType({}))
    edits: tuple[Edit, ...] = ()
    modelled: bool = False
    remarks: tuple[Reason, ...] = ()

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many units have each verdict."""
        return {each: sum(unit.verdict is each for unit in self.units) for each in Verdict}


def counts_text(judgement: Judgement, language: Language) -> str:
    """Return how many units have each verdict, in the words of what they are judged by."""
    footing = judgement.norm.footing
    parts = [
        f"{verdict.label(footing).in_language(language)} {count:,}"
        for verdict, count in judgement.counts.items()
        if count or footing is not NormStatus.UNKNOWN
    ]
    return say("cli_comma", language).join(dict.fromkeys(parts))


def obstacle(norm: Norm) -> Reason | None:
    """Return why no unit can be judged by a row, or None where nothing stands against it."""
    measure = norm.measure
    if norm.standing is NormStatus.UNKNOWN:
        return Reason("norm_unknown" if norm.has_source else "norm_no_source")
    if norm.unit is not measure.unit:
        facts = {"found": norm.unit.label, "needed": measure.unit.label}
        return Reason("norm_unit_unfit", facts)
    if measure.has_radius and norm.reach_m is None:
        return Reason("norm_no_radius")
    if norm.number is None:
        return Reason("norm_no_number")
    return None


def by_value(norm: Norm, value: float) -> tuple[Verdict, Reason]:
    """Return the verdict of a measured value, in words that say what the number rests on."""
    reason, threshold = obstacle(norm), norm.threshold
    if reason is not None or threshold is None:
        return Verdict.NOT_JUDGED, reason or Reason("norm_no_number")
    if math.isnan(value):
        return Verdict.NOT_JUDGED, Reason("norm_no_people")
    passed = norm.comparator.holds(value, threshold)
    verdict = Verdict.PASSED if passed else Verdict.MISSED
    return verdict, said_of(norm, verdict, value)


def said_of(norm: Norm, verdict: Verdict, value: float) -> Reason:
    """Return what is said of a value that passed or missed.

    Only a binding norm is met or not; guidance, literature and assumptions are reached or
    not, and called what they are.
    """
    facts = {"value": value_title(norm, value), "asked": asked_title(norm)}
    return Reason(f"norm_{verdict}_{norm.footing}", facts)


def asked_title(norm: Norm) -> Title:
    """Return what a row asks for, such as > 90 %; a dash where it says no number."""
    if norm.number is None:
        return Title("—", "–")
    number = f"{norm.comparator.sign} {norm.number:,.10g}"
    return Title(_with_unit(number, norm.unit.label.zh), _with_unit(number, norm.unit.label.en))


def value_title(norm: Norm, value: float) -> Title:
    """Return a measured value, exact enough to stand on its side of the number."""
    if math.isnan(value):
        return Title("—", "–")
    unit = norm.measure.unit
    scale = 100.0 if unit is NormUnit.PERCENT else 1.0
    shown = _number_text(value * scale, norm.number, 1 if unit is NormUnit.PERCENT else 2)
    return Title(_with_unit(shown, unit.label.zh), _with_unit(shown, unit.label.en))


def _number_text(value: float, number: float | None, decimals: int) -> str:
    """Return a value with as many decimals as keep it off a number that it is not."""
    while (
        number is not None
        and decimals < _MOST_DECIMALS
        and round(value, decimals) == number
        and not math.isclose(value, number, rel_tol=1e-12)
    ):
        decimals += 1
    return f"{value:,.{decimals}f}"


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}"
