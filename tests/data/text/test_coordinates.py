"""Coordinates and counts in the spellings people use."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.text.coordinates import angles, holds_pairs, pairs
from data.text.numerals import floats, plain_number

DMS = 104 + 3 / 60 + 24.5 / 3600


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[
            (text, 104.05)
            for text in ("104.05", " 104.05\u3000", "１０４．０５", "104,05", "104.05°")
        ],
        *[(text, 104.05) for text in ("E104.05", "104.05E", "e 104.05", "东经104.05", "104.05度")],
        *[
            (text, 104.05)
            for text in ("东经：104.05度", "104.05°E", "经度104.05", "104。05", "+104.05")
        ],
        *[(text, -104.05) for text in ("-104.05", "W104.05", "104.05W", "西经104.05°", "−104.05")],
        *[(text, DMS) for text in ("104°03′24.5″E", "104°03'24.5\"", "104º3’24.5”", "104 3 24.5")],
        *[
            (text, DMS)
            for text in ("104度3分24.5秒", "东经104度03分24.5秒", "104:03:24.5", "104-03-24.5")
        ],
        *[
            (text, DMS)
            for text in ("E 104° 03' 24.5\"", "104°03′24.5''E", "104d3m24.5s", "104˚03＇24.5＂")
        ],
        *[(text, 104.05) for text in ("一百零四点零五", "东经一〇四点零五度", "一百零四度三分")],
        ("西经十度三十分", -10.5),
        ("104°3.4'", 104 + 3.4 / 60),
        ("30°40′S", -(30 + 40 / 60)),
        ("-30 40 12", -30.67),
        ("35456789.12", 35456789.12),
        ("1.04e2", 104.0),
    ],
)
def test_angles(text: str, expected: float) -> None:
    assert angles([text])[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "abc", "104°70'", "104°3'60\"", "104.5°3'", "N", "104°03′24″.5", "E104.05W"),
        *(
            "1_000",
            "nan",
            "inf",
            "104 3 24 5",
            "x" * 100,
            "一百点",
            "点五",
            "千",
            "--104",
            "104°E3′",
        ),
    ],
)
def test_what_is_no_angle(text: str) -> None:
    assert math.isnan(angles([text])[0])


def test_a_column_tells_what_its_commas_are() -> None:
    assert angles(["104,065", "104,1"]).tolist() == [104.065, 104.1]
    # One cell that groups thousands settles it for all.
    assert angles(["3,456,789.5", "104,065"]).tolist() == [3456789.5, 104065]


def test_cells_that_are_no_text() -> None:
    found = angles([104, 104.5, np.float64(3), True, None, [1]])
    np.testing.assert_array_equal(found, [104, 104.5, 3, np.nan, np.nan, np.nan])


@given(st.floats(0, 179.99), st.sampled_from("EW"))
def test_degrees_minutes_seconds_give_back_the_angle(value: float, side: str) -> None:
    seconds = round(value * 3600, 6)
    degrees, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    text = f"{int(degrees)}°{int(minutes)}′{rest:.6f}″{side}"
    if not text.__contains__("60.000000"):
        expected = seconds / 3600 * (1 if side == "E" else -1)
        assert angles([text])[0] == pytest.approx(expected, abs=1e-9)


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    assert angles([text]).shape == (1,)
    lon, lat = pairs([text])
    assert np.isnan(lon[0]) == np.isnan(lat[0])
    plain_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *("104.06,30.67", "30.67 104.06", "104.06，30.67", "104.06、30.67", "104.06;30.67"),
        *("POINT(104.06 30.67)", "SRID=4326;POINT Z (104.06 30.67 5)", "(104.06, 30.67)"),
        *("E104.06 N30.67", "N30.67,E104.06", "104,06;30,67", "lat:30.67,lon:104.06"),
        *("104.06/30.67", "[104.06,30.67]", "104.06,30.67,500", "东经104.06度北纬30.67度"),
        *("104°3′36″E,30°40′12″N", "30°40′12″N 104°3′36″E", "N30°40′12″E104°3′36″"),
        *("104 3 36 30 40 12", "104.06\n30.67", "东经104°3′36″，北纬30°40′12″"),
    ],
)
def test_both_in_one_cell(text: str) -> None:
    lon, lat = pairs([text])
    assert (lon[0], lat[0]) == pytest.approx((104.06, 30.67))


@pytest.mark.parametrize("text", ["", "104.06", "x,y", "E104,E30", "1,2,3,4", "104.06,30.67,x"])
def test_what_is_no_pair(text: str) -> None:
    assert np.isnan(pairs([text])[0][0])


def test_pairs_are_told_by_most_cells() -> None:
    assert holds_pairs(["104.06,30.67", "", "104.1,30.2", None])
    assert not holds_pairs(["1,2", "3,4"])
    assert not holds_pairs(["医院", "104.06,30.67"])
    assert not holds_pairs([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("1,234.5", 1234.5), ("１２３", 123), ("3,200人", 3200), ("1.2万", 12000), ("12张", 12)),
        *(("一千二百", 1200), ("1234,5", 1234.5), ("一万零五", 10005), ("三万五", 35000)),
        *(
            ("十五", 15),
            ("二〇二四", 2024),
            ("约3万人", 30000),
            ("一百零五", 105),
            ("3.5亿", 3.5e8),
        ),
        *(("abc", None), ("万", None), ("", None), ("人", None), ("1.2.3", None), ("9" * 50, None)),
    ],
)
def test_counts(text: str, expected: float | None) -> None:
    assert plain_number(text) == expected


def test_digits_are_taken_exactly() -> None:
    texts = ["0.30000000000000004", "1e-5", "１２", "1_0", "x"]
    np.testing.assert_array_equal(floats(texts), [0.1 + 0.2, 1e-5, 12, np.nan, np.nan])
