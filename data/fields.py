"""Recognises what a column holds from its heading, in Chinese or English."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

_DBF_NAME_BYTES: Final = 10


class Role(StrEnum):
    """What a column may hold."""

    NAME = "name"
    ADCODE = "adcode"
    LON = "lon"
    LAT = "lat"
    POPULATION = "population"
    GRADE = "grade"
    BEDS = "beds"
    STAFF = "staff"


# Headings of each role, the surest first; spaces, underscores, case and units do not count.
HEADINGS: Final = {
    Role.NAME: (
        *("机构名称", "医院名称", "医疗机构名称", "卫生院名称", "卫生室名称", "单位名称"),
        *("设施名称", "名称", "name", "机构", "医院", "单位", "县区名称", "区县名称", "县名"),
        *("乡镇名称", "村名", "名字", "namezh", "namecn", "mc", "title", "label"),
    ),
    Role.ADCODE: (
        *("adcode", "行政区划代码", "行政代码", "区划代码", "县区代码", "区县代码", "县代码"),
        *("行政区代码", "区划码", "xzqdm", "pac", "countycode"),
    ),
    Role.LON: (
        *("lon", "lng", "long", "longitude", "经度", "东经", "x经度", "经度x", "经度坐标"),
        *("wgs84lon", "wgs84lng", "lonwgs84", "lngwgs84", "gcj02lng", "lngdeg", "londeg"),
        *("x", "x坐标", "坐标x", "pointx", "coordx", "xcoord"),
    ),
    Role.LAT: (
        *("lat", "latitude", "纬度", "北纬", "y纬度", "纬度y", "纬度坐标"),
        *("wgs84lat", "latwgs84", "gcj02lat", "latdeg"),
        *("y", "y坐标", "坐标y", "pointy", "coordy", "ycoord"),
    ),
    Role.POPULATION: (
        *("population", "人口", "pop", "人口数", "人口数量", "总人口", "常住人口", "总人口数"),
    ),
    Role.GRADE: ("grade", "等级", "级别", "医院等级", "医院级别", "机构等级", "机构级别", "level"),
    Role.BEDS: ("beds", "床位", "床位数", "编制床位", "实有床位", "开放床位", "bed", "bednum"),
    Role.STAFF: ("staff", "职工数", "人员数", "卫生技术人员", "卫技人员", "在职职工", "职工人数"),
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


def _is_cut(heading: str) -> bool:
    """Return whether a heading may be the beginning of a longer one in a DBF."""
    if heading.isascii():
        return len(heading) == _DBF_NAME_BYTES
    # Three bytes a character in UTF-8 leave room for three characters and one byte.
    return len(heading.encode()) == _DBF_NAME_BYTES - 1
