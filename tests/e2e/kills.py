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
    """What ten people do, and what must have come of it."""

    def begin(self, home: Path) -> None:
        """Prepare the database before the bot is there."""

    def act(self, control: Control, person: int, dice: random.Random) -> None:
        """Let a person do one thing, while the bot may be dying."""

    def at_rest(self, control: Control) -> bool:
        """Tell whether everything has its outcome, as far as one can see."""

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        """Say what is lost or doubled; the bot has stopped."""


class Questions:
    """Ten people ask. Each question is answered at least once, and each kill doubles one answer at most."""

    TEXTS = ("nv 13 ai làm", "nhiệm vụ 15 đến khi nào", "/nhiemvu 3", "chỉ tiêu 2025", "thời tiết mai thế nào")

    def __init__(self) -> None:
        self._asked: list[tuple[int, int]] = []

    def begin(self, home: Path) -> None: ...

    def act(self, control: Control, person: int, dice: random.Random) -> None:
        sent = control.say(person, dice.choice(self.TEXTS))["messages"]
        self._asked += [(person, message["message_id"]) for message in sent]

    def at_rest(self, control: Control) -> bool:
        return not self._unanswered(control)

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        lost = [f"never answered: {place}" for place in self._unanswered(control)]
        answers = self._answers(control)
        doubled = sum(answers.values()) - len(answers)
        return lost + ([f"{doubled} answers too many after {kills} kills"] if doubled > kills else [])

    def _unanswered(self, control: Control) -> list[tuple[int, int]]:
        answers = self._answers(control)
        return [place for place in self._asked if not answers[place]]

    def _answers(self, control: Control) -> Counter[tuple[int, int]]:
        found: Counter[tuple[int, int]] = Counter()
        for person in PEOPLE:
            for message in control.get("messages", chat=person, limit=100_000)["messages"]:
                if message["from_bot"] and message.get("reply_to"):
                    found[person, message["reply_to"]["message_id"]] += 1
        return found


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
            self._press(control, person)

    def _say(self, control: Control, person: int, text: str) -> None:
        sent = control.say(person, text)["messages"]
        self._asked += [(person, message["message_id"]) for message in sent]

    def _press(self, control: Control, person: int) -> None:
        """Press "Gửi" under the newest message that has it, perhaps for the second time."""
        said = control.get("messages", chat=person, limit=20)["messages"]
        labelled = [m for m in said if any(b["text"] == "Gửi" for row in m.get("buttons") or () for b in row)]
        if labelled:
            self._sends += 1
            control.press(person, labelled[-1], "Gửi")

    def faults(self, control: Control, home: Path, kills: int) -> list[str]:
        """Hold what was told against the tables; a text stands in one draft or one row, and nowhere twice.

        The clock is of today and the first period of 2019: each sending goes to the oldest quarter that is still owed,
        so that no revision says a mark again.
        """
        with closing(sqlite3.connect(home / "bot.sqlite3")) as db:
            rows = [text for (text,) in db.execute("select coalesce(result, '') from reports")]
            drafts = db.execute(
                "select entry from draft_entries e join drafts d on d.id = e.draft where d.state = 'open'"
            ).fetchall()
            receipts = db.execute("select count(*) from submissions").fetchone()[0]
        texts = rows + [json.loads(entry).get("result", "") for (entry,) in drafts]
        counts = {mark: sum(text.count(mark) for text in texts) for mark in self._told}
        found = [f"{mark}: {count} times" for mark, count in counts.items() if count != 1]
        found += super().faults(control, home, kills)
        return found + ([f"{receipts} receipts for {self._sends} sendings"] if receipts > self._sends else [])


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
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        for person in PEOPLE:
            control.post("people", id=person, first_name=f"Người {person}")
        bot = BotProcess(home, **settings_for(mode, server.url)).start()
        try:
            for _ in range(count):
                for _ in range(dice.randint(1, 3)):
                    story.act(control, dice.choice(PEOPLE), dice)
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
            quiet = until(lambda: story.at_rest(control), 2 * REST, every=0.5)
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
