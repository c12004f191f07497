"""A reach is metres or minutes, and never one taken for the other."""

import json

import pytest

from data.errors import DataError
from data.schema import Language
from geo.distance.reach import Reach, ReachKind
from geo.words.wording import explain


@pytest.mark.parametrize("amount", [0.0, 1.0, 2500.0, 30.0, float("inf"), -1.0])
@pytest.mark.parametrize("kind", ReachKind)
def test_a_reach_is_its_kind_and_its_amount(kind: ReachKind, amount: float) -> None:
    reach = Reach(kind, amount)
    assert reach == Reach(kind, amount)
    assert hash(reach) == hash(Reach(kind, amount))
    assert reach.amount_in(kind) == amount
    assert len({Reach(each, amount) for each in ReachKind}) == len(ReachKind)


def test_reaches_of_one_kind_are_compared_by_amount() -> None:
    near, far = Reach.in_metres(2_000), Reach.in_metres(30_000)
    assert near < far
    assert near <= Reach.in_metres(2_000)
    assert far > near
    assert max(near, far) == far
    assert min(Reach.in_minutes(60), Reach.in_minutes(30)) == Reach.in_minutes(30)


def test_reaches_of_two_kinds_are_neither_equal_nor_compared() -> None:
    assert Reach.in_metres(30) != Reach.in_minutes(30)
    with pytest.raises(DataError, match="reach_in_minutes"):
        _ = Reach.in_metres(30) < Reach.in_minutes(30)
    with pytest.raises(DataError, match="reach_in_metres"):
        _ = Reach.in_minutes(30) >= Reach.in_metres(30)


def test_minutes_are_refused_where_metres_are_asked_for() -> None:
    assert Reach.in_metres(1_500).radius_m == 1_500
    with pytest.raises(DataError, match="reach_in_minutes"):
        _ = Reach.in_minutes(30).radius_m


@pytest.mark.parametrize("kind", ReachKind)
def test_no_number_is_no_reach(kind: ReachKind) -> None:
    with pytest.raises(ValueError, match="NaN"):
        Reach(kind, float("nan"))


@pytest.mark.parametrize(
    ("reach", "zh", "en"),
    [
        (Reach.in_metres(5_000), "5 公里", "5 km"),
        (Reach.in_metres(2_500), "2.5 公里", "2.5 km"),
        (Reach.in_metres(50), "0.05 公里", "0.05 km"),
        (Reach.in_minutes(30), "30 分钟", "30 min"),
        (Reach.in_minutes(7.5), "7.5 分钟", "7.5 min"),
    ],
)
def test_a_reach_is_told_in_words(reach: Reach, zh: str, en: str) -> None:
    assert reach.in_words(Language.ZH) == zh
    assert reach.in_words(Language.EN) == en


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reach", [Reach.in_metres(12_500), Reach.in_minutes(45)])
def test_a_refusal_says_what_was_asked_for(reach: Reach, language: Language) -> None:
    other = next(kind for kind in ReachKind if kind is not reach.kind)
    with pytest.raises(DataError) as refused:
        reach.amount_in(other)
    assert reach.in_words(language) in explain(refused.value, language)


@pytest.mark.parametrize("reach", [Reach.in_metres(12_345.678), Reach.in_minutes(30)])
def test_a_reach_comes_back_from_json(reach: Reach) -> None:
    text = json.dumps(reach.to_json())
    assert Reach.from_json(json.loads(text)) == reach
    assert json.loads(text) == {reach.kind.value: reach.amount}


@pytest.mark.parametrize(
    "document",
    [{}, {"miles": 3}, {"metres": 3, "minutes": 4}, {"metres": float("nan")}],
)
def test_other_json_is_no_reach(document: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"reach|amount"):
        Reach.from_json(document)


@pytest.mark.parametrize("amount", ["3", None, True, [3]])
def test_an_amount_in_json_is_a_number(amount: object) -> None:
    with pytest.raises(TypeError, match="number"):
        Reach.from_json({"metres": amount})
