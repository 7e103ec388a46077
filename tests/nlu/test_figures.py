"""Numbers told in words, and English, are read as what they stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.figures import with_figures
from nlu.lexicon import load_lexicon
from nlu.tokens import split_words

LANGUAGE = Path(__file__).parents[2] / "data" / "language"

TOLD = [
    ("nhiệm vụ hai ba làm xong thì ra gì", "nhiem vu 23 lam xong thi ra gi"),
    ("sản phẩm việc hai lăm", "san pham viec 25"),
    ("việc một bảy ai chủ trì", "viec 17 ai chu tri"),
    ("nhiệm vụ mười hai mười ba mười bốn", "nhiem vu 12 13 14"),
    ("từ việc sáu đến việc mười một", "tu viec 6 den viec 11"),
    ("nhiem vu hai muoi tu han bao gio", "nhiem vu 24 han bao gio"),
    ("chín mươi phần trăm dân hài lòng", "90% dan hai long"),
    ("đến hết năm hai nghìn không trăm hai mươi", "den het nam 2020"),
    # no numeral is meant
    ("việc hai đơn vị cùng chủ trì", "viec hai don vi cung chu tri"),
    ("nhiệm vụ sau đây", "nhiem vu sau day"),
    ("từng việc một ai chủ trì", "tung viec mot ai chu tri"),
    ("nhiệm vụ năm 2020", "nhiem vu nam 2020"),
    ("mức 4, 2020, %", "muc 4 2020 %"),
]


@pytest.mark.parametrize(("said", "read"), TOLD)
def test_a_number_told_in_words_is_a_figure_where_it_numbers_something(said: str, read: str) -> None:
    """Where it may be another word it stays as it is."""
    assert " ".join(word.text for word in with_figures(split_words(said))) == read


ENGLISH = [
    ("who leads task 13", "ai chủ trì task 13"),
    ("Which units cooperate on task 10?", "những đơn vị nào phối hợp task 10?"),
    ("meeting time phải cut bao nhiêu percent", "thời gian họp phải rút ngắn bao nhiêu phần trăm"),
    # words of Vietnamese that look English stay
    ("gui cho ai in the nao", "gui cho ai in the nao"),
    ("do don vi nao chu tri", "do don vi nao chu tri"),
]


@pytest.mark.parametrize(("said", "read"), ENGLISH)
def test_english_is_read_as_the_vietnamese_that_it_stands_for(said: str, read: str) -> None:
    """In a Vietnamese sentence only what can be nothing else."""
    assert " ".join(load_lexicon(LANGUAGE, ()).english.read(said).split()) == read
