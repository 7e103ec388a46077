"""Addresses in words, for citations, for every form that the reader makes."""

import pytest

from kb.answering.places import place_of

PLACES = [
    ("PL.5", "nhiệm vụ 5 Phụ lục"),
    ("PL.II", "nhóm II Phụ lục"),
    ("PL.II.1", "nhiệm vụ 1 nhóm II Phụ lục"),
    ("PL.p1", "đoạn 1 dưới bảng Phụ lục"),
    ("KH.p1", "đoạn 1 phần đầu Kế hoạch"),
    ("II.1.1", "gạch đầu dòng 1 mục 1 phần II"),
    ("II.1.a.2.3", "ý 3 gạch đầu dòng 2 điểm a mục 1 phần II"),
    ("IV.2.p1", "đoạn 1 mục 2 phần IV"),
    ("III.ghichu", "ghi chú cuối phần III"),
    ("D.3.1", "ý 1 Điều 3"),
    ("NN.8", "nơi nhận 8"),
]


@pytest.mark.parametrize(("address", "words"), PLACES)
def test_an_address_is_told_as_people_say_it(address: str, words: str) -> None:
    """From the smallest part up to the section, the appendix or the article."""
    assert place_of(address) == words
