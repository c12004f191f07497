"""Sorts OpenStreetMap's medical features by what their names say they are.

Anything that is not clearly a facility of the public chain stays out, under a reason
that the build counts and prints.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from data.bundled.build.facilities.names import (
    Place,
    Township,
    begins_with_township,
    match_township,
    plain,
    split_campus,
)


class Kind(StrEnum):
    """What a feature is."""

    PEOPLE = "people"
    TCM = "tcm"
    MATERNITY = "maternity"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Reason(StrEnum):
    """Why a feature is in no tier."""

    PLANNED_OR_GONE = "planned_or_gone"
    PUBLIC_HEALTH = "public_health"
    DENTAL = "dental"
    SCHOOL_OR_COMPANY = "school_or_company"
    PRIVATE_CLINIC = "private_clinic"
    PART_OF_HOSPITAL = "part_of_hospital"
    BRANCH = "branch"
    CITY_GRADE_UNKNOWN = "city_grade_unknown"
    OTHER_HOSPITAL = "other_hospital"
    NAME_SAYS_TOO_LITTLE = "name_says_too_little"
    NOT_A_FACILITY = "not_a_facility"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Feature:
    """A named point of OpenStreetMap, in the county that holds it."""

    osm_id: int
    fclass: str
    name: str
    adcode: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a feature was found to be: a kind, or a reason why it is none.

    Attributes
    ----------
    township
        The township that a health centre serves whole, if any.
    own_name
        The name without place and campus, to compare features of one county by.
    """

    feature: Feature
    kind: Kind | None = None
    township: Township | None = None
    reason: Reason | None = None
    own_name: str = ""


_NUMBER: Final = "(?:第?[一二三四五六七八九十]+)?"
_PEOPLE: Final = re.compile(rf"{_NUMBER}(?:人民|中心)医院")
_NUMBERED: Final = re.compile(r"第?[一二三四五六七八九十]+医院")
_TCM: Final = re.compile(rf"{_NUMBER}(?:中医|中藏医|藏医|蒙医|中西医结合|民族)(?:医)?院")
_MATERNITY: Final = re.compile(r"妇幼保健(?:计划生育)?(?:服务中心|医院|院|站)|妇女儿童医院|妇保院")
_VILLAGE: Final = re.compile(r"卫生室|卫生服务站|卫生站|计生服务站|服务站$|卫生所$")
_TOWNSHIP: Final = re.compile(
    r"^(?P<place>.*?)(?:公立)?(?:中心)?"
    r"(?:卫生院|社区卫生服务中心|社区卫生中心|卫生服务中心|医疗卫生中心)"
)
_TOWN_HOSPITAL: Final = re.compile(r"^(?P<place>.+?)(?:中心|公立|第[一二三]人民|人民)?医院$")
_SHORTEST_PLACE: Final = 2
_PUBLIC_TOWN: Final = re.compile("人民医院|公立医院")
_ALLIANCE: Final = re.compile(r"医共体(?P<place>.+?)(?:分院|院区)$")
_BARE: Final = re.compile(
    r"(?:第[一二三四五六七八九]|中心)?(?:人民|中心|中医|社区)?(?:医院|卫生院)|hospital|clinic",
    re.IGNORECASE,
)
_GONE: Final = re.compile(r"规划|在建|建设中|遗址$|旧址|\[旧\]|预留用地")
_SCHOOL: Final = re.compile(
    r"校医|医务室|医护室|卫生科|大学医院|(?:大学|学院).*(?:卫生所|校区)|校区卫生所|职工医院.*卫生所"
)
_PUBLIC_HEALTH: Final = re.compile(
    r"疾病预防|疾控|防疫|卫生监督|血站|血液中心|防治院|防保所|公共卫生|急救|急站|疫苗|方舱"
    r"|治未病中心|药店|pharmacy|科学院|医疗卫生园区"
)
_PART: Final = re.compile(
    r"住院|门诊楼|^门诊|医院门诊$|^急诊|大楼|号楼|主楼|楼$|放射科|体检中心|健康管理中心|急诊部|教学"
    r"|科技园|联络室|^医院辅助$|大门$|第二门诊部|^(?:内|皮肤|骨|脑病|心身疾病)科$"
)
_CLINIC: Final = re.compile(r"诊所|门诊|医馆|医宗|正骨堂|Clinic|皮肤$|妇科$|骨伤$")
_BRANCH: Final = re.compile(r"分院|分部|分中心|院区|康养中心|医养中心|康疗中心|康复中心$")
_HOSPITAL: Final = re.compile(r"医院|院$|hospital|中心$", re.IGNORECASE)
_PUBLIC: Final = re.compile(
    rf"(?:{_PEOPLE.pattern}|{_TCM.pattern}|{_MATERNITY.pattern}|{_NUMBERED.pattern}"
    r"|.*附属.*医院|精神卫生中心)"
)
# The first that fits counts; tried on names that are no health centre or county hospital.
_REASONS: Final = (
    (Reason.PUBLIC_HEALTH, _PUBLIC_HEALTH),
    (Reason.DENTAL, re.compile(r"口腔|牙")),
    (Reason.SCHOOL_OR_COMPANY, _SCHOOL),
    (Reason.PART_OF_HOSPITAL, _PART),
    (Reason.PRIVATE_CLINIC, _CLINIC),
)


def own_name(name: str, place: Place) -> str:
    """Return a name without place and campus, 中医医院 written as 中医院."""
    base, _ = split_campus(name)
    return place.local(base).replace("中医医院", "中医院")


def find_kind(feature: Feature, place: Place, townships: Sequence[Township]) -> Finding:
    """Return what a feature's name says it is."""
    found = _find(feature, place, townships)
    return replace(found, own_name=own_name(feature.name, place))


def _find(feature: Feature, place: Place, townships: Sequence[Township]) -> Finding:
    name = plain(feature.name)
    base, campus = split_campus(name)
    if _GONE.search(name):
        return Finding(feature, reason=Reason.PLANNED_OR_GONE)
    if _VILLAGE.search(base) and not _SCHOOL.search(base):
        return Finding(feature, kind=Kind.VILLAGE)
    found = (
        _health_centre(feature, base, place, townships)
        or _town_hospital(feature, base, place, townships)
        or _county(feature, base, campus, place)
    )
    if found:
        return found
    for reason, pattern in _REASONS:
        if pattern.search(name):
            return Finding(feature, reason=reason)
    return Finding(feature, reason=_why_not(feature, base, campus, place))


def _health_centre(
    feature: Feature, base: str, place: Place, townships: Sequence[Township]
) -> Finding | None:
    """Return a township hospital or community health centre."""
    found = _TOWNSHIP.match(base)
    if not found or _PUBLIC_HEALTH.search(base):
        return None
    where = found["place"]
    if len(where) < _SHORTEST_PLACE:
        return Finding(feature, reason=Reason.NAME_SAYS_TOO_LITTLE)
    # A township may bear its county's name (江安县江安镇): try the name as it is first.
    town = _township_of(where, townships) or _township_of(place.local(where), townships)
    return Finding(feature, kind=Kind.TOWNSHIP, township=town)


def _town_hospital(
    feature: Feature, base: str, place: Place, townships: Sequence[Township]
) -> Finding | None:
    """Return a township's hospital that calls itself a hospital, or a network's branch."""
    local = place.local(base)
    if branch := _ALLIANCE.search(base):
        town = match_township(branch["place"], townships)
    elif named := _TOWN_HOSPITAL.match(local):
        town = match_township(named["place"], townships)
        # 怀远镇医院 says what it is; a bare 怀远医院 may be anybody's.
        if town and named["place"] != town.name and not _PUBLIC_TOWN.search(local):
            town = None
    else:
        town = None
    return Finding(feature, kind=Kind.TOWNSHIP, township=town) if town else None


def _township_of(where: str, townships: Sequence[Township]) -> Township | None:
    """Return the township a health centre serves whole; None for one part of it."""
    if town := match_township(where, townships):
        return town
    if begins_with_township(where, townships):
        return None
    for suffix in ("地段", "社区", "街", "中心"):
        if where.endswith(suffix) and (
            town := match_township(where.removesuffix(suffix), townships)
        ):
            return town
    return None


def _county(feature: Feature, base: str, campus: str, place: Place) -> Finding | None:
    """Return a county's people's, TCM or maternity hospital."""
    rest = place.after_county(base)
    if rest is None or "分院" in campus:
        return None
    for kind, pattern in ((Kind.PEOPLE, _PEOPLE), (Kind.TCM, _TCM), (Kind.MATERNITY, _MATERNITY)):
        if pattern.fullmatch(rest):
            return Finding(feature, kind=kind)
    # Without 人民, only the full name of the county says that the hospital is the county's.
    full = base.removesuffix(rest)[-1:] in {"县", "区", "市"}
    if full and (_NUMBERED.fullmatch(rest) or base.endswith("县医院")):
        return Finding(feature, kind=Kind.PEOPLE)
    return None


def _why_not(feature: Feature, base: str, campus: str, place: Place) -> Reason:
    """Return why a feature that is none of the kinds stays out."""
    above = [base.removeprefix(form) for form in place.above if base.startswith(form)]
    tests = (
        (Reason.DENTAL, feature.fclass == "dentist"),
        (Reason.NAME_SAYS_TOO_LITTLE, _BARE.fullmatch(base)),
        (Reason.BRANCH, _BRANCH.search(base + campus)),
        (Reason.CITY_GRADE_UNKNOWN, any(_PUBLIC.fullmatch(rest) for rest in above)),
        (Reason.OTHER_HOSPITAL, _HOSPITAL.search(base)),
        (Reason.PRIVATE_CLINIC, feature.fclass in {"clinic", "doctors"}),
    )
    return next((reason for reason, holds in tests if holds), Reason.NOT_A_FACILITY)
