"""python-telegram-bot's Application, put together: how it reaches Telegram and who handles what."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from clock import VIETNAM
from handlers.buttons import Buttons
from handlers.dependencies import Desk
from handlers.health import Pulse
from handlers.intake import Intake
from handlers.lean import LeanRequest
from handlers.messages import Messages
from handlers.patience import ListeningRequest, PatientRequest
from handlers.progress import Progress
from handlers.update_processor import UpdateProcessor
from settings import Settings

Bot = Application[Any, Any, Any, Any, Any, Any]


def build(settings: Settings, desk: Desk, pulse: Pulse, progress: Progress | None = None) -> Bot:
    """Make the Application of a bot with a token; nothing is connected yet."""
    if settings.telegram_bot_token is None:
        raise ValueError("no token: bot.py must not have come here")
    ticker, intake = UpdateProcessor(desk.mail, desk.clock), Intake(desk.mail.inbox, desk.clock)
    application = (
        Application.builder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(PatientRequest(_way(settings, 8, read_timeout=20), pulse.beat))
        .get_updates_request(ListeningRequest(_way(settings, 1, read_timeout=10), pulse.beat, intake.overhear))
        .defaults(build_defaults())
        .update_queue(intake)
        .concurrent_updates(ticker)
        .job_queue(None)
        .build()
    )
    register(application, desk, ticker, progress)
    return application


def _way(settings: Settings, connections: int, read_timeout: float) -> BaseRequest:
    """Make the way to the server: the lean one, unless a proxy, of the settings or the environment, stands in it."""
    direct = settings.is_loopback or not _is_behind_proxy(settings.telegram_api_url)
    if direct and settings.telegram_proxy is None:
        return LeanRequest(connections, read_timeout)
    return HTTPXRequest(
        connections, read_timeout, write_timeout=20, connect_timeout=5, pool_timeout=5, proxy=settings.telegram_proxy
    )


def _is_behind_proxy(url: str) -> bool:
    parts, proxies = urlsplit(url), getproxies()
    return bool(proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(parts.hostname or "")


def intake_of(application: Bot) -> Intake:
    """Give the queue that `build` handed to an application."""
    if not isinstance(application.update_queue, Intake):
        raise TypeError("an Application that was not made here")
    return application.update_queue


def build_defaults() -> Defaults:
    return Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        tzinfo=VIETNAM,
    )


def register(application: Bot, desk: Desk, ticker: UpdateProcessor, progress: Progress | None = None) -> None:
    """Register the handlers, the most frequent first: the first that fits is the only one. None may be block=False."""
    desk.post.through(application.bot)
    ticker.by(application.process_update)
    messages, buttons = Messages(desk, progress), Buttons(desk, progress)
    application.add_handlers(
        [
            MessageHandler(filters.TEXT & ~filters.COMMAND, messages.text),
            CallbackQueryHandler(buttons.pressed),
            CommandHandler("hoi", messages.ask_command),
            CommandHandler("nhiemvu", messages.task_command),
            CommandHandler("vanban", messages.overview_command),
            CommandHandler(["trogiup", "help"], messages.help_command),
            CommandHandler("start", messages.start_command),
            MessageHandler(filters.COMMAND, messages.other_command),
            ChatMemberHandler(messages.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(~filters.StatusUpdate.ALL, messages.other),
        ]
    )
    application.add_error_handler(ticker.note)
