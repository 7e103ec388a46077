"""Days, numerals and shares as people type them; Monday, 16 September 2019 is today."""

from datetime import date

import pytest

from nlu.days import day_at, is_to_come, quarter_in
from nlu.numerals import numeral_at, share_at, span_at

TODAY = date(2019, 9, 16)
DAYS = {
    "30/8": (30, 8), "30.8": (30, 8), "30-8-2019": (30, 8), "30/08/19": (30, 8), "2019-08-30": (30, 8),
    "hôm thứ 6 tuần trước": (13, 9), "hom thu sau tuan truoc": (13, 9), "bữa thứ tư tuần rồi": (11, 9),
    "thứ sáu vừa rồi": (13, 9), "thứ hai": (16, 9), "hôm thứ 2 tuần này": (16, 9), "chủ nhật tuần trước": (15, 9),
    "mười hai tháng chín": (12, 9), "ngày 5 tháng 9 năm 2019": (5, 9), "mùng 5/9": (5, 9), "12t9": (12, 9),
    "hôm qua": (15, 9), "chiều hôm qua": (15, 9), "sáng nay": (16, 9), "hôm kia": (14, 9), "3 ngày trước": (13, 9),
    "cách đây ba hôm": (13, 9), "ngày 5 vừa rồi": (5, 9), "hôm mùng 10": (10, 9), "hôm 20": (20, 8),
    "ngày 28 tháng trước": (28, 8), "từ 20/7": (20, 7),
}  # fmt: skip
VAGUE = ["cuối tháng 8", "hồi cuối tháng 8", "đầu tháng này", "tháng 8", "tuần trước", "quý ii", "ngày 31/2"]
NONE = ["thứ trưởng", "hôm sau", "60%", "12 đơn vị", "quyết định", "", "thứ tự"]


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_is_read(text: str, day: tuple[int, int]) -> None:
    found = day_at(text, TODAY)
    assert found is not None
    assert (found.day, found.length) == (date(2019, day[1], day[0]), len(text))


@pytest.mark.parametrize("text", VAGUE)
def test_what_is_no_exact_day_is_known_as_such(text: str) -> None:
    found = day_at(text, TODAY)
    assert found is not None
    assert (found.day, found.length) == (None, len(text))


@pytest.mark.parametrize("text", NONE)
def test_other_words_are_no_day(text: str) -> None:
    assert day_at(text, TODAY) is None


def test_a_day_without_its_year_is_the_latest() -> None:
    assert day_at("28/12", date(2020, 1, 5)).day == date(2019, 12, 28)
    assert day_at("20/12", TODAY).day == date(2019, 12, 20)


def test_numerals_and_shares() -> None:
    assert [numeral_at(t)[0] for t in ("mười ba", "hai hai", "ba lăm", "bảy chục", "sáu mươi mốt")] == [
        13,
        22,
        35,
        70,
        61,
    ]
    assert numeral_at("bảy tám chục") is None
    assert span_at("bảy tám chục") == len("bảy tám chục")
    assert [share_at(t)[0] for t in ("ba phần tư", "một nửa", "phan nua", "hai phần ba")] == [75, 50, 50, 67]
    assert share_at("nửa tháng") == (50, 3)
    assert numeral_at("đầu") is None


def test_months_and_quarters_to_come() -> None:
    assert is_to_come("tháng 10 mở thêm", TODAY)
    assert is_to_come("sang quý iv", TODAY) is False  # only what begins with it
    assert is_to_come("quý iv", TODAY)
    assert not is_to_come("tháng 8", TODAY)
    assert [quarter_in(t) for t in ("báo cáo quý iii", "quy 2", "q4", "quý trước")] == [3, 2, 4, None]
