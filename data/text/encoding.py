"""Finds how a file's text is encoded, from its bytes and from what it says of itself.

Chinese shapefiles mostly say nothing, and some say the wrong thing. Each candidate is
scored by how the text reads in it, so that a wrong declaration loses to good evidence
and a right one decides where the evidence is thin.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from data.errors import DataError
from data.findings import Reason

UTF_8: Final = "utf-8"
GB18030: Final = "gb18030"
FALLBACK: Final = "cp1252"

# What DBF byte 29 stands for. 0 says nothing and 0x57 only "the writer's system".
LANGUAGE_BYTES: Final = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x4D: GB18030,
    0x4E: "cp949",
    0x4F: "cp950",
    0x7A: GB18030,
    0x78: "cp950",
    0x79: "cp949",
    0x13: "cp932",
    0x7B: "cp932",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCC: "cp1257",
}
WORDS: Final = (
    *("医院", "卫生", "诊所", "中心", "名称", "代码", "人口", "行政", "地址", "街道", "社区"),
    *("省", "市", "县", "区", "镇", "乡", "村", "州", "旗", "盟"),
)

# Weights of the score. A file that is strictly UTF-8 hardly ever is anything else; text
# that does not decode weighs more than any declaration.
_UTF_8_BONUS: Final = 0.6
_CPG_BONUS: Final = 0.35
_LANGUAGE_BYTE_BONUS: Final = 0.2
_WORDS_BONUS: Final = 0.3
_UNDECODABLE_COST: Final = 3.0
_SAMPLE_SIZE: Final = 4000
_SAMPLE_TEXT: Final = 20

_GB2312_COMMON_LEAD: Final = 0xD7
_TEXT_CODEC: Final = re.compile(
    r"utf-8|ascii|gb18030|big5|big5hkscs|cp\d+|iso8859-\d+|shift_jis|euc_jp|euc_kr"
    r"|koi8-[ru]|mac-roman|johab|tis-620"
)
# CJK signs, full-width forms, and the signs that Chinese text shares with others.
_PUNCTUATION: Final = re.compile(r"[\u3000-\u303f\uff00-\uffef·—…“”\u2018\u2019\u00d7°℃]")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file says of its own text: the words of a .cpg, byte 29 of a .dbf."""

    cpg: str | None = None
    language_byte: int = 0


def codec_called(name: str) -> str | None:
    """Return the Python codec for the name of a code page, None when there is none.

    Reads `UTF-8`, `65001`, `GBK`, `936`, `ANSI 1250`, `OEM 936`, `8859-1` and the like.
    The GB family is read as GB18030, which contains it.
    """
    text = name.strip().lower()
    if match := re.fullmatch(r"(?:iso)?[ _-]?8859[ _x-]?(\d{1,2})", text):
        text = f"iso8859-{match[1]}"
    elif match := re.fullmatch(r"(?:ansi|oem|cp|windows|ms|code ?page)?[ _-]*(\d{3,5})", text):
        text = f"cp{match[1]}"
    if text in {"cp936", "cp54936", "cp20936", "gbk", "gb2312", "gb18030", "gb"}:
        return GB18030
    try:
        found = codecs.lookup(text).name
    except (LookupError, ValueError):
        return None
    if found in {"gbk", "gb2312", "hz"}:
        return GB18030
    if found in {"utf-8-sig", "cp65001"}:
        return UTF_8
    # Python also has codecs that are no text encoding (rot13, hex, zlib).
    return found if _TEXT_CODEC.fullmatch(found) else None


def chosen_codec(name: str) -> str:
    """Return the codec the user asked for; DataError `encoding_unknown` when there is none."""
    codec = codec_called(name)
    if codec is None:
        raise DataError("encoding_unknown", encoding=name)
    return codec


def shown(codec: str) -> str:
    """Return the name of a codec as a person reads it."""
    return codec.upper().replace("ISO8859", "ISO-8859")


def decode(raw: bytes, codec: str, errors: str = "strict") -> str:
    """Decode `raw`, leaving out a character that the end of the bytes cuts in two.

    DBF cuts field names at 10 bytes and values at the field's width, wherever that falls.
    """
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return codecs.getincrementaldecoder(codec)(errors).decode(raw, final=False)


def find_encoding(texts: Iterable[bytes], declared: Declared) -> tuple[str, Reason]:
    """Return the codec that `texts` read best in, and why.

    Parameters
    ----------
    texts
        Field names and values as they stand in the file.
    declared
        What the file says of itself.
    """
    sample = _sample(texts)
    if not sample:
        return UTF_8, Reason("encoding_ascii", {"encoding": shown(UTF_8)})
    by_cpg = codec_called(declared.cpg) if declared.cpg else None
    by_byte = LANGUAGE_BYTES.get(declared.language_byte)
    candidates = dict.fromkeys(c for c in (by_cpg, by_byte, UTF_8, GB18030, FALLBACK) if c)
    scores = {
        codec: score(sample, codec)
        + (_CPG_BONUS if codec == by_cpg else 0.0)
        + (_LANGUAGE_BYTE_BONUS if codec == by_byte else 0.0)
        for codec in candidates
    }
    best = max(candidates, key=lambda codec: scores[codec])
    return best, _why(best, sample, declared, by_cpg, by_byte)


# TRAP gbk-that-is-utf8
def score(sample: Sequence[bytes], codec: str) -> float:
    """Return how well `sample`, all of it beyond ASCII, reads in `codec`.

    The mean plausibility of the characters beyond ASCII, plus a bonus for the share of
    texts that hold a word of places or health care, minus a cost for the share that do
    not decode at all. About 1.3 for right Chinese text, under 0.4 for mojibake.
    """
    total, characters, with_words, undecodable = 0.0, 0, 0, 0
    for raw in sample:
        try:
            text = decode(raw, codec)
        except UnicodeDecodeError:
            undecodable += 1
            continue
        beyond = [c for c in text if not c.isascii()]
        total += sum(map(_plausibility, beyond))
        characters += len(beyond)
        with_words += any(word in text for word in WORDS)
    bonus = _UTF_8_BONUS if codec == UTF_8 else 0.0
    return (
        (total / characters + bonus if characters else 0.0)
        + _WORDS_BONUS * with_words / len(sample)
        - _UNDECODABLE_COST * undecodable / len(sample)
    )


def _sample(texts: Iterable[bytes]) -> list[bytes]:
    """Return distinct texts beyond ASCII, taken evenly from all of them."""
    distinct = list(dict.fromkeys(text for text in texts if not text.isascii()))
    return distinct[:: max(1, len(distinct) // _SAMPLE_SIZE)]


def _why(
    best: str, sample: Sequence[bytes], declared: Declared, by_cpg: str | None, by_byte: str | None
) -> Reason:
    """Return the reason for `best`, with a piece of the text as proof."""
    longest = max(sample, key=len)
    facts: dict[str, object] = {
        "encoding": shown(best),
        "sample": decode(longest, best, "replace").strip()[:_SAMPLE_TEXT],
    }
    if best == by_cpg:
        return Reason("encoding_cpg", facts)
    if declared.cpg is not None:
        stated = declared.cpg.strip()[:_SAMPLE_TEXT]
        return Reason("encoding_cpg_wrong", facts | {"stated": stated})
    if best == by_byte:
        return Reason("encoding_language_byte", facts)
    if best == UTF_8:
        return Reason("encoding_utf8", facts)
    return Reason("encoding_judged", facts)


@lru_cache(maxsize=20_000)
def _plausibility(character: str) -> float:
    """Return how likely a character beyond ASCII is in a planner's table, -1 to 1."""
    if unicodedata.category(character) in {"Cc", "Co", "Cn", "Cs"} or character == "\ufffd":
        return -1.0
    if unicodedata.name(character, "").startswith("CJK UNIFIED"):
        try:
            lead = character.encode("gb2312")[0]
        except UnicodeEncodeError:
            return 0.0
        # GB 2312 puts its 3,755 everyday characters first; mojibake seldom lands there alone.
        return 1.0 if lead <= _GB2312_COMMON_LEAD else 0.5
    if _PUNCTUATION.match(character):
        return 0.8
    if unicodedata.name(character, "").startswith("LATIN "):
        return 0.5
    return 0.1
