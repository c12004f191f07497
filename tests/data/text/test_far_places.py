"""Paths of other computers: known by their letters, and not looked at."""

import json
import os
from pathlib import Path

import pytest

from data.project.project import Layer, LayerKind, new_project
from data.project.project_file import load_project, project_bytes
from data.schema import Province, Tier
from data.text.far_places import DEVICE, far_host


@pytest.mark.parametrize(
    ("path", "host"),
    [
        (r"\\Evil.example\share\a.csv", "evil.example"),
        ("//evil.example/share/a.csv", "evil.example"),
        (r"\/evil/share", "evil"),
        (r"/\evil\share", "evil"),
        ("///evil/share", "evil"),
        (r"\\evil@SSL@8443\DavWWWRoot\a.csv", "evil"),
        (r"\\?\UNC\evil\share\a.csv", "evil"),
        ("//?/unc/evil/share/a.csv", "evil"),
        (r"\\.\UNC\evil\share", "evil"),
        ("file://evil/share/a.csv", "evil"),
        ("FILE:////evil/share/a.csv", "evil"),
        ("file://%65vil/a.csv", "evil"),
        ("smb://user@evil/share", "evil"),
        ("https://evil/a.csv", "evil"),
        ("/net/evil/share/a.csv", "evil"),
        (" //evil/share", "evil"),
        (r"\\.\pipe\x", DEVICE),
        (r"\\?\C:\a.csv", DEVICE),
        ("//./COM1", DEVICE),
        (r"\??\UNC\evil\share", DEVICE),
        ("//", DEVICE),
        ("/home/a/b.csv", None),
        (r"C:\data\a.csv", None),
        ("C:/data//a.csv", None),
        ("file:///C:/a.csv", None),
        ("data/a.csv", None),
        ("../a.csv", None),
        ("", None),
        ("医院.csv", None),
    ],
)
def test_the_host_that_a_path_leads_to(path: str, host: str | None) -> None:
    assert far_host(path) == host


@pytest.mark.parametrize(
    ("absolute", "relative"),
    [
        (r"\\evil\share\a.csv", ""),
        (r"\\evil\share\a.csv", "a.csv"),
        ("//evil/share/a.csv", "../a.csv"),
        ("/nowhere/a.csv", "//evil/share/a.csv"),
        ("/nowhere/a.csv", r"\\evil\share\a.csv"),
        ("file://evil/a.csv", ""),
        (r"\\.\pipe\evil", r"\\.\pipe\evil"),
        ("/net/evil/a.csv", ""),
        ("/nowhere/a.csv", "../../../../../../../../../../net/evil/a.csv"),
    ],
)
def test_reading_a_project_looks_at_no_other_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absolute: str, relative: str
) -> None:
    layer = Layer("user_1", LayerKind.FACILITIES, "#112233", "a", Path("a.csv"), Tier.COUNTY)
    plain = json.loads(project_bytes(new_project(Province.QINGHAI).with_layer(layer), tmp_path))
    plain["project"]["layers"][-1]["path"] = {"absolute": absolute, "relative": relative}
    path = tmp_path / "a.yiquan"
    path.write_text(json.dumps(plain), encoding="utf-8")
    looked: list[str] = []
    for name in ("stat", "lstat"):
        real = getattr(os, name)

        def look(where: object, *rest: object, real: object = real, **more: object) -> object:
            looked.append(str(where))
            assert callable(real)
            return real(where, *rest, **more)

        monkeypatch.setattr(os, name, look)
    load_project(path)
    assert not [where for where in looked if "evil" in where]
