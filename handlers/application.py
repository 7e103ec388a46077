"""python-telegram-bot's Application, put together: how it reaches Telegram and who handles what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ExtBot,
    MessageHandler,
    filters,
)

from clock import Clock
from handlers.buttons import Buttons
from handlers.dependencies import Dependencies
from handlers.health import Pulse
from handlers.intake import Intake
from handlers.messages import Messages
from handlers.progress import Progress
from handlers.transport import AiohttpRequest
from handlers.update_processor import UpdateProcessor
from network import proxy_for
from settings import Settings
from storage.inbox import Inbox
from storage.unit_of_work import Storage

Bot = Application[Any, Any, Any, Any, Any, Any]

POLL_DEADLINE = 10.0
"""Seconds that the answer to a poll may take beside those in which Telegram waits for something new."""


@dataclass(frozen=True)
class Way:
    """The bot that calls, and the queue into which its polls bring updates."""

    bot: ExtBot[None]
    intake: Intake


def open_way(settings: Settings, storage: Storage, clock: Clock, pulse: Pulse) -> Way:
    """Make a bot with a token and its way to Telegram; nothing is connected yet."""
    if settings.telegram_bot_token is None:
        raise ValueError("no token: cli must not have come here")
    proxy = settings.telegram_proxy or (None if settings.is_loopback else proxy_for(settings.telegram_api_url))
    intake = Intake(storage.inbox, clock)
    bot: ExtBot[None] = ExtBot(
        settings.telegram_bot_token.get_secret_value(),
        base_url=settings.base_url,
        base_file_url=settings.base_file_url,
        request=AiohttpRequest(proxy, heard=pulse.beat),
        get_updates_request=AiohttpRequest(
            proxy, POLL_DEADLINE, pulse.listened, lambda answer: intake.overhear(answer, bot)
        ),
    )
    return Way(bot, intake)


def build(way: Way, desk: Dependencies, progress: Progress | None = None) -> Bot:
    """Make the Application: who handles what."""
    processor = UpdateProcessor(desk.storage, desk.clock)
    builder = Application.builder().bot(way.bot).update_queue(way.intake).concurrent_updates(processor).job_queue(None)
    application = builder.build()
    register(application, desk, processor, progress)
    return application


def intake_of(application: Bot) -> Intake:
    """Give the queue that `build` handed to an application."""
    if not isinstance(application.update_queue, Intake):
        raise TypeError("an Application that was not made here")
    return application.update_queue


class _Unchanged(filters.UpdateFilter):
    """Lets edits through that change neither words nor files."""

    __slots__ = ("_inbox",)

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox

    def filter(self, update: Update) -> bool:
        return self._inbox.changes_nothing(update.update_id)


def register(application: Bot, desk: Dependencies, processor: UpdateProcessor, progress: Progress | None) -> None:
    """Register the handlers, the most frequent first: the first that fits is the only one. None may be block=False."""
    processor.by(application.process_update)
    messages, buttons = Messages(desk, progress), Buttons(desk, progress)
    application.add_handlers(
        [
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & _Unchanged(desk.storage.inbox), messages.unchanged),
            MessageHandler(~filters.StatusUpdate.ALL, messages.written),
            MessageHandler(filters.StatusUpdate.MIGRATE, messages.moved),
            CallbackQueryHandler(buttons.pressed),
            ChatMemberHandler(messages.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    application.add_error_handler(processor.note)
