"""Has each update handled until it is done: acknowledged, tried again, or given up with a word to its author."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.error import Forbidden, InvalidToken, TelegramError
from telegram.ext import ApplicationHandlerStop, BaseUpdateProcessor, ContextTypes

from clock import ClockError
from handlers import errors
from handlers.retry import growing
from handlers.secrecy import described
from storage.connection import StorageError, may_pass
from storage.unit_of_work import Storage

PAUSES = (0.2, 0.8)
"""Seconds before each further attempt; the person's next messages wait meanwhile, so there are few and short ones."""

STARTS = 5
"""How many processes may end with the same update in hand before it is given up: a power cut is not its doing."""

AT_ONCE = 10_000
"""Updates that may be in hand: a person's come one after the other, and nobody waits for somebody else's."""

HEAVY, LONGEST_REST = 0.05, 0.5
"""Seconds: after a message that takes longer its author's next one waits as long again, so that others have a turn."""

_log = logging.getLogger(__name__)


class DeadlyError(Exception):
    """An update that seems to end every process which handles it."""


class UpdateProcessor(BaseUpdateProcessor):
    """One update of a person at a time. `process_update` swallows what a handler raises, so `note` hears of it."""

    def __init__(self, storage: Storage, clock: Callable[[], Any], pauses: Sequence[float] = PAUSES) -> None:
        super().__init__(AT_ONCE)
        self._storage = storage
        self._clock = clock
        self._pauses = pauses
        self._failures: dict[int, BaseException] = {}
        self._turns: dict[tuple[int, int], tuple[asyncio.Lock, int]] = {}
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
        if isinstance(update, Update) and context.error is not None:
            self._failures[update.update_id] = context.error
        if context.error is not None and not isinstance(context.error, Forbidden):
            _log.error("a handler failed: %s", described(context.error))
        raise ApplicationHandlerStop  # what another handler would do now is done at the next attempt

    async def do_process_update(self, update: object, coroutine: Any) -> None:
        if not isinstance(update, Update):
            await coroutine
            return
        async with self._turn(update):
            if self._is_over(update):
                coroutine.close()
                return
            began = time.monotonic()
            error = await self._attempt(coroutine, update)
            pauses = growing()
            while error is not None and self._handle and await self._try_again(update, error, next(pauses)):
                error = await self._attempt(self._handle(update), update)
            await self._close(update, error)
            if (took := time.monotonic() - began) > HEAVY:
                await asyncio.sleep(min(took, LONGEST_REST))

    @asynccontextmanager
    async def _turn(self, update: Update) -> AsyncIterator[None]:
        """Wait for the updates of the same person in the same chat that came before."""
        who = (
            update.effective_chat.id if update.effective_chat else 0,
            update.effective_user.id if update.effective_user else 0,
        )
        lock, count = self._turns.get(who, (asyncio.Lock(), 0))
        self._turns[who] = lock, count + 1
        try:
            async with lock:
                yield
        finally:
            lock, count = self._turns.pop(who)
            if count > 1:
                self._turns[who] = lock, count - 1

    def _is_over(self, update: Update) -> bool:
        """Tell whether an update was acknowledged with another one, of the same album."""
        return update.message is not None and bool(
            update.message.media_group_id and not self._storage.inbox.is_open(update.update_id)
        )

    async def _attempt(self, coroutine: Coroutine[Any, Any, None], update: Update) -> BaseException | None:
        """Let the handlers have an update; give what went wrong. What a process may have died of is counted before."""
        if self._storage.inbox.take_up(update.update_id) and await self._count(update) > STARTS:
            coroutine.close()
            return DeadlyError(f"update {update.update_id} was in hand when {STARTS} processes ended")
        await coroutine
        return self._failures.pop(update.update_id, None)

    async def _count(self, update: Update) -> int:
        return int(await self._patiently(lambda: self._storage.inbox.failed(update.update_id)))

    async def _try_again(self, update: Update, error: BaseException, pause: float) -> bool:
        """Wait and say True where another attempt makes sense; a disk that takes nothing is not the update's fault."""
        if may_pass(error):
            await asyncio.sleep(pause)
            return True
        if isinstance(error, (DeadlyError, TelegramError)) or not self._storage.inbox.is_open(update.update_id):
            return False
        attempts = await self._count(update)
        if attempts > len(self._pauses):
            return False
        await asyncio.sleep(self._pauses[attempts - 1])
        return True

    async def _close(self, update: Update, error: BaseException | None) -> None:
        """Acknowledge an update or give it up; where the token was refused it stays for a process with a better one."""
        number, inbox = update.update_id, self._storage.inbox
        if isinstance(error, InvalidToken):
            return
        if error is None or isinstance(error, Forbidden):
            if inbox.is_open(number):
                await self._patiently(lambda: self._storage.acknowledge(number))
            return
        if isinstance(error, DeadlyError):
            _log.error("%s", error)
        if inbox.is_open(number):
            await self._patiently(lambda: self._storage.dead_letter(number, errors.apology(update)))
        await errors.tell(update)

    async def _patiently(self, write: Callable[[], Any]) -> Any:  # whatever is written
        """Write something, however long the disk takes to be ready."""
        for pause in growing():
            try:
                return write()
            except (StorageError, ClockError) as error:
                _log.error("an update cannot be acknowledged: %s", error)
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")
