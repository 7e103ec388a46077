"""How the bot starts, waits, refuses and stops."""

import asyncio
import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bootstrap import bootstrap
from clock import system_clock
from handlers.serving import serve
from playground.client import Control
from playground.server import running_server
from settings import Settings
from tests.e2e.driver import TOKEN, VISITOR, BotProcess, command, until

pytestmark = pytest.mark.e2e

QUICK = 6.0
"""Seconds that a stop may take at most, whatever Telegram does."""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def bot(tmp_path: Path, port: int) -> Iterator[BotProcess]:
    """A bot that is not started yet; its server is to be on `port`."""
    process = BotProcess(tmp_path, plain=True, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"http://127.0.0.1:{port}")
    yield process
    process.stop()


@pytest.fixture
def alone(tmp_path: Path, port: int) -> Iterator[BotProcess]:
    """A bot without a token, which is to bring its own playground."""
    process = BotProcess(tmp_path, "--port", str(port), plain=True)
    yield process
    process.stop()


def test_the_bot_waits_for_a_server_that_is_not_there_yet(bot: BotProcess, port: int) -> None:
    """Neither a refused connection nor a gateway's error ends it; each try is one line of the log."""
    bot.start(ready=False)
    assert bot.logs("Chưa kết nối được Telegram")
    with running_server(port, TOKEN) as playground:
        with closing(Control(playground.url)) as control:
            control.post("faults", kind="502", count=3)
            control.post("faults", kind="drop_before", count=1)
            assert bot.logs("Sẵn sàng", 20)
            assert control.ask(VISITOR, "nv 13 ai làm")["text"]
        assert bot.stop() == 0
    assert "Traceback" not in bot.log


def test_a_refused_token_is_one_line_and_exit_code_2(bot: BotProcess, port: int) -> None:
    with running_server(port, "1:another"):
        bot.start(ready=False)
        assert bot.ends() == 2
    assert bot.log.count("\n") == 1
    assert "TELEGRAM_BOT_TOKEN" in bot.log


def test_a_token_that_is_withdrawn_while_serving_ends_the_bot_with_one_line(bot: BotProcess, port: int) -> None:
    with running_server(port, TOKEN) as playground:
        bot.start()
        with closing(Control(playground.url)) as control:
            control.post("faults", kind="401")
            control.say(VISITOR, "nv 13")
        assert bot.ends() == 2
    assert "Telegram không nhận mã bot" in bot.log


def test_sigterm_stops_a_bot_that_serves(bot: BotProcess, port: int) -> None:
    with running_server(port, TOKEN):
        bot.start()
        assert bot.stop() == 0
    assert "Traceback" not in bot.log


def test_sigterm_stops_a_bot_that_has_lost_its_server(bot: BotProcess, port: int) -> None:
    """Even in the middle of the growing pauses between its tries."""
    with running_server(port, TOKEN):
        bot.start()
    assert bot.logs("Mất kết nối Telegram")
    assert bot.stop() == 0


def test_sigterm_stops_a_bot_that_telegram_has_told_to_wait(bot: BotProcess, port: int) -> None:
    with running_server(port, TOKEN) as playground, closing(Control(playground.url)) as control:
        bot.start()
        control.post("faults", kind="429", method="sendMessage", retry_after=60)
        control.say(VISITOR, "nv 13")
        assert control.get("calls", method="sendMessage", timeout=5)["calls"]
        bot._process.terminate()
        assert bot.ends(QUICK) == 0


def test_sigterm_in_the_first_moments_leaves_nothing_behind(alone: BotProcess, port: int) -> None:
    """Before the bot serves, while it starts its playground or imports."""
    alone.start(ready=False)
    assert alone.logs("Mở trang này")
    assert alone.stop() == 0
    assert until(lambda: not answers(port))


def test_sigint_stops_a_bot_that_has_never_reached_its_server(bot: BotProcess) -> None:
    bot.start(ready=False)
    assert bot.logs("Chưa kết nối được Telegram")
    bot._process.send_signal(signal.SIGINT)
    assert bot.ends(QUICK) == 0


def test_a_second_process_on_the_same_database_is_refused(bot: BotProcess, port: int, tmp_path: Path) -> None:
    with running_server(port, TOKEN) as playground:
        bot.start()
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": playground.url}
        second = command(tmp_path, "run", **settings)
        assert (second.returncode, second.stderr.count("\n")) == (2, 1)
        assert "Một tiến trình khác" in second.stderr
        bot.stop()


def test_another_copy_with_the_same_token_is_named(bot: BotProcess, port: int, tmp_path: Path) -> None:
    """Telegram lets only one of them poll; the log says so in a line, and neither ends."""
    (tmp_path / "second").mkdir()
    with running_server(port, TOKEN) as playground:
        bot.start()
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": playground.url}
        second = BotProcess(tmp_path / "second", **settings).start()
        assert until(lambda: "Một bản khác" in bot.log + second.log)
        assert (second.stop(), bot.stop()) == (0, 0)


def test_without_a_token_the_bot_brings_its_playground(alone: BotProcess, port: int, tmp_path: Path) -> None:
    """The page's address is printed, the bot answers there from a database of its own, and SIGTERM ends both."""
    alone.start()
    url = f"http://127.0.0.1:{port}"
    assert f"{url}/" in alone.log
    assert b"<html" in urllib.request.urlopen(f"{url}/").read()
    with closing(Control(url)) as control:
        assert control.ask(VISITOR, "nv 13 ai làm")["text"]
        control.post("clock", now="2019-09-16T08:00:00+07:00")
        assert "20/9" in control.ask(VISITOR, "hạn nộp báo cáo quý này là ngày nào")["text"]
        control.ask(VISITOR, "thời tiết Hà Nội ngày mai có mưa không")
    assert "thời tiết" in command(tmp_path, "questions").stdout
    assert (tmp_path / "playground.sqlite3").exists()
    assert not (tmp_path / "bot.sqlite3").exists()
    assert alone.stop() == 0
    assert not answers(port)


def test_a_killed_bot_leaves_no_playground_behind(alone: BotProcess, port: int) -> None:
    alone.start()
    alone.kill()
    assert until(lambda: not answers(port))


def test_a_busy_port_is_one_clear_line(alone: BotProcess, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        alone.start(ready=False)
        assert alone.ends() == 2
    assert alone.log.count("\n") == 1
    assert str(port) in alone.log


def test_a_playground_that_dies_takes_the_bot_with_it(alone: BotProcess, port: int) -> None:
    alone.start()
    (child,) = [int(pid) for pid in children(alone.pid)]
    os.kill(child, signal.SIGKILL)
    assert alone.ends() == 2
    assert "Sân thử đã dừng" in alone.log


@pytest.mark.parametrize(
    ("arguments", "settings", "word"),
    [
        (["run"], {"TELEGRAM_BOT_TOKEN": "khong-phai-ma"}, "TELEGRAM_BOT_TOKEN"),
        (["run"], {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_DB": "/proc/khong/ghi/duoc.sqlite3"}, "BOT_DB"),
        (["run"], {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_CLOCK_FILE": "/x"}, "BOT_CLOCK_FILE"),
        (["run", "--port", "99999"], {}, "65535"),
        (["ask"], {}, "bot.py ask"),
        (["ask", "a", "--jsonl"], {}, "bot.py ask"),
        (["ask", "a"], {"BOT_CLOCK_FILE": "/khong/co"}, "/khong/co"),
        (["kb", "show"], {}, "PL.13"),
        (["kb", "show", "PL.999"], {}, "PL.999"),
        (["kb", "--decision", "/khong/co.txt"], {}, "/khong/co.txt"),
        (["nhamlenh"], {}, "--help"),
        ([], {}, "--help"),
    ],
)
def test_what_is_not_allowed_is_one_clear_message_and_exit_code_2(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], word: str
) -> None:
    done = command(tmp_path, *arguments, **settings)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_no_questions_yet_is_no_error(tmp_path: Path) -> None:
    done = command(tmp_path, "questions", "--export")
    assert (done.returncode, done.stdout) == (0, "")


def answers(port: int) -> bool:
    """Say whether anything listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_work_beside_that_ends_ends_the_bot(tmp_path: Path) -> None:
    """Line 20: what it ended with is told, and a service manager starts the whole anew."""

    async def fails(bot: object) -> None:
        raise OSError("made up")

    with running_server(token=TOKEN) as server:
        settings = Settings(telegram_bot_token=TOKEN, telegram_api_url=server.url, bot_db=tmp_path / "bot.sqlite3")
        with bootstrap(settings, system_clock) as app:
            served = replace(app.served, beside=(*app.served.beside, fails))
            with pytest.raises(OSError, match="made up"):
                asyncio.run(asyncio.wait_for(serve(served, lambda: None), 20))
