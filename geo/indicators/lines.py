"""Published figures of several places side by side: lines of a table, bars of a chart."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from data.reference.indicators import Indicator, Place, Theme, ThemeTarget
from data.schema import Language
from geo.indicators.computed import Comparison
from geo.indicators.words import computed_text, line_title, published_text
from geo.words.wording import say

_LEAST_SHARED: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a theme that places share, or one figure.

    Attributes
    ----------
    theme
        The theme; None where the line is a single figure.
    cells
        The figures of each place by its code, one or more.
    """

    theme: Theme | None
    cells: Mapping[int, tuple[Comparison, ...]]

    @property
    def figures(self) -> tuple[Comparison, ...]:
        """All figures of the line, place by place."""
        return tuple(each for cell in self.cells.values() for each in cell)

    def title(self, language: Language) -> str:
        """Return what the line is called: the theme, or the figure with its scope."""
        if self.theme is not None:
            return self.theme.title.in_language(language)
        return line_title(self.figures[0].indicator, language)

    def heading(self, language: Language) -> str:
        """Return the title with the periods of the figures."""
        said = sorted(self.figures, key=lambda each: each.indicator.period)
        periods = dict.fromkeys(each.indicator.period_title.in_language(language) for each in said)
        comma = say("cli_comma", language)
        told = say("cli_brackets", language, text=comma.join(periods))
        return f"{self.title(language)}{told}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its value, what it is called, and whether it is computed."""

    name: str
    value: float
    text: str
    computed: bool


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars of one unit, which share a scale, with the targets of that unit."""

    bars: tuple[Bar, ...]
    targets: tuple[ThemeTarget, ...]

    @property
    def end(self) -> float:
        """Where the scale ends: the largest value shown."""
        return max([*(bar.value for bar in self.bars), *(each.value for each in self.targets)])


def lines(compared: Iterable[Comparison], places: Collection[int]) -> tuple[Line, ...]:
    """Return the figures of some places in lines: what two or more share first.

    Parameters
    ----------
    places
        Codes of the places shown.
    """
    shown = [each for each in compared if each.indicator.place.adcode in places]
    by_theme: dict[Theme, list[Comparison]] = {}
    for each in shown:
        if each.indicator.theme is not None:
            by_theme.setdefault(each.indicator.theme, []).append(each)
    shared = {
        theme: figures
        for theme, figures in by_theme.items()
        if len({each.indicator.place for each in figures}) >= _LEAST_SHARED
    }
    together = [Line(theme, _by_place(figures)) for theme, figures in shared.items()]
    alone = [Line(None, _by_place([each])) for each in shown if each.indicator.theme not in shared]
    return (*together, *alone)


def _by_place(figures: Sequence[Comparison]) -> Mapping[int, tuple[Comparison, ...]]:
    cells: dict[int, tuple[Comparison, ...]] = {}
    for each in figures:
        code = each.indicator.place.adcode
        cells[code] = (*cells.get(code, ()), each)
    return MappingProxyType(cells)


def matching(lines_: Iterable[Line], text: str, theme: str | None) -> tuple[Line, ...]:
    """Return the lines that hold every word of a text, in either language, and are of a theme.

    Parameters
    ----------
    theme
        Id of a theme; None for lines of any and of none.
    """
    words = text.casefold().split()
    return tuple(
        line
        for line in lines_
        if theme is None or any(_theme_id(each.indicator) == theme for each in line.figures)
        if all(word in _searched(line) for word in words)
    )


def _theme_id(indicator: Indicator) -> str | None:
    return indicator.theme.id if indicator.theme else None


def _searched(line: Line) -> str:
    """Return all that a line can be found by."""
    told: list[str] = []
    for each in line.figures:
        indicator = each.indicator
        titles = [indicator.title, indicator.scope, indicator.place.name]
        titles += [indicator.theme.title] if indicator.theme else []
        told += [text for title in titles for text in (title.zh, title.en)]
        told += [indicator.source.title, indicator.source.publisher, indicator.period]
    return "\n".join(told).casefold()


def bar_groups(
    line: Line, targets: Sequence[ThemeTarget], language: Language
) -> tuple[BarGroup, ...]:
    """Return the bars of a line by unit, those that two or more places share.

    A computed value stands below the published one it belongs to; where its unit is
    another, among the bars of that unit.

    Parameters
    ----------
    targets
        Norms; those of the line's theme and of a unit shown are drawn.
    """
    if line.theme is None:
        return ()
    by_unit: dict[str, list[tuple[Place, Bar]]] = {}
    several = {code for code, cell in line.cells.items() if len(cell) > 1}
    for each in line.figures:
        name = _bar_name(each.indicator, language, full=each.indicator.place.adcode in several)
        for unit, bar in _bars(each, name, language):
            by_unit.setdefault(unit, []).append((each.indicator.place, bar))
    ours = [target for target in targets if target.theme == line.theme.id]
    return tuple(
        BarGroup(tuple(bar for _, bar in bars), tuple(t for t in ours if t.unit == unit))
        for unit, bars in by_unit.items()
        if len({place for place, _ in bars}) >= _LEAST_SHARED
    )


def _bar_name(indicator: Indicator, language: Language, *, full: bool) -> str:
    place = indicator.place.name.in_language(language)
    return f"{place} · {indicator.title.in_language(language)}" if full else place


def _bars(each: Comparison, name: str, language: Language) -> Iterator[tuple[str, Bar]]:
    indicator = each.indicator
    yield indicator.unit, Bar(name, indicator.value, published_text(indicator, language), False)  # noqa: FBT003
    if each.computed is not None:
        yield each.unit, Bar(name, each.computed, computed_text(each, language), True)  # noqa: FBT003
