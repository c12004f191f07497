"""The units and scopes of the published indicators, in words."""

from typing import Final

from data.schema import Title

_UNITS: Final = {
    "%": Title("%", "%"),
    "institutions": Title("家", "institutions"),
    "kinds": Title("种", "kinds"),
    "departments": Title("个", "departments"),
    "categories": Title("类", "categories"),
    "techniques": Title("项", "techniques"),
    "preparations": Title("种", "preparations"),
    "rank": Title("位", "in rank"),
    "operations": Title("例", "operations"),
    "examinations": Title("次", "examinations"),
    "visits": Title("人次", "visits"),
    "people": Title("人", "people"),
    "centres": Title("个", "centres"),
    "days": Title("天", "days"),
    "referrals": Title("人次", "referrals"),
    "teams": Title("个", "teams"),
    "beds": Title("张", "beds"),
    "mu": Title("亩", "mu"),
    "m2": Title("平方米", "m²"),
    "yuan": Title("元", "yuan"),
    "alliances": Title("个", "alliances"),
    "consortia": Title("个", "consortia"),
    "projects": Title("个", "projects"),
    "consultations": Title("例", "consultations"),
    "diagnoses": Title("例", "diagnoses"),
    "functions": Title("项", "functions"),
    "provinces": Title("个", "provinces and cities"),
    "people per team": Title("人/团队", "people per team"),
}
_SCOPES: Final = {
    "县级医院": "county-level hospitals",
    "县域": "the county",
    "基层": "primary care",
    "医共体": "the medical consortium",
    "公立医院": "public hospitals",
    "村级": "villages",
    "全市": "the whole city",
    "全省": "the whole province",
    "青南环湖": "the south and lake area",
    "远程医疗": "telemedicine",
    "国家区域医疗中心": "the national regional medical centre",
    "国家中医区域医疗中心": "the national TCM regional medical centre",
    "平湖市": "Pinghu City",
    "新嘉街道": "Xinjia Subdistrict",
    "崇州市人民医院": "Chongzhou People's Hospital",
    "崇州市妇幼保健院": "Chongzhou Maternity and Child Hospital",
    "三星中心卫生院": "Sanxing Central Township Hospital",
    "洪合镇卫生院": "Honghe Township Hospital",
}


def unit_title(unit: str) -> Title:
    """Return a unit in words; an unknown one stands for itself."""
    return _UNITS.get(unit, Title(unit, unit))


def scope_title(scope: str) -> Title:
    """Return what a figure is of, in words; an unknown one stands for itself."""
    return Title(scope, _SCOPES.get(scope, scope))
