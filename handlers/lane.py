"""Sends what goes to many at once, one after the other and at most so many a second, beside the answers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from telegram import Bot
from telegram.error import RetryAfter, TelegramError, TimedOut

from clock import ClockError
from conversation.outgoing import Outgoing
from handlers.dependencies import Desk
from handlers.lean import NotSentError
from handlers.posting import Post, seconds
from storage.connection import StorageError
from storage.outbox import REMINDERS, Outbox, Row

A_SECOND = 25
"""Messages a second at most: Telegram takes 30 from a bot, and the answers need some of them."""
PAUSES = (1.0, 3.0, 10.0, 30.0, 60.0)
"""Seconds of waiting while Telegram is away; the last one again and again."""
LOOK_EVERY = 30.0

Recheck = Callable[[str], Outgoing | None]
"""What a message, by its key, is to say now; None where it is no longer wanted, which has been written down."""

_log = logging.getLogger(__name__)


class Lane:
    """One message at a time is on its way, so a crash doubles one at most. Each is looked at again right before."""

    def __init__(self, desk: Desk, recheck: Recheck, a_second: float = A_SECOND) -> None:
        self._outbox: Outbox = desk.mail.outbox
        self._post: Post = desk.post
        self._clock = desk.clock
        self._recheck = recheck
        self._gap = 1 / a_second
        self._wake = asyncio.Event()
        self._begun = 0.0

    def wake(self) -> None:
        """Have the loop look at once."""
        self._wake.set()

    async def run(self, bot: Bot) -> None:
        """Send what waits, for as long as the bot serves; the post knows the bot."""
        del bot
        failures = 0
        while True:
            self._wake.clear()
            self._begun = time.monotonic()
            try:
                error, sent = await self._one()
            except (StorageError, ClockError) as trouble:
                _log.error("the reminders have to wait: %s", trouble)
                await asyncio.sleep(PAUSES[1])
                continue
            failures = failures + 1 if error else 0
            await self._rest(error, failures, sent=sent)

    async def _one(self) -> tuple[TelegramError | None, bool]:
        """Send the next message, or find that it is not wanted; give what went wrong, and whether there was any."""
        row = self._outbox.next_in(REMINDERS)
        if row is None:
            return None, False
        outgoing = row.outgoing if row.messages else self._look_again(row)
        if outgoing is None:
            return None, True
        return await self._send(replace(row, outgoing=outgoing)), True

    def _look_again(self, row: Row) -> Outgoing | None:
        """What a message is to say; one that cannot be worded is given up, so that the others go on."""
        try:
            return self._recheck(row.key or "")
        except (StorageError, ClockError):
            raise
        except Exception:  # noqa: BLE001  # whatever is wrong with one message, it is not the others' fault
            _log.exception("message %d of the outbox cannot be worded", row.id)
            self._outbox.failed(row, "cannot be worded", self._clock())
            return None

    async def _send(self, row: Row) -> TelegramError | None:
        error = await self._post.attempt(row)
        if isinstance(error, TimedOut) and not isinstance(error, NotSentError):
            # the call has almost surely been carried out: one who has been reminded must not be reminded again
            self._outbox.sent(row, row.messages, self._clock())
            return None
        if error is not None and not isinstance(error, RetryAfter):
            self._outbox.put_off(row, 0.0)  # counts the attempt
        return error

    async def _rest(self, error: TelegramError | None, failures: int, *, sent: bool) -> None:
        """Keep the rate; wait as long as Telegram wants, or longer and longer while it is away, or for more to send."""
        if isinstance(error, RetryAfter):
            await asyncio.sleep(seconds(error))
        elif sent and error is None:
            await asyncio.sleep(max(0.0, self._begun + self._gap - time.monotonic()))
        else:
            pause = PAUSES[min(failures, len(PAUSES)) - 1] if error else LOOK_EVERY
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
