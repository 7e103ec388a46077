"""The second issue's story from an empty database over HTTP: register, be let in, report, receive, ask back, export."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.people import ADMIN, GROUP, HEAD, OFFICE, OTHER_REPORTER, REPORTER, VISITOR
from playground.server import running_server
from tests.e2e.driver import TOKEN, BotProcess, callback_text, command, until
from tests.progress.test_hostile import COUNT, hostile

pytestmark = pytest.mark.e2e

STORY = "Cập nhật nhiệm vụ 13: 60%, đã thử nghiệm kết nối với hệ thống của Chính phủ, vướng kinh phí"


class Ministry:
    """A bot on a server, and hands on its people."""

    def __init__(self, home: Path, control: Control, bot: BotProcess, settings: dict[str, str], mode: str) -> None:
        self.home, self.control, self.bot, self.settings, self.mode = home, control, bot, settings, mode

    def press(self, person: int, message: dict, label: str) -> str:
        """Press a button; give the words of its toast."""
        since = self.control.seq()
        return callback_text(self.control, since, self.control.press(person, message, label))

    def last(self, person: int) -> dict:
        """The newest message of the bot to a person, as it stands by now."""
        said = self.control.get("messages", chat=person)["messages"]
        return [message for message in said if message["from_bot"]][-1]

    def heard(self, person: int, words: str) -> dict:
        """Wait until the newest message to a person has some words."""
        assert until(lambda: words in self.last(person)["text"]), self.last(person)["text"]
        return self.last(person)

    def let_in(self, person: int, line: str, role: str) -> None:
        """Register somebody and let an admin choose the role."""
        self.control.ask(person, f"/dangky {line}")
        self.press(ADMIN, self.heard(ADMIN, line.split(" | ")[1]), "Duyệt")
        self.press(ADMIN, self.last(ADMIN), role)
        assert until(lambda: role in self.last(person)["text"]), self.last(person)["text"]

    def rows(self, *arguments: str) -> list[dict]:
        done = command(self.home, "reports", "--json", *arguments, **self.settings)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module", params=["polling", pytest.param("webhook", marks=pytest.mark.soak)])
def ministry(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """A bot by polling and one by webhook, with an empty database, in September 2019."""
    home = tmp_path_factory.mktemp(request.param)
    with running_server(token=TOKEN, clock_file=home / "clock") as server:
        control = Control(server.url)
        control.post("clock", now="2019-09-16T09:00:00+07:00")
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "BOT_CLOCK_FILE": str(home / "clock"),
            "BOT_ADMINS": str(ADMIN),
        }
        if request.param == "webhook":
            settings |= webhook_settings()
        bot = BotProcess(home, **settings).start()
        for person in (ADMIN, REPORTER, HEAD, OFFICE, OTHER_REPORTER, VISITOR):
            control.ask(person, "/start")
        yield Ministry(home, control, bot, settings, request.param)
        assert bot.stop() == 0
        control.close()


def webhook_settings() -> dict[str, str]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/bot",
        "WEBHOOK_SECRET": "a-secret-of-the-tests-42",
        "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
    }


def test_the_story_with_buttons(ministry: Ministry) -> None:
    control = ministry.control
    assert "đăng ký" in control.ask(REPORTER, STORY)["text"]
    ministry.let_in(REPORTER, "TTCNTT | Phạm Thị Lan | Chuyên viên | chị", "Đầu mối")
    ministry.let_in(OFFICE, "VPB | Đỗ Thu Trang | Chuyên viên", "Tổng hợp")
    ministry.let_in(OTHER_REPORTER, "Vụ Pháp chế | Hoàng Anh Tú | Chuyên viên", "Đầu mối")
    draft = control.ask(REPORTER, STORY)
    assert "60%" in draft["text"]
    assert ministry.rows() == []
    ministry.press(REPORTER, draft, "Gửi")
    ministry.heard(REPORTER, "BC-0001")
    (row,) = ministry.rows()
    assert (row["task"], row["quarter"], row["percent"], row["state"]) == (13, "2019-Q3", 60, "sent")
    assert row["difficulty"] == "vướng kinh phí"
    tray = ministry.heard(OFFICE, "chờ tiếp nhận")
    assert ministry.press(OFFICE, tray, "Tiếp nhận") == "Đã tiếp nhận."
    assert ministry.rows()[0]["state"] == "accepted"


def test_with_words_alone_and_a_file(ministry: Ministry) -> None:
    control = ministry.control
    content = b"\x00bien ban nghiem thu"
    control.post(
        "upload", person=REPORTER, caption="nv 15 xong phần thiết kế",
        files=[{"name": "bien-ban.pdf", "base64": base64.b64encode(content).decode()}],
    )  # fmt: skip
    ministry.heard(REPORTER, "không gửi văn bản mật")
    assert "BC-" in control.ask(REPORTER, "gửi")["text"]
    row = next(row for row in ministry.rows() if row["task"] == 15)
    assert (row["status"], row["percent"]) == ("in_progress", None)

    def evidence() -> list[dict]:
        return next(row for row in ministry.rows() if row["task"] == 15)["evidence"]

    digest = hashlib.sha256(content).hexdigest()
    assert until(lambda: evidence()[0]["sha256"] == digest)
    assert evidence() == [{"name": "bien-ban.pdf", "size": len(content), "sha256": digest}]
    assert command(ministry.home, "check", **ministry.settings).returncode == 0
    control.ask(OFFICE, "tiếp nhận 15 TTCNTT")
    assert next(row for row in ministry.rows() if row["task"] == 15)["state"] == "accepted"


def test_what_more_is_asked_for_reaches_the_unit(ministry: Ministry) -> None:
    control = ministry.control
    control.ask(OTHER_REPORTER, "nv 1 đang rà soát 12 thủ tục")
    control.ask(OTHER_REPORTER, "gửi")
    tray = ministry.heard(OFFICE, "Nhiệm vụ 1 ")
    ministry.press(OFFICE, tray, "Đề nghị bổ sung")
    ministry.heard(OFFICE, "Anh/chị ghi nội dung")
    control.say(OFFICE, "Nêu rõ số thủ tục đã cắt giảm")
    asked = ministry.heard(OTHER_REPORTER, "«Nêu rõ số thủ tục đã cắt giảm»")
    ministry.press(OTHER_REPORTER, asked, "Sửa")
    control.ask(OTHER_REPORTER, "nv 1 đã cắt giảm 3 thủ tục")
    control.ask(OTHER_REPORTER, "gửi")
    (row,) = [row for row in ministry.rows() if row["task"] == 1]
    assert (row["revision"], row["state"]) == (2, "sent")
    assert len(ministry.rows("--all")) == len(ministry.rows()) + 1


def test_how_things_stand_is_told_to_those_who_may_know(ministry: Ministry) -> None:
    control = ministry.control
    question = "nhiệm vụ 13 đến đâu rồi"
    assert "60%" in control.ask(REPORTER, question)["text"]
    assert "60%" in control.ask(OFFICE, question)["text"]
    assert "60%" not in control.ask(VISITOR, question)["text"]
    assert "TTCNTT" in control.ask(VISITOR, question)["text"]
    answer = control.ask(REPORTER, f"@tracuu_qd_bot {question}", GROUP)
    assert "60%" not in answer["text"]
    assert "riêng" in answer["text"]


def test_an_answer_about_ones_task_has_a_button_to_report(ministry: Ministry) -> None:
    control = ministry.control
    answer = control.ask(REPORTER, "nhiệm vụ 14 ai chủ trì")
    assert [b["text"] for row in answer["buttons"] for b in row].count("Cập nhật") == 1
    ministry.press(REPORTER, answer, "Cập nhật")
    ministry.heard(REPORTER, "Nhiệm vụ 14")
    assert "40%" in control.ask(REPORTER, "40% đang xây dựng")["text"]
    control.ask(REPORTER, "/huy")
    theirs = control.ask(VISITOR, "nhiệm vụ 14 ai chủ trì")
    assert "Cập nhật" not in [b["text"] for row in theirs["buttons"] for b in row]


@pytest.mark.soak
def test_two_hundred_hostile_messages_change_nothing_but_themselves(ministry: Ministry) -> None:
    """Each is answered, none leaves a trace in the ledger or an exception in the log, and the bot goes on."""
    if ministry.mode == "webhook":
        pytest.skip("the same by polling; how a message comes in makes no difference to what it says")
    ministry.let_in(HEAD, "TTCNTT | Lê Quang Huy | Giám đốc", "Lãnh đạo")
    control, before = ministry.control, ministry.rows("--all")
    for number in range(COUNT):
        assert control.ask(HEAD, _sendable(f"Cập nhật nhiệm vụ 16: đã họp, {hostile(number)}"))["text"]
    assert ministry.rows("--all") == before
    assert "Traceback" not in ministry.bot.log
    assert "TTCNTT" in control.ask(VISITOR, "nv 13 ai làm")["text"]


def _sendable(text: str) -> str:
    """What Telegram would hand on: no half of a surrogate pair."""
    return text.encode("utf-8", "ignore").decode()


def test_who_leaves_takes_the_link_to_telegram_along(ministry: Ministry) -> None:
    """No table of progress holds the account any more; the ledger keeps unit, name and position as sent."""
    control = ministry.control
    before = len(ministry.rows("--all"))
    control.post("upload", person=OTHER_REPORTER, caption="nv 5 đã soạn dự thảo", files=[_file("bien-ban.pdf")])
    ministry.heard(OTHER_REPORTER, "không gửi văn bản mật")
    control.ask(OTHER_REPORTER, "gửi")
    assert until(lambda: len(ministry.rows("--all")) == before + 1)
    control.ask(OTHER_REPORTER, "nv 7 đang làm")
    since = control.seq()
    control.press(OTHER_REPORTER, control.ask(OTHER_REPORTER, "/huydangky"), "Đồng ý hủy đăng ký")
    assert control.from_bot(since, OTHER_REPORTER)
    assert until(lambda: _tables_with(ministry.home / "bot.sqlite3", str(OTHER_REPORTER)) == set())
    assert any(row["task"] == 5 for row in ministry.rows())


def _file(name: str) -> dict[str, str]:
    return {"name": name, "base64": base64.b64encode(name.encode()).decode()}


def _tables_with(path: Path, words: str) -> set[str]:
    """The tables of progress that hold some words; inbox and outbox forget theirs by themselves."""
    with closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        own = [name for name in tables if not name.startswith(("inbox", "outbox", "sqlite", "_sqlite", "questions"))]
        return {name for name in own if any(words in str(row) for row in db.execute(f"select * from {name}"))}
