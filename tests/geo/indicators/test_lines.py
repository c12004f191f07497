"""Published figures side by side: lines, search, and bars, on the figures of the reports."""

from collections import Counter

import pytest

from data.reference.indicators import ThemeTarget, indicators, places
from data.schema import Language, Title
from geo.indicators.computed import Comparison, comparisons
from geo.indicators.ground import bundled_ground
from geo.indicators.lines import Line, bar_groups, lines, matching
from geo.indicators.words import figure_text

EVERYWHERE = {place.adcode for place in places()}


@pytest.fixture(scope="module")
def compared() -> tuple[Comparison, ...]:
    return comparisons(indicators(), bundled_ground())


def line_of(found: tuple[Line, ...], theme: str) -> Line:
    (line,) = [each for each in found if each.theme and each.theme.id == theme]
    return line


@pytest.mark.parametrize("codes", [EVERYWHERE, {510184, 140121}, {510184}, {330400, 330411}, set()])
def test_every_figure_of_the_places_stands_in_one_line(
    compared: tuple[Comparison, ...], codes: set[int]
) -> None:
    found = lines(compared, codes)
    shown = Counter(id(each) for line in found for each in line.figures)
    expected = [each for each in compared if each.indicator.place.adcode in codes]
    assert shown == Counter(id(each) for each in expected)
    for line in found:
        assert len(line.cells) >= 2 if line.theme else len(line.figures) == 1
        for code, cell in line.cells.items():
            assert {each.indicator.place.adcode for each in cell} == {code}
    # What is shared comes first.
    shared = [line.theme is not None for line in found]
    assert shared == sorted(shared, reverse=True)


def test_a_theme_that_one_place_shows_is_plain_figures(compared: tuple[Comparison, ...]) -> None:
    alone = lines(compared, {510184})
    assert all(line.theme is None for line in alone)
    titles = {line.title(Language.ZH) for line in alone}
    assert "县域 · 基层诊疗量占比" in titles
    both = lines(compared, {510184, 140121})
    assert line_of(both, "primary-share").title(Language.EN) == "Primary-care share of visits"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("基层诊疗量占比", {"primary-share"}),
        ("REFERRALS", {"referrals"}),
        ("共享中心 清徐", {"shared-centres"}),
        ("共享中心 青海", set()),
    ],
)
def test_search_finds_words_of_either_language(
    compared: tuple[Comparison, ...], text: str, expected: set[str]
) -> None:
    found = matching(lines(compared, EVERYWHERE), text, None)
    assert {line.theme.id for line in found if line.theme} == expected


def test_search_by_report_and_by_theme(compared: tuple[Comparison, ...]) -> None:
    everything = lines(compared, EVERYWHERE)
    assert matching(everything, "  ", None) == everything
    (line,) = matching(everything, "", "care-in-county")
    assert set(line.cells) == {510185, 630000}
    by_publisher = matching(everything, "清徐融媒", None)
    assert all(140121 in line.cells for line in by_publisher)
    # Of a place alone, the theme's figure is a line of its own.
    (alone,) = matching(lines(compared, {510185}), "", "care-in-county")
    assert alone.theme is None


def test_bars_have_the_published_values(compared: tuple[Comparison, ...]) -> None:
    everything = lines(compared, EVERYWHERE)
    (group,) = bar_groups(line_of(everything, "primary-share"), (), Language.ZH)
    assert [(bar.name, bar.value, bar.text, bar.computed) for bar in group.bars] == [
        ("崇州市", 60.0, "60 %", False),
        ("清徐县", 60.0, "60 %", False),
    ]
    assert group.end == 60.0
    (standard,) = bar_groups(line_of(everything, "township-standard"), (), Language.ZH)
    assert [bar.value for bar in standard.bars if not bar.computed] == [15, 7, 25, 1, 8, 75]
    assert [bar.value for bar in standard.bars if bar.computed] == [14, 14, 30, 9, 9, 68]
    # Where a place has several, each says which.
    assert standard.bars[0].name.startswith("崇州市 · 达到优质服务基层行基本标准")
    assert standard.bars[4].name == "简阳市"
    assert standard.end == 75


def test_computed_bars_join_those_of_their_unit(compared: tuple[Comparison, ...]) -> None:
    everything = lines(compared, EVERYWHERE)
    (signed,) = bar_groups(line_of(everything, "family-signed"), (), Language.EN)
    assert [(bar.name, bar.computed) for bar in signed.bars] == [
        ("Qingxu County", False),
        ("Jiaxing City", True),
    ]
    teams = bar_groups(line_of(everything, "family-teams"), (), Language.EN)
    assert [[bar.computed for bar in group.bars] for group in teams] == [
        [False, False],
        [True, True],
    ]


def test_no_bars_where_places_share_no_unit(compared: tuple[Comparison, ...]) -> None:
    everything = lines(compared, EVERYWHERE)
    assert bar_groups(line_of(everything, "village-standard"), (), Language.ZH) == ()
    single = next(line for line in everything if line.theme is None)
    assert bar_groups(single, (), Language.ZH) == ()


def test_targets_stand_with_their_theme_and_unit(compared: tuple[Comparison, ...]) -> None:
    label = Title("目标", "ThemeTarget")
    ours = ThemeTarget("primary-share", 65.0, "%", label)
    others = [
        ThemeTarget("primary-share", 3.0, "institutions", label),
        ThemeTarget("family-signed", 75.0, "%", label),
    ]
    line = line_of(lines(compared, EVERYWHERE), "primary-share")
    (group,) = bar_groups(line, [*others, ours], Language.ZH)
    assert group.targets == (ours,)
    assert group.end == 65.0


@pytest.mark.parametrize("language", Language)
def test_all_that_is_known_of_a_figure_names_its_report(
    compared: tuple[Comparison, ...], language: Language
) -> None:
    for each in compared:
        text = figure_text(each, language)
        source = each.indicator.source
        for said in (source.title, source.publisher, source.published, each.indicator.period):
            assert said in text
        assert each.indicator.place.name.in_language(language) in text
