"""Buttons under a message, and what their data means; encoded whole, so that they outlive a restart."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from handlers import words
from kb.answering.reply import Reply

CHOICE = "k:"
"""Before a token that the assistant understands."""
PAGE = "k:p:"
"""The same, for a token that turns the page of the message it stands under."""
WRONG = "s"

_WRONG_ROW = (InlineKeyboardButton(words.WRONG_BUTTON, callback_data=WRONG),)


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """Make the buttons of a reply, with "Báo sai" as a row of its own where it makes sense."""
    rows = [
        tuple(InlineKeyboardButton(button.label, callback_data=CHOICE + button.token) for button in row)
        for row in reply.buttons
    ]
    if reply.reportable:
        rows.append(_WRONG_ROW)
    return InlineKeyboardMarkup(rows) if rows else None


def stands_under(data: str, message: Message) -> bool:
    """Tell whether a button of this data is under the message, as far as the message says which buttons it has."""
    if message.reply_markup is None:
        return True
    return any(button.callback_data == data for row in message.reply_markup.inline_keyboard for button in row)
