"""Team leads, their heads and the office at work over HTTP: what each taps, and hears of the others."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from playground.people import ADMIN, HEAD, OFFICE, REPORTER, VISITOR
from tests.e2e.driver import callback_text, command, until
from tests.e2e.reminding import House, house

pytestmark = pytest.mark.e2e
CENTRE, VPB = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ"
PEOPLE = [
    (REPORTER, "Phạm Thị Lan", CENTRE, "reporter"),
    (HEAD, "Lê Quang Huy", CENTRE, "head"),
    (OFFICE, "Đỗ Thu Trang", VPB, "office"),
]


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, PEOPLE, "2019-08-05T09:00:00") as made:
        for person in (REPORTER, HEAD, OFFICE):
            made.control.ask(person, "/start")
        yield made


def labels(message: dict) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def press(ministry: House, person: int, label: str, message: dict | None = None) -> str:
    """Press a button of the newest message that has it; give the words of its toast."""
    said = ministry.control.get("messages", chat=person)["messages"]
    has = message or next(m for m in reversed(said) if m["from_bot"] and label in labels(m))
    since = ministry.control.seq()
    return callback_text(ministry.control, since, ministry.control.press(person, has, label))


def test_a_first_quarter_of_seventeen_tasks_takes_few_taps(ministry: House) -> None:
    """/baocao, two tasks of their own, one sentence for the others, "Gửi"; an older sheet has lost its buttons."""
    control = ministry.control
    first = control.ask(REPORTER, "/baocao")
    assert "17/17" in first["text"]
    second = control.ask(REPORTER, "nv 13 60% đã thử nghiệm, vướng kinh phí")
    third = control.ask(REPORTER, "các việc còn lại đang thực hiện, khoảng 20%")
    assert "(17/17)" in third["text"]

    def bare() -> bool:
        said = {m["message_id"]: m for m in control.get("messages", chat=REPORTER)["messages"]}
        return not any(said[one["message_id"]]["buttons"] for one in (first, second))

    assert until(bare)
    press(ministry, REPORTER, "Gửi", third)
    assert until(lambda: "Đã gửi BC-0001" in ministry.last(REPORTER)["text"])
    assert "chưa báo cáo" not in ministry.last(REPORTER)["text"]


def report(ministry: House, text: str, person: int = REPORTER) -> dict:
    """Say something, send it, and give the receipt."""
    ministry.control.ask(person, text)
    sent = ministry.control.ask(person, "gửi")
    if "Vẫn gửi" in labels(sent):
        sent = ministry.control.ask(person, "vẫn gửi")
    assert "Đã gửi BC-" in sent["text"]
    return sent


def heard(ministry: House, person: int, words: str) -> dict:
    assert until(lambda: words in ministry.last(person)["text"]), ministry.last(person)["text"]
    return ministry.last(person)


def texts(ministry: House, person: int) -> list[str]:
    said = ministry.control.get("messages", chat=person)["messages"]
    return [m["text"] for m in said if m["from_bot"]]


def test_the_head_hears_what_went_out_and_sees_it(ministry: House) -> None:
    """Once, with the words a tap away; what a head sends, that head does not hear."""
    report(ministry, "nv 13 60% đã thử nghiệm, vướng kinh phí")
    told = heard(ministry, HEAD, "Báo cáo đã gửi với tên TTCNTT")
    assert "Phạm Thị Lan gửi nhiệm vụ 13, quý III/2019 (BC-0001)" in told["text"]
    press(ministry, HEAD, "Xem", told)
    assert "vướng kinh phí" in heard(ministry, HEAD, "Nhiệm vụ 13 –")["text"]
    report(ministry, "nv 14 40% đã thiết kế", HEAD)
    report(ministry, "nv 15 10% đã khảo sát")
    heard(ministry, HEAD, "(BC-0003)")
    assert not any("BC-0002)" in text for text in texts(ministry, HEAD))


def received(ministry: House, count: int) -> None:
    """Let the office receive all that waits."""
    ministry.control.say(OFFICE, "tiếp nhận hết")
    press(ministry, OFFICE, "Đồng ý tiếp nhận", heard(ministry, OFFICE, f"Tiếp nhận {count} báo cáo"))
    heard(ministry, OFFICE, f"Đã tiếp nhận {count} báo cáo")


def test_who_reported_hears_once_a_day_what_the_office_received(ministry: House) -> None:
    for text in ("nv 13 60% đã thử nghiệm", "nv 14 40% đã thiết kế"):
        report(ministry, text)
    received(ministry, 2)
    before = len(texts(ministry, REPORTER))
    ministry.clock("2019-08-05T16:31:00")
    ministry.control.ask(OFFICE, "/choduyet")
    told = heard(ministry, REPORTER, "đã tiếp nhận báo cáo của TTCNTT")
    assert "Văn phòng Bộ" in told["text"]
    assert "nhiệm vụ 13, 14, quý III/2019 (BC-0001, BC-0002)" in told["text"]
    report(ministry, "nv 15 10% đã khảo sát")
    received(ministry, 1)
    ministry.control.ask(OFFICE, "/choduyet")
    ministry.clock("2019-08-06T16:40:00")
    ministry.control.ask(OFFICE, "/choduyet")
    heard(ministry, REPORTER, "nhiệm vụ 15, quý III/2019 (BC-0003)")
    assert len(texts(ministry, REPORTER)) == before + 4  # a draft, a receipt and two notices


PDF = b"%PDF-1.4 " + b"x" * 300


def test_files_are_handed_out_as_they_were_sent_or_not_at_all(ministry: House) -> None:
    """In the tray, in /lichsu and by words, to those who may read the row; a changed content never goes out."""
    control = ministry.control
    control.upload(REPORTER, [("bien-ban.pdf", PDF)], caption="nv 13 60% đã nghiệm thu")
    heard(ministry, REPORTER, "mật")
    control.ask(REPORTER, "gửi")
    folder = ministry.home / "evidence"
    assert until(lambda: [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".part"])
    tray = heard(ministry, OFFICE, "chờ tiếp nhận")
    ways = [
        lambda: press(ministry, OFFICE, "Xem tài liệu kèm theo (1)", tray),
        lambda: control.say(OFFICE, "xem tệp minh chứng nhiệm vụ 13"),
        lambda: control.say(OFFICE, "Cho xem tài liệu nv 13 của TTCNTT"),
        lambda: (control.ask(OFFICE, "/lichsu 13"), press(ministry, OFFICE, "Xem tài liệu kèm theo BC-0001 (1)")),
        lambda: control.say(HEAD, "xem tài liệu nv 13"),
    ]
    for place, way in enumerate(ways):
        person = HEAD if place == len(ways) - 1 else OFFICE
        since = control.seq()
        way()
        assert until(lambda since=since, person=person: documents(ministry, since, person)), place
        (document,) = documents(ministry, since, person)
        assert document["file_name"] == "bien-ban.pdf"
        assert control.content(document["file_id"]) == PDF
    (place,) = (p for p in folder.rglob("*") if p.is_file())
    place.write_bytes(PDF.replace(b"x", b"y"))
    control.say(OFFICE, "xem tệp minh chứng nhiệm vụ 13")
    assert "không còn nguyên vẹn" in heard(ministry, OFFICE, "Chưa gửi được tệp «bien-ban.pdf»")["text"]
    ministry.bot.stop()
    assert command(ministry.home, "mark-lost", "1").returncode == 0
    ministry.bot.start()
    assert "không còn tệp" in control.ask(OFFICE, "/lichsu 13")["text"]
    assert "không còn trên máy chủ" in control.ask(OFFICE, "xem tệp minh chứng nhiệm vụ 13")["text"]
    assert json.loads(command(ministry.home, "reports", "--json").stdout.splitlines()[0])["evidence"][0]["lost"]
    control.upload(REPORTER, [("bien-ban.pdf", PDF)], caption="nv 13 65% đã nghiệm thu")  # the same content comes again
    gone = "không còn tệp"  # files are fetched when nobody has asked anything for a while
    assert until(lambda: gone not in control.ask(OFFICE, "/lichsu 13")["text"], seconds=40, every=4)


def test_the_office_gets_a_workbook(ministry: House) -> None:
    """Made beside the talk; it opens, with Vietnamese heads."""
    report(ministry, "nv 13 60% đã thử nghiệm")
    since = ministry.control.seq()
    ministry.control.say(OFFICE, "/xuat")
    assert until(lambda: documents(ministry, since, OFFICE), 60), ministry.bot.log
    (document,) = documents(ministry, since, OFFICE)
    assert document["file_name"] == "bao-cao.xlsx"
    sheet = load_workbook(io.BytesIO(ministry.control.content(document["file_id"]))).active
    assert [cell.value for cell in sheet[1]][:2] == ["Biên nhận", "Số quyết định"]
    assert "đã thử nghiệm" in [cell.value for cell in sheet[2]]


def documents(ministry: House, since: int, person: int) -> list[dict]:
    said = ministry.control.from_bot(since, person, timeout=1)
    return [m["document"] for m in said if m.get("document")]


def test_files_are_not_for_those_who_may_not_read_the_row(ministry: House) -> None:
    control = ministry.control
    control.upload(REPORTER, [("bien-ban.pdf", PDF)], caption="nv 13 60% đã nghiệm thu")
    heard(ministry, REPORTER, "mật")
    control.ask(REPORTER, "gửi")
    assert "Không có tài liệu kèm theo nào" in control.ask(VISITOR, "xem tệp minh chứng nhiệm vụ 13")["text"]


def test_a_reminder_comes_again_this_afternoon(ministry: House) -> None:
    """By button and by words; over a restart."""
    ministry.clock("2019-09-16T08:30:00")
    told = heard(ministry, REPORTER, "Văn phòng Bộ đề nghị")
    press(ministry, REPORTER, "Nhắc lại sau", told)
    heard(ministry, REPORTER, "nhắc lại khi nào")
    press(ministry, REPORTER, "Chiều nay, 14:00")
    heard(ministry, REPORTER, "nhắc lại lúc 14:00 hôm nay")
    ministry.bot.kill()
    ministry.bot.start()
    ministry.clock("2019-09-16T14:00:10")
    again = heard(ministry, REPORTER, "Nhắc lại theo đề nghị")
    assert labels(again) == ["Báo cáo", "Nhắc lại sau"]
    told = ministry.control.ask(REPORTER, "nhắc em sau 2 ngày nữa")
    assert "nhắc lại lúc 08:30 thứ Tư, 18/9/2019" in told["text"]


@pytest.mark.parametrize("command", ["/start", "/trogiup"])
def test_welcome_and_help_have_the_buttons_of_the_role(ministry: House, command: str) -> None:
    control = ministry.control
    wanted = {
        REPORTER: ["Báo cáo", "Tình hình", "Lời nhắc"],
        OFFICE: ["Chờ tiếp nhận", "Tình hình", "Xuất bảng"],
        ADMIN: ["Quản trị"],
        VISITOR: ["Đăng ký"],
    }
    for person, buttons in wanted.items():
        assert labels(control.ask(person, command)) == buttons
    press(ministry, REPORTER, "Báo cáo")
    heard(ministry, REPORTER, "Báo cáo quý III/2019")
    press(ministry, VISITOR, "Đăng ký")
    heard(ministry, VISITOR, "Đăng ký, bước 1/4")
    told = control.ask(VISITOR, "abc xyz")
    assert "ví dụ: TTCNTT" in told["text"]
