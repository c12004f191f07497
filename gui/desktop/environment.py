"""What has to be right before the first line of Qt runs: display, sandbox, fonts, libraries.

Importable where PySide6 is not: a missing system library must be told in a sentence.
"""

import ctypes
import importlib
import logging
import os
import re
import sys
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

from data.errors import DataError
from gui.desktop.fonts import use_bundled_font

log = logging.getLogger(__name__)

# Lines that Qt and Chromium write on a sound start, offscreen and in software; any other
# line is news. Regular expressions, matched anywhere in a line.
HARMLESS_LINES: Final = (
    r"^Sandboxing disabled by user\.$",
    r"^QRhiGles2: Failed to create (temporary )?context$",
    r"^Failed to create RHI for backend: OpenGL$",
    r"^This plugin does not support createPlatformVulkanInstance$",
    r"^QVulkanInstance: Failed to initialize Vulkan$",
    r"^GBM is not supported with the current configuration",
    r"^This plugin does not support propagateSizeHints\(\)$",
    r"^GPUInfo not initialized on GpuInfoUpdate$",
    # No system message bus: containers.
    r"ERROR:.*dbus/.*Failed to connect to the bus",
    # A locale that is asked for but not installed.
    r"^Detected locale \"C\" with character encoding",
    r"^Qt depends on a UTF-8 locale, and has switched to",
    r"^If this causes problems, reconfigure your locale",
    r"^for more information\.$",
)

_QT_MODULES: Final = (
    "PySide6.QtWidgets",
    "PySide6.QtWebChannel",
    "PySide6.QtWebEngineCore",
    "PySide6.QtWebEngineWidgets",
)
# No policy of a page stops the packets of calls.
_NO_CALLS: Final = "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"
_MISSING: Final = re.compile(r"(lib[\w+.-]+?\.so(?:\.\d+)*): cannot open shared object file")

# Library -> Debian and Ubuntu package, Fedora package.
_PACKAGES: Final = {
    "libEGL.so": ("libegl1", "libglvnd-egl"),
    "libGL.so": ("libgl1", "libglvnd-glx"),
    "libGLX.so": ("libglx0", "libglvnd-glx"),
    "libGLdispatch.so": ("libglvnd0", "libglvnd"),
    "libOpenGL.so": ("libopengl0", "libglvnd-opengl"),
    "libX11.so": ("libx11-6", "libX11"),
    "libX11-xcb.so": ("libx11-xcb1", "libX11-xcb"),
    "libXcomposite.so": ("libxcomposite1", "libXcomposite"),
    "libXdamage.so": ("libxdamage1", "libXdamage"),
    "libXext.so": ("libxext6", "libXext"),
    "libXfixes.so": ("libxfixes3", "libXfixes"),
    "libXrandr.so": ("libxrandr2", "libXrandr"),
    "libXrender.so": ("libxrender1", "libXrender"),
    "libXtst.so": ("libxtst6", "libXtst"),
    "libxkbfile.so": ("libxkbfile1", "libxkbfile"),
    "libasound.so": ("libasound2", "alsa-lib"),
    "libdbus-1.so": ("libdbus-1-3", "dbus-libs"),
    "libdrm.so": ("libdrm2", "libdrm"),
    "libgbm.so": ("libgbm1", "mesa-libgbm"),
    "libexpat.so": ("libexpat1", "expat"),
    "libfontconfig.so": ("libfontconfig1", "fontconfig"),
    "libfreetype.so": ("libfreetype6", "freetype"),
    "libglib-2.0.so": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so": ("libglib2.0-0", "glib2"),
    "libgssapi_krb5.so": ("libgssapi-krb5-2", "krb5-libs"),
    "libnspr4.so": ("libnspr4", "nspr"),
    "libnss3.so": ("libnss3", "nss"),
    "libnssutil3.so": ("libnss3", "nss-util"),
    "libsmime3.so": ("libnss3", "nss"),
    "libudev.so": ("libudev1", "systemd-libs"),
    "libwayland-client.so": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so": ("libwayland-cursor0", "libwayland-cursor"),
    "libwayland-egl.so": ("libwayland-egl1", "libwayland-egl"),
    "libwayland-server.so": ("libwayland-server0", "libwayland-server"),
    "libxcb.so": ("libxcb1", "libxcb"),
    "libxcb-cursor.so": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so": ("libxcb-render0", "libxcb"),
    "libxcb-render-util.so": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon.so": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libz.so": ("zlib1g", "zlib"),
}


@dataclass(frozen=True, slots=True)
class Environment:
    """What `prepare` found and did.

    Attributes
    ----------
    display
        Whether there is a screen to open a window on.
    platform
        The Qt platform plugin asked for; empty leaves the choice to Qt.
    sandbox_off
        Whether Chromium's sandbox is off, because we run as root.
    fonts_file
        The font configuration written, if one was needed.
    """

    display: bool
    platform: str
    sandbox_off: bool
    fonts_file: Path | None


def prepare(
    argv: Sequence[str] = (), *, env: MutableMapping[str, str] | None = None
) -> Environment:
    """Set the process environment so that Qt and its WebEngine can start; before QApplication.

    Parameters
    ----------
    argv
        Command line; `-platform NAME` is Qt's own option and wins over what we find.
    env
        The process environment.
    """
    env = os.environ if env is None else env
    asked = _platform_asked(argv) or env.get("QT_QPA_PLATFORM", "")
    display = has_display(env)
    platform = asked or ("" if display else "offscreen")
    if platform:
        env["QT_QPA_PLATFORM"] = platform
    _forbid_calls(env)
    return Environment(
        display=display and platform not in {"offscreen", "minimal"},
        platform=platform,
        sandbox_off=_fit_sandbox(env),
        fonts_file=use_bundled_font(env),
    )


def has_display(env: MutableMapping[str, str]) -> bool:
    """Return whether there is a screen; only Linux can be without one."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def check_libraries(env: MutableMapping[str, str] | None = None) -> None:
    """Load Qt and the plugin for the screen, which would otherwise end the process.

    Raises
    ------
    DataError
        `library_missing` with `library`, `debian`, `fedora`; `qt_missing` or
        `qt_unusable` with `detail` when it is not a library that is missing.
    """
    env = os.environ if env is None else env
    for module in _QT_MODULES:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            raise DataError("qt_missing", detail=str(error)) from error
        except ImportError as error:
            raise _library_error(str(error)) from error
    plugin = _screen_plugin(env)
    if plugin is not None and plugin.is_file():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise _library_error(str(error)) from error


def is_harmless(message: str) -> bool:
    """Return whether every line of `message` is one that Qt writes on a sound start."""
    return all(
        any(re.search(pattern, line) for pattern in HARMLESS_LINES)
        for line in message.splitlines()
        if line.strip()
    )


def missing_library(message: str) -> tuple[str, str, str] | None:
    """Return library, Debian package and Fedora package named in a loader's message."""
    found = _MISSING.search(message)
    if found is None:
        return None
    library = found.group(1)
    stem = library[: library.index(".so") + len(".so")]
    debian, fedora = _PACKAGES.get(stem, (library, library))
    return library, debian, fedora


def _library_error(message: str) -> DataError:
    missing = missing_library(message)
    if missing is None:
        return DataError("qt_unusable", detail=message)
    library, debian, fedora = missing
    return DataError("library_missing", library=library, debian=debian, fedora=fedora)


def _platform_asked(argv: Sequence[str]) -> str:
    for option, value in pairwise(argv):
        if option in {"-platform", "--platform"}:
            return value
    return ""


def _screen_plugin(env: MutableMapping[str, str]) -> Path | None:
    """Return the platform plugin that Qt will load, where a missing library would abort it."""
    spec = find_spec("PySide6")
    if not sys.platform.startswith("linux") or spec is None or not spec.submodule_search_locations:
        return None
    asked = env.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    name = asked or ("wayland" if env.get("WAYLAND_DISPLAY") else "xcb")
    if name not in {"xcb", "wayland"}:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    return folder / "Qt" / "plugins" / "platforms" / f"libq{name}.so"


def _forbid_calls(env: MutableMapping[str, str]) -> None:
    """Have Chromium send no packet of a call, whatever a script of the page asks for."""
    flags = env.get("QTWEBENGINE_CHROMIUM_FLAGS", "").split()
    if _NO_CALLS not in flags:
        env["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join([*flags, _NO_CALLS])


def _fit_sandbox(env: MutableMapping[str, str]) -> bool:
    """Turn Chromium's sandbox off for root, for whom it refuses to start, and for nobody else."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    if not env.get("QTWEBENGINE_DISABLE_SANDBOX"):
        env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
        log.info("running as root: Chromium's sandbox is off")
    return env["QTWEBENGINE_DISABLE_SANDBOX"] == "1"
