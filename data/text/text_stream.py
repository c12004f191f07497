"""Finds the encoding of a text file of any size, and decodes it piece by piece."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data.findings import Reason
from data.progress import Progress
from data.text.encoding import Declared, chosen_codec, find_encoding, shown

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JUDGED_BYTES: Final = 16 * 1024**2
_JUDGED_PIECES: Final = 16
_CHUNK_BYTES: Final = 1 << 18
_HEAD_BYTES: Final = 4092
_ZERO_SHARE: Final = 0.1
_FEWEST_ZEROS: Final = 8


def find_codec(
    path: Path, encoding: str | None, separator: bytes, declared: Declared
) -> tuple[str, Reason]:
    """Return the codec of a text file and why that one.

    Parameters
    ----------
    encoding
        What the user says, which settles it.
    separator
        What stands between texts, so that what a piece cuts off is not judged.
    declared
        What the file says of itself.

    Raises
    ------
    DataError
        `encoding_unknown`.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
        marked = next((codec for bom, codec in _BOMS if head.startswith(bom)), None)
        if encoding is not None:
            codec = chosen_codec(encoding)
            why = Reason("encoding_override", {"encoding": shown(codec)})
            # A mark at the start is no text in any of them.
            fits = marked is not None and marked.startswith(codec)
            return (marked or codec) if fits else codec, why
        if marked is None and (bare := _unmarked_utf16(head + stream.read(_HEAD_BYTES))):
            return bare, Reason("encoding_judged_utf16", {"encoding": shown(bare)})
        if marked is not None:
            return marked, Reason("encoding_mark", {"encoding": shown(marked.removesuffix("-sig"))})
        return find_encoding(_sample(stream, path.stat().st_size, separator), declared)


def _unmarked_utf16(head: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in, None where it is in neither.

    Its digits, separators and ends of lines have a zero in one half of their two bytes and
    never in the other; no text in another encoding has any.
    """
    pairs = len(head) // 2
    zeros = [head[half : 2 * pairs : 2].count(0) for half in (0, 1)]
    if min(zeros) or max(zeros) < max(_FEWEST_ZEROS, _ZERO_SHARE * pairs):
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le"


def text_chunks(path: Path, codec: str, progress: Progress) -> Iterator[str]:
    """Yield a file's text; what does not decode becomes U+FFFD."""
    size = max(1, path.stat().st_size)
    decoder = codecs.getincrementaldecoder(codec)("replace")
    done = 0
    with path.open("rb") as stream:
        while raw := stream.read(_CHUNK_BYTES):
            done += len(raw)
            progress(min(1.0, done / size))
            yield decoder.decode(raw)
    yield decoder.decode(b"", final=True)


def _sample(stream: io.BufferedReader, size: int, separator: bytes) -> list[bytes]:
    """Return whole texts: all of a small file, some from all over a large one."""
    stream.seek(0)
    texts: list[bytes] = []
    if size <= _JUDGED_BYTES:
        rest = b""
        # Cut up at once, it would let nothing else run for a while.
        while raw := stream.read(_CHUNK_BYTES):
            *whole, rest = (rest + raw.replace(b"\r", b"\n")).split(separator)
            texts += whole
        return [*texts, rest]
    for piece in range(_JUDGED_PIECES):
        stream.seek(piece * (size // _JUDGED_PIECES))
        found = stream.read(_JUDGED_BYTES // _JUDGED_PIECES).replace(b"\r", b"\n").split(separator)
        texts += found[bool(piece) : -1]
    return texts
