"""What is said when a handler fails: the person reads what to do, the log holds where it failed, nobody reads both."""

from __future__ import annotations

from telegram import Update

from conversation.outgoing import Outgoing
from handlers import buttons, words
from handlers.progress import thread_of


def apology(update: Update) -> Outgoing | None:
    """Word, for the author of a message, that this did not work."""
    message = update.effective_message
    if message is None or update.callback_query or getattr(message, "chat", None) is None:
        return None
    return Outgoing(message.chat_id, words.FAILED, thread=thread_of(message))


async def tell(update: Update) -> None:
    """Answer a press that did not work; who wrote hears by the outbox."""
    if update.callback_query:
        await buttons.answer(update.callback_query, words.FAILED_TAP)
