"""python-telegram-bot's Application, put together: how it reaches Telegram and who handles what."""

from __future__ import annotations

from typing import Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from clock import VIETNAM
from handlers.buttons import Buttons
from handlers.desk import Desk
from handlers.errors import on_error
from handlers.messages import Messages
from handlers.patience import PatientRequest
from settings import Settings

Bot = Application[Any, Any, Any, Any, Any, Any]

RETRIES_OF_FLOOD = 5
"""How often a call is repeated that Telegram put off (429), each time after the time it gave."""


def build(settings: Settings, desk: Desk) -> Bot:
    """Make the Application of a bot with a token; nothing is connected yet."""
    if settings.telegram_bot_token is None:
        raise ValueError("no token: bot.py must not have come here")
    application = (
        Application.builder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(PatientRequest(connection_pool_size=8, **_reach(settings), read_timeout=20, write_timeout=20))
        .get_updates_request(HTTPXRequest(connection_pool_size=1, **_reach(settings), read_timeout=10))
        .rate_limiter(_patience_with_floods())
        .defaults(build_defaults())
        .concurrent_updates(False)
        .job_queue(None)
        .build()
    )
    register(application, desk)
    return application


def _patience_with_floods() -> AIORateLimiter:
    """Repeat what Telegram puts off, after the time it gives; hold nothing back beforehand.

    The limiter's own quotas (20 a minute in a group) would let one lively group delay everybody's answers.
    """
    return AIORateLimiter(overall_max_rate=0, group_max_rate=0, max_retries=RETRIES_OF_FLOOD)


def _reach(settings: Settings) -> dict[str, Any]:
    """Say how to get to the server; a proxy of the environment is not for a server on this machine."""
    options = {"trust_env": False} if settings.is_loopback else {}
    return {"proxy": settings.telegram_proxy, "connect_timeout": 5, "pool_timeout": 5, "httpx_kwargs": options}


def build_defaults() -> Defaults:
    return Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        tzinfo=VIETNAM,
    )


def register(application: Bot, desk: Desk) -> None:
    """Register the handlers, the most frequent first: the first that fits is the only one."""
    messages, buttons = Messages(desk), Buttons(desk)
    application.add_handlers(
        [
            MessageHandler(filters.TEXT & ~filters.COMMAND, messages.text),
            CallbackQueryHandler(buttons.pressed),
            CommandHandler("hoi", messages.ask_command),
            CommandHandler("nhiemvu", messages.task_command),
            CommandHandler("vanban", messages.overview_command),
            CommandHandler(["trogiup", "help"], messages.help_command),
            CommandHandler("start", messages.start_command),
            MessageHandler(filters.COMMAND, messages.unknown_command),
            MessageHandler(~filters.StatusUpdate.ALL, messages.other),
        ]
    )
    application.add_error_handler(on_error)
