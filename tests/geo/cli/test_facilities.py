"""The table of bundled facilities, in every form, against the bundled file itself."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from geopandas import GeoDataFrame
from geopandas.testing import assert_geodataframe_equal

from data.reference.catalog import entry_of, read_facilities, read_units, unplaced_townships
from data.schema import FacilityColumn, Language, Province, Status, Tier
from geo.cli.parsing.arguments import DEFAULT_PROVINCE
from geo.tables.files.forms import console_width, csv_text

COLUMNS = [column.value for column in FacilityColumn]
NUMBERS = {"adcode", "lon", "lat", "position_error_m", "beds", "staff"}
CSV_START = b"\xef\xbb\xbf"

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]


def bundled(province: Province | None, tier: Tier | None = None) -> list[dict[str, object]]:
    """Return the rows as JSON should have them, by way of the geometry-free frame."""
    frame = read_facilities(province, tier)[COLUMNS]
    return [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124
        for row in frame.astype(object).to_dict("records")
    ]


def read_rows(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(CSV_START)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("tier", Tier)
def test_json_holds_the_table_as_it_is(tier: Tier, answer: Answer) -> None:
    found = answer("facilities", "--province", "qinghai", "--tier", tier, "--json")
    assert found == bundled(Province.QINGHAI, tier)
    assert all(list(row) == COLUMNS for row in found)
    assert all(row[name] is None or row[name] * 1 == row[name] for row in found for name in NUMBERS)


def test_all_tiers_of_the_first_province_by_default(answer: Answer) -> None:
    found = answer("facilities", "--json")
    assert found == answer("facilities", "--province", "sichuan", "--tier", "any", "--json")
    assert found == bundled(DEFAULT_PROVINCE)


def test_no_tier_is_lost_between_the_provinces(answer: Answer) -> None:
    found = answer("facilities", "--province", "all", "--json")
    parts = [answer("facilities", "--province", each, "--json") for each in Province]
    assert {row["id"] for row in found} == {row["id"] for part in parts for row in part}
    assert len(found) == sum(map(len, parts)) == len(read_facilities(None))


def test_csv(capsys: Capture, in_folder: Path, spoken: str, run: Run) -> None:
    assert run("facilities", "--province", "qinghai", "--csv", "-o", "机构.CSV") == 0
    assert capsys.readouterr() == ("", "")
    raw = Path("机构.CSV").read_bytes()
    rows = read_rows(raw)
    expected = bundled(Province.QINGHAI)
    assert list(rows[0]) == [*COLUMNS, "note"]
    assert len(rows) == len(expected)
    for row, known in zip(rows, expected, strict=True):
        for name, value in known.items():
            written = row[name]
            text = str(value) if isinstance(value, bool) else value
            assert written == ("" if value is None else written if name in NUMBERS else text)
            assert name not in NUMBERS or value is None or float(written) == value
    assert {row["note"] for row in rows[1:]} == {""}
    note = rows[0]["note"]
    assumed = sum(row["status"] == Status.ASSUMED for row in expected)
    for said in (f"{assumed:,}", f"{len(unplaced_townships(Province.QINGHAI)):,}"):
        assert said in note
    assert "OpenStreetMap" in note
    for tier in Tier:
        accuracy = entry_of(f"facilities_{tier}").accuracy
        assert accuracy.in_language(Language(spoken)) in note
    assert run("facilities", "--province", "qinghai", "--csv") == 0
    assert capsys.readouterr().out.encode() == raw


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
@pytest.mark.parametrize("tier", [None, Tier.SUBCENTRE])
def test_layer(capsys: Capture, in_folder: Path, run: Run, ending: str, tier: Tier | None) -> None:
    """Zhejiang has no sub-centre: a layer of no points is one as well."""
    name = f"机构.{ending}"
    Path(name).write_text("old")
    line = ["facilities", "--province", "zhejiang", "--tier", tier or "any", "-o", name]
    assert run(*line) == 0
    assert capsys.readouterr() == ("", "")
    assert [path.name for path in in_folder.iterdir()] == [name], "no draft is left behind"
    info = pyogrio.read_info(name)
    expected = read_facilities(Province.ZHEJIANG, tier)
    assert info["crs"] == "EPSG:4326"
    # GeoJSON has no type where it has no feature.
    assert info["geometry_type"] == "Point" or (ending == "geojson" and not len(expected))
    assert (info["features"], pyogrio.list_layers(name)[0][0]) == (len(expected), "facilities")
    said = info["layer_metadata"]["DESCRIPTION"]
    assert "OpenStreetMap" in said
    assert entry_of("facilities_subcentre").accuracy.en in said
    if not len(expected):
        return
    found = pyogrio.read_dataframe(name)
    assert isinstance(found, GeoDataFrame)
    assert_geodataframe_equal(found, expected, check_dtype=False, check_less_precise=True)


def test_json_into_a_file_by_its_ending(in_folder: Path, run: Run, answer: Answer) -> None:
    line = ("facilities", "--province", "qinghai", "--tier", "county")
    assert run(*line, "-o", "out.json") == 0
    assert json.loads(Path("out.json").read_text(encoding="utf-8")) == answer(*line, "--json")


def test_table(capsys: Capture, spoken: str, run: Run) -> None:
    assert run("facilities", "--province", "qinghai", "--tier", "county") == 0
    out, err = capsys.readouterr()
    assert err == ""
    frame = read_facilities(Province.QINGHAI, Tier.COUNTY)
    head, table, _ = out.split("\n\n")
    lines = table.splitlines()
    assert f"{len(frame):,}" in head
    assert ("推定" if spoken == "zh" else "Assumed") in head
    assert len(lines) == len(frame) + 1
    units = read_units(Province.QINGHAI).set_index("adcode")["name" if spoken == "zh" else "pinyin"]
    for line, row in zip(lines[1:], frame.to_dict("records"), strict=True):
        assert line.startswith(row["id"])
        parts = (row["name"], str(row["adcode"]), units[row["adcode"]])
        assert all(part in line for part in parts)
        assert f" {row['position_error_m'] / 1000:,.1f}" in line
    # What comes before the last number of each line is equally wide.
    ends = {console_width(line[: line.rindex(".") + 2]) for line in lines[1:]}
    assert len(ends) == 1, "columns line up"
    assert "OpenStreetMap" in out
    assert ("乡镇位置不明" if spoken == "zh" else "more townships") not in out


def test_a_table_of_none(capsys: Capture, run: Run, answer: Answer) -> None:
    line = ("facilities", "--province", "zhejiang", "--tier", "subcentre")
    assert answer(*line, "--json") == []
    for form in ([], ["--csv"]):
        assert run(*line, *form) == 0
        assert capsys.readouterr().out


def test_a_full_disk_is_one_sentence(
    capsys: Capture, in_folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    def full(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("sqlite: disk full")

    Path("out.gpkg").write_text("old")
    monkeypatch.setattr("geo.tables.files.layer_file.pyogrio.write_dataframe", full)
    assert run("facilities", "--province", "qinghai", "-o", "out.gpkg") == 2
    assert "disk full" in capsys.readouterr().err
    assert Path("out.gpkg").read_text() == "old"


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    texts = ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "a=1", "", "'=1", "−1"]
    rows = list(csv.reader(io.StringIO(csv_text(["a"], [{"a": text} for text in texts]), "")))
    kept = [row[0] if row else "" for row in rows[1:]]
    assert kept == [f"'{text}" if text[:1] in {*"=+-@\t\r"} - {""} else text for text in texts]
    assert csv_text(["a"], [{"a": -1.5}, {"a": None}]).splitlines()[1:] == ["-1.5", '""']
