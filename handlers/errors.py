"""What is said when a handler fails: the person reads what to do, the log holds where it failed, nobody reads both."""

from __future__ import annotations

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
