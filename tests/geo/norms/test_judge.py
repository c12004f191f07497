"""Norms against counties: brute force on a toy world, real townships, and no undeserved pass."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.project import Layer, LayerKind, Project, Site, new_project
from data.reference.catalog import Level, read_facilities, read_townships
from data.reference.demand import Demand
from data.reference.norms import (
    NOTHING,
    Comparator,
    Measure,
    Norm,
    NormStatus,
    NormUnit,
    bundled_norm,
    bundled_norms,
)
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier, Title
from geo.coverage.tier_coverage import tier_coverage
from geo.norms.counts import TownshipKind, township_in
from geo.norms.judge import Ground, Target, criterion_of, judge, targets_of
from geo.norms.missing import Lack, lacks_of
from geo.norms.verdict import Judgement, UnitVerdict, Verdict
from geo.norms.words import judgement_notes
from geo.study.edited_facilities import edited_frames
from geo.study.study import Study, load_study

GEOD = Geod(ellps="WGS84")
SOURCE = Title("某规范", "Some standard")
XINING = (630102, 630103, 630104)
CHENGXI = 630104
MEETS = {Language.ZH: "达标", Language.EN: "meets the standard"}


def frame(
    rows: list[tuple[float, float, int]],
    tier: Tier,
    status: Status = Status.USER,
    names: list[str] | None = None,
) -> gpd.GeoDataFrame:
    """Facilities by lon, lat and adcode."""
    lon, lat, adcode = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    table = pd.DataFrame({column.value: [""] * len(rows) for column in FacilityColumn})
    known = {
        FacilityColumn.ID.value: [f"{tier}-{status}-{n}" for n in range(len(rows))],
        FacilityColumn.NAME.value: names or ["院"] * len(rows),
        FacilityColumn.TIER.value: tier.value,
        FacilityColumn.STATUS.value: status.value,
        FacilityColumn.ADCODE.value: adcode.astype(np.int64),
        FacilityColumn.LON.value: lon,
        FacilityColumn.LAT.value: lat,
        FacilityColumn.BEDS.value: np.nan,
        FacilityColumn.STAFF.value: np.nan,
        FacilityColumn.POSITION_ERROR_M.value: np.nan,
    }
    return gpd.GeoDataFrame(table.assign(**known), geometry=gpd.points_from_xy(lon, lat), crs=CRS)


@st.composite
def any_norm(draw: st.DrawFn) -> Norm:
    """Any row at all, sensible or not."""
    measure = draw(st.sampled_from(Measure))
    return Norm(
        id=draw(st.sampled_from(["own-1", *(norm.id for norm in bundled_norms())])),
        title=SOURCE,
        measure=measure,
        number=draw(st.sampled_from([None, 0.0, 1.0, 90.0, 100.0])),
        unit=draw(st.sampled_from([measure.unit, *NormUnit])),
        comparator=draw(st.sampled_from(Comparator)),
        tier=draw(st.sampled_from([None, *Tier])),
        minutes=draw(st.sampled_from([None, 15.0])),
        speed_kmh=draw(st.sampled_from([None, 20.0])),
        radius_m=draw(st.sampled_from([None, 5_000.0])),
        source=draw(st.sampled_from([NOTHING, Title(" ", "\t"), SOURCE])),
        status=draw(st.sampled_from(NormStatus)),
    )


@pytest.fixture(scope="module")
def toy() -> Study:
    """Sixty places in four counties, the last without people; two prefectures."""
    chance = np.random.default_rng(3)
    units = pd.DataFrame(
        {
            "adcode": [*XINING, 632221],
            "name": ["城东区", "城中区", "城西区", "门源回族自治县"],
            "pinyin": ["Chengdong", "Chengzhong", "Chengxi", "Menyuan"],
            "province": ["qinghai"] * 4,
            "prefecture_adcode": [630100] * 3 + [632200],
            "prefecture": ["西宁市"] * 3 + ["海北藏族自治州"],
        }
    )
    unit = np.repeat(np.arange(4, dtype=np.int32), 15)
    people = chance.integers(1, 500, 60).astype(float)
    people[unit == 3] = 0.0
    demand = Demand(
        lon=chance.uniform(101.5, 102.0, 60),
        lat=chance.uniform(36.4, 36.8, 60),
        population=people,
        unit=unit,
        units=units,
        grid=None,
    )
    frames = {tier.value: frame([], tier) for tier in Tier}
    for tier, number in ((Tier.COUNTY, 2), (Tier.TOWNSHIP, 5), (Tier.VILLAGE, 3)):
        lon, lat = chance.uniform(101.5, 102.0, number), chance.uniform(36.4, 36.8, number)
        rows = list(zip(lon, lat, [CHENGXI] * number, strict=True))
        frames[tier.value] = frame(rows, tier, Status.ASSUMED)
    return Study(Province.QINGHAI, demand, MappingProxyType(frames), modelled=False)


@pytest.fixture(scope="module")
def qinghai() -> Study:
    return load_study(Province.QINGHAI)


def ground(study: Study, **changes: object) -> Ground:
    return Ground(study, new_project(study.province), study.facilities, **changes)  # type: ignore[arg-type]


def row(norm_id: str, **changes: object) -> Norm:
    norm = bundled_norm(norm_id)
    assert norm is not None
    return replace(norm, **changes)  # type: ignore[arg-type]


def own(measure: Measure, **changes: object) -> Norm:
    """A binding norm with a source."""
    norm = Norm("own-1", SOURCE, measure, 50.0, source=SOURCE, status=NormStatus.BINDING)
    return replace(norm, **{"unit": measure.unit, **changes})  # type: ignore[arg-type]


def of(judgement: Judgement, adcode: int) -> UnitVerdict:
    return next(unit for unit in judgement.units if unit.adcode == adcode)


def brute_share(study: Study, tiers: tuple[Tier, ...], radius_m: float, rows: list[int]) -> float:
    """Return the share of the people of some counties within reach: loops over pyproj."""
    demand, near, everybody = study.demand, 0.0, 0.0
    for lon, lat, people, unit in zip(
        demand.lon, demand.lat, demand.population, demand.unit, strict=True
    ):
        if unit not in rows:
            continue
        everybody += people
        sites = [
            site
            for tier in tiers
            for site in study.facilities[tier.value][["lon", "lat"]].to_numpy()
        ]
        distances = [GEOD.inv(lon, lat, x, y)[2] for x, y in sites]
        near += people if min(distances, default=math.inf) <= radius_m else 0.0
    return near / everybody if everybody else math.nan


class TestCoverage:
    @pytest.mark.parametrize("tier", [None, Tier.COUNTY, Tier.TOWNSHIP, Tier.REGIONAL])
    @pytest.mark.parametrize("radius_m", [2_000.0, 8_000.0, 20_000.0])
    def test_the_share_is_that_of_brute_force(
        self, toy: Study, tier: Tier | None, radius_m: float
    ) -> None:
        norm = own(Measure.COVERAGE_SHARE, tier=tier, radius_m=radius_m)
        tiers = tuple(Tier) if tier is None else (tier,)
        found = judge(norm, ground(toy))
        for number, unit in enumerate(found.units):
            share = brute_share(toy, tiers, radius_m, [number])
            np.testing.assert_allclose(unit.value, share)
            wanted = Verdict.PASSED if share >= 0.5 else Verdict.MISSED
            assert unit.verdict is (Verdict.NOT_JUDGED if math.isnan(share) else wanted)
        (xining, haibei) = judge(norm, ground(toy), Level.PREFECTURE).units
        np.testing.assert_allclose(xining.value, brute_share(toy, tiers, radius_m, [0, 1, 2]))
        assert haibei.verdict is Verdict.NOT_JUDGED
        assert haibei.reason.code == "norm_no_people"

    def test_a_speed_makes_the_radius(self, toy: Study) -> None:
        by_speed = own(Measure.TRAVEL_TIME, tier=Tier.TOWNSHIP, minutes=30.0, speed_kmh=16.0)
        by_radius = own(Measure.TRAVEL_TIME, tier=Tier.TOWNSHIP, radius_m=8_000.0)
        found = [judge(norm, ground(toy)) for norm in (by_speed, by_radius)]
        values = [[unit.value for unit in each.units] for each in found]
        np.testing.assert_array_equal(values[0], values[1])
        assert [each.reach_m for each in found] == [8_000.0, 8_000.0]
        codes = [{unit.reason.code for unit in each.units[:3]} for each in found]
        assert all("assumption" in code for code in codes[0])
        assert all("binding" in code for code in codes[1])
        said = found[1].units[0].reason.text(Language.EN)
        assert "5 of the facilities counted are only assumed" in said

    def test_without_a_radius_nothing_is_judged(self, toy: Study) -> None:
        for norm in bundled_norms():
            if norm.measure.has_radius:
                found = judge(norm, ground(toy))
                assert {unit.verdict for unit in found.units} == {Verdict.NOT_JUDGED}
                assert {unit.reason.code for unit in found.units} == {"norm_no_radius"}

    def test_without_a_number_values_are_listed(self, toy: Study) -> None:
        found = judge(row("township_30_minutes", radius_m=8_000.0), ground(toy))
        assert found.counts == {Verdict.PASSED: 0, Verdict.MISSED: 0, Verdict.NOT_JUDGED: 4}
        assert np.isfinite([unit.value for unit in found.units[:3]]).all()
        assert found.units[0].reason.code == "norm_no_number"

    def test_a_known_coverage_is_used_where_it_fits(self, toy: Study) -> None:
        norm = own(Measure.COVERAGE_SHARE, tier=Tier.TOWNSHIP, radius_m=8_000.0)
        known = tier_coverage(toy, toy.facilities[Tier.TOWNSHIP.value], criterion_of(norm))
        plain = judge(norm, ground(toy))
        assert judge(norm, ground(toy, coverage=known)).units[:3] == plain.units[:3]
        other = replace(norm, tier=Tier.COUNTY)
        same = judge(other, ground(toy, coverage=known)).units[:3]
        assert same == judge(other, ground(toy)).units[:3]

    def test_notes_say_what_it_rests_on(self, toy: Study) -> None:
        project = new_project(Province.QINGHAI).with_added(Tier.COUNTY, Site(101.7, 36.6, 0), "新")
        norm = row("circle_15_minutes", speed_kmh=40.0)
        found = judge(norm, Ground(toy, project, edited_frames(project, toy.facilities).frames))
        said = " ".join(judgement_notes(found, Language.EN))
        for part in ("what-if", "2025-11-27", "original was not read", "10 km", "40 km/h"):
            assert part.lower() in said.lower()
        assert "10 of 11 facilities are only assumed" in said
        assert "modelled" not in said
        modelled = replace(found, modelled=True)
        assert "modelled" in " ".join(judgement_notes(modelled, Language.EN))


class TestStatus:
    @pytest.mark.parametrize("status", NormStatus)
    @pytest.mark.parametrize("number", [0.0, 100.0])
    @pytest.mark.parametrize("language", Language)
    def test_words_of_a_verdict(
        self, toy: Study, status: NormStatus, number: float, language: Language
    ) -> None:
        norm = own(
            *(Measure.COVERAGE_SHARE,),
            status=status,
            number=number,
            comparator=Comparator.AT_LEAST,
            tier=Tier.TOWNSHIP,
            radius_m=1_000.0,
        )
        unit = judge(norm, ground(toy)).units[0]
        said = unit.reason.text(language)
        passed = unit.value * 100 >= number
        if status is NormStatus.UNKNOWN:
            assert unit.verdict is Verdict.NOT_JUDGED
        else:
            assert unit.verdict is (Verdict.PASSED if passed else Verdict.MISSED)
        binding = status is NormStatus.BINDING
        assert (MEETS[language] in said) == (binding and (passed or language is Language.ZH))

    @settings(deadline=None)
    @given(norm=any_norm(), level=st.sampled_from(Level))
    def test_nothing_of_unknown_status_ever_passes(
        self, toy: Study, norm: Norm, level: Level
    ) -> None:
        found = judge(norm, ground(toy), level)
        passed = [each for each in found.units if each.verdict is Verdict.PASSED]
        if norm.status is NormStatus.UNKNOWN or norm.source is not SOURCE:
            assert found.counts[Verdict.NOT_JUDGED] == len(found.units)
        for each in found.units:
            for language, words in MEETS.items():
                if words in each.reason.text(language):
                    assert norm.footing is NormStatus.BINDING
            for language in Language:
                words = each.verdict.label(norm.footing).in_language(language).lower()
                if MEETS[language] in words:
                    assert norm.footing is NormStatus.BINDING
        for each in passed:
            assert each.reason.code == f"norm_passed_{norm.footing}"
            assert norm.unit is norm.measure.unit
            assert norm.number is not None
        assert sum(found.counts.values()) == len(found.units)

    def test_a_value_is_shown_on_its_side_of_the_number(self, toy: Study) -> None:
        people = np.array([899_999.0, 100_001.0])
        demand = Demand(
            lon=np.array([101.7, 110.0]),
            lat=np.array([36.6, 36.6]),
            population=people,
            unit=np.zeros(2, dtype=np.int32),
            units=toy.demand.units.iloc[:1],
            grid=None,
        )
        one = {**toy.facilities, "township": frame([(101.7, 36.6, 0)], Tier.TOWNSHIP)}
        study = Study(Province.QINGHAI, demand, one, modelled=False)
        norm = own(*(Measure.COVERAGE_SHARE,), number=90.0, tier=Tier.TOWNSHIP, radius_m=1_000.0)
        (unit,) = judge(norm, ground(study)).units
        assert unit.verdict is Verdict.MISSED
        assert "89.9999%" in unit.reason.text(Language.EN)


class TestCounts:
    def test_kinds_are_told_by_the_name(self) -> None:
        kinds = {"东关街道": "街道", "清源镇": "镇", "哈秀乡": "乡", "金沙滩农牧场": None}
        assert {name: TownshipKind.of_name(name) for name in kinds} == kinds

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("洪合镇卫生院", "1"),
            ("秀洲区洪合中心卫生院", "1"),
            ("王江泾镇油车港卫生院", "2"),
            ("中心卫生院", None),
            ("洪合油车卫生院", None),
            ("秀洲区人民医院", None),
        ],
    )
    def test_a_facility_is_given_to_the_township_it_names(
        self, name: str, code: str | None
    ) -> None:
        townships = {"1": "洪合镇", "2": "王江泾镇", "3": "油车乡", "4": "中心镇", "5": "秀洲镇"}
        assert township_in(name, townships, "秀洲区") == code

    def test_what_is_assumed_by_the_rule_proves_nothing(self, qinghai: Study) -> None:
        for norm_id in ("township_hospital_each", "community_centre_each"):
            found = judge(row(norm_id), ground(qinghai))
            facilities = read_facilities(Province.QINGHAI, Tier.TOWNSHIP)
            known = facilities[facilities["status"] != "assumed"]["adcode"].value_counts()
            for unit in found.units:
                assert unit.verdict is not Verdict.MISSED
                if unit.verdict is Verdict.PASSED:
                    assert known[unit.adcode] >= 1
            assert Status.ASSUMED not in found.by_status
        # Of these two townships, both hospitals are assumed.
        found = judge(row("township_hospital_each"), ground(qinghai))
        assert of(found, 630102).reason.code == "norm_known_township_hospitals"
        assert "a further 2 are only assumed" in of(found, 630102).reason.text(Language.EN).lower()
        assert of(found, CHENGXI).verdict is Verdict.PASSED
        assert of(found, CHENGXI).reason.code == "norm_passed_guidance"

    def test_an_assumed_one_that_is_moved_is_still_assumed(self, qinghai: Study) -> None:
        project = new_project(Province.QINGHAI)
        rows = qinghai.facilities[Tier.TOWNSHIP.value]
        here = rows[(rows["adcode"] == 630102) & (rows["status"] == "assumed")]
        for facility, name in zip(here["id"], here["name"], strict=True):
            key = FacilityKey(Tier.TOWNSHIP.value, facility)
            project = project.with_moved(key, name, Site(101.8, 36.6, 630102))
        frames = edited_frames(project, qinghai.facilities).frames
        norm = row("township_hospital_each")
        found = judge(norm, Ground(qinghai, project, frames))
        assert of(found, 630102).verdict is Verdict.NOT_JUDGED
        assert found.edits == project.edits

    def own_list(
        self, study: Study, names: list[str], adcode: int
    ) -> tuple[Project, Mapping[str, gpd.GeoDataFrame]]:
        """A user's list in place of the bundled township hospitals, its counties by code."""
        project = new_project(study.province)
        old = project.layer(Tier.TOWNSHIP.value)
        mine = Layer(
            *("user", LayerKind.FACILITIES, "#000000", "名单", Path("m.csv"), Tier.TOWNSHIP)
        )
        project = project.with_layer(replace(old, counted=False)).with_layer(mine)
        rows = [(101.8, 36.6, adcode)] * len(names)
        table = frame(rows, Tier.TOWNSHIP, Status.USER, names)
        return project, {**study.facilities, "user": table}

    def townships(self, adcode: int) -> list[str]:
        table = read_townships(Province.QINGHAI)
        names = table["name"][table["adcode"] == adcode]
        return [name for name in names if name.endswith(("镇", "乡"))]

    def judged(self, study: Study, names: list[str], adcode: int, number: float = 1.0) -> Judgement:
        norm = row("township_hospital_each", number=number)
        return judge(norm, Ground(study, *self.own_list(study, names, adcode)))

    def test_a_list_of_the_user_decides_its_counties(self, qinghai: Study) -> None:
        adcode = 632221
        wanted = self.townships(adcode)
        assert len(wanted) > 3
        every = [f"{name}卫生院" for name in wanted]
        whole = self.judged(qinghai, every, adcode)
        assert of(whole, adcode).verdict is Verdict.PASSED
        assert of(whole, adcode).value == 1.0
        short = of(self.judged(qinghai, every[:-1], adcode), adcode)
        assert short.verdict is Verdict.MISSED
        assert short.value == pytest.approx((len(wanted) - 1) / len(wanted))
        # Two in one township are none for another.
        assert of(self.judged(qinghai, [*every[:-1], every[0]], adcode), adcode) == replace(
            short, reason=of(self.judged(qinghai, [*every[:-1], every[0]], adcode), adcode).reason
        )
        # One whose township is not told may be the one that is missing.
        doubt = of(self.judged(qinghai, [*every[:-1], "某卫生院"], adcode), adcode)
        assert doubt.verdict is Verdict.NOT_JUDGED
        assert doubt.reason.more[-1].code == "norm_loose"
        # Where the list has nothing, nothing is said by it.
        assert of(whole, 630102).verdict is Verdict.NOT_JUDGED
        assert whole.remarks[0].code == "norm_list_whole"

    def test_another_number_is_an_assumption(self, qinghai: Study) -> None:
        adcode = 632221
        every = [f"{name}卫生院" for name in self.townships(adcode)]
        twice = of(self.judged(qinghai, every * 2, adcode, number=2.0), adcode)
        assert (twice.verdict, twice.value) == (Verdict.PASSED, 2.0)
        assert twice.reason.code == "norm_passed_assumption"
        once = of(self.judged(qinghai, every, adcode, number=2.0), adcode)
        assert (once.verdict, once.value) == (Verdict.MISSED, 1.0)

    def test_a_facility_without_a_code_counts_where_it_stands(self, qinghai: Study) -> None:
        seat = qinghai.facilities[Tier.TOWNSHIP.value]
        place = seat[seat["adcode"] == 632221].iloc[0]
        project, frames = self.own_list(qinghai, ["甲"], 0)
        lost = frames["user"].assign(lon=place["lon"], lat=place["lat"])
        norm = row("township_hospital_each")
        found = judge(norm, Ground(qinghai, project, {**frames, "user": lost}))
        assert of(found, 632221).verdict is Verdict.MISSED
        assert of(found, 632221).reason.more[0].facts["loose"] == "1"

    def test_central_township_hospitals_are_told_by_name_or_tier(self, qinghai: Study) -> None:
        norm = row("central_township_hospitals")
        project, frames = self.own_list(qinghai, ["某中心卫生院", "某卫生院"], CHENGXI)
        found = judge(norm, Ground(qinghai, project, frames))
        assert of(found, CHENGXI).verdict is Verdict.PASSED
        assert of(found, CHENGXI).value == 1.0
        project, frames = self.own_list(qinghai, ["某卫生院"], CHENGXI)
        found = judge(norm, Ground(qinghai, project, frames))
        assert of(found, CHENGXI).verdict is Verdict.MISSED
        sichuan = load_study(Province.SICHUAN)
        found = judge(norm, ground(sichuan))
        # Three sub-centres are reported there.
        assert of(found, 510184).verdict is Verdict.PASSED
        assert found.counts[Verdict.MISSED] == 0

    def test_that_there_are_not_too_many_cannot_be_shown(self, qinghai: Study) -> None:
        norm = row("township_hospital_each", comparator=Comparator.AT_MOST)
        found = judge(norm, ground(qinghai))
        assert {unit.reason.code for unit in found.units} == {"norm_comparator_unfit"}

    def test_prefectures_pass_with_all_their_counties(self, qinghai: Study) -> None:
        norm = row("township_hospital_each")
        counties = judge(norm, ground(qinghai))
        prefectures = judge(norm, ground(qinghai), Level.PREFECTURE)
        for unit in prefectures.units:
            inside = [each for each in counties.units if each.adcode // 100 == unit.adcode // 100]
            judged = [each for each in inside if not math.isnan(each.value)]
            if unit.verdict is Verdict.PASSED:
                assert all(each.verdict is Verdict.PASSED for each in judged)
        assert prefectures.counts[Verdict.NOT_JUDGED] == len(prefectures.units)


class TestFigures:
    def test_the_published_share_decides_its_county_alone(self) -> None:
        found = judge(row("care_in_county"), ground(load_study(Province.SICHUAN)))
        jianyang = of(found, 510185)
        assert jianyang.value == pytest.approx(0.953)
        assert jianyang.verdict is Verdict.PASSED
        assert "2024" in jianyang.reason.text(Language.ZH)
        assert found.counts == {Verdict.PASSED: 1, Verdict.MISSED: 0, Verdict.NOT_JUDGED: 182}
        missed = judge(row("care_in_county", number=95.4), ground(load_study(Province.SICHUAN)))
        assert of(missed, 510185).reason.code == "norm_missed_assumption"

    @pytest.mark.parametrize("level", [Level.COUNTY, Level.PROVINCE])
    def test_a_share_of_inpatients_is_another_measure(self, qinghai: Study, level: Level) -> None:
        found = judge(row("care_in_county"), ground(qinghai), level)
        assert found.counts[Verdict.NOT_JUDGED] == len(found.units)
        for unit in found.units:
            assert unit.reason.code == "norm_other_measure"
            assert math.isnan(unit.value)
            assert "54.0%" in unit.reason.text(Language.ZH)

    def staff(self, toy: Study, columns: dict[str, list[object]]) -> Ground:
        """A user's list of three facilities in two counties, the only one that counts."""
        mine = Layer(*("user", LayerKind.FACILITIES, "#000000", "名单", Path("m.csv"), Tier.COUNTY))
        project = new_project(toy.province)
        project = replace(project, layers=(mine,))
        rows = [(101.7, 36.6, XINING[0]), (101.7, 36.6, XINING[0]), (101.7, 36.6, XINING[1])]
        frames = {"user": frame(rows, Tier.COUNTY)}
        return Ground(toy, project, frames, {"user": pd.DataFrame(columns)})

    def test_physicians_of_the_users_lists(self, toy: Study) -> None:
        people = [toy.demand.population[toy.demand.unit == number].sum() for number in range(4)]
        given_ = self.staff(toy, {"执业医师数": ["10", 5, "3"], "医师占比": [0.5, 0.5, 0.5]})
        found = judge(row("physicians_2030", number=1.0), given_)
        east, middle, west = found.units[:3]
        assert east.value == pytest.approx(15 / people[0] * 1000)
        assert middle.value == pytest.approx(3 / people[1] * 1000)
        for unit in (east, middle):
            wanted = Verdict.PASSED if unit.value >= 1.0 else Verdict.MISSED
            assert unit.verdict is wanted
        assert west.reason.code == "norm_no_list"
        xining = judge(row("physicians_2030"), given_, Level.PREFECTURE).units[0]
        assert xining.value == pytest.approx(18 / sum(people[:3]) * 1000)
        assert "执业医师数" in " ".join(judgement_notes(found, Language.ZH))

    def test_who_has_no_figure_can_only_add(self, toy: Study) -> None:
        given_ = self.staff(toy, {"护士": [1, None, 3]})
        most = judge(row("nurses_2030", number=1000.0), given_).units
        assert most[0].verdict is Verdict.NOT_JUDGED
        assert most[0].reason.code == "norm_staff_unknown"
        assert most[1].verdict is Verdict.MISSED
        least = judge(row("nurses_2030", number=0.0), given_).units
        assert least[0].verdict is Verdict.PASSED
        other = judge(row("nurses_2030", number=1000.0, comparator=Comparator.AT_MOST), given_)
        assert other.units[0].verdict is Verdict.NOT_JUDGED

    def test_staff_in_total_is_neither(self, toy: Study) -> None:
        given_ = self.staff(toy, {"卫生人员": [1, 2, 3], "乡村医生": [1, 1, 1]})
        for norm_id in ("physicians_2030", "nurses_2030"):
            found = judge(row(norm_id), given_)
            assert {unit.reason.code for unit in found.units} == {"norm_no_staff"}

    def test_two_columns_are_one_too_many(self, toy: Study) -> None:
        given_ = self.staff(toy, {"医师": [1, 2, 3], "执业医师": [1, 1, 1]})
        with pytest.raises(DataError) as refused:
            judge(row("physicians_2030"), given_)
        assert refused.value.code == "norm_several_columns"


def test_targets_are_the_numbers_that_have_a_source() -> None:
    targets = targets_of(bundled_norms())
    assert len(targets) == 7
    care = next(each for each in targets if each.measure is Measure.CARE_IN_COUNTY)
    assert care == Target(
        *(Measure.CARE_IN_COUNTY, 90.0, NormUnit.PERCENT, Comparator.AT_LEAST),
        Title("县域内就诊率 90%", "Care inside the county: 90 %"),
        NormStatus.GUIDANCE,
    )
    assert targets_of([own(Measure.CARE_IN_COUNTY, source=NOTHING)]) == ()


@pytest.mark.parametrize("language", list(Language))
def test_what_a_row_lacks_is_what_keeps_it_from_judging(language: Language) -> None:
    """Each bundled row, and each with a part of it gone, lacks just what `Norm` has not."""
    for norm in bundled_norms():
        for changed in (
            norm,
            replace(norm, number=None),
            replace(norm, source=Title("", "")),
            replace(norm, radius_m=None, speed_kmh=None),
            replace(norm, radius_m=None, speed_kmh=None, minutes=None),
        ):
            lacks = lacks_of(changed)
            assert (Lack.NUMBER in lacks) is (changed.number is None)
            assert (Lack.SOURCE in lacks) is not changed.has_source
            reach = {Lack.SPEED, Lack.RADIUS} & set(lacks)
            assert bool(reach) is (changed.measure.has_radius and changed.reach_m is None)
            assert all(lack.hint(language) and lack.why(language) for lack in lacks)
            if reach:
                assert reach == {Lack.RADIUS if changed.minutes is None else Lack.SPEED}
