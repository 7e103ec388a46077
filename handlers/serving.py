"""The bot's life: started with patience, polled, stopped within seconds."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from handlers import words
from handlers.application import Bot as App
from handlers.chores import Chores
from handlers.desk import Desk
from handlers.intake import Intake

# MY_CHAT_MEMBER has no handler yet; asked for now, because Telegram keeps what a bot once asked for.
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
LONG_POLL = timedelta(seconds=25)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
Result = TypeVar("Result")

STOP_SECONDS = 4.0
POLLING_TASK = "Updater:start_polling:polling_task"
"""How python-telegram-bot names the task that polls; it may end, and `updater.running` would not tell."""

_log = logging.getLogger(__name__)


class TokenRefusedError(Exception):
    """Telegram does not accept the token; nothing is gained by trying again. The message holds no secret."""


async def serve(app: App, desk: Desk, ready: Callable[[], None], chores: Chores | None = None) -> None:
    """Serve until SIGINT or SIGTERM; call `ready` once updates are coming in. Raises TokenRefusedError."""
    stop = asyncio.create_task(_signalled(), name="stop")
    beside: list[asyncio.Task[None]] = []
    try:
        polling = await _unless(stop, _start(app))
        if polling is None:
            return
        ready()
        beside += [
            asyncio.create_task(_set_menu(app.bot), name="menu"),
            asyncio.create_task(desk.post.run(), name="post"),
        ]
        if chores:
            beside.append(asyncio.create_task(chores.run(app.bot), name="chores"))
        await _unless(stop, asyncio.shield(polling))
    except InvalidToken:
        raise TokenRefusedError(words.NOT_ACCEPTED) from None  # the library's own message quotes the token
    finally:
        for task in (stop, *beside):
            task.cancel()
        await _stop(app)


async def _signalled() -> None:
    event = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    await event.wait()


async def _unless(stop: asyncio.Task[None], doing: Awaitable[Result]) -> Result | None:
    """Do something, or give it up and give None when it is time to stop."""
    task = asyncio.ensure_future(doing)
    await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.wait({task}, timeout=STOP_SECONDS)
    return None


async def _start(app: App) -> asyncio.Task[None]:
    """Reach Telegram, however long it takes, and begin to poll; give the task that polls."""
    await _patiently(app.initialize)
    if isinstance(app.update_queue, Intake):
        app.update_queue.recall(app.bot)
    await app.start()
    if app.updater is None:
        raise ValueError("an Application without an Updater cannot poll")
    await app.updater.start_polling(
        timeout=LONG_POLL, bootstrap_retries=-1, allowed_updates=WANTED, error_callback=_note_outage
    )
    return next(task for task in asyncio.all_tasks() if task.get_name() == POLLING_TASK)


async def _patiently(action: Callable[[], Awaitable[None]]) -> None:
    """Do something with Telegram, again and again until it works; only a refused token ends it."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await action()
        except InvalidToken:
            raise
        except RetryAfter as error:
            wait = error.retry_after
            pause = wait.total_seconds() if isinstance(wait, timedelta) else wait
            _log.warning("Telegram yêu cầu chờ %.0f giây.", pause)
        except TelegramError as error:
            _log.warning("Chưa kết nối được Telegram (%s); thử lại sau %.1f giây.", error, pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _note_outage(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _log.error("Một bản khác của bot đang nhận tin với cùng mã bot (TELEGRAM_BOT_TOKEN). Hãy dừng bản đó.")
    else:
        _log.warning("Mất kết nối Telegram (%s); đang thử lại.", error)


async def _set_menu(bot: Bot) -> None:
    """Set the menu of commands; a bot without it still serves."""
    try:
        await bot.set_my_commands(words.MENU)
    except TelegramError as error:
        _log.warning("Chưa đặt được danh mục lệnh: %s", error)


async def _stop(app: App) -> None:
    """Finish what has been fetched and close, within seconds even where Telegram no longer answers."""
    closing = asyncio.create_task(_close(app), name="closing")
    done, _ = await asyncio.wait({closing}, timeout=STOP_SECONDS)
    if not done:
        _log.warning("Không đóng được kết nối trong %.0f giây; dừng luôn.", STOP_SECONDS)
        closing.cancel()
    elif closing.exception():
        _log.warning("Không đóng được kết nối: %s", closing.exception())


async def _close(app: App) -> None:
    if app.updater and app.updater.running:
        await app.updater.stop()
    if isinstance(app.update_queue, Intake):
        app.update_queue.drop()
    if app.running:
        await app.stop()
    await app.shutdown()
