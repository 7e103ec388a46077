"""Progress without a channel: people who write and press, on a real database, with the clock in the test's hand."""

import itertools
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from conversation.outgoing import Outgoing
from kb.library import Library
from progress.chat.building import build_service
from progress.chat.context import Context, Message, Outcome, Press, SentFile
from progress.model import Membership
from progress.store.schema import STEPS
from progress.store.store import open_store
from storage.migrations import migrate
from tests.opened import project_library

DATA = Path(__file__).resolve().parents[2] / "data"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CENTRE, OFFICE, LEGAL = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ", "Vụ Pháp chế"
ADMIN, LAN, MINH, TRANG, HUY, STRANGER, CHIEF = 1, 11, 12, 13, 14, 15, 16


@cache
def library() -> Library:
    return project_library()


class Office:
    """A ministry's office at work: Lan and Minh report for the centre, Trang receives, Huy reports for the lawyers."""

    def __init__(self, home: Path, now: str = "2019-09-16T09:12:00", first: tuple[int, int] | None = None) -> None:
        self.path = home / "bot.sqlite3"
        self.now = datetime.fromisoformat(now).replace(tzinfo=VIETNAM)
        self.db = Database(self.path)
        self.db.execute("pragma foreign_keys = on")
        self.db.execute("pragma synchronous = off")  # what a power cut does is tried over HTTP
        migrate(self.db, self.path, STEPS)
        self.store = open_store(self.db, frozenset({ADMIN}))
        desks = library().assistant.desks.values()
        documents = tuple((desk.document, desk.directory) for desk in desks)
        self.context = Context(self.store, documents, lambda: "tracuu_qd_bot", first)
        self.service = build_service(
            self.context, desks, DATA / "language", home, lambda: f"code-{next(self._numbers)}"
        )
        self._numbers = itertools.count(100)
        with self.db.atomic():
            self.service.begin(self.now.date())
        self._numbers = itertools.count(100)
        self.screens: dict[int, Outgoing] = {}

    def staff(self) -> "Office":
        """Let the usual people in."""
        with self.db.atomic():
            for account, name, unit, role in (
                (LAN, "Phạm Thị Lan", CENTRE, "reporter"),
                (MINH, "Trần Văn Minh", CENTRE, "reporter"),
                (TRANG, "Đỗ Thu Trang", OFFICE, "office"),
                (HUY, "Hoàng Anh Huy", LEGAL, "reporter"),
                (CHIEF, "Lê Quang Chí", OFFICE, "viewer"),
            ):
                self.join(account, name, unit, role)
        return self

    def join(self, account: int, name: str, unit: str, role: str) -> None:
        person = self.store.people.join(account, name, "Chuyên viên", "chị" if "Thị" in name else "anh", self.now)
        self.store.people.give_role(person.id, Membership(unit, role), self.now)

    def wait(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    def at(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=VIETNAM)

    def say(self, account: int, text: str, *, number: int | None = None, **more) -> list[Outgoing]:
        """Write; give what goes out, or [] where it is not for progress."""
        number = next(self._numbers) if number is None else number
        message = Message(account, text, self.now, f"m:{account}:{number}", number, **more)
        self.last_key, self.last_number = message.key, number
        if not self.service.wants(message):
            return []
        with self.db.atomic():
            outcome = self.service.say(message)
        return self._out(outcome)

    def press(self, account: int, label: str, screen: Outgoing | None = None) -> list[Outgoing]:
        """Press a button by its label, under the last screen of the account that has it."""
        screen = screen or self.screens[account]
        token = next(b.token for row in screen.buttons for b in row if b.label == label)
        return self.tap(account, token)

    def tap(self, account: int, token: str) -> list[Outgoing]:
        press = Press(account, token, self.now, f"c:{next(self._numbers)}", 1)
        with self.db.atomic():
            outcome = self.service.press(press)
        return self._out(outcome)

    def send_file(self, account: int, name: str = "anh.jpg", text: str = "", **more) -> list[Outgoing]:
        number = next(self._numbers)
        file = SentFile(f"F{number}", f"U{number}", name, more.pop("size", 1000))
        return self.say(account, text, number=number, files=(file,), **more)

    def _out(self, outcome: Outcome | None) -> list[Outgoing]:
        self.toast = outcome.toast if outcome else ""
        out = outcome.out if outcome else []
        for outgoing in out:
            if outgoing.buttons:
                self.screens[outgoing.to] = outgoing
        return out

    def rows(self) -> list:
        return self.store.ledger.newest(self.context.plan().document.id)


def labels(outgoing: Outgoing) -> list[str]:
    return [button.label for row in outgoing.buttons for button in row]
