"""python-telegram-bot's Application, put together: how it reaches Telegram and who handles what."""

from __future__ import annotations

from typing import Any

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
from telegram.request import HTTPXRequest

from clock import VIETNAM
from handlers.buttons import Buttons
from handlers.desk import Desk
from handlers.intake import Intake
from handlers.messages import Messages
from handlers.patience import PatientRequest
from handlers.progress import Progress
from handlers.ticking import Ticker
from settings import Settings

Bot = Application[Any, Any, Any, Any, Any, Any]


def build(settings: Settings, desk: Desk, progress: Progress | None = None) -> Bot:
    """Make the Application of a bot with a token; nothing is connected yet."""
    if settings.telegram_bot_token is None:
        raise ValueError("no token: bot.py must not have come here")
    ticker = Ticker(desk.mail, desk.clock)
    application = (
        Application.builder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(PatientRequest(connection_pool_size=8, **_reach(settings), read_timeout=20, write_timeout=20))
        .get_updates_request(HTTPXRequest(connection_pool_size=1, **_reach(settings), read_timeout=10))
        .defaults(build_defaults())
        .update_queue(Intake(desk.mail.inbox, desk.clock))
        .concurrent_updates(ticker)
        .job_queue(None)
        .build()
    )
    register(application, desk, ticker, progress)
    return application


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


def register(application: Bot, desk: Desk, ticker: Ticker, progress: Progress | None = None) -> None:
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
