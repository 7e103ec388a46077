"""What a report costs: from the message to the receipt, by processor time for each call of the Bot API."""

import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from playground.people import REPORTER
from tests.bench.whole import BOT, ECHO, Run, processor, running

WARM_UP = 40


def measure(home: Path, count: int) -> tuple[float, float]:
    """Milliseconds of processor a call of the bot while it takes reports, and of the echo bot while it echoes."""
    with running(home / "reports", BOT) as bot, running(home / "echo", ECHO) as echo:
        _seat(home / "reports" / "bot.sqlite3")
        for number in range(WARM_UP):
            _report(bot, number)
        echo.ask([_words(number) for number in range(WARM_UP)])
        return _a_call(bot, count), _a_call_of_echo(echo, count)


def _a_call(bot: Run, count: int) -> float:
    since = bot.control.get("calls", since=2**62)["next"]
    used = processor(bot.pid)
    for number in range(count):
        _report(bot, WARM_UP + number)
    time.sleep(0.5)  # what is done beside the talk counts as well
    spent = processor(bot.pid) - used
    calls = bot.control.get("calls", since=since)["calls"]
    return 1000 * spent / sum(call["method"].lower() != "getupdates" for call in calls)


def _a_call_of_echo(echo: Run, count: int) -> float:
    used = processor(echo.pid)
    echo.ask([_words(number) for number in range(count)])
    return 1000 * (processor(echo.pid) - used) / count


def _report(bot: Run, number: int) -> None:
    """A report in words, sent with a tap; the receipt stands where the draft stood."""
    draft = bot.control.ask(REPORTER, _words(number))
    since = bot.control.seq()
    bot.control.press(REPORTER, draft, "Gửi")
    assert bot.control.from_bot(since, REPORTER), "no receipt"


def _words(number: int) -> str:
    """Percentages rise, so that nothing has to be confirmed."""
    return f"Cập nhật nhiệm vụ 13: {number // 4}%, đã họp lần {number}, vướng kinh phí"


def _seat(path: Path) -> None:
    """Let the reporter in; the bot reads people anew when it has not met them yet."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with sqlite3.connect(path, timeout=10) as db:
        db.execute(
            "insert into people (account, name, position, joined_at) values (?, 'Phạm Thị Lan', 'Chuyên viên', ?)",
            (REPORTER, now),
        )
        db.execute(
            "insert into roles select id, 'Trung tâm Công nghệ thông tin', 'reporter', ? from people where account = ?",
            (now, REPORTER),
        )
