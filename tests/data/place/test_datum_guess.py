"""Which datum and zone a layer without a declaration gets: by words in it and by its counties."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import pytest
import shapely

from data.errors import DataError
from data.findings import Problem, Reason
from data.layer.attributes import Attributes
from data.layer.loaded import GeometryKind, RawTable
from data.place.crs_guess import Decision, decide, to_wgs84
from data.place.datum import wgs84_to_bd09, wgs84_to_gcj02
from data.place.datum_clues import datum_in, evidence_of
from data.place.datum_guess import datum_of, way_to_wgs84
from data.place.gauss_kruger import in_datum
from data.place.geometry_repair import mend_structure
from data.reference.catalog import Level, read_boundaries
from data.schema import Datum, Language, Province
from geo.words.wording import explain, say

Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    """2,400 places anywhere in the counties of Zhejiang, with the county of each."""
    counties = read_boundaries(Level.COUNTY, None)
    counties = counties[counties["province"] == "zhejiang"]
    rng = np.random.default_rng(0)
    found: list[tuple[float, float, int, str]] = []
    polygons = counties.geometry.to_numpy()
    while len(found) < 2400:
        row = int(rng.integers(len(counties)))
        west, south, east, north = polygons[row].bounds
        x, y = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        if shapely.contains_xy(polygons[row], x, y):
            found.append((x, y, int(counties["adcode"].iloc[row]), counties["name"].iloc[row]))
    return pd.DataFrame(found, columns=["lon", "lat", "adcode", "county"])


def along_borders(province: Province) -> pd.DataFrame:
    """Places 300 to 900 m inside the border of their county."""
    counties = read_boundaries(Level.COUNTY, province)
    ring = shapely.boundary(shapely.buffer(counties.geometry.to_numpy(), -0.006))
    points = shapely.line_interpolate_point(
        ring[:, np.newaxis], np.linspace(0, 1, 8)[np.newaxis, :-1], normalized=True
    ).ravel()
    points = points[~shapely.is_empty(points) & ~shapely.is_missing(points)]
    codes = np.repeat(counties["adcode"].to_numpy(), 7)[: len(points)]
    return pd.DataFrame(
        {"lon": shapely.get_x(points), "lat": shapely.get_y(points), "adcode": codes}
    )


def raw_table(columns: pd.DataFrame, x: Floats, y: Floats, crs: str | None = None) -> RawTable:
    return RawTable(
        columns=Attributes.of(columns.reset_index(drop=True)),
        geometry=np.asarray(shapely.points(x, y), dtype=object),
        layer="a",
        crs=crs,
        encoding="UTF-8",
        encoding_why=Reason("encoding_ascii", {"encoding": "UTF-8"}),
        rows=np.arange(1, len(x) + 1, dtype=np.int32),
        problems=[],
    )


def decided(
    columns: pd.DataFrame,
    x: Floats,
    y: Floats,
    *,
    crs: str | None = None,
    override: str | None = None,
    datum: Datum | None = None,
    file: str = "a.csv",
    fixed: bool = False,
) -> Decision:
    """Decide as reading a file does, and check that everything said has its sentence."""
    table = raw_table(columns, x, y, crs)
    evidence = evidence_of(table, mend_structure(table, file), {}, file)
    points = np.column_stack([x, y])
    decision = decide(crs, override, points, file, fixed=fixed, datum=datum, evidence=evidence)
    for language in Language:
        said: list[Reason | Problem] = [decision.why, decision.datum_why, *decision.problems]
        assert all("{" not in say(each.code, language, **each.facts) for each in said)
    return decision


def codes(decision: Decision) -> list[str]:
    return [problem.code for problem in decision.problems]


def degrees_off(decision: Decision, x: Floats, y: Floats, places: pd.DataFrame) -> float:
    found = to_wgs84(decision, np.column_stack([x, y]), "a.csv")
    return float(np.abs(found - places[["lon", "lat"]].to_numpy()).max())


def moved(datum: Datum, places: pd.DataFrame) -> tuple[Floats, Floats]:
    lon, lat = (places[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    if datum is Datum.GCJ02:
        return wgs84_to_gcj02(lon, lat)
    return wgs84_to_bd09(lon, lat) if datum is Datum.BD09 else (lon, lat)


def named(places: pd.DataFrame, how: str) -> pd.DataFrame:
    """The same counties as a code, a column, an address or a hospital's name."""
    county = places["county"]
    return {
        "adcode": pd.DataFrame({"adcode": places["adcode"]}),
        "township code": pd.DataFrame({"区划代码": places["adcode"].astype(str) + "101"}),
        "county": pd.DataFrame({"所属区县": county}),
        "address": pd.DataFrame({"地址": "浙江省" + county + "某路 1 号"}),
        "name": pd.DataFrame({"机构名称": county + "人民医院"}),
    }[how]


class TestByCounties:
    @pytest.mark.parametrize("how", ["adcode", "township code", "county", "address", "name"])
    @pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
    def test_a_shifted_datum_is_found_and_undone(
        self, datum: Datum, how: str, places: pd.DataFrame
    ) -> None:
        x, y = moved(datum, places)
        decision = decided(named(places, how), x, y)
        assert (decision.datum, decision.datum_why.code) == (datum, "datum_tested")
        assert codes(decision) == ["problem_datum_tested"]
        assert decision.scores[0].datum is datum
        assert degrees_off(decision, x, y, places) < 1e-8

    def test_wgs84_is_found_without_a_doubt(self, places: pd.DataFrame) -> None:
        x, y = moved(Datum.WGS84, places)
        decision = decided(named(places, "county"), x, y)
        assert (decision.datum, decision.datum_why.code) == (Datum.WGS84, "datum_tested")
        assert codes(decision) == []

    def test_swapped_columns_are_tested_the_right_way_round(self, places: pd.DataFrame) -> None:
        x, y = moved(Datum.GCJ02, places)
        assert decided(named(places, "county"), y, x).datum is Datum.GCJ02

    def test_few_places_decide_nothing_and_say_so(self, places: pd.DataFrame) -> None:
        few = places.iloc[:12].reset_index(drop=True)
        decision = decided(named(few, "county"), *moved(Datum.GCJ02, few))
        assert (decision.datum, decision.datum_why.code) == (Datum.WGS84, "datum_assumed")
        assert codes(decision) == ["problem_datum_undecided"]
        assert decision.problems[0].facts["tested"] == 12

    def test_without_names_nothing_is_tested(self, places: pd.DataFrame) -> None:
        decision = decided(pd.DataFrame({"n": range(2400)}), *moved(Datum.GCJ02, places))
        assert (decision.datum, decision.scores) == (Datum.WGS84, ())
        assert codes(decision) == ["problem_datum_unsure"]

    @pytest.mark.parametrize("fixed", [True, False])
    def test_what_is_declared_is_believed_and_doubted(
        self, fixed: bool, places: pd.DataFrame
    ) -> None:
        x, y = moved(Datum.GCJ02, places)
        decision = decided(named(places, "county"), x, y, crs="EPSG:4326", fixed=fixed)
        assert (decision.datum, decision.datum_why.code) == (Datum.WGS84, "datum_of_crs")
        assert codes(decision) == ["problem_datum_contradicted"]
        assert decision.problems[0].facts["found"] == "GCJ-02"

    def test_polygons_are_tested_at_their_edge(self, corpus: Path) -> None:
        frame = gpd.read_file(corpus / "山西省.shp", encoding="utf-8")
        table = raw_table(pd.DataFrame(frame[["name", "adcode"]]), np.zeros(117), np.zeros(117))
        table.geometry = frame.geometry.to_numpy()
        evidence = evidence_of(table, GeometryKind.POLYGONS, {}, "山西省.shp")
        centres = np.array([[112.0, 37.0]])
        decision = decide(None, None, centres, "a.shp", fixed=False, evidence=evidence)
        assert decision.datum is Datum.GCJ02

    def test_polygons_on_wgs84_stay_there(self, corpus: Path) -> None:
        frame = gpd.read_file(corpus / "青海县界_GBK_无cpg_无prj.shp", encoding="gbk")
        table = raw_table(pd.DataFrame(frame[["行政代码"]]), np.zeros(44), np.zeros(44))
        table.geometry = frame.geometry.to_numpy()
        evidence = evidence_of(table, GeometryKind.POLYGONS, {}, "青海.shp")
        decision = decide(None, None, np.array([[98.0, 36.0]]), "a", fixed=False, evidence=evidence)
        assert decision.datum is Datum.WGS84


class TestByWords:
    @pytest.mark.parametrize(
        ("lon", "lat", "datum"),
        [
            ("gcj02lng", "gcj02lat", Datum.GCJ02),
            ("高德经度", "高德纬度", Datum.GCJ02),
            ("百度经度", "百度纬度", Datum.BD09),
            ("bd_lon", "bd_lat", Datum.BD09),
            ("经度（BD-09）", "纬度（BD-09）", Datum.BD09),
            ("wgs84_lng", "wgs84_lat", Datum.WGS84),
            ("经度（CGCS2000）", "纬度（CGCS2000）", Datum.CGCS2000),
            ("西安80经度", "西安80纬度", Datum.XIAN80),
        ],
    )
    def test_headings(self, lon: str, lat: str, datum: Datum, places: pd.DataFrame) -> None:
        x, y = moved(datum, places)
        columns = pd.DataFrame({lon: x, lat: y})
        decision = decided(columns, x, y)
        assert (decision.datum, decision.datum_why.code) == (datum, "datum_heading")
        assert "problem_datum_clue" in codes(decision)
        assert degrees_off(decision, x, y, places) < 1e-8

    def test_a_heading_of_other_coordinates_says_nothing(self, places: pd.DataFrame) -> None:
        x, y = moved(Datum.WGS84, places)
        columns = pd.DataFrame({"gcj02lng": x + 0.005, "gcj02lat": y - 0.002})
        assert decided(columns, x, y).datum_why.code == "datum_assumed"

    def test_cells_and_file_names(self, places: pd.DataFrame) -> None:
        x, y = moved(Datum.GCJ02, places)
        cells = decided(pd.DataFrame({"数据来源": ["高德地图 POI"] * 2400}), x, y)
        assert (cells.datum, cells.datum_why.code) == (Datum.GCJ02, "datum_cells")
        file = decided(pd.DataFrame({"n": range(2400)}), x, y, file="百度坐标_医院.csv")
        assert (file.datum, file.datum_why.code) == (Datum.BD09, "datum_file")
        mixed = decided(pd.DataFrame({"来源": ["高德", "百度"] * 1200}), x, y)
        assert mixed.datum_why.code == "datum_assumed"

    def test_counties_that_speak_against_a_word(self, places: pd.DataFrame) -> None:
        x, y = moved(Datum.WGS84, places)
        columns = named(places, "county").assign(高德经度=x, 高德纬度=y)
        decision = decided(columns, x, y)
        assert decision.datum is Datum.GCJ02
        assert codes(decision) == ["problem_datum_clue_doubted"]

    @pytest.mark.parametrize(
        ("text", "datum"),
        [
            ("cosmos", None),
            ("医院名单", None),
            ("gps点", Datum.WGS84),
            ("高德与百度", None),
            ("2000国家大地坐标系", Datum.CGCS2000),
            ("Beijing_1954", Datum.BEIJING54),
        ],
    )
    def test_words(self, text: str, datum: Datum | None) -> None:
        assert datum_in(text) is datum


class TestOverride:
    @pytest.mark.parametrize("datum", list(Datum))
    def test_the_user_settles_the_datum(self, datum: Datum, places: pd.DataFrame) -> None:
        x, y = moved(datum, places)
        for crs in (None, "EPSG:4326"):
            decision = decided(pd.DataFrame({"n": range(2400)}), x, y, crs=crs, datum=datum)
            assert (decision.datum, decision.datum_why.code) == (datum, "datum_override")
            assert degrees_off(decision, x, y, places) < 1e-8
            old = datum in {Datum.XIAN80, Datum.BEIJING54}
            assert codes(decision) == (["problem_datum_taken"] if old else [])

    def test_the_test_may_doubt_the_user(self, places: pd.DataFrame) -> None:
        x, y = moved(Datum.GCJ02, places)
        decision = decided(named(places, "adcode"), x, y, datum=Datum.CGCS2000)
        assert decision.datum is Datum.CGCS2000
        assert codes(decision) == ["problem_datum_contradicted"]

    def test_web_mercator_of_a_shifted_map(self, places: pd.DataFrame) -> None:
        lon, lat = moved(Datum.GCJ02, places)
        x, y = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
        decision = decided(pd.DataFrame({"n": x}), x, y, override="EPSG:3857", datum=Datum.GCJ02)
        assert degrees_off(decision, x, y, places) < 1e-8

    @pytest.mark.parametrize(
        ("datum", "epsg"), [(Datum.XIAN80, 2364), (Datum.BEIJING54, 2416), (Datum.CGCS2000, 4528)]
    )
    def test_a_zone_on_the_datum_given(self, datum: Datum, epsg: int, places: pd.DataFrame) -> None:
        way = pyproj.Transformer.from_crs(datum.crs, epsg, always_xy=True)
        x, y = way.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
        for crs in (None, "EPSG:4528"):
            decision = decided(pd.DataFrame({"n": x}), x, y, crs=crs, datum=datum)
            assert decision.found == f"EPSG:{epsg}"
            assert degrees_off(decision, x, y, places) < 1e-8


class TestZoneWithoutNumber:
    @pytest.mark.parametrize("swapped", [False, True])
    @pytest.mark.parametrize("epsg", [4549, 4548, 4509])
    def test_the_counties_tell_the_meridian(
        self, epsg: int, swapped: bool, places: pd.DataFrame
    ) -> None:
        way = pyproj.Transformer.from_crs(4490, epsg, always_xy=True)
        x, y = way.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
        first, second = (y, x) if swapped else (x, y)
        decision = decided(named(places, "county"), first, second)
        assert (decision.why.code, decision.axes_swapped) == ("crs_zone_named", swapped)
        # UTM has no zone on the meridian 120°.
        alone = epsg == 4549
        assert codes(decision)[0] == ("problem_zone_named" if alone else "problem_zone_not_utm")
        assert degrees_off(decision, x, y, places) < 1e-8

    def test_one_hospital_is_enough(self, places: pd.DataFrame) -> None:
        few = places.iloc[[5]].reset_index(drop=True)
        way = pyproj.Transformer.from_crs(4490, 4549, always_xy=True)
        x, y = way.transform(few["lon"].to_numpy(), few["lat"].to_numpy())
        assert degrees_off(decided(named(few, "name"), x, y), x, y, few) < 1e-8

    @pytest.mark.parametrize("province", list(Province))
    @pytest.mark.parametrize("utm", range(46, 52))
    def test_utm_is_told_from_gauss_kruger_by_places_near_borders(
        self, utm: int, province: Province
    ) -> None:
        places = along_borders(province)
        meridian = 6 * utm - 183
        for epsg in (32600 + utm, 4534 + meridian // 3 - 25):
            way = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
            x, y = way.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
            if np.abs(x - 500_000).max() > 700_000:
                continue
            decision = decided(places[["adcode"]], x, y)
            is_utm = epsg > 32600
            assert decision.found == f"EPSG:{epsg}"
            assert decision.why.code == ("crs_utm_named" if is_utm else "crs_zone_named")
            assert decision.datum is (Datum.WGS84 if is_utm else Datum.CGCS2000)
            assert codes(decision)[0] == ("problem_utm_named" if is_utm else "problem_zone_not_utm")
            facts = decision.problems[0].facts
            assert facts["hits"] == facts["tested"] == len(places)
            assert int(str(facts["other_hits"])) < 0.8 * len(places)
            assert degrees_off(decision, x, y, places) < 1e-6

    @pytest.mark.parametrize("epsg", [32650, 4548])
    def test_where_no_place_lies_near_a_border_both_are_named(
        self, epsg: int, places: pd.DataFrame
    ) -> None:
        middle = places.iloc[:1].reset_index(drop=True)
        county = read_boundaries(Level.COUNTY, None).set_index("adcode").geometry
        inside = county.loc[middle["adcode"].iloc[0]].representative_point()
        middle = middle.assign(lon=inside.x, lat=inside.y)
        way = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
        x, y = way.transform(middle["lon"].to_numpy(), middle["lat"].to_numpy())
        decision = decided(named(middle, "adcode"), x, y)
        assert (decision.found, codes(decision)[0]) == ("EPSG:4548", "problem_zone_or_utm")
        assert decision.problems[0].facts["other"] == "EPSG:32650"
        settled = decided(named(middle, "adcode"), x, y, override=f"EPSG:{epsg}")
        assert degrees_off(settled, x, y, middle) < 1e-6

    def test_a_chinese_datum_is_never_counted_in_utm(self) -> None:
        places = along_borders(Province.SICHUAN)
        way = pyproj.Transformer.from_crs(4326, 32648, always_xy=True)
        x, y = way.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
        decision = decided(places[["adcode"]], x, y, datum=Datum.CGCS2000)
        assert decision.found == "EPSG:4544"

    def test_polygons_in_utm_are_told_by_their_edges(self) -> None:
        counties = read_boundaries(Level.COUNTY, Province.SHANXI)
        shapes = counties.to_crs(32649).geometry.to_numpy()
        table = raw_table(pd.DataFrame({"adcode": counties["adcode"]}), *np.zeros((2, len(shapes))))
        table.geometry = shapes
        evidence = evidence_of(table, GeometryKind.POLYGONS, {}, "a.shp")
        centres = shapely.get_coordinates(shapely.centroid(shapes))
        decision = decide(None, None, centres, "a.shp", fixed=False, evidence=evidence)
        assert decision.found == "EPSG:32649"

    @pytest.mark.parametrize("how", ["no names", "wrong names"])
    def test_otherwise_it_is_asked(self, how: str, places: pd.DataFrame) -> None:
        way = pyproj.Transformer.from_crs(4490, 4549, always_xy=True)
        x, y = way.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
        columns = named(places, "county").iloc[::-1]
        if how == "no names":
            columns = pd.DataFrame({"n": x})
        with pytest.raises(DataError) as caught:
            decided(columns, x, y)
        assert caught.value.code == "crs_missing"
        assert all("{" not in explain(caught.value, language) for language in Language)


class TestOldDatums:
    @pytest.mark.parametrize("epsg", [4610, 4214, 2364, 2416, 21421, 2332])
    def test_degrees_are_taken_as_they_are_and_it_is_said(
        self, epsg: int, places: pd.DataFrame
    ) -> None:
        crs = pyproj.CRS(epsg)
        way = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        x, y = way.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
        decision = decided(pd.DataFrame({"n": x}), x, y, crs=crs.to_wkt("WKT1_ESRI"))
        assert codes(decision) == ["problem_datum_taken"]
        assert decision.datum in {Datum.XIAN80, Datum.BEIJING54}
        assert degrees_off(decision, x, y, places) < 1e-8

    def test_a_published_operation_serves_a_layer_that_lies_in_its_area(self) -> None:
        wkt = pyproj.CRS(4214).to_wkt()
        way, operation = way_to_wgs84(wkt, (108.0, 36.0, 109.0, 37.0))
        assert operation is not None
        assert way.accuracy == 1
        lon, _ = way.transform(108.5, 36.5)
        assert abs(lon - 108.5) > 1e-4
        # A layer that reaches beyond gets no step at the edge of the area.
        plain, none = way_to_wgs84(wkt, (108.0, 36.0, 112.0, 37.0))
        assert none is None
        assert plain.transform(108.5, 36.5) == pytest.approx((108.5, 36.5), abs=1e-12)

    def test_the_accuracy_of_an_operation_is_said(self) -> None:
        points = np.array([[108.2, 36.1], [108.9, 36.9]])
        decision = decide("EPSG:4214", None, points, "a.shp", fixed=False)
        assert codes(decision) == ["problem_datum_operation"]
        assert "Ordos" not in str(decision.problems[0].facts["accuracy_m"])
        assert decision.problems[0].facts["accuracy_m"] == 1

    @pytest.mark.parametrize(
        ("epsg", "datum"),
        [
            (4326, Datum.WGS84),
            (4490, Datum.CGCS2000),
            (4549, Datum.CGCS2000),
            (4610, Datum.XIAN80),
            (2416, Datum.BEIJING54),
            (32650, Datum.WGS84),
            (4267, None),
        ],
    )
    @pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT2_2019"])
    def test_the_datum_of_a_system(self, epsg: int, datum: Datum | None, version: str) -> None:
        assert datum_of(pyproj.CRS(pyproj.CRS(epsg).to_wkt(version))) is datum

    def test_every_zone_has_its_twin_on_the_other_datums(self) -> None:
        for start, count in ((4491, 22), (4513, 42)):
            for code in range(start, start + count):
                crs = pyproj.CRS(code)
                for datum in (Datum.XIAN80, Datum.BEIJING54):
                    twin = in_datum(crs, datum)
                    assert datum_of(twin) is datum
                    assert twin.name.split("/")[1] == crs.name.split("/")[1]
                    assert in_datum(twin, Datum.CGCS2000).to_epsg() == code
