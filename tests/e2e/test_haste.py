"""Who sends too much waits for themselves alone, and is told once what was not taken."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.server import Playground, running_server
from tests.e2e.driver import REPORTER, TOKEN, VISITOR, BotProcess, until
from tests.e2e.kills import free_port, settings_for
from tests.e2e.test_coming_in import ANSWER, QUESTION
from tests.e2e.test_faults import health

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def no_faults() -> None:
    """Each test has a server of its own, whose faults end with it."""


@pytest.fixture(params=["polling", pytest.param("webhook", marks=pytest.mark.soak)])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def server() -> Iterator[Playground]:
    with running_server(token=TOKEN) as playground:
        yield playground


@pytest.fixture
def control(server: Playground) -> Iterator[Control]:
    hands = Control(server.url)
    yield hands
    hands.close()


@pytest.fixture
def settings(server: Playground, mode: str) -> dict[str, str]:
    return settings_for(mode, server.url) | {"HEALTH_LISTEN": f"127.0.0.1:{free_port()}"}


@pytest.fixture
def bot(tmp_path: Path, settings: dict[str, str]) -> Iterator[BotProcess]:
    process = BotProcess(tmp_path, **settings).start()
    yield process
    assert process.stop() == 0
    assert "Traceback" not in process.log


def count(bot: BotProcess, where: str) -> int:
    with closing(sqlite3.connect(f"file:{bot.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        return db.execute(f"select count(*) from inbox where {where}").fetchone()[0]


def words_to(control: Control, person: int, words: str) -> list[dict]:
    shown = control.get("messages", chat=person, limit=500)["messages"]
    return [m for m in shown if m["from_bot"] and words in m["text"]]


DECLINED = "state = 'parked' and reason = 'declined'"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(120, "{} đơn vị nào chủ trì nv 13?", marks=pytest.mark.soak),
        pytest.param(60, "{} " + "đã họp với " * 360, marks=pytest.mark.soak),  # a quarter of a minute
    ],
)
def test_who_sends_too_much_waits_alone_and_is_told_once(
    bot: BotProcess, control: Control, server: Playground, settings: dict[str, str], mode: str, number: int, text: str
) -> None:
    """Line 26."""
    control.ask(REPORTER, QUESTION)
    control.ask(VISITOR, QUESTION)
    time.sleep(1.1)  # Telegram tells seconds: what is sent in the one of the start waited for us
    control.post("faults", kind="delay", method="sendMessage", seconds=0.3, chat_id=VISITOR)
    asked = [control.say(VISITOR, text.format(n))["messages"][0]["message_id"] for n in range(number)]
    began = time.monotonic()
    assert ANSWER in control.ask(REPORTER, QUESTION)["text"]
    assert time.monotonic() - began < 2
    control.delete("faults")
    assert until(lambda: count(bot, "state = 'waiting'") == 0, 60)
    declined = count(bot, DECLINED)
    assert declined <= number - 20
    if not declined:  # by a webhook they come in no faster than they are handled
        assert (mode, health(settings)[0]) == ("webhook", 200)
        return
    assert until(lambda: words_to(control, VISITOR, "chưa nhận"))
    time.sleep(3)
    (word,) = words_to(control, VISITOR, "chưa nhận")
    assert f"{declined} tin" in word["text"]
    assert word["reply_to"]["message_id"] in asked
    assert health(settings) == (200, {"ok": True})
    bot.stop()
    bot.start()
    assert count(bot, DECLINED) == declined
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
    assert len(words_to(control, VISITOR, "chưa nhận")) == 1


def test_what_waited_while_the_bot_was_down_is_all_answered(bot: BotProcess, control: Control) -> None:
    control.ask(VISITOR, QUESTION)
    bot.stop()
    for _ in range(60):
        control.say(VISITOR, QUESTION)
    time.sleep(1.1)  # Telegram tells seconds
    bot.start()
    assert until(lambda: count(bot, "state = 'done'") >= 61, 60)
    assert count(bot, DECLINED) == 0


def test_an_album_counts_as_the_one_message_that_it_is(bot: BotProcess, control: Control) -> None:
    """Line 26's kind: who sends evidence of many tasks is not hasty; none of an album is left out."""
    control.ask(VISITOR, QUESTION)
    time.sleep(1.1)  # Telegram tells seconds
    for _ in range(4):
        control.upload(VISITOR, [(f"{number}.pdf", b"%PDF") for number in range(10)], caption=QUESTION)
    assert until(lambda: count(bot, "state = 'done'") >= 41, 30)
    assert count(bot, DECLINED) == 0


def test_presses_are_not_counted(bot: BotProcess, control: Control) -> None:
    shown = control.ask(VISITOR, QUESTION)
    since = control.seq()
    for _ in range(60):
        control.press(VISITOR, shown, shown["buttons"][0][0]["text"])
    assert until(lambda: len(control.get("callbacks", since=since)["callbacks"]) == 60, 60)
    assert count(bot, DECLINED) == 0
