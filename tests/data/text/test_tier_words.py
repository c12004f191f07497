"""The tier that names say: rules by example, and precision and recall on real facilities."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference.catalog import read_facilities
from data.schema import Status, Tier
from data.text.tier_words import tier_in, tier_of

REGIONAL, COUNTY, SUBCENTRE, TOWNSHIP, VILLAGE = Tier


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("清徐县人民医院", COUNTY),
        ("崇州市中医医院", COUNTY),
        ("锦江区妇幼保健院", COUNTY),
        ("成都市温江区人民医院", COUNTY),
        ("四川省崇州市人民医院", COUNTY),
        ("北川羌族自治县中医院", COUNTY),
        ("甘孜县人民医院", COUNTY),
        ("互助县中医院", COUNTY),
        ("大柴旦行委人民医院", COUNTY),
        ("清徐县医院", COUNTY),
        ("宜宾县第二人民医院", COUNTY),
        ("崇州市妇幼保健计划生育服务中心", COUNTY),
        ("Qingxu County People's Hospital", COUNTY),
        ("四川省人民医院", REGIONAL),
        ("绵阳市中心医院", REGIONAL),
        ("甘孜藏族自治州人民医院", REGIONAL),
        ("甘孜州藏医院", REGIONAL),
        ("浙江大学医学院附属第二医院", REGIONAL),
        ("海南州省级区域医疗中心", REGIONAL),
        ("Zhejiang Provincial People's Hospital", REGIONAL),
        ("怀远镇中心卫生院", TOWNSHIP),
        ("泉吉乡卫生院", TOWNSHIP),
        ("栖贤街道社区卫生服务中心", TOWNSHIP),
        ("清徐县东于镇卫生院", TOWNSHIP),
        ("兰亭镇人民医院", TOWNSHIP),
        ("塘下镇卫生院（瑞安市第五人民医院）", TOWNSHIP),
        ("Donghu Township Hospital", TOWNSHIP),
        ("Wuhou Community Health Service Center", TOWNSHIP),
        ("红界村卫生室", VILLAGE),
        ("怀远镇中心卫生院红界村卫生室", VILLAGE),
        ("白门社区卫生服务站", VILLAGE),
        ("运河街道社区卫生服务中心博陆服务站", VILLAGE),
        ("某厂医务室", VILLAGE),
        ("红界卫生所", VILLAGE),
        ("Hongjie Village Clinic", VILLAGE),
        ("怀远中心卫生院（县域医疗卫生次中心）", SUBCENTRE),
        ("清徐县徐沟医疗次中心", SUBCENTRE),
        ("Xugou Sub-centre", SUBCENTRE),
        *((name, None) for name in ("同济医院", "富阳中医骨病医院", "清徐县妇产医院", "口腔诊所")),
        *((name, None) for name in ("清徐县卫生监督所", "山西省疾病预防控制中心", "某大学校医院")),
        *((name, None) for name in ("市中心血站", "卫生健康局", "滨江医院", "", "   ", "Hospital")),
        ("浙江省人民医院天台分院", None),
        ("西藏自治区人民政府驻成都办事处医院", None),
    ],
)
def test_names(name: str, tier: Tier | None) -> None:
    assert tier_of(name) is tier


@pytest.mark.parametrize(
    ("name", "grade", "kind", "tier"),
    [
        ("同济医院", "三级甲等", "", REGIONAL),
        ("同济医院", "三甲", "", REGIONAL),
        ("同济医院", "3A", "", REGIONAL),
        ("同济医院", "二级乙等", "", COUNTY),
        ("同济医院", "一级", "", None),
        ("同济医院", "未定级", "", None),
        # The county runs it, whatever its grade.
        ("崇州市人民医院", "三级甲等", "", COUNTY),
        ("红界村卫生室", "二级", "", VILLAGE),
        ("同济医院", "", "乡镇卫生院", TOWNSHIP),
        ("同济", "", "村级", VILLAGE),
        ("怀远镇中心卫生院", "", "县域医疗卫生次中心", SUBCENTRE),
        ("清徐县人民医院", "县级", "", COUNTY),
    ],
)
def test_grades_and_kinds(name: str, grade: str, kind: str, tier: Tier | None) -> None:
    assert tier_of(name, grade, kind) is tier


@pytest.mark.parametrize(
    ("words", "tier"),
    [
        ("县级", COUNTY),
        ("县级医院", COUNTY),
        ("乡级", TOWNSHIP),
        ("乡镇级", TOWNSHIP),
        ("村级", VILLAGE),
        ("社区卫生服务站", VILLAGE),
        ("省级", REGIONAL),
        ("市级", REGIONAL),
        ("区域医疗中心", REGIONAL),
        ("次中心", SUBCENTRE),
        ("综合医院", None),
        ("", None),
    ],
)
def test_words_of_a_tier_column(words: str, tier: Tier | None) -> None:
    assert tier_in(words) is tier


def test_what_we_write_we_read() -> None:
    for tier in Tier:
        assert {tier_in(tier.value), tier_in(tier.label.zh), tier_in(tier.label.en)} == {tier}


def test_real_names() -> None:
    """Facilities that a map or a report names, whose tier was settled with more than names."""
    frame = pd.DataFrame(read_facilities(None))
    real = frame[frame["status"] != Status.ASSUMED.value]
    # A hospital of a city, which its name tells, is of the county tier for want of a grade.
    real = real[~real["remark"].str.contains(r"\bcity\b")]
    said = [
        tier_of(name, grade or "")
        for name, grade in zip(real["name"], real["grade"].fillna(""), strict=True)
    ]
    right = sum(tier == truth for tier, truth in zip(said, real["tier"], strict=True))
    told = sum(tier is not None for tier in said)
    assert len(real) > 700
    assert right / told >= 0.98
    assert right / len(real) >= 0.96


def test_names_of_other_parts_of_the_country() -> None:
    names = ["重庆市巫山县人民医院", "甘肃省民勤县中医院", "通海县河西镇中心卫生院"]
    assert [tier_of(name) for name in names] == [COUNTY, COUNTY, TOWNSHIP]


@given(st.text(), st.text(), st.text())
def test_any_words_at_all(name: str, grade: str, kind: str) -> None:
    assert tier_of(name, grade, kind) in {None, *Tier}
