"""Tells text that was read in the wrong encoding somewhere on its way (mojibake)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# What replacement characters and unset memory become when read as GBK.
_SURE: Final = re.compile(
    r"\ufffd|锟斤|斤拷|烫烫烫|屯屯屯|ï¼|ï¿|â€|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_LOST: Final = re.compile(r"\?{3,}|？{3,}")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_EVERYDAY: Final = re.compile(r"[\u0020-\u007e\u4e00-\u9fff]+")
_HIGH: Final = re.compile(r"[^\x00-\x7f]+")
_GB2312_COMMON_LEAD: Final = range(0xB0, 0xD8)
_GB2312_TRAIL: Final = 0xA1
_MOSTLY: Final = 0.6
_PAIR: Final = 2
_CUT: Final = 3


@lru_cache(maxsize=50_000)
def looks_garbled(text: str) -> bool:
    """Return whether a text looks as if it had been read in the wrong encoding.

    Found are replacement characters and what they turn into, control characters, runs of
    question marks, UTF-8 read as Latin-1 (å»é¢), as GBK (鍖婚櫌) and GBK read as Latin-1
    (Ò½Ôº). Text that is right by chance reads as nothing in the other encoding.
    """
    if _SURE.search(text):
        return True
    if text.isascii():
        return bool(_LOST.search(text))
    if _EVERYDAY.fullmatch(text) and _bytes(text, "gb2312") is not None:
        # Bytes of UTF-8 that happen all to be everyday characters are not worth the time.
        return False
    if any(unicodedata.category(character) in {"Co", "Cn", "Cs"} for character in text):
        return True
    if not _CHINESE.search(text):
        return bool(_LOST.search(text)) or _is_latin_of_utf8(text) or _is_latin_of_gbk(text)
    return _is_gbk_of_utf8(text) or _is_latin_of_utf8(text)


def _is_latin_of_utf8(text: str) -> bool:
    """Return whether the runs beyond ASCII are the bytes of Chinese text in UTF-8."""
    for codec in ("latin-1", "cp1252"):
        for run in _HIGH.findall(text):
            raw = _bytes(run, codec)
            if raw is not None and _CHINESE.search(_decoded(raw, "utf-8")):
                return True
    return False


def _is_latin_of_gbk(text: str) -> bool:
    """Return whether a run beyond ASCII is everyday Chinese in GBK: four bytes or more."""
    for codec in ("latin-1", "cp1252"):
        for run in _HIGH.findall(text):
            raw = _bytes(run, codec)
            if raw is None or len(raw) < _PAIR * 2:
                continue
            pairs = [raw[i : i + _PAIR] for i in range(0, len(raw) - 1, _PAIR)]
            everyday = [p[0] in _GB2312_COMMON_LEAD and p[1] >= _GB2312_TRAIL for p in pairs]
            if sum(everyday) >= max(_PAIR, _MOSTLY * len(pairs)):
                return True
    return False


def _is_gbk_of_utf8(text: str) -> bool:
    """Return whether Chinese characters are the bytes of shorter Chinese text in UTF-8."""
    for run in _HIGH.findall(text):
        raw = _bytes(run, "gb18030")
        if raw is not None and len(_CHINESE.findall(_decoded(raw, "utf-8"))) >= _PAIR:
            return True
    return False


def _bytes(text: str, codec: str) -> bytes | None:
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None


def _decoded(raw: bytes, codec: str) -> str:
    """Return bytes as text, a character cut off at the end left out; empty when they are none."""
    for cut in range(min(_CUT, len(raw))):
        try:
            return raw[: len(raw) - cut].decode(codec)
        except UnicodeDecodeError:
            continue
    return ""
