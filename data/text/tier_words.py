"""Recognises a facility's tier from the words of its name, its kind and its grade.

The rules, in order: a word for the kind (村卫生室, 卫生院, 次中心) settles it; then the words of
the tier column or the kind of facility; then who runs the hospital: a county's or district's
general hospital is of the county, one of a province, a prefecture or a university of the
region, whatever the grade, as a county hospital may be 三甲; then the grade alone. Words
that say nothing sure, as of private hospitals and clinics, give None.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from data.reference.catalog import read_units
from data.schema import Province, Tier, UnitColumn

_BRACKETS: Final = re.compile(r"[(\[【《].*?(?:[)\]】》]|$)")
_SUBCENTRE: Final = re.compile(r"次中心|sub-?\s?cent(?:re|er)")
_VILLAGE: Final = re.compile(
    r"卫生室|卫生所|医务室|卫生[^院]*服务站|社区卫生站|村卫生站|村医疗(?:站|点)|(?<=村)诊所"
    r"|village (?:clinic|health)|health post|community health (?:service )?station"
)
_TOWNSHIP: Final = re.compile(
    r"卫生院|卫生服务中心|社区卫生中心|社区医院"
    r"|township|town (?:health|hospital)|community health (?:services? )?cent(?:re|er)"
)
# What shares a word with a health facility and treats nobody, or not as a link of the chain.
_OTHER: Final = re.compile(
    r"卫生监督|公共卫生|卫生健康局|卫生局|疾控|疾病预防|血站|急救中心|药房|药店|兽医|动物|宠物|养老|护理院"
    r"|体检|美容|校医院|口腔诊所|门诊部|veterinary|pharmacy|animal"
)
_HOSPITAL: Final = re.compile(r"医院|保健院|保健计划生育服务中心|hospital|医疗(?:集团|中心)")
# What a county or a prefecture runs itself; others with its name may be anybody's.
_PUBLIC: Final = (
    r"(?:第[一二三四五六七八九十]+)?(?:(?:人民|中心|综合|民族|中西医结合|妇女儿童|妇幼)医院"
    r"|第[一二三四五六七八九十]+医院|中医医?院|[藏羌彝蒙]医医?院|中藏医医?院|妇幼保健(?:计划生育服务中心|医?院))"
)
_RUN_THERE: Final = re.compile(rf"^{_PUBLIC}")
_RUN_BY_COUNTY: Final = re.compile(rf"^.{{0,12}}?[县旗区]{_PUBLIC}")
_RUN_BY_TOWN: Final = re.compile(r"[镇乡](?:中心|人民|第[一二三]人民)?医院$")
_BRANCH: Final = re.compile(r"分院")
_REGION_WORDS: Final = re.compile(
    r"区域医疗中心|大学.{0,8}医院|医学院.{0,8}医院|附属.{0,6}医院"
    r"|university|provincial|regional (?:medical )?cent(?:re|er)|affiliated hospital"
)
_REGION_GRADE: Final = re.compile(
    r"三级|三甲|三乙|(?<![\d一二])3\s?[ab甲乙]|tertiary|grade iii|level 3"
)
_COUNTY_GRADE: Final = re.compile(
    r"二级|二甲|二乙|(?<!\d)2\s?[ab甲乙]|secondary|grade ii(?!i)|level 2"
)
_COUNTY_ENGLISH: Final = re.compile(r"\b(?:county|district)\b.*\bhospital\b")
_KIND: Final = re.compile(r"(?:自治县|自治州|行政委员会|省|市|州|县|区)$")
_PEOPLES: Final = re.compile(
    r"(?:藏族|羌族|彝族|回族|土族|撒拉族|蒙古族|畲族|苗族|土家族|哈萨克族|各族)"
)
_LONGEST_PLACE: Final = 12
_TIER_WORDS: Final = (
    (Tier.SUBCENTRE, re.compile(r"次中心|sub-?\s?cent(?:re|er)")),
    (Tier.VILLAGE, re.compile(r"^村|卫生室|卫生所|服务站|village")),
    (Tier.TOWNSHIP, re.compile(r"^[乡镇]|乡镇|街道|卫生院|服务中心|township")),
    (Tier.COUNTY, re.compile(r"^县|^区县|县级|区级|县医院|^county")),
    (Tier.REGIONAL, re.compile(r"^(?:省|市|州|地市)级?(?:医院)?$|区域|省级|市级|州级|region")),
)


def tier_of(name: str, grade: str = "", kind: str = "") -> Tier | None:
    """Return the tier that a facility's words say, None when they say nothing sure.

    Parameters
    ----------
    name
        The facility's name, Chinese or English.
    grade
        Its grade: `三级甲等`, `二甲`, `3A`.
    kind
        Its tier or kind in words: `乡镇卫生院`, `县级`, `village clinic`.
    """
    text, main = _plain(name), _BRACKETS.sub("", _plain(name))
    said = _plain(f"{kind} {grade}")
    # A sub-centre is a township hospital or another with a second title, often in brackets.
    if _SUBCENTRE.search(text) or _SUBCENTRE.search(said):
        return Tier.SUBCENTRE
    by_word = _by_kind_word(main) or _by_kind_word(text)
    if by_word is not None:
        return by_word
    if _OTHER.search(main):
        return None
    return tier_in(kind) or tier_in(grade) or _by_owner(main) or _by_grade(said)


@lru_cache(maxsize=10_000)
def tier_in(words: str) -> Tier | None:
    """Return the tier that a cell of a tier or kind column means, None when none is sure."""
    text = _plain(words)
    if not text:
        return None
    for tier in Tier:
        if text in {tier.value, _plain(tier.label.zh), _plain(tier.label.en)}:
            return tier
    return next((tier for tier, pattern in _TIER_WORDS if pattern.search(text)), None)


def _by_kind_word(text: str) -> Tier | None:
    """Return the tier of words that only one kind of facility bears."""
    if _OTHER.search(text):
        return None
    if _VILLAGE.search(text):
        return Tier.VILLAGE
    return Tier.TOWNSHIP if _TOWNSHIP.search(text) else None


def _by_owner(text: str) -> Tier | None:
    """Return the tier of a hospital by who runs it."""
    if not _HOSPITAL.search(text):
        return None
    if _REGION_WORDS.search(text):
        return Tier.REGIONAL
    if _RUN_BY_TOWN.search(text):
        return Tier.TOWNSHIP
    # A branch may be of any tier: one of a provincial hospital often is a county's.
    if _BRANCH.search(text):
        return None
    return Tier.COUNTY if _COUNTY_ENGLISH.search(text) else _by_place(text)


def _by_place(text: str) -> Tier | None:
    """Return the tier of a public hospital by the place its name begins with."""
    above, counties = _places()
    rest, in_region = text, False
    while True:
        region, county = _longest(above, rest), _longest(counties, rest)
        if len(county) > len(region):
            own = rest.removeprefix(county)
            # 清徐县医院 is the county's, but 滨江医院 may be anybody's.
            plain = own.startswith("医院") and county[-1] in "县市区旗"
            return Tier.COUNTY if plain or _RUN_THERE.search(own) else None
        if not region:
            break
        rest, in_region = rest.removeprefix(region), True
    if _RUN_BY_COUNTY.search(rest):
        return Tier.COUNTY
    return Tier.REGIONAL if in_region and _RUN_THERE.search(rest) else None


def _longest(forms: frozenset[str], text: str) -> str:
    """Return the longest of `forms` that `text` begins with, empty when none."""
    ends = range(min(len(text), _LONGEST_PLACE), 1, -1)
    return next((text[:end] for end in ends if text[:end] in forms), "")


def _by_grade(said: str) -> Tier | None:
    if _REGION_GRADE.search(said):
        return Tier.REGIONAL
    return Tier.COUNTY if _COUNTY_GRADE.search(said) else None


@cache
def _places() -> tuple[frozenset[str], frozenset[str]]:
    """Return what names of hospitals begin with: provinces and prefectures, and counties."""
    table = read_units(None)
    names = [province.label.zh for province in Province]
    names += table[UnitColumn.PREFECTURE].unique().tolist()
    above = {form for name in names for form in (name, _stem(name))}
    above |= {f"{_stem(name)}州" for name in names if name.endswith("自治州")}
    counties = {form for name in table[UnitColumn.NAME] for form in (name, _stem(name))}
    for name in table[UnitColumn.NAME]:
        if name.endswith("自治县"):
            counties.add(f"{_stem(name)}县")
        if name.endswith("行政委员会"):
            counties.add(f"{_stem(name)}行委")
    # Where county and prefecture share a stem, the bare stem means the prefecture.
    shared = {form for form in counties if len(form) == 1} | above
    return frozenset(above), frozenset(counties - shared)


def _stem(name: str) -> str:
    stem = _PEOPLES.sub("", _KIND.sub("", name))
    return stem if len(stem) > 1 else name


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
