"""Kill -9 at random instants while ten people write, by polling and by webhook; what they do and what counts: a story.

A story is judged when all has come to rest: what it says is wrong is what the test shows.
"""

import json
import os
import random
import signal
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal, Protocol

from playground.client import Control
from playground.server import running_server
from tests.e2e.driver import TOKEN, BotProcess, command, until

Mode = Literal["polling", "webhook"]
PEOPLE = range(700_001, 700_011)
SECRET = "of-the-webhook_0123456789"
REST = 60.0
"""Seconds in which all must come to rest after the last kill; a second more for each kill, whose backlog is left."""


class Story(Protocol):
    """What people do, and what must have come of it."""

    people: Sequence[int]

    def begin(self, home: Path) -> None:
        """Prepare the database before the bot is there."""

    def settings(self, home: Path) -> dict[str, str]:
        """Give what the bot needs beside its way to Telegram."""

    def passes(self, control: Control, share: float) -> None:
        """Let time pass: so much of the road lies behind."""

    def act(self, control: Control, person: int, dice: random.Random) -> None:
        """Let a person do one thing, while the bot may be dying."""

    def at_rest(self, control: Control) -> bool:
        """Tell whether everything has its outcome, as far as one can see."""

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        """Say what is lost or doubled; the bot has stopped."""


class Questions:
    """Ten people ask. Each question is answered at least once, and each kill doubles one answer at most."""

    people: Sequence[int] = PEOPLE
    TEXTS = ("nv 13 ai làm", "nhiệm vụ 15 đến khi nào", "/nhiemvu 3", "chỉ tiêu 2025", "thời tiết mai thế nào")

    def __init__(self) -> None:
        self._asked: list[tuple[int, int]] = []

    def begin(self, home: Path) -> None: ...

    def settings(self, home: Path) -> dict[str, str]:
        return {}

    def passes(self, control: Control, share: float) -> None: ...

    def act(self, control: Control, person: int, dice: random.Random) -> None:
        sent = control.say(person, dice.choice(self.TEXTS))["messages"]
        self._asked += [(person, message["message_id"]) for message in sent]

    def at_rest(self, control: Control) -> bool:
        return not self._unanswered(control)

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        lost = [f"never answered: {place}" for place in self._unanswered(control)]
        answers = self._answers(control)
        doubled = sum(answers.values()) - len(answers)
        lost += [f"{person} was not answered in order" for person in self.people if not self._in_order(control, person)]
        return lost + ([f"{doubled} answers too many after {kills} kills"] if doubled > kills else [])

    def _unanswered(self, control: Control) -> list[tuple[int, int]]:
        answers = self._answers(control)
        return [place for place in self._asked if not answers[place]]

    def _answers(self, control: Control) -> Counter[tuple[int, int]]:
        return Counter((person, number) for person in self.people for number in self._answered(control, person))

    def _in_order(self, control: Control, person: int) -> bool:
        first = list(dict.fromkeys(self._answered(control, person)))
        return first == sorted(first)

    @staticmethod
    def _answered(control: Control, person: int) -> list[int]:
        """Give the numbers of a person's messages that the bot's answer, in the order of the answers.

        A long answer's last piece points back as its first does: it follows it at once, with other words.
        """
        said = control.get("messages", chat=person, limit=100_000)["messages"]
        answers = [m for m in said if m["from_bot"] and m.get("reply_to")]
        places = [m["reply_to"]["message_id"] for m in answers]
        texts = [m["text"] for m in answers]
        return [place for n, place in enumerate(places) if n == 0 or place != places[n - 1] or texts[n] == texts[n - 1]]


class Reports(Questions):
    """Ten people report for ten units, send by words and by button, and ask: each word stands once, draft or ledger."""

    TASKS = (1, 5, 7, 9, 10, 16, 21)  # those that every unit leads

    def __init__(self) -> None:
        super().__init__()
        self._told: list[str] = []
        self._sends = 0

    def begin(self, home: Path) -> None:
        """Seat the ten, each in a unit of the ministry."""
        from progress.model import Membership
        from tests.progress.driver import Office

        office = Office(home, "2019-09-16T09:00:00")
        now, units = office.now, office.context.plan().units.all(office.now.date())
        with office.db.atomic():
            for person, unit in zip(PEOPLE, units, strict=False):
                joined = office.store.people.join(person, f"Người {person}", "Chuyên viên", "", now)
                office.store.people.give_role(joined.id, Membership(unit, "reporter"), now)
        office.db.close()

    def act(self, control: Control, person: int, dice: random.Random) -> None:
        choice = dice.random()
        if choice < 0.1:
            self._say(control, person, dice.choice(self.TEXTS))
        elif choice < 0.6:
            mark = f"hồ sơ số {len(self._told) + 10_000}"
            self._told.append(mark)
            self._say(control, person, f"nv {dice.choice(self.TASKS)} đã xử lý {mark}")
        elif choice < 0.8:
            self._sends += 1
            self._say(control, person, "vẫn gửi")
        else:
            self._press(control, person, "Gửi")

    def _say(self, control: Control, person: int, text: str) -> None:
        sent = control.say(person, text)["messages"]
        self._asked += [(person, message["message_id"]) for message in sent]

    def _press(self, control: Control, person: int, label: str) -> None:
        """Press a button under the newest message that has it, perhaps for the second time."""
        said = control.get("messages", chat=person, limit=20)["messages"]
        labelled = [m for m in said if any(b["text"] == label for row in m.get("buttons") or () for b in row)]
        if labelled:
            self._sends += label == "Gửi"
            control.press(person, labelled[-1], label)

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        """Hold what was told against the tables; a text stands in one draft or one row, and nowhere twice.

        The clock is of today and the first period of 2019: each sending goes to the oldest quarter that is still owed,
        so that no revision says a mark again.
        """
        with closing(sqlite3.connect(home / "bot.sqlite3")) as db:
            texts = self._texts(db)
            receipts = db.execute("select count(*) from submissions").fetchone()[0]
        counts = {mark: sum(text.count(mark) for text in texts) for mark in self._told}
        found = [f"{mark}: {count} times" for mark, count in counts.items() if count != 1]
        found += super().faults(control, home, kills)
        return found + ([f"{receipts} receipts for {self._sends} sendings"] if receipts > self._sends else [])

    def _texts(self, db: sqlite3.Connection) -> list[str]:
        rows = [text for (text,) in db.execute("select coalesce(result, '') from reports")]
        drafts = "select entry from draft_entries e join drafts d on d.id = e.draft where d.state = 'open'"
        return rows + [json.loads(entry).get("result", "") for (entry,) in db.execute(drafts)]


class Quarter(Reports):
    """The same, while two of the office receive and a quarter's reminders go out: none of them twice.

    Each row is received once at most; who was reminded by the table has heard it, and of what is unknown heard it once
    at most.
    """

    RECEIVERS = (700_101, 700_102)
    DAYS = ("2019-09-12T09:00:00", "2019-09-16T08:30:00", "2019-09-18T08:30:00", "2019-09-20T08:30:00")
    people = (*PEOPLE, *RECEIVERS)

    def __init__(self) -> None:
        super().__init__()
        self._today = ""

    def begin(self, home: Path) -> None:
        from tests.e2e.quarter import OFFICE, UNITS
        from tests.e2e.reminding import seed

        self._home = home
        seats = [(person, f"Người {person}", unit, "reporter") for person, unit in zip(PEOPLE, UNITS, strict=False)]
        seed(home / "bot.sqlite3", [*seats, *((one, f"Người {one}", OFFICE, "office") for one in self.RECEIVERS)])

    def settings(self, home: Path) -> dict[str, str]:
        return {"BOT_CLOCK_FILE": str(home / "clock"), "BOT_TICK": "0.2"}

    def passes(self, control: Control, share: float) -> None:
        day = self.DAYS[int(share * len(self.DAYS))]
        if day != self._today:
            self._today = day
            control.post("clock", now=f"{day}+07:00")
            self._sends += len(PEOPLE)
            for person in self.people:
                self._say(control, person, "tiếp nhận hết" if person in self.RECEIVERS else "vẫn gửi")

    def act(self, control: Control, person: int, dice: random.Random) -> None:
        if person not in self.RECEIVERS:
            super().act(control, person, dice)
        elif dice.random() < 0.5:
            self._say(control, person, dice.choice(("/choduyet", "tiếp nhận hết")))
        else:
            self._press(control, person, dice.choice(("Tiếp nhận", "Đồng ý tiếp nhận")))

    def at_rest(self, control: Control) -> bool:
        if not super().at_rest(control) or self._reminded(control).total() < len(PEOPLE):
            return False
        with closing(sqlite3.connect(self._home / "bot.sqlite3")) as db:
            return db.execute("select count(*) from reminders where state = 'planned'").fetchone() == (0,)

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        found = super().faults(control, home, kills)
        with closing(sqlite3.connect(home / "bot.sqlite3")) as db:
            twice = "select report from reviews where verdict = 'accepted' group by report having count(*) > 1"
            found += [f"row {row} was received twice" for (row,) in db.execute(twice)]
            received = db.execute("select count(*) from reviews").fetchone()[0]
            ends = db.execute(
                "select p.account, r.step, count(distinct iif(r.state = 'sent', r.message, null)),"
                " count(distinct iif(r.state = 'unknown', r.message, null)), sum(r.state = 'planned')"
                " from reminders r join people p on p.id = r.person group by 1, 2"
            ).fetchall()
        found += [] if received else ["nothing was received"]
        heard = self._reminded(control)
        for person, step, sent, unknown, waiting in ends:
            if waiting or not sent <= heard.pop((person, step), 0) <= sent + unknown:
                found.append(f"{person} {step}: {sent} sent, {unknown} unknown, {waiting} on their way")
        return found + [f"{place} heard what nobody planned" for place in heard]

    def _reminded(self, control: Control) -> Counter[tuple[int, str]]:
        from tests.e2e.reminding import WORDS

        found: Counter[tuple[int, str]] = Counter()
        for person in self.people:
            for message in control.get("messages", chat=person, limit=100_000)["messages"]:
                steps = [step for step, words in WORDS.items() if words in message["text"]]
                if message["from_bot"] and message["text"].startswith("Kính gửi") and steps:
                    found[person, steps[0]] += 1
        return found

    def _texts(self, db: sqlite3.Connection) -> list[str]:
        """A revision says what the one before it says, and a draft what the row that it is to correct says."""
        rows = db.execute(
            "select unit, task, period, coalesce(result, '') from reports r where revision = (select max(revision)"
            " from reports o where (o.unit, o.task, o.period, o.kind) = (r.unit, r.task, r.period, r.kind))"
        )
        told = {tuple(row[:3]): row[3] for row in rows.fetchall()}
        drafts = "select unit, task, period, entry from draft_entries e join drafts d on d.id = e.draft"
        for *place, entry in db.execute(f"{drafts} where d.state = 'open'").fetchall():
            told[tuple(place)] = json.loads(entry).get("result", "")
        return list(told.values())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(mode: Mode, url: str) -> dict[str, str]:
    """Give the settings of a bot on this server, listening in one way or the other."""
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url}
    if mode == "webhook":
        place = f"127.0.0.1:{free_port()}"
        settings |= {"WEBHOOK_URL": f"http://{place}/hook", "WEBHOOK_LISTEN": place, "WEBHOOK_SECRET": SECRET}
    return settings


def run(home: Path, mode: Mode, story: Story, kills: int, seed: int) -> list[str]:
    """Let the story happen, with kills at seeded instants; give what is wrong in the end."""
    dice = random.Random(seed)
    story.begin(home)
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        for person in PEOPLE:
            control.post("people", id=person, first_name=f"Người {person}")
        bot = BotProcess(home, **settings_for(mode, server.url))
        try:
            for _ in range(kills):
                bot.start(ready=dice.random() < 0.8)
                _write_until_dead(bot, story, control, dice)
            bot.start()
            quiet = until(lambda: story.at_rest(control), REST + kills, every=0.5)
            stopped = bot.stop() == 0
        finally:
            if bot.runs():
                bot.kill()
        found = story.faults(control, home, kills)
        found += [] if quiet else ["no rest"]
        found += [] if stopped else [f"stopped with an error:\n{bot.log[-2000:]}"]
        checked = command(home, "check")
        return found + ([checked.stdout + checked.stderr] if checked.returncode else [])


def _write_until_dead(bot: BotProcess, story: Story, control: Control, dice: random.Random) -> None:
    """Let people write in bursts; somewhere in between the bot is killed, by a clock that does not wait for them."""
    dead = threading.Event()

    def kill() -> None:
        os.kill(bot.pid, signal.SIGKILL)
        dead.set()

    threading.Timer(dice.uniform(0.0, 0.5), kill).start()
    while not dead.is_set():
        for _ in range(dice.randint(1, 4)):
            story.act(control, dice.choice(PEOPLE), dice)
        time.sleep(dice.uniform(0, 0.06))
    bot.ends()


FAULTS = (
    *({"kind": kind} for kind in ("page", "page_after", "cut", "null", "drop_before", "drop_after", "502")),
    {"kind": "429", "retry_after": 1},
    {"kind": "slow_answer", "seconds": 1},
    {"kind": "drip", "seconds": 0.01},
)
METHODS = ("sendMessage", "sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")
LOSING = ("page_after", "cut", "null", "drop_after")
"""Faults after which a message that has arrived is sent again."""


def rough_road(home: Path, mode: Mode, story: Story, count: int, seed: int) -> list[str]:
    """Let the story happen while kills and faults, drawn at random, come one after the other; give what is wrong."""
    dice = random.Random(seed)
    story.begin(home)
    doubling = 0
    with running_server(token=TOKEN, clock_file=home / "clock") as server, closing(Control(server.url)) as control:
        for person in story.people:
            control.post("people", id=person, first_name=f"Người {person}", started=True)
        story.passes(control, 0)
        bot = BotProcess(home, **settings_for(mode, server.url), **story.settings(home)).start()
        try:
            for number in range(count):
                story.passes(control, number / count)
                for _ in range(dice.randint(1, 3)):
                    story.act(control, dice.choice(story.people), dice)
                if dice.random() < 0.15:
                    bot.kill()
                    bot.start()
                    doubling += 1
                else:
                    fault, method = dice.choice(FAULTS), dice.choice(METHODS)
                    doubling += fault["kind"] in LOSING and method == "sendMessage"
                    control.post("faults", method=method, count=1, **fault)
                time.sleep(dice.uniform(0, 0.3))
            control.delete("faults")
            quiet = until(lambda: story.at_rest(control), 8 * REST, every=0.5)  # what was lost often waits long
            stopped = bot.stop() == 0
        finally:
            if bot.runs():
                bot.kill()
        found = story.faults(control, home, doubling)
        found += [] if quiet else ["no rest"]
        found += [] if stopped else [f"stopped with an error:\n{bot.log[-2000:]}"]
        found += ["a trace in the log"] if "Traceback" in bot.log else []
        checked = command(home, "check")
        return found + ([checked.stdout + checked.stderr] if checked.returncode else [])
