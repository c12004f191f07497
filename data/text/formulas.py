"""Texts that a spreadsheet would compute: told, and kept from it by an apostrophe in front."""

import re
from typing import Final

# What a spreadsheet computes, calls another program for, or takes for the same in Chinese.
_SIGNS: Final = r"=+\-@|＝＋－＠｜﹦﹢﹣﹫"
# What stands before a sign and is not seen: spaces, controls, marks of width, direction and
# form, fillers, halves of letters. Programs drop some of it on the way to the spreadsheet.
_UNSEEN: Final = (
    r"\s\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_FORMULA: Final = re.compile(rf"[\t\r]|[{_UNSEEN}]*[{_SIGNS}]")


def guarded(text: str) -> str:
    """Return a text that a spreadsheet takes for no formula: behind an apostrophe, if need be."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the mark that keeps it from being taken for a formula."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text
