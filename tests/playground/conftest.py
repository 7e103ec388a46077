"""A fresh playground for each test, real python-telegram-bot objects, and hands to play the people with."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from playground.client import Control
from playground.server import Playground, running_server

Result = TypeVar("Result")
MakeBot = Callable[..., Bot]
WithBot = Callable[[Callable[[Bot], Awaitable[Result]]], Result]


@pytest.fixture(autouse=True)
def time_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask python-telegram-bot for time spans, as the bot does; without it a RetryAfter warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Playground]:
    """A server in a thread, with a clock file that is not there yet."""
    with running_server(clock_file=tmp_path / "clock") as playground:
        yield playground


@pytest.fixture
def control(server: Playground) -> Iterator[Control]:
    """The control API of the server."""
    hands = Control(server.url)
    yield hands
    hands.close()


@pytest.fixture
def make_bot(server: Playground) -> MakeBot:
    """Make a real Bot that talks to the server; to be used in `async with`."""

    def make(token: str = server.token, seconds: float = 5) -> Bot:
        requests = [HTTPXRequest(read_timeout=seconds, connect_timeout=2) for _ in range(2)]
        addresses = {"base_url": f"{server.url}/bot", "base_file_url": f"{server.url}/file/bot"}
        return Bot(token, **addresses, request=requests[0], get_updates_request=requests[1])

    return make


@pytest.fixture
def with_bot(make_bot: MakeBot) -> WithBot[object]:
    """Run a coroutine function with an initialised Bot, and give what it gives."""

    def run(action: Callable[[Bot], Awaitable[object]]) -> object:
        async def whole() -> object:
            async with make_bot() as bot:
                return await action(bot)

        return asyncio.run(whole())

    return run


@pytest.fixture
def unused_port() -> Callable[[], int]:
    """Find a port that nobody uses."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find
