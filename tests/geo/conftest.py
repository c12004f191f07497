"""The command line in this process, with a painter that needs no Qt."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.cli import run as cli
from geo.health import Check

Run = Callable[..., int]
Answer = Callable[..., Any]
PIXELS = b"\x89PNG a picture "


def draw(html: str, width: int, height: int) -> bytes:
    assert "<html" in html
    return PIXELS + f"{width}x{height}".encode()


def gui_checks() -> list[Check]:
    return [Check("qt", ok=True, detail="6")]


@pytest.fixture(params=["zh_CN.UTF-8", "en_GB.UTF-8"])
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Speak each language in turn; return its code."""
    monkeypatch.setenv("LC_ALL", request.param)
    return "zh" if request.param.startswith("zh") else "en"


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Run a command line and return its exit code."""

    def run(*argv: str, draw: cli.Draw = draw, gui_checks: cli.GuiChecks = gui_checks) -> int:
        return cli.main(argv, draw=draw, gui_checks=gui_checks)

    return run


@pytest.fixture
def answer(run: Run, capsys: pytest.CaptureFixture[str]) -> Answer:
    """Run a command line that succeeds and return the JSON it prints."""

    def answer(*argv: str) -> Any:
        assert run(*argv) == 0
        out, err = capsys.readouterr()
        # Of a file of the user, what was noticed is told; of what is bundled, nothing.
        assert err == "" or {"--facilities", "--population"} & {*argv}
        return json.loads(out, parse_constant=pytest.fail)

    return answer


@pytest.fixture
def points_csv(in_folder: Path) -> Callable[..., str]:
    """Write points (lon, lat, value) as a CSV file and return its name."""

    def write(name: str, rows: list[tuple[float, float, float]], column: str = "") -> str:
        lines = [f"name,lon,lat,{column}" if column else "name,lon,lat"]
        for number, (lon, lat, value) in enumerate(rows):
            lines.append(f"点{number},{lon},{lat}" + (f",{value}" if column else ""))
        (in_folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    return write
