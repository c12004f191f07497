"""Descriptions of coordinate systems that cannot be used: named as such, never a traceback."""

import random
import re
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from data.errors import DataError
from data.place.crs_names import parsed
from data.read.reader import read_file
from data.schema import Language
from geo.words.wording import explain, say

DEGREE = 'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]'
ELLIPSOID = 'SPHEROID["CGCS2000",6378137,298.257222101]'
BASE = f'GEOGCS["G",DATUM["China_2000",{ELLIPSOID}],{DEGREE}]'
PLACED = 'PARAMETER["central_meridian",102],PARAMETER["false_easting",500000],UNIT["metre",1]'
UNUSABLE = {
    "moon": f'GEOGCS["GCS_Moon_2000",DATUM["D_Moon_2000",SPHEROID["Moon",1737400,0]],{DEGREE}]',
    "mars": f'GEOGCS["Mars",DATUM["D_Mars",SPHEROID["Mars",3396190,169.8944472]],{DEGREE}]',
    "mars drawn": 'PROJCS["M",GEOGCS["Mars",DATUM["D_Mars",SPHEROID["Mars",3396190,169.89]],'
    f'{DEGREE}],PROJECTION["Transverse_Mercator"],{PLACED}]',
    "ten times the earth": 'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",'
    f'SPHEROID["Xian_1980",63781400,298.257]],{DEGREE}]',
    "no size": f'GEOGCS["G",DATUM["D_Xian_1980",SPHEROID["S",0,298.257]],{DEGREE}]',
    "below nothing": f'GEOGCS["G",DATUM["D_Beijing_1954",SPHEROID["S",-6378245,298.3]],{DEGREE}]',
    "odd shape": f'GEOGCS["G",DATUM["D_Beijing_1954",SPHEROID["S",6378245,1.5]],{DEGREE}]',
    "no number": f'GEOGCS["G",DATUM["D_Beijing_1954",SPHEROID["S",nan,298.3]],{DEGREE}]',
    "unknown method": f'PROJCS["P",{BASE},PROJECTION["Lambert_Conbormal_Conic"],{PLACED}]',
    "no method": f'PROJCS["P",{BASE},{PLACED}]',
    "damaged code": f'PROJCS["P",{BASE[:-1]},AUTHORITY["EPSG","449]"]],'
    f'PROJECTION["TraCsverse_Mercator"],{PLACED},AUTHORITY["EPSG","4541"]]',
    "local": 'LOCAL_CS["L",LOCAL_DATUM["x",0],UNIT["metre",1],AXIS["E",EAST],AXIS["N",NORTH]]',
    "heights": 'VERT_CS["H",VERT_DATUM["x",2005],UNIT["metre",1],AXIS["Up",UP]]',
    "deep": "[" * 20_000,
    "words": "CGCS2000[",
    "nothing inside": "GEOGCS[]",
}


def layer(path: Path, points: list[tuple[float, float]], prj: str) -> Path:
    """Write a shapefile with the words of a .prj."""
    shapes = shapely.points(points)
    gpd.GeoDataFrame({"n": [1] * len(points)}, geometry=shapes, crs=4326).to_file(path)
    path.with_suffix(".prj").write_text(prj, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", UNUSABLE)
def test_degrees_in_an_unusable_system_are_read_and_it_is_named(tmp_path: Path, name: str) -> None:
    path = layer(tmp_path / "a.shp", [(100.1, 36.5), (100.2, 36.6)], UNUSABLE[name])
    loaded = read_file(path)
    (said,) = (each for each in loaded.problems if each.code == "problem_crs_unusable")
    assert str(said.facts["found"]) == UNUSABLE[name][:60]
    assert all(say(said.code, language, **said.facts) for language in Language)
    np.testing.assert_allclose(loaded.bounds, (100.1, 36.5, 100.2, 36.6))


@pytest.mark.parametrize("name", UNUSABLE)
def test_metres_in_an_unusable_system_are_refused(tmp_path: Path, name: str) -> None:
    path = layer(tmp_path / "a.shp", [(236500, 900500), (236600, 900400)], UNUSABLE[name])
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert caught.value.code == "crs_missing"
    assert all(explain(caught.value, language) for language in Language)


@pytest.mark.parametrize("name", UNUSABLE)
def test_the_user_cannot_give_an_unusable_system(tmp_path: Path, name: str) -> None:
    path = layer(tmp_path / "a.shp", [(100.1, 36.5)], "")
    with pytest.raises(DataError) as caught:
        read_file(path, crs=UNUSABLE[name])
    assert caught.value.code == "crs_unknown"


@pytest.mark.parametrize("name", ["moon", "mars", "ten times the earth"])
def test_a_raster_in_an_unusable_system_is_read_as_one_without(tmp_path: Path, name: str) -> None:
    with rasterio.open(
        tmp_path / "a.tif",
        "w",
        driver="GTiff",
        width=8,
        height=8,
        count=1,
        dtype="uint8",
        crs=UNUSABLE[name],
        transform=Affine(0.01, 0, 101, 0, -0.01, 36.6),
    ) as target:
        target.write(np.ones((8, 8), np.uint8), 1)
    loaded = read_file(tmp_path / "a.tif")
    assert len(loaded.records) > 0
    assert "problem_crs_unusable" in [each.code for each in loaded.problems]


@pytest.mark.parametrize("code", [4490, 4610, 4214, 4542, 2343, 2414, 3857, 32648, 4479, 4978])
def test_sound_systems_are_still_known(code: int) -> None:
    known = parsed(f"EPSG:{code}")
    assert (known is None) is (code in {4479, 4978})
    for version in ("WKT1_GDAL", "WKT1_ESRI", "WKT2_2019") if known is not None else ():
        assert parsed(pyproj.CRS(code).to_wkt(version)) is not None


def mutated(text: str, rng: random.Random) -> str:
    """Return a description with words lost, doubled, garbled or exchanged."""
    words = re.findall(r'"[^"]*"|[\w.+-]+|.', text)
    for _ in range(rng.randint(1, 3)):
        at, other = rng.randrange(len(words)), rng.randrange(len(words))
        change = rng.randrange(6)
        if change == 0:
            words[at] = ""
        elif change == 1:
            words.insert(at, words[other])
        elif change == 2:
            words[at], words[other] = words[other], words[at]
        elif change == 3:
            words[at] = rng.choice(["0", "-1", "1e308", "nan", "9" * 40, "]", "[", '"', ",", "\0"])
        elif change == 4:
            letter = rng.randrange(len(words[at]) + 1)
            words[at] = (
                words[at][:letter] + chr(rng.choice([0, 93, 255, 0x4E2D])) + words[at][letter:]
            )
        else:
            words = words[: max(1, at)]
    return "".join(words)


@pytest.mark.parametrize("code", [4490, 4610, 4214, 4542, 2343, 3857])
@pytest.mark.parametrize("version", ["WKT1_GDAL", "WKT1_ESRI", "WKT2_2019"])
def test_mutated_descriptions(tmp_path: Path, code: int, version: str) -> None:
    rng = random.Random(f"{code}{version}")
    text = str(pyproj.CRS(code).to_wkt(version))
    x, y = pyproj.Transformer.from_crs(4326, code, always_xy=True).transform(102.1, 36.5)
    path = layer(tmp_path / "a.shp", [(x, y)], text)
    for _ in range(20):
        path.with_suffix(".prj").write_text(mutated(text, rng), encoding="utf-8")
        with suppress(DataError):
            loaded = read_file(path)
            assert all(say(each.code, Language.EN, **each.facts) for each in loaded.problems)
