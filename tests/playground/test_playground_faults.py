"""Faults on demand, the guard of the loopback address, the clock, the command line."""

import asyncio
import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from playground.people import HEAD, VISITOR
from playground.server import running_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def started(control):
    """The control API, after visitor and head have written to the bot."""
    control.say(VISITOR, "/start")
    control.say(HEAD, "/start")
    return control


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        ({"kind": "drop_before"}, NetworkError, 0),
        ({"kind": "drop_after"}, NetworkError, 1),
        ({"kind": "429", "retry_after": 7}, RetryAfter, 0),
        ({"kind": "502"}, NetworkError, 0),
        ({"kind": "403"}, Forbidden, 0),
        ({"kind": "401"}, InvalidToken, 0),
        ({"kind": "slow_answer", "seconds": 0.6}, TimedOut, 1),
    ],
)
def test_the_next_call_goes_wrong_as_ordered_and_the_one_after_does_not(
    make_bot, started, fault: dict, error: type[Exception], arrived: int
) -> None:
    started.post("faults", method="sendMessage", count=1, **fault)

    async def send_twice() -> None:
        async with make_bot(seconds=0.3) as bot:
            with pytest.raises(error):
                await bot.send_message(VISITOR, "một")
            await bot.send_message(VISITOR, "hai")

    asyncio.run(send_twice())
    texts = [m["text"] for m in started.get("messages", chat=VISITOR)["messages"] if m["from_bot"]]
    assert texts == ["một"] * arrived + ["hai"]


def test_retry_after_is_told(with_bot, started) -> None:
    started.post("faults", kind="429", method="sendMessage", retry_after=7)

    async def send(bot: Bot) -> object:
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(VISITOR, "x")
        return caught.value.retry_after.total_seconds()

    assert with_bot(send) == 7


def test_a_delay_comes_before_the_effect(with_bot, started) -> None:
    started.post("faults", kind="delay", seconds=0.3, count=1)
    begin = time.perf_counter()
    with_bot(lambda bot: bot.send_message(VISITOR, "x"))
    assert time.perf_counter() - begin >= 0.3


def test_down_means_everything_until_it_is_lifted(with_bot, server, started) -> None:
    async def calls(bot: Bot) -> None:
        await asyncio.to_thread(started.post, "faults", kind="down")
        for call in (bot.get_me(), bot.get_updates(), bot.send_message(VISITOR, "x")):
            with pytest.raises(NetworkError, match="Bad Gateway"):
                await call
        await asyncio.to_thread(started.delete, "faults")
        assert await bot.get_me()

    with_bot(calls)


def test_a_fault_may_strike_one_chat_only_and_by_a_seeded_chance(with_bot, started) -> None:
    started.post("faults", kind="403", method="sendMessage", chat_id=VISITOR, probability=0.5, seed=1)

    async def send(bot: Bot) -> list[int]:
        wrong = []
        for number in range(20):
            assert await bot.send_message(HEAD, "x")
            try:
                await bot.send_message(VISITOR, "x")
            except Forbidden:
                wrong.append(number)
        return wrong

    wrong = with_bot(send)
    started.delete("faults")
    started.post("faults", kind="403", method="sendMessage", chat_id=VISITOR, probability=0.5, seed=1)
    assert 3 < len(wrong) < 17
    assert with_bot(send) == wrong


def test_an_expired_press_can_no_longer_be_answered(with_bot, started) -> None:
    async def late(bot: Bot) -> None:
        sent = await bot.send_message(VISITOR, "x")
        started.post("press", person=VISITOR, message_id=sent.message_id, data="x")
        assert started.post("expire")["expired"] == 1
        with pytest.raises(BadRequest, match=r"(?i)query is too old"):
            await (await bot.get_updates(offset=-1))[0].callback_query.answer()

    with_bot(late)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_other_sites_in_the_same_browser_are_refused(server, headers: dict[str, str], status: int) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    for path in ("/control/state", f"/bot{server.token}/getMe"):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        assert response.status == status
    connection.close()


def test_the_page_may_run_only_its_own_script(server) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    connection.request("GET", "/")
    response = connection.getresponse()
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert server.token.encode() not in response.read()
    connection.close()


def test_the_clock_file_is_set_read_and_taken_away(server, control, tmp_path: Path) -> None:
    assert control.get("clock")["shifted"] is False
    assert control.post("clock", now="2019-09-17T08:30:00")["now"] == "2019-09-17T08:30:00+07:00"
    assert (tmp_path / "clock").read_text().strip() == "2019-09-17T08:30:00+07:00"
    assert control.say(VISITOR, "x")["messages"][0]["date"] == 1568683800
    assert control.post("clock", now=None)["shifted"] is False
    assert not (tmp_path / "clock").exists()


def run(*arguments: str, token: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PLAYGROUND_TOKEN": token}
    command = [sys.executable, "-m", "playground", *arguments]
    return subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, text=True, cwd=ROOT)


def test_the_command_prints_its_address_and_ends_cleanly() -> None:
    process = run("--port", "0", token="1:abc")
    url = process.stdout.readline().strip()
    connection = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"))
    connection.request("POST", "/bot1:abc/getMe")
    assert json.loads(connection.getresponse().read())["result"]["id"] == 1
    connection.close()
    process.terminate()
    assert process.wait(5) == 0
    assert process.communicate()[1] == ""


def test_a_busy_port_and_an_open_address_are_refused_in_one_line() -> None:
    with running_server() as server:
        busy = run("--port", server.url.rpartition(":")[2])
        open_to_all = run("--listen", "0.0.0.0")
        for process, words in ((busy, "đang có chương trình khác dùng"), (open_to_all, "--unsafe-listen-anywhere")):
            errors = process.communicate(timeout=10)[1]
            assert process.returncode == 2
            assert words in errors
            assert errors.count("\n") == 1
