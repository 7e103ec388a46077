"""Reports of people who had read the decision alone, read line by line as the chat reads them."""

import io
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlu.text import fold
from progress.chat.lines import read_lines
from tests.progress.driver import DATA, LAN, Office, labels

NOW = datetime(2019, 9, 16, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HEARD = [json.loads(line) for line in (DATA / "messages" / "heard.jsonl").read_text("utf-8").splitlines()]
# Written for this project as six team leads would report: typed, dictated, teencode, southern, central, formal, pasted.
# "told" rows were read while the reading was mended; "unread" ones were written after it, and scored before any mend
# for them: right tasks 92.6%, no draft 5.6, status 93.4, percent 92.1, dates 100, phrases 96. Of a second writing,
# "later-told" rows were read so, "later-unread" ones scored first (95.5, 4.5, 100, 94.5, 91.7, 100), and "last-unread"
# ones after all mends for those (96, 4, 96.6, 93.3, 100, 87.5).
LEADS = [json.loads(line) for line in (Path(__file__).parent / "team_leads.jsonl").read_text("utf-8").splitlines()]
# A unit, a message ("⏎" a line's end), and "task:status:percent:day" of each task, or "none"; an empty status is open.
# Written for this project kind by kind while they were mended: they measure no stranger.
KINDS = [line.split("\t") for line in (Path(__file__).parent / "kinds.tsv").read_text("utf-8").splitlines()]
MOST_WRONG = 0.03
MOST_WRONG_OF_LEADS = 0.05
FIELDS = ("result", "difficulty", "proposal", "next")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path).staff()


def read(office: Office, *rows: dict) -> list[dict]:
    lines = io.StringIO("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    return [json.loads(line) for line in read_lines(office.service, lines, NOW)]


def faults(row: dict, answer: dict) -> list[str]:
    """What is wrong with an answer, in a word each."""
    have = {r["task"]: r for r in answer["rows"]}
    want = {r["task"]: r for r in row["rows"]}
    if not row["report"]:
        return ["draft"] if have else []
    if not have and row["ask_ok"] and answer["kind"] == "ask":
        return []
    found = [] if set(have) == set(want) or not want else ["tasks"]
    for task in want.keys() & have.keys():
        gold, got = want[task], have[task]
        done = (None, 100) if gold["status"] == "done" else ()
        found += ["status"] * (gold["status"] not in (None, got["status"]))
        found += ["percent"] * (got["percent"] not in (gold.get("percent"), *gold.get("percent_ok", ()), *done))
        found += ["day"] * (gold["completed"] not in (None, got["completed"]))
        found += ["words" for f in FIELDS for phrase in gold[f] if fold(phrase) not in fold(got[f] or "")]
    return found


def test_each_kind_of_report_is_read(office: Office) -> None:
    rows = [{"id": n, "unit": unit, "text": text.replace("⏎", "\n")} for n, (unit, text, _) in enumerate(KINDS)]
    wrong = []
    for (_, text, meant), answer in zip(KINDS, read(office, *rows), strict=True):
        have = {str(row["task"]): row for row in answer["rows"]}
        want = dict(told.split(":", 1) for told in meant.split()) if meant != "none" else {}
        if set(have) != set(want) or not all(_is_so(have[task], *told.split(":")) for task, told in want.items()):
            wrong.append((text, meant))
    assert wrong == []


def _is_so(row: dict, status: str, percent: str, day: str) -> bool:
    done = row["status"] == "done" and row["percent"] == 100 and not percent
    figure = done or row["percent"] == (int(percent) if percent else None)
    return status in ("", row["status"]) and figure and row["completed"] == (day or None)


def test_people_who_were_heard_are_read_as_they_meant_it(office: Office) -> None:
    answers = read(office, *HEARD)
    wrong = {row["id"]: found for row, answer in zip(HEARD, answers, strict=True) if (found := faults(row, answer))}
    assert len(wrong) <= MOST_WRONG * len(HEARD), wrong


def test_team_leads_of_all_kinds_are_read_as_they_meant_it(office: Office) -> None:
    wrong = {
        row["id"]: f for row, answer in zip(LEADS, read(office, *LEADS), strict=True) if (f := faults(row, answer))
    }
    assert len(wrong) <= MOST_WRONG_OF_LEADS * len(LEADS), wrong


@pytest.mark.parametrize(
    ("text", "task", "percent"),
    [
        ("nv 13 tới đâu rồi à, bên em báo: đạt 45%", 13, 45),
        ("sếp hỏi nv 12 sao rồi thì em báo cáo luôn: được 70%", 12, 70),
        ("việc 4 đã góp ý xong bản thảo lần 2 được 60%", 4, 60),
        ("nv 14 gần như xong cỡ chín chục phần trăm, còn nghiệm thu", 14, 90),
        ("nv 8 hồi nãy ghi 40%, sửa thành 45% giùm em", 8, 45),
        ("nv 20 đã giải ngân được 35%", 20, None),
        ("nv 16 đã số hóa hồ sơ được 35%", 16, None),
        ("nv 12 40% bản thiết kế đã duyệt", 12, 40),
        ("nv 16 40% hồ sơ đã số hóa", 16, None),
        ("nv 18: đã quét lỗ hổng, dự kiến 30/9 vá xong, tiến độ 60%", 18, 60),
        ("nv 12 sáu mươi phần trăm à không bảy mươi phần trăm", 12, 70),
        ("nv 18 mần được 50% nghen anh Hai", 18, 50),
    ],
)
def test_the_percentage_is_the_tasks_own(office: Office, text: str, task: int, percent: int | None) -> None:
    (answer,) = read(office, {"id": 1, "unit": "VPB" if task == 4 else "TTCNTT", "text": text})
    assert [(row["task"], row["percent"]) for row in answer["rows"]] == [(task, percent)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nv 19 xong rồi, t6 tuần trc nghiệm thu", "2019-09-13"),
        ("nv 19 đã hoàn thành theo kết luận cuộc họp ngày 2/9", None),
        ("nv 19 xong, ký hợp đồng ngày 3/8, lắp đặt ngày 20/8", None),
    ],
)
def test_a_finished_task_ended_on_the_day_of_its_result(office: Office, text: str, day: str | None) -> None:
    assert read(office, {"id": 1, "unit": "TTCNTT", "text": text})[0]["rows"][0]["completed"] == day


@pytest.mark.parametrize(
    "denial",
    [
        "không có gì vướng",
        "nỏ có chi vướng",
        "ko bị vướng gì",
        "chưa gặp trở ngại nào",
        "nỏ kẹt chi",
        "hổng có khó khăn gì",
    ],
)
def test_a_denied_difficulty_is_no_result(office: Office, denial: str) -> None:
    (row,) = read(office, {"id": 1, "unit": "TTCNTT", "text": f"nv 19 {denial}, được 75%"})[0]["rows"]
    assert (row["percent"], row["result"], row["difficulty"]) == (75, None, denial)


@pytest.mark.parametrize(
    "held", ["nghị định chưa ban hành", "các đơn vị chưa gửi dự toán", "khung kiến trúc Bộ chưa duyệt"]
)
def test_what_others_have_not_done_is_a_difficulty(office: Office, held: str) -> None:
    (row,) = read(office, {"id": 1, "unit": "TTCNTT", "text": f"nv 13 đã họp 2 phiên, còn {held}"})[0]["rows"]
    assert held in row["difficulty"]
    assert row["result"] == "đã họp 2 phiên"


@pytest.mark.parametrize("aside", ["chúc chị tuần mới vui", "hôm trước em cộng lộn"])
def test_wishes_and_slips_told_are_no_result(office: Office, aside: str) -> None:
    (row,) = read(office, {"id": 1, "unit": "TTCNTT", "text": f"nv 13 được 45%, đã họp 2 phiên, {aside}"})[0]["rows"]
    assert (row["percent"], row["result"], row["difficulty"]) == (45, "đã họp 2 phiên", None)


def test_a_question_told_without_its_answer_is_no_report(office: Office) -> None:
    asked = "anh hỏi nv 14 được bao nhiêu phần trăm rồi, em báo lại anh nhé"
    assert read(office, {"id": 1, "unit": "TTCNTT", "text": asked})[0]["rows"] == []


def test_reading_lines_leaves_nothing_behind(office: Office) -> None:
    before = list(office.db.conn.iterdump())
    read(office, {"id": 1, "unit": "TTCNTT", "text": "nv 13 60%"}, {"id": 2, "unit": "VPB", "text": "nv 26 vẫn vậy"})
    assert list(office.db.conn.iterdump()) == before


def test_a_lines_own_moment_wins(office: Office) -> None:
    row = {"id": 1, "unit": "TTCNTT", "text": "nv 14 xong hôm qua"}
    first, second = read(office, row, {**row, "now": "2019-09-10T09:00"})
    assert [r["rows"][0]["completed"] for r in (first, second)] == ["2019-09-15", "2019-09-09"]


@pytest.mark.parametrize("line", ["[]", "{}", '{"id": 1, "unit": "VPB"}', "x", '{"unit": 1, "text": "a", "now": "x"}'])
def test_what_is_no_line_is_named(office: Office, line: str) -> None:
    with pytest.raises(ValueError, match="dòng 1"):
        list(read_lines(office.service, [line], NOW))


def test_a_report_whose_task_is_in_doubt_is_asked_back_and_its_words_are_kept(office: Office) -> None:
    (asked,) = office.say(LAN, "Đã tổ chức kiểm tra 6 đơn vị, 2 đơn vị chưa cử đầu mối")
    assert "nhiệm vụ nào" in asked.text
    choice = next(label for label in labels(asked) if label.startswith("Nhiệm vụ 25"))
    (draft,) = office.press(LAN, choice, asked)
    assert "kiểm tra 6 đơn vị" in draft.text
    assert "Nhiệm vụ 25" in draft.text


def test_the_number_may_be_typed_instead(office: Office) -> None:
    office.say(LAN, "không phải 60 mà là 65")
    (draft,) = office.say(LAN, "nv 14")
    assert "Nhiệm vụ 14" in draft.text
    assert "**65%**" in draft.text


def test_a_part_that_is_not_read_changes_no_other_part(office: Office) -> None:
    (draft,) = office.say(LAN, "nv 13 60%, đã kiểm thử. nv 14 thế nào rồi?")
    assert "**60%**" in draft.text
    assert "Nhiệm vụ 14" not in draft.text
    assert "nv 14 thế nào rồi" in draft.text  # shown as not understood


def test_nought_percent_is_kept(office: Office) -> None:
    (draft,) = office.say(LAN, "nv 13 tạm dừng, mới 0%")
    assert "**0%**" in draft.text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("nv 6 30% ok gửi nhé", None),
        ("nv 6 30%, gửi luôn nhé", None),
        ("nv 6 30%, dự thảo gửi đi lấy ý kiến", "dự thảo gửi đi lấy ý kiến"),
        ("nv 6 đã gửi đi các đơn vị", "đã gửi đi các đơn vị"),
    ],
)
def test_a_word_to_send_the_report_is_no_result(office: Office, text: str, result: str | None) -> None:
    (answer,) = read(office, {"id": 1, "unit": "TTCNTT", "text": text})
    assert [row["result"] for row in answer["rows"]] == [result]
