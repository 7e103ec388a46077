"""What happens when a handler fails: the person reads what to do, the log holds where it failed, nobody reads both."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ContextTypes

from handlers import buttons, words

_log = logging.getLogger(__name__)


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log a failure and tell the person in one sentence; who has blocked the bot is left in peace."""
    error = context.error
    if error is None or isinstance(error, Forbidden):
        return
    _log.error("a handler failed: %s", describe(error))
    if not isinstance(update, Update):
        return
    if update.callback_query:
        await buttons.answer(update.callback_query, words.FAILED_TAP)
    elif update.effective_message:
        with suppress(TelegramError):
            await update.effective_message.reply_text(_words_for(error))


def describe(error: BaseException) -> str:
    """Say what failed and where, without anything that a person wrote: an exception's text may quote it."""
    name = type(error).__name__
    said = f"{name}: {error}" if isinstance(error, TelegramError) else name
    return f"{said}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()


def _words_for(error: BaseException) -> str:
    """Where the connection failed, the answer may have arrived; say so."""
    in_doubt = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return words.IN_DOUBT if in_doubt else words.FAILED
