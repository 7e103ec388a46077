"""The webhook's port: what is slow, large or not Telegram's is refused early, and keeps nobody out."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from playground.client import Control
from playground.server import running_server
from tests.e2e.driver import ROOT, TOKEN, VISITOR, BotProcess, environment
from tests.e2e.kills import SECRET, free_port, settings_for
from tests.e2e.test_coming_in import ANSWER, QUESTION

pytestmark = pytest.mark.e2e
HEAD = "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BotProcess, Control, str]]:
    home: Path = tmp_path_factory.mktemp("bot")
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        settings = settings_for("webhook", server.url)
        bot = BotProcess(home, **settings).start()
        yield bot, control, settings["WEBHOOK_URL"]
        assert bot.stop() == 0
        assert len(bot.log) < 20_000


def connected(url: str, first: str = "") -> socket.socket:
    parts = urlsplit(url)
    found = socket.create_connection((parts.hostname, parts.port), timeout=30)
    found.sendall(first.format(path=parts.path).encode())
    return found


def test_a_thousand_half_open_requests_keep_nobody_out(place: tuple[BotProcess, Control, str]) -> None:
    """Line 24."""
    _, control, url = place
    with ExitStack() as stack:
        for _ in range(1100):
            stack.callback(connected(url, HEAD).close)
        began = time.monotonic()
        assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
        assert time.monotonic() - began < 5


@pytest.mark.soak  # fifteen seconds
def test_who_is_slow_is_let_go_after_seconds(place: tuple[BotProcess, Control, str]) -> None:
    """With nothing, with half a head, with half a body."""
    half = HEAD + f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 100\r\n\r\n{{{{"
    began = time.monotonic()
    with ExitStack() as stack:
        for slow in [stack.enter_context(closing(connected(place[2], sent))) for sent in ("", HEAD, half)]:
            slow.recv(1000)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("secret", ["", "X-Telegram-Bot-Api-Secret-Token: wrong\r\n"])
def test_the_secret_is_looked_at_before_the_body(place: tuple[BotProcess, Control, str], secret: str) -> None:
    """The body never comes; the refusal does."""
    with closing(connected(place[2], HEAD + secret + "Content-Length: 4000000\r\n\r\n")) as stranger:
        assert b" 403 " in stranger.recv(1000)
        assert stranger.recv(1000) == b""


def test_a_body_or_a_head_that_is_too_large_is_refused(place: tuple[BotProcess, Control, str]) -> None:
    for more in (f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 99999999\r\n\r\n", "X: y\r\n" * 5000):
        with closing(connected(place[2], HEAD + more)) as large:
            assert large.recv(1000)[:15] in (b"", b"HTTP/1.1 400 Ba", b"HTTP/1.1 413 Re")


@pytest.mark.soak
def test_where_few_files_may_be_open_half_open_requests_keep_nobody_out_either(tmp_path: Path) -> None:
    """Line 24's kind: at the door of health, with the limit that a service manager has set."""
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control, ExitStack() as stack:
        listen = f"127.0.0.1:{free_port()}"
        env = environment(tmp_path, **settings_for("polling", server.url), HEALTH_LISTEN=listen)
        bot = subprocess.Popen(
            ["/bin/sh", "-c", 'ulimit -n 160; exec "$0" "$1" run', sys.executable, ROOT / "bot.py"], env=env
        )
        stack.callback(bot.wait)
        stack.callback(bot.terminate)
        assert ANSWER in control.ask(VISITOR, QUESTION, timeout=45)["text"]
        for _ in range(400):
            stack.callback(connected(f"http://{listen}/health", HEAD).close)
        began = time.monotonic()
        assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
        assert time.monotonic() - began < 5
