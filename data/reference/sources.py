"""What the codes in a facility's source, position source and grade stand for, in words."""

import csv
from functools import cache
from typing import Final

from data.reference.catalog import BUNDLED
from data.schema import Title

_POSITIONS: Final = {
    "osm": Title("OpenStreetMap 标注", "OpenStreetMap"),
    "osm-government": Title("OpenStreetMap 标注的乡镇政府", "Township government on OpenStreetMap"),
    "osm-health": Title("OpenStreetMap 标注的医疗机构", "Health facility on OpenStreetMap"),
    "geonames": Title("GeoNames 乡镇驻地", "Township seat in GeoNames"),
    "township-extent": Title(
        "乡镇范围内人口最密处（估计）", "Densest settled place in the township's extent (estimate)"
    ),
    "shared-villages": Title(
        "共有村庄最多的旧乡镇范围内人口最密处（估计）",
        "Densest settled place in the former township that shares most villages (estimate)",
    ),
    "densest-settled": Title("当地人口最密处（估计）", "Densest settled place there (estimate)"),
    "densest-settled-near-seat": Title(
        "县城人口最密处（估计）", "Densest settled place of the county's seat (estimate)"
    ),
    "user": Title("用户数据", "User data"),
    "what-if": Title("假设方案中指定", "Put there in a what-if"),
}
_SOURCES: Final = {
    "tertiary-2024": Title("三级甲等医院名录（2024）", "List of tertiary A hospitals (2024)"),
    "policy": Title("按一县一院、一乡一院推定", "Assumed: one per county, one per township"),
    "what-if": Title("假设方案，并非真实机构", "A what-if, not a real facility"),
}
_GRADES: Final = {
    "三甲": Title("三级甲等", "tertiary grade A (三甲)"),
    "二甲": Title("二级甲等", "secondary grade A (二甲)"),
}
HIGHEST_OF_PREFECTURE: Final = "highest-of-prefecture"
_REMARKS: Final = {
    "city": Title(
        "省、市属医院，名录未载，级别不明，按县级计",
        "Hospital of a city or province that no list names: grade not known, county tier",
    ),
    HIGHEST_OF_PREFECTURE: Title(
        "所在市州最高层级的综合医院，级别不明",
        "Highest general hospital of its prefecture, grade not known",
    ),
    "position-shared": Title(
        "位置为估计，与另一家医院同处一点",
        "Estimated position, the same as that of another hospital",
    ),
    "moving": Title("正在迁建", "Moving house"),
    "in-preparation": Title("次中心在建", "The sub-centre is in preparation"),
}
_PREFIXES: Final = {
    "osm": Title("OpenStreetMap 要素 {}", "OpenStreetMap feature {}"),
    "township": Title("统计用区划代码 {}", "Division code {}"),
}


def grade_title(grade: str) -> Title:
    """Return a hospital's grade in words; an unknown grade stands for itself."""
    return _GRADES.get(grade, Title(grade, grade))


def position_source_title(code: str) -> Title:
    """Return where a position is from, in words; an unknown code stands for itself."""
    return _POSITIONS.get(code, Title(code, code))


def remark_titles(remark: str) -> tuple[Title, ...]:
    """Return what else has to be known of a facility, in words, in the column's order."""
    return tuple(_REMARKS.get(each, Title(each, each)) for each in remark.split(";") if each)


def source_titles(source: str) -> tuple[Title, ...]:
    """Return the sources of a row's `source` column, in words, in its order."""
    return tuple(_source_title(each) for each in source.split(";") if each)


def _source_title(source_id: str) -> Title:
    if known := _SOURCES.get(source_id) or _reports().get(source_id):
        return known
    prefix, _, rest = source_id.partition("-")
    if pattern := _PREFIXES.get(prefix):
        return Title(pattern.zh.format(rest), pattern.en.format(rest))
    return Title(source_id, source_id)


@cache
def _reports() -> dict[str, Title]:
    """Return the published reports by id: title, publisher and date."""
    with (BUNDLED / "sources.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["source_id"]: Title(
                f"《{row['title_zh']}》，{row['publisher']}，{row['dated_zh'] or row['published']}",
                f"“{row['title_zh']}”, {row['publisher']}, {row['dated_en'] or row['published']}",
            )
            for row in csv.DictReader(file)
        }
