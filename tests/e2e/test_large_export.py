"""What is large is done beside the bot, over HTTP: it answers at once, and a kill loses nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from playground.client import Control
from playground.people import OFFICE
from playground.server import running_server
from tests.e2e.driver import TOKEN, BotProcess, until
from tests.ministry import CLERK, Ministry, Size


@contextmanager
def large(home: Path, made: Ministry, **more: str) -> Iterator[tuple[Control, BotProcess]]:
    """Hands, and a bot that does not run yet, over a ministry whose clerk is the office's person."""
    made.db.execute("update people set account = ? where account = ?", (OFFICE, CLERK))
    made.db.conn.commit()
    made.db.close()
    with running_server(token=TOKEN, clock_file=home / "clock") as server:
        control = Control(server.url)
        control.post("clock", now="2019-12-16T09:00:00+07:00")
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "BOT_CLOCK_FILE": str(home / "clock")}
        bot = BotProcess(home, **settings | more)
        yield control, bot
        bot.stop()
        control.close()


def test_a_large_export_is_answered_at_once_and_sent_when_it_is_made(tmp_path: Path) -> None:
    made = Ministry(tmp_path, Size(0, (2019, 2), "2019-12-16T09:00:00"))
    made.fill()
    with large(tmp_path, made) as (control, bot):
        bot.start()
        since = control.seq()
        control.say(OFFICE, "/xuat tất cả csv")
        assert until(lambda: "đang lập tệp" in str(control.from_bot(since, OFFICE, timeout=1)), 30)
        bot.kill()
        bot.start()
        assert until(lambda: "bao-cao-tat-ca.csv" in str(control.from_bot(since, OFFICE, timeout=1)), 30)


@pytest.mark.soak
def test_a_crowd_is_reminded_as_another_process_says(tmp_path: Path) -> None:
    made = Ministry(tmp_path, Size(0, (2019, 3), "2019-12-16T09:00:00", people=320))
    with large(tmp_path, made, BOT_TICK="2") as (control, bot):
        control.say(OFFICE, "/start")  # Telegram hands nothing to whom the bot has never heard
        bot.start()
        assert until((tmp_path / "exports" / "due.jsonl").exists, 60)
        assert '"send": [["676/' in (tmp_path / "exports" / "due.jsonl").read_text(encoding="utf-8")
        assert until(lambda: "Tổng hợp báo cáo" in str(control.from_bot(0, OFFICE, timeout=1)), 60)
