"""Dated questions told by day, field and report, in the ways people type them; and the moments that they speak of."""

import datetime as dt
from collections.abc import Callable

import pytest

from kb.answering.assistant import Assistant
from kb.answering.reply import Talk
from nlu.moments import RULES, Line, Rule, moments

When = Callable[[str], dt.datetime]

RULE = "chậm nhất vào ngày 20 tháng cuối quý"
ANSWERED = [
    # the due day, its weekday, whether a day is one
    ("2021-09-06", "thứ mấy là hạn nộp báo cáo quý này", ["thứ Hai"]),
    ("2023-08-31", "tháng sau mình có phải nộp báo cáo quý ko", ["20/9/2023"]),
    ("2023-08-10", "thang nay co han bao cao khong", ["20/9/2023"]),
    ("2020-05-20", "tháng sau có hạn báo cáo ko, ngày mấy, thứ mấy", ["20/6/2020", "thứ Bảy"]),
    ("2020-06-15", "tuần này có hạn báo cáo hông", ["20/6/2020"]),
    ("2022-12-19", "mai là hạn chót hả", ["20/12/2022"]),
    ("2022-12-18", "ngày mốt có phải hạn nộp báo cáo không", ["20/12/2022"]),
    ("2022-12-18", "ngày mai có phải hạn nộp báo cáo không", ["20/12/2022"]),
    ("2025-03-12", "thứ năm tuần sau có phải hạn báo cáo không", ["20/3/2025"]),
    ("2024-09-16", "thứ 6 tuần này là hạn nộp báo cáo hả", ["20/9/2024"]),
    ("2023-05-10", "quý ni nộp ngày mô", ["20/6/2023"]),
    ("2026-06-01", "hạn kỳ này trúng chủ nhật không", ["thứ Bảy"]),
    ("2022-05-05", "tháng 9 nộp báo cáo ngày nào", ["20/9/2022"]),
    ("2021-10-05", "quý rồi nộp hạn ngày mấy, thứ mấy", ["20/9/2021", "thứ Hai"]),
    ("2021-09-21", "hạn vừa qua là hôm nào, hạn tới là hôm nào", ["20/9/2021", "20/12/2021"]),
    ("2022-07-10", "quý 2 và quý 3 năm nay nộp ngày nào", ["20/6/2022", "20/9/2022"]),
    ("2020-01-02", "han nop quy 1 nam 2021", ["20/3/2021"]),
    ("2019-05-06", "kỳ này nộp ngày?", ["20/6/2019"]),
    ("2021-06-22", "hạn gần nhất sắp tới?", ["20/9/2021"]),
    ("2024-12-23", "Quý IV nộp bây giờ trễ mấy ngày? Kỳ sau hạn ngày nào?", ["3 ngày", "20/3/2025"]),
    ("2020-01-06", "quý ni chốt số liệu bữa mô tới bữa mô em", ["15/12/2019", "14/3/2020"]),
    ("2023-06-16", "việc làm xong hôm nay thì tính vô số liệu quý II hay quý III", ["quý III"]),
    ("2020-10-05", "việc xong hôm mười hai tháng chín vừa rồi tính vào quý mấy", ["quý III"]),
    ("2023-09-14", "Dữ liệu hôm nay thuộc quý mấy, còn dữ liệu ngày mai?", ["quý III", "quý IV"]),
    ("2019-09-16", "hạn quý hai năm hai không hai mốt là ngày nào", ["20/6/2021"]),
    ("2024-02-01", "what was the due date of the previous quarter's report?", ["20/12/2023"]),
    # spans and ends of years
    ("2023-02-20", "đầu năm sau nộp báo cáo ngày nào", ["20/3/2024"]),
    ("2023-02-20", "cuối năm nay báo cáo nộp ngày mấy", ["20/12/2023"]),
    ("2023-02-20", "liệt kê các hạn nộp báo cáo quý năm 2024", ["20/3/2024", "20/6/2024", "20/9/2024", "20/12/2024"]),
    ("2023-07-01", "từ giờ tới hết năm còn nộp báo cáo ngày nào nữa", ["20/9/2023", "20/12/2023"]),
    ("2020-04-05", "còn mấy mốc nộp báo cáo trong năm nay", ["20/6/2020", "20/9/2020", "20/12/2020"]),
    ("2022-06-25", "từ giờ tới cuối năm còn những hạn nộp báo cáo nào", ["20/9/2022", "20/12/2022"]),
    ("2021-12-01", "qua năm mới thì hạn nộp báo cáo đầu tiên là ngày mấy", ["20/3/2022"]),
    ("2019-11-30", "3 tháng nữa thì nộp báo cáo quý mấy", ["quý I"]),
    # late, or in time
    ("2022-03-22", "tui lỡ hạn rồi, nay là trễ mấy bữa", ["2 ngày"]),
    ("2022-04-01", "báo cáo quý I gửi hôm nay thì trễ bao nhiêu ngày", ["12 ngày"]),
    ("2024-09-24", "báo cáo quý ba nộp hôm thứ 6 tuần trước thì có trễ không", ["20/9/2024"]),
    ("2024-09-24", "nếu 25/9 mới nộp báo cáo quý III thì trễ mấy ngày", ["5 ngày"]),
    ("2021-09-21", "em chua nop bc quy 3, bi tre chua", ["20/9/2021"]),
    ("2022-12-20", "nay hạn chót rồi, còn kịp nộp hông", ["20/12/2022"]),
    ("2022-06-20", "tối nay gửi bc còn kịp k", ["20/6/2022"]),
    ("2022-03-27", "trễ 1 tuần rồi, hạn kế ngày mô", ["20/6/2022"]),
    ("2021-06-28", "lỡ hạn mất tiêu, chừng nào tới đợt sau", ["20/9/2021"]),
    ("2021-06-28", "bc quy 2 cua vu minh qua han may hom roi z", ["8 ngày"]),
    # days left
    ("2024-06-10", "còn mấy ngày nữa chốt số liệu", ["4 ngày"]),
    ("2024-06-10", "con may ngay nua chot so lieu, may ngay nua toi han nop", ["4 ngày", "10 ngày"]),
    ("2024-10-01", "từ 1/12 đến hạn nộp báo cáo còn bao nhiêu ngày", ["19 ngày"]),
    ("2022-07-10", "kể từ ngày chốt tới ngày nộp có mấy ngày", ["6 ngày"]),
    ("2025-11-20", "bao nhiêu ngày nữa thì tới hạn quý sau", ["120 ngày"]),
    # the data
    ("2024-06-14", "hôm nay có phải ngày cuối chốt số liệu không", ["14/6/2024"]),
    ("2021-10-05", "kỳ vừa qua chốt từ ngày nào tới ngày nào", ["15/6/2021", "14/9/2021"]),
    ("2023-05-10", "quý sau số liệu tính từ bữa nào tới bữa nào", ["15/6/2023", "14/9/2023"]),
    ("2021-03-01", "kỳ này: số liệu từ … đến …?", ["15/12/2020", "14/3/2021"]),
    ("2020-01-02", "quý IV năm ngoái lấy số liệu đến hôm nào", ["14/12/2019"]),
    ("2020-07-03", "số liệu ngày 3/7 tính vào quý mấy", ["quý III"]),
    ("2020-12-20", "việc hoàn thành ngày 16/12/2020 thì đưa vào báo cáo quý mấy năm nào", ["quý I/2021"]),
    ("2023-12-31", "hôm nay 31/12 làm xong việc thì tính vào báo cáo quý nào năm nào", ["quý I/2024"]),
    ("2022-12-14", "so lieu hom nay voi ngay mai vao quy nao", ["quý IV", "quý I"]),
    ("2022-05-05", "số liệu tháng 10 vào báo cáo quý nào", ["quý IV"]),
    ("2020-03-10", "which quarter does today's data belong to", ["quý I"]),
    # several at once
    ("2025-01-15", "quý này due ngày nào, nộp cho ai, xong gửi tiếp cho ai",
     ["20/3/2025", "Văn phòng Bộ", "Văn phòng Chính phủ", "Bộ Thông tin và Truyền thông"]),
    ("2025-01-15", "hạn nộp báo cáo và gửi cho ai vậy", ["20/3/2025", "Văn phòng Bộ", RULE]),
    ("2020-01-02", "báo cáo bao lâu nộp một lần, gửi về đâu", ["định kỳ hàng quý", "Văn phòng Bộ"]),
    ("2021-03-01", "cutoff với due date kỳ này", ["14/3/2021", "20/3/2021"]),
    ("2021-03-01", "hạn nộp với ngày chốt của quý II năm nay", ["20/6/2021", "14/6/2021"]),
    ("2021-02-01", "kỳ đang chạy là quý nào, chốt ngày nào, nộp ngày nào", ["quý I", "14/3/2021", "20/3/2021"]),
    ("2021-09-21", "kỳ tới là quý mấy", ["quý IV"]),
    ("2022-05-05", "hôm qua vừa nghiệm thu thì ghi vô quý nào, hạn nộp bữa nào", ["quý II", "20/6/2022"]),
    ("2019-09-16", "deadline of Q3 report?", ["20/9"]),
]  # fmt: skip
REFUSED = [
    "hạn quý này trúng chủ nhật thì có được dời sang thứ hai không",
    "nộp trễ 2 ngày có bị phạt không",
    "đơn vị nào chưa nộp báo cáo quý II",
    "xin gia hạn báo cáo quý II tới ngày nào được",
    "báo cáo năm nộp ngày nào",
    "giữa tháng này có phải gửi báo cáo nhanh không, hạn ngày nào",
    "hạn VPB gửi lên Văn phòng Chính phủ là ngày nào",
    "ngày 20 là chủ nhật thì nộp thứ hai được không",
    "nộp muộn thì bị nhắc nhở kiểu gì",
    "báo cáo quý theo biểu mẫu số mấy",
    "vì sao hạn báo cáo lại là ngày 20",
    "Hạn ngày 20 là tính đến mấy giờ ạ, 17h hay hết ngày?",
    "quý II vừa rồi mấy đơn vị nộp trễ",
]


@pytest.mark.parametrize(("day", "question", "facts"), ANSWERED, ids=[row[1] for row in ANSWERED])
def test_each_field_asked_is_answered_and_no_other(
    assistant: Assistant, when: When, day: str, question: str, facts: list[str]
) -> None:
    """With the point of the decision that rules it."""
    reply, _ = assistant.ask(question, Talk(), when(day))
    assert (reply.kind, sorted(reply.facts)) == ("answer", sorted(facts)), reply.text
    assert "IV.2" in reply.citations


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_rule_does_not_say_of_reports_is_refused(assistant: Assistant, when: When, question: str) -> None:
    """Extensions, penalties, who has reported, other reports, reasons."""
    reply, _ = assistant.ask(question, Talk(), when("2021-06-22"))
    assert (reply.kind, reply.facts) == ("refuse", ()), reply.text


@pytest.mark.parametrize("rule", RULES, ids=[rule.examples[0] for rule in RULES])
def test_a_rule_of_moments_reads_its_examples_and_not_its_counter_examples(rule: Rule) -> None:
    """Each by itself, on a Monday."""
    today = dt.date(2019, 9, 16)
    for text in rule.examples:
        assert [m.name for m in moments(Line(text.split()), today)] == [rule.name], text
    for text in rule.counter_examples:
        assert rule.name not in [m.name for m in moments(Line(text.split()), today)], text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("thu 6 tuan truoc", "2019-09-13", "2019-09-13"),
        ("chu nhat nay", "2019-09-22", "2019-09-22"),
        ("cuoi tuan toi", "2019-09-28", "2019-09-29"),
        ("3 thang nua", "2019-12-16", "2019-12-16"),
        ("nua nam", None, None),
        ("dau nam sau", "2020-01-01", "2020-03-31"),
        ("ngay 31/2/2019", None, None),
        ("thang 12 nam 2020", "2020-12-01", "2020-12-31"),
    ],
)
def test_a_moment_is_the_days_it_spans(text: str, first: str | None, last: str | None) -> None:
    """On Monday, 16/9/2019."""
    found = moments(Line(text.split()), dt.date(2019, 9, 16))
    assert [(str(m.first), str(m.last)) for m in found] == ([(first, last)] if first else [])
