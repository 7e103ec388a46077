"""The queue between Telegram and the handlers: what comes in is on disk before it is in here.

What the library cannot read is kept as it came and stepped over: an update of nothing but its number stands for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from telegram import Bot, Update

from clock import ClockError
from conversation.cleaning import clean
from conversation.outgoing import Outgoing
from handlers import addressing, words
from handlers.retry import growing, pause_after
from handlers.secrecy import reason
from storage.connection import StorageError
from storage.inbox import LARGEST, Inbox, Json, Reason, is_numbered, own_number
from storage.outbox import ANSWER
from storage.unit_of_work import Storage

MOST_IN_LINE = 20
"""Messages of one person that wait at once, of those written about the same time."""
MOST_IN_HAND = 5_000
"""Updates that are in memory at once; more than a person or a crowd makes, less than it holds."""
QUIET, A_MOMENT = 2.0, 0.05
"""Seconds without one more that is not taken, before its author is told; and between two looks for room."""

A_SECOND = 1.0
"""The most between two polls that bring only what has no number: it comes again until something behind it has come."""

_log = logging.getLogger(__name__)


class Intake(asyncio.Queue[object]):
    """What python-telegram-bot puts updates into, by polling and by webhook, before it tells Telegram."""

    def __init__(self, inbox: Inbox, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.stuck = False
        """Whether an update waits in here for a disk that takes it."""
        self._inbox = inbox
        self._clock = clock
        self._raw: dict[int, Any] = {}
        self._unreadable: set[int] = set()
        self._steps: set[int] = set()
        self._next = self._repeated = 0
        """The number that Telegram's next update has, 0 where none has come yet; polls that brought nothing new."""
        self._unnumbered: set[int] = set()
        self._declining = asyncio.Event()
        self.since = datetime.max.replace(tzinfo=UTC)
        """When this process began to serve; what people sent before waited for it."""

    def overhear(self, answer: Json, bot: Bot) -> None:
        """Take note of the updates that a poll brought, as they are; the library gets none that it cannot read."""
        numbered = [raw for raw in answer["result"] if is_numbered(raw)]
        others = [raw for raw in answer["result"] if not is_numbered(raw)]
        unnumbered = [self._note_other(raw) for raw in others]
        result = [{"update_id": number} for number in unnumbered]
        result += [raw if self._note(raw, bot) else {"update_id": raw["update_id"]} for raw in numbered]
        if numbered:
            self._next = numbered[-1]["update_id"] + 1
            self._unnumbered.clear()
        elif others:
            result.append(self._step({*unnumbered} - self._unnumbered))
            self._unnumbered.update(unnumbered)
        answer["result"] = result

    async def take(self, raw: Json, bot: Bot) -> None:
        """Keep and queue an update that came by itself."""
        if is_numbered(raw):
            await self.put(self._note(raw, bot) or Update(raw["update_id"]))
        else:
            await self.put(Update(self._note_other(raw)))

    def _note(self, raw: Json, bot: Bot) -> Update | None:
        """Remember an update as it came in; give it as the library reads it, if it does."""
        number = raw["update_id"]
        self._raw[number] = raw
        try:
            check_form(raw)
            return Update.de_json(raw, bot)
        except Exception as error:  # noqa: BLE001  # whatever the library makes of it
            self._unreadable.add(number)
            _log.error("update %d cannot be read (%s); it is kept aside: bot.py dead-letters", number, reason(error))
            return None

    def _note_other(self, raw: object) -> int:
        """Remember what has no number of its own; give the one under which it is kept, the same each time."""
        number = own_number(raw)
        self._raw[number] = raw
        self._unreadable.add(number)
        return number

    def _step(self, new: set[int]) -> Json:
        """Give what stands for the next numbers, by which the library confirms what has none: numbers are in order.

        What comes again all the same had other numbers: who steps on would pass over what has not come yet.
        """
        self._repeated = 0 if new else self._repeated + 1
        step = -1  # before anything has come nothing can be confirmed
        if self._next and new:
            self._next += len(new)
            step = self._next - 1
        self._steps.add(step)
        return {"update_id": step}

    async def put(self, item: object) -> None:
        """Keep an update, however long that takes, and queue it unless it is known; never raises."""
        if isinstance(item, Update) and item.update_id in self._steps:
            self._steps.discard(item.update_id)
            await asyncio.sleep(pause_after(self._repeated, A_SECOND))
            return
        if not isinstance(item, Update) or await self._keep(item):
            await super().put(item)

    async def recall(self, bot: Bot) -> None:
        """Queue what an earlier process did not get done. Raises `StorageError`."""
        for raw in self._inbox.waiting():
            update = self._note(raw, bot)
            self._raw.clear()
            if update is None:
                self._unreadable.clear()
                self._inbox.put_aside(raw["update_id"], self._clock(), "unreadable")
            else:
                await self._room()
                await super().put(update)

    async def _room(self) -> None:
        """Wait until there is room for one more in memory; the others wait on disk, or at Telegram."""
        while self._inbox.open_count() > MOST_IN_HAND:  # noqa: ASYNC110  # they end one by one, in many places
            await asyncio.sleep(A_MOMENT)

    async def tell_declined(self, storage: Storage) -> None:
        """Tell people which of their messages were not taken, in one word once no more come."""
        while True:
            try:
                self._tell_each(storage)
                await self._declining.wait()
            except (StorageError, ClockError) as error:
                _log.error("who sent too much cannot be told yet: %s", error)
                self._declining.set()
            while self._declining.is_set():
                self._declining.clear()
                await asyncio.sleep(QUIET)

    def _tell_each(self, storage: Storage) -> None:
        for (chat, _), letters in groupby(sorted(self._inbox.untold(), key=_author), _author):
            rows = list(letters)
            with storage.writing() as work:
                self._inbox.told([number for number, _ in rows])
                work.add(_declined(chat, [_message(update) for _, update in rows]), priority=ANSWER)

    def drop(self) -> None:
        """Take everything out, as before a stop; it is on disk."""
        while not self.empty():
            self.get_nowait()
            self.task_done()

    async def _keep(self, update: Update) -> bool:
        await self._room()
        raw = self._raw.pop(update.update_id, None) or update.to_dict()
        aside: Reason | None = "unreadable" if update.update_id in self._unreadable else None
        if aside is None and self._is_too_much(update, raw):
            aside = "declined"
            self._declining.set()
        for pause in growing():
            try:
                new = self._inbox.receive(raw, self._clock(), aside)
            except (StorageError, ClockError) as error:
                _log.error("an update cannot be kept (%s); Telegram is not told that we have it", error)
                self.stuck = True
            else:
                self.stuck = False
                self._unreadable.discard(update.update_id)
                if new and not is_numbered(raw):
                    _log.error("what came has no number of an update; it is kept aside: bot.py dead-letters")
                return new and not aside
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")

    def _is_too_much(self, update: Update, raw: Json) -> bool:
        """Tell whether a message is one too many of a person's; what was sent before we served is none."""
        message = update.message or update.edited_message
        if message is None or message.date < self.since or self._inbox.in_line(raw) < MOST_IN_LINE:
            return False
        return addressing.is_for_bot(message, message.get_bot())


def check_form(part: object, name: str = "") -> None:
    """Raise TypeError where a number or a text is none, or what is always there lacks: the library would hand it on."""
    if isinstance(part, list):
        for one in part:
            check_form(one, name)
    if not isinstance(part, dict):
        return
    if "message_id" in part and not (isinstance(chat := part.get("chat"), dict) and "id" in chat):
        raise TypeError("chat")
    if not all(part.get(needed) for needed in _NEEDED.get(name, ())):
        raise TypeError(name)
    for key, value in part.items():
        is_number = key in _NUMBERS or (key == "id" and name in _WHO)
        if (
            (is_number and not (type(value) is int and abs(value) <= LARGEST))
            or (key in _DATES and not (type(value) is int and 0 <= value < _NO_DATE))
            or (key in _TEXTS and not isinstance(value, str))
        ):
            raise TypeError(key)
        check_form(value, key)


_NEEDED = {"callback_query": ("from",), "my_chat_member": ("chat", "from", "old_chat_member", "new_chat_member")}
_WHO = ("chat", "from", "user", "sender_chat", "new_chat_members", "left_chat_member")
_NUMBERS = ("message_id", "message_thread_id", "offset", "length", "file_size")
_DATES, _NO_DATE = ("date", "edit_date"), 2**32
_TEXTS = (
    "text", "caption", "data", "first_name", "last_name", "username", "title", "type", "file_id", "file_unique_id",
    "file_name", "media_group_id", "status",
)  # fmt: skip


def _message(update: Json) -> Json:
    found: Json = update.get("message") or update["edited_message"]
    return found


def _author(letter: tuple[int, Json]) -> tuple[int, int]:
    message = _message(letter[1])
    return message["chat"]["id"], message.get("from", {}).get("id", 0)


def _declined(chat: int, messages: Sequence[Json]) -> Outgoing:
    """Word which messages were not taken, under the first of them."""
    ends = (messages[0], messages[-1])
    first, last = (clean(str(m.get("text") or m.get("caption") or words.A_FILE))[:40] for m in ends)
    said = words.declined(len(messages), first, last)
    thread = messages[0].get("message_thread_id") if messages[0].get("is_topic_message") else None
    return Outgoing(chat, said, reply_to=messages[0]["message_id"], thread=thread)
