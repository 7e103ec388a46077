"""The bot's life: started with patience, listening by polls or a webhook, stopped within seconds."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from telegram import Bot, BotCommandScopeAllGroupChats, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from tornado.httpserver import HTTPServer

from handlers import words
from handlers.application import Bot as App
from handlers.application import intake_of
from handlers.dependencies import Dependencies
from handlers.health import Health, Model, Pulse
from handlers.maintenance import keep
from handlers.retry import growing, wait_of
from handlers.web import open_health, open_webhook, raise_file_limit
from handlers.worker import Worker
from settings import Settings
from storage.connection import StorageError

# MY_CHAT_MEMBER has no handler yet; asked for now, because Telegram keeps what a bot once asked for.
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
LONG_POLL = timedelta(seconds=25)
TOUCH_SECONDS = 30.0
TELEGRAM_KEEPS = timedelta(days=1)
LONGEST_PAUSE = 10.0
Result = TypeVar("Result")

STOP_SECONDS = 4.0
POLLING_TASK = "Updater:start_polling:polling_task"
"""How python-telegram-bot names the task that polls; it may end, and `updater.running` would not tell."""

_log = logging.getLogger(__name__)


class TokenRefusedError(Exception):
    """Telegram does not accept the token; nothing is gained by trying again. The message holds no secret."""


@dataclass(frozen=True)
class Served:
    """What is served: the application with its desk, as the settings want it.

    `after_outage` is called with (since when, now) where nobody served for more than a day: Telegram keeps messages no
    longer, so people may have to send theirs again.
    """

    app: App
    desk: Dependencies
    worker: Worker
    settings: Settings
    pulse: Pulse
    after_outage: Sequence[Callable[[datetime, datetime], None]] = ()
    beside: Sequence[Callable[[Bot], Coroutine[Any, Any, None]]] = ()
    model: Model | None = None
    files: Callable[[], str] = str
    """Says why no file of people can be kept now."""


async def serve(service: Served, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; call `ready` once updates are coming in.

    Raises TokenRefusedError and ListenError, and what ends any of the work beside: half a bot is worse than none.
    """
    app, desk = service.app, service.desk
    stop = asyncio.create_task(_signalled(), name="stop")
    beside: list[asyncio.Task[None]] = []
    doors = Doors(service)
    raise_file_limit()
    try:
        doors.open_health()
        listening = await _unless(stop, _start(service, doors))
        if listening is None:
            return
        ready()
        beside += [
            asyncio.create_task(service.worker.run(), name="worker"),
            asyncio.create_task(keep(desk.storage), name="maintenance"),
        ]
        beside += [asyncio.create_task(work(app.bot)) for work in service.beside]
        lives = (listening, *beside)
        beside.append(asyncio.create_task(_introduce(app.bot), name="menu"))
        await _unless(stop, asyncio.wait(lives, return_when=asyncio.FIRST_COMPLETED))
        for ended in (task for task in lives if task.done()):
            ended.result()
    except InvalidToken:
        raise TokenRefusedError(words.NOT_ACCEPTED) from None  # the library's own message quotes the token
    finally:
        for task in (stop, *beside):
            task.cancel()
        await _stop(service, doors)


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


async def _start(service: Served, doors: Doors) -> asyncio.Task[None]:
    """Reach Telegram, however long it takes, and begin to listen; give the task that ends if that ends."""
    app = service.app
    await _patiently(app.initialize)
    look_back(service)
    intake = intake_of(app)
    intake.since = service.desk.clock()
    await app.start()
    await intake.recall(app.bot)
    if service.settings.webhook_url is not None:
        return await doors.open_webhook()
    if app.updater is None:
        raise ValueError("an Application without an Updater cannot poll")
    await app.updater.start_polling(
        timeout=LONG_POLL, bootstrap_retries=-1, allowed_updates=WANTED, error_callback=Outages(app.bot, service.pulse)
    )
    return next(task for task in asyncio.all_tasks() if task.get_name() == POLLING_TASK)


def look_back(service: Served) -> None:
    """Have people told where nobody served for longer than Telegram keeps what they wrote."""
    storage, now = service.desk.storage, service.desk.clock()
    since = storage.last_beat()
    if since is not None and storage.down_for(now) > TELEGRAM_KEEPS:
        _log.warning("Bot đã ngừng phục vụ từ %s; tin nhắn gửi trong thời gian đó có thể đã mất.", since)
        for tell in service.after_outage:
            tell(since, now)
    try:
        storage.beat()
    except StorageError as error:  # the bot waits for its disk as it would later
        _log.error("the heartbeat could not be written: %s", error)


class Doors:
    """What the bot itself listens on: the webhook, and the questions after its health."""

    def __init__(self, service: Served) -> None:
        self._service = service
        self._open: list[HTTPServer] = []
        self._touch: asyncio.Task[None] | None = None

    def open_health(self) -> None:
        """Answer GET /health, where that is wanted."""
        settings, intake = self._service.settings, intake_of(self._service.app)
        if settings.health_listen is not None:
            served = self._service
            health = Health(served.desk.storage, served.pulse, lambda: intake.stuck, served.model, served.files)
            self._open.append(open_health(settings.health_listen, health))

    async def open_webhook(self) -> asyncio.Task[None]:
        """Listen for Telegram, and tell it where; give the task that ends with the token's end."""
        settings, bot = self._service.settings, self._service.app.bot
        self._open.append(open_webhook(settings, bot, intake_of(self._service.app)))
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None

        async def tell() -> None:
            # one connection, so that a person's messages come in the order in which they were written
            await bot.set_webhook(
                settings.webhook_url or "", allowed_updates=WANTED, max_connections=1, secret_token=secret
            )

        await _patiently(tell)
        self._touch = asyncio.create_task(
            _stay_in_touch(bot, self._service.pulse, settings.webhook_url or "", tell), name="touch"
        )
        return self._touch

    async def close(self) -> None:
        """Let nobody in any more."""
        if self._touch:
            self._touch.cancel()
        for server in self._open:
            server.stop()
        for server in self._open:
            await server.close_all_connections()


async def _stay_in_touch(bot: Bot, pulse: Pulse, wanted: str, tell: Callable[[], Awaitable[None]]) -> None:
    """With a webhook nobody polls: ask now and then, so that a refused token, a silent Telegram or a change shows."""
    while True:
        try:
            if (await bot.get_webhook_info()).url == wanted:
                pulse.listened()
            else:
                pulse.trouble = words.WEBHOOK_CHANGED
                _log.error(words.WEBHOOK_CHANGED)
                await tell()
        except InvalidToken:
            raise
        except TelegramError as error:
            _log.warning(words.OUTAGE, error)
        await asyncio.sleep(TOUCH_SECONDS)


async def _patiently(action: Callable[[], Awaitable[None]]) -> None:
    """Do something with Telegram, again and again until it works; only a refused token ends it."""
    for attempts, pause in enumerate(growing(LONGEST_PAUSE)):
        wait = pause
        try:
            return await action()
        except InvalidToken:
            raise
        except TelegramError as error:
            wait = wait_of(error, attempts, LONGEST_PAUSE)
            _log.warning("Chưa kết nối được Telegram (%s); thử lại sau %.1f giây.", error, wait)
        await asyncio.sleep(wait)
    raise AssertionError("the pauses never end")


class Outages:
    """Called with what a poll fails of; takes a webhook away that somebody has set meanwhile."""

    def __init__(self, bot: Bot, pulse: Pulse) -> None:
        self._bot = bot
        self._pulse = pulse
        self._mending: asyncio.Task[None] | None = None

    def __call__(self, error: TelegramError) -> None:
        if not isinstance(error, Conflict):
            _log.warning(words.OUTAGE, error)
            return
        by_webhook = "webhook" in error.message.lower()
        if by_webhook:
            self._pulse.trouble = words.WEBHOOK_IN_THE_WAY
        else:
            self._pulse.rival = words.SECOND_COPY
        _log.error(self._pulse.trouble or self._pulse.rival)
        if by_webhook and (self._mending is None or self._mending.done()):
            self._mending = asyncio.create_task(self._mend(), name="mending")

    async def _mend(self) -> None:
        try:
            await self._bot.delete_webhook()
        except TelegramError as failed:
            _log.warning(words.OUTAGE, failed)


async def _introduce(bot: Bot) -> None:
    """Set the menus of strangers and groups, and how the bot describes itself; a bot without them still serves."""
    try:
        await bot.set_my_commands(words.menu(()))
        in_groups = [(name, words.COMMANDS[name]) for name in words.IN_GROUPS]
        await bot.set_my_commands(in_groups, scope=BotCommandScopeAllGroupChats())
        await bot.set_my_short_description(words.SHORT_DESCRIPTION)
        await bot.set_my_description(words.DESCRIPTION)
    except TelegramError as error:
        _log.warning("Chưa đặt được danh mục lệnh: %s", error)


async def _stop(service: Served, doors: Doors) -> None:
    """Finish what is in hand and close, within seconds even where Telegram no longer answers; the rest is on disk."""
    closing = asyncio.create_task(_close(service, doors), name="closing")
    done, _ = await asyncio.wait({closing}, timeout=STOP_SECONDS)
    if not done:
        _log.warning("Không đóng được kết nối trong %.0f giây; dừng luôn.", STOP_SECONDS)
        closing.cancel()
    elif closing.exception():
        _log.warning("Không đóng được kết nối: %s", closing.exception())
    with suppress(StorageError):
        service.desk.storage.beat()


async def _close(service: Served, doors: Doors) -> None:
    app = service.app
    await doors.close()
    if app.updater and app.updater.running:
        await app.updater.stop()
    intake_of(app).drop()
    if app.running:
        await app.stop()
    await service.worker.stop()
    await app.shutdown()
