r"""Which paths lead to another computer: told by their letters, for to look there is a call.

On Windows a mere look at `\\host\share` tells that host who the user is, and a proof of the
password with it.
"""

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

# What Windows takes for a device or a path that is not to be understood.
DEVICE: Final = "."
_LONG: Final = re.compile(r"//[?.]/unc/", re.IGNORECASE)
_NT: Final = re.compile(r"/(?:\?\?|device|global\?\?)/", re.IGNORECASE)
_FILE_URL: Final = re.compile(r"file:(?=/)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]+)://([^/]*)", re.IGNORECASE)
_MOUNTS: Final = re.compile(r"/net/([^/]+)(?:/|$)")


def far_host(path: Path | str) -> str | None:
    """Return the computer that a path leads to, None for this one; nothing is looked at.

    `DEVICE` stands for what is no file at all.
    """
    text = str(path).strip().replace("\\", "/")
    if (url := _FILE_URL.match(text)) is not None:
        text = unquote(text[url.end() :])
        text = text.replace("\\", "/")
        if re.match(r"///(?!/)", text):
            return far_host(text[2:])
    if (scheme := _SCHEME.match(text)) is not None:
        return scheme[2].rpartition("@")[2].lower() or DEVICE
    if (long := _LONG.match(text)) is not None:
        return _first(text[long.end() :])
    if _NT.match(text) or text.startswith(("//?", "//.")):
        return DEVICE
    if text.startswith("//"):
        return _first(text)
    # Where computers are mounted by their names as soon as one looks.
    mounted = _MOUNTS.match(text)
    return mounted[1].lower() if mounted is not None else None


def _first(text: str) -> str:
    """Return the host that begins a path; Windows knows `host@SSL@port` of the web, too."""
    return text.strip("/").partition("/")[0].partition("@")[0].strip().lower() or DEVICE
