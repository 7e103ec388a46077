"""The queue between Telegram and the handlers: what comes in is on disk before it is in here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from telegram import Bot, Update

from clock import ClockError
from handlers.retry import growing
from storage.connection import StorageError
from storage.inbox import Inbox, Json

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

    def remember(self, update: Json) -> None:
        """Take note of an update as it came in, so that it need not be made of the library's object again."""
        self._raw[update["update_id"]] = update

    def overhear(self, answer: Json) -> None:
        """Take note of the updates that a poll brought."""
        for update in answer.get("result") or ():
            self.remember(update)

    async def put(self, item: object) -> None:
        """Keep an update, however long that takes, and queue it unless it is known; never raises."""
        if not isinstance(item, Update) or await self._keep(item):
            await super().put(item)

    def recall(self, bot: Bot) -> int:
        """Queue what an earlier process did not get done; give how many there were. Raises `StorageError`."""
        count = 0
        for count, update in enumerate(self._inbox.waiting(), 1):  # noqa: B007  # the last count is the result
            self.put_nowait(Update.de_json(update, bot))
        return count

    def drop(self) -> None:
        """Take everything out, as before a stop; it is on disk."""
        while not self.empty():
            self.get_nowait()
            self.task_done()

    async def _keep(self, update: Update) -> bool:
        raw = self._raw.pop(update.update_id, None) or update.to_dict()
        for pause in growing():
            try:
                new = self._inbox.receive(raw, self._clock())
            except (StorageError, ClockError) as error:
                _log.error("an update cannot be kept (%s); Telegram is not told that we have it", error)
                self.stuck = True
            else:
                self.stuck = False
                return new
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")
