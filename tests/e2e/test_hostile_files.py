"""Files made to do harm: an answer or a sentence, nothing written beside them, nobody called."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import pytest
import xlsxwriter
from pytest_socket import enable_socket

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT.parent / "shared" / "cases" / "hostile"
# Where the files of SHARED call, if they can.
PORTS = (18777, 18778)
MEMORY_BYTES = 4 * 1024**3
ENDED_S = 60
OPENED = {
    *("endless-view.gpkg", "triggers.gpkg", "mask-beside.tif", "names.csv", "netlink.kml"),
    *("slip.zip", "prj-moon.zip", "prj-damaged-code.zip", "prj-xian-ellipsoid.zip"),
}
REFUSED = {
    *("loop-directory.xls", "geocode-view.gpkg", "vrt-as-flatgeobuf.fgb", "huge.tif"),
    *("pipeline-as-flatgeobuf.fgb", "vrt-as-flatgeobuf-inside.zip", "prj-unknown-method.zip"),
    *("lol.xlsx", "xxe.kml", "deep.geojson", "bignum.geojson", "corner.xlsx"),
}


def tables(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Write a workbook of one record, its members changed."""
    plain = path.with_name("plain.xlsx")
    with xlsxwriter.Workbook(str(plain)) as book:
        sheet = book.add_worksheet()
        rows: list[list[object]] = [["name", "lon", "lat"], ["x", 101, 36.5]]
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    plain.unlink()


def growing(name: str, content: bytes) -> bytes:
    """Return shared texts that grow a thousandfold with each entity."""
    if not name.endswith("sharedStrings.xml"):
        return content
    grown = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    kind = f'<!DOCTYPE sst [<!ENTITY a0 "x">{grown}]>'
    head, _, rest = content.partition(b"?>")
    return head + b"?>" + kind.encode() + rest.replace(b"<t>x</t>", b"<t>&a9;</t>")


def far_away(name: str, content: bytes) -> bytes:
    """Return a sheet with a cell in its last corner."""
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", last) if "worksheets" in name else content


def huge(path: Path) -> None:
    """Write a raster that claims to be large."""
    entries = [
        *((256, 4, 200_000), (257, 4, 200_000), (258, 3, 8), (259, 3, 1), (262, 3, 1)),
        *((273, 4, 8), (277, 3, 1), (278, 4, 200_000), (279, 4, 100)),
    ]
    listed = b"".join(struct.pack("<2H2I", tag, kind, 1, value) for tag, kind, value in entries)
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, len(entries)) + listed + bytes(40))


def zipped_to_leave(path: Path) -> None:
    """Write an archive whose members are named to lie elsewhere."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in (
            "../out.csv",
            "/tmp/out.csv",
            "C:\\out.csv",
            "..\\..\\out.csv",
            "a/../../out.csv",
        ):
            archive.writestr(name, "name,lon,lat\nx,101,36.5\n")


def made(folder: Path) -> None:
    """Write files of each kind."""
    inner = '"geometry":{"type":"Point","coordinates":[101,36]}'
    feature = (
        '{"type":"FeatureCollection","features":[{"type":"Feature",%s,"properties":{"n":%s}}]}'
    )
    (folder / "bignum.geojson").write_text(feature % (inner, "9" * 5000))
    (folder / "deep.geojson").write_text(feature % (inner, "[" * 50_000 + "]" * 50_000))
    link = "<NetworkLink><Link><href>http://127.0.0.1:18777/a.kml</href></Link></NetworkLink>"
    place = "<Placemark><name>%s</name><Point><coordinates>101,36</coordinates></Point></Placemark>"
    kml = "<kml><Document>%s</Document></kml>"
    (folder / "netlink.kml").write_text(kml % (link + place % "x"))
    entity = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (folder / "xxe.kml").write_text(entity + kml % (place % "&x;"))
    tables(folder / "lol.xlsx", growing)
    tables(folder / "corner.xlsx", far_away)
    huge(folder / "huge.tif")
    zipped_to_leave(folder / "slip.zip")


@pytest.fixture
def calls() -> Iterator[list[int]]:
    """Return the ports that are called while the test runs."""
    enable_socket()
    called: list[int] = []
    with ExitStack() as stack:
        for port in PORTS:
            listening = stack.enter_context(_listening(port))
            thread = Thread(target=_count, args=(listening, port, called))
            thread.start()
            stack.callback(thread.join)
            stack.callback(_say_goodbye, port)
        yield called


def _listening(port: int) -> socket.socket:
    """Listen on a port, once no other process of tests does."""
    end_s = time.monotonic() + ENDED_S
    while True:
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError:
            if time.monotonic() > end_s:
                raise
            time.sleep(0.1)


def _count(listening: socket.socket, port: int, called: list[int]) -> None:
    while True:
        caller, _ = listening.accept()
        with caller:
            caller.settimeout(5)
            if caller.recv(3) == b"bye":
                return
            called.append(port)


def _say_goodbye(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as last:
        last.sendall(b"bye")


def limited() -> None:
    """Take no more memory than is allowed; in the new process."""
    import resource  # noqa: PLC0415 - not on every system

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def inspected(path: Path) -> subprocess.CompletedProcess[str]:
    """Look at a file as the command line does."""
    return subprocess.run(
        [sys.executable, "main.py", "inspect", str(path), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=ENDED_S,
        check=False,
        preexec_fn=limited if os.name == "posix" else None,
    )


@pytest.mark.parametrize("name", sorted(OPENED | REFUSED))
def test_a_hostile_file_does_no_harm(tmp_path: Path, name: str, calls: list[int]) -> None:
    folder = tmp_path / "files"
    if SHARED.is_dir():
        shutil.copytree(SHARED, folder)
    else:
        folder.mkdir()
        made(folder)
    if not (folder / name).exists():
        pytest.skip("only beside the checkout; tests of the readers have its kind")
    before = {each: each.read_bytes() for each in folder.iterdir()}
    done = inspected(folder / name)
    assert done.returncode == (0 if name in OPENED else 2), done.stderr
    assert done.stderr.count("\n") == (0 if name in OPENED else 1), done.stderr
    assert "Traceback" not in done.stderr
    assert {each: each.read_bytes() for each in folder.iterdir()} == before
    assert [each.name for each in tmp_path.iterdir()] == ["files"]
    assert calls == []
