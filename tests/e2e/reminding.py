"""A ministry that is reminded, from outside: people seeded before the start, the clock in hand, messages counted."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from clock import VIETNAM
from playground.client import Control
from playground.people import ADMIN
from playground.server import running_server
from progress.model import Membership
from progress.store.schema import STEPS
from progress.store.store import open_store
from storage.database import serving
from tests.e2e.driver import TOKEN, BotProcess, until

TICK = 0.1
WORDS = {
    "heads_up": "lấy số liệu từ",
    "opening": "đã chốt ngày",
    "last_call": "Hạn gửi báo cáo quý",
    "due": "Hôm nay,",
    "overdue": "đến nay sau hạn",
    "digest": "Tổng hợp báo cáo quý",
}
"""What tells each step from the others in a message."""
Seat = tuple[int, str, str, str]
"""Account, name, unit, role."""


def seed(path: Path, people: Iterable[Seat], at: str = "2019-09-10T08:00:00+07:00") -> None:
    """Let people in before the bot starts, as if an admin had done so on a day; by default after the heads-up's."""
    when = datetime.fromisoformat(at).astimezone(VIETNAM)
    with serving(path, STEPS) as db:
        store = open_store(db, frozenset())
        with db.atomic():
            for account, name, unit, role in people:
                person = store.people.join(account, name, "Chuyên viên", "anh", when)
                store.people.give_role(person.id, Membership(unit, role), when)


class House:
    """One bot and hands on its people; `heard` counts reminders by person and step."""

    def __init__(self, home: Path, control: Control, bot: BotProcess) -> None:
        self.home, self.control, self.bot = home, control, bot

    def clock(self, at: str) -> None:
        self.control.post("clock", now=f"{at}+07:00")

    def states(self) -> list[tuple[int, str, str, str]]:
        """What the table of reminders says: person, step, state, reason."""
        with closing(sqlite3.connect(f"file:{self.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
            return db.execute("select person, step, state, reason from reminders order by id").fetchall()

    def settle(self, seconds: float = 30) -> None:
        """Wait until the bot has looked again and nothing is on its way."""
        time.sleep(10 * TICK)  # a look may come late where other tests keep the machine busy
        assert until(lambda: all(state != "planned" for _, _, state, _ in self.states()), seconds), self.bot.log[-3000:]

    def heard(self, since: int, timeout: float = 0) -> Counter[tuple[int, str]]:
        """Count the reminders since an event, by person and step."""
        found: Counter[tuple[int, str]] = Counter()
        query = {"since": since, "type": "message", "bot": 1, "timeout": timeout}
        for event in self.control.get("events", **query)["events"]:
            text = event["message"]["text"]
            steps = [step for step, words in WORDS.items() if words in text]
            if text.startswith("Kính gửi") and steps:
                found[event["chat"], steps[0]] += 1
        return found

    def day(self, at: str) -> Counter[tuple[int, str]]:
        """Move the clock and give what was heard by the time that all is quiet."""
        since = self.control.seq()
        self.clock(at)
        self.settle()
        return self.heard(since)

    def last(self, person: int) -> dict:
        """The newest message of the bot to a person; an empty one where there is none."""
        said = self.control.get("messages", chat=person)["messages"]
        return next((m for m in reversed(said) if m["from_bot"]), {"text": "", "buttons": []})


@contextmanager
def house(home: Path, people: Iterable[Seat], at: str, **settings: str) -> Iterator[House]:
    """A running bot with these people, all of whom have once written to it."""
    seats = list(people)
    with running_server(token=TOKEN, clock_file=home / "clock") as server, closing(Control(server.url)) as control:
        known = {person["id"] for person in control.get("people")["people"]}
        for account in {seat[0] for seat in seats} | {ADMIN}:
            if account not in known:
                control.post("people", id=account, first_name=f"Người {account}", started=True)
        server.world.people[ADMIN].started = True
        seed(home / "bot.sqlite3", seats, f"{min(at, '2019-09-10T08:00:00')}+07:00")
        control.post("clock", now=f"{at}+07:00")
        more = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "BOT_CLOCK_FILE": str(home / "clock"),
            "BOT_ADMINS": str(ADMIN),
            "BOT_TICK": str(TICK),
        }
        bot = BotProcess(home, **{**more, **settings}).start()
        try:
            yield House(home, control, bot)
            assert bot.stop() == 0
        finally:
            if bot.runs():
                bot.kill()
