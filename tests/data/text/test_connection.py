"""What is taken of a connection that a project names, and what a server of it is told."""

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from pytest_socket import enable_socket

from data.errors import DataError
from data.read.reader import read_file
from data.text.connection import DatabasePlace, place_of, typed

SECRET = "s3cr3t-Pw"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://u@h:5/d", DatabasePlace("h", "5", "u", "d")),
        ("postgresql://h/d?user=u&port=7&x=1", DatabasePlace("h", "7", "u", "d")),
        (
            "postgresql://u:p@h/d?passfile=/etc/x&sslkey=k&service=s&hostaddr=1.2.3.4",
            DatabasePlace("h", "", "u", "d", "p"),
        ),
        ("postgresql://[::1]:5/d", DatabasePlace("::1", "5", "", "d")),
        ("postgresql://%68/%64", DatabasePlace("h", "", "", "d")),
        ("postgresql:///d?host=/run/x", DatabasePlace("/run/x", "", "", "d")),
        ("postgresql://a/d?h%6Fst=b", DatabasePlace("b", "", "", "d")),
    ],
)
def test_only_the_place_counts(url: str, place: DatabasePlace) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a,b/d",
        "postgresql://h:1,2/d",
        "postgresql://h%00/d",
        "postgresql://h%20passfile=x/d",
        "postgresql://h/d%0Apassfile",
        "postgresql:///d?host=//evil/share",
        "postgresql://h:port/d",
    ],
)
def test_what_names_no_single_server_is_refused(url: str) -> None:
    with pytest.raises(DataError) as caught:
        place_of(url)
    assert caught.value.code == "database_place"


def test_servers_are_told_apart_by_address_and_port() -> None:
    assert place_of("postgresql://H/d").server == "h"
    assert place_of("postgresql://h:5432/d").server == "h"
    assert place_of("postgresql://h:5433/d").server == "h:5433"
    assert place_of("postgresql:///d").server == "localhost"


def test_what_is_typed_keeps_what_does_not_lead_elsewhere() -> None:
    plain = "postgresql://u:s3@cret/x@h/d?sslmode=require&host=/run/x"
    assert typed(plain) == plain
    assert typed("postgresql://h/d?passfile=/x&service=s") == "postgresql://h/d"
    kept = typed("postgresql://h/d?options=-c%20x&sslmode=require&p%61ssfile=x")
    assert kept == "postgresql://h/d?sslmode=require"


class Listener:
    """A server that asks for a password in plain text and keeps what it is told."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard: list[bytes] = []
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line:
                line.settimeout(2)
                self.heard.append(b"")
                try:
                    while told := line.recv(65_536):
                        self.heard[-1] += told
                        # Whether it may be encrypted is asked in eight bytes.
                        is_question = len(told) == 8
                        line.sendall(b"N" if is_question else b"R" + struct.pack("!ii", 8, 3))
                        if b"p\x00" in told[:2]:
                            break
                except OSError:
                    continue


@pytest.fixture
def listener() -> Iterator[Listener]:
    pytest.importorskip("psycopg")
    enable_socket()
    made = Listener()
    yield made
    made.socket.close()


def environment(monkeypatch: pytest.MonkeyPatch, folder: Path, port: int) -> None:
    """Have passwords and settings wherever a driver looks for them."""
    passwords = folder / "passwords"
    passwords.write_text(f"*:{port}:*:*:{SECRET}\n")
    passwords.chmod(0o600)
    services = folder / "services"
    services.write_text(f"[mine]\npassword={SECRET}\noptions=-c geqo=off\n")
    for name, value in (
        ("PGPASSWORD", SECRET),
        ("PGPASSFILE", str(passwords)),
        ("PGOPTIONS", "-c geqo=off"),
        ("PGSERVICEFILE", str(services)),
        ("PGSERVICE", "mine"),
        ("PGAPPNAME", SECRET),
    ):
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("query", ["", "?passfile={file}", "?service=mine", "?options=-c%20geqo"])
def test_a_project_hands_nothing_of_the_users_to_its_server(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, query: str
) -> None:
    environment(monkeypatch, tmp_path, listener.port)
    more = query.format(file=tmp_path / "passwords")
    url = f"postgresql://planner@127.0.0.1:{listener.port}/health{more}"
    with pytest.raises(DataError) as caught:
        read_file(url, layer="public.h", trusted=False)
    assert caught.value.code == "database_refused"
    heard = b"".join(listener.heard)
    assert b"planner" in heard
    assert SECRET.encode() not in heard
    assert b"geqo" not in heard


def test_another_address_is_not_called(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    url = f"postgresql://u@nowhere.invalid:{listener.port}/d?hostaddr=127.0.0.1"
    with pytest.raises(DataError):
        read_file(url, trusted=False)
    assert listener.heard == []


def test_who_types_a_connection_may_use_his_own_password_file(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment(monkeypatch, tmp_path, listener.port)
    for name in ("PGPASSWORD", "PGSERVICE"):
        monkeypatch.delenv(name)
    with pytest.raises(DataError):
        read_file(f"postgresql://planner@127.0.0.1:{listener.port}/health")
    assert SECRET.encode() in b"".join(listener.heard)
    assert os.environ["PGPASSFILE"]
