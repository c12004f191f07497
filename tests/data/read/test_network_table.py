"""Network tables: every format and encoding, headings, words for links and roles."""

from pathlib import Path

import pytest
import xlsxwriter

from data.errors import DataError
from data.read import network_table as module
from data.read.network_table import NetworkRow, NetworkTable, read_network_table
from data.reference.network_model import LinkKind, Role
from data.schema import Status
from data.text.network_headings import Column, is_no_network, known_as, link_kinds, network_role

UP, DOWN = LinkKind.REFERRAL_UP, LinkKind.REFERRAL_DOWN
CHINESE = """医共体,机构名称,角色,牵头医院,上级机构,联系方式,县区
甲县医共体,东乡卫生院,成员单位,甲县人民医院,甲县人民医院,双向转诊、远程医疗,甲县
甲县医共体,省医院,支援,甲县人民医院,,托管,乙县
"""


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        read_network_table(path)
    return caught.value


def names(table: NetworkTable) -> list[str]:
    return [row.facility for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str, sign: str) -> None:
    table = read_network_table(written(tmp_path / "名单.csv", CHINESE.replace(",", sign), encoding))
    assert table.rows[0] == NetworkRow(
        row=2,
        facility="东乡卫生院",
        network="甲县医共体",
        leads=("甲县人民医院",),
        upper="甲县人民医院",
        kinds=(UP, DOWN, LinkKind.TELEMEDICINE),
        role=Role.MEMBER,
        county="甲县",
    )
    assert (table.rows[1].role, table.rows[1].kinds) == (Role.SUPPORTER, (LinkKind.TRUSTEESHIP,))
    assert table.rows[1].upper == ""


@pytest.mark.parametrize(
    "heading",
    [
        "network,facility,role,lead,upper,link,county",
        "Network,Member,Role,Lead hospital,Upper facility,Link kind,County",
        "医疗集团名称,成员单位,角色,牵头单位,上级,关系,县（市、区）",
        "紧密型医共体,医疗机构名称,身份,总院,上级医院,联系类型,区县",
    ],
)
def test_headings_in_both_languages(tmp_path: Path, heading: str) -> None:
    body = CHINESE.partition("\n")[2]
    table = read_network_table(written(tmp_path / "a.csv", f"{heading}\n{body}"))
    assert names(table) == ["东乡卫生院", "省医院"]
    assert table.rows[0].kinds == (UP, DOWN, LinkKind.TELEMEDICINE)
    assert table.rows[0].leads == ("甲县人民医院",)
    assert table.rows[0].county == "甲县"
    assert {column for column, _ in table.columns} == {
        Column.NETWORK,
        Column.FACILITY,
        Column.ROLE,
        Column.LEAD,
        Column.UPPER,
        Column.KIND,
        Column.COUNTY,
    }


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("统一管理", (LinkKind.MANAGEMENT,)),
        ("双向转诊", (UP, DOWN)),
        ("上转", (UP,)),
        ("下转；检查检验结果互认", (DOWN, LinkKind.RECOGNITION)),
        ("向上转诊/向下转诊", (UP, DOWN)),
        ("远程会诊", (LinkKind.TELEMEDICINE,)),
        ("托管（2023 年起）", (LinkKind.TRUSTEESHIP,)),
        ("专科联盟", (LinkKind.SPECIALTY,)),
        ("对口帮扶", (LinkKind.ALLIANCE,)),
        ("Specialty alliance; alliance", (LinkKind.ALLIANCE, LinkKind.SPECIALTY)),
        ("management, telemedicine", (LinkKind.MANAGEMENT, LinkKind.TELEMEDICINE)),
        ("0838-6201234", ()),
        ("13900001111、office@example.org", ()),
        ("", ()),
        ("—", ()),
        ("未托管", None),
        ("不再双向转诊", None),
        ("转诊", None),
        ("not managed", None),
        ("饮食", None),
    ],
)
def test_words_for_links(text: str, kinds: tuple[LinkKind, ...] | None) -> None:
    assert link_kinds(text) == kinds


@pytest.mark.parametrize("kind", LinkKind)
def test_our_own_words_for_links(kind: LinkKind) -> None:
    for text in (kind.value, kind.label.zh, kind.label.en):
        assert link_kinds(text) == (kind,)


@pytest.mark.parametrize("role", Role)
def test_our_own_words_for_roles(role: Role) -> None:
    for text in (role.value, role.label.zh, role.label.en):
        assert network_role(text) is role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("牵头", Role.LEAD),
        ("总院", Role.LEAD),
        ("成员", Role.MEMBER),
        ("支援", Role.SUPPORTER),
        ("帮扶单位", Role.SUPPORTER),
        ("非牵头", None),
        ("院长", None),
        ("", None),
    ],
)
def test_words_for_roles(text: str, role: Role | None) -> None:
    assert network_role(text) is role


def test_how_a_membership_is_known() -> None:
    for status in (Status.ASSUMED, Status.REPORTED, Status.USER):
        assert known_as(status.label.zh) is known_as(status.label.en) is status
        assert known_as(status.value) is status
    assert known_as("正常") is None


@pytest.mark.parametrize(
    ("text", "none"), [("未加入医共体", True), ("无", True), ("甲县医共体", False), ("", False)]
)
def test_being_in_no_network(text: str, none: bool) -> None:
    assert is_no_network(text) is none


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def test_every_sheet_with_headings_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "说明": [["填表说明"], ["请勿修改"]],
            "甲县": [["甲县医共体成员名单"], [], ["医共体", "成员单位"], ["一", "东乡卫生院"]],
            "乙县": [["牵头医院", "成员单位"], ["乙县医院", "南乡卫生院、北乡卫生院"]],
        },
    )
    table = read_network_table(path)
    assert table.other_sheets == ("说明",)
    assert [(row.sheet, row.row, row.facility) for row in table.rows] == [
        ("甲县", 4, "东乡卫生院"),
        ("乙县", 2, "南乡卫生院"),
        ("乙县", 2, "北乡卫生院"),
    ]


@pytest.mark.parametrize(("top", "left"), [(0, 0), (3, 1)])
def test_merged_cells_name_the_network_of_all_rows(tmp_path: Path, top: int, left: int) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(top, left, ["医共体", "机构名称"])
        sheet.merge_range(top + 1, left, top + 3, left, "一")
        for at, name in enumerate("甲乙丙", start=top + 1):
            sheet.write(at, left + 1, name)
    table = read_network_table(path)
    assert [(row.row, row.network, row.facility) for row in table.rows] == [
        (top + 2, "一", "甲"),
        (top + 3, "一", "乙"),
        (top + 4, "一", "丙"),
    ]


def test_a_network_written_once_is_that_of_the_rows_below(tmp_path: Path) -> None:
    text = "医共体,牵头医院,成员单位,县\n一,A医院,甲,某县\n,,乙,\n二,B医院,丙,\n"
    table = read_network_table(written(tmp_path / "a.csv", text))
    assert [(r.network, r.leads, r.county, r.is_carried) for r in table.rows] == [
        ("一", ("A医院",), "某县", False),
        ("一", ("A医院",), "某县", True),
        ("二", ("B医院",), "某县", False),
    ]


def test_where_networks_are_repeated_a_blank_is_a_blank(tmp_path: Path) -> None:
    text = "医共体,成员单位\n一,甲\n一,乙\n,丙\n"
    table = read_network_table(written(tmp_path / "a.csv", text))
    assert [row.network for row in table.rows] == ["一", "一", ""]


def test_what_is_not_understood_is_kept(tmp_path: Path) -> None:
    text = "医共体,机构名称,角色,关系\n一,甲,院长,饮食\n无,乙,,\n一,=A1,,\n合计,2,,\n"
    table = read_network_table(written(tmp_path / "a.csv", text))
    assert (table.rows[0].unread_role, table.rows[0].unread_kind) == ("院长", "饮食")
    assert table.rows[1].in_none
    assert table.rows[2].formulas == ("=A1",)
    assert len(table.rows) == 3


def test_a_text_that_our_writer_guards_is_no_formula(tmp_path: Path) -> None:
    table = read_network_table(written(tmp_path / "a.csv", "医共体,机构\n'=一,甲\n"))
    assert (table.rows[0].network, table.rows[0].formulas) == ("=一", ())


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "", "file_empty"),
        ("a.csv", "\n\n", "no_rows"),
        ("a.csv", "医共体,机构\n", "no_rows"),
        ("a.csv", "经度,纬度\n104,30\n", "network_columns_missing"),
        ("a.csv", "机构名称,角色\n甲,成员\n", "network_columns_missing"),
        ("a.pdf", "%PDF", "network_table_format"),
        ("a.xlsx", "no workbook", "not_this_format"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, name: str, text: str, code: str) -> None:
    assert refused(written(tmp_path / name, text)).code == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.csv").code == "file_missing"


def test_the_headings_found_are_named(tmp_path: Path) -> None:
    error = refused(written(tmp_path / "a.csv", "经度,纬度\n104,30\n"))
    assert str(error.facts["found"]) == "经度, 纬度"


def test_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 2)
    path = written(tmp_path / "a.csv", "医共体,机构\n" + "一,甲\n" * 3)
    assert refused(path).code == "network_table_long"


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(_fraction: float) -> None:
        raise StopError

    path = written(tmp_path / "a.csv", "医共体,机构\n" + "一,甲\n" * 1000)
    with pytest.raises(StopError):
        read_network_table(path, progress=stop)


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_file_of_another_name_is_read_by_what_it_holds(tmp_path: Path, suffix: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一": [["医共体", "机构"], ["甲", "乙"]]})
    assert names(read_network_table(path.rename(path.with_suffix(suffix)))) == ["乙"]
