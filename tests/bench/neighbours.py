"""What one person's trouble costs another: B asks while answers to A take long, or while Telegram limits A."""

import statistics
import time
from pathlib import Path

from playground.people import REPORTER
from tests.bench.whole import BOT, Run, running
from tests.e2e.driver import VISITOR, until

SLOW, ANSWERS, QUESTIONS = 10.0, 3, 150
TROUBLES = {
    "three answers to A take 10 s each": {"kind": "delay", "seconds": SLOW, "count": ANSWERS},
    "A is limited": {"kind": "429", "retry_after": int(SLOW), "count": ANSWERS},
}
Times = tuple[float, float]
"""Milliseconds of B's question: the middle one, and the 95th of a hundred."""


def measure(home: Path) -> dict[str, tuple[Times, Times]]:
    """Give, by A's trouble, what B's questions take before it and during it."""
    with running(home, BOT) as bot:
        _ask(bot, QUESTIONS)
        return {name: (_ask(bot, QUESTIONS), _meanwhile(bot, fault)) for name, fault in TROUBLES.items()}


def _meanwhile(bot: Run, fault: dict[str, object]) -> Times:
    since = bot.control.seq()
    bot.control.post("faults", method="sendMessage", chat_id=REPORTER, **fault)
    for number in range(ANSWERS):
        bot.control.say(REPORTER, f"nhiệm vụ {number + 1} ai chủ trì")
    times = _ask(bot, QUESTIONS)
    arrived = bot.control.from_bot(since, REPORTER, timeout=0.01)
    assert len(arrived) < ANSWERS, "A's trouble was over before B had asked"
    found = until(lambda: len(bot.control.from_bot(since, REPORTER, timeout=1)) == ANSWERS, ANSWERS * SLOW + 30)
    assert found, "A was never answered"
    bot.control.delete("faults")
    return times


def _ask(bot: Run, count: int) -> Times:
    times = []
    for number in range(count):
        began = time.perf_counter()
        bot.control.ask(VISITOR, f"nhiệm vụ {number % 26 + 1} ai chủ trì")
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times), statistics.quantiles(times, n=20)[18]
