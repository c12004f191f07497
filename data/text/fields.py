"""Recognises what a column holds from its heading, in Chinese or English."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from data.errors import DataError
from data.lists import several
from data.schema import Title

_DBF_NAME_BYTES: Final = 10
_COLUMNS_SHOWN: Final = 20


class Role(StrEnum):
    """What a column may hold."""

    NAME = "name"
    ADCODE = "adcode"
    LON = "lon"
    LAT = "lat"
    TIER = "tier"
    KIND = "kind"
    GRADE = "grade"
    BEDS = "beds"
    STAFF = "staff"
    NETWORK = "network"
    POPULATION = "population"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    ADDRESS = "address"

    @property
    def label(self) -> Title:
        """The role in a word."""
        return _TITLES[self]


_TITLES: Final = {
    Role.NAME: Title("名称", "Name"),
    Role.ADCODE: Title("行政区划代码", "Division code"),
    Role.LON: Title("经度", "Longitude"),
    Role.LAT: Title("纬度", "Latitude"),
    Role.TIER: Title("层级", "Tier"),
    Role.KIND: Title("机构类别", "Kind of facility"),
    Role.GRADE: Title("医院等级", "Grade"),
    Role.BEDS: Title("床位", "Beds"),
    Role.STAFF: Title("人员", "Staff"),
    Role.NETWORK: Title("医共体", "Network"),
    Role.POPULATION: Title("人口", "Population"),
    Role.PROVINCE: Title("省", "Province"),
    Role.PREFECTURE: Title("市（州）", "Prefecture"),
    Role.COUNTY: Title("县（市、区）", "County"),
    Role.TOWNSHIP: Title("乡镇（街道）", "Township"),
    Role.ADDRESS: Title("地址", "Address"),
}

# What stands before or after the word in headings that name a datum. Longitudes and
# latitudes are made of the same list, so that of several pairs both come from one.
_PAIRS: Final = (
    *("wgs84", "gps", "cgcs2000", "国家2000", "天地图", "gcj02", "gcj", "高德", "腾讯", "火星"),
    *("amap", "bd09", "bd", "baidu", "百度", "xian80", "西安80", "beijing54", "北京54"),
)


def _with_datum(*words: str) -> tuple[str, ...]:
    return tuple(text for datum in _PAIRS for w in words for text in (datum + w, w + datum))


# Headings of each role, the surest first; spaces, underscores, case and units do not count.
HEADINGS: Final = {
    Role.NAME: (
        *("机构名称", "医院名称", "医疗机构名称", "医疗卫生机构名称", "卫生院名称", "卫生室名称"),
        *("单位名称", "设施名称", "机构全称", "全称", "名称", "name", "机构", "医院", "单位"),
        *("facility", "facilityname", "hospital", "hospitalname"),
        *("县区名称", "区县名称", "县名", "乡镇名称", "村名", "名字", "namezh", "namecn"),
        *("mc", "title", "label"),
    ),
    Role.ADCODE: (
        *("adcode", "行政区划代码", "行政代码", "区划代码", "县区代码", "区县代码", "县代码"),
        *("行政区代码", "行政区编码", "区划编码", "区划码", "xzqdm", "pac", "countycode"),
    ),
    Role.LON: (
        *("lon", "lng", "long", "longitude", "经度", "东经", "x经度", "经度x", "经度坐标"),
        *("lngdeg", "londeg", *_with_datum("lon", "lng", "longitude", "经度")),
        *("x", "x坐标", "坐标x", "pointx", "coordx", "xcoord"),
    ),
    Role.LAT: (
        *("lat", "latitude", "纬度", "北纬", "y纬度", "纬度y", "纬度坐标"),
        *("latdeg", *_with_datum("lat", "latitude", "纬度")),
        *("y", "y坐标", "坐标y", "pointy", "coordy", "ycoord"),
    ),
    Role.TIER: ("层级", "机构层级", "医疗层级", "服务层级", "层次", "tier", "tierid"),
    Role.KIND: (
        *("机构类别", "医疗机构类别", "卫生机构类别", "机构类型", "医院类型", "单位类型"),
        *("类别", "类型", "kind", "category", "facilitytype", "type"),
    ),
    Role.GRADE: (
        *("grade", "等级", "级别", "医院等级", "医院级别", "机构等级", "机构级别", "等次"),
        *("医院等次", "级别等次", "hospitalgrade", "level"),
    ),
    Role.BEDS: (
        *("beds", "床位", "床位数", "编制床位", "编制床位数", "实有床位", "实有床位数"),
        *("开放床位", "开放床位数", "病床数", "bed", "bednum", "bedcount"),
    ),
    Role.STAFF: (
        *("staff", "人员", "人员数", "职工数", "职工人数", "在职职工", "在职人员", "在岗人数"),
        *("卫生技术人员", "卫生技术人员数", "卫技人员", "卫技人员数", "卫生人员", "卫生人员数"),
        *("医务人员", "医务人员数", "employees", "personnel"),
    ),
    Role.NETWORK: ("医共体", "医共体名称", "所属医共体", "医联体", "医疗集团", "network"),
    Role.POPULATION: (
        *("population", "人口", "pop", "人口数", "人口数量", "总人口", "常住人口", "总人口数"),
        *("常住人口数", "户籍人口", "服务人口", "服务人口数"),
    ),
    Role.PROVINCE: ("省", "省份", "省名称", "所属省", "所在省", "province"),
    Role.PREFECTURE: (
        *("市", "市州", "市州名称", "地市", "地级市", "地市名称", "市名称", "所属市", "所在市"),
        *("州市", "prefecture", "city"),
    ),
    Role.COUNTY: (
        *("县", "区县", "县区", "县市区", "区市县", "县级", "所属区县", "所在区县", "所属县区"),
        *("所在县区", "所属县", "所在县", "区县名称", "县区名称", "县市区名称", "县名", "县名称"),
        *("区", "区名", "行政区", "行政区划", "所属区域", "county", "countyname", "district"),
    ),
    Role.TOWNSHIP: (
        *("乡镇", "乡镇名称", "乡镇街道", "镇街", "乡镇街道名称", "街道", "街道乡镇", "镇", "乡"),
        *("所属乡镇", "所在乡镇", "所属乡镇街道", "township", "townshipname", "town"),
    ),
    Role.ADDRESS: (
        *("地址", "详细地址", "机构地址", "单位地址", "医院地址", "通讯地址", "所在地址"),
        *("所在地", "位置", "address", "addr", "location"),
    ),
}


def plain(heading: str) -> str:
    """Return a heading without brackets and what is in them, spaces, signs and case."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|[\W_]", "", text)


def column_of(columns: Iterable[str], role: Role) -> str | None:
    """Return the column of `columns` that holds `role`, None when no heading says so.

    A heading that DBF has cut at 10 bytes counts as the word it begins.
    """
    by_heading: dict[str, str] = {}
    for column in columns:
        by_heading.setdefault(plain(column), column)
    for heading in HEADINGS[role]:
        if heading in by_heading:
            return by_heading[heading]
    for heading in HEADINGS[role]:
        for found, column in by_heading.items():
            if _is_cut(found) and heading.startswith(found):
                return column
    return None


def guess_columns(
    columns: Iterable[str], given: Mapping[Role, str] | None = None
) -> dict[Role, str]:
    """Return which column holds which role: as the user says, otherwise by its heading.

    Parameters
    ----------
    given
        What the user says. An empty name means that no column holds the role. A column
        given for one role is not guessed to hold another.

    Raises
    ------
    DataError
        `column_missing` when a column given is not there.
    """
    names = list(columns)
    said = dict(given or {})
    for column in said.values():
        if column and column not in names:
            listed = several(names, _COLUMNS_SHOWN)
            raise DataError("column_missing", field=column, found=listed)
    free = [name for name in names if name not in said.values()]
    guessed = {role: column_of(free, role) for role in Role if role not in said}
    found = said | {role: column for role, column in guessed.items() if column is not None}
    return {role: found[role] for role in Role if found.get(role)}


def _is_cut(heading: str) -> bool:
    """Return whether a heading may be the beginning of a longer one in a DBF."""
    if heading.isascii():
        return len(heading) == _DBF_NAME_BYTES
    # Three bytes a character in UTF-8 leave room for three characters and one byte.
    return len(heading.encode()) == _DBF_NAME_BYTES - 1
