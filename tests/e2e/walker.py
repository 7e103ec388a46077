"""Walks through every page that the bot shows to people of all roles, over HTTP, and writes down what each press gives.

A button is pressed under a message that no longer says which buttons it has, so that a page which has taken another's
place does not hide what stood there.
"""

import re
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from playground.client import Control
from playground.people import ADMIN
from playground.server import Playground, running_server
from tests.e2e.driver import TOKEN, BotProcess, until
from tests.e2e.reminding import seed

LAN, MINH, HEAD, TRANG, HUY, CHIEF, STRANGER = range(720_001, 720_008)
CENTRE, OFFICE, LEGAL = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ", "Vụ Pháp chế"
SEATS = (
    (LAN, "Phạm Thị Lan", CENTRE, "reporter"),
    (MINH, "Trần Văn Minh", CENTRE, "reporter"),
    (HEAD, "Lê Quang Huy", CENTRE, "head"),
    (TRANG, "Đỗ Thu Trang", OFFICE, "office"),
    (HUY, "Hoàng Anh Huy", LEGAL, "reporter"),
    (CHIEF, "Lê Quang Chí", OFFICE, "viewer"),
)
ROLES = {"visitor": STRANGER, "reporter": LAN, "head": HEAD, "office": TRANG, "viewer": CHIEF, "admin": ADMIN}
LIVED = (
    (LAN, "nv 13: 60%, đã tập huấn cho cán bộ, vướng mắc về kinh phí"),
    (LAN, "gửi"),
    (LAN, "nv 12: hoàn thành, đã nghiệm thu"),
    (LAN, "gửi"),
    (MINH, "nv 14: 20%, đang khảo sát; nv 15 chưa triển khai"),
    (HUY, "nv 5: 40%, đã ban hành kế hoạch"),
    (HUY, "gửi"),
    (TRANG, "tiếp nhận nv 12"),
    (STRANGER, "/dangky Vụ Pháp chế | Người Mới | Chuyên viên"),
)
"""What people of the lived ledger have written before anybody walks."""
COMMANDS = [
    "/start",
    "/trogiup",
    "/vanban",
    "/nhiemvu",
    "/baocao",
    "/capnhat",
    "/tinhhinh",
    "/nhacnho",
    "/lichsu",
    "/dangky",
    "/toi",
    "/choduyet",
    "/quantri",
    "/xuat",
    "/moi",
    "/huy",
    "/gibberish",
]
SAID = (
    "nv 13 đến đâu rồi",
    "đơn vị nào chưa báo cáo",
    "nv 12: 30%, đang làm",
    "/capnhat 12",
    "/lichsu 13",
    "/tinhhinh 13",
    "nv 13 ai chủ trì?",
    "danh sách nhiệm vụ của TTCNTT",
    "Cảm ơn",
)
LAST = ("kylocked", "urgesend", "p_leave_yes", "remindclosed", "q_remove_yes", "q_move_yes", "q_change_yes",
        "p_approve", "takeyes", "undo", "undoyes")  # fmt: skip
"""Verbs after which others would find less: pressed when all else has been."""
MOST = 90
"""Presses of one person; what the lists of a whole ministry repeat is not walked to the end."""
WAITS = (
    *(f"select 1 from {table} where state = 'waiting'" for table in ("inbox", "outbox")),
    "select 1 from exports",  # files that another process makes
)
NEWS = 5.0
"""Seconds after which the office has heard of what came in."""


class Walk:
    """One bot, one ledger, and the record."""

    def __init__(self, server: Playground, control: Control, bot: BotProcess) -> None:
        self.server, self.control, self.bot = server, control, bot
        self.record: list[dict[str, Any]] = []

    def rest(self) -> None:
        """Wait until everything that came in is handled and everything that must go out is out."""
        with closing(sqlite3.connect(f"file:{self.bot.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
            assert until(lambda: not any(db.execute(waits).fetchone() for waits in WAITS), every=0.002), self.bot.log

    def say(self, person: int, text: str) -> list[dict[str, Any]]:
        since = self.control.seq()
        (number,) = self.control.say(person, text)["update_ids"]
        self.control.wait_settled(number)
        self.rest()
        return self._heard(since, person)

    def press(self, person: int, token: str) -> tuple[str, list[dict[str, Any]]]:
        since, message = self.control.seq(), self._bare(person)
        self.control.post("press", person=person, message_id=message, data=token)
        (answered,) = self.control.get("callbacks", since=since, timeout=10)["callbacks"]
        self.rest()
        return answered["text"], self._heard(since, person)

    def _bare(self, person: int) -> int:
        """The newest message of the bot that has words, without its buttons."""
        messages = self.server.world.chats[person].messages.values()
        message = next(m for m in reversed(messages) if m.from_bot and "text" in m.data)
        message.data = {key: value for key, value in message.data.items() if key != "reply_markup"}
        return message.id

    def _heard(self, since: int, person: int) -> list[dict[str, Any]]:
        found = self.control.from_bot(since, person, timeout=0)
        return [
            {"text": _steady(m["text"]), "buttons": [list(map(_button, row)) for row in m["buttons"]]} for m in found
        ]

    def walk(self, role: str, person: int) -> None:
        """Say every command, and press every button that comes up, each once."""
        if role in ("head", "office"):  # what is new comes before the walk, not somewhere in it
            time.sleep(NEWS)
        seen: set[str] = set()
        waiting: deque[str] = deque()
        later: deque[str] = deque()
        walked = ("r:", "k:") if role == "visitor" else "r:"  # what the decision says is the same for all

        def note(act: str, heard: list[dict[str, Any]], toast: str = "") -> None:
            for button in (b for m in heard for row in m["buttons"] for b in row):
                token = button[1]
                if token.startswith(walked) and token not in seen and "CODE" not in token:
                    seen.add(token)
                    (later if token.split(":")[1] in LAST else waiting).append(token)
            self.record.append({"role": role, "act": act, "toast": toast, "heard": heard})

        for text in (*COMMANDS, *SAID):
            note(text, self.say(person, text))
        for _ in range(MOST):
            if not waiting and not later:
                break
            token = (waiting or later).popleft()
            toast, heard = self.press(person, token)
            note(token, heard, _steady(toast))


def _button(button: dict[str, Any]) -> list[str]:
    return [button["text"], _steady(button.get("callback_data") or button["url"])]


def _steady(text: str) -> str:
    """A text without what is drawn by lot: the codes of invitations."""
    return re.sub(r"(start=|moi[_:-])[\w-]{8,}", r"\1CODE", text)


@contextmanager
def walking(home: Path, *, lived: bool) -> Iterator[Walk]:
    """A bot that everybody has started, on a ledger that is new or has been lived with for a while."""
    with running_server(token=TOKEN, clock_file=home / "clock") as server, closing(Control(server.url)) as control:
        for account in {*ROLES.values(), MINH, HUY}:
            if account != ADMIN:
                control.post("people", id=account, first_name=f"Người {account}", started=True)
        server.world.people[ADMIN].started = True
        seed(home / "bot.sqlite3", SEATS)
        control.post("clock", now="2019-09-16T21:00:00+07:00")  # out of the reminders' hours
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "BOT_ADMINS": str(ADMIN)}
        bot = BotProcess(home, BOT_CLOCK_FILE=str(home / "clock"), BOT_TICK="3600", **settings).start()
        walk = Walk(server, control, bot)
        try:
            for person, text in LIVED if lived else ():
                walk.say(person, text)
            yield walk
            assert bot.stop() == 0
        finally:
            if bot.runs():
                bot.kill()
