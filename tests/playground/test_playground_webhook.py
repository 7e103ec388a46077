"""Delivery to a webhook: order, secret, repetition, and the way back to polling."""

import asyncio
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from telegram import Bot
from telegram.ext import Application, MessageHandler, filters

from playground.people import HEAD, VISITOR


class Receiver(ThreadingHTTPServer):
    """A webhook that writes down what it gets and fails as often as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, str]] = []
        self.failures = 0
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fail = self.server.failures > 0
        self.server.failures -= fail
        if not fail:
            secret = self.headers["X-Telegram-Bot-Api-Secret-Token"]
            self.server.got.append((body["message"]["text"], secret, self.headers["Content-Type"]))
        self.send_response(500 if fail else 200)
        self.end_headers()

    def log_message(self, *what: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook on a free port."""
    with Receiver() as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield listening
        listening.shutdown()


def address(receiver: Receiver) -> str:
    return f"http://127.0.0.1:{receiver.server_port}/hook"


def test_updates_arrive_in_order_with_the_secret(with_bot, control, receiver) -> None:
    control.say(VISITOR, "trước")
    with_bot(lambda bot: bot.set_webhook(address(receiver), secret_token="bi-mat_1"))
    ids = [control.say(VISITOR, str(number))["update_ids"][0] for number in range(10)]
    assert control.wait_settled(ids[-1])
    assert [text for text, _, _ in receiver.got] == ["trước", *map(str, range(10))]
    assert {(secret, kind) for _, secret, kind in receiver.got} == {("bi-mat_1", "application/json")}
    assert control.get("updates")["pending"] == []


def test_a_failed_delivery_is_repeated_and_nothing_of_that_chat_overtakes_it(with_bot, control, receiver) -> None:
    receiver.failures = 2
    with_bot(lambda bot: bot.set_webhook(address(receiver)))
    first = control.say(VISITOR, "một")["update_ids"][0]
    second = control.say(VISITOR, "hai")["update_ids"][0]
    assert control.wait_settled(first)
    assert control.wait_settled(second)
    assert [text for text, _, _ in receiver.got] == ["một", "hai"]
    info = with_bot(lambda bot: bot.get_webhook_info())
    assert "500" in info.last_error_message
    assert info.pending_update_count == 0


def test_a_dead_webhook_keeps_its_updates_for_polling(with_bot, control) -> None:
    async def switch(bot: Bot) -> list[str]:
        await bot.set_webhook("http://127.0.0.1:9/none")
        await asyncio.to_thread(control.say, VISITOR, "còn đây")
        await asyncio.sleep(0.15)
        assert "failed" in (await bot.get_webhook_info()).last_error_message.lower()
        await bot.delete_webhook()
        return [update.message.text for update in await bot.get_updates()]

    assert with_bot(switch) == ["còn đây"]


def test_pending_updates_can_be_dropped(with_bot, control) -> None:
    control.say(VISITOR, "cũ")
    with_bot(lambda bot: bot.delete_webhook(drop_pending_updates=True))
    assert with_bot(lambda bot: bot.get_updates()) == ()


def test_an_application_serves_a_webhook(server, control, unused_port: Callable[[], int]) -> None:
    port = unused_port()

    async def answer(update, context) -> None:
        await update.message.reply_text(update.message.text.upper())

    async def whole() -> str:
        app = Application.builder().token(server.token).base_url(f"{server.url}/bot").build()
        app.add_handler(MessageHandler(filters.TEXT, answer))
        async with app:
            await app.start()
            hook = f"http://127.0.0.1:{port}/hook"
            await app.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=hook, secret_token="s")
            found = await asyncio.to_thread(control.ask, HEAD, "xin chào")
            await app.updater.stop()
            await app.stop()
        return found["text"]

    assert asyncio.run(whole()) == "XIN CHÀO"
