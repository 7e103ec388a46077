"""A whole bot as a process of its own on a server of this one: how long it takes to start, and what a message costs."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playground.client import Control
from playground.server import running_server
from tests.e2e.driver import ROOT, TOKEN, VISITOR, environment

WARM_UP = 50
STARTS = 3


@dataclass
class Measured:
    """Seconds from start to the first poll, MiB resident after the run, ms of processor and of waiting a message."""

    ready: float
    memory: float
    processor: float
    answer: float


def measure_bot(home: Path, questions: list[str]) -> Measured:
    return _measure(home, [sys.executable, str(ROOT / "bot.py"), "run"], questions)


def measure_echo(home: Path, questions: list[str]) -> Measured:
    return _measure(home, [sys.executable, "-m", "tests.bench.echo"], questions)


def _measure(home: Path, command: list[str], questions: list[str]) -> Measured:
    with running_server(token=TOKEN) as server:
        control = Control(server.url)
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "PTB_TIMEDELTA": "1"}
        starts = sorted(_run(home, command, settings, control, lambda _: None)[0] for _ in range(STARTS - 1))
        ready, figures = _run(home, command, settings, control, lambda pid: _talk(control, pid, questions))
        control.close()
    return Measured(sorted([*starts, ready])[STARTS // 2], *figures)


def _run(
    home: Path, command: list[str], settings: dict[str, str], control: Control, action: Callable[[int], object]
) -> tuple[float, object]:
    """Start a bot, wait for its first poll, do something with it, stop it."""
    since = control.get("calls", since=2**62)["next"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment(home, **settings), stderr=subprocess.DEVNULL)
    try:
        assert control.get("calls", since=since, method="getUpdates", timeout=30)["calls"], "the bot did not start"
        ready = time.perf_counter() - began
        return ready, action(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _talk(control: Control, pid: int, questions: list[str]) -> tuple[float, float, float]:
    """Ask one question after another; give memory, processor time and waiting time a message."""
    for question in questions[:WARM_UP]:
        control.ask(VISITOR, question)
    used, began = _processor(pid), time.perf_counter()
    for question in questions:
        control.ask(VISITOR, question)
    count = len(questions)
    waited, spent = time.perf_counter() - began, _processor(pid) - used
    return _memory(pid), 1000 * spent / count, 1000 * waited / count


def _processor(pid: int) -> float:
    """Give the seconds of processor time, user's and system's, that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
