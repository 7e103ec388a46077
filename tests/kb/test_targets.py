"""Targets, the decision's own lines, and near misses: what is named combines, and what is not said is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from kb.answering.assistant import Assistant
from kb.answering.reply import Talk
from kb.asking.desk import Desk

When = Callable[[str], dt.datetime]
NOW = "2019-05-06"
SECRET = "không bao gồm hồ sơ xử lý công việc có nội dung mật"
DOSSIERS = f"90% hồ sơ công việc tại Bộ KH&CN được xử lý trên môi trường mạng ({SECRET})"
SATISFIED = "Tối thiểu 90% người dân và doanh nghiệp hài lòng về việc giải quyết thủ tục hành chính"

ASKED: list[tuple[str, list[str], list[str]]] = [
    # periods in short, by number, by their length, both at once
    ("giai doan 19-20 ho so cong viec xu ly tren mang toi thieu bao nhieu %", ["80%"], ["II.1.c.3"]),
    ("định danh điện tử cho người dân: hai năm đầu và năm năm sau bao nhiêu?", ["20%", "40%"], ["II.1.a"]),
    ("hồ sơ công việc trên môi trường mạng tăng từ mấy lên mấy", ["80%", "90%"], ["II.1.c.3", "II.2.c.1"]),
    ("dịch vụ công mức 4 trước 2021 phải đạt nhiêu phần trăm", ["30%"], ["II.1.b.1"]),
    # shares
    ("có mấy chỉ tiêu 100% ở giai đoạn đầu", ["3"], ["II.1.b.4", "II.1.b.5"]),
    # exceptions, asked and only said
    ("hồ sơ công việc trên mạng đến 2025 bao nhiêu %, có tính hồ sơ mật không", ["90%", SECRET], ["II.2.c.1"]),
    ("hồ sơ công việc trên mạng (trừ hồ sơ mật) đến 2025 bao nhiêu %", ["90%"], ["II.2.c.1"]),
    # headings and several subjects
    ("liệt kê chỉ tiêu điểm c giai đoạn 2021-2025", ["90%", "80%", "60%"], ["II.2.c.1", "II.2.c.2", "II.2.c.3"]),
    ("hồ sơ xử lý trên mạng và báo cáo định kỳ đến 2025 phải đạt bao nhiêu", ["90%", "80%"], ["II.2.c.1", "II.2.c.2"]),
    ("thời gian họp phải giảm từ mấy tới mấy phần trăm", ["30% - 50%"], ["II.1.c.4"]),
    # a wrong share is told from the right one
    ("hồ sơ công việc trên mạng đến 2025 là 100% đúng không", [DOSSIERS], ["II.2.c.1"]),
    # the decision's lines
    ("nơi nhận thứ tư", ["Bộ Thông tin và Truyền thông;"], ["NN.4"]),
    ("quyết định này có mấy căn cứ", ["3"], ["CC.1", "CC.2", "CC.3"]),
    ("số mấy, ngày mấy, ai ký qđ này", ["Chu Ngọc Anh", "676/QĐ-BKHCN", "28/3/2019"], ["KY", "QD.so"]),
    ("bản này có gửi sang Bộ Thông tin và Truyền thông không", ["Bộ Thông tin và Truyền thông;"], ["NN.4"]),
    ("cột cuối trong bảng phụ lục tên gì", ["Ghi chú"], ["PL.cot"]),
    ("phần III có bao nhiêu mục", ["6"], ["III"]),
]  # fmt: skip
NEAR: list[str] = [
    "hiện nay đã có bao nhiêu % hồ sơ xử lý trên mạng",
    "đơn vị nào chưa nộp báo cáo quý III",
    "bao nhiêu % dịch vụ công dùng cơ sở dữ liệu quốc gia về dân cư",
    "tới 2025 văn bản trao đổi giữa các cơ quan nhà nước dưới dạng điện tử phải mấy phần trăm",
    "năm 2020 dân phải hài lòng bao nhiêu phần trăm",
    "bao nhiêu phần trăm hồ sơ có nội dung mật phải xử lý trên mạng vào năm 2025",
    "mức chi cho mỗi lớp tập huấn ở nhiệm vụ 23 là bao nhiêu",
    "thứ trưởng nào phụ trách mảng văn bản pháp lý",
    "ai soạn quyết định này",
    "quyết định này thay thế văn bản nào",
    "quyết định có hiệu lực đến khi nào",
    "nghị định thay nghị định 110/2004 số mấy, ban hành chưa",
    "chỉ tiêu 30% mức 4 có cao quá không",
]
TALKS: list[list[tuple[str, list[str]]]] = [
    [
        ("giai đoạn 2019-2020 báo cáo định kỳ phải gửi qua hệ thống quốc gia bao nhiêu %", ["30%"]),
        ("còn giai đoạn sau", ["80%"]),
        ("có tính nội dung mật không", ["không bao gồm nội dung mật"]),
        ("ý tui là 2020 cơ", ["30%"]),
    ],
    [("ai ký quyết định này", ["Chu Ngọc Anh"]), ("thế còn ngày tháng", ["28/3/2019"])],
]
LISTED = ["chỉ tiêu 2025", "chỉ tiêu 2025", "còn 2020", "giai đoạn sau thì sao"]


@pytest.fixture(scope="module")
def reader(assistant: Assistant) -> Assistant:
    """The assistant by its rules alone: whether a reading is sure enough to be answered is not asked here."""
    desk = assistant.first
    return Assistant([Desk(desk.document, desk.directory, desk.lexicon)])


@pytest.mark.parametrize(("question", "facts", "cited"), ASKED, ids=lambda v: str(v)[:60])
def test_what_is_named_combines(
    reader: Assistant, when: When, question: str, facts: Sequence[str], cited: Sequence[str]
) -> None:
    reply, _ = reader.ask(question, Talk(), when(NOW))
    assert (reply.kind, sorted(reply.facts)) == ("answer", sorted(facts)), reply.text
    assert set(cited) <= set(reply.citations)


def test_targets_of_a_share_are_told_by_their_clause(assistant: Assistant, when: When) -> None:
    """At once, or by the guess that is offered where the bot is not sure."""
    reply, talk = assistant.ask("các chỉ tiêu từ 80% trở lên của giai đoạn 2021-2025", Talk(), when(NOW))
    told = [assistant.tap(button.token, talk, when(NOW)) for row in reply.buttons for button in row]
    facts = reply.facts or next((one[0].facts for one in told if one and one[0].facts), ())
    assert SATISFIED in facts
    assert not any(fact.startswith(("60%", "50%", "40%")) for fact in facts)


@pytest.mark.parametrize("question", NEAR)
def test_a_near_miss_is_refused(assistant: Assistant, when: When, question: str) -> None:
    reply, _ = assistant.ask(question, Talk(), when(NOW))
    assert (reply.kind, reply.facts) == ("refuse", ()), reply.text


@pytest.mark.parametrize("turns", TALKS, ids=[turns[0][0] for turns in TALKS])
def test_a_talk_carries_subject_and_period(
    assistant: Assistant, when: When, turns: Sequence[tuple[str, Sequence[str]]]
) -> None:
    talk = Talk()
    for question, facts in turns:
        reply, talk = assistant.ask(question, talk, when(NOW))
        assert list(reply.facts) == list(facts), (question, reply.text)


def test_all_targets_asked_for_again_or_for_another_period_are_listed(assistant: Assistant, when: When) -> None:
    talk, told = Talk(), []
    for question in LISTED:
        reply, talk = assistant.ask(question, talk, when(NOW))
        told.append(reply.text.partition("\n")[0])
    later, earlier = (f"**Chỉ tiêu giai đoạn {period}**:" for period in ("2021-2025", "2019-2020"))
    assert told == [later, later, earlier, later]


def test_the_difference_of_two_periods_is_told(assistant: Assistant, when: When) -> None:
    reply, _ = assistant.ask("báo cáo định kỳ hai giai đoạn chênh nhau bao nhiêu phần trăm", Talk(), when(NOW))
    assert "50 điểm phần trăm" in reply.text
