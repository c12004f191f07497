"""A Chinese font for Linux desktops that have none, from the package we depend on.

fontconfig serves Qt and Chromium alike, so one file that adds our folder to the system's
own configuration gives both the same glyphs. Windows and macOS bring Chinese fonts.
"""

import os
import sys
import tempfile
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from data.whole_file import replace_file

FAMILY: Final = "Noto Sans CJK SC"
_VARIABLE: Final = "FONTCONFIG_FILE"
_PACKAGE: Final = "noto_cjk_sans_otc"
_SYSTEM_FILE: Final = "/etc/fonts/fonts.conf"
_TEMPLATE: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">{system}</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <test name="lang" compare="contains"><string>zh-cn</string></test>
    <edit name="family" mode="append_last" binding="weak"><string>{family}</string></edit>
  </match>
  <alias>
    <family>sans-serif</family>
    <accept><family>{family}</family></accept>
  </alias>
</fontconfig>
"""


def font_folder() -> Path | None:
    """Return the folder of the bundled Chinese font, or None where it is not installed."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def use_bundled_font(env: MutableMapping[str, str]) -> Path | None:
    """Point fontconfig at a configuration with our font; before QApplication.

    Parameters
    ----------
    env
        The process environment; a FONTCONFIG_FILE the user has set is left alone.

    Returns
    -------
    Path | None
        The configuration written, or None when there was nothing to do.
    """
    folder = font_folder()
    if not sys.platform.startswith("linux") or folder is None or env.get(_VARIABLE):
        return None
    cache = _cache_folder(env)
    text = _TEMPLATE.format(
        system=_SYSTEM_FILE, folder=escape(str(folder)), cache=escape(str(cache)), family=FAMILY
    )
    path = cache / "fonts.conf"
    _write(path, text)
    env[_VARIABLE] = str(path)
    return path


def _cache_folder(env: MutableMapping[str, str]) -> Path:
    """Return a folder of our own that can be written, the user's cache if possible."""
    base = env.get("XDG_CACHE_HOME") or (str(Path(env["HOME"]) / ".cache") if "HOME" in env else "")
    for parent in (base, tempfile.gettempdir()):
        folder = Path(parent) / "yiquan" / "fonts"
        try:
            if parent and Path(parent).is_absolute():
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK):
                    return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="yiquan-fonts-"))


def _write(path: Path, text: str) -> None:
    """Write `text` so that a second program starting at the same time reads all or nothing."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    replace_file(path, text.encode())
