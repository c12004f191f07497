"""Reads a count as people write it: `1,234.5`, `１２３`, `3,200人`, `1.2万`, `一千二百`."""

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

_LONGEST: Final = 40
_DIGITS: Final = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d{1,2}")
_CHINESE: Final = re.compile(f"[{''.join(_DIGITS)}{''.join(_UNITS)}{''.join(_MYRIADS)}]+")
# As in degrees and minutes: at most hundreds, and decimals behind 点.
_SMALL: Final = re.compile(
    f"(?P<whole>[{''.join(_DIGITS)}十拾百佰]+)(?:[点點](?P<decimals>[{''.join(_DIGITS)}]+))?"
)
# What is counted, and words that only hedge; none changes the number.
_WITH_UNIT: Final = re.compile(
    r"(?:约|共|近)?(?P<number>.+?)(?P<myriad>[万萬亿億])?(?:余|多)?(?:人|张|床|名|个|户|people|beds)?"
)


def floats(values: Iterable[object]) -> npt.NDArray[np.float64]:
    """Return values as numbers, exactly as their digits say; NaN where there is none."""
    listed = list(values)
    kinds = set(map(type, listed))
    if kinds == {str} and "_" not in "".join(map(str, listed)):
        try:
            return np.array(list(map(float, map(str, listed))), dtype=np.float64)
        except ValueError:
            pass
    return np.array([_float(value) for value in listed], dtype=np.float64)


def _float(value: object) -> float:
    # Truths are no numbers here, and neither is `1_000`, which Python would read.
    if isinstance(value, bool | np.bool_) or (isinstance(value, str) and "_" in value):
        return math.nan
    try:
        return float(value) if isinstance(value, str | int | float | np.number) else math.nan
    except (ValueError, OverflowError):
        return math.nan


def plain_number(text: str) -> float | None:
    """Return the number that `text` is; None where it is none.

    `1,234` is one thousand two hundred and thirty-four, `1234,5` and `12,34` have a decimal
    comma. Units of counting (人, 张, 床, 名, 个, 户) are left out and 万 and 亿 multiplied in.
    """
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace("、", ",")
    if not plain:
        return None
    if _CHINESE.fullmatch(plain):
        return _chinese(plain)
    match = _WITH_UNIT.fullmatch(plain)
    if match is None:
        return None
    number = match["number"].strip()
    value = _chinese(number) if _CHINESE.fullmatch(number) else _arabic(number)
    return None if value is None else value * _MYRIADS.get(match["myriad"] or "", 1)


def with_digits(text: str) -> str:
    """Return a text with its Chinese numerals below a thousand as digits: 九十九点五 is 99.5."""
    return _SMALL.sub(_digits_of, text)


def _digits_of(found: re.Match[str]) -> str:
    whole = _chinese(found["whole"])
    decimals = "".join(str(_DIGITS[sign]) for sign in found["decimals"] or "")
    return found[0] if whole is None else f"{whole:.0f}{'.' if decimals else ''}{decimals}"


def _arabic(text: str) -> float | None:
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"[, ]", "", text))
    if _DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    return float(text) if _PLAIN.fullmatch(text) else None


def _chinese(text: str) -> float | None:
    """Return a number in Chinese numerals: 一千二百, 十五, 二〇二四, 三万五."""
    if text[0] in _MYRIADS:
        return None
    if all(sign in _DIGITS for sign in text):
        return float("".join(str(_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    last_unit = 1
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            # A zero stands where a unit is left out: 一万零五 ends in five, not five thousand.
            last_unit = 1 if digit == 0 else last_unit
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit, last_unit = 0, _UNITS[sign]
        else:
            total = (total + section + digit) * _MYRIADS[sign]
            section, digit, last_unit = 0, 0, _MYRIADS[sign]
    # 三万五 is thirty-five thousand: a last digit counts tenths of the unit before it.
    return float(total + section + digit * (last_unit // 10 if last_unit > 10 else 1))  # noqa: PLR2004
