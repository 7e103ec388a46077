"""A whole bot as a process of its own on a server of this one: how long it takes to start, and what a message costs."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground.client import Control
from playground.server import running_server
from tests.e2e.driver import ROOT, TOKEN, VISITOR, environment

STARTS = 3
BLOCK = 30  # questions to one bot before it is the other's turn


@dataclass
class Measured:
    """Seconds from start to the first poll, MiB resident after the run, ms of processor and of waiting a message."""

    ready: float
    memory: float
    processor: float
    answer: float


BOT = (sys.executable, str(ROOT / "bot.py"), "run")
ECHO = (sys.executable, "-m", "tests.bench.echo")


def measure(home: Path, questions: list[str], before: list[str]) -> tuple[Measured, Measured]:
    """Measure the bot and the echo bot on the same questions, after others have warmed them up.

    They are asked in turn, a block of questions each, so that both meet the machine as it is at that time.
    """
    ready = _ready(home, BOT), _ready(home, ECHO)
    with running(home, BOT) as bot, running(home, ECHO) as echo:
        both = (bot, echo)
        for one in both:
            one.ask(before)
        for start in range(0, len(questions), BLOCK):
            for one in both:
                one.measure(questions[start : start + BLOCK])
        return bot.measured(ready[0], len(questions)), echo.measured(ready[1], len(questions))


def _ready(home: Path, command: tuple[str, ...]) -> float:
    """Start a bot a few times, alone, and give the middle time."""
    times = []
    for _ in range(STARTS):
        with running(home, command) as run:
            times.append(run.ready)
    return sorted(times)[STARTS // 2]


@dataclass
class Run:
    """A bot that is being asked."""

    control: Control
    pid: int
    ready: float
    spent: float = 0.0
    waited: float = 0.0

    def ask(self, questions: list[str]) -> None:
        """Ask one question after another."""
        for question in questions:
            self.control.ask(VISITOR, question)

    def measure(self, questions: list[str]) -> None:
        """Ask, and add up the seconds of processor and of waiting."""
        used, began = processor(self.pid), time.perf_counter()
        self.ask(questions)
        self.waited += time.perf_counter() - began
        self.spent += processor(self.pid) - used

    def measured(self, ready: float, count: int) -> Measured:
        """Give the figures of this many questions."""
        return Measured(ready, memory(self.pid), 1000 * self.spent / count, 1000 * self.waited / count)


@contextmanager
def running(home: Path, command: tuple[str, ...]) -> Iterator[Run]:
    """Start a bot on a server of its own and wait for its first poll; stop it at the end."""
    home.mkdir(exist_ok=True)
    with running_server(token=TOKEN) as server:
        control = Control(server.url)
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "PTB_TIMEDELTA": "1"}
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment(home, **settings), stderr=subprocess.DEVNULL)
        try:
            assert control.get("calls", method="getUpdates", timeout=30)["calls"], "the bot did not start"
            yield Run(control, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(10)
            control.close()


def processor(pid: int) -> float:
    """Give the seconds that a process, with all its threads, has been on a processor."""
    times = [path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(map(int, times)) / 1e9


def growth(home: Path, questions: list[str], marks: tuple[int, int]) -> tuple[float, float]:
    """Give the MiB resident after so many messages and after so many more; each question is asked with a number."""
    with running(home, BOT) as run:
        found = []
        for number in range(1, marks[1] + 1):
            run.control.ask(VISITOR, f"{questions[number % len(questions)]} {number}")
            if number in marks:
                found.append(memory(run.pid))
    return found[0], found[1]


def memory(pid: int) -> float:
    """Give the MiB of a process that are in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
