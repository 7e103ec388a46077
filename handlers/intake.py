"""The queue between Telegram and the handlers: what comes in is on disk before it is in here.

What the library cannot read is kept as it came and stepped over: an update of nothing but its number stands for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from telegram import Bot, Update

from clock import ClockError
from handlers.retry import growing
from handlers.secrecy import reason
from storage.connection import StorageError
from storage.inbox import Inbox, Json, Reason

_log = logging.getLogger(__name__)


class Intake(asyncio.Queue[object]):
    """What python-telegram-bot puts updates into, by polling and by webhook, before it tells Telegram."""

    def __init__(self, inbox: Inbox, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.stuck = False
        """Whether an update waits in here for a disk that takes it."""
        self._inbox = inbox
        self._clock = clock
        self._raw: dict[int, Json] = {}
        self._unreadable: set[int] = set()

    def overhear(self, answer: Json, bot: Bot) -> None:
        """Take note of the updates that a poll brought, as they are; the library gets none that it cannot read."""
        answer["result"] = [
            raw if self._note(raw, bot) else {"update_id": raw["update_id"]} for raw in answer["result"]
        ]

    async def take(self, raw: Json, bot: Bot) -> None:
        """Keep and queue an update that came by itself."""
        await self.put(self._note(raw, bot) or Update(raw["update_id"]))

    def _note(self, raw: Json, bot: Bot) -> Update | None:
        """Remember an update as it came in; give it as the library reads it, if it does."""
        number = raw["update_id"]
        self._raw[number] = raw
        try:
            return Update.de_json(raw, bot)
        except Exception as error:  # noqa: BLE001  # whatever the library makes of it
            self._unreadable.add(number)
            _log.error("update %d cannot be read (%s); it is kept aside: bot.py dead-letters", number, reason(error))
            return None

    async def put(self, item: object) -> None:
        """Keep an update, however long that takes, and queue it unless it is known; never raises."""
        if not isinstance(item, Update) or await self._keep(item):
            await super().put(item)

    def recall(self, bot: Bot) -> int:
        """Queue what an earlier process did not get done; give how many there were. Raises `StorageError`."""
        for raw in self._inbox.waiting():
            update = self._note(raw, bot)
            if update is not None:
                self.put_nowait(update)
            else:
                self._inbox.put_aside(raw["update_id"], self._clock(), "unreadable")
        self._raw.clear()
        self._unreadable.clear()
        return self.qsize()

    def drop(self) -> None:
        """Take everything out, as before a stop; it is on disk."""
        while not self.empty():
            self.get_nowait()
            self.task_done()

    async def _keep(self, update: Update) -> bool:
        raw = self._raw.pop(update.update_id, None) or update.to_dict()
        aside: Reason | None = "unreadable" if update.update_id in self._unreadable else None
        for pause in growing():
            try:
                new = self._inbox.receive(raw, self._clock(), aside)
            except (StorageError, ClockError) as error:
                _log.error("an update cannot be kept (%s); Telegram is not told that we have it", error)
                self.stuck = True
            else:
                self.stuck = False
                self._unreadable.discard(update.update_id)
                return new and not aside
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")
