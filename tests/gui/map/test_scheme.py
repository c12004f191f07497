from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.map.scheme import MIME_TYPES, Files, Gatekeeper, tile_hosts


@pytest.mark.parametrize(
    ("path", "mime", "beginning"),
    [
        ("/web/map.js", "text/javascript", b"/*"),
        ("/web/map.css", "text/css", b"/*"),
        ("/leaflet/leaflet.js", "text/javascript", b"/*"),
        ("/leaflet/images/layers.png", "image/png", b"\x89PNG"),
        ("/qt/qwebchannel.js", "text/javascript", b"//"),
    ],
)
def test_our_files_are_served(path: str, mime: str, beginning: bytes) -> None:
    found = Files().read(path)
    assert found is not None
    assert found[0] == mime
    assert found[1].startswith(beginning)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/web",
        "/web/",
        "/web/none.js",
        "/web/../i18n/map.toml",
        "/web/../web/map.js",
        "/web//etc/passwd",
        "/web/..\\i18n\\map.toml",
        "/web/C:\\x.js",
        "/leaflet/../../../../x.js",
        "/leaflet/__init__.py",
        "/i18n/map.toml",
        "/qt/other.js",
        "/qt/../web/map.js",
        "/page/abc.html",
        "/page/a/b.html",
        "/web/map.js\0.png",
        "web/map.js",
    ],
)
def test_nothing_else_is_served(path: str) -> None:
    assert Files().read(path) is None


@given(st.lists(st.sampled_from(["..", ".", "web", "leaflet", "x.js", "", "etc"]), max_size=8))
def test_no_path_leaves_the_roots(parts: list[str]) -> None:
    files = Files()
    inside = {path.read_bytes() for root in files.roots.values() for path in root.glob("*.*")}
    found = files.read("/" + "/".join(parts))
    assert found is None or found[1] in inside


def test_a_link_out_of_a_root_is_not_followed(tmp_path: Path) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret.js"
    root.mkdir()
    secret.write_text("secret")
    try:
        (root / "link.js").symlink_to(secret)
    except OSError:
        pytest.skip("no links here")
    files = Files()
    files.roots["root"] = root
    assert files.read("/root/link.js") is None


def test_a_page_is_kept_until_the_next() -> None:
    files = Files()
    first = files.put_page("<p>一</p>").removeprefix("app://yiquan")
    assert files.read(first) == (MIME_TYPES[".html"], "<p>一</p>".encode())
    second = files.put_page("<p>二</p>").removeprefix("app://yiquan")
    assert files.read(first) is None
    assert files.read(second) is not None


@pytest.mark.parametrize(
    ("template", "hosts"),
    [
        ("https://{s}.example.org/{z}/{x}/{y}.png", {f"{s}.example.org" for s in "abc"}),
        ("https://t.example.org:8080/{z}/{x}/{y}.png?k={key}", {"t.example.org"}),
        ("https://{evil}.org/{z}", set()),
        ("", set()),
    ],
)
def test_tile_hosts(template: str, hosts: set[str]) -> None:
    assert tile_hosts(template) == hosts


def test_only_images_of_chosen_hosts_pass() -> None:
    gate = Gatekeeper()
    assert gate.admits("app", "yiquan", image=False)
    assert gate.admits("data", "", image=True)
    assert not gate.admits("https", "t.example.org", image=True)
    gate.allow(frozenset({"t.example.org"}))
    assert gate.admits("https", "t.example.org", image=True)
    assert not gate.admits("https", "t.example.org", image=False)
    assert not gate.admits("https", "other.example.org", image=True)
    assert not gate.admits("file", "", image=True)
    gate.allow(frozenset())
    assert not gate.admits("https", "t.example.org", image=True)
