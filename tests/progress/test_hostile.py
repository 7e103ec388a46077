"""Two hundred hostile messages: each changes nothing but itself, whatever it is made of."""

import csv
import io
import random
from collections.abc import Iterator

import pytest

from handlers.render import render
from progress.export import as_csv
from tests.progress.driver import LAN, Office

COUNT = 200
SCRIPTS = ("测试报告内容", "تقرير الحالة", "отчёт о ходе", "रिपोर्ट", "รายงาน", "보고서", "δοκιμή")
PIECES = (
    "<b>đậm", "</b>", "&lt;", "<script>alert(1)</script>", "**", "__", "`", "[x](http://x)", "../../etc/passwd",
    "'; drop table reports; --", '" or 1=1', "=SUM(A1:A9)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1",
    "\u202e", "\u200f", "\u2066", "\x00", "\x07", "\x1b[31m", "\r\n", "\ufeff", "\ud83d", "\ufdfa",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f916" * 40, "Z\u0336\u0327\u031ba\u0334l\u0337g\u0338o",
    "%s%n", "{0}", "${jndi:ldap://x}", "a" * 300, "nv 99", "100%", "60%", "nv 15 xong", "gửi", "hủy", "/huy",
    "còn lại không phát sinh", *SCRIPTS,
)  # fmt: skip


def hostile(number: int) -> str:
    """One message of the two hundred; the longest are as long as Telegram lets a message be."""
    dice = random.Random(number)
    words = " ".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 12)))
    if number % 20 == 0:
        words = (words + " ") * (4096 // (len(words) + 1))
    return words[:4000]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("hostile")).staff()
    yield office
    office.db.close()


@pytest.mark.parametrize("number", range(COUNT))
def test_a_hostile_report_changes_nothing_but_itself(office: Office, number: int) -> None:
    """What goes out is balanced HTML, only task 13 has a new draft, and dropping it leaves nothing."""
    rows = len(office.store.ledger.history("676/QĐ-BKHCN"))
    out = office.say(LAN, f"Cập nhật nhiệm vụ 13: đã họp lần {number}, {hostile(number)}")
    for one in out:
        assert all(piece.count("<b>") == piece.count("</b>") for piece in render(one.text))
    assert len(office.store.ledger.history("676/QĐ-BKHCN")) == rows
    assert len(office.store.people.all()) == 5
    draft = office.store.drafts.latest_of(office.context.person(LAN).id)
    if draft is not None:
        office.store.drafts.finish(draft.id, "dropped")


def test_what_was_sent_is_stored_as_sent_and_no_cell_runs_as_a_formula(office: Office) -> None:
    formula = '=HYPERLINK("http://x")'
    (draft,) = office.say(LAN, "Cập nhật nhiệm vụ 13: 60%")
    (menu,) = office.press(LAN, "Sửa", draft)
    office.press(LAN, "Kết quả", menu)
    office.say(LAN, formula)
    office.say(LAN, "gửi")
    (row,) = [row for row in office.rows() if row.task == 13]
    assert row.entry.result == formula
    table = list(csv.reader(io.StringIO(as_csv([row]).lstrip("\ufeff"))))
    assert f"'{formula}" in table[1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in table[1])
