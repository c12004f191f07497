"""Recognises what the cells of a network table mean: kinds of links, roles, headings."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from data.reference.network_model import LinkKind
from data.reference.network_model import Role as NetworkRole
from data.schema import Status, Title
from data.text.fields import HEADINGS, Role, plain

_TAKES_AWAY: Final = re.compile(
    r"(?:取消|撤销|解除|终止|remove|cancel|[-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}])[\s:]*"
)
_ALL_LINKS: Final = re.compile(r"(?:全部|所有|all)?\s*(?:联系|关系|links?)?")
_DENIED: Final = re.compile(r"[非未不无没]|暂缓|取消|\b(?:no|not|non)\b")
_CONTACT: Final = re.compile(r"[\d\s+\-()（）、,;/转]{7,}|\S+@\S+")
# In the order in which they are looked for: a specialty alliance is no plain alliance.
_KIND_WORDS: Final = (
    (
        (LinkKind.REFERRAL_UP, LinkKind.REFERRAL_DOWN),
        r"双向转诊|上下转诊|双转|(?:two|2)[- ]way referrals?|mutual referrals?",
    ),
    ((LinkKind.REFERRAL_UP,), r"(?:向)?上级?转诊?|referrals?[- ]up|upward referrals?"),
    ((LinkKind.REFERRAL_DOWN,), r"(?:向)?下级?转诊?|referrals?[- ]down|downward referrals?"),
    ((LinkKind.TELEMEDICINE,), r"远程(?:医疗|会诊|诊断|影像|心电)?|tele-?(?:medicine|health)"),
    (
        (LinkKind.RECOGNITION,),
        r"(?:检查检验|检验检查)?(?:结果)?互认|recogni[sz](?:ed examinations?|ed|tion)",
    ),
    ((LinkKind.TWINNING,), r"县(?:对)?乡对口帮扶|twinn(?:ing|ed)"),
    ((LinkKind.TRUSTEESHIP,), r"托管|trusteeship|entrusted"),
    ((LinkKind.SPECIALTY,), r"专科(?:联盟|共建|协作|联合体)|speciali?ty(?: alliance)?"),
    (
        (LinkKind.MANAGEMENT,),
        r"(?:统一|一体化|垂直|紧密型)?管理|隶属|下属|分院|managed|management",
    ),
    ((LinkKind.ALLIANCE,), r"对口(?:支援|帮扶)|技术协作|协作|帮扶|支援|合作|alliance|support"),
)
_ROLE_WORDS: Final = (
    (NetworkRole.SUPPORTER, r"支援|支持|帮扶|协作|技术指导|supporter|supporting|support"),
    (NetworkRole.LEAD, r"牵头|总院|总医院|龙头|核心|主体|lead"),
    (NetworkRole.MEMBER, r"成员|分院|下属|参加|member"),
)
_STATUS_WORDS: Final = (
    (Status.ASSUMED, r"推定|假定|推测|assumed"),
    (Status.REPORTED, r"公开报道|报道|reported"),
    (Status.USER, r"用户|user"),
)
_NO_NETWORK: Final = frozenset(
    {
        *(
            "无",
            "无医共体",
            "未加入",
            "未加入医共体",
            "不在医共体",
            "不属于医共体",
            "不参加",
            "未参加",
        ),
        *("不参加医共体", "未参加医共体", "退出", "已退出", "none", "nonetwork", "innonetwork"),
    }
)
_BLANK: Final = frozenset({"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nan", "null"})


class Column(StrEnum):
    """What a column of a network table may hold."""

    NETWORK = "network"
    NETWORK_ID = "network-id"
    FACILITY = "facility"
    FACILITY_ID = "facility-id"
    LOWER = "lower"
    LEAD = "lead"
    UPPER = "upper"
    UPPER_ID = "upper-id"
    PARENT = "parent"
    KIND = "kind"
    ROLE = "role"
    COUNTY = "county"
    ADCODE = "adcode"
    TIER = "tier"
    STATUS = "status"

    @property
    def label(self) -> Title:
        """The heading that stands for the others in messages."""
        return _COLUMN_TITLES[self]


_COLUMN_TITLES: Final = {
    Column.NETWORK: Title("医共体", "network"),
    Column.NETWORK_ID: Title("医共体编号", "network_id"),
    Column.FACILITY: Title("机构名称", "facility"),
    Column.FACILITY_ID: Title("机构编号", "facility_id"),
    Column.LOWER: Title("下级机构", "lower"),
    Column.LEAD: Title("牵头医院", "lead"),
    Column.UPPER: Title("上级机构", "upper"),
    Column.UPPER_ID: Title("上级机构编号", "upper_id"),
    Column.PARENT: Title("主管机构", "parent"),
    Column.KIND: Title("联系方式", "kind"),
    Column.ROLE: Title("角色", "role"),
    Column.COUNTY: Title("县区", "county"),
    Column.ADCODE: Title("行政区划代码", "adcode"),
    Column.TIER: Title("层级", "tier"),
    Column.STATUS: Title("归属依据", "status"),
}

# The surest first; spaces, underscores, case and what stands in brackets do not count.
NETWORK_HEADINGS: Final = {
    Column.NETWORK: (
        *("医共体", "医共体名称", "所属医共体", "县域医共体", "县域医共体名称", "紧密型医共体"),
        *("紧密型县域医共体", "医联体", "医联体名称", "医疗集团", "医疗集团名称", "所属医疗集团"),
        *("网络", "网络名称", "所属网络", "network", "networkname", "medicalnetwork", "group"),
    ),
    Column.NETWORK_ID: ("networkid", "医共体编号", "医共体代码", "网络编号", "医共体id"),
    Column.FACILITY: (
        *("机构名称", "机构", "成员单位", "成员单位名称", "成员机构", "成员机构名称", "成员"),
        *("医疗机构名称", "医疗机构", "医疗卫生机构名称", "医疗卫生机构", "单位名称", "单位"),
        *("卫生院名称", "卫生院", "医院名称", "分院", "分院名称"),
        *("facility", "facilityname", "member", "membername", "members", "memberfacility"),
        *("institution", "hospital", "name", "名称"),
    ),
    Column.FACILITY_ID: (
        *("facilityid", "机构编号", "机构id", "机构编码", "机构代码", "memberid", "id"),
    ),
    # Names the one that is served in a table that also has a column of all parts.
    Column.LOWER: ("lower", "lowerfacility", "lowername", "下级机构", "下级", "下级单位"),
    Column.LEAD: (
        *("牵头医院", "牵头单位", "牵头机构", "牵头医院名称", "牵头单位名称", "牵头", "总院"),
        *("总医院", "龙头医院", "龙头单位", "核心医院", "lead", "leads", "leadhospital"),
        *("leadhospitals", "leadname", "leadfacility", "leadinghospital"),
    ),
    Column.UPPER: (
        *("上级机构", "上级", "上级机构名称", "上级医院", "上级单位", "上级医疗机构"),
        *("支援医院", "支援单位", "帮扶医院", "帮扶单位", "转诊医院", "upper"),
        *("upperfacility", "uppername", "linkto"),
    ),
    Column.UPPER_ID: ("upperid", "parentid", "上级机构编号", "上级编号", "上级机构id"),
    Column.PARENT: ("parent", "parentname", "parentfacility", "主管机构", "主管单位", "管理机构"),
    Column.KIND: (
        *("联系类型", "联系种类", "联系", "关系", "关系类型", "协作方式", "合作方式", "协作关系"),
        *("帮扶方式", "联结方式", "连接方式", "联系方式", "link", "linkkind", "linkkinds", "links"),
        *("linktype", "kind", "kinds", "relation", "relationship", "tie"),
    ),
    Column.ROLE: (
        *("角色", "身份", "医共体角色", "成员角色", "机构角色", "单位角色", "单位性质", "role"),
        *("memberrole", "networkrole"),
    ),
    Column.COUNTY: HEADINGS[Role.COUNTY],
    Column.ADCODE: ("partadcode", *HEADINGS[Role.ADCODE]),
    Column.TIER: HEADINGS[Role.TIER],
    Column.STATUS: (
        *("归属依据", "成员依据", "依据", "归属状态", "状态", "membership", "membershipstatus"),
        *("status", "knownby", "basis"),
    ),
}
# Where a file has both headings, the first holds ids and the second the names to them.
_ID_AND_NAME: Final = (
    ("facility", "name", Column.FACILITY, Column.FACILITY_ID),
    ("network", "networkname", Column.NETWORK, Column.NETWORK_ID),
    ("parent", "parentname", Column.PARENT, Column.UPPER_ID),
)


def column_at(headings: list[str]) -> dict[Column, int]:
    """Return in which place each column stands that some headings name."""
    places: dict[str, int] = {}
    for at, heading in enumerate(headings):
        places.setdefault(plain(heading), at)
    found: dict[Column, int] = {}
    for id_heading, name_heading, name, id_column in _ID_AND_NAME:
        if {id_heading, name_heading} <= places.keys():
            found |= {name: places[name_heading], id_column: places[id_heading]}
    for column, known in NETWORK_HEADINGS.items():
        free = (places[each] for each in known if each in places)
        place = next((each for each in free if each not in found.values()), None)
        if place is not None:
            found.setdefault(column, place)
    return found


def link_kinds(text: str) -> tuple[LinkKind, ...] | None:
    """Return the kinds of links that a cell names, None where its words name none.

    A blank cell, and one that holds a telephone number or an address, names none on purpose
    and gives an empty tuple: 联系方式 heads either.
    """
    words = _words(text)
    if words in _BLANK or words in _NO_NETWORK or _CONTACT.fullmatch(words):
        return ()
    found = {kind for kind in LinkKind if words in _terms(kind, kind.label)}
    if found:
        return tuple(found)
    if _DENIED.search(words):
        return None
    for kinds, pattern in _KIND_WORDS:
        rest = re.sub(pattern, " ", words)
        if rest != words:
            words, found = rest, found | set(kinds)
    return tuple(kind for kind in LinkKind if kind in found) or None


def taken_away(text: str) -> tuple[LinkKind, ...] | None:
    """Return the kinds of links that a cell takes away, all where it names none of them.

    `取消`, `解除`, `撤销`, `remove` or `cancel` stands before the kinds, or a minus; on its own a
    minus says that there is nothing to say. None where the words behind are no kinds, and an
    empty tuple where the cell takes nothing away.
    """
    words = _words(text)
    sign = _TAKES_AWAY.match(words)
    if sign is None or words in _BLANK:
        return ()
    rest = words[sign.end() :]
    if _ALL_LINKS.fullmatch(rest):
        return tuple(LinkKind)
    return link_kinds(rest) or None


def network_role(text: str) -> NetworkRole | None:
    """Return the role that a cell names, None where it names none or denies one."""
    words = _words(text)
    for role in NetworkRole:
        if words in _terms(role, role.label):
            return role
    if _DENIED.search(words):
        return None
    return next((role for role, pattern in _ROLE_WORDS if re.search(pattern, words)), None)


def known_as(text: str) -> Status | None:
    """Return how a row says that a membership is known, None where it does not."""
    words = _words(text)
    return next((each for each, pattern in _STATUS_WORDS if re.search(pattern, words)), None)


def is_blank(text: str) -> bool:
    """Return whether a cell holds nothing but a sign for nothing."""
    return _words(text) in _BLANK


def is_no_network(text: str) -> bool:
    """Return whether a cell says that a facility is in no network."""
    return re.sub(r"[\W_]", "", _words(text)) in _NO_NETWORK


def _terms(value: StrEnum, label: Title) -> set[str]:
    return {value.value, _words(label.zh), _words(label.en)}


def _words(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
