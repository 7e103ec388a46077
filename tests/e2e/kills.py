"""Kill -9 at random instants while ten people write, by polling and by webhook; what they do and what counts: a story.

A story is judged when all has come to rest: what it says is wrong is what the test shows.
"""

import os
import random
import signal
import socket
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
"""Seconds in which all must come to rest after the last kill."""


class Story(Protocol):
    """What ten people do, and what must have come of it."""

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
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        for person in PEOPLE:
            control.post("people", id=person, first_name=f"Người {person}")
        bot = BotProcess(home, **settings_for(mode, server.url))
        try:
            for _ in range(kills):
                bot.start(ready=dice.random() < 0.8)
                _write_until_dead(bot, story, control, dice)
            bot.start()
            quiet = until(lambda: story.at_rest(control), REST)
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
        for _ in range(dice.randint(1, 8)):
            story.act(control, dice.choice(PEOPLE), dice)
        time.sleep(dice.uniform(0, 0.03))
    bot.ends()
