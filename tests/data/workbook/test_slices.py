"""Sheets read in slices hold what the library finds in the whole workbook."""

import datetime as dt
import zipfile
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.layer.cells import Row
from data.read.contents import LayerInfo, contents_of
from data.read.reader import read_file
from data.text.archive import Budget
from data.workbook import scan as workbook_scan
from data.workbook import slices as workbook_slices
from data.workbook.sheets import sheet_rows, sheets_of

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
Book = dict[str, tuple[int, list[Row]]]

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=9)
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
    st.sampled_from(["甲卫生院", "乙", "<v>3</v>", ' t="s"', "_x000D_", " 空 格 ", "=A1"]),
    texts,
)
sheets = st.lists(st.lists(cells, max_size=5), max_size=12)


def written(
    path: Path, tables: Mapping[str, list[list[object]]], *, top: int = 0, shared: bool = True
) -> Path:
    """Write a workbook with the texts shared, as spreadsheet programs do, or in their cells."""
    with xlsxwriter.Workbook(path, {"constant_memory": not shared}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for (i, row), j in product(enumerate(rows), range(5)):
                cell = row[j] if j < len(row) else None
                if isinstance(cell, dt.date):
                    sheet.write_datetime(top + i, 1 + j, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, str) and not cell.startswith("="):
                    sheet.write_string(top + i, 1 + j, cell)
                else:
                    sheet.write(top + i, 1 + j, cell)
    return path


def changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Write a copy of a workbook with one of its members changed."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == member else content)
    return copy


def held(path: Path) -> Book:
    return {name: (first, list(rows)) for name, first, rows in sheet_rows(path, Budget())}


def sliced(path: Path, slice_bytes: int = 1) -> Book:
    """Return what a workbook holds when it is read in slices of that size, however small it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_slices, "WHOLE_BYTES", -1)
        patch.setattr(workbook_scan, "_SLICE_BYTES", slice_bytes)
        return held(path)


def trimmed(book: Book) -> Book:
    """Return a workbook without the blank cells at the ends of its rows."""
    found = {}
    for name, (first, rows) in book.items():
        kept = [[*row, None] for row in rows]
        for row in kept:
            while row and row[-1] is None:
                row.pop()
        found[name] = (first, kept)
    return found


def open_document(path: Path, body: str) -> Path:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body>'
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def open_row(*texts_of: str, repeated: int = 1) -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        if text
        else "<table:table-cell/>"
        for text in texts_of
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tables=st.lists(sheets, min_size=1, max_size=2),
    top=st.integers(0, 3),
    shared=st.booleans(),
    slice_bytes=st.sampled_from([1, 150, 400]),
)
def test_slices_hold_what_the_whole_holds(
    tables: list[list[list[object]]], top: int, shared: bool, slice_bytes: int
) -> None:
    with TemporaryDirectory() as folder:
        named = {f"表{number}": rows for number, rows in enumerate(tables)}
        path = written(Path(folder, "a.xlsx"), named, top=top, shared=shared)
        whole = held(path)
        assert sliced(path, slice_bytes) == whole
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(workbook_slices, "WHOLE_BYTES", -1)
            heights = {name: len(rows) for name, (_, rows) in whole.items()}
            assert dict(sheets_of(path, Budget())) == heights


def test_every_row_is_a_slice_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    rows: list[list[object]] = [["名称", n] for n in range(20)]
    path = written(tmp_path / "a.xlsx", {"a": rows})
    used_in = workbook_slices._Texts.used_in

    def counted(self: workbook_slices._Texts, rows: bytes) -> tuple[bytes, bytes]:
        opened.append(rows.count(b"<row"))
        return used_in(self, rows)

    monkeypatch.setattr(workbook_slices._Texts, "used_in", counted)
    assert [row[1] for row in sliced(path)["a"][1]] == list(range(20))
    assert opened == [1] * 20


def test_only_the_texts_in_use_go_with_a_slice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    used_in = workbook_slices._Texts.used_in

    def counted(self: workbook_slices._Texts, rows: bytes) -> tuple[bytes, bytes]:
        found = used_in(self, rows)
        sizes.append(found[1].count(b"<si>"))
        return found

    monkeypatch.setattr(workbook_slices._Texts, "used_in", counted)
    path = written(tmp_path / "a.xlsx", {"a": [["县", f"第{n}院"] for n in range(30)]})
    assert sliced(path) == held(path)
    assert sizes == [2] * 30


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>1</v>", b"<v>&#49;</v>"),
        (b"<v>1</v>", b"<v><![CDATA[1]]></v>"),
        (b"<v>1</v>", b"<v><!-- - -->1</v>"),
        (b"<v>1</v>", b"<v>\n 1 </v>"),
        (b't="s"', b"t = 's'"),
        (b't="s"', b't="&#115;"'),
        (b't="s">', b't="s"><f>1&lt;2</f>'),
        (b't="s">', b't="s"><f t="shared" si="0"/>'),
        (b"<v>1</v>", b"<v>1</v><extLst><ext><v>0</v></ext></extLst>"),
        (b'<row r="2"', b"<row ht='>' r='2'"),
        (b'<c r="C2"', b"<c\n\tr='C2' s='0' "),
    ],
)
def test_numbers_of_texts_in_any_spelling(tmp_path: Path, old: bytes, new: bytes) -> None:
    rows: list[list[object]] = [["甲", "乙"], ["丙", "乙"], ["甲", 1]]
    path = written(tmp_path / "a.xlsx", {"a": rows})
    other = changed(path, SHEET, lambda xml: xml.replace(old, new))
    # Where the library itself takes a spelling for something else, so do the slices.
    assert outcome(lambda: trimmed(sliced(other))) == outcome(lambda: trimmed(held(other)))
    assert trimmed(sliced(path)) == {"a": (1, [["甲", "乙"], ["丙", "乙"], ["甲", 1.0]])}


def test_prefixes_and_rich_texts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", {"a": [["甲", 1], ["乙", 2], ["丙", 3]]})
    names = (b"sheetData", b"row", b"c", b"v", b"sst", b"si", b"t")

    def prefixed(xml: bytes) -> bytes:
        for name in names:
            for end in (b">", b" "):
                xml = xml.replace(b"<" + name + end, b"<x:" + name + end)
            xml = xml.replace(b"</" + name + b">", b"</x:" + name + b">")
        return xml.replace(b"xmlns=", b"xmlns:x=")

    rich = b'<si><r><t>\xe4\xb9\x99</t></r><r><t xml:space="preserve"> 1</t></r></si>'
    path = changed(path, TEXTS, lambda xml: xml.replace("<si><t>乙</t></si>".encode(), rich))
    path = changed(changed(path, SHEET, prefixed), TEXTS, prefixed)
    found = sliced(path)
    assert found == held(path)
    assert [row[0] for row in found["a"][1]] == ["甲", "乙 1", "丙"]


def test_rows_without_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", {"a": [["甲", 1], ["乙", 2], ["丙", 3]]})
    bare = [b' r="%s%d"' % (letter, n) for letter in (b"", b"B", b"C") for n in (1, 2, 3)]

    def without(xml: bytes) -> bytes:
        for number in bare:
            xml = xml.replace(number, b"")
        return xml

    path = changed(path, SHEET, without)
    found = sliced(path)
    assert found == held(path)
    assert [row[0] for row in found["a"][1]] == ["甲", "乙", "丙"]


def test_merged_cells_across_slices(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(2, 1, ["县", "名称"])
        sheet.merge_range(3, 1, 5, 1, "刚察县")
        for row, name in enumerate("甲乙丙", start=3):
            sheet.write(row, 2, name)
    assert sliced(path)["a"] == (3, [["县", "名称"], *[["刚察县", name] for name in "甲乙丙"]])
    assert held(path) == sliced(path)


def test_rows_far_apart_and_hidden_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("a")
        sheet.write(0, 0, "x")
        sheet.write(40, 3, "y")
        book.add_worksheet("空")
        hidden = book.add_worksheet("藏")
        hidden.write(0, 0, "z")
        hidden.hide()
        book.add_worksheet("b").write(3, 0, 4)
    found = sliced(path)
    assert found == held(path)
    assert list(found) == ["a", "b"]
    assert len(found["a"][1]) == 41
    assert found["b"] == (4, [[4.0]])


@pytest.mark.parametrize(
    "body",
    [
        open_row("名称", "县") + "".join(open_row(f"{n}院", "", "x") for n in range(9)),
        open_row("", "") * 2 + open_row("", "甲") + open_row("", repeated=3) + open_row("乙"),
        open_row("甲", "乙", repeated=4) + open_row("丙") + open_row("", repeated=1_048_000),
    ],
)
def test_open_document_in_slices(tmp_path: Path, body: str) -> None:
    other = '<table:table table:name="二">' + open_row("戊") + open_row("己") + "</table:table>"
    first = f'<table:table table:name="一&amp;">{body}</table:table>'
    path = open_document(tmp_path / "a.ods", first + other)
    found = sliced(path)
    assert found == held(path)
    assert list(found) == ["一&", "二"]
    assert [row[0] for row in found["二"][1]] == ["戊", "己"]


def test_what_cannot_be_cut_is_read_whole(tmp_path: Path) -> None:
    header = f"<table:table-header-rows>{open_row('名称')}</table:table-header-rows>"
    table = f'<table:table table:name="一">{header}{open_row("甲")}{open_row("乙")}</table:table>'
    path = open_document(tmp_path / "a.ods", table)
    assert [row[0] for row in sliced(path)["一"][1]] == ["名称", "甲", "乙"]
    path = written(tmp_path / "b.xlsx", {"a": [["甲", 1], ["乙", 2]]})
    turned = changed(path, SHEET, lambda xml: xml.replace(b'<row r="1"', b'<row r="2"', 1))
    assert sliced(turned) == held(turned)
    wide = changed(
        path, SHEET, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    )
    assert outcome(lambda: sliced(wide)) == outcome(lambda: held(wide))


def outcome(read: Callable[[], Book]) -> Book | str:
    """Return what reading gives, or the code of its error."""
    try:
        return read()
    except DataError as error:
        return error.code


def test_a_list_of_facilities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [["名称", "经度", "纬度", "编码"]]
    rows += [[f"第{n}卫生院", 104 + n / 100, 30.5, f"{n:03}"] for n in range(50)]
    path = written(tmp_path / "a.xlsx", {"说明": [["见下页"]], "机构": rows})
    whole = read_file(path)
    monkeypatch.setattr(workbook_slices, "WHOLE_BYTES", -1)
    monkeypatch.setattr(workbook_scan, "_SLICE_BYTES", 500)
    loaded = read_file(path)
    assert loaded.layer == "机构"
    assert loaded.frame.equals(whole.frame)
    assert loaded.source_rows.tolist() == list(range(1, 51))
    assert contents_of(path).layers == (LayerInfo("说明", 1), LayerInfo("机构", 51))


@pytest.mark.parametrize("read", [contents_of, read_file])
def test_reading_can_be_ended(
    tmp_path: Path, read: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    class StopError(Exception):
        pass

    rows: list[list[object]] = [["名称", "经度", "纬度"], ["甲", 104, 30]]
    path = written(tmp_path / "a.xlsx", {"a": rows})
    told: list[float] = []

    def stop(fraction: float) -> None:
        told.append(fraction)
        raise StopError

    monkeypatch.setattr(workbook_slices, "WHOLE_BYTES", -1)
    with pytest.raises(StopError):
        read(path, progress=stop)
    assert len(told) == 1
    read(path, progress=told.append)
    assert len(told) > 3
    assert told[1:] == sorted(told[1:])
