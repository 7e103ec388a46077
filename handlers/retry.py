"""The one policy of trying again: how long to wait after how many failures, and for how long at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

Result = TypeVar("Result")

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 60.0
"""Seconds after the first failure, and the most that doubling makes of them."""
LONGEST_WAIT = 3600.0
"""However long Telegram wants us to wait, and whatever becomes of the clock: within the hour it is tried again."""
PATIENCE = 12.0
"""Seconds that a call may take with all its repetitions, where somebody waits for it."""


def pause_after(attempts: int, longest: float = LONGEST_PAUSE) -> float:
    """Give the seconds to wait after so many failures."""
    return float(min(FIRST_PAUSE * 2 ** min(attempts, 20), longest))


def growing(longest: float = 5.0) -> Iterator[float]:
    """Give pauses without end, each longer than the one before, up to a few seconds."""
    attempts = 0
    while True:
        yield pause_after(attempts, longest)
        attempts += 1


def may_pass(error: BaseException) -> bool:
    """Tell whether a call may do better later: nobody was reached, or Telegram asks for patience."""
    return isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest)


def wait_of(error: BaseException, attempts: int, longest: float = LONGEST_PAUSE) -> float:
    """Give the seconds until the next try: those that Telegram asks for, else a growing pause."""
    if not isinstance(error, RetryAfter):
        return pause_after(attempts, longest)
    wait = error.retry_after
    return min(wait.total_seconds() if isinstance(wait, timedelta) else float(wait), LONGEST_WAIT)


async def patiently(call: Callable[[], Awaitable[Result]], seconds: float = PATIENCE) -> Result:
    """Make a small call, again where that may help, within a deadline. Raises what the last try did."""
    attempts = 0
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        try:
            async with asyncio.timeout_at(end):
                return await call()
        except TimeoutError:
            raise NetworkError("no answer in time") from None
        except TelegramError as error:
            pause = wait_of(error, attempts)
            if not may_pass(error) or loop.time() + pause > end:
                raise
        attempts += 1
        await asyncio.sleep(pause)


UNREACHABLE = (
    ("blocked", "blocked by the user"),
    ("deactivated", "deactivated"),
    ("not-found", "chat not found"),
    ("not-found", "user not found"),
    ("not-found", "peer_id_invalid"),
    ("not-found", "group chat was upgraded"),
    ("not-started", "initiate conversation"),
    ("no-right", "not enough rights"),
    ("no-right", "have no rights"),
    ("no-right", "chat_write_forbidden"),
    ("no-right", "administrator rights"),
    ("no-right", "kicked"),
    ("no-right", "not a member"),
)
"""What Telegram says where a chat cannot be written to, and the reason that is kept."""


def unreachable(error: BaseException) -> str:
    """Give the reason why a chat cannot be written to; "" where an error says no such thing."""
    if not isinstance(error, (Forbidden, BadRequest)) or isinstance(error, (ChatMigrated, InvalidToken)):
        return ""
    said = error.message.lower()
    found = next((reason for reason, words in UNREACHABLE if words in said), "")
    return found or ("no-right" if isinstance(error, Forbidden) else "")
