"""A ministry to look at: a real database, people with each role, and reports written through the ledger."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from kb.library import Library
from progress.chat.building import build_service
from progress.chat.context import Context, Message, Outcome, Press
from progress.chat.service import Service
from progress.model import Entry, Kind, Person
from progress.store.ledger import NewRow, Sending
from progress.store.schema import STEPS
from progress.store.store import open_store
from tests.opened import project_library

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2019, 9, 16, 9, tzinfo=ZONE)
CENTRE, OFFICE, LAW, HIGH = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ", "Vụ Pháp chế", "Vụ Công nghệ cao"
ABROAD = "Vụ Hợp tác quốc tế"
ADMIN, STRANGER = 1, 99
ACCOUNTS = {
    "reporter": 10,  # of the lead unit
    "head": 11,
    "coordinator": 12,  # of a unit that is named as coordinating
    "other": 13,  # of a unit that has nothing to do with it
    "office": 14,
    "viewer": 15,
    "admin": ADMIN,
    "stranger": STRANGER,
}


@cache
def library() -> Library:
    return project_library()


@cache
def empty() -> bytes:
    """A database with all tables and no row."""
    db = Database(memory=True)
    STEPS.apply(db)
    return db.conn.serialize()


@dataclass
class World:
    """A database with people, and the service over the looking part only."""

    path: Path
    now: datetime = NOW
    first_period: tuple[int, int] | None = (2019, 2)
    said: int = field(default=0)

    def __post_init__(self) -> None:
        (self.path / "bot.sqlite3").write_bytes(empty())
        self.db = Database(self.path / "bot.sqlite3")
        self.db.execute("pragma foreign_keys = on")
        self.db.execute("pragma synchronous = off")  # what a power cut does is tried over HTTP
        self.store = open_store(self.db, frozenset({ADMIN}))
        documents = tuple((d, library().directories[d.id]) for d in library().documents)
        self.context = Context(self.store, documents, lambda: "bot", self.first_period, find_task)
        for who, unit, role in (
            ("reporter", CENTRE, "reporter"),
            ("head", CENTRE, "head"),
            ("coordinator", OFFICE, "reporter"),
            ("other", ABROAD, "reporter"),
            ("office", OFFICE, "office"),
            ("viewer", LAW, "viewer"),
        ):
            self.join(ACCOUNTS[who], f"Người {who}", unit, role)
        self.plan = self.context.plan()
        self.periods = {p.key: p for p in self.context.periods(self.plan, self.now.date())}

    @cached_property
    def service(self) -> Service:
        """The chat; what only counts does without."""
        desks, language = library().assistant.desks.values(), library().folder / "language"
        own = self.context.find_task
        made = build_service(self.context, desks, language, self.path / "xuat", lambda: "ma")
        self.context.find_task = own
        return made

    def join(self, account: int, name: str, unit: str, role: str) -> None:
        self.db.execute(
            "insert or ignore into people (account, name, position, joined_at) values (?, ?, 'Chuyên viên', ?)",
            (account, name, "2019-01-01"),
        )
        self.db.execute(
            "insert into roles select id, ?, ?, '2019-01-01' from people where account = ?", (unit, role, account)
        )
        self.db.conn.commit()
        self.store.forget()

    def report(
        self, task: int, unit: str = CENTRE, *, quarter: str = "2019-Q3", kind: Kind = "lead", day: date | None = None,
        withdrawn: bool = False, files: tuple[int, ...] = (), name: str = "Trần Thị Ánh", **entry: object,
    ) -> int:  # fmt: skip
        """Write one row; gives its number."""
        self.said += 1
        at = datetime.combine(day or date(2019, 9, 16), NOW.time(), ZONE)
        person = Person(1, 10, name, "Chuyên viên")
        period = self.periods[quarter]
        row = NewRow(task, period, kind, Entry(**entry), files, withdrawn)  # type: ignore[arg-type]
        receipt = self.store.ledger.submit(Sending(self.plan.document.id, unit, person, at, f"k{self.said}"), [row])
        self.db.conn.commit()
        return self.store.ledger.of_receipt(receipt or 0)[0].id

    def accept(self, row: int) -> None:
        self.store.ledger.review(row, "accepted", (OFFICE, "Người office"), self.now)

    def give_back(self, row: int, remark: str) -> None:
        self.store.ledger.review(row, "returned", (OFFICE, "Người office"), self.now, remark)

    def say(self, who: str, text: str, about: str = "") -> Outcome | None:
        self.said += 1
        account = ACCOUNTS[who]
        return self.service.say(Message(account, text, self.now, f"m:{account}:{self.said}", self.said, about=about))

    def hear(self, who: str, text: str, about: str = "") -> str:
        """What is answered; "" where the message is left to the knowledge base."""
        outcome = self.say(who, text, about)
        return "\n".join(o.text for o in outcome.out) if outcome else ""

    def press(self, who: str, token: str) -> Outcome:
        return self.service.press(Press(ACCOUNTS[who], token, self.now, f"p:{token}", 500))

    def pressed(self, who: str, token: str) -> str:
        outcome = self.press(who, token)
        return "\n".join(o.text for o in outcome.out)


def find_task(document: object, text: str) -> int | None:
    """The topic of a question, as kb would find it."""
    return 12 if "dịch vụ công" in text else None


def labels(outcome: Outcome) -> dict[str, str]:
    """The buttons of the last message, by their label."""
    return {button.label: button.token for row in outcome.out[-1].buttons for button in row}
