"""What a planner reads names no option of the command line and no column by its code."""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import DataError
from data.schema import Language, SupplyKind
from geo.words.numbers import radius_text
from geo.words.wording import explain, explain_to_console, sentences

ROOT = Path(__file__).parents[1]
I18N = ROOT / "resources" / "i18n"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
OPTION = re.compile(r"(?<![\w=-])--[a-z][a-z-]*")
CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
# Said before there is a window, of how to have one; and of columns as they stand in a file.
NOT_IN_THE_WINDOW = {
    *("qt_missing", "qt_unusable"),
    *("cli_note_share_of_uncovered", "problem_what_if_saved"),
}


def raw(text: str) -> list[str]:
    """Return the options and codes that stand in a text, whatever is filled into it."""
    plain = PLACEHOLDER.sub("", text)
    return [*OPTION.findall(plain), *CODE.findall(plain)]


def keys_for_the_window() -> Iterator[str]:
    """Return the sentences that a window may say."""
    named = named_outside_the_console()
    for path in sorted(I18N.glob("*.toml")):
        consoles = path.name.startswith("cli") or path.name == "errors_cli.toml"
        for key in tomllib.loads(path.read_text(encoding="utf-8")):
            if key in named or not (consoles or key.startswith("cli_")):
                yield key


def named_outside_the_console() -> set[str]:
    """Return the words in quotes of the modules that a window uses."""
    found: set[str] = set()
    for room in ("gui", "geo", "data"):
        for path in (ROOT / room).rglob("*.py"):
            if not path.is_relative_to(ROOT / "geo" / "cli"):
                found |= set(re.findall(r'"(\w+)"', path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_names_an_option_or_a_code(language: str) -> None:
    known = sentences()
    keys = set(keys_for_the_window()) - NOT_IN_THE_WINDOW
    assert len(keys) > 300
    found = {key: raw(known[key][language]) for key in sorted(keys)}
    assert {key: words for key, words in found.items() if words} == {}


def test_no_text_of_the_window_names_an_option_or_a_code() -> None:
    messages = list(ET.parse(I18N / "yiquan_zh.ts").getroot().iter("message"))
    texts = [each.findtext(part) or "" for each in messages for part in ("source", "translation")]
    assert len(texts) > 600
    assert [text for text in texts if raw(text)] == []


def test_the_scan_sees_what_it_is_for() -> None:
    assert raw("count each as 1 (--supply 1)") == ["--supply"]
    assert raw("share_of_uncovered 是其人口占未覆盖人口的比例") == ["share_of_uncovered"]
    assert raw("{position_source}: low-cost – re-open") == []


@pytest.mark.parametrize("language", Language)
def test_the_console_adds_the_option_that_helps(language: Language) -> None:
    error = DataError("access_no_supply", facilities=4, column=SupplyKind.BEDS)
    assert "--supply" not in explain(error, language)
    assert "--supply 1" in explain_to_console(error, language)
    assert SupplyKind.BEDS.label.in_language(language) in explain(error, language)
    other = DataError("zip_broken", file="a.zip", found="File is not a zip file")
    assert explain_to_console(other, language) == explain(other, language)
    assert "File is" not in explain(other, language)


def test_a_radius_is_written_as_in_its_box() -> None:
    assert [radius_text(each) for each in (88_666.7, 5_000.0, 12_500.0, 300_000.0, 333.3)] == [
        *("88.667", "5", "12.5", "300", "0.333")
    ]


def test_a_click_outside_is_not_told_how_coordinates_are_typed() -> None:
    error = DataError("what_if_outside", lon="112.5", lat="37.8")
    for language, order in ((Language.ZH, "经度在前"), (Language.EN, "before latitude")):
        assert order not in explain(error, language)
        assert order in explain_to_console(error, language)
