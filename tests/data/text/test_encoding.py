"""The encoding of a file is found from its bytes, whatever it says of itself."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.text.encoding import Declared, chosen_codec, codec_called, decode, find_encoding, score

COUNTIES = [
    "久治县",
    "刚察县",
    "共和县",
    "贵南县",
    "门源回族自治县",
    "海西蒙古族藏族自治州",
    "玉树市",
]
FACILITIES = [
    *("刚察县人民医院", "泉吉乡卫生院", "沙柳河镇中心卫生院", "青海湖社区卫生服务中心"),
    *("三角城村卫生室", "郫都区第三人民医院", "邛崃市医疗中心医院", "嵊州市鹿山街道社区卫生站"),
]
CZECH = ["Hněvošický háj", "Český Krumlov", "Žďár nad Sázavou"]


def raw(texts: list[str], encoding: str) -> list[bytes]:
    return [text.encode(encoding) for text in texts]


@pytest.mark.parametrize("texts", [COUNTIES, FACILITIES, COUNTIES[:1], ["县"], ["名称"]])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("language_byte", [0, 0x57, 0x4D])
def test_chinese_without_a_cpg_is_found(
    texts: list[str], encoding: str, language_byte: int
) -> None:
    codec, why = find_encoding(raw(texts, encoding), Declared(None, language_byte))
    assert codec == ("utf-8" if encoding == "utf-8" else "gb18030")
    assert str(why.facts["sample"]) in "".join(texts)


@pytest.mark.parametrize(
    "stated", ["UTF-8", "GBK", "936", "ANSI 1250", "1252", "nonsense", "65001"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_cpg_loses_to_the_text(stated: str, encoding: str) -> None:
    codec, why = find_encoding(raw(COUNTIES + FACILITIES, encoding), Declared(stated))
    assert codec == encoding
    right = codec_called(stated) == encoding
    assert why.code == ("encoding_cpg" if right else "encoding_cpg_wrong")


@pytest.mark.parametrize("stated", ["ANSI 1250", "1250", "windows-1250", "CP1250"])
def test_a_right_cpg_of_another_country_is_believed(stated: str) -> None:
    codec, why = find_encoding(raw(CZECH, "cp1250"), Declared(stated))
    assert (codec, why.code) == ("cp1250", "encoding_cpg")


def test_a_truncated_name_of_ten_bytes_is_no_reason_against_utf8() -> None:
    names = [name.encode()[:10] for name in ("行政代码", "县区名称", "市州名称", "常住人口")]
    codec, why = find_encoding(names, Declared())
    assert (codec, why.code) == ("utf-8", "encoding_utf8")
    assert [decode(name, codec) for name in names] == ["行政代", "县区名", "市州名", "常住人"]


def test_one_damaged_value_does_not_turn_the_file() -> None:
    texts = [*raw(COUNTIES + FACILITIES, "utf-8"), b"\xff\xfe\xfd"]
    assert find_encoding(texts, Declared())[0] == "utf-8"


def test_plain_ascii_needs_no_guess() -> None:
    codec, why = find_encoding([b"name", b"Xining", b""], Declared("GBK"))
    assert (codec, why.code) == ("utf-8", "encoding_ascii")


def test_mojibake_scores_far_below_right_text() -> None:
    sample = raw(COUNTIES + FACILITIES, "utf-8")
    assert score(sample, "utf-8") > 1.5
    assert score(sample, "gb18030") < 0.3
    assert score(sample, "cp1252") < 0.3


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *(("UTF-8", "utf-8"), ("utf8", "utf-8"), ("65001", "utf-8"), ("UTF-8\0", None)),
        *(("GBK", "gb18030"), ("GB2312", "gb18030"), ("CP936", "gb18030"), ("OEM 936", "gb18030")),
        *(("ANSI 1250", "cp1250"), ("8859-1", "iso8859-1"), ("ISO 8859-15", "iso8859-15")),
        *(("big5", "big5"), ("950", "cp950"), ("System", None), ("rot13", None), ("zlib", None)),
        *(("", None), ("\0", None), ("idna", None), ("unicode_escape", None), ("utf-7", None)),
    ],
)
def test_names_of_code_pages(name: str, codec: str | None) -> None:
    found = codec_called(name)
    assert found == codec or (found and codec and codecs.lookup(found) == codecs.lookup(codec))


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        chosen_codec("klingon")
    assert caught.value.code == "encoding_unknown"


@given(st.lists(st.binary(max_size=40), max_size=20), st.none() | st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_bytes_get_a_codec_that_decodes_them(texts: list[bytes], cpg: str | None) -> None:
    codec, _ = find_encoding(texts, Declared(cpg, sum(map(len, texts)) % 256))
    for text in texts:
        decode(text, codec, "replace")


@given(st.lists(st.sampled_from(COUNTIES + FACILITIES), min_size=1), st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_cutting_values_at_any_byte_keeps_the_verdict(texts: list[str], width: int) -> None:
    cut = [text.encode()[: max(width, 6)] for text in texts]
    assert find_encoding(cut, Declared())[0] == "utf-8"
