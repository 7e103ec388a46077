"""Whatever comes in, in process and drawn anew each time: nothing is raised that nobody catches, and no call that goes
out is one that Telegram refuses for its form. HOSTILE_UPDATES says how many; HOSTILE_SEED draws the same ones again.
"""

import asyncio
import copy
import json
import logging
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bootstrap import App, bootstrap
from clock import system_clock
from handlers.application import intake_of
from playground import people
from playground.server import Playground, running_server
from settings import Settings
from tests.e2e.driver import TOKEN
from tests.progress.test_hostile import PIECES

pytestmark = pytest.mark.soak
COUNT = int(os.environ.get("HOSTILE_UPDATES", "1000"))
OF_STATE = (
    "message is not modified", "message to edit not found", "message can't be edited", "chat not found",
    "bot was blocked", "query is too old", "wrong file identifier", "file is too big", "not a member",
    "message to be replied not found", "bot was kicked", "can't initiate",
)  # fmt: skip
"""What Telegram says of how things stand, not of a call's form."""
WORDS = (
    *PIECES, "nv 13 60%, đã họp", "/baocao", "/capnhat 13", "/quantri", "/moi A | B", "/start x", "/tinhhinh", "/hoi",
    "/lichsu 13", "/nhiemvu13", "/choduyet", "/dangky", "/toi", "/huydangky", "/nhacnho", "/xuat", "/vanban", "ơi",
    "tiếp nhận hết", "duyệt 1 đầu mối", "gửi", "sửa", "rút lại", "cảm ơn", "TTCNTT", "chưa báo cáo", "ai chủ trì?",
    "chỉ tiêu 2025?", "còn gì nữa không?", "9" * 400, "é\u0301" * 20, "\ud83d", "\U0001f469\u200d\U0001f467" * 30, "**",
    "\u200b",
)  # fmt: skip
FILES = ("document", "photo", "video", "voice", "audio", "animation", "video_note", "sticker", "location", "contact")


class Hands:
    """Draws updates; what the bot has sent so far is replied to, edited under and pressed."""

    def __init__(self, dice: random.Random, playground: Playground) -> None:
        self._dice = dice
        self._world = playground.world
        self._number = int(time.time()) * 10
        self._written: list[dict] = []
        self._file = self._world.files.add(b"%PDF-1", "a.pdf")

    def update(self) -> dict:
        dice = self._dice
        self._number += 1
        kind = dice.choices(("message", "edited", "press", "member", "odd"), (60, 12, 20, 2, 6))[0]
        made = {"message": self._message, "edited": self._edited, "press": self._press, "member": self._member}
        body = made.get(kind, self._odd)()
        if dice.random() < 0.08:
            body = self._spoiled(body)
        return {"update_id": self._number, **body}

    def _text(self) -> str:
        words = " ".join(self._dice.choice(WORDS) for _ in range(self._dice.randrange(1, 7)))
        return (words * 50 if self._dice.random() < 0.01 else words)[:4096] or "a"

    def _head(self) -> dict:
        dice = self._dice
        person = dice.choice(people.cast())
        chat = {"id": person.id, "type": "private", "first_name": person.first_name}
        if dice.random() < 0.2:
            chat = {"id": people.GROUP, "type": "supergroup", "title": "Nhóm"}
        who = {"id": person.id, "is_bot": False, "first_name": dice.choice((person.first_name, *PIECES[:20])) or "A"}
        return {"message_id": self._number, "date": int(time.time()) - dice.randrange(100), "chat": chat, "from": who}

    def _message(self) -> dict:
        dice, message = self._dice, self._head()
        name = f"@{self._world.bot['username']}"
        text = f"{name} {self._text()}"[:4096] if message["chat"]["type"] != "private" else self._text()
        words = {"text": text}
        if dice.random() < 0.15:
            words = {**self._attachment(), **({"caption": text[:1024]} if dice.random() < 0.6 else {})}
        kind = "text" if "text" in words else "caption"
        if message["chat"]["type"] != "private" and kind in words:
            mention = {"type": "mention", "offset": 0, "length": len(name)}
            words["entities" if kind == "text" else "caption_entities"] = [mention]
        if dice.random() < 0.1:
            message["forward_origin"] = {"type": "hidden_user", "date": 1, "sender_user_name": self._text()[:60]}
        if dice.random() < 0.1:
            message["media_group_id"] = str(dice.randrange(50))
        if dice.random() < 0.15 and (shown := self._shown(message["chat"]["id"])):
            message["reply_to_message"] = {k: v for k, v in shown.items() if k != "reply_to_message"}
            message["quote"] = {"text": self._text()[:200], "position": 0}
        self._written = [*self._written[-200:], message | words]
        return {"message": message | words}

    def _attachment(self) -> dict:
        dice, kind = self._dice, self._dice.choice(FILES)
        size = dice.choice((10, 10, 21 * 1024 * 1024))
        file = {**self._file.view(), "file_size": size, "file_name": self._text()[:60]}
        shape = {"width": 1, "height": 1, "duration": 1, "length": 1, "is_animated": False, "is_video": False}
        if kind == "photo":
            return {"photo": [file | shape]}
        if kind == "location":
            return {"location": {"latitude": 1.0, "longitude": 2.0}}
        if kind == "contact":
            return {"contact": {"phone_number": "1", "first_name": self._text()[:50]}}
        return {kind: file | shape | {"type": "regular"}}

    def _edited(self) -> dict:
        if not self._written:
            return self._message()
        message = copy.deepcopy(self._dice.choice(self._written))
        kind = "caption" if "caption" in message else "text"
        if kind in message and self._dice.random() < 0.7:
            message[kind] = self._text()[:1024]
        return {"edited_message": message | {"edit_date": int(time.time()) + self._dice.randrange(9)}}

    def _shown(self, chat: int) -> dict | None:
        mine = [m for m in list(self._world.chats[chat].messages.values())[-30:] if m.from_bot]
        return self._dice.choice(mine).data if mine else None

    def _press(self) -> dict:
        dice, head = self._dice, self._head()
        shown = self._shown(head["chat"]["id"])
        if shown is None:
            return self._message()
        rows = (self._world.chats[head["chat"]["id"]].messages[shown["message_id"]].markup or {}).get("inline_keyboard")
        tokens = [b["callback_data"] for row in rows or () for b in row if "callback_data" in b] or ["r:draft:1"]
        token = dice.choice(tokens)
        if dice.random() < 0.2:
            at = dice.randrange(len(token) + 1)
            token = token[:at] + dice.choice((*PIECES, ":", "1", "::")) + token[at + 1 :]
        gone = {"chat": shown["chat"], "message_id": shown["message_id"], "date": 0}
        under = gone if dice.random() < 0.1 else shown
        number = str(next(self._world.numbers))
        query = {"id": number, "from": head["from"], "chat_instance": "1", "data": token[:64], "message": under}
        return {"callback_query": query}

    def _member(self) -> dict:
        head, bot = self._head(), self._world.bot
        old, new = self._dice.sample(("member", "left", "administrator"), 2)
        told = {name: head[name] for name in ("chat", "from", "date")}
        states = {"old_chat_member": {"user": bot, "status": old}, "new_chat_member": {"user": bot, "status": new}}
        return {"my_chat_member": told | states}

    def _odd(self) -> dict:
        """What no handler waits for."""
        message = self._head()
        more = self._dice.choice((
            {"new_chat_title": "x"}, {"migrate_to_chat_id": people.GROUP}, {"pinned_message": message}, {},
            {"dice": {"emoji": "🎲", "value": 3}}, {"poll": {}}, {"venue": 3}, {"text": ""}, {"caption": "nv 13?"},
            {"sender_chat": message["chat"], "text": "nv 13"}, {"text": "/", "entities": []},
        ))  # fmt: skip
        return {self._dice.choice(("message", "channel_post", "message_reaction")): message | more}

    def _spoiled(self, body: dict) -> dict:
        """Take something away somewhere, or put something else there."""
        body, dice = json.loads(json.dumps(body)), self._dice
        at = body
        while True:
            key = dice.choice(list(at) if isinstance(at, dict) else range(len(at)))
            if isinstance(at[key], (dict, list)) and at[key] and dice.random() < 0.8:
                at = at[key]
                continue
            if dice.random() < 0.5 and isinstance(at, dict):
                del at[key]
            else:
                at[key] = dice.choice((None, "x", -1, 2**70, [], {}, True, 1e300, "\ud800", [[]]))
            return body


class Faults(logging.Handler):
    """Keeps what is logged as an error, but for what could not be read."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if "cannot be read" not in line:
            self.lines.append(line)


@pytest.fixture
def faults() -> Iterator[Faults]:
    found = Faults()
    logging.getLogger().addHandler(found)
    yield found
    logging.getLogger().removeHandler(found)


async def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:  # noqa: ASYNC110  # rows tell, no event does
        await asyncio.sleep(0.01)


async def feed(app: App, hands: Hands, count: int) -> None:
    """Have the bot take updates as they come by a webhook, and wait until all has its outcome."""
    bot, intake = app.served.app.bot, intake_of(app.served.app)
    async with app.served.app:
        await app.served.app.start()
        beside = [asyncio.create_task(app.served.worker.run())]
        beside += [asyncio.create_task(make(bot)) for make in app.served.beside]
        for number in range(count):
            await intake.take(hands.update(), bot)
            if number % 5 == 0:
                await asyncio.sleep(0.01)
            await until(lambda: app.storage.inbox.open_count() <= 50)
        await until(lambda: not app.storage.inbox.open_count() and not app.storage.outbox.chats())
        ended = [task for task in beside if task.done()]
        for task in beside:
            task.cancel()
        await app.served.app.stop()
    assert not ended, ended


@pytest.mark.parametrize("run", range(6))
def test_hostile_updates_are_all_stood(tmp_path: Path, faults: Faults, run: int) -> None:
    seed = int(os.environ.get("HOSTILE_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"HOSTILE_SEED={seed} HOSTILE_UPDATES={COUNT}")
    with running_server(token=TOKEN, started=True) as playground:
        settings = Settings(
            telegram_bot_token=SecretStr(TOKEN), telegram_api_url=playground.url, bot_db=tmp_path / "bot.sqlite3",
            bot_admins=frozenset({people.ADMIN}),
        )  # fmt: skip
        with bootstrap(settings, system_clock, a_second=1000.0, quiet=0.1) as app:
            with app.storage.writing():
                for person in people.cast():
                    if person.id in people.SEATS:
                        app.service.seat(person.id, person.first_name, people.SEATS[person.id], system_clock())
            asyncio.run(feed(app, Hands(random.Random(seed), playground), COUNT))
            assert app.storage.inbox.open_count() == 0
        calls = [call for call in playground.world.calls.since(0) if call["ok"] is False]
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db:
        failed = db.execute("select body from inbox where reason = 'failed'").fetchall()
        done = db.execute("select state, reason, count(*) from inbox group by 1, 2").fetchall()
    print(done)
    refused = {(c["method"], c["error"]) for c in calls if not any(words in c["error"] for words in OF_STATE)}
    print(*refused, *failed, *set(faults.lines), sep="\n")
    assert (refused, failed, faults.lines) == (set(), [], []), seed
