"""What is said when a handler fails: the person reads what to do, the log holds where it failed, nobody reads both."""

from __future__ import annotations

import traceback
from contextlib import suppress

from telegram import Update
from telegram.error import TelegramError

from handlers import buttons, words


async def tell(update: Update) -> None:
    """Tell a person in one sentence that this did not work."""
    if update.callback_query:
        await buttons.answer(update.callback_query, words.FAILED_TAP)
    elif update.effective_message:
        with suppress(TelegramError):
            await update.effective_message.reply_text(words.FAILED)


def describe(error: BaseException) -> str:
    """Say what failed and where, without anything that a person wrote: an exception's text may quote it."""
    name = type(error).__name__
    said = f"{name}: {error}" if isinstance(error, TelegramError) else name
    return f"{said}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()
