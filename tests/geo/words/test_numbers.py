"""Shares in per cent: rounded, but never to all or to nobody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.schema import Language
from geo.page.page import service_caption
from geo.words.numbers import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0.0%"),
        (1.0, "100.0%"),
        (0.9996, ">99.9%"),
        (1 - 1e-16, ">99.9%"),
        (0.0004, "<0.1%"),
        (5e-324, "<0.1%"),
        (0.001, "0.1%"),
        (0.5, "50.0%"),
        (0.9989, "99.9%"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_a_share(share: float, text: str) -> None:
    assert percent(share) == text


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.integers(0, 3))
def test_rounding_never_makes_all_or_nobody(share: float, decimals: int) -> None:
    text = percent(share, decimals)
    number = float(text.strip("<>%")) / 100
    assert 0 < number < 1
    assert abs(number - share) <= 10.0 ** -(decimals + 2) + 1e-12
    assert len(re.sub(r"[^0-9.]", "", text)) <= len(re.sub(r"[^0-9.]", "", percent(1.0, decimals)))


def test_the_caption_of_the_map() -> None:
    def figure(population: float, covered: float) -> str:
        return service_caption(
            Language.ZH,
            province="浙江",
            tier="乡镇卫生院",
            radius_m=5000.0,
            facilities=3,
            population=population,
            covered=covered,
        ).figure

    assert figure(10_000, 9_996) == ">99.9%"
    assert figure(10_000, 10_000) == "100.0%"
    assert figure(10_000, 4) == "<0.1%"
    assert figure(0, 0) == "–"
