"""How often a model is asked: few calls at once, so many a day, none while its server rests, nothing twice.

All of it is in memory: kept replies are found by the digest of their prompts, and are words of a model about Asks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from reader.client import Completion, NoReplyError
from reader.prompt import Prompt

AT_ONCE = 4
"""Calls at once; more wait for one of them, within their time."""
IN_A_ROW, FIRST_REST, LONGEST_REST = 3, 30.0, 600.0
"""Failures in a row that let a server rest, and for how many seconds: twice as long each time, up to the longest."""
KEPT = 1000
"""Replies that are kept."""

_log = logging.getLogger(__name__)


@dataclass
class Counts:
    """What a model did on a day."""

    day: date
    calls: int = 0
    failures: int = 0
    unread: int = 0
    kept: int = 0
    milliseconds: int = 0
    tokens_read: int = 0
    tokens_written: int = 0


class Calls:
    """Stands before a client: gives a model's text for a prompt, or says why there is none."""

    def __init__(
        self,
        complete: Callable[[Prompt], Awaitable[Completion]],
        seconds: float,
        daily: int,
        today: Callable[[], date],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._complete, self._seconds, self._daily, self._clock = complete, seconds, daily, clock
        self._today, self._counts = today, Counts(today())
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._kept: dict[str, str] = {}
        self._under_way: dict[str, asyncio.Task[str]] = {}
        self._in_a_row = 0
        self._rests_until = 0.0
        self.trouble = ""
        """Why the last call failed, in words for the operator; "" where it did not."""

    @property
    def counts(self) -> Counts:
        """What was done today."""
        if self._counts.day != (day := self._today()):
            self._counts = Counts(day)
        return self._counts

    @property
    def rests(self) -> bool:
        """Whether the server is left alone for a while."""
        return self._clock() < self._rests_until

    async def text(self, prompt: Prompt) -> str:
        """A model's text for a prompt; who asks the same meanwhile has the same. Raises NoReplyError."""
        if (kept := self._kept.get(prompt.digest)) is not None:
            self.counts.kept += 1
            return kept
        task = self._under_way.get(prompt.digest)
        if task is None:
            task = asyncio.create_task(self._asked(prompt), name="reader")
            self._under_way[prompt.digest] = task
            task.add_done_callback(lambda done: self._over(prompt.digest, done))
        return await asyncio.shield(task)

    def _over(self, digest: str, done: asyncio.Task[str]) -> None:
        del self._under_way[digest]
        if not done.cancelled() and done.exception() is None:
            self._kept[digest] = done.result()
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]

    async def _asked(self, prompt: Prompt) -> str:
        began = None
        self._admit()
        try:
            async with asyncio.timeout(self._seconds), self._slots:
                self._admit()  # who waited may have to go, after all
                self.counts.calls += 1
                began = self._clock()
                done = await self._complete(prompt)
        except (TimeoutError, NoReplyError) as error:
            if began is None:
                raise error if isinstance(error, NoReplyError) else NoReplyError("đang bận") from None
            told = error if isinstance(error, NoReplyError) else NoReplyError("quá thời gian chờ")
            self._failed(told)
            raise told from None
        finally:
            if began is not None:
                self.counts.milliseconds += round((self._clock() - began) * 1000)
        self._in_a_row, self.trouble = 0, ""
        counts = self.counts
        counts.tokens_read += done.tokens_read
        counts.tokens_written += done.tokens_written
        return done.text

    def _admit(self) -> None:
        if self.rests:
            raise NoReplyError("đang nghỉ")
        if self.counts.calls >= self._daily:
            raise NoReplyError("hết số lượt trong ngày")

    def _failed(self, error: NoReplyError) -> None:
        self.counts.failures += 1
        self.trouble = str(error)
        self._in_a_row += 1
        if self.rests or (self._in_a_row < IN_A_ROW and not error.rest):
            return
        times = max(self._in_a_row - IN_A_ROW, 0)
        rest = error.rest or min(FIRST_REST * 2 ** min(times, 10), LONGEST_REST)
        self._rests_until = self._clock() + rest
        _log.warning("Mô hình ngôn ngữ chưa trả lời (%s); trong %.0f giây hệ thống tự đọc câu hỏi.", self.trouble, rest)
