"""Calls to Telegram: tried again where that is worth it, and noted when they were answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

from handlers.lean import NotSentError

PAUSES = (0.3, 1.0, 2.0)
"""Seconds before each further try."""
MOMENT = 3.0
"""Seconds that a call waits in place when Telegram asks for it (429); a longer wait is left to the outbox."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def growing() -> Iterator[float]:
    """Give pauses without end, each twice the one before, up to a few seconds."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


class ListeningRequest(BaseRequest):
    """A way to Telegram that tells when Telegram answers, and hands on what an answer holds."""

    def __init__(
        self, way: BaseRequest, heard: Callable[[], None], read: Callable[[dict[str, Any]], None] | None = None
    ) -> None:
        self._way = way
        self._heard = heard
        self._read = read

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take."""
        return self._way.read_timeout

    async def initialize(self) -> None:
        """Make the way ready."""
        await self._way.initialize()

    async def shutdown(self) -> None:
        """Close the way."""
        await self._way.shutdown()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, body = await self._way.do_request(*args, **kwargs)
        if code == 200:
            self._heard()
        return code, body

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]  # theirs is static
        answer = super().parse_json_payload(payload)
        if self._read is not None:
            self._read(answer)
        return answer


class PatientRequest(ListeningRequest):
    """Tries again where Telegram did not take the call: no connection, a cut one, a gateway's 5xx, a moment's 429.

    A connection that is cut may have carried the call; that is tried once more, so an answer can arrive twice. It is
    less bad than not at all, and the usual reason is a kept connection that a proxy has closed silently. A late answer
    is not asked for again: the call has almost surely been carried out.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        in_doubt = 0
        for pause in PAUSES:
            wait = pause
            try:
                code, body = await super().do_request(*args, **kwargs)
            except NetworkError as error:
                in_doubt += not _was_not_sent(error)
                if in_doubt > 1 or _is_late(error):
                    raise
            else:
                wait = _asked_to_wait(body) if code == 429 else pause
                if wait > MOMENT or (code != 429 and code < 500):
                    return code, body
            await asyncio.sleep(wait)
        return await super().do_request(*args, **kwargs)


def _was_not_sent(error: NetworkError) -> bool:
    return isinstance(error, NotSentError) or isinstance(error.__cause__, _NEVER_SENT)


def _is_late(error: NetworkError) -> bool:
    return isinstance(error, TimedOut) and not _was_not_sent(error)


def _asked_to_wait(body: bytes) -> float:
    """Give the seconds that a 429 asks for."""
    try:
        return float(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return PAUSES[-1]
