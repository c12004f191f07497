"""What cannot be done is said in one sentence, in the language of the system."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from data.reference.catalog import Level, read_boundaries
from data.schema import Province
from geo.cli.parsing.arguments import parse
from geo.cli.parsing.options import ENDINGS

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
PointsCsv = Callable[..., str]

BAD_LINES = [
    ["cover"],
    ["--province", "sichuan"],
    ["coverage", "--province", "beijing"],
    ["coverage", "--province", ""],
    ["coverage", "--tier", "hospital"],
    ["coverage", "--by", "village"],
    ["coverage", "--radius-km", "0"],
    ["coverage", "--radius-km", "-5"],
    ["coverage", "--radius-km", "nan"],
    ["coverage", "--radius-km", "inf"],
    ["coverage", "--radius-km=-inf"],
    ["coverage", "--radius-km", "300.1"],
    ["coverage", "--radius-km", "five"],
    ["coverage", "--radius-km", ""],
    ["coverage", "--radius-km"],
    ["coverage", "--at-least", "0"],
    ["coverage", "--at-least", "21"],
    ["coverage", "--at-least", "1.5"],
    ["coverage", "--at-least", "two"],
    ["coverage", "--share", "0"],
    ["coverage", "--share", "100.1"],
    ["coverage", "--share", "nan"],
    ["coverage", "--share", "half"],
    ["coverage", "--or-higher", "--tier", "any"],
    ["coverage", "--or-higher", "--tier", "any", "--radius-km", "5"],
    ["coverage", "--or-higher", "--facilities", "own.csv"],
    ["coverage", "--or-higher", "--tier", "regional"],
    ["coverage", "--crs", "EPSG:4547"],
    ["coverage", "--population-crs", "EPSG:4547"],
    ["coverage", "--facilities-crs", "EPSG:4547", "--population", "own.csv"],
    ["coverage", "--crs", "EPSG:4547", "--facilities", "a.csv", "--population", "b.csv"],
    ["access", "--crs", "EPSG:4547", "--population-crs", "EPSG:4547", "--population", "b.csv"],
    ["coverage", "--population", "own.csv", "--crs", "EPSG:99999"],
    ["coverage", "--tier", "any", "--facilities", "own.csv"],
    ["coverage", "--tier", "any", "--curve"],
    ["coverage", "--tier", "any", "--gaps"],
    ["coverage", "--tier", "any", "--interval"],
    ["coverage", "--tier", "any", "--at-least", "2"],
    ["coverage", "--curve", "--gaps"],
    ["coverage", "--curve", "--interval"],
    ["coverage", "--curve", "--share", "90"],
    ["coverage", "--gaps", "--interval"],
    ["coverage", "--gaps", "--share", "90"],
    ["coverage", "--gaps", "--by", "county"],
    ["coverage", "--gaps=yes"],
    ["coverage", "--method", "2sfca"],
    ["coverage", "--gaps", "-o", "gaps.shp"],
    ["coverage", "--gaps", "--csv", "-o", "gaps.gpkg"],
    ["coverage", "-o", "out.gpkg"],
    ["coverage", "--json", "-o", "out.csv"],
    ["layers", "-o", "out.csv"],
    ["coverage", "--json", "--csv"],
    ["coverage", "--json=yes"],
    ["coverage", "--radius-km", "-inf"],
    ["coverage", "--radius-km", "1_0"],
    ["coverage", "--province", "sichuan", "--province", "qinghai"],
    ["coverage", "--province", "--json"],
    ["coverage", "-o", "a" * 300],
    ["coverage", "-xo", "out.csv"],
    ["coverage", "--", "sichuan"],
    ["coverage", "--jso"],
    ["coverage", "--radius", "5"],
    ["coverage", "--size", "10x10"],
    ["coverage", "sichuan"],
    ["coverage", "--facilities", "none.shp"],
    ["coverage", "--population", "none.csv"],
    ["coverage", "--facilities", ""],
    ["coverage", "-o", "."],
    ["coverage", "-o", "none/out.csv"],
    ["coverage", "-o", ""],
    ["coverage", "-o", "out\0.csv"],
    ["coverage", "-o"],
    ["facilities", "--province", "beijing"],
    ["facilities", "--tier", "hospital"],
    ["facilities", "--radius-km", "5"],
    ["facilities", "--facilities", "own.csv"],
    ["facilities", "--json", "--csv"],
    ["facilities", "-o", "out.shp"],
    ["facilities", "-o", "out"],
    ["facilities", "-o", ".csv"],
    ["facilities", "-o", ""],
    ["facilities", "-o", "none/out.gpkg"],
    ["facilities", "--csv", "-o", "out.json"],
    ["facilities", "--json", "-o", "out.gpkg"],
    ["facilities", "sichuan"],
    ["layers", "--csv"],
    ["layers", "extra"],
    ["check", "--province", "sichuan"],
    ["map"],
    ["map", "-o", "map.jpg"],
    ["map", "-o", "map.png", "--size", "big"],
    ["map", "-o", "map.png", "--size", "0x100"],
    ["map", "-o", "map.png", "--size", "1600x99999"],
    ["map", "-o", "map.png", "--json"],
    ["map", "-o", "map.png", "--tier", "any"],
    ["map", "-o", "map.png", "--at-least", "2"],
    *(
        [command, *line]
        for command in ("access", "equity")
        for line in (
            ["--method", "3sfca"],
            ["--supply", "doctors"],
            ["--supply", "one"],
            ["--tier", "any"],
            ["--radius-km", "0"],
            ["--zones", "5:1"],
            ["--zones", "5:1", "--method", "gaussian"],
            ["--zones", "5", "--method", "e2sfca"],
            ["--zones", "", "--method", "e2sfca"],
            ["--zones", "5:1,5:0.5", "--method", "e2sfca"],
            ["--zones", "10:1,5:0.5", "--method", "e2sfca"],
            ["--zones", "5:0", "--method", "e2sfca"],
            ["--zones", "5:1.1", "--method", "e2sfca"],
            ["--zones", "nan:1", "--method", "e2sfca"],
            ["--zones", "5:1,301:0.5", "--method", "e2sfca"],
            ["--zones", "5:1:1", "--method", "e2sfca"],
            ["--zones", "5:1", "--method", "e2sfca", "--radius-km", "5"],
            ["--method", "h2sfca", "--radius-km", "5"],
            ["--method", "h2sfca", "--tier", "county"],
            ["--method", "h2sfca", "--facilities", "own.csv"],
            ["--curve"],
            ["--at-least", "2"],
            ["-o", "out.geojson"],
        )
    ),
    ["access", "--group", "young"],
    ["access", "--by", "village"],
    ["equity", "--by", "county"],
    ["equity", "--group", "rural"],
]


@pytest.mark.parametrize("line", BAD_LINES, ids=" ".join)
def test_bad_input_is_one_sentence(
    capsys: Capture, in_folder: Path, spoken: str, line: list[str], run: Run
) -> None:
    assert run(*line) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    assert "usage" not in err.lower()
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in err)
    assert chinese is (spoken == "zh")
    assert [path.name for path in Path().iterdir()] == []


def test_a_population_that_is_none(capsys: Capture, run: Run, points_csv: PointsCsv) -> None:
    for rows, columns in (
        ([(104.06, 30.67, -1)], ["population"]),
        ([(104.06, 30.67, float("nan"))], ["population"]),
        ([(104.06, 30.67, 1)], ["persons_of_note"]),
        ([(104.06, 30.67, 1e308), (104.07, 30.67, 1e308)], ["population"]),
    ):
        path = points_csv("p.csv", rows, *columns)
        assert run("coverage", "--population", path) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_value_may_be_written_into_its_option() -> None:
    for line in (
        ["-o", "map.png", "--radius-km", "5", "--radius-km", "5"],
        ["--output=map.png", "--radius-km=5"],
        ["-omap.png", "--radius-km", "５"],
    ):
        request = parse(["map", *line])
        assert (request.output, request.radius_m) == (Path("map.png"), 5000)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--json=yes"], "takes no value"),
        (["--radius-km", "-inf"], "--radius-km=VALUE"),
        (["--tier", "county", "--tier", "any"], "--tier is given twice"),
    ],
)
def test_the_sentence_says_what_is_wrong(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, run: Run, option: list[str], words: str
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert run("coverage", *option) == 2
    assert words in capsys.readouterr().err


def test_an_ending_that_is_not_known_names_those_that_are(
    capsys: Capture, in_folder: Path, run: Run
) -> None:
    assert run("facilities", "-o", "out.shp") == 2
    err = capsys.readouterr().err
    assert all(ending in err for ending in ENDINGS)


def test_a_link_that_leads_to_itself(capsys: Capture, in_folder: Path, run: Run) -> None:
    Path("loop.json").symlink_to("loop.json")
    assert run("layers", "--json", "-o", "loop.json") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_polygons_are_no_facilities(capsys: Capture, in_folder: Path, run: Run) -> None:
    counties = read_boundaries(Level.COUNTY, Province.QINGHAI).head(2)
    counties.to_file("polygons.gpkg", driver="GPKG")
    assert run("coverage", "--province", "qinghai", "--facilities", "polygons.gpkg") == 2
    assert "polygons.gpkg" in capsys.readouterr().err


def test_a_failed_write_leaves_the_old_file(
    capsys: Capture, in_folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    Path("out.json").write_text("old")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run("layers", "--json", "-o", "out.json") == 2
    monkeypatch.undo()
    assert "No space left" in capsys.readouterr().err
    assert (in_folder / "out.json").read_text() == "old"
    assert [path.name for path in in_folder.iterdir()] == ["out.json"]


def test_interrupted(capsys: Capture, in_folder: Path, run: Run) -> None:
    def interrupt(html: str, width: int, height: int) -> bytes:
        raise KeyboardInterrupt

    line = ["map", "--province", "qinghai", "-o", "map.png"]
    assert run(*line, draw=interrupt) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("name", ["a.csv", "a.yiquan", "a.zip", "a.tif"])
def test_a_pipe_is_refused_at_once(capsys: Capture, in_folder: Path, run: Run, name: str) -> None:
    os.mkfifo(in_folder / name)
    assert run("inspect", name) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert name in line
    place = ["--province", "qinghai", "--tier", "county"]
    assert run("coverage", *place, "--facilities", name) == 2
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("command", ["coverage", "access", "equity", "map"])
def test_people_of_another_province_are_refused_as_in_the_window(
    capsys: Capture, points_csv: PointsCsv, run: Run, spoken: str, command: str
) -> None:
    file = points_csv("p.csv", [(120.1, 30.2, 500.0), (120.2, 30.3, 700.0)], "population")
    output = ["-o", "map.png"] if command == "map" else []
    assert run(command, "--province", "qinghai", "--population", file, *output) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "p.csv" in err
    assert ("没有一个人" if spoken == "zh" else "Nobody") in err
