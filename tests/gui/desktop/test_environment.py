import ctypes
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from data.errors import DataError
from data.schema import Language
from geo.words.wording import explain
from gui.desktop.environment import (
    check_libraries,
    has_display,
    is_harmless,
    missing_library,
    prepare,
)
from gui.desktop.fonts import FAMILY, font_folder, use_bundled_font
from resources import FOLDER

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
LOADER = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"


def failing_import(message: str, kind: type[ImportError]) -> Callable[[str], ModuleType]:
    def load(name: str) -> ModuleType:
        raise kind(message)

    return load


@LINUX
def test_without_a_display_the_platform_is_offscreen(tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    found = prepare([], env=env)
    assert not found.display
    assert env["QT_QPA_PLATFORM"] == found.platform == "offscreen"


@LINUX
@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_display_qt_chooses(tmp_path: Path, variable: str) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path), variable: ":0"}
    assert prepare([], env=env).display
    assert "QT_QPA_PLATFORM" not in env


def test_a_platform_asked_for_wins(tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path), "DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}
    found = prepare(["yiquan", "-platform", "offscreen", "a.shp"], env=env)
    assert (found.platform, found.display) == ("offscreen", False)


@LINUX
@pytest.mark.parametrize(("uid", "off"), [(0, True), (1000, False)])
def test_the_sandbox_goes_for_root_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uid: int, off: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    assert prepare([], env=env).sandbox_off is off
    assert ("QTWEBENGINE_DISABLE_SANDBOX" in env) is off


def test_other_systems_always_have_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert has_display({})


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (LOADER, ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor")),
        (
            "libEGL.so.1: cannot open shared object file: No such file or directory",
            ("libEGL.so.1", "libegl1", "libglvnd-egl"),
        ),
        (
            "libstdc++.so.6: cannot open shared object file: x",
            ("libstdc++.so.6", "libstdc++.so.6", "libstdc++.so.6"),
        ),
        ("undefined symbol: _Z3foo", None),
    ],
)
def test_a_missing_library_is_named(message: str, expected: tuple[str, str, str] | None) -> None:
    assert missing_library(message) == expected


@pytest.mark.parametrize(
    ("message", "kind", "code"),
    [
        (LOADER, ImportError, "library_missing"),
        ("No module named 'PySide6'", ModuleNotFoundError, "qt_missing"),
        ("undefined symbol", ImportError, "qt_unusable"),
    ],
)
def test_an_import_that_fails_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, message: str, kind: type[ImportError], code: str
) -> None:
    monkeypatch.setattr(importlib, "import_module", failing_import(message, kind))
    with pytest.raises(DataError) as caught:
        check_libraries({})
    assert caught.value.code == code
    for language in Language:
        assert explain(caught.value, language)
    if code == "library_missing":
        assert "libxcb-cursor0" in explain(caught.value, Language.ZH)


@LINUX
def test_a_screen_plugin_that_does_not_load_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def refuse(path: str) -> ctypes.CDLL:
        loaded.append(path)
        raise OSError(LOADER)

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    check_libraries({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"})
    assert not loaded
    with pytest.raises(DataError, match="library_missing"):
        check_libraries({"DISPLAY": ":0"})
    assert loaded[0].endswith("libqxcb.so")


def test_the_module_needs_no_qt() -> None:
    script = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from gui.desktop import environment\n"
        "try:\n    environment.check_libraries()\n"
        "except environment.DataError as error:\n    print(error.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "qt_missing"


def test_harmless_means_every_line() -> None:
    assert is_harmless("Sandboxing disabled by user.\n\nGPUInfo not initialized on GpuInfoUpdate")
    assert not is_harmless("Sandboxing disabled by user.\nQObject: Cannot create children")


@LINUX
def test_the_font_file_adds_our_folder_to_the_systems(tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "家 & 户")}
    path = use_bundled_font(env)
    assert path is not None
    assert env["FONTCONFIG_FILE"] == str(path)
    assert path.is_relative_to(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert str(font_folder()) in text
    assert "/etc/fonts/fonts.conf" in text
    before = path.stat().st_mtime_ns
    assert use_bundled_font({"XDG_CACHE_HOME": env["XDG_CACHE_HOME"]}) == path
    assert path.stat().st_mtime_ns == before
    assert [file.name for file in path.parent.iterdir()] == ["fonts.conf"]


@LINUX
def test_a_font_file_of_the_users_own_stays() -> None:
    env = {"FONTCONFIG_FILE": "/somewhere/fonts.conf"}
    assert use_bundled_font(env) is None
    assert env == {"FONTCONFIG_FILE": "/somewhere/fonts.conf"}


@LINUX
def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    path = use_bundled_font({"XDG_CACHE_HOME": str(blocked)})
    assert path is not None
    assert path.is_file()


@LINUX
def test_fontconfig_finds_the_chinese_font(tmp_path: Path) -> None:
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    env.pop("FONTCONFIG_FILE", None)
    use_bundled_font(env)
    script = (
        "from PySide6.QtGui import QFontDatabase, QGuiApplication; a = QGuiApplication([]);"
        "print(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    assert re.search(FAMILY, done.stdout)
