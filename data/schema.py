"""The vocabulary of every table: provinces, tiers, statuses, column names and units.

Each term has one identifier, used in files and on the command line, and one
Chinese and one English title, used wherever a person reads it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """A language the program speaks."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Title:
    """A term as a person reads it, in both languages."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the term in `language`."""
        return self.zh if language is Language.ZH else self.en


class Province(StrEnum):
    """A province the program covers; the value is its name on the command line."""

    SICHUAN = "sichuan"
    SHANXI = "shanxi"
    ZHEJIANG = "zhejiang"
    QINGHAI = "qinghai"

    @property
    def adcode(self) -> int:
        """Six-digit administrative division code of the province (GB/T 2260)."""
        return _PROVINCE_ADCODES[self]

    @property
    def label(self) -> Title:
        """The province's name."""
        return _PROVINCE_TITLES[self]

    @classmethod
    def of_adcode(cls, adcode: int) -> "Province | None":
        """Return the province that a county, prefecture or province code lies in."""
        return _PROVINCE_BY_PREFIX.get(adcode // 10000)


_PROVINCE_ADCODES: Final = {
    Province.SICHUAN: 510000,
    Province.SHANXI: 140000,
    Province.ZHEJIANG: 330000,
    Province.QINGHAI: 630000,
}
_PROVINCE_TITLES: Final = {
    Province.SICHUAN: Title("四川省", "Sichuan"),
    Province.SHANXI: Title("山西省", "Shanxi"),
    Province.ZHEJIANG: Title("浙江省", "Zhejiang"),
    Province.QINGHAI: Title("青海省", "Qinghai"),
}
_PROVINCE_BY_PREFIX: Final = {code // 10000: p for p, code in _PROVINCE_ADCODES.items()}

ALL_PROVINCES_TITLE: Final = Title("四省合计", "All four provinces")


class Tier(StrEnum):
    """A tier of the referral chain, highest first."""

    REGIONAL = "regional"
    COUNTY = "county"
    SUBCENTRE = "subcentre"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def label(self) -> Title:
        """The tier's name."""
        return _TIER_TITLES[self]

    @property
    def colour(self) -> str:
        """Default map colour, `#rrggbb`; told apart under the common colour blindnesses."""
        return _TIER_COLOURS[self]

    @property
    def default_radius_m(self) -> float:
        """Radius a new project starts with, in metres: an assumption, not a norm."""
        return _TIER_RADII_M[self]


_TIER_TITLES: Final = {
    Tier.REGIONAL: Title("区域医疗中心", "Regional centre"),
    Tier.COUNTY: Title("县级医院", "County hospital"),
    Tier.SUBCENTRE: Title("县域医疗卫生次中心", "County sub-centre"),
    Tier.TOWNSHIP: Title("乡镇卫生院", "Township hospital"),
    Tier.VILLAGE: Title("村卫生室", "Village clinic"),
}
_TIER_COLOURS: Final = {
    Tier.REGIONAL: "#882255",
    Tier.COUNTY: "#d55e00",
    Tier.SUBCENTRE: "#cc79a7",
    Tier.TOWNSHIP: "#0072b2",
    Tier.VILLAGE: "#009e73",
}
_TIER_RADII_M: Final = {
    Tier.REGIONAL: 100_000.0,
    Tier.COUNTY: 30_000.0,
    Tier.SUBCENTRE: 15_000.0,
    Tier.TOWNSHIP: 5_000.0,
    Tier.VILLAGE: 2_000.0,
}


class Scope(StrEnum):
    """Which tiers count beside the chosen one."""

    TIER = "tier"
    OR_HIGHER = "or_higher"
    ANY = "any"

    @property
    def label(self) -> Title:
        """The scope in a few words."""
        return _SCOPE_TITLES[self]


_SCOPE_TITLES: Final = {
    Scope.TIER: Title("仅本层级", "This tier only"),
    Scope.OR_HIGHER: Title("本层级及以上", "This tier or higher"),
    Scope.ANY: Title("任一层级", "Any tier"),
}


class PeopleGroup(StrEnum):
    """Whose coverage or access is asked for."""

    TOTAL = "total"
    OVER_65 = "65plus"
    URBAN = "urban"
    RURAL = "rural"

    @property
    def label(self) -> Title:
        """The group's name."""
        return _GROUP_TITLES[self]


_GROUP_TITLES: Final = {
    PeopleGroup.TOTAL: Title("全部人口", "All people"),
    PeopleGroup.OVER_65: Title("65 岁及以上", "People of 65 and more"),
    PeopleGroup.URBAN: Title("城镇人口", "Urban people"),
    PeopleGroup.RURAL: Title("乡村人口", "Rural people"),
}


class Method(StrEnum):
    """A floating catchment method; the value is its name on the command line."""

    TWO_STEP = "2sfca"
    ENHANCED = "e2sfca"
    GAUSSIAN = "gaussian"
    HIERARCHICAL = "h2sfca"

    @property
    def label(self) -> Title:
        """The method's name."""
        return _METHOD_TITLES[self]


_METHOD_TITLES: Final = {
    Method.TWO_STEP: Title("两步移动搜索法（2SFCA）", "Two-step floating catchment (2SFCA)"),
    Method.ENHANCED: Title("增强型两步移动搜索法（E2SFCA）", "Enhanced two-step (E2SFCA)"),
    Method.GAUSSIAN: Title("高斯两步移动搜索法", "Gaussian two-step (Gaussian 2SFCA)"),
    Method.HIERARCHICAL: Title("分级两步移动搜索法（H2SFCA）", "Hierarchical two-step (H2SFCA)"),
}


class SupplyKind(StrEnum):
    """What a facility offers, shared out among the people near it."""

    ONE = "one"
    BEDS = "beds"
    STAFF = "staff"

    @property
    def label(self) -> Title:
        """What is counted."""
        return _SUPPLY_TITLES[self]


_SUPPLY_TITLES: Final = {
    SupplyKind.ONE: Title("每处机构计 1", "1 for each facility"),
    SupplyKind.BEDS: Title("床位", "Beds"),
    SupplyKind.STAFF: Title("卫生人员", "Staff"),
}

ANY_TIER: Final = "any"
ANY_TIER_TITLE: Final = Title("任一层级", "Any tier")
MIN_RADIUS_M: Final = 100.0
MAX_RADIUS_M: Final = 300_000.0


class Status(StrEnum):
    """How a facility's existence and position are known."""

    REPORTED = "reported"
    MAPPED = "mapped"
    ASSUMED = "assumed"
    USER = "user"
    WHAT_IF = "what-if"

    @property
    def label(self) -> Title:
        """The status in a word."""
        return _STATUS_TITLES[self]


_STATUS_TITLES: Final = {
    Status.REPORTED: Title("公开报道", "Reported"),
    Status.MAPPED: Title("地图标注", "Mapped"),
    Status.ASSUMED: Title("推定", "Assumed"),
    Status.USER: Title("用户数据", "User data"),
    Status.WHAT_IF: Title("假设方案", "What-if"),
}


class Speciality(StrEnum):
    """Which patients a hospital takes; those that take patients of every kind count."""

    GENERAL = "general"
    TCM = "tcm"
    MATERNITY = "maternity"
    CHILDREN = "children"
    DENTAL = "dental"
    EYE = "eye"
    PSYCHIATRIC = "psychiatric"
    INFECTIOUS = "infectious"
    CANCER = "cancer"
    ORTHOPAEDIC = "orthopaedic"
    CARDIOVASCULAR = "cardiovascular"
    DERMATOLOGY = "dermatology"
    REHABILITATION = "rehabilitation"

    @property
    def label(self) -> Title:
        """The speciality in a word or two."""
        return _SPECIALITY_TITLES[self]

    @property
    def takes_everybody(self) -> bool:
        """Whether it counts for coverage, referral and support unless all hospitals do."""
        return self in (Speciality.GENERAL, Speciality.TCM)


_SPECIALITY_TITLES: Final = {
    Speciality.GENERAL: Title("综合", "General"),
    Speciality.TCM: Title("中医（含民族医、中西医结合）", "Chinese or ethnic medicine"),
    Speciality.MATERNITY: Title("妇幼", "Women and children"),
    Speciality.CHILDREN: Title("儿童", "Children"),
    Speciality.DENTAL: Title("口腔", "Dental"),
    Speciality.EYE: Title("眼科", "Eye"),
    Speciality.PSYCHIATRIC: Title("精神卫生", "Psychiatric"),
    Speciality.INFECTIOUS: Title("传染病", "Infectious diseases"),
    Speciality.CANCER: Title("肿瘤", "Cancer"),
    Speciality.ORTHOPAEDIC: Title("骨科", "Orthopaedic"),
    Speciality.CARDIOVASCULAR: Title("心血管", "Cardiovascular"),
    Speciality.DERMATOLOGY: Title("皮肤科", "Dermatology"),
    Speciality.REHABILITATION: Title("康复", "Rehabilitation"),
}


class FacilityColumn(StrEnum):
    """Columns of a facility table, in file order; geometry (EPSG:4326 points) follows."""

    ID = "id"
    NAME = "name"
    TIER = "tier"
    PROVINCE = "province"
    ADCODE = "adcode"
    LON = "lon"
    LAT = "lat"
    STATUS = "status"
    POSITION_SOURCE = "position_source"
    POSITION_ERROR_M = "position_error_m"
    GRADE = "grade"
    GRADE_KNOWN = "grade_known"
    SPECIALITY = "speciality"
    BEDS = "beds"
    STAFF = "staff"
    NETWORK = "network"
    SOURCE = "source"
    REMARK = "remark"


class UnitColumn(StrEnum):
    """Columns of the table of counties: their names and census figures."""

    ADCODE = "adcode"
    NAME = "name"
    PINYIN = "pinyin"
    PROVINCE = "province"
    PREFECTURE_ADCODE = "prefecture_adcode"
    PREFECTURE = "prefecture"
    POPULATION = "population"
    URBAN = "urban"
    RURAL = "rural"
    HOUSEHOLDS = "households"
    SHARE_0_14 = "share_0_14"
    SHARE_65_PLUS = "share_65_plus"
    METHOD = "method"


def bare_name(name: str) -> str:
    """Return a county's English name without its kind, for where there is little room."""
    return _COUNTY_KIND.sub("", name)


_COUNTY_KIND: Final = re.compile(r"( Autonomous)? (County|City|District)$")

CRS: Final = "EPSG:4326"


class Datum(StrEnum):
    """What degrees are counted from."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    XIAN80 = "xian80"
    BEIJING54 = "beijing54"

    @property
    def label(self) -> Title:
        """The datum's name."""
        return _DATUM_TITLES[self]

    @property
    def brief(self) -> str:
        """The datum's name as sentences of both languages give it."""
        return _DATUM_BRIEF[self]

    @property
    def crs(self) -> str:
        """The system of its degrees; of a shifted one, that of what the shift is undone to."""
        return _DATUM_DEGREES[self]


_DATUM_TITLES: Final = {
    Datum.WGS84: Title("WGS 84", "WGS 84"),
    Datum.CGCS2000: Title("CGCS2000（国家大地坐标系）", "CGCS2000"),
    Datum.GCJ02: Title("GCJ-02（高德、腾讯）", "GCJ-02 (AMap, Tencent)"),
    Datum.BD09: Title("BD-09（百度）", "BD-09 (Baidu)"),
    Datum.XIAN80: Title("西安 80", "Xian 1980"),
    Datum.BEIJING54: Title("北京 54", "Beijing 1954"),
}


_DATUM_BRIEF: Final = {
    Datum.WGS84: "WGS 84",
    Datum.CGCS2000: "CGCS2000",
    Datum.GCJ02: "GCJ-02",
    Datum.BD09: "BD-09",
    Datum.XIAN80: "西安 80 (Xian 1980)",
    Datum.BEIJING54: "北京 54 (Beijing 1954)",
}


_DATUM_DEGREES: Final = {
    Datum.WGS84: "EPSG:4326",
    Datum.CGCS2000: "EPSG:4490",
    Datum.GCJ02: "EPSG:4326",
    Datum.BD09: "EPSG:4326",
    Datum.XIAN80: "EPSG:4610",
    Datum.BEIJING54: "EPSG:4214",
}
