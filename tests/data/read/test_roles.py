"""A loaded layer as facilities, as population and as an outline."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.errors import DataError
from data.read.reader import Loaded, as_facilities, as_outline, as_population, read_file
from data.read.roles import row_tiers
from data.schema import FacilityColumn, Language, Tier
from data.text.fields import Role
from geo.words.wording import explain


def loaded(tmp_path: Path, text: str) -> Loaded:
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def outline(tmp_path: Path, *, lines: bool = False) -> Loaded:
    box = shapely.box(100, 36, 101, 37)
    shapes = [box.exterior if lines else box]
    path = tmp_path / "边界.geojson"
    gpd.GeoDataFrame({"区县名称": ["刚察县"], "n": [1]}, geometry=shapes, crs=4326).to_file(path)
    return read_file(path)


def said(error: DataError) -> str:
    assert all("{" not in explain(error, language) for language in Language)
    return error.code


class TestFacilities:
    def test_every_column_of_the_schema(self, tmp_path: Path) -> None:
        text = (
            "机构名称,级别,编制床位,职工数,行政区划代码,经度,纬度\n"
            "刚察县人民医院,二级甲等,120,200,632224,100.14,37.33\n"
            ",,-5,x,632224102,99.88,37.27\n"
        )
        frame = as_facilities(loaded(tmp_path, text), Tier.COUNTY)
        assert list(frame.columns) == [*FacilityColumn, "geometry"]
        assert str(frame.crs) == "EPSG:4326"
        first, second = frame.iloc[0], frame.iloc[1]
        assert first["id":"lat"].tolist() == [
            *("user-1", "刚察县人民医院", "county", "qinghai", 632224, 100.14, 37.33),
        ]
        assert (first["status"], first["position_source"]) == ("user", "名单.csv")
        assert (first["grade"], first["beds"], first["staff"]) == ("二级甲等", 120, 200)
        assert (second["name"], second["adcode"], second["grade"]) == ("名单 2", 632224, "")
        assert np.isnan([second["beds"], second["staff"], second["position_error_m"]]).all()

    def test_the_county_comes_from_the_point_where_no_column_says(self, tmp_path: Path) -> None:
        text = (
            "name,adcode,lon,lat\n甲,,100.5,36.5\n乙,140321,100.5,36.5\n丙,x,90,20\n丁,,101,36.5\n"
        )
        counties = gpd.GeoDataFrame(
            {"adcode": [632224, 632221]},
            geometry=[shapely.box(100, 36, 101, 37), shapely.box(101, 36, 102, 37)],
            crs=4326,
        )
        frame = as_facilities(loaded(tmp_path, text), Tier.TOWNSHIP, counties)
        assert frame["adcode"].tolist() == [632224, 140321, 0, 632224]
        assert frame["province"].tolist() == ["qinghai", "shanxi", "", "qinghai"]

    def test_bare_points(self, tmp_path: Path) -> None:
        frame = as_facilities(loaded(tmp_path, "x,y\n100,36\n101,36\n"), Tier.VILLAGE)
        assert frame["name"].tolist() == ["名单 1", "名单 2"]
        assert frame["id"].tolist() == ["user-1", "user-2"]
        assert frame["adcode"].tolist() == [0, 0]

    @pytest.mark.parametrize("lines", [True, False])
    def test_lines_and_polygons_are_refused(self, tmp_path: Path, *, lines: bool) -> None:
        layer = outline(tmp_path, lines=lines)
        with pytest.raises(DataError) as caught:
            as_facilities(layer, Tier.COUNTY)
        assert said(caught.value) == "not_points"
        with pytest.raises(DataError) as caught:
            as_population(layer)
        assert said(caught.value) == "not_points"

    def test_text_stays_text(self, tmp_path: Path) -> None:
        name = "<img src=x onerror=alert(1)>"
        frame = as_facilities(loaded(tmp_path, f"name,lon,lat\n{name},101,36\n"), Tier.COUNTY)
        assert frame["name"].tolist() == [name]


class TestTiers:
    TEXT = (
        "机构名称,级别,机构类别,lon,lat\n"
        "清徐县人民医院,二级甲等,,112.3,37.6\n"
        "怀远镇中心卫生院,,,112.31,37.6\n"
        "同济医院,三级甲等,,112.32,37.6\n"
        "同济医院,,村卫生室,112.33,37.6\n"
        "同济医院,,,112.34,37.6\n"
    )

    def test_each_row_has_the_tier_of_its_words(self, tmp_path: Path) -> None:
        layer = loaded(tmp_path, self.TEXT)
        told = [Tier.COUNTY, Tier.TOWNSHIP, Tier.REGIONAL, Tier.VILLAGE, None]
        assert row_tiers(layer) == told
        by_row = as_facilities(layer, Tier.SUBCENTRE, by_row=True)
        assert by_row["tier"].tolist() == [(tier or Tier.SUBCENTRE).value for tier in told]
        assert set(as_facilities(layer, Tier.SUBCENTRE)["tier"]) == {"subcentre"}

    def test_a_column_for_the_tier_counts_first(self, tmp_path: Path) -> None:
        text = "机构名称,层级,lon,lat\n清徐县人民医院,县域医疗卫生次中心,112.3,37.6\n"
        assert row_tiers(loaded(tmp_path, text)) == [Tier.SUBCENTRE]


class TestColumns:
    TEXT = "甲,乙,丙,东,北\n清徐县人民医院,120,二级,112.3,37.6\n"

    def test_what_the_user_says_of_columns(self, tmp_path: Path) -> None:
        path = tmp_path / "名单.csv"
        path.write_text(self.TEXT, encoding="utf-8")
        roles = (Role.NAME, Role.BEDS, Role.GRADE, Role.LON, Role.LAT)
        given = dict(zip(roles, "甲乙丙东北", strict=True))
        frame = as_facilities(read_file(path, columns=given), Tier.COUNTY)
        row = frame.iloc[0]
        assert (row["name"], row["beds"], row["grade"]) == ("清徐县人民医院", 120, "二级")
        assert (row["lon"], row["lat"]) == (112.3, 37.6)

    def test_population_under_a_heading_of_its_own(self, tmp_path: Path) -> None:
        path = tmp_path / "名单.csv"
        path.write_text("lon,lat,居民\n100,36,7\n", encoding="utf-8")
        layer = read_file(path, columns={Role.POPULATION: "居民"})
        assert as_population(layer)[2].tolist() == [7]

    def test_the_county_of_a_record_that_lies_in_none(self, tmp_path: Path) -> None:
        text = "name,市州,县区,lon,lat\n甲,乐山市,市中区,90,20\n乙,,市中区,90,20\n"
        counties = gpd.GeoDataFrame(
            {"adcode": [632224]}, geometry=[shapely.box(100, 36, 101, 37)], crs=4326
        )
        frame = as_facilities(loaded(tmp_path, text), Tier.COUNTY, counties)
        assert frame["adcode"].tolist() == [511102, 0]

    def test_a_position_with_its_own_error_keeps_it(self, tmp_path: Path) -> None:
        text = (
            "name,lon,lat,position_source,position_error_m\n甲,101,36,geonames,800\n乙,101,37,,\n"
        )
        frame = as_facilities(loaded(tmp_path, text), Tier.COUNTY)
        assert frame["position_source"].tolist() == ["geonames", "名单.csv"]
        assert frame["position_error_m"].fillna(-1).tolist() == [800, -1]


class TestPopulation:
    @pytest.mark.parametrize(
        "heading", ["population", "Population", "人口", "POP", "常住人口（人）"]
    )
    def test_the_column(self, tmp_path: Path, heading: str) -> None:
        text = f"lon,lat,{heading}\n100,36,12.5\n101,37,0\n"
        lon, lat, population = as_population(loaded(tmp_path, text))
        assert (lon.tolist(), lat.tolist()) == ([100, 101], [36, 37])
        assert population.tolist() == [12.5, 0]
        assert {a.dtype.name for a in (lon, lat, population)} == {"float64"}

    def test_figures_as_spreadsheets_write_them(self, tmp_path: Path) -> None:
        text = 'lon,lat,人口\n100,36,"1,234"\n101,37,"12,345,678.5"\n101,36,３４５\n'
        assert as_population(loaded(tmp_path, text))[2].tolist() == [1234, 12345678.5, 345]

    def test_no_such_column_names_those_there_are(self, tmp_path: Path) -> None:
        with pytest.raises(DataError) as caught:
            as_population(loaded(tmp_path, "lon,lat,居民\n100,36,1\n"))
        assert said(caught.value) == "population_missing"
        assert str(caught.value.facts["found"]) == "lon, lat, 居民"

    @pytest.mark.parametrize(
        "bad", ["-1", "", "many", "inf", "-inf", "nan", "1e11", "1;2", '"12,34"']
    )
    def test_what_is_no_population_is_refused_by_row(self, tmp_path: Path, bad: str) -> None:
        text = f"lon,lat,人口\n100,36,1\n,,7\n100,36,{bad}\n"
        with pytest.raises(DataError) as caught:
            as_population(loaded(tmp_path, text))
        assert said(caught.value) == "population_invalid"
        # Row 2 has no position and is gone; row 3 keeps its number.
        assert (str(caught.value.facts["rows"]), caught.value.facts["field"]) == ("3", "人口")


class TestOutline:
    @pytest.mark.parametrize("lines", [True, False])
    def test_name_and_shape(self, tmp_path: Path, *, lines: bool) -> None:
        frame = as_outline(outline(tmp_path, lines=lines))
        assert list(frame.columns) == ["name", "geometry"]
        assert frame["name"].tolist() == ["刚察县"]
        assert str(frame.crs) == "EPSG:4326"

    def test_points_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DataError) as caught:
            as_outline(loaded(tmp_path, "x,y\n100,36\n"))
        assert said(caught.value) == "not_outline"

    def test_real_counties(self, corpus: Path) -> None:
        for name in ("青海县界_GBK_无cpg_无prj.shp", "青海县界_CGCS2000_3度带_CM96E_4541.shp"):
            names = as_outline(read_file(corpus / name))["name"].tolist()
            assert len(names) == 44
            assert {"久治县", "刚察县", "共和县"} <= set(names)
