"""Has each update handled until it is done: ticked off, tried again, or parked with a word to its author."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Update
from telegram.error import Forbidden, InvalidToken, TelegramError
from telegram.ext import BaseUpdateProcessor, ContextTypes

from delivery.database import Trouble, is_out_of_order
from delivery.mail import Mail
from handlers import errors
from handlers.patience import growing
from handlers.secrecy import described

PAUSES = (0.2, 0.8)
"""Seconds before each further attempt; others wait meanwhile, so there are few and short ones."""

STARTS = 5
"""How many processes may end with the same update in hand before it is parked: a power cut is not its doing."""

_log = logging.getLogger(__name__)


class DeadlyError(Exception):
    """An update that seems to end every process which handles it."""


class Ticker(BaseUpdateProcessor):
    """One update at a time. `process_update` swallows what a handler raises, so `note` has to hear of it."""

    def __init__(self, mail: Mail, clock: Callable[[], Any], pauses: Sequence[float] = PAUSES) -> None:
        super().__init__(1)
        self._mail = mail
        self._clock = clock
        self._pauses = pauses
        self._failure: BaseException | None = None
        self._handle: Callable[[object], Coroutine[Any, Any, None]] | None = None

    async def initialize(self) -> None:
        """Nothing is needed."""

    async def shutdown(self) -> None:
        """Nothing is left."""

    def by(self, handle: Callable[[object], Coroutine[Any, Any, None]]) -> None:
        """Handle updates again with this, the application's `process_update`."""
        self._handle = handle

    async def note(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take note that a handler failed; registered as the error handler."""
        self._failure = context.error
        if context.error is not None and not isinstance(context.error, Forbidden):
            _log.error("a handler failed: %s", described(context.error))

    async def do_process_update(self, update: object, coroutine: Any) -> None:
        if not isinstance(update, Update):
            await coroutine
            return
        error = await self._attempt(coroutine, update)
        pauses = growing()
        while error is not None and self._handle and await self._try_again(update, error, next(pauses)):
            error = await self._attempt(self._handle(update), update)
        await self._close(update, error)

    async def _attempt(self, coroutine: Coroutine[Any, Any, None], update: Update) -> BaseException | None:
        """Let the handlers have an update; give what went wrong. What a process may have died of is counted before."""
        if self._mail.inbox.take_up(update.update_id) and await self._count(update) > STARTS:
            coroutine.close()
            return DeadlyError(f"update {update.update_id} was in hand when {STARTS} processes ended")
        self._failure = None
        await coroutine
        return self._failure

    async def _count(self, update: Update) -> int:
        return int(await self._patiently(lambda: self._mail.inbox.failed(update.update_id)))

    async def _try_again(self, update: Update, error: BaseException, pause: float) -> bool:
        """Wait and say True where another attempt makes sense; a disk that takes nothing is not the update's fault."""
        if is_out_of_order(error):
            await asyncio.sleep(pause)
            return True
        if isinstance(error, (DeadlyError, TelegramError)) or not self._mail.inbox.is_open(update.update_id):
            return False
        attempts = await self._count(update)
        if attempts > len(self._pauses):
            return False
        await asyncio.sleep(self._pauses[attempts - 1])
        return True

    async def _close(self, update: Update, error: BaseException | None) -> None:
        """Tick an update off, or park it; where the token was refused it stays for a process with a better one."""
        number, inbox = update.update_id, self._mail.inbox
        if isinstance(error, InvalidToken):
            return
        if error is None or isinstance(error, Forbidden):
            if inbox.is_open(number):
                await self._patiently(lambda: self._mail.tick(number))
            return
        if isinstance(error, DeadlyError):
            _log.error("%s", error)
        if inbox.is_open(number):
            await self._patiently(lambda: inbox.park(number, self._clock()))
        await errors.tell(update)

    async def _patiently(self, write: Callable[[], Any]) -> Any:  # whatever is written
        """Write something, however long the disk takes to be ready."""
        for pause in growing():
            try:
                return write()
            except Trouble as error:
                _log.error("an update cannot be ticked off: %s", error)
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")
