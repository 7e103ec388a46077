"""One server and one bot for the tests that only talk; the tests of its life start their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.client import Control
from playground.server import Playground, running_server
from tests.e2e.driver import TOKEN, BotProcess


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for the bot's database, log and clock."""
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="module")
def now() -> str | None:
    """What the server's clock says at first, a Monday of September 2019; a module that needs the real one says None."""
    return "2019-09-16T08:00:00+07:00"


@pytest.fixture(scope="module")
def server(home: Path, now: str | None) -> Iterator[Playground]:
    with running_server(token=TOKEN, clock_file=home / "clock" if now else None) as playground:
        yield playground


@pytest.fixture(scope="module")
def control(server: Playground, now: str | None) -> Iterator[Control]:
    """Hands on the server."""
    hands = Control(server.url)
    if now:
        hands.post("clock", now=now)
    yield hands
    hands.close()


@pytest.fixture(scope="module")
def bot(home: Path, server: Playground, control: Control) -> Iterator[BotProcess]:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "BOT_CLOCK_FILE": str(home / "clock")}
    process = BotProcess(home, **settings).start()
    yield process
    assert process.stop() == 0


@pytest.fixture(autouse=True)
def no_faults(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the faults of a test away after it."""
    yield
    if "control" in request.fixturenames:
        request.getfixturevalue("control").delete("faults")
