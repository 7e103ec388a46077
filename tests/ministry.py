"""A ministry of any size, the same each time it is made: people, quarters of reports, and all that they may look at."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from kb.calendar import next_due
from kb.library import Library
from progress.chat.building import build_service
from progress.chat.context import Context, Message, Outcome, Press
from progress.model import Entry, Person
from progress.store.ledger import NewRow, Sending
from progress.store.notes import UnitChange
from progress.store.schema import STEPS
from progress.store.store import open_store
from storage.migrations import migrate
from tests.opened import project_library

DATA = Path(__file__).resolve().parents[1] / "data"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CENTRE, OFFICE, LEGAL = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ", "Vụ Pháp chế"
ADMIN, REPORTER, HEAD, CLERK, READER, LAWYER, STRANGER = 1, 11, 12, 13, 14, 15, 99
CAST = (
    (REPORTER, "Phạm Thị Lan", CENTRE, "reporter"),
    (HEAD, "Trần Văn Minh", CENTRE, "head"),
    (CLERK, "Đỗ Thu Trang", OFFICE, "office"),
    (READER, "Lê Quang Chí", OFFICE, "viewer"),
    (LAWYER, "Hoàng Anh Huy", LEGAL, "reporter"),
)
WHO = {"lan": REPORTER, "minh": HEAD, "trang": CLERK, "chi": READER, "huy": LAWYER, "admin": ADMIN, "la": STRANGER}
WORDS = {
    "result": ("đã họp hai lần và thống nhất nội dung", "đã trình dự thảo lần thứ hai", "đang chạy thử tại ba đơn vị"),
    "difficulty": ("thiếu kinh phí năm nay", "chưa có hướng dẫn của Bộ Tài chính"),
    "next_step": ("trình Bộ trưởng trong quý sau",),
}


@cache
def library() -> Library:
    return project_library()


@dataclass
class Size:
    """How large: units beside those of the decision, the first period and the day it is, whether all lead all tasks."""

    added: int
    first: tuple[int, int]
    today: str
    all_lead: bool = False
    people: int = 0
    office: int = 0


class Ministry:
    """The service over a database of that size, in the hands of whoever acts."""

    def __init__(self, home: Path, size: Size, name: str = "", *, is_new: bool = True) -> None:
        self.size, self.home, self.name = size, home, name
        self.now = datetime.fromisoformat(size.today).replace(tzinfo=VIETNAM)
        self.path = home / "bot.sqlite3"
        self.db = Database(self.path)
        self.db.execute("pragma foreign_keys = on")
        self.db.execute("pragma synchronous = off")  # what a power cut does is tried over HTTP
        migrate(self.db, self.path, STEPS)
        self._random = random.Random(13)
        self.wire()
        self.number = 1000
        if is_new:
            self._settle()

    def _settle(self) -> None:
        with self.db.atomic():
            self.add_units()
            for one in self.everybody():
                self._join(*one)
            self.store.forget()

    def wire(self) -> None:
        """Put the service together anew, as a start does."""
        document = library().documents[0]
        if self.size.all_lead:
            document = replace(document, tasks=[replace(t, leads=document.tasks[0].leads) for t in document.tasks])
        self.store = open_store(self.db, frozenset({ADMIN}))
        desks = library().assistant.desks.values()
        documents = ((document, library().directories[document.id]),)
        self.context = Context(self.store, documents, lambda: "tracuu_qd_bot", self.size.first)
        self.service = build_service(self.context, desks, DATA / "language", self.home, lambda: "ma-moi")

    def upgrade(self) -> None:
        """Start a newer program on the same file."""
        migrate(self.db, self.path, STEPS)
        self.wire()
        with self.db.atomic():
            self.service.begin(self.now.date())

    def add_units(self) -> None:
        for number in range(self.size.added):
            self.store.unit_changes.add(UnitChange("added", f"Ban Quản lý dự án số {number + 1}"), self.now)

    def everybody(self) -> Iterator[tuple[int, str, str, str]]:
        yield from CAST
        units = self.context.plan().units.all(self.now.date())
        for number in range(self.size.people):
            yield (
                1000 + number,
                f"Người {number}",
                units[number % len(units)],
                ("reporter", "head", "viewer")[number % 3],
            )
        for number in range(self.size.office):
            yield 900_000 + number, f"Tổng hợp {number}", OFFICE, "office"

    def _join(self, account: int, name: str, unit: str, role: str) -> None:
        address = "chị" if "Thị" in name else "anh"
        row = (account, name, "Chuyên viên", address, "2019-01-01T08:00:00+07:00")
        number = self.db.execute(
            "insert into people (account, name, position, address, joined_at) values (?, ?, ?, ?, ?)", row
        ).lastrowid
        self.db.execute("insert into roles values (?, ?, ?, ?)", (number, unit, role, "2019-01-01T08:00:00+07:00"))

    # ── reports ──────────────────────────────────────────────────────────────
    def quarters(self) -> Iterator[date]:
        """A day on which each quarter's reports come in: the last one is today."""
        rule = library().documents[0].reporting
        day = self.now.date()
        days = []
        while next_due(rule, day) >= self.size.first:
            days.append(day)
            day -= timedelta(days=91)
        yield from reversed(days)

    def acts(self) -> Iterator[tuple[Sending, list[NewRow], str | None]]:
        """What units send quarter by quarter, and what the office says of it."""
        plan, number = self.context.plan(), 0
        for day in self.quarters():
            at = datetime.combine(day, self.now.time(), VIETNAM)
            period = next(p for p in self.context.periods(plan, day) if p.due >= day)
            for unit in plan.units.all(day):
                number += 1
                if not self.size.all_lead and self._random.random() < 0.1:
                    continue
                rows = [self._row(plan, task, period) for task in plan.tasks_of(unit, period.end)]
                sender = Person(self._random.choice((1, 2, 5)), 0, "Trần Thị Ánh", "Chuyên viên")
                kept = [r for r in rows if self.size.all_lead or self._random.random() < 0.85]
                for n, row in enumerate(kept):
                    key, verdict = f"k{number}:{n}", self._random.choice(VERDICTS)
                    past = self.size.all_lead and at < self.now - timedelta(days=1)  # of old quarters nothing waits
                    yield Sending(plan.document.id, unit, sender, at, key), [row], verdict or PAST[past]
                    if self._random.random() < 0.05:
                        more = replace(row, entry=replace(row.entry, percent=99), withdrawn=verdict is None)
                        yield Sending(plan.document.id, unit, sender, at, f"{key}:b"), [more], PAST[past]

    def _row(self, plan, task, period) -> NewRow:
        phases, begun = len(plan.phases(task)), max(1, len(plan.begun(task, period.end)))
        done = self._random.random() < 0.04 * (1 + (begun - 1) / max(1, phases))
        entry = Entry(
            status="done" if done else self._random.choice(("in_progress", "in_progress", "waiting", "paused")),
            percent=100 if done else self._random.randrange(5, 95, 5),
            result=self._random.choice(WORDS["result"]),
            difficulty=self._random.choice((None, None, None, *WORDS["difficulty"])),
            next_step=self._random.choice((None, *WORDS["next_step"])),
        )
        return NewRow(task.number, period, "lead", entry)

    def fill(self) -> None:
        """Send and receive through the ledger, as the chat does."""
        ledger = self.store.ledger
        with self.db.atomic():
            for sending, rows, verdict in list(self.acts()):
                receipt = ledger.submit(sending, rows)
                for row in ledger.of_receipt(receipt or 0) if verdict else ():
                    words = "bổ sung số liệu" if verdict == "returned" else ""
                    ledger.review(row.id, verdict, (OFFICE, "Đỗ Thu Trang"), sending.at, words)

    # ── acting ───────────────────────────────────────────────────────────────
    def walk(self, account: int, saying: str, *tokens: str) -> Outcome | None:
        """Say something and press one button after the other; gives what is seen at the end, and takes all back."""
        return self.rolled_back(lambda: self._walked(account, saying, tokens))

    def _walked(self, account: int, saying: str, tokens: tuple[str, ...]) -> Outcome | None:
        outcome, number = None, self.number
        if saying:
            message = Message(account, saying, self.now, f"m:{account}:{number}", number)
            outcome = self.service.say(message) if self.service.wants(message) else None
        for place, token in enumerate(tokens):
            outcome = self.service.press(Press(account, token, self.now, f"c:{account}:{place}", number + 1))
        return outcome

    def rolled_back(self, act):
        """Act and take it back, so that what one sees does not hang on what another did."""
        found = None
        with suppress(_BackError), self.db.atomic():
            found = act()
            raise _BackError
        self.service.forget()
        return found


class _BackError(Exception):
    """All was shown; nothing is kept."""


PAST: dict[bool, str | None] = {True: "accepted", False: None}
VERDICTS = ("accepted",) * 7 + ("returned", None, None)
SAYINGS = (
    "/tinhhinh", "/tinhhinh 13", "/tinhhinh TTCNTT", "/tinhhinh Vụ Pháp chế", "/lichsu 13", "/lichsu 1 TTCNTT",
    "/lichsu 1", "/choduyet", "/baocao", "/capnhat", "/capnhat 13", "/quantri", "/toi", "/nhacnho",
    "đơn vị nào chưa báo cáo?", "đơn vị nào chưa báo cáo nhiệm vụ 1?", "những đơn vị nào đã báo cáo rồi?",
    "đơn vị em còn nợ gì?", "TTCNTT còn nợ báo cáo nào?", "nhiệm vụ nào đang vướng?", "khó khăn của nhiệm vụ 13?",
    "nhiệm vụ nào đã hoàn thành rồi?", "nhiệm vụ nào chậm?", "nhiệm vụ nào chưa hoàn thành?",
    "nhiệm vụ 13 đến đâu rồi?", "nhiệm vụ 1 đến đâu rồi?", "nhiệm vụ 25 đến đâu rồi?",
    "báo cáo gần nhất của nhiệm vụ 13", "quý trước TTCNTT báo cáo gì?", "quý này Vụ Pháp chế báo cáo gì về nhiệm vụ 1?",
    "nv 13 65% đã họp hai lần", "nv 1: 70%, đã trình dự thảo", "tiếp nhận hết", "tiếp nhận 13 TTCNTT",
    "tiếp nhận tất cả TTCNTT", "sửa", "rút lại",
)  # fmt: skip
