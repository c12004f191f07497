"""What a sentence lists, and what stands between in each language."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import DataError
from data.findings import Problem
from data.lists import Several, several
from data.schema import Language
from geo.network_table.rows import problem_text
from geo.words.wording import explain, listed, say, sentences
from resources import FOLDER

ROOT = FOLDER.parent


@given(names=st.lists(st.text("甲乙a", min_size=1), max_size=6), most=st.integers(1, 8))
def test_the_first_are_named_and_the_rest_told_of(names: list[str], most: int) -> None:
    found = several(iter(names), most)
    assert list(found.names) == names[:most]
    assert found.is_cut is (len(names) > most)
    assert bool(found) is bool(names)
    assert str(found).endswith("…") is (len(names) > most)


def test_each_language_has_its_own_commas() -> None:
    found = Several(("名称", "地址"), is_cut=True)
    assert listed(found, Language.ZH) == "名称、地址 …"
    assert listed(found, Language.EN) == "名称, 地址 …"
    assert listed(Several(()), Language.ZH) == "-"


def test_without_a_limit_nothing_is_cut() -> None:
    assert several(range(1000)) == Several(tuple(map(str, range(1000))))


@pytest.mark.parametrize(
    "error",
    [
        DataError("network_columns_missing", file="a.csv", found=several(["经度", "纬度"])),
        DataError("layer_missing", file="a.gpkg", layer="丙", found=several(["甲", "乙"])),
        DataError(
            "project_each_tier",
            file="a.yiquan",
            field="layers",
            found=several(["county", "village"]),
        ),
        DataError("cli_unknown_tier", found="x", known=several(["county", "village"])),
    ],
    ids=lambda error: str(error.code),
)
def test_a_chinese_sentence_has_no_english_comma(error: DataError) -> None:
    assert ", " not in explain(error, Language.ZH)
    assert "、" in explain(error, Language.ZH)
    assert "、" not in explain(error, Language.EN)


def test_rows_and_names_of_a_problem_are_listed_by_the_sentence() -> None:
    found = several(["甲院 510184", "乙院 510185"])
    problem = Problem.of("network_name_ambiguous", [3, 1, 2], sheet="", name="院", found=found)
    told = problem_text(problem, Language.ZH)
    assert "第 1、2、3 行" in told
    assert "甲院 510184、乙院 510185" in told
    assert "Row 1, 2, 3" in problem_text(problem, Language.EN)


def test_no_chinese_sentence_holds_english_punctuation_between_chinese() -> None:
    wrong = re.compile(r"[一-鿿}][,;:] [一-鿿{]")
    window = ET.parse(ROOT / "resources" / "i18n" / "yiquan_zh.ts")
    texts = [texts["zh"] for texts in sentences().values()]
    texts += [node.text or "" for node in window.iter("translation")]
    assert not [text for text in texts if wrong.search(text)]


def test_notes_and_details_stand_as_each_language_has_them() -> None:
    told = [
        say(key, language, text="a", note="b", detail="c")
        for key, language in itertools.product(("with_note", "with_detail"), Language)
    ]
    assert sorted(told) == sorted(["a（b）", "a (b)", "a：c", "a: c"])
