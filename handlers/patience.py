"""Calls that failed on the way and are worth another try, whatever the method."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

PAUSES = (0.3, 1.0, 2.0)
"""Seconds before each further try."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


def growing() -> Iterator[float]:
    """Give pauses without end, each twice the one before, up to a few seconds."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


class PatientRequest(HTTPXRequest):
    """Tries again where Telegram did not take the call: no connection, a cut one, a gateway's 5xx.

    A connection that is cut may have carried the call; that is tried once more, so an answer can arrive twice. It is
    less bad than not at all, and the usual reason is a kept connection that a proxy has closed silently. A late answer
    is not asked for again: the call has almost surely been carried out.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        in_doubt = 0
        for pause in PAUSES:
            try:
                code, body = await super().do_request(*args, **kwargs)
            except NetworkError as error:
                in_doubt += not isinstance(error.__cause__, _NEVER_SENT)
                if in_doubt > 1 or _is_late(error):
                    raise
            else:
                if code < 500:
                    return code, body
            await asyncio.sleep(pause)
        return await super().do_request(*args, **kwargs)


def _is_late(error: NetworkError) -> bool:
    return isinstance(error, TimedOut) and not isinstance(error.__cause__, _NEVER_SENT)
