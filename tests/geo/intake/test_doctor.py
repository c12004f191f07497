"""The data doctor against errors planted among real facilities, and each kind by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.read.reader import Loaded, as_facilities, read_file
from data.reference.catalog import Level, read_boundaries, read_facilities
from data.schema import Language, Tier
from data.text.garbled import looks_garbled
from geo.intake.doctor import Finding, examine, row_sentence, sentence
from geo.progress import Cancelled

ROWS = 400
PER_KIND = 12
SEEDS = (0, 1, 2, 3, 4)
NAME, TIER, PREFECTURE, COUNTY = "机构名称", "层级", "市州", "县区"
CODE, LON, LAT = "行政区划代码", "经度", "纬度"
NOT_OURS = ((116.4, 39.9), (87.6, 43.8), (113.3, 23.1), (124.5, 28.0), (2.35, 48.85))
NO_CODES = ("519999", "5101", "ABC", "330199", "110101")
MISFITS = {
    Tier.REGIONAL: Tier.VILLAGE,
    Tier.COUNTY: Tier.TOWNSHIP,
    Tier.TOWNSHIP: Tier.VILLAGE,
    Tier.VILLAGE: Tier.COUNTY,
}
GARBLERS: tuple[Callable[[str], str], ...] = (
    lambda text: text.encode().decode("latin-1"),
    lambda text: text.encode("gb18030").decode("latin-1"),
    lambda text: text.encode().decode("gb18030", "replace"),
    lambda text: text.encode("gb18030").decode("utf-8", "replace"),
    lambda text: text[:2] + "锟斤拷" + text[4:],
    lambda text: "?" * len(text),
)


@cache
def counties() -> gpd.GeoDataFrame:
    return read_boundaries(Level.COUNTY, None)


@cache
def real_facilities() -> pd.DataFrame:
    """Bundled facilities whose name says their tier."""
    frame = pd.DataFrame(read_facilities(None))
    names = counties().set_index("adcode")
    frame["county"] = frame["adcode"].map(names["name"])
    frame["prefecture"] = frame["adcode"].map(names["prefecture"])
    return frame[frame["tier"] != Tier.SUBCENTRE.value]


@dataclass
class Ward:
    """A list with errors planted: for each code the records that have it, and who is involved."""

    cells: dict[str, list[str]]
    planted: dict[str, set[int]] = field(default_factory=dict)
    partners: set[int] = field(default_factory=set)

    def plant(self, code: str, at: list[int]) -> None:
        self.planted.setdefault(code, set()).update(i + 1 for i in at)

    def place(self, i: int, lon: float, lat: float) -> None:
        self.cells[LON][i], self.cells[LAT][i] = f"{lon:.6f}", f"{lat:.6f}"

    def copy(self, columns: tuple[str, ...], source: int, i: int) -> None:
        for column in columns:
            self.cells[column][i] = self.cells[column][source]
        self.partners.add(source + 1)

    @property
    def clean(self) -> set[int]:
        spoilt = set().union(*self.planted.values()) | self.partners
        return set(range(1, ROWS + 1)) - spoilt


def healthy(seed: int) -> Ward:
    """Real facilities at random, as a county's office would list them."""
    picked = real_facilities().sample(ROWS, random_state=seed)
    cells = {
        NAME: picked["name"].tolist(),
        TIER: [Tier(tier).label.zh for tier in picked["tier"]],
        PREFECTURE: picked["prefecture"].tolist(),
        COUNTY: picked["county"].tolist(),
        CODE: [str(code) for code in picked["adcode"]],
        LON: [f"{lon:.6f}" for lon in picked["lon"]],
        LAT: [f"{lat:.6f}" for lat in picked["lat"]],
    }
    return Ward(cells)


def sick(seed: int) -> Ward:
    """The same list with errors of ten kinds, a dozen of each, no record with two."""
    ward, rng = healthy(seed), np.random.default_rng(seed)
    order = rng.permutation(ROWS).tolist()
    kinds = [order[n * PER_KIND : (n + 1) * PER_KIND] for n in range(10)]
    untouched = order[10 * PER_KIND :]
    spoil_positions(ward, kinds[:6], untouched, rng)
    spoil_words(ward, kinds[6:], untouched)
    return ward


def spoil_positions(
    ward: Ward, kinds: list[list[int]], untouched: list[int], rng: np.random.Generator
) -> None:
    cells = ward.cells
    other, swapped, copied, origin, empty, away = kinds
    codes = counties()["adcode"].to_numpy(dtype=np.int64)
    polygons = counties().geometry.to_numpy()
    inside = shapely.point_on_surface(polygons)
    for i in other:
        # Somewhere in a county of the same province, a good way off.
        own = int(cells[CODE][i])
        away_deg = shapely.distance(inside, polygons[codes == own][0])
        places = inside[(codes // 10000 == own // 10000) & (away_deg > 0.3)]
        place = places[int(rng.integers(len(places)))]
        ward.place(i, place.x, place.y)
    ward.plant("doctor_outside_county", other)
    for i in swapped:
        cells[LON][i], cells[LAT][i] = cells[LAT][i], cells[LON][i]
    ward.plant("problem_lon_lat_swapped", swapped)
    for i, source in zip(copied, untouched, strict=False):
        ward.copy((LON, LAT), source, i)
    ward.plant("doctor_same_position", copied)
    for i in origin:
        ward.place(i, 0, 0)
    ward.plant("doctor_origin", origin)
    for i in empty:
        cells[LON][i] = cells[LAT][i] = ""
    ward.plant("problem_empty_geometry", empty)
    for number, i in enumerate(away):
        lon, lat = NOT_OURS[number % len(NOT_OURS)]
        ward.place(i, lon + 0.01 * number, lat + 0.01 * number)
    ward.plant("doctor_outside_provinces", away)


def spoil_words(ward: Ward, kinds: list[list[int]], untouched: list[int]) -> None:
    cells = ward.cells
    renamed, tiers, garbled, codes = kinds
    for i, source in zip(renamed, untouched[PER_KIND:], strict=False):
        ward.copy((NAME, TIER, PREFECTURE, COUNTY, CODE), source, i)
        ward.place(i, float(cells[LON][source]) + 0.001, float(cells[LAT][source]) + 0.001)
    ward.plant("doctor_same_name", renamed)
    of_label = {tier.label.zh: tier for tier in Tier}
    for i in tiers:
        cells[TIER][i] = MISFITS[of_label[cells[TIER][i]]].label.zh
    ward.plant("doctor_tier", tiers)
    for number, i in enumerate(garbled):
        cells[NAME][i] = GARBLERS[number % len(GARBLERS)](cells[NAME][i])
    ward.plant("doctor_garbled", garbled)
    for number, i in enumerate(codes):
        cells[CODE][i] = NO_CODES[number % len(NO_CODES)]
    ward.plant("doctor_adcode", codes)


def opened(cells: Mapping[str, object], folder: Path) -> Loaded:
    path = folder / "名单.csv"
    pd.DataFrame(cells).to_csv(path, index=False, encoding="utf-8")
    return read_file(path)


def by_code(findings: tuple[Finding, ...]) -> dict[str, set[int]]:
    assert len({finding.code for finding in findings}) == len(findings)
    return {finding.code: set(finding.rows.tolist()) for finding in findings}


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_errors_are_found_and_little_else(seed: int, tmp_path: Path) -> None:
    ward = sick(seed)
    found = by_code(examine(opened(ward.cells, tmp_path), counties()))
    hits = {code: len(rows & found.get(code, set())) for code, rows in ward.planted.items()}
    planted = sum(map(len, ward.planted.values()))
    assert planted == 10 * PER_KIND
    assert ROWS >= 200
    recall = sum(hits.values()) / planted
    alarms = len(set().union(*found.values()) & ward.clean) / len(ward.clean)
    print(f"seed {seed}: recall {recall:.3f} {hits}, false alarms {alarms:.3f}")
    assert recall >= 0.95
    assert min(hits.values()) >= 0.75 * PER_KIND
    assert alarms < 0.05
    # Nor is one error taken for many: of positions each record has one reason at most,
    # but for copies, which also lie in another's county.
    for code, rows in ward.planted.items():
        if code not in {"doctor_same_position", "doctor_garbled"}:
            told = [other for other, those in found.items() if those & rows and other != code]
            extra = sum(len(found[other] & rows) for other in told)
            assert extra <= 0.2 * len(rows), (code, told)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_healthy_list_raises_few_alarms(seed: int, tmp_path: Path) -> None:
    ward = healthy(seed)
    found = by_code(examine(opened(ward.cells, tmp_path), counties()))
    assert len(set().union(*found.values())) < 0.05 * ROWS


def test_all_that_is_said_is_said_in_both_languages(tmp_path: Path) -> None:
    loaded = opened(sick(0).cells, tmp_path)
    for finding in examine(loaded, counties()):
        assert len(finding.rows) == len(finding.lon) == len(finding.lat) > 0
        assert list(finding.rows) == sorted(finding.rows)
        assert len(finding.details) in {0, len(finding.rows)}
        for language in Language:
            text = sentence(finding, language)
            assert str(len(finding.rows)) in text
            assert "{" not in text
            for index in range(len(finding.rows)):
                line = row_sentence(finding, index, language)
                assert "{" not in line
                assert bool(line) == bool(finding.details)


def test_positions_lead_to_the_record(tmp_path: Path) -> None:
    ward = sick(1)
    findings = {f.code: f for f in examine(opened(ward.cells, tmp_path), counties())}
    for code in ("doctor_outside_county", "doctor_outside_provinces", "doctor_garbled"):
        finding = findings[code]
        for row, lon, lat in zip(finding.rows, finding.lon, finding.lat, strict=True):
            assert f"{lon:.6f}" == ward.cells[LON][row - 1]
            assert f"{lat:.6f}" == ward.cells[LAT][row - 1]
    assert np.isnan(findings["problem_empty_geometry"].lon).all()
    swapped = findings["problem_lon_lat_swapped"]
    assert swapped.mended
    assert not findings["doctor_outside_county"].mended
    # Those were put right: the position is the mended one.
    assert (swapped.lon > swapped.lat).all()


def test_tiers_given_for_all_are_compared_with_names(tmp_path: Path) -> None:
    names = ["清徐县人民医院", "怀远镇中心卫生院", "红界村卫生室", "同济医院"]
    table = {NAME: names, LON: [112.3, 112.31, 112.32, 112.33], LAT: [37.6] * 4}
    loaded = opened(table, tmp_path)
    for tier, rows in {
        Tier.TOWNSHIP: {1, 3},
        Tier.SUBCENTRE: {3},
        Tier.COUNTY: {2, 3},
        Tier.VILLAGE: {1, 2},
    }.items():
        found = by_code(examine(loaded, counties(), as_facilities(loaded, tier)))
        assert found == {"doctor_tier": rows}
    by_row = as_facilities(loaded, Tier.COUNTY, by_row=True)
    assert by_code(examine(loaded, counties(), by_row)) == {}
    assert by_code(examine(loaded, counties())) == {}


def test_near_a_border_nothing_is_said(tmp_path: Path) -> None:
    county = counties()[counties()["adcode"] == 140121].geometry.iloc[0]
    edge = county.boundary.interpolate(np.arange(50) / 50, normalized=True)
    ring = shapely.get_coordinates(list(edge))
    outward = ring - np.array([county.centroid.x, county.centroid.y])
    outward /= np.hypot(*outward.T)[:, np.newaxis]
    for metres, some in ((100, False), (3000, True)):
        lon, lat = (ring + outward * metres / 111_000).T
        names = [f"机构{n}" for n in range(50)]
        cells = {NAME: names, COUNTY: ["清徐县"] * 50, LON: lon, LAT: lat}
        found = by_code(examine(opened(cells, tmp_path), counties()))
        assert ("doctor_outside_county" in found) is some


def test_records_at_a_seat_share_its_position_by_right(tmp_path: Path) -> None:
    table = {NAME: ["甲卫生室", "乙卫生室"], COUNTY: ["崇州市"] * 2, "乡镇": ["怀远镇"] * 2}
    loaded = opened(table, tmp_path)
    assert loaded.frame.geometry[0].equals(loaded.frame.geometry[1])
    assert "doctor_same_position" not in by_code(examine(loaded, counties()))
    facilities = as_facilities(loaded, Tier.VILLAGE, counties())
    assert (facilities["position_error_m"] > 0).all()
    assert (facilities["position_source"] != "名单.csv").all()


def test_swapped_west_of_90_degrees(tmp_path: Path) -> None:
    """No latitude is above 90, but in the west of Qinghai no longitude is either."""
    west = counties()[counties()["adcode"] == 632801].geometry.iloc[0]
    inside = west.intersection(shapely.box(89, 30, 89.9, 40)).representative_point()
    lon, lat = [inside.x, 95.0, 96.0, 97.0], [inside.y, 36.4, 36.4, 36.4]
    lon[0], lat[0] = lat[0], lon[0]
    table = {NAME: ["甲", "乙", "丙", "丁"], LON: lon, LAT: lat}
    assert by_code(examine(opened(table, tmp_path), counties())) == {"doctor_swapped": {1}}


def test_mended_polygons_are_told(tmp_path: Path) -> None:
    bow = shapely.Polygon([(112.3, 37.5), (112.5, 37.7), (112.5, 37.5), (112.3, 37.7)])
    good = shapely.box(112.2, 37.5, 112.25, 37.55)
    path = tmp_path / "面.gpkg"
    shapes = np.array([good, bow, None], dtype=object)
    gpd.GeoDataFrame({"name": ["甲", "乙", "丙"]}, geometry=shapes, crs=4326).to_file(path)
    findings = {f.code: f for f in examine(read_file(path), counties())}
    assert findings["problem_made_valid"].mended
    assert findings["problem_made_valid"].rows.tolist() == [2]
    assert findings["problem_empty_geometry"].rows.tolist() == [3]
    assert np.isfinite(findings["problem_made_valid"].lon).all()


def test_it_can_be_stopped_and_tells_how_far_it_is(tmp_path: Path) -> None:
    loaded = opened(healthy(0).cells, tmp_path)
    told: list[float] = []
    examine(loaded, counties(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        examine(loaded, counties(), progress=stop)


class TestGarbled:
    def test_real_names_are_sound(self) -> None:
        names = [*real_facilities()["name"], *counties()["name"], *counties()["pinyin"]]
        names += ["Hôpital général", "Café ½", "中医院（新）", "3 号楼？", "ü", "㘵", "—", "10℃"]
        assert [name for name in names if looks_garbled(name)] == []

    @pytest.mark.parametrize("garbler", range(len(GARBLERS)))
    def test_real_names_read_wrongly_are_not(self, garbler: int) -> None:
        names = real_facilities()["name"].sample(1000, random_state=garbler)
        spoilt = [GARBLERS[garbler](name) for name in names]
        assert sum(map(looks_garbled, spoilt)) >= 0.97 * len(spoilt)

    @pytest.mark.parametrize("text", ["ï¼", "Ã¥Â¸", "åŒ»é™¢", "ÖÐÐÄ", "\ufffd院", "a\x85b", "????"])
    def test_single_texts(self, text: str) -> None:
        assert looks_garbled(text)
