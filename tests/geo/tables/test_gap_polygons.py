"""Outlines of gaps: their cells, measured by pyproj.Geod, and the files they go into."""

import csv
import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pyproj import Geod

from data.errors import DataError
from data.project.project import Criterion
from data.reference.catalog import read_facilities, read_units
from data.reference.demand import Demand, read_demand
from data.schema import Language, Province, Status, Tier
from geo.coverage.gaps import Gaps, find_gaps, gap_polygons
from geo.coverage.tier_coverage import tier_coverage
from geo.distance.lattice import cell_area_km2
from geo.distance.nearest import nearest_distance_m
from geo.progress import Cancelled
from geo.study.study import load_study
from geo.tables.files.written import csv_of
from geo.tables.gaps import gap_notes, gaps_table, write_gaps

GEOD = Geod(ellps="WGS84")
SIDE = 0.01

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
PICTURES = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 2)
)


def of_picture(people: Integers) -> tuple[Demand, Floats]:
    """Return cells of a row of the picture each, from 30 N going south; 0 is within reach."""
    row, column = np.indices(people.shape)
    unit = np.where(column < 5, 0, 1).ravel().astype(np.int32)
    demand = Demand(
        lon=(2.0 * column.ravel() + 20_001) / 200,
        lat=(2.0 * (3_000 - row.ravel()) - 1) / 200,
        population=people.ravel().astype(np.float64),
        unit=unit,
        units=read_units(Province.SICHUAN),
        grid=None,
        cell_deg=SIDE,
    )
    return demand, np.where(people.ravel() > 0, 9_000.0, 1_000.0)


def gaps_of(lines: list[str]) -> Gaps:
    return find_gaps(*of_picture(np.array([[int(sign) for sign in line] for line in lines])), 5e3)


def geod_km2(geometry: shapely.Geometry) -> float:
    """Measure on the ellipsoid, the parallels cut into short geodesics."""
    short = shapely.orient_polygons(shapely.segmentize(geometry, SIDE / 4))
    area_m2, _ = GEOD.geometry_area_perimeter(short)
    return float(area_m2) / 1e6


def assert_measures(frame: gpd.GeoDataFrame) -> None:
    """Hold each polygon to the figures beside it."""
    assert frame.is_valid.all()
    for row, geometry in zip(frame.to_dict("records"), frame.geometry, strict=True):
        assert geometry.area == pytest.approx(row["cells"] * SIDE**2, rel=1e-9)
        assert geometry.bounds == (row["west"], row["south"], row["east"], row["north"])
        assert shapely.contains_xy(geometry, row["lon"], row["lat"])
        assert geod_km2(geometry) == pytest.approx(row["area_km2"], rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(PICTURES)
def test_polygons_are_their_cells(people: Integers) -> None:
    demand, away_m = of_picture(people)
    gaps = find_gaps(demand, away_m, 5e3)
    frame = gap_polygons(gaps, range(len(gaps.table)))
    assert frame.crs is not None
    assert frame.crs.to_epsg() == 4326
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert_measures(frame)
    pd.testing.assert_frame_equal(pd.DataFrame(frame.drop(columns="geometry")), gaps.table)
    points, area_km2 = shapely.points(demand.lon, demand.lat), cell_area_km2(demand)
    times_held = np.zeros(len(demand.lon), dtype=int)
    for row, geometry in zip(frame.to_dict("records"), frame.geometry, strict=True):
        held = shapely.contains(geometry, points)
        times_held += held
        assert np.count_nonzero(held) == row["cells"]
        assert demand.population[held].sum() == row["population"]
        assert area_km2[held].sum() == pytest.approx(row["area_km2"], rel=1e-12)
    assert np.array_equal(times_held, people.ravel() > 0)


def test_a_ring_is_a_polygon_with_a_hole() -> None:
    (ring,) = gap_polygons(gaps_of(["111", "101", "111"]), [0]).geometry
    assert isinstance(ring, shapely.Polygon)
    assert len(ring.interiors) == 1


def test_cells_that_touch_at_a_corner_make_a_multipolygon() -> None:
    (pair,) = gap_polygons(gaps_of(["10", "01"]), [0]).geometry
    assert isinstance(pair, shapely.MultiPolygon)
    assert len(pair.geoms) == 2


def test_a_hole_may_touch_the_outline_at_a_corner() -> None:
    frame = gap_polygons(gaps_of(["1110", "1011", "1101", "1111"]), [0])
    assert_measures(frame)


def test_polygons_come_as_asked() -> None:
    gaps = gaps_of(["9", "0", "5", "0", "7"])
    assert gap_polygons(gaps, [2, 0])["population"].tolist() == [5, 9]
    assert gap_polygons(gaps, np.array([1]))["rank"].tolist() == [2]
    none = gap_polygons(gaps, [])
    assert len(none) == 0
    assert list(none.columns) == [*gaps.table.columns, "geometry"]
    with pytest.raises(IndexError):
        gap_polygons(gaps, [3])


def test_reports_and_stops_when_asked() -> None:
    heard: list[float] = []
    gaps = gaps_of(["9", "0", "5"])
    gap_polygons(gaps, range(2), heard.append)
    assert heard == [0.5, 1]

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        gap_polygons(gaps, range(2), stop)


def test_polygons_of_a_province() -> None:
    demand = read_demand(Province.SHANXI)
    facilities = read_facilities(Province.SHANXI, Tier.COUNTY)
    away_m, _ = nearest_distance_m(
        demand.lon, demand.lat, facilities["lon"].to_numpy(), facilities["lat"].to_numpy()
    )
    assert_measures(gap_polygons(find_gaps(demand, away_m, 15_000.0), range(25)))


def without_position() -> Gaps:
    """Two people in no county, the second without a position or a facility."""
    return find_gaps(
        Demand(
            np.array([100.001, np.nan]),
            np.array([30.001, 30.0]),
            np.array([3.5, 2.0]),
            np.array([-1, -1], dtype=np.int32),
            read_units(Province.SICHUAN),
            grid=None,
        ),
        np.array([6_500.0, np.inf]),
        5e3,
    )


def test_people_without_a_position_have_an_empty_outline() -> None:
    frame = gap_polygons(without_position(), range(2))
    assert frame.is_empty.tolist() == [False, True]
    assert frame.is_valid.all()


@pytest.mark.parametrize("ending", ["gpkg", "GPKG", "geojson"])
@pytest.mark.parametrize("language", Language)
def test_layer(tmp_path: Path, ending: str, language: Language) -> None:
    path = tmp_path / f"空白.{ending}"
    frame = gap_polygons(gaps_of(["1110", "1010", "1110", "0001", "0200"]), range(2))
    frame.loc[1, ["mean_m", "farthest_m"]] = np.inf
    write_gaps(path, frame, ["First note.", "Second note."], language)
    assert [each.name for each in tmp_path.iterdir()] == [path.name], "no draft is left behind"
    info = pyogrio.read_info(path)
    assert info["crs"] == "EPSG:4326"
    assert info["geometry_type"] == "MultiPolygon"
    assert info["layer_metadata"]["DESCRIPTION"] == "First note. Second note."
    assert pyogrio.list_layers(path)[0][0] == "gaps"
    found = pyogrio.read_dataframe(path)
    assert isinstance(found, gpd.GeoDataFrame)
    assert set(found.geom_type) == {"MultiPolygon"}
    for one, other in zip(found.geometry, frame.geometry, strict=True):
        assert one.equals(other)
    for column in set(frame.columns) - {"geometry", "mean_m", "farthest_m"}:
        assert found[column].tolist() == frame[column].tolist()
    for column in ("mean", "farthest"):
        assert found[f"{column}_km"][0] == 9.0
        assert np.isnan(found[f"{column}_km"][1])
    assert "mean_m" not in found.columns


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv"])
@pytest.mark.parametrize("rows", [[], [0, 1]])
def test_files_of_no_gaps_and_of_no_place(tmp_path: Path, ending: str, rows: list[int]) -> None:
    path = tmp_path / f"gaps.{ending}"
    write_gaps(path, gap_polygons(without_position(), rows), ["Note."], Language.EN)
    if ending == "csv":
        assert len(read_rows(path)) == len(rows)
        return
    found = pyogrio.read_dataframe(path)
    assert len(found) == len(rows)
    if rows:
        assert found["county"].tolist() == ["in no county"] * 2
        assert found["population"].tolist() == [3.5, 2.0]


def read_rows(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    frame = gap_polygons(without_position(), range(2))
    write_gaps(path, frame, ["First.", "Second."], Language.ZH)
    first, second = read_rows(path)
    renamed = {"mean_m": "mean_km", "farthest_m": "farthest_km"}
    assert list(first) == [renamed.get(name, name) for name in frame.columns[:-1]] + ["note"]
    assert (first["note"], second["note"]) == ("First. Second.", "")
    assert (first["population"], first["mean_km"], first["farthest_km"]) == ("3.5", "6.5", "6.5")
    assert (second["mean_km"], second["lon"], second["cells"]) == ("", "", "0")
    assert first["county"] == second["county"] == "不在任何县内"
    assert frame["county"].tolist() == ["", ""], "the frame given is left as it was"


def test_a_name_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    frame = gap_polygons(gaps_of(["1"]), [0])
    frame["near_township"] = "=1+1"
    write_gaps(tmp_path / "gaps.csv", frame, [], Language.ZH)
    assert read_rows(tmp_path / "gaps.csv")[0]["near_township"] == "'=1+1"


@pytest.mark.parametrize("name", ["gaps.shp", "gaps", "gaps.csv.zip"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError) as caught:
        write_gaps(tmp_path / name, gap_polygons(gaps_of(["1"]), [0]), [], Language.ZH)
    assert caught.value.code == "cli_output_ending"
    assert ".gpkg, .geojson, .csv" in str(caught.value.facts["known"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv"])
def test_what_cannot_be_written_is_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(DataError) as caught:
        write_gaps(
            tmp_path / "none" / f"gaps.{ending}", gap_polygons(gaps_of(["1"]), [0]), [], Language.ZH
        )
    assert caught.value.code == "cli_output_unwritable"


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("sqlite: disk full")

    path = tmp_path / "gaps.gpkg"
    path.write_text("old")
    monkeypatch.setattr("geo.tables.files.layer_file.pyogrio.write_dataframe", full)
    with pytest.raises(DataError) as caught:
        write_gaps(path, gap_polygons(gaps_of(["1"]), [0]), [], Language.ZH)
    assert "disk full" in str(caught.value.facts["reason"])
    assert path.read_text() == "old"


def test_notes_say_what_is_modelled_and_what_is_assumed() -> None:
    counts = {Status.MAPPED: 5, Status.ASSUMED: 1_234}
    for language, modelled, assumed in (
        (Language.ZH, "模型", "1,234 处机构为按政策推定"),
        (Language.EN, "modelled", "1,234 of these facilities are assumed"),
    ):
        said = " ".join(gap_notes(counts, language, modelled=True))
        assert modelled in said
        assert assumed in said
        own = " ".join(gap_notes({Status.USER: 3}, language, modelled=False))
        assert modelled not in own
        assert "0.01" in own
        assert ("推定" if language is Language.ZH else "assumed") not in own


def test_a_saved_csv_has_every_row_of_the_console_digit_for_digit(tmp_path: Path) -> None:
    study = load_study(Province.QINGHAI)
    coverage = tier_coverage(study, study.facilities["township"], Criterion(Tier.TOWNSHIP))
    gaps = find_gaps(study.demand, coverage.distance_m, 10_000.0)
    printed = csv_of(gaps_table(gaps.table, ["Note."], Language.ZH))
    path = tmp_path / "gaps.csv"
    write_gaps(path, gap_polygons(gaps, range(len(gaps.table))), ["Note."], Language.ZH)
    assert path.read_bytes() == printed.encode()
    kept = [row["area_km2"] for row in read_rows(path)]
    assert len(kept) > 50
    assert all(len(area.partition(".")[2]) <= 6 for area in kept)
