"""Reads coordinates as people write them: degrees in every spelling, one or two to a cell.

`104.05`, `E104.05°`, `104°03′24.5″E`, `东经104度3分24秒`, `104 3 24`, `104:3:24`, `104,05`,
`东经一百零四度三分`, full-width digits and signs; `104.06,30.67`, `30.67 104.06` or
`POINT (104.06 30.67)` where both stand in one cell. What cannot be one is NaN, never a guess.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from data.text.numerals import floats, with_digits

FloatArray = npt.NDArray[np.float64]

_UNREAD: Final = float("nan")
_LONGEST: Final = 80
_SIXTY: Final = 60.0
_TWO: Final = 2
_WITH_HEIGHT: Final = 3
_DEGREE_SIGNS: Final = "º˚∘⁰゜度"
_MINUTE_SIGNS: Final = "′’‘`´ʹʼ＇‵分"
_SECOND_SIGNS: Final = "″”“〃＂ʺ‶秒"
# Done before the text is normalised: that would turn some of these signs into letters.
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys(_DEGREE_SIGNS, "°"),
        **dict.fromkeys(_MINUTE_SIGNS, "'"),
        **dict.fromkeys(_SECOND_SIGNS, '"'),
        **dict.fromkeys("−﹣－‐‑–—", "-"),
        **dict.fromkeys("、；;|/\t\n", ";"),
        "。": ".",
    }
)
# Words for the half of the globe, and labels that only name the number.
_WORDS: Final = (
    (re.compile(r"东经|東經|east|东"), "E"),
    (re.compile(r"西经|西經|west|西"), "W"),
    (re.compile(r"北纬|北緯|north|北"), "N"),
    (re.compile(r"南纬|南緯|south|南"), "S"),
    (re.compile(r"(?:经|纬|經|緯)°?|longitude|latitude|long?|lng|lat|deg"), ""),
)
_NUMBER: Final = r"\d+(?:\.\d*)?|\.\d+"
_ANGLE_TEXT: Final = (
    rf"(?P<sign>[+-]?)(?P<degrees>{_NUMBER})\s*°?"
    rf"(?:[\s:°-]*(?P<minutes>{_NUMBER})\s*'?(?:[\s:'-]*(?P<seconds>{_NUMBER})\s*(?:\"|'')?)?)?"
)
# The letter stands before the number or behind it, and of two angles the same way in both.
_ANGLES: Final = (
    re.compile(rf"(?P<side>[EWNS])[ :=]*{_ANGLE_TEXT}"),
    re.compile(rf"{_ANGLE_TEXT}\s*(?P<side>[EWNS])"),
    re.compile(rf"(?P<side>){_ANGLE_TEXT}"),
)
_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d{1,8},\d+")
_AMBIGUOUS: Final = re.compile(r"[+-]?\d{1,3},\d{3}")
_WKT_POINT: Final = re.compile(r"(?:srid=\d+;)?\s*point\s*[zm]{0,2}\s*\(([^()]*)\)")
_BRACKETS: Final = str.maketrans("", "", "()[]{}<>【】")
_LON_SIDE: Final = "EW"
_LAT_SIDE: Final = "NS"
_MOST: Final = 0.8
_SAMPLE: Final = 200
_CHINA_LON: Final = (73.0, 136.0)
_CHINA_LAT: Final = (3.0, 54.0)

_T = TypeVar("_T")


def angles(cells: Iterable[object]) -> FloatArray:
    """Return each cell as a number: degrees, or metres where it is a plain number; else NaN.

    A single comma is taken for a decimal comma unless the column also groups thousands.
    """
    values = list(cells)
    result = floats(values)
    result[~np.isfinite(result)] = np.nan
    # The most are plain numbers; what is left is read one by one.
    unread = np.flatnonzero(np.isnan(result))
    left = [values[row] for row in unread]
    grouped = any(_groups_thousands(value) for value in left if isinstance(value, str))
    result[unread] = _once_each(left, lambda value: _angle_of(value, grouped=grouped))
    return result


def pairs(cells: Iterable[object]) -> tuple[FloatArray, FloatArray]:
    """Return the longitudes and latitudes of cells that hold both, NaN where they do not.

    Without letters for the half of the globe the order is that of most cells of the column:
    latitude first where that alone puts them in China.
    """
    found = np.array(_once_each(list(cells), _pair_of), dtype=float).reshape(-1, 3)
    first, second, settled = found.T
    open_rows = (settled == 0) & np.isfinite(first)
    turned = _within(first, _CHINA_LAT) & _within(second, _CHINA_LON)
    if open_rows.any() and turned[open_rows].mean() > 1 - _MOST:
        straight = _within(first, _CHINA_LON) & _within(second, _CHINA_LAT)
        if turned[open_rows].sum() > straight[open_rows].sum():
            first, second = (
                np.where(open_rows, second, first),
                np.where(open_rows, first, second),
            )
    return first, second


def holds_pairs(cells: Iterable[object], share: float = _MOST) -> bool:
    """Return whether at least `share` of the first filled cells hold a longitude and a latitude."""
    filled = [c for c in cells if isinstance(c, str) and c.strip()][:_SAMPLE]
    if not filled:
        return False
    found = [_pair_of(cell) for cell in filled]
    # Two whole numbers may be anything; a position in degrees has decimals or signs.
    likely = [
        np.isfinite(a) and abs(a) <= 180 and abs(b) <= 180 and bool(re.search(r"[.°′度]", cell))  # noqa: PLR2004
        for (a, b, _), cell in zip(found, filled, strict=True)
    ]
    return any(likely) and sum(likely) >= share * len(filled)


def _once_each(values: list[object], read: Callable[[object], _T]) -> list[_T]:
    """Return `read` of each value; a column that repeats itself is read once a value."""
    known: dict[object, _T] = {}
    result = []
    for value in values:
        if isinstance(value, str):
            if value not in known:
                if len(known) > _SAMPLE * _SAMPLE:
                    known.clear()
                known[value] = read(value)
            result.append(known[value])
        else:
            result.append(read(value))
    return result


def _angle_of(value: object, *, grouped: bool) -> float:
    """Return one cell as a number."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return _UNREAD
    text = _plain_text(value).replace(" ,", ",")
    if _GROUPED.fullmatch(text) and (grouped or not _AMBIGUOUS.fullmatch(text)):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    number, _ = _read_angle(text)
    return number


def _groups_thousands(value: str) -> bool:
    text = _plain_text(value[:_LONGEST]) if "," in value or "，" in value else ""
    return bool(_GROUPED.fullmatch(text)) and not _AMBIGUOUS.fullmatch(text)


def _plain_text(value: str) -> str:
    """Return the text with one sign for each thing, hemispheres as capital letters."""
    text = unicodedata.normalize("NFKC", value.translate(_SIGNS)).strip().lower()
    text = with_digits(text.replace("\u3000", " "))
    for pattern, sign in _WORDS:
        text = pattern.sub(sign, text)
    if re.search(r"\dd", text):
        for letter, sign in (("d", "°"), ("m", "'"), ("s", '"')):
            text = re.sub(rf"(?<=[\d.]){letter}", sign, text)
    text = text.strip(" :=,;")
    return text if _PLAIN.fullmatch(text) else text.upper()


def _read_angle(text: str) -> tuple[float, str]:
    """Return the number that a prepared text is, and its hemisphere."""
    if _PLAIN.fullmatch(text):
        return float(text), ""
    match = next((found for angle in _ANGLES if (found := angle.fullmatch(text))), None)
    if match is None:
        return _UNREAD, ""
    given = [part for part in match.group("degrees", "minutes", "seconds") if part is not None]
    side = match["side"]
    # Only the last part may have decimals, and sixtieths stay below sixty.
    if any("." in part.rstrip(".") for part in given[:-1]):
        return _UNREAD, ""
    numbers = [float(part) for part in given]
    if any(number >= _SIXTY for number in numbers[1:]):
        return _UNREAD, ""
    value = sum(number / _SIXTY**power for power, number in enumerate(numbers))
    negative = (match["sign"] == "-") != (side in {"W", "S"})
    return (-value if negative else value), side


def _pair_of(value: object) -> tuple[float, float, float]:
    """Return both numbers of a cell and whether letters settled which is which (1 or 0)."""
    nothing = (_UNREAD, _UNREAD, 0.0)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return nothing
    wkt = _WKT_POINT.search(value.lower())
    text = _plain_text(" ".join(wkt[1].split()[:_TWO]) if wkt else value.translate(_BRACKETS))
    for halves in _splits(text):
        if halves is None:
            continue
        (a, side_a), (b, side_b) = (_half_angle(half) for half in halves)
        if not (np.isfinite(a) and np.isfinite(b)):
            continue
        if wkt:
            return a, b, 1.0
        return _in_order(a, side_a, b, side_b)
    return nothing


def _half_angle(text: str) -> tuple[float, str]:
    half = text.strip(" :=")
    return _read_angle(half.replace(",", ".") if _DECIMAL_COMMA.fullmatch(half) else half)


def _in_order(a: float, side_a: str, b: float, side_b: str) -> tuple[float, float, float]:
    """Return two angles, longitude first where letters say which is which."""
    first_is_lat = side_a in _LAT_SIDE if side_a else bool(side_b) and side_b in _LON_SIDE
    if side_a and side_b and (side_a in _LAT_SIDE) == (side_b in _LAT_SIDE):
        return _UNREAD, _UNREAD, 0.0
    settled = float(bool(side_a or side_b))
    return (b, a, settled) if first_is_lat else (a, b, settled)


def _splits(text: str) -> Iterable[list[str] | None]:
    """Yield the ways to cut a text in two: at a separator, between letters, in the middle."""
    for sign in (";", ","):
        parts = [part for part in text.split(sign) if part.strip()]
        # A third number is the height above the sea.
        with_height = len(parts) == _WITH_HEIGHT and bool(_PLAIN.fullmatch(parts[-1].strip()))
        yield parts[:_TWO] if len(parts) == _TWO or with_height else None
    words = text.split()
    if words and len(words) in {2, 4, 6}:
        yield [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    for angle in _ANGLES[:_TWO]:
        found = list(angle.finditer(text))
        if len(found) == _TWO and not angle.sub("", text).strip():
            yield [found[0][0], found[1][0]]


def _within(values: FloatArray, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= limits[0]) & (values <= limits[1])
