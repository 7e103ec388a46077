"""Reminders to a crowd: how fast they go out, and what questions feel of it meanwhile."""

import statistics
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from playground.client import Control
from tests.e2e.driver import VISITOR
from tests.e2e.quarter import UNITS
from tests.e2e.reminding import house


@dataclass
class Crowd:
    """Recipients, seconds until the last has heard, most in a second, and ms a question: before and meanwhile."""

    count: int
    seconds: float
    most: int
    before: tuple[float, float]
    meanwhile: tuple[float, float]


def measure(home: Path, count: int) -> Crowd:
    """Let so many people be reminded at once, and ask all the while."""
    seats = [(800_000 + n, f"Người Số {n}", UNITS[n % len(UNITS)], "reporter") for n in range(count)]
    with house(home, seats, "2019-09-05T10:00:00", BOT_TICK="5") as crowd:
        crowd.settle(120)
        before = _ask(crowd.control, 100)
        since, began = crowd.control.seq(), time.monotonic()
        crowd.clock("2019-09-06T08:30:00")
        times: list[float] = []
        arrivals: list[tuple[float, int]] = []
        while sum(n for _, n in arrivals) < count:
            times += _ask(crowd.control, 20)
            found = crowd.control.get("events", since=since, type="message", bot=1)
            arrivals.append((time.monotonic() - began, sum(e["chat"] >= 800_000 for e in found["events"])))
            since = found["next"]
        crowd.settle(60)
        return Crowd(count, arrivals[-1][0], _most(arrivals), _middle(before), _middle(times))


def _ask(control: Control, count: int) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        control.ask(VISITOR, "nhiệm vụ 13 ai chủ trì")
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(0.02)
    return times


def _most(arrivals: list[tuple[float, int]]) -> int:
    """The most that came between two looks, as a rate a second."""
    gaps = [(at - before, n) for (before, _), (at, n) in pairwise(arrivals)]
    return round(max(n / gap for gap, n in gaps))


def _middle(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[18]
