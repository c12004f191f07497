"""Help, words, and what only a process of its own shows."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import DataError
from data.schema import Method
from geo.cli.console import write_console
from geo.cli.parsing.options import OPTIONS, SHORT, Command
from geo.tables.files.forms import console_width, table_text
from geo.words.wording import I18N_FOLDER, sentences
from resources import FOLDER

METHODS = {f"cli_method_{method}" for method in Method}
FOR_EACH = ("cli_supplied_", "cli_help_", "cli_column_", "cli_lacking_", "cli_hint_")
ROOT = FOLDER.parent
Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]


@pytest.mark.parametrize("line", [[], ["--help"], ["-h"]])
def test_help(capsys: Capture, spoken: str, line: list[str], run: Run) -> None:
    assert run(*line) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("用法" if spoken == "zh" else "Usage")
    assert all(command in out for command in Command)


@pytest.mark.parametrize("command", Command)
def test_help_names_every_option_and_no_other(
    capsys: Capture, spoken: str, command: Command, run: Run
) -> None:
    assert run(command, "--help") == 0
    out, _ = capsys.readouterr()
    for option in OPTIONS[command]:
        assert option in out
        assert SHORT.get(option, option) in out
    named = {word.strip("[],.") for word in out.split() if word.strip("[").startswith("--")}
    assert named <= {*OPTIONS[command], "--help"}


def test_every_sentence_is_used_in_both_languages() -> None:
    files = (path for room in ("data", "geo") for path in (ROOT / room).rglob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    for path in (*I18N_FOLDER.glob("cli*.toml"), I18N_FOLDER / "errors_cli.toml"):
        for key, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert texts.keys() == {"zh", "en"}
            assert key in source or key in METHODS or key.startswith(FOR_EACH), key


def test_every_hint_belongs_to_an_error() -> None:
    hints = [key for key in sentences() if key.startswith("cli_hint_")]
    assert hints
    assert all(key.removeprefix("cli_hint_") in sentences() for key in hints)


def test_wide_letters_take_two_places() -> None:
    assert console_width("乡镇 ab") == 7
    assert console_width("e\u0301") == 1
    table = table_text(["名", "n"], [["阿坝县", "1,000"], ["a", "2"]], frozenset({0}))
    assert table == "名          n\n阿坝县  1,000\na           2\n"


def start(*argv: str, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *argv],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | more,
    )


def test_no_qt_without_a_window() -> None:
    code = (
        "import sys, data.read.reader, data.reference.catalog, geo.cli.run, geo.study.study, main;"
        "code = main.main(['coverage', '--province', 'qinghai', '--json']);"
        "rooms = {name.split('.')[0] for name in sys.modules};"
        "found = rooms & {'PySide6', 'shiboken6'};"
        "assert not found, found; sys.exit(code)"
    )
    out, err = start("-c", code).communicate()
    assert err.decode() == ""
    assert json.loads(out)["population"] == 5_923_957


def test_a_chinese_answer_on_a_console_of_another_code_page() -> None:
    out, err = start(
        "main.py",
        "coverage",
        "--province",
        "qinghai",
        LC_ALL="zh_CN.UTF-8",
        PYTHONIOENCODING="cp1252",
    ).communicate()
    assert err == b""
    assert "青海省" in out.decode("utf-8")


def test_a_reader_that_leaves() -> None:
    process = start("main.py", "layers", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_a_console_that_is_not_there(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert run("coverage", "--province", "beijing") == 2
    monkeypatch.setattr(sys, "stdout", None)
    assert run("layers") == 141


def test_nobody_to_tell_of_what_was_mended(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, points_csv: Callable[..., str], run: Run
) -> None:
    path = points_csv("f.csv", [(101.8, 36.6, 0)])
    monkeypatch.setattr(sys, "stderr", None)
    assert run("coverage", "--province", "qinghai", "--json", "--facilities", path) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["facilities"] == 1
    assert "f.csv" in answer["notes"][-1]


def test_a_full_disk_behind_the_console() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full, pytest.raises(DataError, match="unwritable"):
        write_console("text", full)
