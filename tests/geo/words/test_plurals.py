"""English sentences that count say it rightly of one thing."""

import re

import pytest

from data.schema import Language
from geo.words.wording import COUNTS, of_one, say, sentences

_MANY = re.compile(
    rf"\{{(?:{'|'.join(COUNTS)})(?::[^}}]*)?\}} "
    r"(?:(?:more|such|of these|of the|of them|were|are)\b ?)?(?:[a-z]+s\b)?"
)


def counting() -> list[str]:
    """Return the sentences that have words behind a count which are of many things."""
    return sorted(
        key
        for key, texts in sentences().items()
        if any(match[0].rstrip()[-1] != "}" for match in _MANY.finditer(texts["en"]))
    )


@pytest.mark.parametrize("key", counting())
def test_a_sentence_that_counts_has_one_of_one_thing(key: str) -> None:
    many, one = sentences()[key]["en"], of_one()[key]
    assert one != many
    names = set(re.findall(r"\{(\w+)", many))
    assert set(re.findall(r"\{(\w+)", one)) == names, "the same facts"


def test_one_point_was_read_and_two_were() -> None:
    facts = {"file": "a.csv", "layer": "", "why": "So"}
    assert "1 point was read" in say("cli_note_own_file", Language.EN, count="1", **facts)
    assert "2 points were read" in say("cli_note_own_file", Language.EN, count="2", **facts)
