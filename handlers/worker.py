"""Has everything in the outbox sent: a lane for each chat, who waits before the crowd, recorded before and after."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from clock import ClockError
from conversation.outgoing import Outgoing
from handlers.retry import growing, pause_after
from handlers.sender import Outcome, Sender
from storage.connection import StorageError
from storage.outbox import CROWD, UNKNOWN, Row
from storage.unit_of_work import Storage

A_SECOND = 25.0
"""Messages of a crowd a second at most: Telegram takes 30 from a bot, and the answers need some of them."""
LOOK_EVERY = 30.0
FLOOD = 5.0
"""Seconds that the crowd rests at most when Telegram asks one of it to wait."""
A_MOMENT = 0.5
SLOW = 0.25
"""Seconds after which a call is so slow that others do not wait for it."""
LATE = 0.05
"""Seconds by which a timer may be late. By more, and it was the bot that was busy: an answer may lie unread, which is
read in as many again.
"""
LAST_CALLS = 2.5
"""Seconds that a stop leaves to the calls that are under way."""

Recheck = Callable[[str], Outgoing | None]
"""What a message of the crowd, by its key, is to say now; None where it is not wanted, which has been written down."""

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listeners:
    """Who hears of what becomes of messages."""

    sent: Callable[[Row, tuple[int, ...]], None] = lambda _row, _numbers: None
    unreachable: Callable[[int, str], None] = lambda _chat, _reason: None
    refused: Callable[[Row], None] = lambda _row: None


class Worker:
    """Each chat waits for itself alone. A crash between Telegram's acceptance and our record sends an answer again."""

    def __init__(
        self, sender: Sender, storage: Storage, clock: Callable[[], datetime], recheck: Recheck,
        listeners: Listeners | None = None, a_second: float = A_SECOND, seconds: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._sender = sender
        self._outbox = storage.outbox
        self._new_mail = storage.new_mail
        self._clock = clock
        self._recheck = recheck
        self._listeners = listeners or Listeners()
        self._seconds = seconds
        self._pace = _Pace(1 / a_second)
        self._answers, self._crowd = _Gate(), _Gate()
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Send what waits, for as long as the bot serves: what is new at once, and everything now and then."""
        await self._patiently(lambda: self._outbox.left_in_doubt(self._clock()))
        while True:
            chats = await self._patiently(self._outbox.chats)
            self._new_mail.take()
            for chat in chats:
                self._open(chat)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    while True:
                        await self._new_mail.wait()
                        for chat in self._new_mail.take():
                            self._open(chat)

    async def stop(self) -> None:
        """Begin nothing more, and give the calls that are under way a moment."""
        self._stopping = True
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=LAST_CALLS)
        for task in self._lanes.values():
            task.cancel()

    async def deliver(self, chat: int) -> None:
        """Send what is due in a chat."""
        self._new_mail.take()
        self._open(chat)
        if chat in self._lanes:
            await asyncio.wait({self._lanes[chat]})

    def _open(self, chat: int) -> None:
        """Have a chat's messages sent, unless somebody is at it, who will come to the new ones, too."""
        if chat not in self._lanes and not self._stopping:
            task = asyncio.get_running_loop().create_task(self._lane(chat), name=f"lane {chat}")
            self._lanes[chat] = task

    async def _lane(self, chat: int) -> None:
        try:
            while not self._stopping and (row := self._outbox.next(chat)) is not None:
                now = self._seconds()
                if not row.is_due(now):
                    asyncio.get_running_loop().call_later(row.not_before - now, self._open, chat)
                    return
                await self._one(row)
        except (StorageError, ClockError) as error:
            _log.error("the messages of a chat have to wait: %s", error)
            asyncio.get_running_loop().call_later(pause_after(1), self._open, chat)
        except Exception:  # noqa: BLE001  # whatever is wrong with one chat, it is not the others' fault
            _log.exception("the messages of a chat have to wait")
            asyncio.get_running_loop().call_later(LOOK_EVERY, self._open, chat)
        finally:
            del self._lanes[chat]
            self._new_mail.done(chat)

    async def _one(self, row: Row) -> None:
        """Send one piece of a message; one of the crowd when its turn has come, and if it is still wanted then."""
        if row.priority < CROWD:
            async with self._answers.turn():
                await self._record(row, await self._sender.step(row))
            return
        await self._my_turn(row)
        async with self._crowd.turn():
            again = self._outbox.next(row.chat)
            wanted = self._wanted(row) if again and again.id == row.id and not self._stopping else None
            if wanted is not None:
                self._outbox.begin(wanted, self._clock())
                await self._record(wanted, await self._sender.step(wanted))

    async def _my_turn(self, row: Row) -> None:
        """Wait for the turn of one of the crowd; what tells of the others comes after them."""
        await self._pace.turn()
        while row.priority > CROWD and self._outbox.is_crowded():  # noqa: ASYNC110  # rows tell, no event does
            await asyncio.sleep(A_MOMENT)

    def _wanted(self, row: Row) -> Row | None:
        """Give a message as it is to go out now; what cannot be worded is given up, so that the others go on."""
        if row.messages:
            return row
        try:
            outgoing = self._recheck(row.key or "")
        except (StorageError, ClockError):
            raise
        except Exception:  # noqa: BLE001  # as above, of one message
            _log.exception("message %d of the outbox cannot be worded", row.id)
            self._outbox.failed(row, "cannot be worded", self._clock())
            return None
        return replace(row, outgoing=outgoing) if outgoing is not None else None

    async def _record(self, row: Row, outcome: Outcome) -> None:
        """Write down what became of a try; what is out stays known however long the disk takes nothing."""
        await self._patiently(lambda: self._write(row, outcome))
        if outcome.state == "sent":
            self._listeners.sent(row, outcome.messages)
        elif outcome.unreachable:
            await self._patiently(lambda: self._listeners.unreachable(row.chat, outcome.reason))
        elif outcome.state == "refused":
            _log.error("message %d of the outbox cannot be sent: %s", row.id, outcome.reason)
            await self._patiently(lambda: self._listeners.refused(row))
        elif outcome.state != "moved":
            _log.warning("message %d of the outbox has to wait, or is %s: %s", row.id, outcome.state, outcome.reason)
        if outcome.state == "again" and row.priority >= CROWD:
            self._pace.rest(min(outcome.wait, FLOOD))

    def _write(self, row: Row, outcome: Outcome) -> None:
        now = self._clock()
        match outcome.state:
            case "sent":
                self._outbox.sent(row, outcome.messages, now, outcome.whole)
            case "moved":
                self._outbox.moved(row.chat, outcome.moved_to)
                self._new_mail.put({outcome.moved_to})
            case "refused" if outcome.unreachable:
                self._outbox.refused(row.chat, outcome.reason, now)
            case "refused":
                self._outbox.failed(row, outcome.reason, now)
            case "lost" if row.priority >= CROWD:
                self._outbox.failed(row, UNKNOWN, now)
            case _:
                self._outbox.put_off(row, self._seconds() + outcome.wait)

    async def _patiently(self, act: Callable[[], Result]) -> Result:
        """Read or write something, however long the disk takes to be ready."""
        for pause in growing():
            try:
                return act()
            except (StorageError, ClockError) as error:
                _log.error("the outbox has to wait: %s", error)
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")


class _Gate:
    """Lets one call through after the other: a kill leaves one in doubt. Nobody waits for one that is slow."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn of one's own."""
        await self._lock.acquire()
        opening = asyncio.create_task(self._open_when_slow())
        try:
            yield
        finally:
            if opening.cancel():  # it is not open yet
                self._lock.release()

    async def _open_when_slow(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + SLOW
        await asyncio.sleep(SLOW)
        if loop.time() - due > LATE:
            await asyncio.sleep(LATE)
        self._lock.release()


class _Pace:
    """Gives turns at a steady rate."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._next = 0.0
        self._first = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for a turn of one's own."""
        async with self._first:
            while (wait := self._next - time.monotonic()) > 0:  # noqa: ASYNC110  # somebody may have put it off
                await asyncio.sleep(wait)
            self._next = time.monotonic() + self._gap

    def rest(self, seconds: float) -> None:
        """Give no turn for a while."""
        self._next = max(self._next, time.monotonic() + seconds)
