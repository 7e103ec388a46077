"""Stand-ins for what the handlers work with: an assistant with a few fixed answers, and a Telegram that writes down."""

import asyncio
import itertools
import json
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "1")

from sqlite_utils import Database
from telegram import Update
from telegram.ext import Application
from telegram.request import BaseRequest

from conversation.outgoing import Button, Outgoing
from handlers.application import register
from handlers.dependencies import Dependencies
from handlers.intake import Intake
from handlers.sender import Sender
from handlers.update_processor import UpdateProcessor
from handlers.worker import Listeners, Worker
from kb.answering.reply import Reply, Talk
from storage.connection import Connection
from storage.kept_questions import QuestionLog
from storage.migrations import migrate
from storage.unit_of_work import Storage

TOKEN = "676:the-secret-of-the-tests-0123456789"
NOW = datetime(2019, 9, 16, 1, tzinfo=UTC)
BOT = {"id": 676, "is_bot": True, "first_name": "Bot", "username": "tracuu_bot"}
ANN = {"id": 5, "is_bot": False, "first_name": "An"}
GROUP = {"id": -100, "type": "supergroup", "title": "Nhóm"}


_NUMBERS = itertools.count(1)
"""Of updates, messages and presses: never used again, as with Telegram."""


class FakeAnswers:
    """Answers about task 13, remembers the last question, turns pages, refuses the weather, breaks on demand."""

    def ask(self, question: str, talk: Talk, now: datetime) -> tuple[Reply, Talk]:
        after = Talk(question, now)
        if "hỏng" in question:
            raise ValueError(f"cannot read {question}")
        if "thời tiết" in question:
            return Reply("refuse", "Văn bản không nói về việc này.", understood=False), after
        if "danh sách" in question:
            return self._page(0), after
        if "dài" in question:
            return Reply("answer", "\n".join(f"**{n}** <dòng> & chữ" for n in range(800))), after
        if "lúc trước" in question:
            return Reply("answer", f"Trước đó: {talk.state or None}"), after
        buttons = ((Button("Nguyên văn", "v:PL.13"), Button("Cơ quan phối hợp", "c:13")),)
        return Reply("answer", f"**TTCNTT** <chủ trì> «{question}».", buttons=buttons), after

    def tap(self, token: str, talk: Talk, now: datetime) -> tuple[Reply, Talk] | None:
        if token == "hỏng":
            raise ValueError(token)
        if token.startswith("p:"):
            return self._page(int(token[2:])), talk
        if token == "v:PL.13":
            return Reply("answer", "Nguyên văn của PL.13.", reportable=False), talk
        return None

    def _page(self, page: int) -> Reply:
        return Reply("answer", f"Trang {page}", buttons=((Button("Tiếp", f"p:{page + 1}"),),))

    def welcome(self) -> Reply:
        return Reply("answer", "Kính chào anh/chị.", reportable=False)

    def help(self) -> Reply:
        return Reply("answer", "Cách hỏi.", reportable=False)

    def overview(self) -> Reply:
        return Reply("answer", "Các văn bản.", reportable=False)

    def tasks(self) -> Reply:
        return Reply("answer", "Các nhóm nhiệm vụ.", reportable=False)


class FakeTelegram(BaseRequest):
    """Writes down each call and answers it; what is in `faults` for a method comes first; None is no fault."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self.seconds = 0.0  # that a call takes
        self.at_once = self.most_at_once = 0
        self._ids = iter(range(1000, 10_000))

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data=None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for seconds in (self.seconds, *[0.0] * 5):  # as on a network, others have their turn meanwhile
            await asyncio.sleep(seconds)
        self.at_once -= 1
        name = url.rsplit("/", 1)[1]
        values = dict(request_data.parameters) if request_data else {}
        self.calls.append((name, values))
        if self.faults.get(name) and (fault := self.faults[name].pop(0)):
            code, body = fault
            return code, json.dumps({"ok": False, "error_code": code, **body}).encode()
        return 200, json.dumps({"ok": True, "result": self._result(name, values)}).encode()

    def _result(self, name: str, values: dict[str, Any]) -> Any:
        if name == "getMe":
            return BOT | dict.fromkeys(("can_join_groups", "supports_inline_queries"), True)
        if name in ("sendMessage", "sendDocument", "editMessageText"):
            number = values.get("message_id") or next(self._ids)
            return {"message_id": number, "date": 0, "chat": {"id": values["chat_id"], "type": "private"}}
        return True

    def sent(self, name: str = "sendMessage") -> list[dict[str, Any]]:
        return [values for method, values in self.calls if method == name]


class Chat:
    """The bot with its handlers, and a person who writes to it; each method lets the bot handle one update."""

    def __init__(self, db: Database | None = None) -> None:
        """Start; with the database of another chat, as after a restart."""
        self.telegram = FakeTelegram()
        self.db = db or Database(sqlite3.connect(":memory:", factory=Connection))
        migrate(self.db, Path(":memory:"))
        self.log = QuestionLog(self.db)
        self.mail = Storage(self.db, 676, lambda: NOW)
        self.desk = Dependencies(FakeAnswers(), self.log, lambda: NOW, "676", self.mail, settle=0.01)
        ticker, self.intake = (
            UpdateProcessor(self.mail, lambda: NOW, pauses=(0, 0)),
            Intake(self.mail.inbox, lambda: NOW),
        )
        builder = Application.builder().token(TOKEN).request(self.telegram).get_updates_request(FakeTelegram())
        self.app = builder.update_queue(self.intake).concurrent_updates(ticker).job_queue(None).build()
        register(self.app, self.desk, ticker, None)
        self.unreachable: list[tuple[int, str]] = []
        self.listeners = Listeners(self.desk.sent, lambda *told: self.unreachable.append(told), self.desk.refused)
        self.wanted: dict[str, Outgoing | None] = {}
        self._numbers = _NUMBERS

    def write(self, text: str | None = None, edited: bool = False, **more: Any) -> dict[str, Any]:
        message = {"message_id": next(self._numbers), "date": 1, "chat": {"id": 5, "type": "private"}, "from": ANN}
        message |= ({"text": text, "entities": _entities(text)} if text is not None else {}) | more
        return self._handle({"edited_message" if edited else "message": message}, message)

    def press(self, data: str, under: dict[str, Any] | None, who: dict[str, Any] = ANN) -> dict[str, Any]:
        query = {"id": str(next(self._numbers)), "from": who, "chat_instance": "1", "data": data}
        return self._handle({"callback_query": query | ({"message": under} if under else {})}, query)

    def message(self, number: int = -1) -> dict[str, Any]:
        """Give a message that the bot sent, as Telegram would hand it back under a press."""
        sent = self.telegram.sent()[number]
        shown = {
            "message_id": 1000 + (number % len(self.telegram.sent())),
            "date": 1,
            "from": BOT,
            "text": sent["text"],
        }
        shown["chat"] = {"id": sent["chat_id"], "type": "private"}
        return shown | ({"reply_markup": json.loads(_json(sent["reply_markup"]))} if "reply_markup" in sent else {})

    def _handle(self, payload: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
        asyncio.run(self._process({"update_id": next(self._numbers), **payload}))
        return result

    def worker(self, **more: Any) -> Worker:
        """Give somebody who sends; made on the running loop."""
        sender = Sender(self.app.bot, self.mail.outbox)
        return Worker(sender, self.mail, lambda: NOW, self.wanted.get, self.listeners, **more)

    def deliver(self) -> None:
        """Let the outbox send what is due."""
        asyncio.run(self._work(lambda: None))

    async def _deliver(self) -> None:
        worker = self.worker()
        for chat in self.mail.outbox.chats():
            await worker.deliver(chat)

    def recall(self) -> None:
        """Handle what another process left, as at the start."""
        asyncio.run(self._work(lambda: self.intake.recall(self.app.bot)))

    async def _process(self, payload: dict[str, Any]) -> None:
        update = Update.de_json(json.loads(json.dumps(payload)), self.app.bot)
        await self.intake.put(update)
        await self._work(lambda: None)

    async def _work(self, first: Callable[[], object]) -> None:
        async with self.app:
            if (wait := first()) is not None:
                await wait
            while not self.intake.empty():
                update = self.intake.get_nowait()
                await self.app.update_processor.process_update(update, self.app.process_update(update))
            await self._deliver()


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _entities(text: str) -> list[dict[str, Any]]:
    """Mark commands and mentions as Telegram does."""
    found, at = [], 0
    for word in text.split(" "):
        kind = {"/": "bot_command", "@": "mention"}.get(word[:1])
        if kind:
            found.append({"type": kind, "offset": at, "length": len(word.encode("utf-16-le", "surrogatepass")) // 2})
        at += len(word.encode("utf-16-le", "surrogatepass")) // 2 + 1
    return found


def labels(sent: dict[str, Any]) -> list[list[str]]:
    """Give the labels of a message's buttons, row by row."""
    markup = json.loads(_json(sent.get("reply_markup", '{"inline_keyboard": []}')))
    return [[button["text"] for button in row] for row in markup["inline_keyboard"]]
